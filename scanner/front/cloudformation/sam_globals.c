/* Globals: maps are merged, lists are joined (global items first), everything else is replaced. */
#include "front/cloudformation/sam.h"

static bool is_mergeable_map(const struct gl_value *value)
{
    struct gl_value argument;
    enum gl_tag function;

    return value->type == GL_MAP && !gl_cfn_call_of(value, &function, &argument);
}

static struct gl_value merge_lists(struct gl_cfn_eval *eval, const struct gl_value *global,
                                   const struct gl_value *local)
{
    struct gl_value made = *local;
    size_t len = global->u.list.len + local->u.list.len;

    if (!gl_cfn_spend(eval, len, local->span))
        return made;
    made.u.list.items = GL_NEW_ARRAY(eval->arena, struct gl_value, len);
    made.u.list.len = len;
    made.flags |= global->flags;
    for (size_t i = 0; i < len; i++)
        made.u.list.items[i] =
            i < global->u.list.len ? global->u.list.items[i] : local->u.list.items[i - global->u.list.len];
    return made;
}

/* Depth is the document's. */
static struct gl_value merge_maps(struct gl_cfn_eval *eval, const struct gl_value *global,
                                  const struct gl_value *local)
{
    struct gl_value made = *local;
    size_t len = 0;

    if (!gl_cfn_spend(eval, global->u.map.len + local->u.map.len, local->span))
        return made;
    made.flags |= global->flags;
    made.u.map.members = GL_NEW_ARRAY(eval->arena, struct gl_member, global->u.map.len + local->u.map.len);
    for (size_t i = 0; i < local->u.map.len; i++) {
        struct gl_member *member = &made.u.map.members[len++];
        const struct gl_value *under;

        *member = local->u.map.members[i];
        under = gl_value_get(global, member->key);
        if (under)
            member->value = gl_sam_merge(eval, under, &member->value);
    }
    for (size_t i = 0; i < global->u.map.len; i++) {
        if (!gl_value_get(local, global->u.map.members[i].key))
            made.u.map.members[len++] = global->u.map.members[i];
    }
    made.u.map.len = len;
    return made;
}

struct gl_value gl_sam_merge(struct gl_cfn_eval *eval, const struct gl_value *global,
                             const struct gl_value *local)
{
    if (is_mergeable_map(global) && is_mergeable_map(local))
        return merge_maps(eval, global, local);
    if (global->type == GL_LIST && local->type == GL_LIST && !global->tag && !local->tag)
        return merge_lists(eval, global, local);
    return *local;
}
