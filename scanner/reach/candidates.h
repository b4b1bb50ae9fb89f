/* Which classes a class may talk to at all, so that not every pair has to be looked at. Internal to reach/.
 *
 * A class whose way out is restricted can only reach what its rules name; one whose way in is restricted is
 * only reached by what its rules name. Where both are, the shorter list is taken. */
#ifndef GL_REACH_CANDIDATES_H
#define GL_REACH_CANDIDATES_H

#include "reach/tables.h"

struct gl_pods_candidates {
    uint32_t *peers_start, *peers; /* by class: the peers of ingress rules that name it */
    uint32_t *users_start, *users; /* by peer: the policies with an ingress rule that names it */
    uint64_t *weight;              /* by peer: subjects of those policies */
    uint64_t *inward;              /* by class: candidates through ingress rules, counted */
    uint64_t *outward;             /* by class: candidates through its own egress rules; UINT64_MAX: any */
    uint32_t *open;                /* classes that may let anybody in */
    size_t open_len;
    uint32_t *on_host; /* classes that are or may be on the host network: rules name them by addresses */
    size_t on_host_len;
};

struct gl_pods_build;
void gl_pods_build_candidates(struct gl_pods_build *build);
/* Calls `each` for the classes that `from` may reach, some of them more than once. */
void gl_pods_each_candidate(const struct gl_pods *pods, uint32_t from,
                            void (*each)(void *context, uint32_t to), void *context);

#endif
