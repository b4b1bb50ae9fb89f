#include <stdlib.h>

#include "graph/alb_build.h"

/* One annotation. Where no annotation is known, neither is this one; a choice of maps gives a choice. */
static bool read_annotation(struct gl_arena *arena, const struct gl_value *annotations, struct gl_str key,
                            struct gl_value *ret_value)
{
    const struct gl_value *found;
    struct gl_choice *made;

    if (gl_value_is_nothing(annotations))
        return false;
    if (annotations->type == GL_CHOICE && annotations->u.choice->arms) {
        made = GL_NEW(arena, struct gl_choice);
        *made = *annotations->u.choice;
        made->arms = GL_NEW_ARRAY(arena, struct gl_value, made->arm_len);
        for (uint32_t i = 0; i < made->arm_len; i++) {
            if (!read_annotation(arena, &annotations->u.choice->arms[i], key, &made->arms[i]))
                made->arms[i] = (struct gl_value){.type = GL_ABSENT, .span = annotations->span};
        }
        *ret_value = *annotations;
        ret_value->u.choice = made;
        return true;
    }
    if (annotations->type != GL_MAP) {
        *ret_value = *annotations;
        return true;
    }
    found = gl_value_get(annotations, key);
    if (gl_value_is_nothing(found))
        return false;
    *ret_value = *found;
    return true;
}

bool gl_alb_setting(struct gl_arena *arena, const struct gl_resource *object, const char *name,
                    enum gl_setting_shape shape, struct gl_value *ret_value)
{
    char key[sizeof GL_ALB_PREFIX + GL_ALB_MAX_NAME];
    struct gl_str prefix = GL_STR(GL_ALB_PREFIX), rest = gl_str_of(name);

    gl_assert(rest.len <= GL_ALB_MAX_NAME);
    memcpy(key, prefix.ptr, prefix.len);
    memcpy(key + prefix.len, rest.ptr, rest.len);
    if (!read_annotation(arena, object->object->annotations, (struct gl_str){key, prefix.len + rest.len},
                         ret_value))
        return false;
    *ret_value = gl_setting_read(arena, ret_value, shape);
    return true;
}

struct backends {
    struct gl_arena *arena;
    const struct gl_cluster *cluster;
    const struct gl_resource *ingress;
    const struct gl_resource **services; /* those that state something themselves */
    size_t len, capacity;
    bool has_others; /* services that state nothing: what the Ingress says holds for them */
};

static bool states_something(struct gl_arena *arena, const struct gl_resource *service)
{
    struct gl_value value;

    return gl_alb_setting(arena, service, "backend-protocol", GL_SETTING_TEXT, &value) ||
           gl_alb_setting(arena, service, "healthcheck-interval-seconds", GL_SETTING_TEXT, &value);
}

/* An action that is written as an annotation names its services in its text: those are taken as stating
 * nothing. */
static bool forwards(struct backends *backends, struct gl_str action)
{
    struct gl_str name = gl_arena_printf(backends->arena, "actions.%.*s", GL_STR_ARG(action)), text;
    struct gl_value value;

    return name.len <= GL_ALB_MAX_NAME &&
           gl_alb_setting(backends->arena, backends->ingress, name.ptr, GL_SETTING_TEXT, &value) &&
           (!gl_value_text(&value, &text) || gl_str_contains_nocase(text, GL_STR("\"forward\"")));
}

/* A backend of a rule: `service` of v1, `serviceName` of v1beta1. */
static void take_backend(struct backends *backends, const struct gl_value *backend)
{
    struct gl_str name = gl_value_text_at(backend, "service.name"),
                  port = gl_value_text_at(backend, "service.port.name");
    const struct gl_resource *service;

    if (!name.len) {
        name = gl_value_text_at(backend, "serviceName");
        port = gl_value_text_at(backend, "servicePort");
    }
    if (!name.len)
        return;
    if (gl_str_eq(port, GL_STR("use-annotation"))) {
        backends->has_others |= forwards(backends, name);
        return;
    }
    service = gl_cluster_find(backends->cluster, GL_STR("Service"), backends->ingress->object->ns, name);
    if (service && states_something(backends->arena, service))
        *GL_PUSH(backends->arena, backends->services, backends->len, backends->capacity) = service;
    else
        backends->has_others = true;
}

/* The Service's annotation, else the Ingress's. */
static void add_setting(struct backends *backends, struct gl_value *map, const char *name,
                        const struct gl_resource *service)
{
    struct gl_value value;

    if ((service && gl_alb_setting(backends->arena, service, name, GL_SETTING_TEXT, &value)) ||
        gl_alb_setting(backends->arena, backends->ingress, name, GL_SETTING_TEXT, &value))
        gl_alb_add(map, gl_str_of(name), value);
}

static struct gl_value describe(struct backends *backends, const struct gl_resource *service)
{
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED};

    made.u.map.members = GL_NEW_ARRAY(backends->arena, struct gl_member, 3);
    add_setting(backends, &made, "backend-protocol", service);
    add_setting(backends, &made, "healthcheck-interval-seconds", service);
    if (service)
        gl_alb_add(&made, GL_STR("service"), gl_value_string(service->object->name, service->span));
    return made;
}

static int by_id(const void *a, const void *b)
{
    const struct gl_resource *left = *(const struct gl_resource *const *)a,
                             *right = *(const struct gl_resource *const *)b;

    return (left->id > right->id) - (left->id < right->id);
}

static struct gl_value list_backends(struct backends *backends)
{
    struct gl_value list = {.type = GL_LIST, .style = GL_COMPUTED};

    if (backends->len)
        qsort(backends->services, backends->len, sizeof *backends->services, by_id);
    list.u.list.items = GL_NEW_ARRAY(backends->arena, struct gl_value, backends->len + 1);
    if (backends->has_others)
        list.u.list.items[list.u.list.len++] = describe(backends, NULL);
    for (size_t i = 0; i < backends->len; i++) {
        if (i == 0 || backends->services[i] != backends->services[i - 1])
            list.u.list.items[list.u.list.len++] = describe(backends, backends->services[i]);
    }
    return list;
}

struct gl_value gl_alb_backends(struct gl_arena *arena, const struct gl_cluster *cluster,
                                const struct gl_resource *ingress)
{
    struct backends backends = {.arena = arena, .cluster = cluster, .ingress = ingress};
    const struct gl_value *spec = gl_value_get(&ingress->properties, GL_STR("spec"));
    const struct gl_value *rules = gl_value_get(spec, GL_STR("rules"));

    take_backend(&backends, gl_value_get(spec, GL_STR("defaultBackend")));
    take_backend(&backends, gl_value_get(spec, GL_STR("backend")));
    for (size_t i = 0; i < gl_value_len(rules); i++) {
        const struct gl_value *paths = gl_value_path(gl_value_at(rules, i), "http.paths");

        for (size_t k = 0; k < gl_value_len(paths); k++)
            take_backend(&backends, gl_value_get(gl_value_at(paths, k), GL_STR("backend")));
    }
    if (rules && rules->type != GL_LIST && rules->type != GL_NULL)
        backends.has_others = true; /* not known: some service stands behind it */
    return list_backends(&backends);
}
