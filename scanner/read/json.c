/* JSON as RFC 8259 has it and nothing else: no comments, trailing commas, NaN, leading zeros, single quotes.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "base/word.h"
#include "read/reading.h"

struct json {
    struct gl_reading reading;
    const char *begin, *at, *end;
    unsigned depth;
    bool told_surrogate;
};

static enum gl_err parse_value(struct json *json, struct gl_value *ret_value);

static size_t offset(const struct json *json, const char *at)
{
    return (size_t)(at - json->begin);
}

static struct gl_span span_from(const struct json *json, const char *from)
{
    return (struct gl_span){json->reading.source->id, (uint32_t)offset(json, from),
                            (uint32_t)offset(json, json->at)};
}

/* Most of it is nothing, or a line end with an indentation behind, which is looked at eight blanks a step. */
static void skip_space(struct json *json)
{
    const char *at = json->at, *end = json->end;

    while (at < end && (unsigned char)*at <= ' ') {
        if (*at == '\n' || *at == '\r' || *at == '\t')
            at++;
        else if (*at != ' ')
            break;
        if ((size_t)(end - at) >= GL_WORD_LEN)
            at += gl_word_first(gl_word_load(at) ^ ' ' * GL_WORD_ONES);
        else if (at < end && *at == ' ')
            at++;
    }
    json->at = at;
}

static bool is_at(const struct json *json, char c)
{
    return json->at < json->end && *json->at == c;
}

static enum gl_err fail_at(struct json *json, const char *at, const char *remedy, const char *what)
{
    size_t len = at < json->end ? gl_utf8_len((const unsigned char *)at, (size_t)(json->end - at)) : 0;

    return gl_reading_fail(&json->reading, GL_ERR_SYNTAX,
                           gl_reading_span(&json->reading, offset(json, at), offset(json, at) + len), remedy,
                           "not valid JSON: %s", what);
}

/* The file ends, or goes on with the wrong character, inside something that begins at `begin`. */
static enum gl_err fail_inside(struct json *json, const char *begin, const char *what, const char *wanted)
{
    if (json->at < json->end)
        return fail_at(json, json->at, NULL, wanted);
    return gl_reading_fail(&json->reading, GL_ERR_SYNTAX,
                           gl_reading_span(&json->reading, offset(json, begin), offset(json, begin) + 1),
                           "the file may be cut off; close what is open",
                           "not valid JSON: the file ends inside the %s that begins here", what);
}

/* The first quote, backslash or control character from `at` on, or the end. */
static const char *skip_plain(const char *at, const char *end)
{
    for (; (size_t)(end - at) >= GL_WORD_LEN; at += GL_WORD_LEN) {
        uint64_t word = gl_word_load(at);
        uint64_t hit = gl_word_is(word, '"') | gl_word_is(word, '\\') | gl_word_below(word, ' ');

        if (hit)
            return at + gl_word_first(hit);
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= ' ')
        at++;
    return at;
}

static bool parse_hex4(const char *at, const char *end, uint32_t *ret_code)
{
    uint32_t code = 0;

    if (end - at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = gl_hex_value(at[i]);

        if (digit < 0)
            return false;
        code = code << 4 | (uint32_t)digit;
    }
    *ret_code = code;
    return true;
}

/* \uXXXX after the u; a pair of surrogates is one character. `*at` moves behind it. */
static bool decode_unicode(struct json *json, const char **at, char ret_bytes[4], size_t *ret_len)
{
    const char *begin = *at - 2;
    uint32_t code, low;

    if (!parse_hex4(*at, json->end, &code))
        return false;
    *at += 4;
    if (code >= 0xd800 && code < 0xdc00 && json->end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u' &&
        parse_hex4(*at + 2, json->end, &low) && low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        *at += 6;
    }
    if (code >= 0xd800 && code < 0xe000) {
        /* RFC 8259 section 8.2 allows it and warns of what readers make of it. */
        if (!json->told_surrogate)
            gl_diag_add(json->reading.diags, GL_DIAG_NOTE,
                        gl_reading_span(&json->reading, offset(json, begin), offset(json, *at)),
                        "write the whole character",
                        "half of a surrogate pair; U+FFFD stands for it here and further on");
        json->told_surrogate = true;
        code = 0xfffd;
    }
    *ret_len = gl_utf8_encode(code, ret_bytes);
    return true;
}

/* Decodes from `begin` (behind the quote) into memory that is as large as the raw text; json->at is at the
 * first backslash. */
static enum gl_err parse_escaped(struct json *json, const char *begin, struct gl_str *ret_text)
{
    static const char plain_of[128] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                       ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    const char *end = json->at, *at = json->at;
    size_t len = (size_t)(at - begin), more;
    char *text;

    while (end < json->end && *end != '"' && (unsigned char)*end >= ' ')
        end = skip_plain(*end == '\\' && json->end - end >= 2 ? end + 2 : end + 1, json->end);
    text =
        gl_arena_alloc(json->reading.arena, (size_t)(end < json->end ? end - begin : json->end - begin), 1);
    memcpy(text, begin, len);
    while (at < json->end && *at == '\\') {
        unsigned char c = at + 1 < json->end ? (unsigned char)at[1] : 0;
        const char *next;

        at += 2;
        if (c == 'u') {
            char bytes[4];

            if (!decode_unicode(json, &at, bytes, &more))
                return fail_at(json, at - 2, NULL, "\\u needs four hexadecimal digits");
            memcpy(text + len, bytes, more);
            len += more;
        } else if (c < sizeof plain_of && plain_of[c]) {
            text[len++] = plain_of[c];
        } else {
            json->at = at - 2;
            if (at > json->end - 1)
                json->at = json->end;
            return fail_inside(json, begin - 1, "string", "unknown escape in a string");
        }
        next = skip_plain(at, json->end);
        more = (size_t)(next - at);
        memcpy(text + len, at, more);
        len += more;
        at = next;
    }
    json->at = at;
    *ret_text = (struct gl_str){text, len};
    return GL_OK;
}

/* json->at is at the opening quote and moves behind the closing one. */
static enum gl_err parse_string(struct json *json, struct gl_str *ret_text, uint8_t *ret_flags)
{
    const char *quote = json->at;
    struct gl_str text;
    bool is_escaped;

    json->at = skip_plain(quote + 1, json->end);
    text = (struct gl_str){quote + 1, (size_t)(json->at - quote) - 1};
    is_escaped = is_at(json, '\\');
    if (is_escaped) {
        enum gl_err err = parse_escaped(json, quote + 1, &text);

        if (err)
            return err;
    }
    if (!is_at(json, '"'))
        return fail_inside(json, quote, "string",
                           is_at(json, '\n') ? "a line end inside a string; write \\n, or close the string"
                                             : "a control character inside a string; write it as \\u00XX");
    json->at++;
    if (is_escaped || json->reading.has_dynamic)
        *ret_flags = gl_reading_string_flags(text);
    *ret_text = text;
    return GL_OK;
}

static size_t skip_digits(struct json *json)
{
    const char *from = json->at;

    while (json->at < json->end && *json->at >= '0' && *json->at <= '9')
        json->at++;
    return (size_t)(json->at - from);
}

static enum gl_err parse_number(struct json *json, struct gl_value *ret_value)
{
    const char *from = json->at, *whole;

    if (*json->at == '-')
        json->at++;
    whole = json->at;
    if (skip_digits(json) == 0)
        return fail_at(json, json->at, NULL, "a minus sign without a number");
    if (*whole == '0' && json->at - whole > 1)
        return fail_at(json, whole, "put it in quotes or drop the zeros", "a number with leading zeros");
    if (is_at(json, '.')) {
        json->at++;
        if (skip_digits(json) == 0)
            return fail_at(json, json->at, NULL, "a decimal point without digits after it");
    }
    if (is_at(json, 'e') || is_at(json, 'E')) {
        json->at++;
        if (is_at(json, '+') || is_at(json, '-'))
            json->at++;
        if (skip_digits(json) == 0)
            return fail_at(json, json->at, NULL, "an exponent without digits");
    }
    *ret_value = (struct gl_value){.type = GL_NUMBER, .style = GL_PLAIN, .span = span_from(json, from)};
    ret_value->u.str = (struct gl_str){from, (size_t)(json->at - from)};
    return GL_OK;
}

static enum gl_err parse_word(struct json *json, struct gl_value *ret_value)
{
    static const struct {
        struct gl_str text;
        enum gl_type type;
        bool boolean;
    } words[] = {{GL_STR_INIT("true"), GL_BOOL, true},
                 {GL_STR_INIT("false"), GL_BOOL, false},
                 {GL_STR_INIT("null"), GL_NULL, false}};
    struct gl_str rest = {json->at, (size_t)(json->end - json->at)};
    const char *from = json->at;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!gl_str_starts_with(rest, words[i].text))
            continue;
        json->at += words[i].text.len;
        *ret_value = (struct gl_value){
            .type = (uint8_t)words[i].type, .style = GL_PLAIN, .span = span_from(json, from)};
        ret_value->u.boolean = words[i].boolean;
        return GL_OK;
    }
    return fail_at(json, from, NULL, "a value was expected here");
}

static enum gl_err enter(struct json *json)
{
    size_t at = offset(json, json->at);

    if (json->depth >= GL_MAX_DEPTH)
        return gl_reading_fail(&json->reading, GL_ERR_LIMIT, gl_reading_span(&json->reading, at, at + 1),
                               "no template nests like this; leave the file out of the scan",
                               "nested deeper than %d levels", GL_MAX_DEPTH);
    json->depth++;
    json->at++;
    skip_space(json);
    return GL_OK;
}

static enum gl_err parse_list(struct json *json, struct gl_value *ret_value)
{
    const char *begin = json->at;
    size_t mark = json->reading.stack.len;
    enum gl_err err = enter(json);
    struct gl_value item;

    if (err)
        return err;
    while (!is_at(json, ']')) {
        if (json->at == json->end)
            return fail_inside(json, begin, "list", "");
        err = parse_value(json, &item);
        if (err)
            return err;
        gl_reading_push(&json->reading, &item, sizeof item);
        skip_space(json);
        if (is_at(json, ']'))
            break;
        if (!is_at(json, ','))
            return fail_inside(json, begin, "list", "\",\" or \"]\" was expected after an item");
        json->at++;
        skip_space(json);
        if (is_at(json, ']'))
            return fail_at(json, json->at, "remove the comma before it", "an item was expected here");
    }
    json->at++;
    json->depth--;
    *ret_value = gl_reading_close_list(&json->reading, mark);
    ret_value->span = span_from(json, begin);
    return GL_OK;
}

static enum gl_err parse_member(struct json *json, const char *map, struct gl_member *ret_member)
{
    const char *begin = json->at;
    uint8_t flags = 0;
    enum gl_err err;

    if (!is_at(json, '"'))
        return fail_inside(json, map, "object", "a key in double quotes was expected here");
    err = parse_string(json, &ret_member->key, &flags);
    if (err)
        return err;
    ret_member->key_span = span_from(json, begin);
    skip_space(json);
    if (!is_at(json, ':'))
        return fail_inside(json, map, "object", "\":\" was expected after the key");
    json->at++;
    skip_space(json);
    if (json->at == json->end)
        return fail_inside(json, map, "object", "");
    return parse_value(json, &ret_member->value);
}

static enum gl_err parse_map(struct json *json, struct gl_value *ret_value)
{
    const char *begin = json->at;
    size_t mark = json->reading.stack.len;
    enum gl_err err = enter(json);
    struct gl_member member;

    if (err)
        return err;
    while (!is_at(json, '}')) {
        err = parse_member(json, begin, &member);
        if (err)
            return err;
        gl_reading_push(&json->reading, &member, sizeof member);
        skip_space(json);
        if (is_at(json, '}'))
            break;
        if (!is_at(json, ','))
            return fail_inside(json, begin, "object", "\",\" or \"}\" was expected after a member");
        json->at++;
        skip_space(json);
        if (is_at(json, '}'))
            return fail_at(json, json->at, "remove the comma before it", "a key was expected here");
    }
    json->at++;
    json->depth--;
    *ret_value = gl_reading_close_map(&json->reading, mark, GL_STR_NONE);
    ret_value->span = span_from(json, begin);
    return GL_OK;
}

static enum gl_err parse_value(struct json *json, struct gl_value *ret_value)
{
    const char *begin = json->at;
    enum gl_err err;

    switch (*begin) {
    case '{':
        return parse_map(json, ret_value);
    case '[':
        return parse_list(json, ret_value);
    case '"':
        *ret_value = (struct gl_value){.type = GL_STRING};
        err = parse_string(json, &ret_value->u.str, &ret_value->flags);
        ret_value->span = span_from(json, begin);
        return err;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return parse_number(json, ret_value);
    default:
        return parse_word(json, ret_value);
    }
}

static enum gl_err parse_text(struct json *json, struct gl_value *ret_value)
{
    struct gl_value value;
    enum gl_err err;

    skip_space(json);
    if (json->at == json->end)
        return fail_at(json, json->at, NULL, "the file is empty");
    err = parse_value(json, &value);
    if (err)
        return err;
    skip_space(json);
    if (json->at < json->end)
        return fail_at(json, json->at, "a JSON file holds one value", "text after the end of the value");
    *ret_value = value;
    return GL_OK;
}

enum gl_err gl_read_json(const struct gl_source *source, struct gl_arena *arena,
                         const struct gl_read_options *options, struct gl_value *ret_value,
                         struct gl_diags *diags)
{
    struct json json = {0};
    enum gl_err err = gl_reading_init(&json.reading, source, arena, options, diags);

    if (err)
        return err;
    json.begin = source->text.len ? source->text.ptr : "";
    json.at = json.begin;
    json.end = json.begin + source->text.len;
    if (gl_str_starts_with(source->text, GL_STR("\xef\xbb\xbf")))
        json.at += 3;
    err = parse_text(&json, ret_value);
    gl_reading_free(&json.reading);
    return err;
}
