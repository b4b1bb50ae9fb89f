/* What may enter a tier: GLC-NET-002 to 004 (data stores and brokers), 005 (ZooKeeper), 006 (nodes). */
#include "checks/natives.h"
#include "checks/network.h"
#include "graph/service_port.h"

struct entry {
    size_t tier;
    enum gl_truth in_tier;   /* MAYBE: whether the group's user is in the tier is not known */
    struct gl_portset ports; /* that count */
    const struct gl_value *ports_culprit;
    struct gl_str service; /* "PostgreSQL" */
};

static enum gl_truth is_unwanted(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct entry *entry = argument;
    enum gl_truth reaches = gl_rule_has_ports(rule, entry->ports), admitted;

    if (reaches == GL_FALSE)
        return GL_FALSE;
    if (entry->ports_culprit && reaches == GL_TRUE) {
        gl_culprit(ctx, entry->ports_culprit);
        reaches = GL_MAYBE;
    }
    admitted = gl_flow_admits(ctx, rule, entry->tier,
                              gl_portset_intersection(ctx->scratch, rule->ports, entry->ports));
    if (admitted == GL_TRUE)
        return GL_FALSE;
    return gl_truth_and(gl_truth_and(reaches, gl_truth_not(admitted)), entry->in_tier);
}

static struct gl_str unwanted_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct entry *entry = argument;
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)), peer = gl_rule_peer_text(ctx, rule);
    struct gl_str ports = gl_rule_ports_text(ctx, rule->ports);

    if (!entry->service.len)
        return gl_arena_printf(ctx->scratch, "%.*s admits %.*s from %.*s", GL_STR_ARG(group),
                               GL_STR_ARG(ports), GL_STR_ARG(peer));
    return gl_arena_printf(ctx->scratch, "%.*s admits %.*s (%.*s) from %.*s", GL_STR_ARG(group),
                           GL_STR_ARG(ports), GL_STR_ARG(entry->service), GL_STR_ARG(peer));
}

static struct gl_str allowed_tiers(struct gl_check_ctx *ctx, size_t tier)
{
    struct gl_str text = GL_STR("only flows of the baseline:");
    bool has_any = false;

    for (size_t i = 0; i < ctx->baseline->flow_len; i++) {
        const struct gl_flow *flow = &ctx->baseline->flows[i];

        if (flow->to != tier)
            continue;
        text = gl_arena_printf(ctx->arena, "%.*s%s %.*s", GL_STR_ARG(text), has_any ? "," : "",
                               GL_STR_ARG(ctx->baseline->tiers[flow->from].name));
        has_any = true;
    }
    return has_any ? text : GL_STR("nobody from another tier");
}

static enum gl_verdict judge_entry(struct gl_check_ctx *ctx, struct entry *entry)
{
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_unwanted,
                                  .text = unwanted_text,
                                  .argument = entry,
                                  .wanted = allowed_tiers(ctx, entry->tier)};

    return gl_net_judge(ctx, &check);
}

/* Ports of all users of the group that are in the tier. */
static void add_service_ports(struct gl_check_ctx *ctx, const struct gl_group *group, struct entry *entry)
{
    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        struct gl_portset ports;
        const struct gl_value *culprit;

        if (gl_tier_holds(ctx, &ctx->baseline->tiers[entry->tier], use->resource) == GL_FALSE ||
            !gl_service_ports(ctx->scratch, use->resource, &ports, &culprit))
            continue;
        entry->ports = gl_portset_union(ctx->scratch, entry->ports, ports);
        if (culprit)
            entry->ports_culprit = culprit;
    }
    ctx->culprit_len = 0;
}

/* A data store as subject: are its groups known at all? */
static enum gl_verdict judge_store(struct gl_check_ctx *ctx, size_t tier)
{
    enum gl_truth in_tier = (enum gl_truth)gl_tier_holds(ctx, &ctx->baseline->tiers[tier], ctx->subject);
    const struct gl_attachment_rule *attachment = gl_attachment_of(ctx->subject->kind);
    const struct gl_value *unknown = ctx->network->unknown_uses[ctx->subject->id];
    struct gl_str store;

    if (in_tier == GL_FALSE || !attachment || gl_property(ctx->subject, "DBClusterIdentifier"))
        return GL_NOT_APPLICABLE;
    store = gl_describe_resource(ctx->scratch, ctx->subject);
    ctx->culprit_len = 0;
    if (unknown) {
        gl_culprit(ctx, gl_net_outside_users(ctx, unknown));
        gl_report(ctx, GL_OPEN, unknown, "%.*s has a security group whose rules are not in the scan",
                  GL_STR_ARG(store));
        return GL_OPEN;
    }
    if (gl_network_uses(ctx->network, ctx->subject) || gl_attachment_stated(ctx->subject, &unknown) ||
        !attachment->joins_default || in_tier == GL_MAYBE)
        return GL_PASS;
    gl_finding_wanted(
        gl_report(ctx, GL_FAIL, NULL,
                  "%.*s names no security group, so it joins the default group of its VPC, which "
                  "admits every member of that group",
                  GL_STR_ARG(store)),
        allowed_tiers(ctx, tier));
    return GL_FAIL;
}

static enum gl_verdict judge_data_tier(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    const struct gl_group_use *use = NULL;
    struct entry entry = {0};

    if ((group && !group->uses) || !gl_net_tiers_parameter(ctx, "tier", &entry.tier, 1))
        return GL_NOT_APPLICABLE; /* nobody has the group */
    if (!gl_network_group(ctx->network, ctx->subject))
        return judge_store(ctx, entry.tier);
    if (!group)
        return GL_NOT_APPLICABLE;
    entry.in_tier = gl_group_in_tier(ctx, group, entry.tier, &use);
    if (entry.in_tier == GL_FALSE)
        return GL_NOT_APPLICABLE;
    gl_value_text(gl_parameter(ctx, "service"), &entry.service);
    add_service_ports(ctx, group, &entry);
    return judge_entry(ctx, &entry);
}

enum gl_verdict gl_check_postgres_ingress(struct gl_check_ctx *ctx)
{
    return judge_data_tier(ctx);
}

enum gl_verdict gl_check_redis_ingress(struct gl_check_ctx *ctx)
{
    return judge_data_tier(ctx);
}

enum gl_verdict gl_check_kafka_ingress(struct gl_check_ctx *ctx)
{
    return judge_data_tier(ctx);
}

/* ZooKeeper nodes of MSK sit in the brokers' group. Kafka in KRaft mode has none. */
static bool has_zookeeper(struct gl_check_ctx *ctx, const struct gl_group *group, size_t tier)
{
    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        struct gl_str version = {0};

        if (!gl_str_eq(use->resource->kind, GL_STR("AWS::MSK::Cluster")) ||
            gl_tier_holds(ctx, &ctx->baseline->tiers[tier], use->resource) == GL_FALSE)
            continue;
        gl_value_text(gl_property(use->resource, "KafkaVersion"), &version);
        if (!gl_str_contains_nocase(version, GL_STR("kraft")))
            return true;
    }
    return false;
}

static enum gl_truth is_no_broker(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct entry *entry = argument;
    enum gl_truth reaches = gl_rule_has_ports(rule, entry->ports), all = GL_TRUE;

    if (reaches == GL_FALSE)
        return GL_FALSE;
    if (rule->peer != GL_PEER_GROUP)
        return gl_truth_and(reaches, rule->peer == GL_PEER_UNKNOWN ? GL_MAYBE : GL_TRUE);
    if (!rule->group)
        return GL_MAYBE;
    if (rule->group == gl_net_subject(ctx))
        return GL_FALSE;
    for (const struct gl_group_use *use = rule->group->uses; use; use = use->next_of_group)
        all = gl_truth_and(
            all, (enum gl_truth)gl_tier_holds(ctx, &ctx->baseline->tiers[entry->tier], use->resource));
    return gl_truth_and(reaches, rule->group->uses ? gl_truth_not(all) : GL_MAYBE);
}

enum gl_verdict gl_check_zookeeper_ingress(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct entry entry = {.service = GL_STR("ZooKeeper")};
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_no_broker,
                                  .text = unwanted_text,
                                  .argument = &entry,
                                  .wanted = GL_STR("2181 and 2182 from Kafka administrators only")};

    if (!group || !group->uses || !gl_net_tiers_parameter(ctx, "tier", &entry.tier, 1) ||
        !has_zookeeper(ctx, group, entry.tier))
        return GL_NOT_APPLICABLE;
    entry.ports = gl_parameter_ports(ctx, "ports");
    ctx->culprit_len = 0;
    return gl_net_judge(ctx, &check);
}

enum gl_verdict gl_check_node_ingress(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct entry entry = {.in_tier = GL_TRUE, .ports = gl_portset_all()};

    if (!group || !gl_group_has_nodes(group) || !gl_net_tiers_parameter(ctx, "tier", &entry.tier, 1))
        return GL_NOT_APPLICABLE;
    return judge_entry(ctx, &entry);
}
