/* The other end of a rule: addresses, as far as they are known, and prefix lists. */
#include "base/limits.h"
#include "graph/network_build.h"

/* Ids of com.amazonaws.global.cloudfront.origin-facing by region (describe-managed-prefix-lists). */
static const struct gl_str cloudfront_lists[] = {
    GL_STR_INIT("pl-3b927c52"), /* us-east-1 */
    GL_STR_INIT("pl-b6a144df"), /* us-east-2 */
    GL_STR_INIT("pl-4ea04527"), /* us-west-1 */
    GL_STR_INIT("pl-82a045eb"), /* us-west-2 */
    GL_STR_INIT("pl-38a64351"), /* ca-central-1 */
    GL_STR_INIT("pl-5da64334"), /* sa-east-1 */
    GL_STR_INIT("pl-4fa04526"), /* eu-west-1 */
    GL_STR_INIT("pl-93a247fa"), /* eu-west-2 */
    GL_STR_INIT("pl-75b1541c"), /* eu-west-3 */
    GL_STR_INIT("pl-a3a144ca"), /* eu-central-1 */
    GL_STR_INIT("pl-fab65393"), /* eu-north-1 */
    GL_STR_INIT("pl-9aa247f3"), /* ap-south-1 */
    GL_STR_INIT("pl-58a04531"), /* ap-northeast-1 */
    GL_STR_INIT("pl-22a6434b"), /* ap-northeast-2 */
    GL_STR_INIT("pl-31a34658"), /* ap-southeast-1 */
    GL_STR_INIT("pl-b8a742d1"), /* ap-southeast-2 */
};

/* Blocks that templates write to say "nobody": CDK's placeholder, and what people write to cancel EC2's
 * default. */
static bool is_nobody(const struct gl_cidr *cidr)
{
    if (cidr->family == GL_IPV6)
        return cidr->first == 1 && cidr->last == 1;
    return (cidr->first >> 24 == 127 && cidr->last >> 24 == 127) || cidr->first == GL_IPV4_MAX;
}

const struct gl_value *gl_invalid_value(struct gl_arena *arena, const struct gl_value *value, const char *why)
{
    struct gl_value *invalid = GL_NEW(arena, struct gl_value);
    struct gl_str text, name = gl_str_of(why);

    if (gl_value_text(value, &text) && !(value->flags & GL_VALUE_SECRET))
        name = gl_arena_printf(arena, "%.*s (%s)", GL_STR_ARG(gl_str_slice(text, 0, 60)), why);
    *invalid = gl_value_unknown(arena, GL_WHY_INVALID, name, value ? value->span : (struct gl_span){0});
    return invalid;
}

static void set_unknown(struct gl_group_rule *rule, const struct gl_value *culprit)
{
    rule->peer = GL_PEER_UNKNOWN;
    rule->prefix = GL_PREFIX_UNKNOWN;
    rule->addresses = gl_ipset_everything();
    rule->culprit = culprit;
}

/* "/16" at the end of a partly known text. */
static uint8_t known_prefix(const struct gl_value *concat)
{
    const struct gl_value *last = &concat->u.list.items[concat->u.list.len - 1];
    size_t slash;
    int64_t prefix;

    if (last->type != GL_STRING)
        return GL_PREFIX_UNKNOWN;
    slash = gl_str_find_last_char(last->u.str, '/');
    if (slash == GL_STR_NONE || !gl_str_to_i64(gl_str_from(last->u.str, slash + 1), &prefix) || prefix < 0 ||
        prefix > GL_IPV6_BITS)
        return GL_PREFIX_UNKNOWN;
    return (uint8_t)prefix;
}

/* "10.20." at the beginning of a partly known text bounds it to 10.20.0.0/16, whatever follows. */
static bool known_head(struct gl_arena *arena, struct gl_str head, struct gl_ipset *ret_bound)
{
    static const char *const rest[] = {"", "0.0.0/8", "0.0/16", "0/24"};
    size_t end = gl_str_find_last_char(head, '.'), dots = 0;
    struct gl_cidr cidr;
    const char *why;

    if (end == GL_STR_NONE || gl_str_find_char(head, ':') != GL_STR_NONE)
        return false;
    head = gl_str_slice(head, 0, end + 1);
    for (size_t i = 0; i < head.len; i++)
        dots += head.ptr[i] == '.';
    if (dots > 3 ||
        gl_cidr_parse(gl_arena_printf(arena, "%.*s%s", GL_STR_ARG(head), rest[dots]), &cidr, &why))
        return false;
    *ret_bound = gl_ipset_of_cidr(arena, &cidr);
    return true;
}

static const struct gl_value *first_unknown(const struct gl_value *concat)
{
    for (size_t i = 0; i < concat->u.list.len; i++) {
        if (concat->u.list.items[i].type != GL_STRING)
            return &concat->u.list.items[i];
    }
    return concat;
}

static void read_partly_known(struct gl_arena *arena, const struct gl_value *value,
                              struct gl_group_rule *rule)
{
    set_unknown(rule, first_unknown(value));
    if (value->u.list.len == 0)
        return;
    rule->prefix = known_prefix(value);
    if (value->u.list.items[0].type == GL_STRING)
        known_head(arena, value->u.list.items[0].u.str, &rule->addresses);
}

/* A VPC's or subnet's own block that is not written anywhere: an attribute, a part of Ipv6CidrBlocks. */
static bool is_block_of_vpc(const struct gl_value *value)
{
    struct gl_str name = {0};

    if (value->type == GL_REF)
        name = value->u.ref->attribute;
    else if (value->type == GL_UNKNOWN && value->u.unknown->reason == GL_WHY_ATTRIBUTE)
        name = value->u.unknown->name;
    return gl_str_contains(name, GL_STR("CidrBlock"));
}

void gl_read_addresses(struct gl_network_builder *builder, const struct gl_value *value,
                       struct gl_group_rule *rule)
{
    struct gl_arena *arena = builder->arena;
    struct gl_str text;
    struct gl_cidr cidr;
    const char *why = "it is no text";

    if (value->type == GL_CONCAT) {
        read_partly_known(arena, value, rule);
        return;
    }
    if (value->type == GL_UNKNOWN || value->type == GL_REF || value->type == GL_CHOICE) {
        set_unknown(rule, value);
        rule->is_vpc_block = is_block_of_vpc(value);
        return;
    }
    if (!gl_value_text(value, &text) || gl_cidr_parse(text, &cidr, &why)) {
        set_unknown(rule, gl_invalid_value(arena, value, why));
        return;
    }
    if (cidr.has_host_bits)
        gl_diag_add(builder->diags, GL_DIAG_NOTE, value->span, "write the network itself",
                    "%.*s has bits after its prefix length, which EC2 cuts off", GL_STR_ARG(text));
    rule->peer = GL_PEER_ADDRESSES;
    if (!is_nobody(&cidr))
        rule->addresses = gl_ipset_of_cidr(arena, &cidr);
}

/* Does any text in the value hold the list's name? For custom resources that look the id up; `*left` values
 * more are looked at. */
static bool mentions_cloudfront(const struct gl_value *value, int depth, unsigned *left)
{
    if (depth > 12 || *left == 0)
        return false;
    --*left;
    if (value->type == GL_STRING)
        return gl_str_contains_nocase(value->u.str, GL_STR("cloudfront.origin-facing"));
    if (value->type == GL_UNKNOWN)
        return gl_str_contains_nocase(value->u.unknown->name, GL_STR("cloudfront"));
    if (value->type == GL_LIST || value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (mentions_cloudfront(&value->u.list.items[i], depth + 1, left))
                return true;
        }
    }
    if (value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            if (mentions_cloudfront(&value->u.map.members[i].value, depth + 1, left))
                return true;
        }
    }
    return false;
}

static bool is_cloudfront(const struct gl_value *value)
{
    const struct gl_resource *target = gl_value_target(value);
    unsigned left = GL_MAX_ATTACHMENT_VALUES;
    struct gl_str text;

    if (target)
        return mentions_cloudfront(&target->properties, 0, &left);
    if (mentions_cloudfront(value, 0, &left))
        return true;
    if (!gl_value_text(value, &text))
        return false;
    for (size_t i = 0; i < sizeof cloudfront_lists / sizeof *cloudfront_lists; i++) {
        if (gl_str_eq(text, cloudfront_lists[i]))
            return true;
    }
    return false;
}

static void read_entries(struct gl_network_builder *network, const struct gl_variants *variants,
                         const struct gl_value *entries, struct gl_group_rule *rule)
{
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, network->arena);
    rule->peer = GL_PEER_ADDRESSES;
    for (size_t i = 0; i < gl_value_len(entries); i++) {
        const struct gl_value *entry = gl_variants_pick(variants, gl_value_at(entries, i));
        const struct gl_value *block = gl_variants_pick(variants, gl_value_get(entry, GL_STR("Cidr")));
        struct gl_group_rule one = {0};

        if (!entry)
            continue;
        if (!block)
            block = entry->type == GL_MAP ? gl_invalid_value(network->arena, entry, "an entry has no Cidr")
                                          : entry;
        gl_read_addresses(network, block, &one);
        gl_ipset_builder_add_set(&builder, one.addresses);
        if (one.peer == GL_PEER_UNKNOWN && !rule->culprit) {
            rule->peer = GL_PEER_UNKNOWN;
            rule->prefix = GL_PREFIX_UNKNOWN;
            rule->culprit = one.culprit;
        }
    }
    rule->addresses = gl_ipset_builder_finish(&builder);
}

void gl_read_prefix_list(struct gl_network_builder *builder, const struct gl_variants *variants,
                         const struct gl_value *value, struct gl_group_rule *rule)
{
    struct gl_arena *arena = builder->arena;
    const struct gl_resource *target = gl_value_target(value);
    const struct gl_value *entries;
    struct gl_str text;

    rule->is_prefix_list = true;
    if (is_cloudfront(value)) {
        rule->peer = GL_PEER_CLOUDFRONT;
        return;
    }
    if (target && gl_str_eq(target->kind, GL_STR("AWS::EC2::PrefixList"))) {
        entries = gl_variants_pick(variants, gl_value_get(&target->properties, GL_STR("Entries")));
        if (!entries || entries->type == GL_LIST)
            read_entries(builder, variants, entries, rule);
        else
            set_unknown(rule, entries);
        return;
    }
    set_unknown(rule, value);
    if (gl_value_text(value, &text)) {
        struct gl_value *unknown = GL_NEW(arena, struct gl_value);

        *unknown = gl_value_unknown(arena, GL_WHY_ATTRIBUTE,
                                    gl_arena_printf(arena, "entries of prefix list %.*s", GL_STR_ARG(text)),
                                    value->span);
        rule->culprit = unknown;
    }
}
