/* One address block or address as text: parsing what AWS accepts, and printing.
 *
 * IPv4 as four decimal octets (RFC 4632), IPv6 in every form of RFC 4291 section 2.2 (printed as RFC 5952
 * says), each with or without a prefix length. White space around it is ignored. Host bits set in a block are
 * cut off, as EC2 does ("10.1.2.3/8" is stored as 10.0.0.0/8), and reported by a flag. */
#ifndef GL_BASE_CIDR_H
#define GL_BASE_CIDR_H

#include "base/buf.h"
#include "base/ranges.h"

enum gl_ip_family { GL_IPV4 = 0, GL_IPV6 = 1 };
enum { GL_IPV4_BITS = 32, GL_IPV6_BITS = 128 };
#define GL_IPV4_MAX ((gl_u128)0xffffffffu)
#define GL_IPV6_MAX GL_U128_MAX

struct gl_cidr {
    enum gl_ip_family family;
    uint8_t prefix;     /* 0..32 or 0..128 */
    bool is_address;    /* written without a prefix length */
    bool has_host_bits; /* written with bits after the prefix; `first` is the network */
    gl_u128 first, last;
};

/* GL_ERR_SYNTAX leaves a phrase such as "prefix length 33 is longer than 32" in reterr_why. */
enum gl_err gl_cidr_parse(struct gl_str text, struct gl_cidr *ret_cidr,
                          const char **reterr_why) GL_MUST_CHECK;
unsigned gl_ip_bits(enum gl_ip_family family);
gl_u128 gl_ip_max(enum gl_ip_family family);
/* The largest aligned block that begins at `first` and ends no later than `last`: its prefix length. */
unsigned gl_ip_block_prefix(enum gl_ip_family family, gl_u128 first, gl_u128 last);
void gl_ip_print(struct gl_buf *out, enum gl_ip_family family, gl_u128 address);
/* "10.0.0.0/8" when the range is one block (an address without "/32"), else "10.0.0.1-10.0.0.9". */
void gl_ip_print_range(struct gl_buf *out, enum gl_ip_family family, gl_u128 first, gl_u128 last);

#endif
