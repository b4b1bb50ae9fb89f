/* A filter by the address of the other end: which ports may pass, and which surely do.
 *
 * What a guard (all groups of an interface together) or a network ACL says in one direction. The address
 * space of each family is cut into segments on which the answer is one; rules of groups that name groups are
 * apart, as they ask for members and not for addresses. Ports are numbers of the cache's pool. */
#ifndef GL_NETWORK_FILTER_H
#define GL_NETWORK_FILTER_H

#include "network/cache.h"

struct gl_nw_segment {
    gl_u128 first; /* to the next segment's first, or the end of the family */
    uint32_t may, sure;
    const struct gl_value *culprit; /* where they differ: one value that is not known, or NULL */
};

/* What admits members of a group. */
struct gl_nw_group_ports {
    const struct gl_group *group;
    uint32_t may, sure;
    const struct gl_value *culprit;
};

struct gl_nw_filter {
    struct gl_nw_segment *segments[2]; /* by family; at least one, the first begins with 0 */
    size_t len[2];
    struct gl_nw_group_ports *groups; /* sorted by address of the group */
    size_t group_len;
    uint32_t outside_groups; /* of rules that name groups which are not in the scan: may */
    uint32_t
        unknown_groups; /* of rules of which it is not known what group they name: may, for every member */
    const struct gl_value *unknown_group; /* one such name */
    uint32_t every_group;                 /* of all rules that name groups: may */
    uint32_t cloudfront_may, cloudfront_sure;
    uint32_t any; /* of everything: may */
    const struct gl_value *culprit;
};

struct gl_nw_passes {
    uint32_t may, sure;
    const struct gl_value *culprit;
};

/* Of a guard and of an ACL (NONE: the one that AWS makes); made when they are first asked for. */
const struct gl_nw_filter *gl_nw_filter_of_guard(struct gl_nw_cache *cache, uint32_t guard,
                                                 enum gl_direction direction);
const struct gl_nw_filter *gl_nw_filter_of_subnet(struct gl_nw_cache *cache, uint32_t subnet,
                                                  enum gl_direction direction);
/* For every address the same. */
const struct gl_nw_filter *gl_nw_filter_same(struct gl_nw_cache *cache, uint32_t may, uint32_t sure,
                                             const struct gl_value *culprit);

/* The segment that holds an address. */
size_t gl_nw_segment_at(const struct gl_nw_filter *filter, enum gl_ip_family family, gl_u128 address);
/* May: what some of the addresses lets pass; sure: what all of them do. */
struct gl_nw_passes gl_nw_filter_asked(struct gl_nw_cache *cache, const struct gl_nw_filter *filter,
                                       struct gl_ipset addresses);
/* What rules that name groups let pass between these two: `guard` is the other end's. */
struct gl_nw_passes gl_nw_filter_members(struct gl_nw_cache *cache, const struct gl_nw_filter *filter,
                                         const struct gl_nw_guard *guard);

/* Inside: one rule as it goes into the segments. */
struct gl_nw_item {
    struct gl_ipset addresses;
    uint32_t may, sure;
    const struct gl_value *culprit;
};
/* Rules add up. */
void gl_nw_filter_sweep(struct gl_nw_cache *cache, const struct gl_nw_item *items, size_t len,
                        struct gl_nw_filter *filter);
/* Where any of the sets begins or ends, and 0: sorted, each once. */
gl_u128 *gl_nw_cuts(struct gl_arena *arena, const struct gl_ranges *sets, size_t len, size_t *ret_len);

#endif
