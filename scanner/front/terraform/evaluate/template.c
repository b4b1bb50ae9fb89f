#include "front/terraform/evaluate/evaluating.h"

#include "base/limits.h"
#include "base/unicode.h"

enum { USUAL_PIECES = 16, LONGEST_PREFIX = 128 };

/* A template while it is put together: known texts and unknown values in their order. */
struct pieces {
    struct gl_tf_eval *eval;
    struct gl_tf_value few[USUAL_PIECES], *items;
    size_t len, capacity;
    size_t bytes;      /* of the texts */
    size_t prefix_len; /* pieces before the first part, at the top, that is not known */
    bool has_unknown, is_sensitive;
};

static struct gl_tf_value *push(struct pieces *pieces)
{
    struct gl_tf_value *more;

    if (pieces->len < pieces->capacity)
        return &pieces->items[pieces->len++];
    more = GL_NEW_ARRAY(pieces->eval->arena, struct gl_tf_value, pieces->capacity * 2);
    memcpy(more, pieces->items, pieces->len * sizeof *more);
    pieces->items = more;
    pieces->capacity *= 2;
    return &pieces->items[pieces->len++];
}

static bool add_text(struct pieces *pieces, struct gl_str text, struct gl_span span)
{
    if (text.len == 0)
        return true;
    pieces->bytes += text.len;
    if (pieces->bytes > GL_MAX_STRING)
        return gl_tf_fail(pieces->eval, span, "Too much to evaluate",
                          "the text is longer than glacis evaluates");
    *push(pieces) = gl_tf_make_string(text, span);
    return true;
}

/* An interpolated value. `where` names what it is in the message about a null. */
static bool add_value(struct pieces *pieces, const struct gl_tf_value *value, struct gl_span span,
                      const char *where)
{
    struct gl_str text;

    pieces->is_sensitive |= value->flags & GL_TF_SENSITIVE;
    if (gl_tf_is_null(value))
        return gl_tf_fail(pieces->eval, span, "Invalid template interpolation value",
                          "%s is null. Cannot include a null value in a string template.", where);
    if (gl_tf_is_unknown(value)) {
        *push(pieces) = *value;
        pieces->has_unknown = true;
        return true;
    }
    if (!gl_tf_text(pieces->eval->arena, value, &text))
        return gl_tf_fail(pieces->eval, span, "Invalid template interpolation value",
                          "Cannot include the given value in a string template: string required.");
    return add_text(pieces, text, span);
}

static bool add_parts(struct pieces *pieces, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *template, bool is_top);

/* The texts of a for directive, one after the other. */
static bool add_loop(struct pieces *pieces, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr)
{
    struct gl_tf_loop state = {0};
    bool is_done;

    if (!gl_tf_loop_begin(&state, pieces->eval, scope, expr->u.loop))
        return false;
    while (true) {
        if (!gl_tf_loop_next(&state, &is_done))
            return false;
        if (is_done)
            break;
        if (!add_parts(pieces, &state.scope, expr->u.loop->value, false))
            return false;
    }
    pieces->is_sensitive |= state.is_sensitive;
    if (state.is_unknown) {
        *push(pieces) =
            gl_tf_make_unknown_from(pieces->eval->arena, state.cause, &gl_tf_string, true, expr->span);
        pieces->has_unknown = true;
    }
    return true;
}

/* The arm that is not taken is evaluated too, as Terraform does: a secret in it makes the text one. */
static bool look_at(struct pieces *pieces, const struct gl_tf_scope *scope, const struct gl_hcl_expr *arm)
{
    struct pieces other = {.eval = pieces->eval, .capacity = USUAL_PIECES};

    other.items = other.few;
    if (!arm || add_parts(&other, scope, arm, false)) {
        pieces->is_sensitive |= other.is_sensitive;
        return true;
    }
    pieces->eval->has_problem = pieces->eval->has_hit_limit;
    return !pieces->eval->has_hit_limit;
}

static bool add_if(struct pieces *pieces, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr)
{
    const struct gl_hcl_expr *chosen;
    struct gl_tf_value condition;
    bool is_true;

    if (!gl_tf_evaluate(pieces->eval, scope, expr->u.operand[0], &condition))
        return false;
    pieces->is_sensitive |= condition.flags & GL_TF_SENSITIVE;
    if (gl_tf_is_unknown(&condition)) {
        *push(pieces) =
            gl_tf_make_unknown_from(pieces->eval->arena, &condition, &gl_tf_string, true, expr->span);
        pieces->has_unknown = true;
        return true;
    }
    if (!gl_tf_condition(pieces->eval, &condition, expr->u.operand[0]->span, &is_true))
        return false;
    chosen = expr->u.operand[is_true ? 1 : 2];
    if (!look_at(pieces, scope, expr->u.operand[is_true ? 2 : 1]))
        return false;
    return !chosen || add_parts(pieces, scope, chosen, false);
}

static bool add_part(struct pieces *pieces, const struct gl_tf_scope *scope, const struct gl_hcl_expr *part)
{
    struct gl_tf_value value;

    switch (part->kind) {
    case GL_HCL_STRING:
        return add_text(pieces, part->u.text, part->span);
    case GL_HCL_TEMPLATE_IF:
        return add_if(pieces, scope, part);
    case GL_HCL_TEMPLATE_FOR:
        return add_loop(pieces, scope, part);
    default:
        return gl_tf_evaluate(pieces->eval, scope, part, &value) &&
               add_value(pieces, &value, part->span, "The expression result");
    }
}

/* What is known in front of the first part that is not, is a prefix of the text. */
static bool add_parts(struct pieces *pieces, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *template, bool is_top)
{
    if (template->kind != GL_HCL_TEMPLATE)
        return add_part(pieces, scope, template);
    for (size_t i = 0; i < template->u.list.len; i++) {
        if (is_top && !pieces->has_unknown)
            pieces->prefix_len = pieces->len;
        if (!add_part(pieces, scope, template->u.list.items[i]))
            return false;
    }
    return true;
}

/* ---- the result ---- */

static void join(struct pieces *pieces, size_t count, struct gl_str *ret_text)
{
    size_t len = 0;
    char *text;

    for (size_t i = 0; i < count; i++)
        len += pieces->items[i].u.text.len;
    text = gl_arena_alloc(pieces->eval->arena, len, 1);
    *ret_text = (struct gl_str){text, len};
    for (size_t i = 0; i < count; i++) {
        memcpy(text, pieces->items[i].u.text.ptr, pieces->items[i].u.text.len);
        text += pieces->items[i].u.text.len;
    }
}

/* Characters that nothing can combine with. */
static bool ends_cluster(char c)
{
    return strchr("-_:;/\\,.(){}[]|?!~ \t@#$%^&*+\"'", c) != NULL && c != 0;
}

struct gl_str gl_tf_safe_prefix(struct gl_str text)
{
    size_t at = 0, next;

    while (text.len > LONGEST_PREFIX || (text.len && ((unsigned char)text.ptr[text.len - 1] & 0xc0) == 0x80))
        text.len--;
    if (text.len == 0 || ends_cluster(text.ptr[text.len - 1]))
        return text;
    for (next = 0; next < text.len; next += gl_grapheme_len(gl_str_from(text, next)))
        at = next;
    return gl_str_slice(text, 0, at);
}

static bool unknown_text(struct pieces *pieces, struct gl_span span, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *cause = &pieces->items[0];
    struct gl_tf_value *parts = GL_NEW_ARRAY(pieces->eval->arena, struct gl_tf_value, pieces->len);
    struct gl_tf_unknown unknown;
    struct gl_str prefix;

    while (!gl_tf_is_unknown(cause))
        cause++;
    unknown = gl_tf_because(cause, &gl_tf_string, true);
    memcpy(parts, pieces->items, pieces->len * sizeof *parts);
    unknown.shape = GL_TF_CONCAT;
    unknown.parts = parts;
    unknown.part_len = pieces->len;
    join(pieces, pieces->prefix_len, &prefix);
    unknown.prefix = gl_tf_safe_prefix(gl_unicode_nfc(pieces->eval->arena, prefix));
    *ret_value = gl_tf_make_refined(pieces->eval->arena, &unknown, span);
    return true;
}

bool gl_tf_eval_template(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                         const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    struct pieces pieces = {.eval = eval, .capacity = USUAL_PIECES};
    struct gl_str text;

    pieces.items = pieces.few;
    if (!add_parts(&pieces, scope, expr, true) || !gl_tf_spend(eval, expr->span, pieces.bytes / 64))
        return false;
    if (pieces.has_unknown) {
        if (!unknown_text(&pieces, expr->span, ret_value))
            return false;
    } else {
        join(&pieces, pieces.len, &text);
        *ret_value = gl_tf_make_string(gl_unicode_nfc(eval->arena, text), expr->span);
    }
    if (pieces.is_sensitive)
        *ret_value = gl_tf_mark_sensitive(*ret_value);
    return true;
}
