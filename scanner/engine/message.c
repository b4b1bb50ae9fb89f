/* Sentences: message templates of checks, and short texts for values and reasons. */
#include "engine/message.h"

#include <string.h>

#include "base/buf.h"
#include "engine/run.h"
#include "engine/world.h"

enum {
    MAX_SHOWN = 120, /* bytes of one value in a message */
    MAX_LISTED = 6,  /* values that one placeholder lists */
};

static void add_short(struct gl_buf *out, struct gl_str text)
{
    size_t end = MAX_SHOWN;

    if (text.len <= MAX_SHOWN) {
        gl_buf_quote(out, text);
        return;
    }
    while (end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
        end--;
    gl_buf_quote(out, gl_str_slice(text, 0, end));
    gl_buf_add(out, GL_STR("..."));
}

static struct gl_str short_kind(struct gl_str kind)
{
    size_t colon = gl_str_find_last_char(kind, ':');

    return colon == GL_STR_NONE ? kind : gl_str_from(kind, colon + 1);
}

static void add_unknown(struct gl_buf *out, const struct gl_unknown *unknown)
{
    static const char *const forms[] = {
        [GL_WHY_PARAMETER] = "parameter %.*s has no value",
        [GL_WHY_IMPORT] = "import %.*s: no scanned template exports it",
        [GL_WHY_ATTRIBUTE] = "%.*s is known only to the service",
        [GL_WHY_PSEUDO] = "%.*s is not given",
        [GL_WHY_DYNAMIC] = "dynamic reference %.*s is resolved at deployment",
        [GL_WHY_MACRO] = "macro %.*s makes it",
        [GL_WHY_MAPPING] = "mapping entry %.*s is not known",
        [GL_WHY_SNAPSHOT] = "it is inherited through %.*s from outside the scan",
        [GL_WHY_UNSUPPORTED] = "glacis does not evaluate %.*s",
        [GL_WHY_LIMIT] = "evaluation of %.*s stopped at a limit",
        [GL_WHY_INVALID] = "%.*s is not valid here",
        [GL_WHY_DATA_SOURCE] = "data source %.*s",
        [GL_WHY_COMPUTED] = "%.*s is known after apply",
        [GL_WHY_MODULE] = "module %.*s is not available",
        [GL_WHY_IMPURE] = "%.*s gives another result each time",
        [GL_WHY_DENIED] = "call %.*s was refused",
        [GL_WHY_UNTOLD] = "the snapshot does not tell %.*s",
    };
    struct gl_buf name;

    gl_buf_init(&name);
    add_short(&name, unknown->name.len ? unknown->name : GL_STR("a value"));
    gl_buf_add_char(&name, '\0');
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    gl_buf_printf(out, forms[unknown->reason], (int)name.len - 1, name.ptr);
#pragma GCC diagnostic pop
    gl_buf_free(&name);
}

static void add_reason(struct gl_buf *out, const struct gl_value *value)
{
    struct gl_str text;

    if (value->type == GL_UNKNOWN) {
        add_unknown(out, value->u.unknown);
    } else if (value->type == GL_CHOICE) {
        gl_buf_add(out, value->u.choice->what);
        gl_buf_add(out, GL_STR(" is not decided"));
    } else if (value->type == GL_REF) {
        gl_buf_add(out, value->u.ref->attribute.len ? value->u.ref->attribute : GL_STR("the name"));
        gl_buf_add(out, GL_STR(" of "));
        add_short(out, value->u.ref->target->name);
        gl_buf_add(out, GL_STR(" is known only to the service"));
    } else if (value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (value->u.list.items[i].type != GL_STRING) {
                add_reason(out, &value->u.list.items[i]);
                return;
            }
        }
    } else if (gl_value_text(value, &text) && !(value->flags & GL_VALUE_SECRET)) {
        add_short(out, text);
        gl_buf_add(out, GL_STR(" is not among the scanned resources"));
    } else {
        gl_buf_add(out, GL_STR("it depends on a value that is not known"));
    }
}

struct gl_str gl_describe_unknown(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    add_reason(&out, value);
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

static void add_value(struct gl_buf *out, const struct gl_value *value);

static void add_items(struct gl_buf *out, const struct gl_value *list)
{
    if (list->u.list.len > MAX_LISTED) {
        gl_buf_printf(out, "%zu items", list->u.list.len);
        return;
    }
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (i)
            gl_buf_add(out, GL_STR(", "));
        add_value(out, &list->u.list.items[i]);
    }
    if (list->u.list.len == 0)
        gl_buf_add(out, GL_STR("an empty list"));
}

static void add_parts(struct gl_buf *out, const struct gl_value *concat)
{
    for (size_t i = 0; i < concat->u.list.len; i++) {
        struct gl_str known;

        if (gl_value_text(&concat->u.list.items[i], &known))
            add_short(out, known);
        else
            gl_buf_add(out, GL_STR("\xe2\x80\xa6")); /* … */
    }
}

static void add_value(struct gl_buf *out, const struct gl_value *value)
{
    struct gl_str text;

    if (gl_value_is_nothing(value)) {
        gl_buf_add(out, GL_STR("not set"));
    } else if (value->flags & GL_VALUE_SECRET) {
        gl_buf_add(out, GL_STR("(secret)"));
    } else if (gl_value_text(value, &text)) {
        if (text.len == 0)
            gl_buf_add(out, GL_STR("\"\""));
        add_short(out, text);
    } else if (value->type == GL_REF) {
        add_short(out, value->u.ref->target->name);
    } else if (value->type == GL_UNKNOWN || value->type == GL_CHOICE) {
        gl_buf_add(out, GL_STR("not known ("));
        add_reason(out, value);
        gl_buf_add_char(out, ')');
    } else if (value->type == GL_CONCAT) {
        add_parts(out, value);
    } else if (value->type == GL_LIST) {
        add_items(out, value);
    } else {
        gl_buf_add(out, GL_STR("set"));
    }
}

static void add_resource(struct gl_buf *out, const struct gl_resource *resource)
{
    add_short(out, short_kind(resource->kind));
    gl_buf_add_char(out, ' ');
    add_short(out, resource->name);
}

struct gl_str gl_describe_resource(struct gl_arena *arena, const struct gl_resource *resource)
{
    struct gl_str kind = short_kind(resource->kind), name = resource->name;
    char *text = gl_arena_alloc(arena, kind.len + name.len + 2, 1);

    if (kind.len)
        memcpy(text, kind.ptr, kind.len);
    text[kind.len] = ' ';
    if (name.len)
        memcpy(text + kind.len + 1, name.ptr, name.len);
    return (struct gl_str){text, kind.len + name.len + 1};
}

static void add_path(struct gl_buf *out, struct gl_check_ctx *ctx, const struct gl_path *path,
                     const struct gl_value *element)
{
    const struct gl_value *start = gl_path_start(path, ctx->subject, element);
    struct gl_elements found;

    if (!gl_path_has_each(path)) {
        add_value(out, gl_path_get(ctx, path, start));
        return;
    }
    gl_path_elements(ctx, path, start, &found);
    for (size_t i = 0; i < found.len && i < MAX_LISTED; i++) {
        if (i)
            gl_buf_add(out, GL_STR(", "));
        add_value(out, found.items[i]);
    }
    if (found.len == 0)
        gl_buf_add(out, GL_STR("not set"));
}

static void add_part(struct gl_buf *out, struct gl_check_ctx *ctx, const struct gl_part *part,
                     const struct gl_value *element)
{
    switch (part->kind) {
    case GL_PART_TEXT:
        gl_buf_add(out, part->text);
        return;
    case GL_PART_RESOURCE:
        add_resource(out, ctx->subject);
        return;
    case GL_PART_NAME:
        add_short(out, ctx->subject->name);
        return;
    case GL_PART_EACH:
        add_value(out, element);
        return;
    case GL_PART_PARAM:
        add_value(out, gl_parameter(ctx, part->text.ptr));
        return;
    case GL_PART_PATH:
        add_path(out, ctx, &part->path, element);
        return;
    }
}

/* The part for what stands between braces. */
static bool compile_placeholder(struct gl_arena *arena, struct gl_str name, struct gl_part *part,
                                const char **reterr_why)
{
    struct gl_str prefix = GL_STR("param:");

    if (gl_str_eq(name, GL_STR("resource"))) {
        part->kind = GL_PART_RESOURCE;
    } else if (gl_str_eq(name, GL_STR("name"))) {
        part->kind = GL_PART_NAME;
    } else if (gl_str_eq(name, GL_STR("each"))) {
        part->kind = GL_PART_EACH;
    } else if (gl_str_starts_with(name, prefix)) {
        part->kind = GL_PART_PARAM;
        part->text = gl_arena_copy(arena, gl_str_from(name, prefix.len));
    } else {
        part->kind = GL_PART_PATH;
        return gl_path_compile(arena, name, &part->path, reterr_why);
    }
    return true;
}

/* Offset of the brace that closes the one at the beginning; a path may hold braces:
 * {Parameters{rds.force_ssl}} */
static size_t closing_brace(struct gl_str text)
{
    int depth = 0;

    for (size_t i = 0; i < text.len; i++) {
        depth += text.ptr[i] == '{';
        depth -= text.ptr[i] == '}';
        if (depth == 0)
            return i;
    }
    return GL_STR_NONE;
}

bool gl_template_compile(struct gl_arena *arena, struct gl_str text, struct gl_template *ret_template,
                         const char **reterr_why)
{
    struct gl_template template = {0};
    size_t capacity = 0;

    while (text.len) {
        size_t open = gl_str_find_char(text, '{'), close;
        struct gl_part *part;

        if (open != 0) {
            part = GL_PUSH(arena, template.parts, template.len, capacity);
            part->text = gl_str_slice(text, 0, open);
            text = open == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(text, open);
            continue;
        }
        close = closing_brace(text);
        if (close == GL_STR_NONE) {
            *reterr_why = "'{' without '}'";
            return false;
        }
        part = GL_PUSH(arena, template.parts, template.len, capacity);
        if (!compile_placeholder(arena, gl_str_slice(text, 1, close), part, reterr_why))
            return false;
        text = gl_str_from(text, close + 1);
    }
    *ret_template = template;
    return true;
}

struct gl_str gl_template_render(struct gl_check_ctx *ctx, const struct gl_template *template,
                                 const struct gl_value *element)
{
    struct gl_buf *out = &ctx->sink->text;

    if (template->len == 1 && template->parts[0].kind == GL_PART_TEXT)
        return template->parts[0].text; /* the same for every finding; it lives with the check */
    out->len = 0;
    for (size_t i = 0; i < template->len; i++)
        add_part(out, ctx, &template->parts[i], element);
    return gl_arena_copy(ctx->arena, gl_buf_str(out));
}
