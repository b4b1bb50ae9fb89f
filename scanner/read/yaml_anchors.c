#include "read/yaml_anchors.h"

#include <string.h>

#include "base/limits.h"

/* Index of the first anchor whose name is not below `name`. */
static size_t place_of(const struct gl_yaml_anchors *anchors, struct gl_str name)
{
    size_t low = 0, high = anchors->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(anchors->sorted[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_name_at(const struct gl_yaml_anchors *anchors, size_t at, struct gl_str name)
{
    return at < anchors->len && gl_str_eq(anchors->sorted[at]->name, name);
}

struct gl_yaml_anchor *gl_yaml_anchors_add(struct gl_yaml_anchors *anchors, struct gl_str name)
{
    size_t at = place_of(anchors, name);
    bool is_again = is_name_at(anchors, at, name);
    struct gl_yaml_anchor *anchor;

    if (!is_again && anchors->len >= GL_MAX_ANCHORS)
        return NULL;
    anchor = GL_NEW(&anchors->arena, struct gl_yaml_anchor);
    anchor->name = is_again ? anchors->sorted[at]->name : gl_arena_copy(&anchors->arena, name);
    if (!is_again) {
        *GL_PUSH(&anchors->arena, anchors->sorted, anchors->len, anchors->capacity) = NULL;
        memmove(anchors->sorted + at + 1, anchors->sorted + at,
                (anchors->len - 1 - at) * sizeof(struct gl_yaml_anchor *));
    }
    anchors->sorted[at] = anchor;
    return anchor;
}

struct gl_yaml_anchor *gl_yaml_anchors_find(const struct gl_yaml_anchors *anchors, struct gl_str name)
{
    size_t at = place_of(anchors, name);

    return is_name_at(anchors, at, name) ? anchors->sorted[at] : NULL;
}

void gl_yaml_anchors_clear(struct gl_yaml_anchors *anchors)
{
    gl_arena_free(&anchors->arena);
    *anchors = (struct gl_yaml_anchors){0};
}
