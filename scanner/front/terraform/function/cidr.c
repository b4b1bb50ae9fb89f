#include "base/cidr.h"

#include "front/terraform/function/library.h"

/* Terraform's own reading of blocks, which is Go's before 1.17: no white space, leading zeros allowed, the
 * prefix length required. Host bits are cut off. */
enum { MAPPED_PREFIX = 96, MOST_NEW_BITS = 32 };

struct block {
    enum gl_ip_family family;
    unsigned bits, prefix;
    gl_u128 first;
};

static bool parse_octets(struct gl_str text, gl_u128 *ret_address)
{
    struct gl_str part;
    unsigned count = 0;

    *ret_address = 0;
    while (gl_str_cut(&text, '.', &part)) {
        unsigned octet = 0;

        if (part.len == 0 || ++count > 4)
            return false;
        for (size_t i = 0; i < part.len; i++) {
            if (part.ptr[i] < '0' || part.ptr[i] > '9')
                return false;
            octet = octet * 10 + (unsigned)(part.ptr[i] - '0');
            if (octet > 255)
                return false;
        }
        *ret_address = *ret_address << 8 | octet;
        if (text.len == 0 && count == 4 && part.ptr[part.len] == '.')
            return false;
    }
    return count == 4;
}

static bool parse_prefix(struct gl_str text, unsigned bits, unsigned *ret_prefix)
{
    int64_t prefix;

    if (text.len == 0 || text.ptr[0] == '+' || text.ptr[0] == '-' || !gl_str_to_i64(text, &prefix) ||
        prefix < 0 || prefix > (int64_t)bits)
        return false;
    *ret_prefix = (unsigned)prefix;
    return true;
}

static bool parse_ipv6(struct gl_str text, gl_u128 *ret_address)
{
    struct gl_cidr cidr;
    const char *why;

    if (text.len == 0 || gl_str_find_char(text, ':') == GL_STR_NONE || gl_str_trim(text).len != text.len ||
        gl_cidr_parse(text, &cidr, &why) || cidr.family != GL_IPV6)
        return false;
    *ret_address = cidr.first;
    return true;
}

static gl_u128 mask_of(const struct block *block)
{
    gl_u128 all = gl_ip_max(block->family);

    return block->prefix ? all ^ (block->prefix == block->bits ? 0 : all >> block->prefix) : 0;
}

static bool parse_block(const struct gl_tf_call *call, struct block *ret_block)
{
    struct gl_str text = gl_tf_argument_text(call, 0);
    size_t slash = gl_str_find_char(text, '/');
    struct gl_str address = gl_str_slice(text, 0, slash);

    if (slash != GL_STR_NONE) {
        *ret_block = (struct block){.family = GL_IPV4, .bits = GL_IPV4_BITS};
        if (gl_str_find_char(address, ':') != GL_STR_NONE)
            *ret_block = (struct block){.family = GL_IPV6, .bits = GL_IPV6_BITS};
        if ((ret_block->family == GL_IPV4 ? parse_octets(address, &ret_block->first)
                                          : parse_ipv6(address, &ret_block->first)) &&
            parse_prefix(gl_str_from(text, slash + 1), ret_block->bits, &ret_block->prefix)) {
            ret_block->first &= mask_of(ret_block);
            return true;
        }
    }
    return gl_tf_fail_function(call, "invalid CIDR expression: invalid CIDR address: %.*s", GL_STR_ARG(text));
}

/* ::ffff:a.b.c.d, which Go takes for an address of IPv4 wherever it can. */
static bool is_mapped(const struct block *block, gl_u128 address)
{
    return block->family == GL_IPV6 && address >> GL_IPV4_BITS == 0xffff;
}

static void print_address(struct gl_buf *out, const struct block *block, gl_u128 address)
{
    if (is_mapped(block, address))
        gl_ip_print(out, GL_IPV4, address & GL_IPV4_MAX);
    else
        gl_ip_print(out, block->family, address);
}

static struct gl_str block_text(const struct gl_tf_call *call, const struct block *block)
{
    unsigned prefix = block->prefix;
    struct gl_str text;
    struct gl_buf out;

    gl_buf_init(&out);
    print_address(&out, block, block->first);
    if (is_mapped(block, block->first))
        prefix = prefix > MAPPED_PREFIX ? prefix - MAPPED_PREFIX : 0;
    gl_buf_printf(&out, "/%u", prefix);
    text = gl_arena_copy(call->eval->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

/* A whole number: its sign, and its size as far as 128 bits hold it. */
struct whole {
    gl_u128 size;
    bool is_minus, is_larger; /* than 128 bits can say */
};

static bool whole_number(const struct gl_tf_call *call, size_t i, struct whole *ret_number)
{
    struct gl_str text = gl_tf_number_text(call->eval->arena, &call->args[i]);
    struct whole number = {.is_minus = text.len && text.ptr[0] == '-'};

    if (number.is_minus)
        text = gl_str_from(text, 1);
    for (size_t k = 0; k < text.len; k++) {
        if (text.ptr[k] < '0' || text.ptr[k] > '9')
            return gl_tf_fail_function(call, "bad value: value must be a whole number");
        number.is_larger |= __builtin_mul_overflow(number.size, (gl_u128)10, &number.size) ||
                            __builtin_add_overflow(number.size, (gl_u128)(text.ptr[k] - '0'), &number.size);
    }
    number.is_minus &= number.size != 0;
    *ret_number = number;
    return true;
}

/* `number` moved to the left by `shift` bits and put into the address, by "or" of numbers of any size: a
 * negative one is in two's complement, and the sign of the result is dropped, as Terraform's arithmetic does.
 * false: the result has too many bits. */
static bool put_into(const struct block *block, const struct whole *number, unsigned shift,
                     gl_u128 *ret_address)
{
    gl_u128 moved, address;

    if (number->is_larger || (number->size && (shift >= GL_IPV6_BITS || number->size > GL_U128_MAX >> shift)))
        return false;
    moved = number->size ? number->size << shift : 0;
    address = number->is_minus ? ((moved - 1) & ~block->first) + 1 : block->first | moved;
    *ret_address = address;
    return address <= gl_ip_max(block->family);
}

static bool fail_to_fit(const struct gl_tf_call *call)
{
    return gl_tf_fail_function(call, "the number is too large for the address");
}

/* Of a positive number Terraform looks at the lower 64 bits only, as a signed number; -1 is the last address.
 */
static bool fits_host(const struct block *block, struct whole *number)
{
    unsigned bits = block->bits - block->prefix;
    gl_u128 most = bits == GL_IPV6_BITS ? GL_U128_MAX : ((gl_u128)1 << bits) - 1;
    int64_t low = (int64_t)(uint64_t)number->size;

    if (!number->is_minus)
        return low < 0 || (gl_u128)(uint64_t)low <= most;
    if (number->is_larger || number->size - 1 > most)
        return false;
    number->size = most - (number->size - 1);
    number->is_minus = false;
    return true;
}

bool gl_tf_cidrhost(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct whole number = {0};
    struct block block = {0};
    struct gl_buf out;
    gl_u128 address;

    if (!whole_number(call, 1, &number) || !parse_block(call, &block))
        return false;
    if (!fits_host(&block, &number))
        return gl_tf_fail_function(call, "prefix of %u does not accommodate a host numbered %.*s",
                                   block.prefix,
                                   GL_STR_ARG(gl_tf_number_text(call->eval->arena, &call->args[1])));
    if (!put_into(&block, &number, is_mapped(&block, block.first) ? MAPPED_PREFIX : 0, &address))
        return fail_to_fit(call);
    gl_buf_init(&out);
    print_address(&out, &block, address);
    return gl_tf_return_buffer(call, &out, ret_value);
}

bool gl_tf_cidrnetmask(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct block block = {0};
    struct gl_buf out;

    if (!parse_block(call, &block))
        return false;
    if (block.family == GL_IPV6)
        return gl_tf_fail_function(call, "IPv6 addresses cannot have a netmask: %.*s",
                                   GL_STR_ARG(gl_tf_argument_text(call, 0)));
    gl_buf_init(&out);
    gl_ip_print(&out, GL_IPV4, mask_of(&block));
    return gl_tf_return_buffer(call, &out, ret_value);
}

/* Terraform looks at the lower 64 bits of the number, without its sign. */
static bool fits_subnets(const struct whole *number, int64_t more)
{
    return more < 0 || more >= 64 || (uint64_t)number->size <= ((uint64_t)1 << more) - 1;
}

bool gl_tf_cidrsubnet(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct whole number = {0};
    struct block block = {0};
    int64_t more = 0;

    if (!gl_tf_argument_i64(call, 1, &more) || !whole_number(call, 2, &number) || !parse_block(call, &block))
        return false;
    if (more > (int64_t)(block.bits - block.prefix))
        return gl_tf_fail_function(call, "insufficient address space to extend prefix of %u by %lld",
                                   block.prefix, (long long)more);
    if (more < -(int64_t)block.prefix)
        return gl_tf_fail_function(call, "prefix of %u cannot be shortened by %lld", block.prefix,
                                   -(long long)more);
    if (!fits_subnets(&number, more))
        return gl_tf_fail_function(
            call, "prefix extension of %lld does not accommodate a subnet numbered %.*s", (long long)more,
            GL_STR_ARG(gl_tf_number_text(call->eval->arena, &call->args[2])));
    block.prefix = (unsigned)((int64_t)block.prefix + more);
    if (!put_into(&block, &number, block.bits - block.prefix, &block.first))
        return fail_to_fit(call);
    return gl_tf_return_text(call, block_text(call, &block), ret_value);
}

/* The block that begins at the first multiple of its own size from `next` on. */
static bool take_block(const struct gl_tf_call *call, size_t i, const struct block *whole, gl_u128 *next,
                       bool *is_full, struct block *ret_block)
{
    gl_u128 size, last = whole->first | (gl_ip_max(whole->family) ^ mask_of(whole)), begin;
    int64_t more = 0;

    if (!gl_tf_argument_i64(call, i, &more))
        return false;
    if (more < 1)
        return gl_tf_fail_argument(call, i, "must extend prefix by at least one bit");
    if (more > MOST_NEW_BITS)
        return gl_tf_fail_argument(call, i, "may not extend prefix by more than %d bits", MOST_NEW_BITS);
    if (more > (int64_t)(whole->bits - whole->prefix))
        return gl_tf_fail_argument(
            call, i, "would extend prefix to %lld bits, which is too long for an %s address",
            (long long)more + whole->prefix, whole->family == GL_IPV4 ? "IPv4" : "IPv6");
    *ret_block = *whole;
    ret_block->prefix += (unsigned)more;
    size = (gl_u128)1 << (whole->bits - ret_block->prefix);
    begin = (*next + (size - 1)) & ~(size - 1);
    /* what begins at the first address of all, Terraform takes for what follows the last one */
    if (*is_full || whole->first == 0 || begin < *next || begin > last || last - begin < size - 1)
        return gl_tf_fail_argument(call, i,
                                   "not enough remaining address space for a subnet with a prefix of %u bits "
                                   "after the ones before it",
                                   ret_block->prefix);
    ret_block->first = begin;
    *is_full = last - begin == size - 1;
    *next = begin + size;
    return true;
}

bool gl_tf_cidrsubnets(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = gl_tf_new_values(call, call->len);
    struct block whole = {0};
    gl_u128 next;
    bool is_full = false;

    if (!parse_block(call, &whole))
        return false;
    next = whole.first;
    for (size_t i = 1; i < call->len; i++) {
        struct block block = {0};

        if (!take_block(call, i, &whole, &next, &is_full, &block))
            return false;
        items[i - 1] = gl_tf_text_value(call, block_text(call, &block));
    }
    return gl_tf_return_list(call, &gl_tf_string, items, call->len - 1, ret_value);
}
