#include "front/terraform/function/regex_syntax.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "front/terraform/function/regex.h"

enum { MOST_REPEATS = 1000, MOST_DEPTH = 1000, UNBOUNDED = -1 };

/* A group that is open, or (the first) the whole pattern. */
struct level {
    size_t at;         /* of its parenthesis */
    bool was_caseless; /* before it */
    int repeats;       /* how often counted repetitions inside multiply */
};

bool gl_tf_regex_fail(struct gl_tf_regex_reading *reading, const char *what, size_t from, size_t to)
{
    reading->mistake = (struct gl_tf_regex_mistake){what, gl_str_slice(reading->text, from, to)};
    return false;
}

static bool is_at(const struct gl_tf_regex_reading *reading, const char *what)
{
    return gl_str_starts_with(gl_str_from(reading->text, reading->at), gl_str_of(what));
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_octal(const struct gl_tf_regex_reading *reading, size_t at)
{
    return at < reading->text.len && reading->text.ptr[at] >= '0' && reading->text.ptr[at] <= '7';
}

void gl_tf_regex_add(struct gl_buf *out, uint32_t c)
{
    if (c < 0x80 && (is_alnum((char)c) || c == '_'))
        gl_buf_add_char(out, (char)c);
    else
        gl_buf_printf(out, "\\x{%x}", (unsigned)c);
}

/* \x41 or \x{10ffff}; at is behind the x. */
static bool read_hex(struct gl_tf_regex_reading *reading, uint32_t *ret_character)
{
    struct gl_str text = reading->text;
    bool is_braced = reading->at < text.len && text.ptr[reading->at] == '{';
    size_t digits = 0;
    uint32_t c = 0;

    reading->at += is_braced;
    while (reading->at < text.len && gl_hex_value(text.ptr[reading->at]) >= 0 && (is_braced || digits < 2)) {
        c = c * 16 + (uint32_t)gl_hex_value(text.ptr[reading->at++]);
        digits++;
        if (c > 0x10ffff)
            return false;
    }
    *ret_character = c;
    if (!is_braced)
        return digits == 2;
    if (digits == 0 || reading->at >= text.len || text.ptr[reading->at] != '}')
        return false;
    reading->at++;
    return true;
}

static bool read_octal(struct gl_tf_regex_reading *reading, uint32_t *ret_character)
{
    uint32_t c = 0;

    for (size_t i = 0; i < 3 && is_octal(reading, reading->at); i++)
        c = c * 8 + (uint32_t)(reading->text.ptr[reading->at++] - '0');
    *ret_character = c;
    return true;
}

bool gl_tf_regex_escape(struct gl_tf_regex_reading *reading, uint32_t *ret_character)
{
    static const char letters[] = "aftnrv", meant[] = "\a\f\t\n\r\v";
    size_t begin = reading->at, len;
    const char *found;
    char c;

    reading->at++;
    if (reading->at >= reading->text.len)
        return gl_tf_regex_fail(reading, "trailing backslash at end of expression", begin, begin);
    c = reading->text.ptr[reading->at];
    if (c == '0' || (c >= '1' && c <= '7' && is_octal(reading, reading->at + 1)))
        return read_octal(reading, ret_character);
    gl_unicode_first(gl_str_from(reading->text, reading->at), &len);
    reading->at += len;
    if (c == 'x' && read_hex(reading, ret_character))
        return true;
    found = c ? strchr(letters, c) : NULL;
    if (found) {
        *ret_character = (unsigned char)meant[found - letters];
        return true;
    }
    *ret_character = (unsigned char)c;
    return ((unsigned char)c < 0x80 && !is_alnum(c)) ||
           gl_tf_regex_fail(reading, "invalid escape sequence", begin, reading->at);
}

/* \pL, \p{Greek}, \P{^Lu}; at is at the backslash. Scripts are asked for as such: PCRE2 has wider ones too.
 */
bool gl_tf_regex_property(struct gl_tf_regex_reading *reading, struct gl_buf *out)
{
    struct gl_str text = reading->text, name;
    size_t begin = reading->at, end;
    bool is_negated = text.ptr[begin + 1] == 'P';

    if (begin + 2 < text.len && text.ptr[begin + 2] == '{') {
        struct gl_str rest = gl_str_from(text, begin + 3);

        end = gl_str_find_char(rest, '}');
        if (end == GL_STR_NONE)
            return gl_tf_regex_fail(reading, "invalid character class range", begin, text.len);
        name = gl_str_slice(rest, 0, end);
        reading->at = begin + 3 + end + 1;
    } else {
        name = gl_str_slice(text, begin + 2, begin + 3);
        reading->at = begin + 2 + name.len;
    }
    if (name.len && name.ptr[0] == '^') {
        is_negated = !is_negated;
        name = gl_str_from(name, 1);
    }
    for (size_t i = 0; i < name.len; i++) {
        if (!is_alnum(name.ptr[i]) && name.ptr[i] != '_')
            return gl_tf_regex_fail(reading, "invalid character class range", begin, reading->at);
    }
    if (name.len == 0)
        return gl_tf_regex_fail(reading, "invalid character class range", begin, reading->at);
    if (reading->is_caseless &&
        (gl_str_eq(name, GL_STR("Lu")) || gl_str_eq(name, GL_STR("Ll")) || gl_str_eq(name, GL_STR("Lt"))))
        name = GL_STR("L&");
    gl_buf_printf(out, "\\%c{%s%.*s}", is_negated ? 'P' : 'p',
                  name.len > 2 && !gl_str_eq(name, GL_STR("Any")) ? "sc:" : "", GL_STR_ARG(name));
    return true;
}

/* \d and the like; \s without the vertical tab, which PCRE2 has in it. */
const char *gl_tf_regex_shorthand(char letter, bool in_class)
{
    switch (letter) {
    case 'd':
        return "\\d";
    case 'D':
        return "\\D";
    case 'w':
        return "\\w";
    case 'W':
        return "\\W";
    case 's':
        return in_class ? "\\t\\n\\f\\r\\x{20}" : "[\\t\\n\\f\\r\\x{20}]";
    case 'S':
        return in_class ? "\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}" : "[^\\t\\n\\f\\r\\x{20}]";
    default:
        return NULL;
    }
}

/* ---- repetition ---- */

static bool is_count(const struct gl_tf_regex_reading *reading, size_t *at, int *ret_count)
{
    size_t begin = *at;
    int count = 0;

    for (; *at < reading->text.len && reading->text.ptr[*at] >= '0' && reading->text.ptr[*at] <= '9'; ++*at)
        count = count > MOST_REPEATS ? count : count * 10 + (reading->text.ptr[*at] - '0');
    *ret_count = count;
    return *at > begin && !(*at > begin + 1 && reading->text.ptr[begin] == '0');
}

/* {2}, {2,}, {2,5}; anything else is text. */
static bool is_counted(const struct gl_tf_regex_reading *reading, size_t *ret_end, int *ret_least,
                       int *ret_most)
{
    size_t at = reading->at + 1;

    if (!is_at(reading, "{") || !is_count(reading, &at, ret_least) || at >= reading->text.len)
        return false;
    *ret_most = *ret_least;
    if (reading->text.ptr[at] == ',') {
        at++;
        *ret_most = UNBOUNDED;
        if (at < reading->text.len && reading->text.ptr[at] != '}' && !is_count(reading, &at, ret_most))
            return false;
    }
    *ret_end = at + 1;
    return at < reading->text.len && reading->text.ptr[at] == '}';
}

static bool is_repetition(const struct gl_tf_regex_reading *reading)
{
    size_t end;
    int least, most;

    return is_at(reading, "*") || is_at(reading, "+") || is_at(reading, "?") ||
           is_counted(reading, &end, &least, &most);
}

/* What may follow an atom. `repeats` is how often counted repetitions inside the atom multiply; grows here.
 */
static bool read_repetition(struct gl_tf_regex_reading *reading, struct gl_buf *out, int *repeats)
{
    size_t begin = reading->at, end = begin + 1;
    int least = 0, most = 0;

    if (!is_repetition(reading))
        return true;
    if (is_counted(reading, &end, &least, &most)) {
        int times = most > least ? most : least;

        if (least > MOST_REPEATS || most > MOST_REPEATS || (most != UNBOUNDED && least > most) ||
            (times > 1 && times * *repeats > MOST_REPEATS))
            return gl_tf_regex_fail(reading, "invalid repeat count", begin, end);
        *repeats *= times > 1 ? times : 1;
    }
    reading->at = end;
    gl_buf_add(out, gl_str_slice(reading->text, begin, end));
    if (is_at(reading, "?")) {
        gl_buf_add_char(out, '?');
        reading->at++;
    }
    if (is_repetition(reading))
        return gl_tf_regex_fail(reading, "invalid nested repetition operator", begin, reading->at + 1);
    return true;
}

/* ---- groups ---- */

static bool add_name(struct gl_tf_regex_reading *reading, struct gl_arena *arena, size_t begin)
{
    struct gl_tf_regex_pattern *pattern = reading->pattern;
    struct gl_str rest = gl_str_from(reading->text, reading->at);
    size_t close = gl_str_find_char(rest, '>');
    struct gl_str name = gl_str_slice(rest, 0, close);
    bool is_name = close != GL_STR_NONE && name.len;

    for (size_t i = 0; i < name.len; i++)
        is_name &= is_alnum(name.ptr[i]) || name.ptr[i] == '_';
    if (!is_name)
        return gl_tf_regex_fail(reading, "invalid named capture", begin,
                                close == GL_STR_NONE ? reading->text.len : reading->at + close + 1);
    *GL_PUSH(arena, pattern->names, pattern->groups, pattern->capacity) = name;
    pattern->named++;
    reading->at += close + 1;
    gl_buf_add_char(&pattern->text, '(');
    return true;
}

/* (?i), (?s-m:...; *ret_opens is whether a group begins. */
static bool read_flags(struct gl_tf_regex_reading *reading, size_t begin, bool *ret_opens)
{
    bool has_minus = false, has_flag = false;

    for (reading->at = begin + 2; reading->at < reading->text.len; reading->at++) {
        char c = reading->text.ptr[reading->at];

        if (c == ':' || c == ')') {
            if (has_minus && !has_flag)
                break;
            reading->at++;
            *ret_opens = c == ':';
            gl_buf_add(&reading->pattern->text, gl_str_slice(reading->text, begin, reading->at));
            return true;
        }
        if (c == '-' && has_minus)
            break;
        if (c != '-' && c != 'i' && c != 'm' && c != 's' && c != 'U')
            break;
        has_flag = c != '-';
        has_minus |= c == '-';
        if (c == 'i')
            reading->is_caseless = !has_minus;
    }
    return gl_tf_regex_fail(reading,
                            reading->at >= reading->text.len ? "missing closing )"
                                                             : "invalid or unsupported Perl syntax",
                            begin, reading->at + 1);
}

static bool open_group(struct gl_tf_regex_reading *reading, struct gl_arena *arena, bool *ret_opens)
{
    struct gl_tf_regex_pattern *pattern = reading->pattern;
    size_t begin = reading->at;

    *ret_opens = true;
    if (is_at(reading, "(?P<") ||
        (is_at(reading, "(?<") && !is_at(reading, "(?<=") && !is_at(reading, "(?<!"))) {
        reading->at += is_at(reading, "(?P<") ? 4 : 3;
        return add_name(reading, arena, begin);
    }
    if (is_at(reading, "(?<") || is_at(reading, "(?P"))
        return gl_tf_regex_fail(reading, "invalid or unsupported Perl syntax", begin,
                                begin + 3 + is_at(reading, "(?<"));
    if (is_at(reading, "(?"))
        return read_flags(reading, begin, ret_opens);
    reading->at++;
    gl_buf_add_char(&pattern->text, '(');
    *GL_PUSH(arena, pattern->names, pattern->groups, pattern->capacity) = (struct gl_str){0};
    return true;
}

/* ---- atoms ---- */

static bool read_quoted(struct gl_tf_regex_reading *reading)
{
    reading->at += 2;
    while (reading->at < reading->text.len && !is_at(reading, "\\E")) {
        size_t len;

        gl_tf_regex_add(&reading->pattern->text,
                        gl_unicode_first(gl_str_from(reading->text, reading->at), &len));
        reading->at += len;
    }
    reading->at += is_at(reading, "\\E") ? 2 : 0;
    return true;
}

/* Something that has no width; repeated, it has to be a group for PCRE2. */
static bool add_assertion(struct gl_tf_regex_reading *reading, const char *assertion, size_t len)
{
    reading->at += len;
    gl_buf_printf(&reading->pattern->text, is_repetition(reading) ? "(?:%s)" : "%s", assertion);
    return true;
}

static bool read_backslash(struct gl_tf_regex_reading *reading)
{
    char c = (char)(reading->at + 1 < reading->text.len ? reading->text.ptr[reading->at + 1] : 0);
    struct gl_buf *out = &reading->pattern->text;
    const char *shorthand = gl_tf_regex_shorthand(c, false);
    uint32_t character;

    if (shorthand) {
        reading->at += 2;
        gl_buf_add(out, gl_str_of(shorthand));
        return true;
    }
    switch (c) {
    case 'A':
        return add_assertion(reading, "\\A", 2);
    case 'b':
        return add_assertion(reading, "\\b", 2);
    case 'B':
        return add_assertion(reading, "\\B", 2);
    case 'z':
        return add_assertion(reading, "\\z", 2);
    case 'Q':
        return read_quoted(reading);
    case 'p':
    case 'P':
        return gl_tf_regex_property(reading, out);
    default:
        if (!gl_tf_regex_escape(reading, &character))
            return false;
        gl_tf_regex_add(out, character);
        return true;
    }
}

static bool read_atom(struct gl_tf_regex_reading *reading)
{
    size_t len;

    switch (reading->text.ptr[reading->at]) {
    case '[':
        return gl_tf_regex_class(reading);
    case '\\':
        return read_backslash(reading);
    case '^':
        return add_assertion(reading, "^", 1);
    case '$':
        return add_assertion(reading, "$", 1);
    case '.':
        reading->at++;
        gl_buf_add_char(&reading->pattern->text, '.');
        return true;
    case '*':
    case '+':
    case '?':
        return gl_tf_regex_fail(reading, "missing argument to repetition operator", reading->at,
                                reading->at + 1);
    default:
        if (is_repetition(reading))
            return gl_tf_regex_fail(reading, "missing argument to repetition operator", reading->at,
                                    reading->text.len);
        gl_tf_regex_add(&reading->pattern->text,
                        gl_unicode_first(gl_str_from(reading->text, reading->at), &len));
        reading->at += len;
        return true;
    }
}

struct levels {
    struct level *items;
    size_t len, capacity;
};

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* One step: a parenthesis, a bar, or an atom with its repetition. */
static bool read_step(struct gl_tf_regex_reading *reading, struct gl_arena *arena, struct levels *levels)
{
    struct gl_buf *out = &reading->pattern->text;
    char c = reading->text.ptr[reading->at];
    size_t begin = reading->at;
    bool opens = false, was_caseless = reading->is_caseless;
    int repeats = 1;

    if (c == '(') {
        if (!open_group(reading, arena, &opens))
            return false;
        if (!opens && is_repetition(reading))
            return gl_tf_regex_fail(reading, "missing argument to repetition operator", reading->at,
                                    reading->at + 1);
        if (opens)
            *GL_PUSH(arena, levels->items, levels->len, levels->capacity) =
                (struct level){begin, was_caseless, 1};
        if (levels->len > MOST_DEPTH || reading->pattern->groups > GL_TF_REGEX_MOST_GROUPS)
            return gl_tf_regex_fail(reading, "expression nests too deeply", begin, begin + 1);
        return true;
    }
    if (c == '|') {
        gl_buf_add_char(out, '|');
        reading->at++;
        return true;
    }
    if (c == ')') {
        if (levels->len == 1)
            return gl_tf_regex_fail(reading, "unexpected )", begin, reading->text.len);
        repeats = levels->items[--levels->len].repeats;
        reading->is_caseless = levels->items[levels->len].was_caseless;
        gl_buf_add_char(out, ')');
        reading->at++;
    } else if (!read_atom(reading)) {
        return false;
    }
    if (!read_repetition(reading, out, &repeats))
        return false;
    levels->items[levels->len - 1].repeats = larger(levels->items[levels->len - 1].repeats, repeats);
    return true;
}

bool gl_tf_regex_translate(struct gl_arena *arena, struct gl_str pattern,
                           struct gl_tf_regex_pattern *ret_pattern,
                           struct gl_tf_regex_mistake *reterr_mistake)
{
    struct gl_tf_regex_reading reading = {.text = pattern, .pattern = ret_pattern};
    struct levels levels = {0};

    gl_buf_init(&ret_pattern->text);
    *GL_PUSH(arena, levels.items, levels.len, levels.capacity) = (struct level){0, false, 1};
    while (reading.at < pattern.len) {
        if (!read_step(&reading, arena, &levels)) {
            *reterr_mistake = reading.mistake;
            return false;
        }
    }
    if (levels.len > 1) {
        *reterr_mistake = (struct gl_tf_regex_mistake){"missing closing )", pattern};
        return false;
    }
    return true;
}
