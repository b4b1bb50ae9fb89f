#include "front/kustomize/fields.h"

static bool set_count(struct gl_kust_visit *visit, struct gl_value *value)
{
    *value = *(const struct gl_value *)visit->context;
    return true;
}

static bool has_name(const struct gl_kust_object *object, const struct gl_kust_field *field,
                     struct gl_str name)
{
    if (gl_str_eq(object->id.name, name) && gl_kust_field_is_for(field, &object->id))
        return true;
    for (size_t i = 0; i < object->former_len; i++) {
        struct gl_kust_id id = gl_kust_former_id(object, i);

        if (gl_str_eq(id.name, name) && gl_kust_field_is_for(field, &id))
            return true;
    }
    return false;
}

static bool set_one(struct gl_kust_visit *visit, struct gl_kust_set *set, const struct gl_kust_fields *fields,
                    struct gl_str name)
{
    bool is_found = false;

    for (size_t i = 0; i < set->len; i++) {
        for (size_t k = 0; k < fields->len; k++) {
            if (!has_name(set->items[i], fields->items[k], name))
                continue;
            is_found = true;
            visit->field = fields->items[k];
            if (gl_kust_field_is_for(visit->field, &set->items[i]->id))
                gl_kust_visit(visit, &set->items[i]->root);
        }
    }
    return is_found;
}

void gl_kust_set_replicas(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *list)
{
    struct gl_kust_fields fields = {0};

    gl_kust_fields_add_list(kust, &fields, GL_KUST_REPLICA);
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *entry = &list->u.list.items[i], *count = gl_kust_get(entry, "count");
        struct gl_value value = {.type = GL_NUMBER, .style = GL_COMPUTED, .u.str = GL_STR("0")};
        struct gl_kust_visit visit = {.kust = kust, .create = GL_STRING, .set = set_count, .context = &value};
        struct gl_str name = {0};
        int64_t number;

        value.span = count ? count->span : entry->span;
        visit.span = value.span;
        if (count && gl_scalar_as_i64(count, GL_DIALECT_KUBERNETES, &number))
            value.u.str = gl_arena_printf(kust->arena, "%lld", (long long)number);
        gl_kust_text(entry, "name", &name);
        if (!gl_kust_step(kust, set->len / 8, entry->span) || set_one(&visit, set, &fields, name))
            continue;
        gl_kust_tell(kust, entry->span, "correct the name, or remove the entry",
                     "no Deployment, StatefulSet, ReplicaSet or ReplicationController is named %.*s",
                     GL_STR_ARG(name));
    }
}
