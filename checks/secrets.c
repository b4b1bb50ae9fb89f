#include "checks/secrets.h"

#include "base/buf.h"
#include "checks/encoded_text.h"

enum { MAX_NESTING = 16, MAX_PARTS = 64 };

/* The text of a value with holes where it is not known, and where each part begins in it. */
struct pieces {
    struct gl_str text;
    const struct gl_value *part[MAX_PARTS];
    size_t begin[MAX_PARTS];
    size_t len;
};

static void collect_pieces(struct gl_check_ctx *ctx, const struct gl_value *value, struct pieces *pieces)
{
    struct gl_buf text;

    pieces->len = 0;
    gl_buf_init(&text);
    for (size_t i = 0; i < value->u.list.len; i++) {
        const struct gl_value *part = &value->u.list.items[i];
        struct gl_str known;

        if (pieces->len < MAX_PARTS) {
            pieces->part[pieces->len] = part;
            pieces->begin[pieces->len++] = text.len;
        }
        if (gl_value_text(part, &known) && !(part->flags & GL_VALUE_SECRET))
            gl_buf_add(&text, known);
        else
            gl_buf_add_char(&text, GL_TEXT_HOLE);
    }
    pieces->text = gl_arena_copy(ctx->scratch, gl_buf_str(&text));
    gl_buf_free(&text);
}

static const struct gl_value *part_at(const struct pieces *pieces, size_t at)
{
    size_t i = pieces->len;

    while (i > 1 && pieces->begin[i - 1] > at)
        i--;
    return pieces->part[i - 1];
}

static bool in_concat(struct gl_check_ctx *ctx, const struct gl_value *value,
                      struct gl_secret_place *ret_place)
{
    struct pieces pieces;
    const struct gl_value *part;

    collect_pieces(ctx, value, &pieces);
    if (pieces.len == 0 || !gl_secret_in_text(pieces.text, &ret_place->hit))
        return false;
    part = part_at(&pieces, ret_place->hit.at);
    ret_place->at = part->span.end > part->span.begin ? part : value;
    return true;
}

/* What a text holds; `name` is that of the variable, NULL for code. */
static bool in_text(struct gl_check_ctx *ctx, const struct gl_str *name, struct gl_str text,
                    struct gl_secret_hit *ret_hit)
{
    if (!name)
        return gl_secret_in_text(gl_decode_text(ctx->scratch, text), ret_hit);
    if (gl_secret_shape(text, ret_hit))
        return true;
    if (gl_secret_is_random(text) || (gl_secret_is_name(*name) && gl_secret_is_literal(text))) {
        *ret_hit = (struct gl_secret_hit){.what = "a value for", .name = *name};
        return true;
    }
    return gl_secret_assignment(text, ret_hit); /* "user=admin;password=..." */
}

static bool in_value(struct gl_check_ctx *ctx, const struct gl_str *name, const struct gl_value *value,
                     struct gl_secret_place *ret_place, unsigned depth)
{
    struct gl_str text;

    if (!value || depth == 0)
        return false;
    value = gl_value_resolve(value);
    if (value->type == GL_CONCAT)
        return in_concat(ctx, value, ret_place);
    if (value->type == GL_CHOICE) {
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++) {
            if (in_value(ctx, name, &value->u.choice->arms[i], ret_place, depth - 1))
                return true;
        }
        return false;
    }
    if (!gl_value_text(value, &text))
        return false;
    ret_place->at = value;
    return in_text(ctx, name, text, &ret_place->hit);
}

bool gl_secret_in_code(struct gl_check_ctx *ctx, const struct gl_value *value,
                       struct gl_secret_place *ret_place)
{
    return in_value(ctx, NULL, value, ret_place, MAX_NESTING);
}

bool gl_secret_in_variable(struct gl_check_ctx *ctx, struct gl_str name, const struct gl_value *value,
                           struct gl_secret_place *ret_place)
{
    return in_value(ctx, &name, value, ret_place, MAX_NESTING);
}

static bool is_secret_reference(struct gl_str text)
{
    return gl_str_contains(text, GL_STR("{{resolve:secretsmanager:")) ||
           gl_str_contains(text, GL_STR("{{resolve:ssm-secure:"));
}

static bool is_looked_up(const struct gl_value *value, unsigned depth)
{
    struct gl_str text;

    if (depth == 0)
        return false;
    if (value->flags & GL_VALUE_SECRET)
        return true;
    if (value->type == GL_UNKNOWN)
        return value->u.unknown->is_secret;
    if (gl_value_text(value, &text))
        return is_secret_reference(text);
    if (value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (is_looked_up(&value->u.list.items[i], depth - 1))
                return true;
        }
    }
    if (value->type == GL_CHOICE) {
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++) {
            if (is_looked_up(&value->u.choice->arms[i], depth - 1))
                return true;
        }
    }
    return false;
}

bool gl_secret_is_looked_up(const struct gl_value *value)
{
    return value && is_looked_up(value, MAX_NESTING);
}

struct gl_str gl_secret_describe(struct gl_check_ctx *ctx, const struct gl_secret_hit *hit)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    gl_buf_add(&out, gl_str_of(hit->what));
    if (hit->name.len) {
        gl_buf_add_char(&out, ' ');
        gl_buf_quote(&out, hit->name);
    }
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}
