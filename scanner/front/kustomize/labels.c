#include "front/kustomize/fields.h"

/* All pairs into one map. */
static bool put_pairs(struct gl_kust_visit *visit, struct gl_value *value)
{
    const struct gl_value *pairs = visit->context;

    if (value->type == GL_NULL || (value->type == GL_STRING && !value->u.str.len))
        *value = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = visit->span};
    if (value->type != GL_MAP) {
        gl_kust_tell(visit->kust, value->span, "write a map here",
                     "kustomize cannot put labels into this value");
        return false;
    }
    for (size_t i = 0; i < pairs->u.map.len; i++) {
        struct gl_member member = pairs->u.map.members[i];

        if (member.value.type != GL_STRING)
            continue;
        member.value.style = GL_QUOTED;
        gl_kust_put(visit->kust, value, &member);
    }
    return true;
}

static void put_into(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *pairs,
                     const struct gl_kust_fields *fields)
{
    struct gl_value copy = *pairs;
    size_t walks = 1 + fields->len / 8;
    struct gl_kust_visit visit = {
        .kust = kust, .create = GL_MAP, .span = pairs->span, .set = put_pairs, .context = &copy};

    if (!gl_kust_step(kust, walks * (1 + set->len / 8), pairs->span))
        return;
    for (size_t i = 0; i < set->len; i++) {
        struct gl_kust_object *object = set->items[i];

        for (size_t k = 0; k < fields->len; k++) {
            if (!gl_kust_field_is_for(fields->items[k], &object->id))
                continue;
            visit.field = fields->items[k];
            gl_kust_visit(&visit, &object->root);
        }
    }
}

static void set_labels(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *label)
{
    static const struct gl_kust_field metadata = {.path = GL_STR_INIT("metadata/labels"), .create = true};
    const struct gl_value *pairs = gl_kust_get(label, "pairs");
    struct gl_kust_fields fields = {0};

    if (!gl_value_is(pairs, GL_MAP) || !pairs->u.map.len)
        return;
    gl_kust_fields_add_written(kust, &fields, gl_kust_get(label, "fields"));
    if (gl_kust_flag(label, "includeSelectors")) {
        gl_kust_fields_add_list(kust, &fields, GL_KUST_LABEL);
    } else {
        if (gl_kust_flag(label, "includeTemplates"))
            gl_kust_fields_add_list(kust, &fields, GL_KUST_TEMPLATE_LABEL);
        gl_kust_fields_add(kust, &fields, &metadata);
    }
    put_into(kust, set, pairs, &fields);
}

void gl_kust_set_labels(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *kustomization)
{
    const struct gl_value *labels = gl_kust_get(kustomization, "labels");
    const struct gl_value *common = gl_kust_get(kustomization, "commonLabels");
    struct gl_kust_fields fields = {0};

    for (size_t i = 0; gl_value_is(labels, GL_LIST) && i < labels->u.list.len; i++)
        set_labels(kust, set, &labels->u.list.items[i]);
    if (!gl_value_is(common, GL_MAP) || !common->u.map.len)
        return;
    gl_kust_fields_add_list(kust, &fields, GL_KUST_LABEL);
    put_into(kust, set, common, &fields);
}

void gl_kust_set_annotations(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *pairs)
{
    struct gl_kust_fields fields = {0};

    if (!gl_value_is(pairs, GL_MAP) || !pairs->u.map.len)
        return;
    gl_kust_fields_add_list(kust, &fields, GL_KUST_ANNOTATION);
    put_into(kust, set, pairs, &fields);
}
