/* GLC-NET-026: security groups are on something. */
#include "checks/natives.h"
#include "checks/network.h"
#include "checks/subnets.h"

static bool is_rule(const struct gl_resource *resource)
{
    static const struct gl_str kinds[] = {GL_STR_INIT("AWS::EC2::SecurityGroupIngress"),
                                          GL_STR_INIT("AWS::EC2::SecurityGroupEgress"),
                                          GL_STR_INIT("AWS::EC2::SecurityGroup")};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (gl_str_eq(resource->kind, kinds[i]))
            return true;
    }
    return false;
}

/* Whatever is no rule may put it on an interface: a custom resource, a parameter that is stored. */
static bool other_user(struct gl_check_ctx *ctx)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, ctx->subject);

    for (size_t i = 0; i < edges.len; i++) {
        if (!is_rule(ctx->graph->resources[edges.items[i].from]))
            return true;
    }
    return false;
}

/* The outputs of a template stand beside each other among all outputs, in the order of resources. */
static size_t first_output_behind(const struct gl_resource_list *outputs, uint32_t id)
{
    size_t low = 0, high = outputs->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (outputs->items[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool names_subject(struct gl_check_ctx *ctx, const struct gl_resource *output)
{
    const struct gl_value *value = gl_value_get(&output->properties, GL_STR("Value"));

    return value && gl_value_target(value) == ctx->subject;
}

/* The output of its template that hands the group out; NULL: none. */
static const struct gl_resource *handing_output(struct gl_check_ctx *ctx)
{
    struct gl_resource_list outputs = gl_graph_of_kind(ctx->graph, GL_STR(GL_KIND_TEMPLATE_OUTPUT));
    size_t middle = first_output_behind(&outputs, ctx->subject->id);

    for (size_t i = middle; i < outputs.len && outputs.items[i]->unit == ctx->subject->unit; i++) {
        if (names_subject(ctx, outputs.items[i]))
            return outputs.items[i];
    }
    for (size_t i = middle; i-- > 0 && outputs.items[i]->unit == ctx->subject->unit;) {
        if (names_subject(ctx, outputs.items[i]))
            return outputs.items[i];
    }
    return NULL;
}

struct attachment {
    struct gl_str kind, path;
};

/* Somebody of its stack names groups that are not known: one of them may be this one. */
static const struct gl_value *unknown_use(struct gl_check_ctx *ctx)
{
    static const struct attachment attachments[] = {
#define ATTACH(kind, path, joins_default) {GL_STR_INIT(kind), GL_STR_INIT(path)},
#include "graph/attachment.def"
#undef ATTACH
    };

    for (size_t i = 0; i < sizeof attachments / sizeof *attachments; i++) {
        const struct gl_value *value =
            gl_graph_loose_end(ctx->graph, attachments[i].kind, attachments[i].path, ctx->subject);

        if (value)
            return value;
    }
    return NULL;
}

enum gl_verdict gl_check_unused_group(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_network_group(ctx->network, ctx->subject);
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    const struct gl_resource *output;
    const struct gl_value *value;

    if (!group || ctx->subject->is_partial)
        return GL_NOT_APPLICABLE;
    if (group->uses)
        return GL_PASS;
    if (other_user(ctx))
        return GL_PASS;
    output = handing_output(ctx);
    if (output) {
        gl_culprit_text(ctx, output->span, "who takes %.*s from the outputs", GL_STR_ARG(output->name));
        gl_report(ctx, GL_OPEN, NULL, "%.*s is on no interface of this scan, but is handed out",
                  GL_STR_ARG(who));
        return GL_OPEN;
    }
    value = unknown_use(ctx);
    if (value) {
        gl_culprit(ctx, value);
        gl_report(ctx, GL_OPEN, NULL, "cannot tell whether %.*s is on something", GL_STR_ARG(who));
        return GL_OPEN;
    }
    gl_finding_wanted(
        gl_report(ctx, GL_FAIL, NULL, "%.*s is on no interface, and nothing else names it", GL_STR_ARG(who)),
        GL_STR("security groups that are in use"));
    return GL_FAIL;
}
