/* The values of a Secret are marked when it is made, so that nothing ever prints them. */
#include "graph/kubernetes.h"

/* kubectl leaves the whole object here. */
static const struct gl_str last_applied = GL_STR_INIT("kubectl.kubernetes.io/last-applied-configuration");

static struct gl_value copy_of_map(struct gl_arena *arena, const struct gl_value *map)
{
    struct gl_value made = *map;

    made.u.map.members = GL_NEW_ARRAY(arena, struct gl_member, map->u.map.len ? map->u.map.len : 1);
    for (size_t i = 0; i < map->u.map.len; i++)
        made.u.map.members[i] = map->u.map.members[i];
    return made;
}

/* data and stringData: the map and every value in it. What is no map is marked as it is. */
static void hide_values(struct gl_arena *arena, struct gl_value *data)
{
    if (gl_value_is(data, GL_MAP)) {
        *data = copy_of_map(arena, data);
        for (size_t i = 0; i < data->u.map.len; i++)
            data->u.map.members[i].value.flags |= GL_VALUE_SECRET;
    }
    data->flags |= GL_VALUE_SECRET;
}

static void hide_annotation(struct gl_arena *arena, struct gl_value *metadata)
{
    if (!gl_value_get(gl_value_get(metadata, GL_STR("annotations")), last_applied))
        return;
    *metadata = copy_of_map(arena, metadata);
    for (size_t i = 0; i < metadata->u.map.len; i++) {
        struct gl_value *annotations = &metadata->u.map.members[i].value;

        if (!gl_str_eq(metadata->u.map.members[i].key, GL_STR("annotations")))
            continue;
        *annotations = copy_of_map(arena, annotations);
        for (size_t k = 0; k < annotations->u.map.len; k++) {
            if (gl_str_eq(annotations->u.map.members[k].key, last_applied))
                annotations->u.map.members[k].value.flags |= GL_VALUE_SECRET;
        }
    }
}

void gl_k8s_hide_secret(struct gl_arena *arena, struct gl_value *root)
{
    if (!gl_value_is(root, GL_MAP))
        return;
    *root = copy_of_map(arena, root);
    for (size_t i = 0; i < root->u.map.len; i++) {
        struct gl_member *member = &root->u.map.members[i];

        if (gl_str_eq(member->key, GL_STR("data")) || gl_str_eq(member->key, GL_STR("stringData")))
            hide_values(arena, &member->value);
        else if (gl_str_eq(member->key, GL_STR("metadata")) && gl_value_is(&member->value, GL_MAP))
            hide_annotation(arena, &member->value);
    }
}
