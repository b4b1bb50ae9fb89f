/* {test: registry_scans_on_push, path: .}: does the registry's own setting scan every repository? It stands
 * over that of a repository. Source: Amazon ECR User Guide, "Private registry settings". */
#include "checks/natives.h"

static enum gl_truth rule_scans(struct gl_check_ctx *ctx, const struct gl_value *rule)
{
    const struct gl_value *filters = gl_value_get(rule, GL_STR("RepositoryFilters"));
    const struct gl_value *frequency = gl_pick(ctx, gl_value_get(rule, GL_STR("ScanFrequency")));
    struct gl_str text;

    if (!gl_value_text(frequency, &text) || gl_str_eq(text, GL_STR("MANUAL")))
        return GL_FALSE;
    for (size_t i = 0; i < gl_value_len(filters); i++) {
        if (gl_value_text_is(gl_value_get(gl_value_at(filters, i), GL_STR("Filter")), "*"))
            return GL_TRUE;
    }
    return GL_FALSE;
}

enum gl_truth gl_registry_scans_on_push(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    struct gl_resource_list settings =
        gl_graph_of_kind(ctx->graph, GL_STR("AWS::ECR::RegistryScanningConfiguration"));
    enum gl_truth answer = GL_FALSE;

    (void)value;
    (void)argument;
    for (size_t i = 0; i < settings.len && answer != GL_TRUE; i++) {
        const struct gl_value *rules = gl_pick(ctx, gl_property(settings.items[i], "Rules"));

        if (settings.items[i]->unit != ctx->subject->unit)
            continue;
        for (size_t k = 0; k < gl_value_len(rules) && answer != GL_TRUE; k++)
            answer = gl_truth_or(answer, gl_truth_and(gl_exists(ctx, settings.items[i]),
                                                      rule_scans(ctx, gl_value_at(rules, k))));
    }
    return answer;
}
