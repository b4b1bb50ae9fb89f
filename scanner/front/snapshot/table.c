#include "front/snapshot/table.h"

#include "front/snapshot/shape.h"

#define ROW(property, path, convert, argument, absent)                                                       \
    {                                                                                                        \
        GL_STR_INIT(property), GL_STR_INIT(path), GL_STR_INIT(argument), GL_SNAP_##convert, GL_SNAP_##absent \
    }
#define PLAIN(property, path) ROW(property, path, PLAIN, "", NONE)
#define TOLD(property, path) ROW(property, path, PLAIN, "", UNKNOWN)
#define REF(property, path) ROW(property, path, REF, "", NONE)
#define TOLD_REF(property, path) ROW(property, path, REF, "", UNKNOWN)
#define REF_TO(property, path, kind) ROW(property, path, REF_TO, kind, NONE)
#define UNTOLD(property) ROW(property, "", PLAIN, "", UNKNOWN)
#define LIST(key, also, inner, id, kind, arn, state, shape, flags, ...)                                      \
    {GL_STR_INIT(key),                                                                                       \
     GL_STR_INIT(also),                                                                                      \
     GL_STR_INIT(inner),                                                                                     \
     GL_STR_INIT(id),                                                                                        \
     GL_STR_INIT(kind),                                                                                      \
     GL_STR_INIT(arn),                                                                                       \
     GL_STR_INIT(state),                                                                                     \
     shape,                                                                                                  \
     flags,                                                                                                  \
     (const struct gl_snap_row[]){__VA_ARGS__, {.convert = 0}}},

const struct gl_snap_list gl_snap_lists[] = {
#include "front/snapshot/tables/balancing.def"
#include "front/snapshot/tables/compute.def"
#include "front/snapshot/tables/data.def"
#include "front/snapshot/tables/edge.def"
#include "front/snapshot/tables/vpc.def"
};
const size_t gl_snap_list_len = sizeof gl_snap_lists / sizeof *gl_snap_lists;

/* Whether it is, and whether that alone says that it is such a list. */
static bool is_called(const struct gl_snap_list *list, struct gl_str key, bool *ret_is_telling)
{
    struct gl_str rest = list->also, word;

    *ret_is_telling = list->flags & GL_SNAP_TELLING;
    if (gl_str_eq(list->key, key))
        return true;
    while (rest.len && gl_str_cut(&rest, ' ', &word)) {
        *ret_is_telling = gl_str_starts_with(word, GL_STR("!"));
        if (gl_str_eq(gl_str_from(word, *ret_is_telling), key))
            return true;
    }
    return false;
}

bool gl_snap_list_is_telling(const struct gl_snap_list *list, struct gl_str key)
{
    bool is_telling;

    return is_called(list, key, &is_telling) && is_telling;
}

const struct gl_snap_list *gl_snap_list_next(const struct gl_snap_list *list, struct gl_str key)
{
    bool is_telling;

    for (list++; list < gl_snap_lists + gl_snap_list_len; list++) {
        if (is_called(list, key, &is_telling))
            return list;
    }
    return NULL;
}

const struct gl_snap_list *gl_snap_list_of(struct gl_str key)
{
    bool is_telling;

    return is_called(gl_snap_lists, key, &is_telling) ? gl_snap_lists : gl_snap_list_next(gl_snap_lists, key);
}
