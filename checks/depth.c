/* GLC-DEP-001 and GLC-DEP-002: how many changes stand between an origin and a data store (network/depth.h).
 */
#include "network/depth.h"

#include "checks/natives.h"
#include "checks/subnets.h"

static bool is_origin_asked(struct gl_check_ctx *ctx, enum gl_nw_origin_kind kind)
{
    static const char *const words[] = {"internet", "peer-vpc", "other-namespace", "onprem"};
    const struct gl_value *asked = gl_parameter(ctx, "origins");
    struct gl_str text;

    for (size_t i = 0; i < gl_value_len(asked); i++) {
        if (gl_value_text(gl_value_at(asked, i), &text) && gl_str_eq(text, gl_str_of(words[kind])))
            return true;
    }
    return false;
}

/* The receiver, or GL_NW_NONE where nothing is asked of it. */
static uint32_t receiver(struct gl_check_ctx *ctx)
{
    uint32_t at = ctx->nw ? ctx->nw->endpoint_of[ctx->subject->id] : GL_NW_NONE;

    if (at == GL_NW_NONE || ctx->nw->endpoints[at].resource != ctx->subject ||
        !gl_matches_any(gl_parameter(ctx, "kinds"), ctx->subject->kind))
        return GL_NW_NONE;
    return at;
}

static struct gl_str where_from(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth)
{
    if (depth->origin.kind == GL_NW_ORIGIN_INTERNET)
        return GL_STR("the internet");
    if (depth->origin.kind == GL_NW_ORIGIN_PEER)
        return gl_arena_printf(ctx->scratch, "VPC %.*s",
                               GL_STR_ARG(gl_nw_origin_name(ctx->nw, depth->origin)));
    return gl_nw_origin_name(ctx->nw, depth->origin);
}

/* What keeps the number from being known. */
static void note(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth)
{
    if (depth->culprit) {
        gl_culprit(ctx, depth->culprit);
        return;
    }
    for (size_t i = 0; i < depth->layer_len; i++) {
        const struct gl_nw_layer_state *layer = &depth->layers[i];

        if (layer->stands != GL_MATCH_MAY)
            continue;
        gl_culprit_text(ctx, gl_span_is_set(layer->span) ? layer->span : ctx->subject->span,
                        "what %.*s lets through", GL_STR_ARG(layer->text));
        return;
    }
}

static void relate_layers(struct gl_check_ctx *ctx, struct gl_finding *finding,
                          const struct gl_nw_depth *depth)
{
    for (size_t i = 0; i < depth->layer_len; i++) {
        const struct gl_nw_layer_state *layer = &depth->layers[i];

        if (layer->resource && layer->resource != ctx->subject && gl_span_is_set(layer->span))
            gl_relate(ctx, finding, layer->resource, layer->span, "%.*s lets it through",
                      GL_STR_ARG(layer->text));
    }
}

static enum gl_verdict report_open(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth,
                                   const char *what)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject), from = where_from(ctx, depth);

    note(ctx, depth);
    gl_report(ctx, GL_OPEN, NULL, "%.*s: cannot tell whether %s from %.*s", GL_STR_ARG(resource), what,
              GL_STR_ARG(from));
    return GL_OPEN;
}

static enum gl_verdict report_reached(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth)
{
    const struct gl_nw_route_in *way = &depth->sure.ways[depth->sure.least_way];
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject), from = where_from(ctx, depth);
    struct gl_finding *finding;
    struct gl_buf ports;

    gl_buf_init(&ports);
    gl_portset_print(&ports, way->ports, 4);
    finding = gl_report(ctx, GL_FAIL, NULL, "%.*s is reached from %.*s on %.*s, %.*s: no layer stands",
                        GL_STR_ARG(resource), GL_STR_ARG(from), GL_STR_ARG(gl_buf_str(&ports)),
                        GL_STR_ARG(way->name));
    gl_buf_free(&ports);
    relate_layers(ctx, finding, depth);
    return GL_FAIL;
}

static enum gl_verdict report_shallow(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth,
                                      int64_t wanted)
{
    const struct gl_nw_sets *sets = &depth->sure;
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject), from = where_from(ctx, depth);
    struct gl_finding *finding;
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; sets->len && i < sets->items[0].len; i++) {
        gl_buf_add(&text, i ? GL_STR(" and ") : GL_STR(": "));
        gl_nw_change_print(&text, ctx->nw, &sets->changes[sets->items[0].changes[i]]);
    }
    finding = gl_report(ctx, GL_FAIL, NULL, "%u %s %.*s to %.*s%.*s", depth->most,
                        depth->most == 1 ? "change opens" : "changes open", GL_STR_ARG(resource),
                        GL_STR_ARG(from), GL_STR_ARG(gl_buf_str(&text)));
    gl_finding_wanted(finding, gl_arena_printf(ctx->arena, "at least %d changes", (int)wanted));
    for (size_t i = 0; i < sets->len && sets->items[i].len == depth->most; i++) {
        const struct gl_nw_change *change = &sets->changes[sets->items[i].changes[0]];

        text.len = 0;
        gl_nw_change_print(&text, ctx->nw, change);
        if (change->resource && gl_span_is_set(change->span))
            gl_relate(ctx, finding, change->resource, change->span, "%.*s", GL_STR_ARG(gl_buf_str(&text)));
    }
    gl_buf_free(&text);
    return GL_FAIL;
}

/* `judge` on each origin that is asked for. */
static enum gl_verdict for_origins(struct gl_check_ctx *ctx,
                                   enum gl_verdict (*judge)(struct gl_check_ctx *ctx,
                                                            const struct gl_nw_depth *depth),
                                   uint32_t most)
{
    uint32_t at = receiver(ctx);
    enum gl_verdict verdict = GL_NOT_APPLICABLE;
    struct gl_nw_origin *origins;
    size_t len;

    if (at == GL_NW_NONE)
        return verdict;
    origins = gl_nw_depth_origins(ctx->nw, ctx->scratch, at, &len);
    for (size_t i = 0; i < len; i++) {
        struct gl_nw_depth depth;
        enum gl_verdict here;

        if (!is_origin_asked(ctx, origins[i].kind))
            continue;
        depth = gl_nw_depth_of(ctx->nw, ctx->scratch, at, origins[i], most);
        here = judge(ctx, &depth);
        verdict = here > verdict ? here : verdict; /* the worst */
    }
    return verdict;
}

static enum gl_verdict judge_reached(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth)
{
    if (depth->most == 0)
        return report_reached(ctx, depth);
    if (depth->least == 0)
        return report_open(ctx, depth, "it is reached");
    return GL_PASS;
}

/* What is reached already is told by GLC-DEP-001. */
static enum gl_verdict judge_depth(struct gl_check_ctx *ctx, const struct gl_nw_depth *depth)
{
    int64_t wanted = gl_parameter_i64(ctx, "depth");

    if (depth->most == 0)
        return GL_NOT_APPLICABLE;
    if (depth->most < wanted)
        return report_shallow(ctx, depth, wanted);
    if (depth->least < wanted || depth->is_cut)
        return report_open(ctx, depth, "enough layers stand");
    return GL_PASS;
}

enum gl_verdict gl_check_depth_reached(struct gl_check_ctx *ctx)
{
    return for_origins(ctx, judge_reached, 0);
}

enum gl_verdict gl_check_depth(struct gl_check_ctx *ctx)
{
    int64_t wanted = gl_parameter_i64(ctx, "depth");
    uint32_t most = wanted < 1 ? 0 : wanted > GL_NW_MAX_DEPTH ? GL_NW_MAX_DEPTH : (uint32_t)wanted - 1;

    return for_origins(ctx, judge_depth, most);
}
