/* The path of a finding as a code flow: one step a location of its one thread (SARIF 2.1.0, 3.36 to 3.38). */
#include "reports/sarif.h"

static const char *importance(enum gl_step_weight weight)
{
    switch (weight) {
    case GL_STEP_OPENS:
        return "essential";
    case GL_STEP_PASSES:
        return "important";
    case GL_STEP_PLAIN:
        return "unimportant";
    }
    gl_bug("weight of a step", __FILE__, __LINE__);
}

/* Who the path leads past stands at the left, what routes and filters say of it below. */
static unsigned nesting(enum gl_step_kind kind)
{
    switch (kind) {
    case GL_STEP_ORIGIN:
    case GL_STEP_GATEWAY:
    case GL_STEP_NETWORK:
    case GL_STEP_LISTENER:
    case GL_STEP_TARGET:
    case GL_STEP_DESTINATION:
        return 0;
    case GL_STEP_ROUTE:
    case GL_STEP_ACL:
    case GL_STEP_GROUP:
    case GL_STEP_POLICY:
        return 1;
    }
    gl_bug("kind of a step", __FILE__, __LINE__);
}

/* GitHub shows a step only with a place: what nobody wrote stands where the next step does. */
static struct gl_span place_of(const struct gl_sarif *sarif, const struct gl_finding *finding, size_t at)
{
    struct gl_span span = gl_report_step_span(finding, at);

    return gl_report_is_outside(sarif->report, span) ? gl_report_main_span(finding) : span;
}

static void add_step(struct gl_sarif *sarif, const struct gl_finding *finding, size_t at, size_t order)
{
    const struct gl_step *step = &finding->steps[at];
    struct gl_span span = place_of(sarif, finding, at);
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR("{\"location\":{"));
    gl_sarif_add_physical(sarif, span.source, gl_report_region(sarif->report, span));
    if (step->resource)
        gl_sarif_add_logical(sarif, step->resource);
    gl_buf_add(out, GL_STR(",\"message\":{\"text\":"));
    gl_buf_add_json(out, step->message);
    gl_buf_printf(out,
                  "}},\"kinds\":[\"%s\"],\"nestingLevel\":%u,\"executionOrder\":%zu,\"importance\":\"%s\"}",
                  gl_step_word(step->kind), nesting(step->kind), order, importance(step->weight));
}

void gl_sarif_add_flow(struct gl_sarif *sarif, const struct gl_finding *finding)
{
    size_t len = finding->step_len, kept = len < GL_SARIF_MAX_STEPS ? len : GL_SARIF_MAX_STEPS;

    if (len == 0)
        return;
    sarif->steps_left_out += len - kept;
    gl_buf_add(sarif->out, GL_STR(",\"codeFlows\":[{\"threadFlows\":[{\"locations\":["));
    for (size_t i = 0; i < kept; i++) {
        if (i > 0)
            gl_buf_add_char(sarif->out, ',');
        add_step(sarif, finding, i + 1 == kept ? len - 1 : i, i + 1); /* where it ends is always told */
    }
    gl_buf_add(sarif->out, GL_STR("]}]}]"));
}
