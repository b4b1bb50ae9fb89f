/* Does something in the scan collect metrics of a cluster: an agent among the workloads, a chart, a
 * Prometheus of the operator? Names are those of the agents' own manifests and charts. */
#include "checks/natives.h"
#include "graph/cluster.h"

static const char *const names[] = {
    "cloudwatch-agent", "amazon-cloudwatch",
    "aws-otel",         "adot",
    "otel-collector",   "opentelemetry-collector",
    "prometheus",       "grafana-agent",
    "k8s-monitoring",   "alloy",
    "datadog",          "newrelic",
    "dynatrace",        "vmagent",
    "splunk-otel",
};

static bool is_agent(struct gl_str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_contains_nocase(name, gl_str_of(names[i])))
            return true;
    }
    return false;
}

static bool some_object(const struct gl_graph *graph, const char *kind)
{
    struct gl_resource_list list = gl_graph_of_kind(graph, gl_str_of(kind));

    for (size_t i = 0; i < list.len; i++) {
        if (list.items[i]->object && is_agent(list.items[i]->object->name))
            return true;
    }
    return false;
}

static bool some_chart(const struct gl_graph *graph, const char *kind, const char *property)
{
    struct gl_resource_list list = gl_graph_of_kind(graph, gl_str_of(kind));
    struct gl_str chart;

    for (size_t i = 0; i < list.len; i++) {
        if (gl_value_text(gl_property(list.items[i], property), &chart) && is_agent(chart))
            return true;
    }
    return false;
}

enum gl_truth gl_scan_has_metrics_agent(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    const struct gl_graph *graph = ctx->graph;

    (void)value;
    (void)argument;
    return gl_truth_of(some_object(graph, "DaemonSet") || some_object(graph, "Deployment") ||
                       some_object(graph, "StatefulSet") ||
                       gl_graph_of_kind(graph, GL_STR("Prometheus")).len ||
                       some_chart(graph, "Custom::AWSCDK-EKS-HelmChart", "Chart") ||
                       some_chart(graph, "helm_release", "chart"));
}

enum gl_truth gl_is_metrics_agent(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    struct gl_str text;

    (void)argument;
    if (gl_value_text(value, &text))
        return gl_truth_of(is_agent(text));
    gl_culprit(ctx, value);
    return GL_MAYBE;
}
