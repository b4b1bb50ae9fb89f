/* GLC-NET-024: nothing hangs on the default security group of a VPC. */
#include "checks/natives.h"
#include "checks/network.h"

/* Kinds that have interfaces in a VPC only when they say so; without that they have no group at all. */
static bool has_interfaces(struct gl_check_ctx *ctx, const struct gl_resource *resource)
{
    static const struct {
        struct gl_str kind;
        const char *property;
    } placed[] = {
        {GL_STR_INIT("AWS::OpenSearchService::Domain"), "VPCOptions"},
        {GL_STR_INIT("AWS::Elasticsearch::Domain"), "VPCOptions"},
        {GL_STR_INIT("AWS::ElasticLoadBalancing::LoadBalancer"), "Subnets"},
        {GL_STR_INIT("AWS::ECS::Service"), "NetworkConfiguration.AwsvpcConfiguration"},
        {GL_STR_INIT("AWS::ECS::TaskSet"), "NetworkConfiguration.AwsVpcConfiguration"},
        {GL_STR_INIT("AWS::SageMaker::NotebookInstance"), "SubnetId"},
    };

    if (gl_str_eq(resource->kind, GL_STR("AWS::ElasticLoadBalancingV2::LoadBalancer"))) {
        const struct gl_value *type = gl_pick(ctx, gl_property(resource, "Type"));

        return !type || gl_value_text_is(type, "application") || type->type == GL_UNKNOWN;
    }
    if (gl_str_eq(resource->kind, GL_STR("AWS::EC2::VPCEndpoint")))
        return gl_value_text_is(gl_property(resource, "VpcEndpointType"), "Interface");
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++) {
        if (gl_str_eq(placed[i].kind, resource->kind))
            return gl_property(resource, placed[i].property) != NULL;
    }
    return true;
}

/* Groups that come from somewhere else: another resource, a template outside the scan, the classic platform.
 */
static bool takes_groups_elsewhere(const struct gl_resource *resource)
{
    static const char *const properties[] = {
        "DBClusterIdentifier",     "SourceDBInstanceIdentifier", "LaunchTemplate",        "DBSecurityGroups",
        "CacheSecurityGroupNames", "GlobalReplicationGroupId",   "ClusterSecurityGroups",
    };

    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (gl_property(resource, properties[i]))
            return true;
    }
    return gl_value_path(&resource->properties, "NetworkInterfaces.0.NetworkInterfaceId") != NULL;
}

static enum gl_verdict fail(struct gl_check_ctx *ctx, const struct gl_value *at, const char *how)
{
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding = gl_report(
        ctx, GL_FAIL, at, "%.*s %s the default security group of its VPC, which admits every member",
        GL_STR_ARG(who), how);

    gl_finding_wanted(finding, GL_STR("a security group of its own"));
    return GL_FAIL;
}

/* The group that every VPC has: made by the model, or listed by a snapshot under its name, which no other
 * group may have. */
static bool is_default(const struct gl_group *group)
{
    return group->kind == GL_GROUP_VPC_DEFAULT ||
           (group->kind == GL_GROUP_DECLARED && group->resource->unit->dialect == GL_DIALECT_SNAPSHOT &&
            gl_value_text_is(gl_property(group->resource, "GroupName"), "default"));
}

/* An interface whose instance is asked the same. */
static bool is_of_instance(const struct gl_check_ctx *ctx)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, ctx->subject);

    for (size_t i = 0; i < edges.len; i++) {
        if (gl_str_eq(ctx->graph->resources[edges.items[i].from]->kind, GL_STR("AWS::EC2::Instance")))
            return true;
    }
    return false;
}

enum gl_verdict gl_check_default_group(struct gl_check_ctx *ctx)
{
    const struct gl_attachment_rule *attachment = gl_attachment_of(ctx->subject->kind);
    const struct gl_group_use *uses = gl_network_uses(ctx->network, ctx->subject);
    const struct gl_value *choice = NULL;
    bool is_snapshot = ctx->subject->unit->dialect == GL_DIALECT_SNAPSHOT;
    enum gl_stated stated;

    if (!attachment || !has_interfaces(ctx, ctx->subject) ||
        (is_snapshot && gl_str_eq(ctx->subject->kind, GL_STR("AWS::EC2::NetworkInterface")) &&
         is_of_instance(ctx)))
        return GL_NOT_APPLICABLE;
    for (const struct gl_group_use *use = uses; use; use = use->next_of_resource) {
        if (use->group && is_default(use->group) && use->is_certain)
            return fail(ctx, use->through ? NULL : use->value, "hangs on");
    }
    stated = gl_attachment_stated(ctx->subject, &choice);
    if (stated == GL_STATED_YES || (uses && stated == GL_STATED_NO) || takes_groups_elsewhere(ctx->subject))
        return GL_PASS;
    if (!attachment->joins_default || is_snapshot) /* what has groups there, names them */
        return GL_NOT_APPLICABLE;
    if (ctx->subject->properties.type != GL_MAP)
        choice = &ctx->subject->properties;
    if (choice) {
        gl_culprit(ctx, choice);
        gl_report(ctx, GL_OPEN, choice,
                  "%.*s may name no security group and join the default group of its VPC",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
        return GL_OPEN;
    }
    return fail(ctx, NULL, "names no security group, so it joins");
}
