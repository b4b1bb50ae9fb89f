/* AdminNetworkPolicy and BaselineAdminNetworkPolicy. Source: network policy API (sig-network), v1alpha1. */
#include "reach/build.h"

#include <stdlib.h>

enum { MAX_PRIORITY = 1000 };

static size_t count_of(const struct gl_value *const *values, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += values[i] != NULL;
    return count;
}

/* `namespaces` is a selector of namespaces with all their pods; `pods` has one of each. */
static uint32_t add_pods(struct gl_pods_reading *reading, const struct gl_value *namespaces,
                         const struct gl_value *pods)
{
    static const struct gl_value everything = {.type = GL_MAP};
    struct gl_pods_peer made = {.ns_selector = namespaces, .is_host_left_out = true};

    if (pods) {
        made.ns_selector = gl_pods_member_of(pods, GL_STR("namespaceSelector"));
        made.pod_selector = gl_pods_member_of(pods, GL_STR("podSelector"));
    }
    if (!made.ns_selector)
        made.ns_selector = &everything;
    gl_pods_check_selector(&reading->draft, made.ns_selector);
    gl_pods_check_selector(&reading->draft, made.pod_selector);
    return gl_pods_add_peer(reading->draft.build, &made);
}

static void read_networks(struct gl_pods_reading *reading, const struct gl_value *networks)
{
    if (networks->type != GL_LIST) {
        reading->draft.is_open = true;
        return;
    }
    for (size_t i = 0; i < networks->u.list.len; i++) {
        struct gl_cidr block;

        if (gl_pods_read_block(&reading->draft, &networks->u.list.items[i], &block))
            gl_ipset_builder_add(&reading->addresses, &block);
    }
}

static void read_peer(struct gl_pods_reading *reading, const struct gl_value *peer)
{
    bool is_egress = reading->rule->direction == GL_PODS_EGRESS;
    const struct gl_value *namespaces = gl_pods_member_of(peer, GL_STR("namespaces"));
    const struct gl_value *pods = gl_pods_member_of(peer, GL_STR("pods"));
    const struct gl_value *nodes = is_egress ? gl_pods_member_of(peer, GL_STR("nodes")) : NULL;
    const struct gl_value *networks = is_egress ? gl_pods_member_of(peer, GL_STR("networks")) : NULL;
    const struct gl_value *all[] = {namespaces, pods, nodes, networks};

    if (peer->type != GL_MAP && !gl_pods_is_absent(peer)) {
        reading->draft.is_open = true;
        return;
    }
    if (count_of(all, sizeof all / sizeof *all) != 1) {
        gl_pods_refuse(&reading->draft, peer->span,
                       is_egress ? "write one of namespaces, pods, nodes and networks"
                                 : "write one of namespaces and pods",
                       "a peer of an admin policy says exactly one thing");
        return;
    }
    if (networks)
        read_networks(reading, networks);
    else if (nodes)
        reading->rule->has_nodes = true;
    else
        *GL_PUSH(reading->draft.build->arena, reading->rule->peers, reading->rule->peer_len,
                 reading->peer_capacity) = add_pods(reading, namespaces, pods);
}

static void read_action(struct gl_pods_reading *reading, const struct gl_value *rule)
{
    const struct gl_value *action = gl_pods_member_of(rule, GL_STR("action"));
    bool is_baseline = reading->policy->kind == GL_PODS_BASELINE_POLICY;
    struct gl_str text = {0};

    if (action && !gl_value_text(action, &text)) {
        gl_pods_refuse(&reading->draft, action->span, "give the value", "the action of a rule is not known");
        return;
    }
    if (gl_str_eq(text, GL_STR("Allow")))
        reading->rule->action = GL_PODS_ALLOW;
    else if (gl_str_eq(text, GL_STR("Deny")))
        reading->rule->action = GL_PODS_DENY;
    else if (!is_baseline && gl_str_eq(text, GL_STR("Pass")))
        reading->rule->action = GL_PODS_PASS;
    else
        gl_pods_refuse(&reading->draft, action ? action->span : rule->span,
                       is_baseline ? "write Allow or Deny" : "write Allow, Deny or Pass",
                       "%.*s is no action of a rule", GL_STR_ARG(action ? text : GL_STR("nothing")));
}

static void read_rule(struct gl_pods_reading *reading, const struct gl_value *value)
{
    struct gl_pods_rule *rule = reading->rule;
    bool is_ingress = rule->direction == GL_PODS_INGRESS;
    const struct gl_value *peers = gl_pods_member_of(value, is_ingress ? GL_STR("from") : GL_STR("to"));

    rule->value = value;
    if (value->type != GL_MAP) {
        gl_pods_refuse(&reading->draft, value->span, "give the value", "a rule is not known");
        return;
    }
    (void)gl_value_text(gl_pods_member_of(value, GL_STR("name")), &rule->name);
    read_action(reading, value);
    rule->ports = gl_pods_read_admin_ports(&reading->draft, gl_pods_member_of(value, GL_STR("ports")));
    if (!peers || (peers->type == GL_LIST && peers->u.list.len == 0)) {
        gl_pods_refuse(&reading->draft, value->span, "name at least one peer", "a rule has no `%s`",
                       is_ingress ? "from" : "to");
        return;
    }
    gl_pods_read_peers(reading, peers, read_peer);
}

static void read_rules(struct gl_pods_reading *reading, const struct gl_value *rules,
                       enum gl_pods_direction direction)
{
    struct gl_pods_policy *policy = reading->policy;

    if (rules && rules->type != GL_LIST) {
        gl_pods_refuse(&reading->draft, rules->span, "give the value", "its rules are not known");
        return;
    }
    policy->rule_len[direction] = rules ? rules->u.list.len : 0;
    policy->affects[direction] = policy->rule_len[direction] ? GL_MATCH_YES : GL_MATCH_NO;
    policy->rules[direction] =
        GL_NEW_ARRAY(reading->draft.build->arena, struct gl_pods_rule, policy->rule_len[direction]);
    for (size_t i = 0; i < policy->rule_len[direction]; i++) {
        reading->rule = &policy->rules[direction][i];
        reading->rule->index = (uint32_t)i;
        reading->rule->direction = direction;
        reading->rule->is_of_admin = true;
        read_rule(reading, &rules->u.list.items[i]);
    }
}

static void read_subject(struct gl_pods_reading *reading, const struct gl_value *spec)
{
    const struct gl_value *subject = gl_pods_member_of(spec, GL_STR("subject"));
    const struct gl_value *namespaces = gl_pods_member_of(subject, GL_STR("namespaces"));
    const struct gl_value *pods = gl_pods_member_of(subject, GL_STR("pods"));

    if (subject && subject->type != GL_MAP)
        reading->policy->subject = add_pods(reading, subject, NULL); /* not known: perhaps any */
    else if ((namespaces != NULL) + (pods != NULL) == 1)
        reading->policy->subject = add_pods(reading, namespaces, pods);
    else
        gl_pods_refuse(&reading->draft, subject ? subject->span : reading->draft.resource->span,
                       "write one of namespaces and pods", "its subject says exactly one thing");
}

static void read_priority(struct gl_pods_reading *reading, const struct gl_value *spec)
{
    const struct gl_value *priority = gl_pods_member_of(spec, GL_STR("priority"));

    if (!priority || !gl_scalar_as_i64(priority, reading->draft.dialect, &reading->policy->priority))
        gl_pods_refuse(&reading->draft, priority ? priority->span : reading->draft.resource->span,
                       "write a number from 0 to 1000", "its priority is no number that is known");
    else if (reading->policy->priority < 0 || reading->policy->priority > MAX_PRIORITY)
        gl_pods_refuse(&reading->draft, priority->span, "write a number from 0 to 1000",
                       "priority %lld is out of range", (long long)reading->policy->priority);
}

static bool read_policy(struct gl_pods_build *build, const struct gl_resource *resource,
                        struct gl_pods_policy *policy)
{
    struct gl_pods_reading reading = {.draft = {build, resource, gl_k8s_dialect(resource), false, false},
                                      .policy = policy};
    const struct gl_value *spec = gl_pods_member_of(&resource->properties, GL_STR("spec"));

    policy->resource = resource;
    if (policy->kind == GL_PODS_ADMIN_POLICY)
        read_priority(&reading, spec);
    read_subject(&reading, spec);
    read_rules(&reading, gl_pods_member_of(spec, GL_STR("ingress")), GL_PODS_INGRESS);
    read_rules(&reading, gl_pods_member_of(spec, GL_STR("egress")), GL_PODS_EGRESS);
    return !reading.draft.is_refused;
}

static void refuse(struct gl_pods_build *build, const struct gl_resource *resource, const char *remedy,
                   const char *what)
{
    struct gl_pods_draft draft = {.build = build, .resource = resource};

    gl_pods_refuse(&draft, resource->span, remedy, "%s", what);
}

static int by_priority(const void *a, const void *b)
{
    const struct gl_pods_policy *left = a, *right = b;

    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return (left->resource->id > right->resource->id) - (left->resource->id < right->resource->id);
}

/* Two of one priority: which goes first is not defined. */
static void check_priorities(struct gl_pods_build *build, const struct gl_pods_policy *policies, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        const struct gl_resource *resource = policies[i].resource, *before = policies[i - 1].resource;

        if (policies[i].priority == policies[i - 1].priority)
            gl_diag_add(build->diags, GL_DIAG_INCOMPLETE, resource->span,
                        "give each AdminNetworkPolicy a priority of its own",
                        "%.*s %.*s has the priority of %.*s, so their order is not defined",
                        GL_STR_ARG(resource->kind), GL_STR_ARG(resource->name), GL_STR_ARG(before->name));
    }
}

void gl_pods_build_admin_policies(struct gl_pods_build *build)
{
    struct gl_str nowhere = {0};
    struct gl_resource_list admin =
        gl_cluster_of_kind(build->pods->cluster, GL_STR("AdminNetworkPolicy"), nowhere);
    struct gl_resource_list baseline =
        gl_cluster_of_kind(build->pods->cluster, GL_STR("BaselineAdminNetworkPolicy"), nowhere);
    struct gl_pods_policy *made =
        GL_NEW_ARRAY(build->scratch, struct gl_pods_policy, admin.len + baseline.len);
    size_t len = 0;

    for (size_t i = 0; i < admin.len; i++) {
        const struct gl_resource *resource = admin.items[i];

        if (i > 0 && gl_str_eq(resource->object->name, admin.items[i - 1]->object->name) &&
            !resource->condition && !admin.items[i - 1]->condition) {
            refuse(build, resource, "give it a name of its own, or scan one environment at a time",
                   "another one has the same name");
            continue;
        }
        made[len] = (struct gl_pods_policy){.kind = GL_PODS_ADMIN_POLICY};
        len += read_policy(build, resource, &made[len]);
    }
    if (len)
        qsort(made, len, sizeof *made, by_priority);
    check_priorities(build, made, len);
    for (size_t i = 0; i < baseline.len; i++) {
        if (i > 0 && !baseline.items[i]->condition) {
            refuse(build, baseline.items[i], "leave one of them out",
                   "a cluster has only one, and another one is there");
            continue;
        }
        made[len] = (struct gl_pods_policy){.kind = GL_PODS_BASELINE_POLICY};
        len += read_policy(build, baseline.items[i], &made[len]);
    }
    for (size_t i = 0; i < len; i++)
        *GL_PUSH(build->arena, build->pods->policies, build->pods->policy_len, build->policy_capacity) =
            made[i];
}
