#include "graph/alb.h"

#include <stdlib.h>

#include "graph/alb_build.h"

#define CONTROLLER "ingress.k8s.aws/alb"

enum { MAX_LISTENERS = 100 }; /* of one load balancer; the quota of AWS is 50 */

static const struct setting {
    const char *name;   /* annotation without its prefix */
    const char *params; /* path in IngressClassParams, or NULL */
    enum gl_setting_shape shape;
    bool is_merged; /* statements of all members count together */
} settings[] = {
    {"scheme", "spec.scheme", GL_SETTING_TEXT, false},
    {"ssl-policy", "spec.sslPolicy", GL_SETTING_TEXT, false},
    {"ssl-redirect", "spec.sslRedirectPort", GL_SETTING_TEXT, false},
    {"inbound-cidrs", "spec.inboundCIDRs", GL_SETTING_LIST, false},
    {"security-groups", NULL, GL_SETTING_LIST, false},
    {"security-group-prefix-lists", "spec.prefixListsIDs", GL_SETTING_LIST, false},
    {"subnets", "spec.subnets.ids", GL_SETTING_LIST, false},
    {"wafv2-acl-arn", "spec.wafv2AclArn", GL_SETTING_TEXT, false},
    {"wafv2-acl-name", "spec.wafv2AclName", GL_SETTING_TEXT, false},
    {"waf-acl-id", NULL, GL_SETTING_TEXT, false},
    {"web-acl-id", NULL, GL_SETTING_TEXT, false},
    {"load-balancer-attributes", "spec.loadBalancerAttributes", GL_SETTING_MAP, true},
    {"certificate-arn", "spec.certificateArn", GL_SETTING_LIST, true},
};
enum { SETTINGS = sizeof settings / sizeof *settings, CERTIFICATES = SETTINGS - 1 };

/* What one member says of one setting. */
struct statement {
    struct gl_value value;
    bool is_stated, is_of_params;
};

struct member {
    struct gl_resource *ingress;
    const struct gl_resource *params; /* IngressClassParams of its class, or NULL */
    struct gl_str group;              /* empty: one of its own */
    const struct gl_value *unknown_group;
    int64_t order;
    struct statement statements[SETTINGS];
    struct gl_value ports; /* own listeners */
};

struct group {
    struct gl_arena *arena;
    const struct gl_cluster *cluster;
    struct member *members;
    size_t len;
    const struct statement *first[SETTINGS]; /* the first member's that states it */
    size_t speaker[SETTINGS];                /* who that is */
    struct gl_value merged[SETTINGS];
    struct gl_value listeners;
};

/* ---- reading ---- */

/* [{key, value}] of IngressClassParams as [{Key, Value}]. */
static struct gl_value attributes_of_params(struct gl_arena *arena, const struct gl_value *list)
{
    struct gl_value made = *list;

    if (list->type != GL_LIST)
        return made;
    made.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, list->u.list.len);
    for (size_t i = 0; i < list->u.list.len; i++) {
        struct gl_value *item = &made.u.list.items[i];

        *item = list->u.list.items[i];
        if (item->type != GL_MAP)
            continue;
        item->u.map.members = GL_NEW_ARRAY(arena, struct gl_member, item->u.map.len);
        for (size_t k = 0; k < item->u.map.len; k++) {
            struct gl_member *member = &item->u.map.members[k];

            *member = list->u.list.items[i].u.map.members[k];
            if (gl_str_eq(member->key, GL_STR("key")))
                member->key = GL_STR("Key");
            else if (gl_str_eq(member->key, GL_STR("value")))
                member->key = GL_STR("Value");
        }
    }
    return made;
}

static void read_statements(struct gl_arena *arena, struct member *member)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct gl_value *params = member->params && settings[i].params
                                            ? gl_value_path(&member->params->properties, settings[i].params)
                                            : NULL;
        struct statement *statement = &member->statements[i];

        if (!gl_value_is_nothing(params)) {
            statement->value =
                settings[i].shape == GL_SETTING_MAP ? attributes_of_params(arena, params) : *params;
            statement->is_stated = statement->is_of_params = true;
            continue;
        }
        statement->is_stated =
            gl_alb_setting(arena, member->ingress, settings[i].name, settings[i].shape, &statement->value);
    }
}

/* The controller listens on HTTPS 443 where a certificate is named, else on HTTP 80. */
static void read_ports(struct gl_arena *arena, struct member *member)
{
    bool has_certificate = member->statements[CERTIFICATES].is_stated;
    struct gl_value *items;

    if (gl_alb_setting(arena, member->ingress, "listen-ports", GL_SETTING_PORTS, &member->ports))
        return;
    items = GL_NEW(arena, struct gl_value);
    *items = gl_setting_listener(arena, has_certificate ? GL_STR("HTTPS") : GL_STR("HTTP"),
                                 has_certificate ? GL_STR("443") : GL_STR("80"), (struct gl_span){0});
    items->flags |= GL_VALUE_DEFAULTED;
    member->ports = (struct gl_value){.type = GL_LIST, .style = GL_COMPUTED, .flags = GL_VALUE_DEFAULTED};
    member->ports.u.list.items = items;
    member->ports.u.list.len = 1;
}

/* ---- whose Ingress is it ---- */

static bool has_alb_annotation(const struct gl_value *annotations)
{
    for (size_t i = 0; gl_value_is(annotations, GL_MAP) && i < annotations->u.map.len; i++) {
        if (gl_str_starts_with(annotations->u.map.members[i].key, GL_STR(GL_ALB_PREFIX)))
            return true;
    }
    return false;
}

static const struct gl_resource *default_class(const struct gl_cluster *cluster)
{
    struct gl_resource_list classes = gl_cluster_of_kind(cluster, GL_STR("IngressClass"), (struct gl_str){0});

    for (size_t i = 0; i < classes.len; i++) {
        struct gl_str text;

        if (gl_k8s_annotation(classes.items[i], "ingressclass.kubernetes.io/is-default-class", &text) &&
            gl_str_eq(text, GL_STR("true")))
            return classes.items[i];
    }
    return NULL;
}

/* The class that an Ingress names, as text, and the object of it. */
static struct gl_str class_of(const struct gl_cluster *cluster, const struct gl_resource *ingress,
                              const struct gl_resource *fallback, const struct gl_resource **ret_class)
{
    const struct gl_value *written = gl_value_path(&ingress->properties, "spec.ingressClassName");
    struct gl_str name = {0};

    *ret_class = NULL;
    if (!gl_value_text(written, &name) && !gl_k8s_annotation(ingress, "kubernetes.io/ingress.class", &name)) {
        if (!written || written->type == GL_NULL)
            *ret_class = fallback;
        return (struct gl_str){0};
    }
    *ret_class = gl_cluster_find(cluster, GL_STR("IngressClass"), (struct gl_str){0}, name);
    return name;
}

static bool is_of_alb(const struct gl_cluster *cluster, const struct gl_resource *ingress,
                      const struct gl_resource *fallback, const struct gl_resource **ret_class)
{
    struct gl_str name = class_of(cluster, ingress, fallback, ret_class);
    struct gl_str controller =
        *ret_class ? gl_value_text_at(&(*ret_class)->properties, "spec.controller") : (struct gl_str){0};

    if (gl_str_eq(name, GL_STR("alb")) || gl_str_eq(controller, GL_STR(CONTROLLER)))
        return true;
    if (controller.len || gl_str_contains(name, GL_STR("nginx")))
        return false;
    return has_alb_annotation(ingress->object->annotations);
}

/* ---- groups ---- */

static const struct gl_resource *params_of(const struct gl_cluster *cluster, const struct gl_resource *class)
{
    const struct gl_value *parameters = class ? gl_value_path(&class->properties, "spec.parameters") : NULL;

    if (!gl_value_text_is(gl_value_get(parameters, GL_STR("kind")), "IngressClassParams"))
        return NULL;
    return gl_cluster_find(cluster, GL_STR("IngressClassParams"), (struct gl_str){0},
                           gl_value_text_at(parameters, "name"));
}

static void read_member(struct gl_arena *arena, struct member *member)
{
    struct gl_value name, order;
    struct gl_str text;

    if (member->params)
        member->group = gl_value_text_at(&member->params->properties, "spec.group.name");
    if (!member->group.len && gl_alb_setting(arena, member->ingress, "group.name", GL_SETTING_TEXT, &name) &&
        !gl_value_text(&name, &member->group)) {
        struct gl_value *kept = GL_NEW(arena, struct gl_value);

        *kept = name;
        member->unknown_group = kept;
    }
    if (gl_alb_setting(arena, member->ingress, "group.order", GL_SETTING_TEXT, &order) &&
        gl_value_text(&order, &text) && !gl_str_to_i64(text, &member->order))
        member->order = 0;
    read_statements(arena, member);
    read_ports(arena, member);
}

static int by_group(const void *a, const void *b)
{
    const struct member *left = *(struct member *const *)a, *right = *(struct member *const *)b;
    int order = gl_str_cmp(left->group, right->group);

    if (order == 0 && left->group.len)
        order = (left->order > right->order) - (left->order < right->order);
    if (order == 0)
        order = gl_str_cmp(left->ingress->object->ns, right->ingress->object->ns);
    if (order == 0)
        order = gl_str_cmp(left->ingress->object->name, right->ingress->object->name);
    return order ? order
                 : (left->ingress->id > right->ingress->id) - (left->ingress->id < right->ingress->id);
}

/* Appends one value, or those of a list. Returns the new capacity. */
static size_t append(struct gl_arena *arena, struct gl_value *list, size_t capacity,
                     const struct gl_value *items)
{
    size_t len = items->type == GL_LIST ? items->u.list.len : 1;

    if (!gl_span_is_set(list->span))
        list->span = items->span;
    for (size_t i = 0; i < len; i++)
        *GL_PUSH(arena, list->u.list.items, list->u.list.len, capacity) =
            items->type == GL_LIST ? items->u.list.items[i] : *items;
    return capacity;
}

static bool is_listed(const struct gl_value *listeners, const struct gl_value *listener)
{
    uint64_t hash = gl_value_hash(listener);

    for (size_t i = 0; i < listeners->u.list.len; i++) {
        if (gl_value_hash(&listeners->u.list.items[i]) == hash)
            return true;
    }
    return false;
}

static void merge_listeners(struct group *group)
{
    size_t capacity = 0;

    group->listeners = (struct gl_value){.type = GL_LIST, .style = GL_COMPUTED};
    for (size_t i = 0; i < group->len; i++) {
        const struct gl_value *ports = &group->members[i].ports;
        size_t len = ports->type == GL_LIST ? ports->u.list.len : 1;

        for (size_t k = 0; k < len && group->listeners.u.list.len < MAX_LISTENERS; k++) {
            const struct gl_value *listener = ports->type == GL_LIST ? &ports->u.list.items[k] : ports;

            if (!is_listed(&group->listeners, listener))
                capacity = append(group->arena, &group->listeners, capacity, listener);
        }
    }
}

static void merge_settings(struct group *group)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        size_t capacity = 0;

        group->first[i] = NULL;
        group->merged[i] = (struct gl_value){.type = GL_LIST, .style = GL_COMPUTED};
        for (size_t k = 0; k < group->len; k++) {
            const struct statement *statement = &group->members[k].statements[i];

            if (!statement->is_stated)
                continue;
            if (!group->first[i]) {
                group->first[i] = statement;
                group->speaker[i] = k;
            }
            if (settings[i].is_merged)
                capacity = append(group->arena, &group->merged[i], capacity, &statement->value);
        }
        if (group->first[i] && !settings[i].is_merged)
            group->merged[i] = group->first[i]->value;
    }
}

/* ---- the attribute ---- */

static bool answers(const struct group *group, size_t index, size_t setting)
{
    const struct statement *own = &group->members[index].statements[setting];

    if (!group->first[setting])
        return index == 0;
    return group->speaker[setting] == index ||
           (own->is_stated && !own->is_of_params && !settings[setting].is_merged);
}

static void describe(struct group *group, size_t index)
{
    struct member *member = &group->members[index];
    struct gl_resource *ingress = member->ingress;
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = ingress->span};
    struct gl_value list = {.type = GL_LIST, .style = GL_COMPUTED, .span = ingress->span};

    made.u.map.members = GL_NEW_ARRAY(group->arena, struct gl_member, SETTINGS + 6);
    list.u.list.items = GL_NEW_ARRAY(group->arena, struct gl_value, SETTINGS);
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct statement *own = &member->statements[i];
        struct gl_str name = gl_str_of(settings[i].name);

        if (own->is_stated && !settings[i].is_merged)
            gl_alb_add(&made, name, own->value);
        else if (group->first[i])
            gl_alb_add(&made, name, group->merged[i]);
        else if (member->unknown_group)
            gl_alb_add(&made, name, *member->unknown_group);
        if (answers(group, index, i))
            list.u.list.items[list.u.list.len++] = gl_value_string(name, ingress->span);
    }
    if (member->group.len)
        gl_alb_add(&made, GL_STR("group"), gl_value_string(member->group, ingress->span));
    gl_alb_add(&made, GL_STR("first"), gl_value_bool(index == 0, ingress->span));
    gl_alb_add(&made, GL_STR("answers"), list);
    gl_alb_add(&made, GL_STR("listen-ports"), member->ports);
    gl_alb_add(&made, GL_STR("listeners"), group->listeners);
    gl_alb_add(&made, GL_STR("backends"), gl_alb_backends(group->arena, group->cluster, ingress));
    gl_k8s_add_attribute(group->arena, ingress, GL_STR("alb"), made);
}

static void build_group(struct group *group)
{
    merge_settings(group);
    merge_listeners(group);
    for (size_t i = 0; i < group->len; i++)
        describe(group, i);
}

static void build_cluster(struct gl_arena *arena, const struct gl_cluster *cluster)
{
    struct gl_resource_list list = gl_cluster_of_kind(cluster, GL_STR("Ingress"), (struct gl_str){0});
    const struct gl_resource *fallback = list.len ? default_class(cluster) : NULL;
    struct member **order = GL_NEW_ARRAY(arena, struct member *, list.len);
    size_t len = 0, end;

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *class;
        struct member *member;

        if (!is_of_alb(cluster, list.items[i], fallback, &class))
            continue;
        member = order[len++] = GL_NEW(arena, struct member);
        member->ingress = list.items[i];
        member->params = params_of(cluster, class);
        read_member(arena, member);
    }
    qsort(order, len, sizeof(struct member *), by_group);
    for (size_t i = 0; i < len; i = end) {
        struct group group = {.arena = arena, .cluster = cluster};

        for (end = i + 1; end < len && order[i]->group.len && gl_str_eq(order[i]->group, order[end]->group);)
            end++;
        group.len = end - i;
        group.members = GL_NEW_ARRAY(arena, struct member, group.len);
        for (size_t k = 0; k < group.len; k++)
            group.members[k] = *order[i + k];
        build_group(&group);
    }
}

void gl_albs_build(struct gl_graph *graph)
{
    for (size_t i = 0; i < graph->cluster_len; i++)
        build_cluster(graph->arena, graph->clusters[i]);
}
