#include "front/snapshot/table.h"

#include "front/snapshot/shape.h"

#define ROW(property, path, convert, argument, absent)                                                       \
    {                                                                                                        \
        GL_STR_INIT(property), GL_STR_INIT(path), GL_STR_INIT(argument), GL_SNAP_##convert, GL_SNAP_##absent \
    }
#define PLAIN(property, path) ROW(property, path, PLAIN, "", NONE)
#define TOLD(property, path) ROW(property, path, PLAIN, "", UNKNOWN)
#define REF(property, path) ROW(property, path, REF, "", NONE)
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
#include "front/snapshot/tables/vpc.def"
};
const size_t gl_snap_list_len = sizeof gl_snap_lists / sizeof *gl_snap_lists;

const struct gl_snap_list *gl_snap_list_of(struct gl_str key)
{
    for (size_t i = 0; i < gl_snap_list_len; i++) {
        struct gl_str rest = gl_snap_lists[i].also, word;

        if (gl_str_eq(gl_snap_lists[i].key, key))
            return &gl_snap_lists[i];
        while (rest.len && gl_str_cut(&rest, ' ', &word)) {
            if (gl_str_eq(word, key))
                return &gl_snap_lists[i];
        }
    }
    return NULL;
}
