/* Loading: paths to the graph of their resources, the phases discover to link of ARCHITECTURE.md "The
 * pipeline". Every command that looks at what is scanned begins with it: scan, debug, reach, diff (which
 * loads two trees).
 *
 * Initialise, prepare, run, free, in this order; everything made lives in `arena` until the end. What is
 * wrong is in `diags`. The object must not move. */
#ifndef GL_LOAD_H
#define GL_LOAD_H

#include "base/pool.h"
#include "discover.h"
#include "front/cdk/assembly.h"
#include "front/cloudformation/cloudformation.h"
#include "front/kubernetes/chart.h"
#include "front/kustomize/kustomize.h"
#include "graph/graph.h"
#include "options.h"

struct gl_tf_set;

struct gl_load {
    const struct gl_options *options;
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_pool pool;
    struct gl_discovery discovery;
    struct gl_front_options front;   /* of the command line; is_one_root may be set before gl_load_run */
    struct gl_kust_named_list named; /* what kustomizations name */
    struct gl_cfn_set set;
    struct gl_cdk *cdk; /* NULL: no cloud assembly */
    struct gl_tf_set *terraform;
    struct gl_k8s_charts charts;
    struct gl_front_output resources;
    struct gl_graph graph;
    size_t not_read; /* files that could not be read */
};

void gl_load_init(struct gl_load *load, const struct gl_options *options);
/* Reads the files that options name. False: a diagnostic (GL_DIAG_USAGE) says what is wrong with them. */
bool gl_load_prepare(struct gl_load *load);
/* discover, read, classify, lower, link. */
void gl_load_run(struct gl_load *load, const struct gl_str *paths, size_t len);
void gl_load_free(struct gl_load *load);

#endif
