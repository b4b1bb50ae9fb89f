#include "base/limits.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/parts.h"
#include "read/read.h"

/* ---- jsondecode ---- */

static uint64_t count_values(const struct gl_value *tree)
{
    uint64_t count = 1;

    for (size_t i = 0; tree->type == GL_LIST && i < tree->u.list.len; i++)
        count += count_values(&tree->u.list.items[i]);
    for (size_t i = 0; tree->type == GL_MAP && i < tree->u.map.len; i++)
        count += count_values(&tree->u.map.members[i].value);
    return count;
}

/* The first character of a text whose end is not known tells what it is, or that it is no JSON. */
static bool decode_unknown(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str prefix = gl_str_trim(call->args[0].u.unknown->prefix);
    char first = (char)(prefix.len ? prefix.ptr[0] : '{');

    if (!first || !strchr("{[\"-0123456789tfn", first))
        return gl_tf_fail_argument(call, 0, "a JSON document cannot begin with the character '%.*s'", 1,
                                   prefix.ptr);
    return gl_tf_return_unknown(call,
                                first == '"'                   ? &gl_tf_string
                                : first == 't' || first == 'f' ? &gl_tf_bool
                                : strchr("-0123456789", first) ? &gl_tf_number
                                                               : &gl_tf_any,
                                ret_value);
}

/* As Go's encoding/json reads it: of equal names the last counts, half a surrogate pair is U+FFFD. */
bool gl_tf_jsondecode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE, .last_key_counts = true};
    struct gl_arena *arena = call->eval->arena;
    struct gl_source source = {0};
    struct gl_diags diags;
    struct gl_value tree;

    if (gl_tf_is_unknown(call->args))
        return decode_unknown(call, ret_value);
    source.text = gl_tf_argument_text(call, 0);
    if (!gl_tf_afford(call, 0, source.text.len))
        return false;
    gl_diags_init(&diags, arena);
    if (gl_str_starts_with(source.text, GL_STR("\xef\xbb\xbf")) ||
        gl_read_json(&source, arena, &options, &tree, &diags) != GL_OK)
        return gl_tf_fail_reading(call, &diags, "invalid character at the beginning of the document");
    if (!gl_tf_spend(call->eval, call->span, count_values(&tree)))
        return false;
    gl_value_move_spans(&tree, call->span);
    *ret_value = gl_tf_from_tree(arena, &tree);
    return gl_tf_is_wholly_known(ret_value) || gl_tf_fail_function(call, "a number in it is too large");
}

/* ---- jsonencode ---- */

struct encoder {
    const struct gl_tf_call *call;
    struct gl_tf_parts parts;
};

static void encode(struct encoder *encoder, const struct gl_tf_value *value);

/* A known piece of a text, without the quotes around it. */
static void encode_piece(struct encoder *encoder, const struct gl_tf_value *piece)
{
    struct gl_buf json;

    gl_buf_init(&json);
    gl_tf_print_json(&json, piece);
    if (json.len >= 2 && json.ptr[0] == '"')
        gl_buf_add(&encoder->parts.text, gl_str_slice(gl_buf_str(&json), 1, json.len - 1));
    else
        gl_buf_add(&encoder->parts.text, gl_buf_str(&json));
    gl_buf_free(&json);
}

static void encode_unknown(struct encoder *encoder, const struct gl_tf_value *value)
{
    const struct gl_tf_unknown *unknown = value->u.unknown;
    bool is_text = unknown->type->kind == GL_TF_STRING || unknown->type->kind == GL_TF_DYNAMIC;

    if (!is_text) {
        gl_tf_parts_add_unknown(&encoder->parts, encoder->call, value);
        return;
    }
    /* What has no type is most often an identifier: a text. */
    gl_buf_add_char(&encoder->parts.text, '"');
    if (unknown->shape != GL_TF_CONCAT)
        gl_tf_parts_add_unknown(&encoder->parts, encoder->call, value);
    for (size_t i = 0; unknown->shape == GL_TF_CONCAT && i < unknown->part_len; i++) {
        if (gl_tf_is_unknown(&unknown->parts[i]))
            gl_tf_parts_add_unknown(&encoder->parts, encoder->call, &unknown->parts[i]);
        else
            encode_piece(encoder, &unknown->parts[i]);
    }
    gl_buf_add_char(&encoder->parts.text, '"');
}

static void encode_members(struct encoder *encoder, const struct gl_tf_value *value)
{
    gl_buf_add_char(&encoder->parts.text, '{');
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_tf_member *member = &value->u.map.members[i];
        struct gl_tf_value key = gl_tf_make_string(member->key, member->key_span);

        if (i)
            gl_buf_add_char(&encoder->parts.text, ',');
        gl_tf_print_json(&encoder->parts.text, &key);
        gl_buf_add_char(&encoder->parts.text, ':');
        encode(encoder, &member->value);
    }
    gl_buf_add_char(&encoder->parts.text, '}');
}

/* The depth of values is bounded by that of the expressions that made them. */
static void encode(struct encoder *encoder, const struct gl_tf_value *value)
{
    if (gl_tf_is_unknown(value) || value->open) {
        struct gl_tf_value whole = *value;

        if (!gl_tf_is_unknown(value)) /* a whole resource, whose attributes nobody lists */
            whole = gl_tf_make_unknown(encoder->call->eval->arena, &gl_tf_string, GL_WHY_COMPUTED,
                                       GL_STR("a whole resource"), value->span);
        encode_unknown(encoder, &whole);
    } else if (gl_tf_is_wholly_known(value)) {
        gl_tf_print_json(&encoder->parts.text, value);
    } else if (gl_tf_has_members(value)) {
        encode_members(encoder, value);
    } else {
        gl_buf_add_char(&encoder->parts.text, '[');
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (i)
                gl_buf_add_char(&encoder->parts.text, ',');
            encode(encoder, &value->u.list.items[i]);
        }
        gl_buf_add_char(&encoder->parts.text, ']');
    }
}

static size_t text_len(const struct gl_tf_parts *parts)
{
    size_t len = parts->text.len;

    for (size_t i = 0; i < parts->len; i++)
        len += gl_tf_is_known(&parts->items[i]) ? parts->items[i].u.text.len : 0;
    return len;
}

static struct gl_str known_begin(const struct gl_tf_value *value)
{
    bool is_not_null = gl_tf_is_known(value) || value->u.unknown->is_not_null;

    if (is_not_null && gl_tf_has_members(value))
        return GL_STR("{");
    if (is_not_null && gl_tf_is_sequence(value))
        return GL_STR("[");
    return is_not_null && value->kind == GL_TF_STRING ? GL_STR("\"") : (struct gl_str){0};
}

/* Terraform knows nothing of such a text but its first character; what is known of it can be read all the
 * same. */
static bool return_unknown_json(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *value = call->args;
    struct gl_tf_unknown unknown = gl_tf_unknown_of(call, &gl_tf_string);
    struct encoder encoder = {.call = call};

    unknown.prefix = known_begin(value);
    if (gl_tf_is_unknown(value) || value->open)
        return gl_tf_return_refined(call, &unknown, ret_value);
    gl_buf_init(&encoder.parts.text);
    encode(&encoder, value);
    if (text_len(&encoder.parts) > GL_MAX_STRING) {
        gl_buf_free(&encoder.parts.text);
        return gl_tf_return_refined(call, &unknown, ret_value);
    }
    return gl_tf_parts_return(&encoder.parts, call, unknown, ret_value);
}

/* JSON has no infinity. Depth is that of types, which is bounded. */
static bool has_infinity(const struct gl_tf_value *value)
{
    bool found = false;

    if (!gl_tf_is_known(value))
        return false;
    if (value->kind == GL_TF_NUMBER)
        return !gl_tf_number_is_finite(value);
    if (gl_tf_has_members(value)) {
        for (size_t i = 0; i < value->u.map.len && !found; i++)
            found = has_infinity(&value->u.map.members[i].value);
    } else if (gl_tf_is_sequence(value)) {
        for (size_t i = 0; i < value->u.list.len && !found; i++)
            found = has_infinity(&value->u.list.items[i]);
    }
    return found;
}

bool gl_tf_jsonencode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_buf out;

    if (!gl_tf_is_wholly_known(call->args) || call->args->open)
        return return_unknown_json(call, ret_value);
    if (has_infinity(call->args))
        return gl_tf_fail_function(call, "cannot serialize infinity as JSON");
    gl_buf_init(&out);
    gl_tf_print_json(&out, call->args);
    if (out.len > GL_MAX_STRING) {
        size_t len = out.len;

        gl_buf_free(&out);
        return gl_tf_afford(call, 0, len);
    }
    return gl_tf_return_buffer(call, &out, ret_value);
}
