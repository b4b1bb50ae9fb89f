/* Charts of Helm: folders with a Chart.yaml. Their templates are programs, not manifests: they are never read
 * as YAML. A chart counts as not scanned, unless --render helm ran the user's own `helm template` before the
 * scan (render.h): then what it wrote is a cluster of its own, whose places are in the templates. Charts
 * below the charts/ folder of another one are parts of it. Memory from the arena that is given. */
#ifndef GL_KUBERNETES_CHART_H
#define GL_KUBERNETES_CHART_H

#include "base/name_index.h"
#include "front/input.h"

struct gl_k8s_chart {
    struct gl_str folder; /* path */
    struct gl_str shown;  /* as people write it, for the command that renders it; empty: folder */
    size_t template_len;  /* files below templates/, its own and those of the charts in it */
};

struct gl_k8s_charts {
    struct gl_k8s_chart *items;
    size_t len, capacity;
};

/* What `helm template` made of a chart. */
struct gl_k8s_rendered {
    struct gl_str folder;
    struct gl_str text;
    struct gl_str failure; /* one sentence; empty: it worked */
};

/* What the front end of charts works on. */
struct gl_k8s_charting {
    struct gl_arena *arena;
    struct gl_inputs *inputs;
    struct gl_sources *sources;
    const struct gl_front_options *options;
    struct gl_front_output *output;
    struct gl_diags *diags;
    const struct gl_k8s_rendered *rendered;
    size_t rendered_len;
    size_t not_read; /* templates of charts that nobody rendered */
};

/* Lists the charts; what lies below their templates/, crds/ and charts/ becomes GL_INPUT_CHART_PART. Call it
 * before anything is read. */
void gl_k8s_find_charts(struct gl_arena *arena, struct gl_inputs *inputs, struct gl_k8s_charts *charts);
/* Appends the objects of rendered charts and tells which are not. */
void gl_k8s_load_charts(struct gl_k8s_charting *charting, const struct gl_k8s_charts *charts);

#endif
