/* Strings of which some parts may not be known: Fn::Join, dynamic references, Fn::ToJsonString. */
#include <string.h>

#include "front/cloudformation/eval.h"
#include "front/cloudformation/identity.h"

enum { BYTES_A_STEP = 32 }; /* so that strings cannot take more memory than GL_MAX_EVAL_STEPS values do */

struct parts {
    struct gl_cfn_eval *eval;
    struct gl_value *items; /* STRING never beside STRING */
    size_t len, capacity;
    size_t literal_begin; /* texts of the literal that is being gathered */
    struct gl_str *texts;
    size_t text_len, text_capacity;
    struct gl_span span;
    uint8_t flags;
    bool has_dynamic;
};

static void end_literal(struct parts *parts)
{
    struct gl_arena *arena = parts->eval->arena;
    size_t total = 0, at = 0;
    struct gl_str text = {0};
    char *bytes;

    for (size_t i = 0; i < parts->text_len; i++) {
        if (parts->texts[i].len)
            text = parts->texts[i];
        total += parts->texts[i].len;
    }
    if (total == 0) {
        parts->text_len = 0;
        return;
    }
    if (text.len != total) {
        bytes = gl_arena_alloc(arena, total + 1, 1);
        for (size_t i = 0; i < parts->text_len; i++) {
            if (parts->texts[i].len)
                memcpy(bytes + at, parts->texts[i].ptr, parts->texts[i].len);
            at += parts->texts[i].len;
        }
        text = (struct gl_str){bytes, total};
    }
    parts->text_len = 0;
    if (gl_str_contains(text, GL_STR("{{resolve:")))
        parts->has_dynamic = true;
    *GL_PUSH(arena, parts->items, parts->len, parts->capacity) = gl_value_string(text, parts->span);
}

static void add_text(struct parts *parts, struct gl_str text)
{
    *GL_PUSH(parts->eval->arena, parts->texts, parts->text_len, parts->text_capacity) = text;
}

static void add_part(struct parts *parts, const struct gl_value *value)
{
    struct gl_str text;

    parts->flags |= value->flags & GL_VALUE_SECRET;
    if (gl_cfn_text(value, &text)) {
        add_text(parts, text);
        return;
    }
    switch ((enum gl_type)value->type) {
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
        return;
    case GL_CONCAT:
        for (size_t i = 0; i < value->u.list.len; i++)
            add_part(parts, &value->u.list.items[i]); /* a CONCAT holds no CONCAT */
        return;
    case GL_UNKNOWN:
    case GL_REF:
    case GL_CHOICE:
        end_literal(parts);
        *GL_PUSH(parts->eval->arena, parts->items, parts->len, parts->capacity) = *value;
        return;
    case GL_LIST:
    case GL_MAP:
        break;
    }
    end_literal(parts);
    *GL_PUSH(parts->eval->arena, parts->items, parts->len, parts->capacity) =
        gl_cfn_unknown(parts->eval, GL_WHY_UNSUPPORTED, GL_STR("a list or map inside a string"), value->span);
}

/* --- dynamic references */

struct resolving {
    struct parts out;
    struct gl_buf name;
    const struct gl_resource *about; /* that the reference names */
    bool is_inside;
};

static void end_reference(struct resolving *resolving)
{
    struct gl_cfn_eval *eval = resolving->out.eval;
    struct gl_str name = gl_arena_copy(eval->arena, gl_buf_str(&resolving->name));
    struct gl_unknown *unknown = GL_NEW(eval->arena, struct gl_unknown);
    struct gl_value value = {.type = GL_UNKNOWN,
                             .style = GL_COMPUTED,
                             .flags = GL_VALUE_HAS_CALLS,
                             .span = resolving->out.span,
                             .u.unknown = unknown};

    *unknown = (struct gl_unknown){.reason = GL_WHY_DYNAMIC, .name = name, .about = resolving->about};
    unknown->is_secret = gl_str_starts_with(name, GL_STR("secretsmanager:")) ||
                         gl_str_starts_with(name, GL_STR("ssm-secure:"));
    add_part(&resolving->out, &value);
    resolving->name.len = 0;
    resolving->about = NULL;
    resolving->is_inside = false;
}

static void resolve_text(struct resolving *resolving, struct gl_str text)
{
    static const struct gl_str opening = GL_STR_INIT("{{resolve:"), closing = GL_STR_INIT("}}");

    while (text.len) {
        size_t at = gl_str_find(text, resolving->is_inside ? closing : opening);

        if (resolving->is_inside) {
            gl_buf_add(&resolving->name, gl_str_slice(text, 0, at));
            text = at == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(text, at + closing.len);
            if (at != GL_STR_NONE)
                end_reference(resolving);
            continue;
        }
        add_text(&resolving->out, gl_str_slice(text, 0, at));
        text = at == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(text, at + opening.len);
        resolving->is_inside = at != GL_STR_NONE;
    }
}

/* Replaces "{{resolve:SERVICE:NAME...}}", which may span several parts, by unknown values. */
static struct parts resolve(const struct parts *parts)
{
    struct resolving resolving = {.out = {.eval = parts->eval, .span = parts->span, .flags = parts->flags}};

    gl_buf_init(&resolving.name);
    for (size_t i = 0; i < parts->len; i++) {
        const struct gl_value *item = &parts->items[i];

        if (item->type == GL_STRING)
            resolve_text(&resolving, item->u.str);
        else if (!resolving.is_inside)
            add_part(&resolving.out, item);
        else if (item->type == GL_REF) {
            gl_buf_add(&resolving.name, item->u.ref->target->name);
            resolving.about = item->u.ref->target;
        } else if (item->type == GL_UNKNOWN)
            gl_buf_add(&resolving.name, item->u.unknown->name);
        else
            gl_buf_add(&resolving.name, GL_STR("..."));
    }
    gl_buf_free(&resolving.name);
    if (resolving.is_inside)
        return *parts; /* not closed here: perhaps by the string that this becomes a part of */
    end_literal(&resolving.out);
    return resolving.out;
}

static struct gl_value finish(struct parts *parts)
{
    struct gl_value made;

    end_literal(parts);
    if (parts->has_dynamic)
        *parts = resolve(parts);
    if (parts->len == 0) {
        made = gl_value_string(GL_STR(""), parts->span);
    } else if (parts->len == 1) {
        made = parts->items[0];
        made.span = parts->span;
    } else {
        made = (struct gl_value){
            .type = GL_CONCAT, .style = GL_COMPUTED, .flags = GL_VALUE_HAS_CALLS, .span = parts->span};
        made.u.list.items = parts->items;
        made.u.list.len = parts->len;
    }
    made.flags |= parts->flags;
    return made;
}

static struct gl_value concat(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                              struct gl_span span, void *context)
{
    struct parts parts = {.eval = eval, .span = span};
    size_t total = 0, pieces = 1;
    struct gl_str text;

    (void)context;
    for (size_t i = 0; i < len; i++) {
        total += gl_value_text(&args[i], &text) ? text.len : 0;
        pieces += args[i].type == GL_CONCAT ? args[i].u.list.len : 1;
    }
    if (total > GL_MAX_STRING) {
        eval->top->is_stopped = true;
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "shorten it", "this string grows beyond %d bytes",
                    GL_MAX_STRING);
    }
    if (!gl_cfn_spend(eval, pieces + total / BYTES_A_STEP, span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("a string that is too long"), span);
    for (size_t i = 0; i < len; i++)
        add_part(&parts, &args[i]);
    return finish(&parts);
}

struct gl_value gl_cfn_concat(struct gl_cfn_eval *eval, const struct gl_value *parts, size_t len,
                              struct gl_span span)
{
    struct gl_value *args = GL_NEW_ARRAY(eval->arena, struct gl_value, len);

    if (len)
        memcpy(args, parts, len * sizeof *args);
    return gl_cfn_lift(eval, args, len, span, concat, NULL);
}

struct gl_value gl_cfn_dynamic(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    struct gl_value copy = *value, made = concat(eval, &copy, 1, value->span, NULL);

    if (made.type == GL_STRING)
        return *value; /* flagged for nothing: keep its style */
    return made;
}

/* --- Fn::Join */

static struct gl_value join_items(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                                  struct gl_span span, void *context)
{
    struct gl_value *parts = GL_NEW_ARRAY(eval->arena, struct gl_value, len * 2);
    size_t count = 0;

    for (size_t i = 1; i < len; i++) {
        if (args[i].type == GL_ABSENT)
            continue;
        if (count)
            parts[count++] = args[0];
        parts[count++] = args[i];
    }
    return concat(eval, parts, count, span, context);
}

static struct gl_value join_list(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                                 struct gl_span span, void *context)
{
    struct gl_value *flat, *list = &args[1];
    size_t count = 1;

    (void)len;
    if (list->type != GL_LIST) {
        struct gl_value made = *list;

        if (list->type == GL_MAP)
            return gl_cfn_invalid(eval, span, "write [DELIMITER, [VALUE, ...]]", "Fn::Join needs a list");
        if (list->type == GL_CONCAT)
            return concat(eval, list, 1, span, context);
        made.span = span;
        return made;
    }
    for (size_t i = 0; i < list->u.list.len; i++)
        count += list->u.list.items[i].type == GL_LIST ? list->u.list.items[i].u.list.len : 1;
    if (!gl_cfn_spend(eval, count, span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("too many steps"), span);
    flat = GL_NEW_ARRAY(eval->arena, struct gl_value, count);
    flat[0] = args[0];
    count = 1;
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];

        for (size_t j = 0; item->type == GL_LIST && j < item->u.list.len; j++)
            flat[count++] = item->u.list.items[j];
        if (item->type != GL_LIST)
            flat[count++] = *item;
    }
    return gl_cfn_lift(eval, flat, count, span, join_items, NULL);
}

struct gl_value gl_cfn_join(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[2];

    if (argument->type != GL_LIST || argument->u.list.len != 2)
        return gl_cfn_invalid(eval, span, "write [DELIMITER, [VALUE, ...]]",
                              "Fn::Join needs a delimiter and a list");
    args[0] = gl_cfn_eval_value(eval, &argument->u.list.items[0]);
    args[1] = gl_cfn_eval_value(eval, &argument->u.list.items[1]);
    return gl_cfn_lift(eval, args, 2, span, join_list, NULL);
}
