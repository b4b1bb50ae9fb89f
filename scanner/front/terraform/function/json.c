#include "base/limits.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/parts.h"

/* RFC 8259 as Go's encoding/json reads it: of equal names the last counts, half a surrogate pair is U+FFFD.
 */
struct json {
    const struct gl_tf_call *call;
    struct gl_str text;
    size_t at;
    unsigned depth;
};

static bool read_value(struct json *json, struct gl_tf_value *ret_value);

static bool fail(const struct json *json)
{
    if (json->at >= json->text.len)
        return gl_tf_fail_function(json->call, "%s", json->text.len ? "unexpected end of JSON input" : "EOF");
    return gl_tf_fail_function(json->call, "invalid character '%c' at offset %zu",
                               json->text.ptr[json->at] >= ' ' ? json->text.ptr[json->at] : '?', json->at);
}

static void skip_blanks(struct json *json)
{
    while (json->at < json->text.len && strchr(" \t\r\n", json->text.ptr[json->at]) &&
           json->text.ptr[json->at])
        json->at++;
}

static bool takes(struct json *json, char c)
{
    skip_blanks(json);
    if (json->at >= json->text.len || json->text.ptr[json->at] != c)
        return false;
    json->at++;
    return true;
}

static bool hex4(struct json *json, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (json->text.len - json->at < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c = json->text.ptr[json->at + i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;

        if (digit == 16)
            return false;
        unit = unit << 4 | digit;
    }
    json->at += 4;
    *ret_unit = unit;
    return true;
}

static bool read_unicode(struct json *json, struct gl_buf *out)
{
    uint32_t unit, low;
    size_t before;
    char bytes[4];

    if (!hex4(json, &unit))
        return false;
    before = json->at;
    if (unit >= 0xd800 && unit < 0xdc00 &&
        gl_str_starts_with(gl_str_from(json->text, json->at), GL_STR("\\u"))) {
        json->at += 2;
        if (!hex4(json, &low))
            return false;
        if (low >= 0xdc00 && low < 0xe000)
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        else
            json->at = before;
    }
    if (unit >= 0xd800 && unit < 0xe000)
        unit = 0xfffd;
    gl_buf_add(out, (struct gl_str){bytes, gl_utf8_encode(unit, bytes)});
    return true;
}

static bool read_escape(struct json *json, struct gl_buf *out)
{
    static const char names[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
    char c = (char)(json->at < json->text.len ? json->text.ptr[json->at] : 0);
    const char *found = c ? strchr(names, c) : NULL;

    if (c == 'u') {
        json->at++;
        return read_unicode(json, out);
    }
    if (!found)
        return false;
    json->at++;
    gl_buf_add_char(out, characters[found - names]);
    return true;
}

/* Behind the opening quote. */
static bool read_characters(struct json *json, struct gl_buf *out)
{
    while (json->at < json->text.len) {
        char c = json->text.ptr[json->at];

        if (c == '"') {
            json->at++;
            return true;
        }
        if ((unsigned char)c < ' ')
            return false;
        json->at++;
        if (c != '\\')
            gl_buf_add_char(out, c);
        else if (!read_escape(json, out))
            return false;
    }
    return false;
}

static bool read_text(struct json *json, struct gl_str *ret_text)
{
    struct gl_buf out;
    bool is_read;

    gl_buf_init(&out);
    is_read = read_characters(json, &out);
    *ret_text =
        gl_unicode_nfc(json->call->eval->arena, gl_arena_copy(json->call->eval->arena, gl_buf_str(&out)));
    gl_buf_free(&out);
    return is_read || fail(json);
}

static size_t digits(struct json *json)
{
    size_t begin = json->at;

    while (json->at < json->text.len && json->text.ptr[json->at] >= '0' && json->text.ptr[json->at] <= '9')
        json->at++;
    return json->at - begin;
}

static bool is_one_of(const struct json *json, const char *set)
{
    return json->at < json->text.len && json->text.ptr[json->at] && strchr(set, json->text.ptr[json->at]);
}

static bool skip_number(struct json *json)
{
    bool is_zero;

    json->at += is_one_of(json, "-");
    is_zero = is_one_of(json, "0");
    if (is_zero)
        json->at++;
    else if (digits(json) == 0)
        return false;
    if (is_one_of(json, ".")) {
        json->at++;
        if (digits(json) == 0)
            return false;
    }
    if (is_one_of(json, "eE")) {
        json->at++;
        json->at += is_one_of(json, "+-");
        return digits(json) > 0;
    }
    return true;
}

static bool read_number(struct json *json, struct gl_tf_value *ret_value)
{
    size_t begin = json->at;
    const struct gl_tf_call *call = json->call;

    if (!skip_number(json))
        return fail(json);
    return gl_tf_parse_number(call->eval->arena, gl_str_slice(json->text, begin, json->at), call->span,
                              ret_value) ||
           gl_tf_fail_function(call, "the number at offset %zu is too large", begin);
}

static bool read_array(struct json *json, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = NULL;
    size_t len = 0, capacity = 0;

    if (!takes(json, ']')) {
        do {
            struct gl_tf_value item;

            if (!read_value(json, &item))
                return false;
            *GL_PUSH(json->call->eval->arena, items, len, capacity) = item;
        } while (takes(json, ','));
        if (!takes(json, ']'))
            return fail(json);
    }
    return gl_tf_return_list(json->call, NULL, items, len, ret_value);
}

static bool read_object(struct json *json, struct gl_tf_value *ret_value)
{
    struct gl_tf_member *members = NULL;
    size_t len = 0, capacity = 0;

    if (!takes(json, '}')) {
        do {
            struct gl_tf_member member = {0};

            if (!takes(json, '"'))
                return fail(json);
            if (!read_text(json, &member.key))
                return false;
            if (!takes(json, ':'))
                return fail(json);
            if (!read_value(json, &member.value))
                return false;
            *GL_PUSH(json->call->eval->arena, members, len, capacity) = member;
        } while (takes(json, ','));
        if (!takes(json, '}'))
            return fail(json);
    }
    *ret_value = gl_tf_make_map(NULL, members, len, json->call->span);
    return true;
}

static bool read_word(struct json *json, struct gl_tf_value *ret_value)
{
    struct gl_str rest = gl_str_from(json->text, json->at);
    struct gl_span span = json->call->span;

    if (gl_str_starts_with(rest, GL_STR("true"))) {
        *ret_value = gl_tf_make_bool(true, span);
        json->at += 4;
    } else if (gl_str_starts_with(rest, GL_STR("false"))) {
        *ret_value = gl_tf_make_bool(false, span);
        json->at += 5;
    } else if (gl_str_starts_with(rest, GL_STR("null"))) {
        *ret_value = gl_tf_make_null(&gl_tf_any, span);
        json->at += 4;
    } else {
        return fail(json);
    }
    return true;
}

static bool read_nested(struct json *json, struct gl_tf_value *ret_value)
{
    bool is_object = json->text.ptr[json->at++] == '{', is_read;

    if (++json->depth > GL_MAX_DEPTH)
        return gl_tf_fail_function(json->call, "lists and objects are nested more than %d levels",
                                   GL_MAX_DEPTH);
    is_read = is_object ? read_object(json, ret_value) : read_array(json, ret_value);
    json->depth--;
    return is_read;
}

static bool read_value(struct json *json, struct gl_tf_value *ret_value)
{
    if (!gl_tf_spend(json->call->eval, json->call->span, 1))
        return false;
    skip_blanks(json);
    if (json->at >= json->text.len)
        return fail(json);
    switch (json->text.ptr[json->at]) {
    case '{':
    case '[':
        return read_nested(json, ret_value);
    case '"': {
        struct gl_str text;

        json->at++;
        if (!read_text(json, &text))
            return false;
        *ret_value = gl_tf_make_string(text, json->call->span);
        return true;
    }
    case 't':
    case 'f':
    case 'n':
        return read_word(json, ret_value);
    default:
        return read_number(json, ret_value);
    }
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

bool gl_tf_jsondecode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct json json = {.call = call};

    if (gl_tf_is_unknown(call->args))
        return decode_unknown(call, ret_value);
    json.text = gl_tf_argument_text(call, 0);
    if (!gl_tf_afford(call, 0, json.text.len) || !read_value(&json, ret_value))
        return false;
    skip_blanks(&json);
    return json.at == json.text.len || gl_tf_fail_function(call, "extraneous data after JSON object");
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
