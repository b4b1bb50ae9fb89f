/* Addresses that a pod can reach, or be reached from. Internal to reach/. */
#ifndef GL_REACH_ADDRESS_H
#define GL_REACH_ADDRESS_H

#include "reach/evaluate.h"

/* The piece of a class's map that an address is in, and what it says. */
size_t gl_pods_map_find(const struct gl_pods_address_map *map, enum gl_ip_family family, gl_u128 address);
struct gl_pods_bounds gl_pods_map_at(const struct gl_pods_address_map *map, enum gl_ip_family family,
                                     gl_u128 address);
/* "10.0.0.0-10.0.0.255[External]" */
struct gl_str gl_pods_shown_range(struct gl_arena *arena, enum gl_ip_family family, gl_u128 first,
                                  gl_u128 last);

#endif
