/* The connectivity of clusters (reach/pods.h) in the words of a report (reports/relation.h): which ends and
 * flows a list shows, why they pass, and the answer to one question. Memory from the arena that is given. */
#ifndef GL_RELATE_H
#define GL_RELATE_H

#include "base/suggest.h"
#include "options.h"
#include "reach/pods.h"
#include "reports/relation.h"

/* One cluster that has workloads. */
struct gl_reached {
    struct gl_str name; /* of its unit; distinct */
    struct gl_pods *pods;
};

struct gl_reached_list {
    struct gl_reached *items; /* by name */
    size_t len;
};

/* Computes every cluster of the graph that has workloads. */
struct gl_reached_list gl_reach_clusters(struct gl_arena *arena, const struct gl_graph *graph,
                                         const struct gl_reach_options *reach, struct gl_diags *diags);
void gl_reach_sort(struct gl_reached_list *list); /* by name */
/* The ports of --protocol, --port and --focus-conn, and how people write them. */
struct gl_portset gl_reach_ports(struct gl_arena *arena, const struct gl_reach_options *options);
struct gl_str gl_reach_ports_shown(struct gl_arena *arena, const struct gl_reach_options *options);
struct gl_str gl_reach_shown(struct gl_arena *arena, struct gl_portset ports); /* "TCP 80,443" */

/* Which ends --focus and --focus-peer name. */
struct gl_focus {
    const struct gl_reach_options *options;
    bool *is_focused, *is_peer; /* for each end; NULL: everybody */
    struct gl_portset ports;    /* of --focus-conn */
};

void gl_focus_find(struct gl_arena *arena, const struct gl_pods *pods, const struct gl_reach_options *options,
                   struct gl_focus *ret_focus);
/* Adds a diagnostic for each name of a list that no cluster has. */
void gl_focus_check(const struct gl_reached_list *clusters, const struct gl_texts *names,
                    struct gl_diags *diags);
/* Whether a text is the name of a workload: "name" or "namespace/name". */
bool gl_reach_is_name_of(const struct gl_pods_end *workload, struct gl_str text);
/* The workload whose name is nearest to what was written. (base/suggest.h) */
struct gl_suggestion gl_reach_suggest(const struct gl_reached_list *clusters, struct gl_str written);
struct gl_relation gl_reach_relation(struct gl_arena *arena, const struct gl_reached *reached,
                                     const struct gl_focus *focus);

/* The reasons of some cases, as far as they concern `ports`. (relate_why.c) */
struct gl_relation_cases gl_reach_cases(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from,
                                        uint32_t to, struct gl_portset ports);
/* The same for addresses at the other end of what goes into, or out of, a workload. */
struct gl_relation_cases gl_reach_address_cases(struct gl_arena *arena, const struct gl_pods *pods,
                                                uint32_t workload, enum gl_pods_direction direction,
                                                struct gl_ipset addresses, struct gl_portset ports);
/* Text for terminals and pictures: control characters made visible. */
struct gl_str gl_reach_text(struct gl_arena *arena, struct gl_str text);

/* The answers of the clusters that have both ends. None: a diagnostic (GL_DIAG_USAGE) says why. (ask.c) */
struct gl_relation_answers gl_reach_ask(struct gl_arena *arena, const struct gl_reached_list *clusters,
                                        const struct gl_reach_options *options, struct gl_diags *diags);

#endif
