/* Ports that no security group opens to the internet: GLC-NET-016 to 019, and 031 for the groups of nodes. */
#include "checks/cluster_edge.h"
#include "checks/natives.h"
#include "checks/network.h"

struct open_ports {
    struct gl_portset ports;
    struct gl_str what; /* "SSH" */
    bool is_all;        /* only a rule for every protocol and port counts */
};

static enum gl_truth has_ports(const struct gl_group_rule *rule, const struct open_ports *open)
{
    if (!open->is_all)
        return gl_rule_has_ports(rule, open->ports);
    if (!gl_portset_is_all(rule->ports))
        return GL_FALSE;
    return gl_truth_of(gl_portset_is_all(rule->sure_ports)) == GL_TRUE ? GL_TRUE : GL_MAYBE;
}

static enum gl_truth is_open(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct open_ports *open = argument;
    enum gl_truth is_internet = gl_rule_is_internet(rule);

    (void)ctx;
    return is_internet == GL_FALSE ? GL_FALSE : gl_truth_and(has_ports(rule, open), is_internet);
}

static struct gl_str open_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct open_ports *open = argument;
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)), peer = gl_rule_peer_text(ctx, rule);
    struct gl_str ports = gl_rule_ports_text(ctx, rule->ports);
    struct gl_str hit;

    if (open->is_all || !open->what.len)
        return gl_arena_printf(ctx->scratch, "%.*s lets %.*s send %.*s", GL_STR_ARG(group), GL_STR_ARG(peer),
                               GL_STR_ARG(ports));
    hit = gl_rule_ports_text(ctx, gl_portset_intersection(ctx->scratch, rule->ports, open->ports));
    if (gl_str_eq(hit, ports))
        return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s (%.*s)", GL_STR_ARG(group),
                               GL_STR_ARG(peer), GL_STR_ARG(ports), GL_STR_ARG(open->what));
    return gl_arena_printf(ctx->scratch, "%.*s lets %.*s reach %.*s, which holds %.*s (%.*s)",
                           GL_STR_ARG(group), GL_STR_ARG(peer), GL_STR_ARG(ports), GL_STR_ARG(hit),
                           GL_STR_ARG(open->what));
}

/* A rule that opens a part of the internet, to be put together with others. */
struct part {
    const struct gl_group_statement *statement;
    const struct gl_group_rule *rule;
    struct gl_portset ports; /* the wanted ones among the rule's */
};

struct parts {
    struct part *items;
    size_t len, capacity;
};

static void collect_parts(struct gl_check_ctx *ctx, const struct gl_group *group,
                          const struct open_ports *open, struct parts *parts)
{
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        if (s->direction != GL_INGRESS || !gl_net_is_own(ctx, group, s))
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
            struct part *part;

            if (rule->peer != GL_PEER_ADDRESSES || gl_rule_is_internet(rule) != GL_FALSE ||
                gl_rule_is_public(rule) == GL_FALSE || has_ports(rule, open) == GL_FALSE)
                continue;
            part = GL_PUSH(ctx->scratch, parts->items, parts->len, parts->capacity);
            *part = (struct part){s, rule, gl_portset_intersection(ctx->scratch, rule->ports, open->ports)};
        }
    }
}

/* Who may reach one key of the port space: the union over the parts that hold it. */
static struct gl_ipset union_at(struct gl_check_ctx *ctx, const struct parts *parts, gl_u128 key,
                                bool *ret_certain)
{
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, ctx->scratch);
    *ret_certain = true;
    for (size_t i = 0; i < parts->len; i++) {
        if (!gl_ranges_has(parts->items[i].ports.keys, key))
            continue;
        gl_ipset_builder_add_set(&builder, parts->items[i].rule->addresses);
        *ret_certain &= parts->items[i].statement->alternative_len == 1;
    }
    return gl_ipset_builder_finish(&builder);
}

/* 0.0.0.0/1 beside 128.0.0.0/1 is the internet. Where the parts that cover a port change, one of them begins:
 * so only the first port of each range needs to be asked. */
static enum gl_verdict judge_together(struct gl_check_ctx *ctx, const struct open_ports *open)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct parts parts = {0};

    collect_parts(ctx, group, open, &parts);
    for (size_t i = 0; parts.len > 1 && i < parts.len; i++) {
        for (size_t r = 0; r < parts.items[i].ports.keys.len; r++) {
            gl_u128 key = parts.items[i].ports.keys.items[r].first;
            bool is_certain;
            struct gl_ipset together = union_at(ctx, &parts, key, &is_certain);
            enum gl_verdict verdict = is_certain ? GL_FAIL : GL_OPEN;
            struct gl_str name, ports;
            struct gl_finding *finding;

            if (!gl_ipset_is_internet(together))
                continue;
            name = gl_group_text(ctx, group);
            if (!is_certain && parts.items[i].statement->cause)
                gl_culprit_choice(ctx, parts.items[i].statement->cause);
            ports = gl_rule_ports_text(ctx, parts.items[i].ports);
            finding = gl_net_report(
                ctx, verdict, parts.items[i].statement, parts.items[i].rule,
                gl_arena_printf(ctx->scratch,
                                "%.*s lets address ranges that together are the internet reach %.*s",
                                GL_STR_ARG(name), GL_STR_ARG(ports)));
            for (size_t k = 0; k < parts.len; k++) {
                if (k != i && gl_ranges_has(parts.items[k].ports.keys, key))
                    gl_relate(ctx, finding, NULL, parts.items[k].rule->source->span,
                              "together with this range");
            }
            return verdict;
        }
    }
    return GL_PASS;
}

static enum gl_verdict judge(struct gl_check_ctx *ctx, struct open_ports *open)
{
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = is_open,
                                  .text = open_text,
                                  .argument = open,
                                  .wanted = GL_STR("no rule that admits the internet there")};
    enum gl_verdict verdict = gl_net_judge(ctx, &check), together;

    if (verdict == GL_NOT_APPLICABLE || verdict == GL_FAIL)
        return verdict;
    together = judge_together(ctx, open);
    return together > verdict ? together : verdict;
}

static enum gl_verdict judge_parameters(struct gl_check_ctx *ctx)
{
    struct open_ports open = {.ports = gl_parameter_ports(ctx, "ports")};

    gl_value_text(gl_parameter(ctx, "service"), &open.what);
    return judge(ctx, &open);
}

enum gl_verdict gl_check_open_ssh(struct gl_check_ctx *ctx)
{
    return judge_parameters(ctx);
}

enum gl_verdict gl_check_open_rdp(struct gl_check_ctx *ctx)
{
    return judge_parameters(ctx);
}

enum gl_verdict gl_check_open_services(struct gl_check_ctx *ctx)
{
    return judge_parameters(ctx);
}

enum gl_verdict gl_check_open_everything(struct gl_check_ctx *ctx)
{
    struct open_ports open = {.ports = gl_portset_all(), .is_all = true};

    return judge(ctx, &open);
}

enum gl_verdict gl_check_open_node_ports(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);

    if (ctx->subject->object)
        return gl_judge_node_ports(ctx);
    return group && gl_group_has_nodes(group) ? judge_parameters(ctx) : GL_NOT_APPLICABLE;
}
