/* Fn::Cidr: consecutive blocks of one size out of a larger block. */
#include "base/cidr.h"

#include "front/cloudformation/eval.h"

enum { MAX_BLOCKS = 256 }; /* AWS: count is 1 to 256 */

/* The address block itself where the template tells it: Fn::GetAtt of a VPC's or subnet's CidrBlock. */
static struct gl_value block_of(struct gl_cfn_eval *eval, const struct gl_value *block)
{
    struct gl_cfn_entry *entry;
    const struct gl_value *written;

    if (block->type != GL_REF || !gl_str_eq(block->u.ref->attribute, GL_STR("CidrBlock")))
        return *block;
    entry = gl_cfn_eval_entry(eval, block->u.ref->target->name);
    if (!entry || entry->resource != block->u.ref->target)
        return *block;
    written = gl_value_get(entry->properties, GL_STR("CidrBlock"));
    return written ? gl_cfn_eval_value(eval, written) : *block;
}

static struct gl_str name_of(const struct gl_value *value)
{
    if (value->type == GL_UNKNOWN)
        return value->u.unknown->name;
    return value->type == GL_REF ? value->u.ref->target->name : GL_STR("an address block");
}

static struct gl_value unknown_blocks(struct gl_cfn_eval *eval, const struct gl_value *args, size_t len,
                                      struct gl_span span)
{
    size_t at = 0;
    struct gl_unknown *unknown;
    struct gl_value made;
    struct gl_str text;

    while (at + 1 < len && gl_value_text(&args[at], &text))
        at++;
    made =
        gl_cfn_unknown(eval, GL_WHY_ATTRIBUTE,
                       gl_arena_printf(eval->arena, "blocks of %.*s", GL_STR_ARG(name_of(&args[at]))), span);
    if (args[at].type == GL_UNKNOWN) {
        unknown = GL_NEW(eval->arena, struct gl_unknown);
        *unknown = *made.u.unknown;
        unknown->reason = args[at].u.unknown->reason;
        unknown->from = args[at].u.unknown->from;
        made.u.unknown = unknown;
    }
    return made;
}

static struct gl_value blocks(struct gl_cfn_eval *eval, const struct gl_cidr *whole, size_t count,
                              unsigned prefix, struct gl_span span)
{
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED, .span = span};
    unsigned host_bits = gl_ip_bits(whole->family) - prefix;
    struct gl_buf text;

    made.u.list.items = GL_NEW_ARRAY(eval->arena, struct gl_value, count);
    made.u.list.len = count;
    gl_buf_init(&text);
    for (size_t i = 0; i < count; i++) {
        text.len = 0;
        gl_ip_print(&text, whole->family, whole->first + ((gl_u128)i << host_bits));
        gl_buf_printf(&text, "/%u", prefix);
        made.u.list.items[i] = gl_value_string(gl_arena_copy(eval->arena, gl_buf_str(&text)), span);
    }
    gl_buf_free(&text);
    return made;
}

static struct gl_value cidr(struct gl_cfn_eval *eval, struct gl_value *args, size_t len, struct gl_span span,
                            void *context)
{
    struct gl_str block, texts[2];
    int64_t count, host_bits = 8; /* what AWS takes when it is left out is not documented; /24 of IPv4 */
    struct gl_cidr whole;
    const char *why;
    unsigned bits, prefix;

    (void)context;
    if (!gl_value_text(&args[0], &block) || !gl_value_text(&args[1], &texts[0]) ||
        (len == 3 && !gl_value_text(&args[2], &texts[1])))
        return unknown_blocks(eval, args, len, span);
    if (gl_cidr_parse(block, &whole, &why) != GL_OK)
        return gl_cfn_invalid(eval, span, "write a block such as 10.0.0.0/16", "Fn::Cidr: %s", why);
    bits = gl_ip_bits(whole.family);
    if (!gl_str_to_i64(gl_str_trim(texts[0]), &count) || count < 1 || count > MAX_BLOCKS)
        return gl_cfn_invalid(eval, span, "write a number from 1 to 256", "Fn::Cidr: the count is not valid");
    if (len == 3 && !gl_str_to_i64(gl_str_trim(texts[1]), &host_bits))
        host_bits = -1;
    if (host_bits < 1 || host_bits >= (int64_t)bits || (prefix = bits - (unsigned)host_bits) < whole.prefix)
        return gl_cfn_invalid(eval, span, "write fewer host bits than the block has",
                              "Fn::Cidr: blocks with %lld host bits do not fit", (long long)host_bits);
    if (prefix - whole.prefix < 32 && (uint64_t)count > (uint64_t)1 << (prefix - whole.prefix))
        return gl_cfn_invalid(eval, span, "ask for fewer or smaller blocks",
                              "Fn::Cidr: %lld blocks of /%u do not fit into /%u", (long long)count, prefix,
                              whole.prefix);
    return blocks(eval, &whole, (size_t)count, prefix, span);
}

struct gl_value gl_cfn_cidr(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[3];
    size_t len = gl_value_len(argument);

    if (argument->type != GL_LIST || len < 2 || len > 3)
        return gl_cfn_invalid(eval, span, "write [BLOCK, COUNT, HOST BITS]",
                              "Fn::Cidr needs a block, a count and a number of host bits");
    for (size_t i = 0; i < len; i++)
        args[i] = gl_cfn_eval_value(eval, &argument->u.list.items[i]);
    args[0] = block_of(eval, &args[0]);
    return gl_cfn_lift(eval, args, len, span, cidr, NULL);
}
