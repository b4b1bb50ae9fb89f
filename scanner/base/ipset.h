/* Sets of IPv4 and IPv6 addresses, with exact algebra.
 *
 * A set holds both families side by side; the operations work on each. Sets are values (see ranges.h):
 * results share memory with their operands, nothing is changed in place, the empty set is {0}. Unions of many
 * blocks go through a gl_ipset_builder: n log n.
 *
 * "Public" means reachable over the internet as a source or destination: IPv4 outside the special-purpose
 * blocks, IPv6 inside 2000::/3 outside them (ipspace.c holds the table with its RFCs). */
#ifndef GL_BASE_IPSET_H
#define GL_BASE_IPSET_H

#include "base/cidr.h"

struct gl_ipset {
    struct gl_ranges v4, v6;
};

struct gl_ipset gl_ipset_of_cidr(struct gl_arena *arena, const struct gl_cidr *cidr);
struct gl_ipset gl_ipset_of_range(struct gl_arena *arena, enum gl_ip_family family, gl_u128 first,
                                  gl_u128 last);
/* Text of a block, an address, or "first-last". Errors as gl_cidr_parse. */
enum gl_err gl_ipset_parse(struct gl_arena *arena, struct gl_str text, struct gl_ipset *ret_set,
                           const char **reterr_why) GL_MUST_CHECK;
struct gl_ipset gl_ipset_all(enum gl_ip_family family); /* 0.0.0.0/0 or ::/0; static */
struct gl_ipset gl_ipset_everything(void);              /* both */

/* Collects any number of blocks and sets; the arena holds the list and the result. */
struct gl_ipset_builder {
    struct gl_arena *arena;
    struct {
        struct gl_range *items;
        size_t len, capacity;
    } family[2];
};

void gl_ipset_builder_init(struct gl_ipset_builder *builder, struct gl_arena *arena);
void gl_ipset_builder_add(struct gl_ipset_builder *builder, const struct gl_cidr *cidr);
void gl_ipset_builder_add_set(struct gl_ipset_builder *builder, struct gl_ipset set);
struct gl_ipset gl_ipset_builder_finish(struct gl_ipset_builder *builder); /* leaves the builder empty */

struct gl_ipset gl_ipset_union(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b);
struct gl_ipset gl_ipset_intersection(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b);
struct gl_ipset gl_ipset_difference(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b);
struct gl_ipset gl_ipset_complement(struct gl_arena *arena, struct gl_ipset a); /* of each family */
bool gl_ipset_has(struct gl_ipset a, enum gl_ip_family family, gl_u128 address);
bool gl_ipset_contains(struct gl_ipset a, struct gl_ipset b); /* b is a subset of a */
bool gl_ipset_overlaps(struct gl_ipset a, struct gl_ipset b);
bool gl_ipset_equal(struct gl_ipset a, struct gl_ipset b);
bool gl_ipset_is_empty(struct gl_ipset a);

/* The whole internet of a family: every public address, whatever else is in the set and however it is
 * written. */
bool gl_ipset_is_any(struct gl_ipset a, enum gl_ip_family family);
bool gl_ipset_is_internet(struct gl_ipset a); /* of either family */
struct gl_ipset gl_ipset_public_part(struct gl_arena *arena, struct gl_ipset a);
bool gl_ipset_has_public(struct gl_ipset a);
/* Shortest prefix length of any aligned block within the public part; false when that part is empty. Blocks
 * that only together make up a larger one count as the larger one. */
bool gl_ipset_widest_public(struct gl_arena *scratch, struct gl_ipset a, enum gl_ip_family family,
                            struct gl_cidr *ret_block);
/* What the special-purpose registry says of a block that lies wholly in one entry, such as "private
 * (RFC 1918)"; NULL for others. */
const char *gl_ip_space_name(const struct gl_cidr *cidr);

uint64_t gl_ipset_size_v4(struct gl_ipset a);
bool gl_ipset_size_v6(struct gl_ipset a, gl_u128 *ret_size); /* false: all 2^128 */
/* "65,536 addresses", "1 address", "2^96 IPv6 addresses", "more than 2^96 IPv6 addresses". */
void gl_ipset_print_size(struct gl_buf *out, struct gl_ipset a);
/* Blocks and ranges, separated by ", ": at most `most` of them, then "and 3 more"; "no address" when empty.
 */
void gl_ipset_print(struct gl_buf *out, struct gl_ipset a, size_t most);
/* The same set as the shortest list of CIDR blocks. */
void gl_ipset_print_cidrs(struct gl_buf *out, struct gl_ipset a, size_t most);

#endif
