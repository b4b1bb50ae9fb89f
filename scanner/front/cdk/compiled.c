#include "front/cdk/place.h"
#include "front/cdk/source_map.h"

/* The map of one compiled file, read once. */
struct gl_cdk_compiled {
    const struct gl_input *input;
    const struct gl_source *beside; /* what the map's sources are relative to */
    struct gl_source_map map;
    bool is_usable;
};

static const struct gl_value *read_json(struct gl_arena *arena, const struct gl_source *source)
{
    struct gl_value *root = GL_NEW(arena, struct gl_value);
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_diags ignored; /* a broken map costs a place, nothing else */

    gl_diags_init(&ignored, arena);
    return gl_read_json(source, arena, &options, root, &ignored) == GL_OK ? root : NULL;
}

static const struct gl_value *map_of(struct gl_cdk *cdk, struct gl_cdk_compiled *compiled)
{
    struct gl_str url = gl_source_map_url(compiled->input->source->text);
    struct gl_str json = gl_source_map_inline(url, cdk->arena);
    struct gl_input *map;
    const char *why;

    compiled->beside = compiled->input->source;
    if (json.len) {
        struct gl_source inside = {.id = compiled->input->source->id, .text = json, .is_read = true};

        return read_json(cdk->arena, &inside);
    }
    map = gl_inputs_find_beside(cdk->inputs, compiled->input->source, url, cdk->arena);
    if (!map)
        return NULL;
    compiled->beside = map->source;
    if (map->documents.len > 0)
        return &map->documents.items[0].root;
    return gl_source_read(map->source, &why) == GL_OK ? read_json(cdk->arena, map->source) : NULL;
}

static struct gl_cdk_compiled *compiled_of(struct gl_cdk *cdk, const struct gl_input *input)
{
    struct gl_cdk_compiled *compiled;
    const struct gl_value *json;

    for (size_t i = 0; i < cdk->compiled_len; i++) {
        if (cdk->compiled[i]->input == input)
            return cdk->compiled[i];
    }
    compiled = GL_NEW(cdk->arena, struct gl_cdk_compiled);
    *GL_PUSH(cdk->arena, cdk->compiled, cdk->compiled_len, cdk->compiled_capacity) = compiled;
    compiled->input = input;
    json = map_of(cdk, compiled);
    compiled->is_usable = json && gl_source_map_read(&compiled->map, json, cdk->arena);
    return compiled;
}

static bool is_compiled(struct gl_str path)
{
    return gl_str_ends_with(path, GL_STR(".js")) || gl_str_ends_with(path, GL_STR(".cjs")) ||
           gl_str_ends_with(path, GL_STR(".mjs"));
}

bool gl_cdk_map_frame(struct gl_cdk *cdk, struct gl_input *input, struct gl_frame *frame,
                      struct gl_input **ret_source)
{
    const struct gl_cdk_compiled *compiled;
    const struct gl_segment *segment;
    struct gl_str name = {0};
    struct gl_input *source;

    if (!is_compiled(input->source->path) || !gl_cdk_program(cdk, input))
        return false;
    compiled = compiled_of(cdk, input);
    if (!compiled->is_usable)
        return false;
    segment = gl_source_map_find(&compiled->map, frame->line - 1, frame->column ? frame->column - 1 : 0,
                                 frame->column > 0);
    if (!segment || !gl_value_text(gl_value_at(compiled->map.sources, segment->source), &name))
        return false;
    if (compiled->map.root.len)
        name = gl_arena_printf(cdk->arena, "%.*s/%.*s", GL_STR_ARG(compiled->map.root), GL_STR_ARG(name));
    source = gl_inputs_find_beside(cdk->inputs, compiled->beside, name, cdk->arena);
    if (!source || source->kind != GL_INPUT_PROGRAM)
        return false;
    frame->line = segment->source_line + 1;
    frame->column = frame->column ? segment->source_column + 1 : 0;
    *ret_source = source;
    return true;
}
