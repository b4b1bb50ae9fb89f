/* Which of several candidates an attribute means. The plan gives names without the index that picks among the
 * instances of a resource; the keys of both sides tell it where they follow the usual patterns: the same key
 * (`aws_x.this[each.key]`), or the other's key as a word of the own one ("node/alb/8443"). */
#include "front/terraform/plan/reading.h"

static bool are_of_one_resource(const struct gl_tf_candidates *all)
{
    for (size_t i = 1; i < all->len; i++) {
        if (all->items[i].item->node != all->items[0].item->node ||
            !gl_str_eq(all->items[i].item->instance->type, all->items[0].item->instance->type) ||
            !gl_str_eq(all->items[i].item->instance->name, all->items[0].item->instance->name))
            return false;
    }
    return true;
}

static const struct gl_tf_candidate *by_key(const struct gl_tf_candidates *all, struct gl_str key)
{
    for (size_t i = 0; i < all->len; i++) {
        if (all->items[i].item->key.ptr && gl_str_eq(all->items[i].item->key, key))
            return &all->items[i];
    }
    return NULL;
}

/* A rule's own group comes first in its key, the group at the other end last. */
static bool is_peer(struct gl_str attribute)
{
    return gl_str_starts_with(attribute, GL_STR("referenced_")) ||
           gl_str_starts_with(attribute, GL_STR("source_")) ||
           gl_str_starts_with(attribute, GL_STR("peer_")) ||
           gl_str_starts_with(attribute, GL_STR("destination_"));
}

static const struct gl_tf_candidate *by_word(const struct gl_tf_candidates *all, struct gl_str key,
                                             bool is_last)
{
    const struct gl_tf_candidate *match = NULL;
    size_t begin = 0;

    for (size_t i = 0; i <= key.len; i++) {
        const struct gl_tf_candidate *here;

        if (i < key.len && !strchr("/:|, ", key.ptr[i]))
            continue;
        here = by_key(all, gl_str_slice(key, begin, i));
        if (here && (!match || is_last))
            match = here;
        begin = i + 1;
    }
    return match;
}

const struct gl_tf_candidate *gl_tf_plan_choose(const struct gl_tf_plan_item *item, struct gl_str attribute,
                                                const struct gl_tf_candidates *candidates)
{
    const struct gl_tf_candidate *same;

    if (candidates->len == 1)
        return &candidates->items[0];
    if (candidates->len == 0 || candidates->is_cut || !item->key.ptr || !are_of_one_resource(candidates))
        return NULL;
    same = by_key(candidates, item->key);
    return same ? same : by_word(candidates, item->key, is_peer(attribute));
}
