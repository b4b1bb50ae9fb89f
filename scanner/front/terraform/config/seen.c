/* What references see of a resource. */
#include "front/terraform/config/unit.h"

/* Attributes that were set to null are as good as not set: the provider may fill them. */
static struct gl_tf_value without_nulls(struct gl_tf_unit *unit, const struct gl_tf_instance *instance,
                                        const struct gl_tf_value *object);

static struct gl_tf_value blocks_without_nulls(struct gl_tf_unit *unit, const struct gl_tf_instance *instance,
                                               const struct gl_tf_value *blocks)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(unit->arena, struct gl_tf_value, blocks->u.list.len), made;

    for (size_t i = 0; i < blocks->u.list.len; i++) {
        const struct gl_tf_value *item = &blocks->u.list.items[i];

        items[i] = item->state == GL_TF_KNOWN && item->kind == GL_TF_OBJECT
                       ? without_nulls(unit, instance, item)
                       : *item;
    }
    made = gl_tf_make_list(GL_TF_TUPLE, NULL, items, blocks->u.list.len, blocks->span);
    made.flags |= GL_TF_BLOCKS;
    return made;
}

/* Blocks nest no deeper than the parser allows. */
static struct gl_tf_value without_nulls(struct gl_tf_unit *unit, const struct gl_tf_instance *instance,
                                        const struct gl_tf_value *object)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, object->u.map.len);
    struct gl_tf_value made;
    size_t len = 0;

    for (size_t i = 0; i < object->u.map.len; i++) {
        const struct gl_tf_member *member = &object->u.map.members[i];

        if (gl_tf_is_null(&member->value))
            continue;
        members[len] = *member;
        if (member->value.flags & GL_TF_BLOCKS)
            members[len].value = blocks_without_nulls(unit, instance, &member->value);
        len++;
    }
    made = gl_tf_make_map(NULL, members, len, object->span);
    made.open = instance;
    return made;
}

static bool is_block(const struct gl_tf_value *value)
{
    return value->state == GL_TF_KNOWN && value->kind == GL_TF_OBJECT;
}

/* The index of a step into nested blocks. */
static bool index_of(const struct gl_tf_step *step, int64_t *ret_index)
{
    if (step->name.len)
        return gl_str_to_i64(step->name, ret_index);
    return step->index.kind == GL_TF_NUMBER && step->index.state == GL_TF_KNOWN &&
           gl_tf_number_i64(&step->index, ret_index);
}

static struct gl_tf_value missing(struct gl_tf_unit *unit, const struct gl_tf_instance *instance,
                                  const struct gl_buf *path, struct gl_span span)
{
    struct gl_str name = gl_arena_copy(unit->arena, gl_buf_str(path));

    return gl_tf_open_member(unit->arena, &instance->values, name, span);
}

struct way {
    const struct gl_tf_step *steps;
    size_t len;
    struct gl_buf path; /* what was taken, as text */
};

/* Follows steps as long as they lead from block to block; what a block lacks is a reference to it. */
static bool follow(struct gl_tf_unit *unit, const struct gl_tf_instance *instance, struct way *way,
                   struct gl_tf_value *ret_value, size_t *ret_taken)
{
    const struct gl_tf_step *steps = way->steps;
    size_t len = way->len;
    struct gl_buf *path = &way->path;
    const struct gl_tf_value *at = &instance->values;

    for (size_t i = 0; i < len; i += 2) { /* a name, and an index into its blocks */
        const struct gl_tf_member *member;
        int64_t index;

        if (!steps[i].name.len)
            return false;
        if (path->len)
            gl_buf_add_char(path, '.');
        gl_buf_add(path, steps[i].name);
        member = gl_tf_member(at, steps[i].name);
        if (!member || gl_tf_is_null(&member->value)) {
            *ret_value = missing(unit, instance, path, steps[i].span);
            *ret_taken = i + 1;
            return true;
        }
        if (!(member->value.flags & GL_TF_BLOCKS)) {
            *ret_value = member->value;
            *ret_taken = i + 1;
            return true;
        }
        if (i + 2 >= len || !index_of(&steps[i + 1], &index) || index < 0 ||
            (uint64_t)index >= member->value.u.list.len || !is_block(&member->value.u.list.items[index]))
            return false;
        at = &member->value.u.list.items[index];
        gl_buf_printf(path, "[%lld]", (long long)index);
    }
    return false;
}

struct gl_tf_value gl_tf_seen(struct gl_tf_unit *unit, struct gl_tf_item *item,
                              const struct gl_tf_step *steps, size_t len, size_t *ret_taken)
{
    struct way way = {.steps = steps, .len = len};
    struct gl_tf_value value;
    bool is_found;

    gl_buf_init(&way.path);
    is_found = follow(unit, item->instance, &way, &value, ret_taken);
    gl_buf_free(&way.path);
    if (is_found)
        return value;
    *ret_taken = 0;
    if (item->progress != GL_TF_DONE)
        return item->instance->values;
    if (item->seen.progress != GL_TF_DONE) {
        item->seen.value = without_nulls(unit, item->instance, &item->instance->values);
        item->seen.progress = GL_TF_DONE;
    }
    return item->seen.value;
}
