/* Merging: one root module that was evaluated with several sets of variable values gives one finding a place,
 * which names the environments in which it holds; so do Kubernetes objects that several clusters share. */
#ifndef GL_ENGINE_MERGE_H
#define GL_ENGINE_MERGE_H

#include "engine/check.h"
#include "graph/graph.h"

/* Whether there are several units whose findings may be the same: only then gl_finding.mark is asked for. */
bool gl_merge_is_needed(const struct gl_graph *graph);
/* Findings of one check, verdict, address, place and value in several units of one name (of Kubernetes: of
 * any) become the first of them, with `environments` set and the worst severity; the others are removed.
 * `environments` is also set where a finding holds in one of several units only. Messages and places live in
 * `arena`. */
void gl_merge_environments(struct gl_findings *findings, const struct gl_graph *graph,
                           struct gl_arena *arena);

#endif
