/* NetworkPolicy objects. Source: Kubernetes API reference, NetworkPolicy v1 networking.k8s.io. */
#include "reach/build.h"

void gl_pods_refuse(struct gl_pods_draft *draft, struct gl_span span, const char *remedy, const char *format,
                    ...)
{
    struct gl_str what;
    va_list args;

    if (draft->is_refused)
        return;
    draft->is_refused = true;
    va_start(args, format);
    what = gl_arena_vprintf(draft->build->scratch, format, args);
    va_end(args);
    gl_diag_add(draft->build->diags, GL_DIAG_INCOMPLETE, gl_span_is_set(span) ? span : draft->resource->span,
                remedy, "%.*s %.*s is left out: %.*s", GL_STR_ARG(draft->resource->kind),
                GL_STR_ARG(draft->resource->name), GL_STR_ARG(what));
}

/* ---- selectors ---- */

static void check_expression(struct gl_pods_draft *draft, const struct gl_value *expression)
{
    const struct gl_value *values = gl_pods_member_of(expression, GL_STR("values"));
    struct gl_str operator;
    bool is_list_wanted;

    if (expression->type != GL_MAP)
        return;
    if (!gl_value_text(gl_value_get(expression, GL_STR("operator")), &operator)) {
        if (!gl_value_get(expression, GL_STR("operator")))
            gl_pods_refuse(draft, expression->span, "write In, NotIn, Exists or DoesNotExist",
                           "a label expression has no operator");
        return;
    }
    is_list_wanted = gl_str_eq(operator, GL_STR("In")) || gl_str_eq(operator, GL_STR("NotIn"));
    if (!is_list_wanted && !gl_str_eq(operator, GL_STR("Exists")) &&
        !gl_str_eq(operator, GL_STR("DoesNotExist")))
        gl_pods_refuse(draft, expression->span, "write In, NotIn, Exists or DoesNotExist",
                       "%.*s is no operator of label expressions", GL_STR_ARG(operator));
    else if (is_list_wanted && (!values || (values->type == GL_LIST && values->u.list.len == 0)))
        gl_pods_refuse(draft, expression->span, "write the values that the label may have",
                       "operator %.*s has no values", GL_STR_ARG(operator));
    else if (!is_list_wanted && gl_value_is(values, GL_LIST) && values->u.list.len > 0)
        gl_pods_refuse(draft, values->span, "leave the values out", "operator %.*s takes no values",
                       GL_STR_ARG(operator));
}

void gl_pods_check_selector(struct gl_pods_draft *draft, const struct gl_value *selector)
{
    const struct gl_value *expressions = gl_value_get(selector, GL_STR("matchExpressions"));

    for (size_t i = 0; gl_value_is(expressions, GL_LIST) && i < expressions->u.list.len; i++)
        check_expression(draft, &expressions->u.list.items[i]);
}

/* ---- peers ---- */

bool gl_pods_read_block(struct gl_pods_draft *draft, const struct gl_value *value, struct gl_cidr *ret_block)
{
    const char *why = NULL;
    struct gl_str text;

    if (!gl_value_text(value, &text)) {
        draft->is_open = true;
        return false;
    }
    if (gl_cidr_parse(text, ret_block, &why) != GL_OK || ret_block->is_address) {
        gl_pods_refuse(draft, value->span, "write a block of addresses, such as 10.0.0.0/8",
                       "%.*s is no block of addresses%s%s", GL_STR_ARG(text), why ? ": " : "",
                       why ? why : "");
        return false;
    }
    return true;
}

static void read_ip_block(struct gl_pods_reading *reading, const struct gl_value *block)
{
    struct gl_arena *arena = reading->draft.build->arena;
    const struct gl_value *cidr = gl_pods_member_of(block, GL_STR("cidr"));
    const struct gl_value *except = gl_pods_member_of(block, GL_STR("except"));
    struct gl_ipset_builder holes;
    struct gl_cidr whole, hole;

    if (block->type != GL_MAP || (except && except->type != GL_LIST)) {
        reading->draft.is_open = true;
        return;
    }
    if (!cidr) {
        gl_pods_refuse(&reading->draft, block->span, "write its cidr", "an ipBlock has no cidr");
        return;
    }
    if (!gl_pods_read_block(&reading->draft, cidr, &whole))
        return;
    gl_ipset_builder_init(&holes, arena);
    for (size_t i = 0; except && i < except->u.list.len; i++) {
        const struct gl_value *value = &except->u.list.items[i];

        if (!gl_pods_read_block(&reading->draft, value, &hole)) {
            if (reading->draft.is_open)
                return; /* which addresses are left is not known */
            continue;
        }
        if (hole.family != whole.family || hole.first < whole.first || hole.last > whole.last)
            gl_pods_refuse(&reading->draft, value->span, "name a block inside the cidr",
                           "an exception is not inside its ipBlock");
        gl_ipset_builder_add(&holes, &hole);
    }
    gl_ipset_builder_add_set(&reading->addresses, gl_ipset_difference(arena, gl_ipset_of_cidr(arena, &whole),
                                                                      gl_ipset_builder_finish(&holes)));
}

static void read_peer(struct gl_pods_reading *reading, const struct gl_value *peer)
{
    const struct gl_value *block = gl_pods_member_of(peer, GL_STR("ipBlock"));
    const struct gl_value *namespaces = gl_pods_member_of(peer, GL_STR("namespaceSelector"));
    const struct gl_value *pods = gl_pods_member_of(peer, GL_STR("podSelector"));
    struct gl_pods_peer made = {
        .ns = reading->draft.resource->object->ns, .ns_selector = namespaces, .pod_selector = pods};

    if (peer->type != GL_MAP && !gl_pods_is_absent(peer)) {
        reading->draft.is_open = true;
        return;
    }
    if (!block && !namespaces && !pods) {
        gl_pods_refuse(&reading->draft, peer->span, "write podSelector, namespaceSelector or ipBlock",
                       "a peer names nothing");
        return;
    }
    if (block && (namespaces || pods)) {
        gl_pods_refuse(&reading->draft, block->span, "make two peers of it",
                       "ipBlock cannot stand beside a selector");
        return;
    }
    if (block) {
        read_ip_block(reading, block);
        return;
    }
    gl_pods_check_selector(&reading->draft, namespaces);
    gl_pods_check_selector(&reading->draft, pods);
    *GL_PUSH(reading->draft.build->arena, reading->rule->peers, reading->rule->peer_len,
             reading->peer_capacity) = gl_pods_add_peer(reading->draft.build, &made);
}

/* ---- rules ---- */

void gl_pods_read_peers(struct gl_pods_reading *reading, const struct gl_value *peers, gl_pods_peer_fn *read)
{
    reading->draft.is_open = peers->type != GL_LIST;
    reading->peer_capacity = 0;
    gl_ipset_builder_init(&reading->addresses, reading->draft.build->arena);
    for (size_t i = 0; peers->type == GL_LIST && i < peers->u.list.len; i++)
        read(reading, &peers->u.list.items[i]);
    reading->rule->addresses = gl_ipset_builder_finish(&reading->addresses);
    reading->rule->is_open = reading->draft.is_open;
}

/* A rule that is not known: it may let anything pass. */
static void make_open_rule(struct gl_pods_reading *reading)
{
    reading->rule->is_open = true;
    reading->rule->ports = gl_pods_unknown_ports(reading->draft.build);
}

static void read_rule(struct gl_pods_reading *reading, const struct gl_value *value,
                      enum gl_pods_direction direction)
{
    struct gl_pods_rule *rule = reading->rule;
    const struct gl_value *peers =
        gl_pods_member_of(value, direction == GL_PODS_INGRESS ? GL_STR("from") : GL_STR("to"));

    rule->direction = direction;
    rule->value = value;
    if (value->type != GL_MAP && !gl_pods_is_absent(value)) {
        make_open_rule(reading);
        return;
    }
    rule->ports = gl_pods_read_ports(&reading->draft, gl_pods_member_of(value, GL_STR("ports")));
    if (!peers || (peers->type == GL_LIST && peers->u.list.len == 0)) {
        rule->is_every_peer = true;
        return;
    }
    gl_pods_read_peers(reading, peers, read_peer);
}

static void read_rules(struct gl_pods_reading *reading, const struct gl_value *rules,
                       enum gl_pods_direction direction)
{
    struct gl_pods_policy *policy = reading->policy;
    bool is_known = !rules || rules->type == GL_LIST;
    size_t len = !rules ? 0 : is_known ? rules->u.list.len : 1;

    policy->rules[direction] = GL_NEW_ARRAY(reading->draft.build->arena, struct gl_pods_rule, len);
    policy->rule_len[direction] = len;
    for (size_t i = 0; i < len; i++) {
        reading->rule = &policy->rules[direction][i];
        reading->rule->index = (uint32_t)i;
        read_rule(reading, is_known ? &rules->u.list.items[i] : rules, direction);
    }
}

/* ---- policies ---- */

/* What the server makes of policyTypes: absent, it is Ingress, and Egress where there are rules for it. */
static void read_types(struct gl_pods_reading *reading, const struct gl_value *spec)
{
    struct gl_pods_policy *policy = reading->policy;
    const struct gl_value *types = gl_pods_member_of(spec, GL_STR("policyTypes"));
    const struct gl_value *egress = gl_pods_member_of(spec, GL_STR("egress"));
    struct gl_str text;

    if ((spec && spec->type != GL_MAP) || (types && types->type != GL_LIST)) {
        policy->affects[GL_PODS_INGRESS] = policy->affects[GL_PODS_EGRESS] = GL_MATCH_MAY;
        return;
    }
    if (!types || types->u.list.len == 0) {
        policy->affects[GL_PODS_INGRESS] = GL_MATCH_YES;
        if (egress && egress->type != GL_LIST)
            policy->affects[GL_PODS_EGRESS] = GL_MATCH_MAY;
        else if (egress && egress->u.list.len > 0)
            policy->affects[GL_PODS_EGRESS] = GL_MATCH_YES;
        return;
    }
    for (size_t i = 0; i < types->u.list.len; i++) {
        const struct gl_value *type = &types->u.list.items[i];

        if (!gl_value_text(type, &text)) {
            for (size_t k = 0; k < 2; k++)
                policy->affects[k] = policy->affects[k] ? policy->affects[k] : GL_MATCH_MAY;
        } else if (gl_str_eq(text, GL_STR("Ingress"))) {
            policy->affects[GL_PODS_INGRESS] = GL_MATCH_YES;
        } else if (gl_str_eq(text, GL_STR("Egress"))) {
            policy->affects[GL_PODS_EGRESS] = GL_MATCH_YES;
        } else {
            gl_pods_refuse(&reading->draft, type->span, "write Ingress or Egress", "%.*s is no policy type",
                           GL_STR_ARG(text));
        }
    }
}

static void read_policy(struct gl_pods_build *build, const struct gl_resource *resource)
{
    struct gl_pods_policy policy = {.resource = resource, .kind = GL_PODS_NETWORK_POLICY};
    struct gl_pods_reading reading = {.draft = {build, resource, gl_k8s_dialect(resource), false, false},
                                      .policy = &policy};
    const struct gl_value *spec = gl_pods_member_of(&resource->properties, GL_STR("spec"));
    struct gl_pods_peer subject = {.ns = resource->object->ns,
                                   .pod_selector = gl_pods_member_of(spec, GL_STR("podSelector"))};

    gl_pods_check_selector(&reading.draft, subject.pod_selector);
    read_types(&reading, spec);
    read_rules(&reading, gl_pods_member_of(spec, GL_STR("ingress")), GL_PODS_INGRESS);
    read_rules(&reading, gl_pods_member_of(spec, GL_STR("egress")), GL_PODS_EGRESS);
    if (reading.draft.is_refused)
        return;
    policy.subject = gl_pods_add_peer(build, &subject);
    *GL_PUSH(build->arena, build->pods->policies, build->pods->policy_len, build->policy_capacity) = policy;
}

/* A second object of one name replaces the first: they cannot both be meant. */
static bool is_there_twice(struct gl_pods_build *build, const struct gl_resource *resource,
                           const struct gl_resource *before)
{
    struct gl_pods_draft draft = {.build = build, .resource = resource};

    if (!before || !resource->object->name.len || !gl_str_eq(before->object->name, resource->object->name) ||
        !gl_str_eq(before->object->ns, resource->object->ns) || before->condition || resource->condition)
        return false;
    gl_pods_refuse(&draft, resource->span, "give it a name of its own, or scan one environment at a time",
                   "another one has the same name");
    return true;
}

void gl_pods_build_network_policies(struct gl_pods_build *build)
{
    struct gl_resource_list list =
        gl_cluster_of_kind(build->pods->cluster, GL_STR("NetworkPolicy"), (struct gl_str){0});

    for (size_t i = 0; i < list.len; i++) {
        if (!is_there_twice(build, list.items[i], i ? list.items[i - 1] : NULL))
            read_policy(build, list.items[i]);
    }
}
