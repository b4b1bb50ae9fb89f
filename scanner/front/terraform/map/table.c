#include "front/terraform/map/table.h"

const struct gl_tf_map_type *gl_tf_map_find(struct gl_str type)
{
    size_t low = 0, high = gl_tf_map_type_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(gl_tf_map_text(gl_tf_map_types[middle].name), type);

        if (order == 0)
            return &gl_tf_map_types[gl_tf_map_types[middle].body];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* "vpc_config[0].cluster_id" without its indices, and with dots only. */
static struct gl_str without_indices(struct gl_arena *arena, struct gl_str attribute)
{
    char *text = gl_arena_alloc(arena, attribute.len + 1, 1);
    size_t len = 0;
    bool is_index = false;

    for (size_t i = 0; i < attribute.len; i++) {
        char c = attribute.ptr[i];

        is_index |= c == '[';
        if (!is_index)
            text[len++] = c;
        is_index &= c != ']';
    }
    return (struct gl_str){text, len};
}

struct gl_str gl_tf_map_camel_case(struct gl_arena *arena, struct gl_str attribute)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char *text = gl_arena_alloc(arena, attribute.len + 1, 1);
    size_t len = 0;
    bool is_first = true;

    for (size_t i = 0; i < attribute.len; i++) {
        char c = attribute.ptr[i];

        if (c == '_') {
            is_first = true;
            continue;
        }
        if (is_first && c >= 'a' && c <= 'z')
            text[len++] = capitals[c - 'a'];
        else
            text[len++] = c;
        is_first = c == '.';
    }
    return (struct gl_str){text, len};
}

static bool is_path_of(const struct gl_tf_map_row *row, struct gl_str attribute)
{
    const struct gl_tf_map_step *step = &gl_tf_map_steps[row->path];

    return row->source == GL_TF_FROM_BODY && row->path_len == 1 && step->list == GL_TF_STEP_PLAIN &&
           row->convert == GL_TF_CONVERT_PLAIN && !row->is_attribute &&
           gl_str_eq(gl_tf_map_text(step->name), attribute);
}

static bool property_name(struct gl_arena *arena, const struct gl_tf_map_row *row, struct gl_str *ret_name)
{
    struct gl_str name = {0};

    for (uint8_t i = 0; i < row->property_len; i++) {
        const struct gl_tf_map_step *step = &gl_tf_map_steps[row->property + i];

        if (step->list != GL_TF_STEP_PLAIN)
            return false;
        name = i == 0 ? gl_tf_map_text(step->name)
                      : gl_arena_printf(arena, "%.*s.%s", GL_STR_ARG(name), gl_tf_map_texts + step->name);
    }
    *ret_name = name;
    return true;
}

struct gl_str gl_tf_map_attribute(struct gl_arena *arena, const struct gl_tf_map_type *type,
                                  struct gl_str attribute)
{
    struct gl_str name;

    if (gl_str_find_char(attribute, '[') != GL_STR_NONE)
        attribute = without_indices(arena, attribute);
    for (uint32_t i = 0; type && i < type->reference_len; i++) {
        const struct gl_tf_map_reference *reference = &gl_tf_map_references[type->reference + i];

        if (gl_str_eq(gl_tf_map_text(reference->name), attribute))
            return gl_tf_map_text(reference->attribute);
    }
    if (gl_str_eq(attribute, GL_STR("id")))
        return (struct gl_str){0};
    for (uint32_t i = 0; type && i < type->row_len; i++) {
        if (is_path_of(&gl_tf_map_rows[type->row + i], attribute) &&
            property_name(arena, &gl_tf_map_rows[type->row + i], &name))
            return name;
    }
    return gl_tf_map_camel_case(arena, attribute);
}
