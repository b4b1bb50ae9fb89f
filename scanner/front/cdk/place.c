#include "front/cdk/place.h"

#include <stdlib.h>

struct gl_str gl_cdk_path_parent(struct gl_str path)
{
    size_t slash = gl_str_find_last_char(path, '/');

    return gl_str_slice(path, 0, slash == GL_STR_NONE ? 0 : slash);
}

static struct gl_str last_segment(struct gl_str path)
{
    size_t slash = gl_str_find_last_char(path, '/');

    return slash == GL_STR_NONE ? path : gl_str_from(path, slash + 1);
}

struct gl_str gl_cdk_path_shown(struct gl_str path)
{
    struct gl_str last = last_segment(path), parent = gl_cdk_path_parent(path);

    if (parent.len && (gl_str_eq(last, GL_STR("Resource")) || gl_str_eq(last, GL_STR("Default"))))
        return parent;
    return path;
}

/* The resource of a nested stack is made by the stack's own constructor: X.NestedStack/X.NestedStackResource
 * lies beside the construct X. */
static struct gl_str without_nested_resource(struct gl_str path)
{
    static const struct gl_str folder = GL_STR_INIT(".NestedStack");
    struct gl_str parent = gl_cdk_path_parent(path);

    if (gl_str_ends_with(path, GL_STR(".NestedStackResource")) && gl_str_ends_with(parent, folder))
        return gl_str_slice(parent, 0, parent.len - folder.len);
    return path;
}

/* The first call that begins on the line, constructors before others. */
static bool call_on_line(const struct gl_program *program, uint32_t line_begin, struct gl_call *ret_call)
{
    enum { MAX_TOKENS = 1000 };
    struct gl_str rest = gl_str_from(program->source->text, line_begin);
    size_t length = gl_str_find_char(rest, '\n'), first = gl_program_token_at(program, line_begin);
    bool found = false;

    for (size_t i = first; i < program->len && i - first < MAX_TOKENS; i++) {
        bool is_new = gl_program_is_name(program, i, GL_STR("new"));

        if (length != GL_STR_NONE && program->tokens[i].begin >= line_begin + length)
            break;
        if (program->tokens[i].kind != GL_TOKEN_NAME || (found && !is_new) ||
            !gl_call_at(program, i, ret_call))
            continue;
        if (is_new)
            return true;
        found = true;
    }
    return found && gl_call_at(program, ret_call->head, ret_call);
}

static void set_span(struct gl_construct *construct, uint32_t offset)
{
    const struct gl_program *program = construct->program;
    size_t begin = offset, end = program->source->text.len;

    if (construct->has_call) {
        end = program->tokens[construct->call.close].end;
        /* A callee that begins on an earlier line ends the line before the place: begin at the place then. */
        begin = program->tokens[construct->call.head].begin;
        if (offset > begin && gl_cdk_line_span(program, begin, end).end < offset)
            begin = offset;
    }
    construct->span = gl_cdk_line_span(program, begin, end);
}

/* What a frame points at. */
static bool construct_of_frame(struct gl_cdk *cdk, struct gl_frame frame, struct gl_construct *construct)
{
    struct gl_input *input = gl_cdk_match_file(cdk, construct->stack, frame.file), *source;
    uint32_t offset;
    size_t token;

    if (!input)
        return false;
    if (gl_cdk_map_frame(cdk, input, &frame, &source))
        input = source;
    construct->program = gl_cdk_program(cdk, input);
    if (!construct->program || !gl_cdk_offset(construct->program, frame.line, frame.column, &offset))
        return false;
    token = gl_program_token_at(construct->program, offset);
    construct->has_call = frame.column > 0 && token < construct->program->len &&
                          construct->program->tokens[token].begin == offset &&
                          gl_call_at(construct->program, token, &construct->call);
    if (!construct->has_call) {
        gl_cdk_offset(construct->program, frame.line, 1, &offset);
        construct->has_call = call_on_line(construct->program, offset, &construct->call);
        if (construct->has_call)
            offset = construct->program->tokens[construct->call.head].begin;
        else if (token < construct->program->len)
            offset = construct->program->tokens[gl_program_token_at(construct->program, offset)].begin;
    }
    set_span(construct, offset);
    return construct->span.end > construct->span.begin;
}

/* The part of a path that ends with the segment that a call's id may be; empty when no segment is. */
static struct gl_str path_of_id(const struct gl_construct *construct, size_t id, struct gl_str path)
{
    while (path.len && !gl_program_may_be(construct->program, id, last_segment(path)))
        path = gl_cdk_path_parent(path);
    return path;
}

/* Whether the id is a piece of a segment: addNodegroupCapacity('General') makes NodegroupGeneral. */
static bool is_piece_of(struct gl_str id, struct gl_str path)
{
    enum { MIN_PIECE = 3 };

    return id.len >= MIN_PIECE && gl_str_contains(path, id);
}

/* The segment after `inside` in a longer path. */
static struct gl_str next_segment(struct gl_str path, struct gl_str inside)
{
    struct gl_str rest = gl_str_from(path, inside.len + 1), segment = {0};

    gl_str_cut(&rest, '/', &segment);
    return segment;
}

/* What is made inside the arguments: ClusterInstance.provisioned('writer', ...) of a cluster. */
static void enter_arguments(struct gl_construct *construct, struct gl_str path, struct gl_str kind)
{
    struct gl_call_search search = {.kind = kind};
    const struct gl_program *program = construct->program;

    if (path.len <= construct->path.len)
        return;
    search.id = next_segment(path, construct->path);
    gl_call_search_in(&search, program, construct->call.open, construct->call.close);
    if (!gl_call_search_result(&search, &program, &construct->call))
        return;
    construct->path = gl_str_slice(path, 0, construct->path.len + 1 + search.id.len);
    set_span(construct, program->tokens[construct->call.head].begin);
}

/* A resource that the library makes late, such as a parameter group or a bucket policy, has the frame of the
 * construct that used it first. When that one plainly makes another construct, and the same file makes this
 * one, or one around it, take that. */
static void correct_by_id(struct gl_construct *construct, struct gl_str kind)
{
    const struct gl_program *program = construct->program;
    size_t id = construct->has_call ? gl_call_id(program, &construct->call) : GL_NO_TOKEN;
    struct gl_str path;

    if (id == GL_NO_TOKEN)
        return;
    path = path_of_id(construct, id, construct->path);
    if (path.len) {
        struct gl_str whole = construct->path;

        construct->path = path;
        enter_arguments(construct, whole, kind);
        return;
    }
    if (program->tokens[id].kind != GL_TOKEN_TEXT ||
        is_piece_of(gl_program_bytes(program, id), construct->path))
        return;
    for (path = gl_cdk_path_shown(construct->path); path.len; path = gl_cdk_path_parent(path)) {
        struct gl_call_search search = {.id = last_segment(path), .kind = kind};

        gl_call_search_in(&search, program, 0, program->len);
        if (!gl_call_search_result(&search, &program, &construct->call))
            continue;
        construct->path = path;
        set_span(construct, program->tokens[construct->call.head].begin);
        return;
    }
}

bool gl_cdk_construct_of_frames(struct gl_cdk *cdk, const struct gl_value *frames,
                                struct gl_construct *construct)
{
    if (!gl_value_is(frames, GL_LIST))
        return false;
    for (size_t i = 0; i < frames->u.list.len; i++) {
        struct gl_str text = {0};
        struct gl_frame frame;

        if (gl_value_text(&frames->u.list.items[i], &text) && gl_frame_parse(text, &frame) &&
            construct_of_frame(cdk, frame, construct))
            return true;
    }
    return false;
}

/* The stack frames of an entry: its creation stack, else the trace of its logical id. */
static bool construct_of_entry(struct gl_cdk *cdk, struct gl_str path, struct gl_construct *construct)
{
    const struct gl_value *item = NULL;

    while ((item = gl_cdk_metadata(construct->stack, path, "aws:cdk:creationStack", item)) != NULL) {
        if (gl_cdk_construct_of_frames(cdk, gl_value_get(item, GL_STR("data")), construct))
            return true;
    }
    while ((item = gl_cdk_metadata(construct->stack, path, "aws:cdk:logicalId", item)) != NULL) {
        if (gl_cdk_construct_of_frames(cdk, gl_value_get(item, GL_STR("trace")), construct))
            return true;
    }
    return false;
}

/* The frames of the path, or of the closest one around it that has any. A construct of the library has its
 * own frames at its main resource. */
static bool construct_of_metadata(struct gl_cdk *cdk, struct gl_str path, struct gl_construct *construct)
{
    static const char *const children[] = {"", "/Resource", "/Default"};

    for (struct gl_str at = path; at.len; at = gl_cdk_path_parent(at)) {
        for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
            struct gl_str entry = at;

            if (i > 0)
                entry = gl_arena_printf(cdk->arena, "%.*s%s", GL_STR_ARG(at), children[i]);
            construct->path = at;
            if (construct_of_entry(cdk, entry, construct))
                return true;
        }
    }
    return false;
}

static int compare_ids(const void *a, const void *b)
{
    const struct gl_cdk_entry *x = a, *y = b;
    int order = gl_str_cmp(x->id, y->id);

    return order ? order : gl_str_cmp(x->path, y->path);
}

static void list_ids(struct gl_arena *arena, struct gl_cdk_stack *stack)
{
    for (size_t i = 0; i < stack->entry_len; i++) {
        const struct gl_value *item = NULL;
        struct gl_cdk_entry entry = stack->entries[i];

        while ((item = gl_cdk_metadata(stack, entry.path, "aws:cdk:logicalId", item)) != NULL) {
            if (gl_value_text(gl_value_get(item, GL_STR("data")), &entry.id))
                *GL_PUSH(arena, stack->ids, stack->id_len, stack->id_capacity) = entry;
        }
    }
    if (stack->id_len > 1 && stack->ids)
        qsort(stack->ids, stack->id_len, sizeof *stack->ids, compare_ids);
}

/* The path of a resource whose template has no path metadata: the only one with its logical id. */
static struct gl_str path_of_logical_id(struct gl_arena *arena, struct gl_cdk_stack *stack,
                                        struct gl_str name)
{
    size_t low = 0, high;

    if (!stack->ids)
        list_ids(arena, stack);
    high = stack->ids ? stack->id_len : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(stack->ids[middle].id, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!stack->ids || low == stack->id_len || !gl_str_eq(stack->ids[low].id, name))
        return (struct gl_str){0};
    /* A nested stack may have the same one at another path. */
    if (low + 1 < stack->id_len && gl_str_eq(stack->ids[low + 1].id, name) &&
        !gl_str_eq(stack->ids[low + 1].path, stack->ids[low].path))
        return (struct gl_str){0};
    return stack->ids[low].path;
}

static struct gl_str path_of(struct gl_cdk *cdk, struct gl_cdk_stack *stack,
                             const struct gl_resource *resource)
{
    struct gl_str path = resource->construct_path;

    if (path.len == 0)
        path = path_of_logical_id(cdk->arena, stack, resource->name);
    return gl_str_starts_with(path, GL_STR("/")) ? gl_str_from(path, 1) : path;
}

static bool construct_of_path(struct gl_cdk *cdk, struct gl_str path, struct gl_str kind,
                              struct gl_construct *construct)
{
    struct gl_construct searched;
    bool has_frame = construct_of_metadata(cdk, path, construct), is_exact;

    is_exact = has_frame && construct->path.len == path.len;
    if (has_frame)
        correct_by_id(construct, kind);
    if (is_exact)
        return true;
    /* Frames of a construct around it, perhaps of the whole stack: the program's ids may lead further in. */
    if (gl_cdk_search_path(cdk, construct->stack, path, kind, &searched) &&
        (!has_frame || searched.path.len > construct->path.len)) {
        *construct = searched;
        return true;
    }
    return has_frame;
}

static bool find_construct(struct gl_cdk *cdk, const struct gl_resource *resource,
                           struct gl_construct *ret_construct)
{
    struct gl_construct construct = {.stack = gl_cdk_stack_of(cdk, resource->unit)};
    struct gl_str path, outer;

    if (!construct.stack)
        return false;
    path = path_of(cdk, construct.stack, resource);
    outer = without_nested_resource(path);
    if (!construct_of_path(cdk, outer, resource->kind, &construct) &&
        (outer.len == path.len || !construct_of_path(cdk, path, resource->kind, &construct)))
        return false;
    *ret_construct = construct;
    return true;
}

struct gl_cdk_made {
    const struct gl_resource *resource;
    struct gl_construct construct;
};

static int compare_made(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct gl_cdk_made *)a)->resource;
    uintptr_t y = (uintptr_t)((const struct gl_cdk_made *)b)->resource;

    if (x == y)
        return 0;
    return x < y ? -1 : 1;
}

bool gl_cdk_construct(const struct gl_cdk *cdk, const struct gl_resource *resource,
                      struct gl_construct *ret_construct)
{
    struct gl_cdk_made key = {.resource = resource};
    const struct gl_cdk_made *made = NULL;

    if (cdk->made_len > 0)
        made = bsearch(&key, cdk->made, cdk->made_len, sizeof key, compare_made);
    if (!made)
        return false;
    *ret_construct = made->construct;
    return true;
}

static void add_place(struct gl_cdk *cdk, struct gl_resource *resource, const struct gl_construct *construct)
{
    struct gl_place *places = GL_NEW_ARRAY(cdk->arena, struct gl_place, resource->place_len + 1);

    for (size_t i = 0; i < resource->place_len; i++)
        places[i] = resource->places[i];
    places[resource->place_len++] =
        (struct gl_place){construct->span, gl_arena_printf(cdk->arena, "construct %.*s is made here",
                                                           GL_STR_ARG(gl_cdk_path_shown(construct->path)))};
    resource->places = places;
}

void gl_cdk_place_constructs(struct gl_cdk *cdk, struct gl_front_output *output)
{
    cdk->output = output;
    cdk->made = GL_NEW_ARRAY(cdk->arena, struct gl_cdk_made, output->len);
    cdk->made_len = 0;
    for (size_t i = 0; i < output->len; i++) {
        struct gl_resource *resource = output->resources[i];
        struct gl_cdk_made *made = &cdk->made[cdk->made_len];

        if (!find_construct(cdk, resource, &made->construct))
            continue;
        made->resource = resource;
        cdk->made_len++;
        if (resource->construct_path.len == 0)
            resource->construct_path = path_of(cdk, made->construct.stack, resource);
        add_place(cdk, resource, &made->construct);
    }
    qsort(cdk->made, cdk->made_len, sizeof *cdk->made, compare_made);
}
