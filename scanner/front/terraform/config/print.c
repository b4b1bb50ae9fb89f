/* `glacis debug resources`: the instances of a root module as JSON lines. */
#include "front/terraform/config/set.h"

struct printer {
    struct gl_buf *out;
    struct gl_buf path;    /* of the value that is printed */
    struct gl_buf unknown; /* the paths that are unknown, as the items of a JSON array */
};

static void note_unknown(struct printer *printer)
{
    if (printer->unknown.len)
        gl_buf_add_char(&printer->unknown, ',');
    gl_buf_add_json(&printer->unknown, gl_buf_str(&printer->path));
}

static bool is_identifier(struct gl_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (!is_letter && (i == 0 || (c != '-' && (c < '0' || c > '9'))))
            return false;
    }
    return name.len > 0;
}

static void push_name(struct printer *printer, struct gl_str name)
{
    if (!is_identifier(name)) {
        gl_buf_add_char(&printer->path, '[');
        gl_buf_add_json(&printer->path, name);
        gl_buf_add_char(&printer->path, ']');
        return;
    }
    if (printer->path.len)
        gl_buf_add_char(&printer->path, '.');
    gl_buf_add(&printer->path, name);
}

/* Something of nested blocks is not known to be there: Terraform does not know any of them. */
static bool has_unknown_item(const struct gl_tf_value *value)
{
    if (!(value->flags & GL_TF_BLOCKS))
        return false;
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (gl_tf_is_unknown(&value->u.list.items[i]))
            return true;
    }
    return false;
}

/* Blocks that may repeat are sets with nearly every resource: two that say the same are one. */
static bool is_repeated(const struct gl_tf_value *blocks, size_t index)
{
    enum { LOOK_BACK = 64 };
    struct gl_arena scratch = {0};
    bool found = false;

    if (!(blocks->flags & GL_TF_BLOCKS) || blocks->flags & GL_TF_HAS_UNKNOWN)
        return false;
    for (size_t i = index > LOOK_BACK ? index - LOOK_BACK : 0; i < index && !found; i++)
        found = gl_tf_equal(&scratch, &blocks->u.list.items[i], &blocks->u.list.items[index]) == 1;
    gl_arena_free(&scratch);
    return found;
}

static bool is_left_out(struct printer *printer, const struct gl_tf_value *value)
{
    if (gl_tf_is_null(value) || value->flags & GL_TF_SENSITIVE)
        return true;
    if (gl_tf_is_unknown(value) || has_unknown_item(value)) {
        note_unknown(printer);
        return true;
    }
    return false;
}

static void print_value(struct printer *printer, const struct gl_tf_value *value);

static void print_members(struct printer *printer, const struct gl_tf_value *value)
{
    size_t before = printer->path.len;
    bool is_first = true;

    gl_buf_add_char(printer->out, '{');
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_tf_member *member = &value->u.map.members[i];

        /* tags that only the provider adds */
        if (before == 0 && gl_str_eq(member->key, GL_STR("tags_all")) && !gl_span_is_set(member->key_span))
            continue;
        push_name(printer, member->key);
        if (!is_left_out(printer, &member->value)) {
            if (!is_first)
                gl_buf_add_char(printer->out, ',');
            is_first = false;
            gl_buf_add_json(printer->out, member->key);
            gl_buf_add_char(printer->out, ':');
            print_value(printer, &member->value);
        }
        printer->path.len = before;
    }
    gl_buf_add_char(printer->out, '}');
}

static void print_items(struct printer *printer, const struct gl_tf_value *value)
{
    size_t before = printer->path.len;

    gl_buf_add_char(printer->out, '[');
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (is_repeated(value, i))
            continue;
        if (i)
            gl_buf_add_char(printer->out, ',');
        gl_buf_printf(&printer->path, "[%zu]", i);
        if (is_left_out(printer, &value->u.list.items[i]))
            gl_buf_add(printer->out, GL_STR("null"));
        else
            print_value(printer, &value->u.list.items[i]);
        printer->path.len = before;
    }
    gl_buf_add_char(printer->out, ']');
}

static void print_value(struct printer *printer, const struct gl_tf_value *value)
{
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        print_members(printer, value);
        break;
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_TUPLE:
        print_items(printer, value);
        break;
    case GL_TF_STRING:
        gl_buf_add_json(printer->out, value->u.text);
        break;
    case GL_TF_DYNAMIC:
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
        gl_tf_print_json(printer->out, value);
        break;
    }
}

static void print_instance(struct printer *printer, const struct gl_tf_instance *instance)
{
    struct gl_buf *out = printer->out;

    printer->path.len = printer->unknown.len = 0;
    gl_buf_add(out, GL_STR("{\"address\":"));
    gl_buf_add_json(out, instance->address);
    gl_buf_add(out, GL_STR(",\"type\":"));
    gl_buf_add_json(out, instance->type);
    gl_buf_add(out, GL_STR(",\"attributes\":"));
    print_members(printer, &instance->values);
    gl_buf_add(out, GL_STR(",\"unknown\":["));
    gl_buf_add(out, gl_buf_str(&printer->unknown));
    gl_buf_add(out, GL_STR("]}\n"));
}

/* Of its folder; plans and states have none. */
static size_t depth_of(const struct gl_tf_unit *unit)
{
    struct gl_str path = unit->root ? unit->root->folder : (struct gl_str){0};
    size_t depth = 0;

    for (size_t i = 0; i < path.len; i++)
        depth += path.ptr[i] == '/';
    return depth;
}

void gl_tf_print_instances(struct gl_buf *out, const struct gl_tf_set *set)
{
    struct printer printer = {.out = out};
    size_t least = SIZE_MAX;

    gl_buf_init(&printer.path);
    gl_buf_init(&printer.unknown);
    for (size_t i = 0; i < set->unit_len; i++) {
        size_t depth = depth_of(set->units[i]);

        least = depth < least ? depth : least;
    }
    for (size_t i = 0; i < set->unit_len; i++) {
        const struct gl_tf_unit *unit = set->units[i];

        for (size_t k = 0; k < unit->instances.len && depth_of(unit) == least; k++)
            print_instance(&printer, unit->instances.items[k]);
    }
    gl_buf_free(&printer.path);
    gl_buf_free(&printer.unknown);
}
