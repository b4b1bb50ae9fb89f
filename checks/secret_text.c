#include "checks/secret_text.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"

enum alphabet { UPPER = 0, ALNUM, NAME, DOTTED, HEX };

struct shape {
    struct gl_str prefix;
    const char *what;
    enum alphabet alphabet;
    size_t least, most; /* characters after the prefix; most 0: no bound */
};

/* Prefix, alphabet and length as the issuers publish them. */
static const struct shape shapes[] = {
    {GL_STR_INIT("AKIA"), "an AWS access key id", UPPER, 16, 16},
    {GL_STR_INIT("ASIA"), "an AWS access key id", UPPER, 16, 16},
    {GL_STR_INIT("ABIA"), "an AWS access key id", UPPER, 16, 16},
    {GL_STR_INIT("ACCA"), "an AWS access key id", UPPER, 16, 16},
    {GL_STR_INIT("ghp_"), "a GitHub token", ALNUM, 36, 0},
    {GL_STR_INIT("gho_"), "a GitHub token", ALNUM, 36, 0},
    {GL_STR_INIT("ghu_"), "a GitHub token", ALNUM, 36, 0},
    {GL_STR_INIT("ghs_"), "a GitHub token", ALNUM, 36, 0},
    {GL_STR_INIT("ghr_"), "a GitHub token", ALNUM, 36, 0},
    {GL_STR_INIT("github_pat_"), "a GitHub token", NAME, 22, 0},
    {GL_STR_INIT("glpat-"), "a GitLab token", NAME, 20, 0},
    {GL_STR_INIT("xoxa-"), "a Slack token", NAME, 10, 0},
    {GL_STR_INIT("xoxb-"), "a Slack token", NAME, 10, 0},
    {GL_STR_INIT("xoxp-"), "a Slack token", NAME, 10, 0},
    {GL_STR_INIT("xoxr-"), "a Slack token", NAME, 10, 0},
    {GL_STR_INIT("xoxs-"), "a Slack token", NAME, 10, 0},
    {GL_STR_INIT("hooks.slack.com/services/T"), "a Slack webhook", NAME, 8, 0},
    {GL_STR_INIT("sk_live_"), "a Stripe key", ALNUM, 20, 0},
    {GL_STR_INIT("rk_live_"), "a Stripe key", ALNUM, 20, 0},
    {GL_STR_INIT("AIza"), "a Google API key", NAME, 35, 35},
    {GL_STR_INIT("npm_"), "an npm token", ALNUM, 36, 36},
    {GL_STR_INIT("pypi-AgEIcHlwaS5vcmc"), "a PyPI token", NAME, 50, 0},
    {GL_STR_INIT("SG."), "a SendGrid key", DOTTED, 66, 66},
    {GL_STR_INIT("dop_v1_"), "a DigitalOcean token", HEX, 64, 64},
    {GL_STR_INIT("dapi"), "a Databricks token", HEX, 32, 32},
    {GL_STR_INIT("shpat_"), "a Shopify token", HEX, 32, 32},
    {GL_STR_INIT("hf_"), "a Hugging Face token", ALNUM, 34, 34},
    {GL_STR_INIT("sk-ant-"), "an Anthropic key", NAME, 40, 0},
    {GL_STR_INIT("sk-proj-"), "an OpenAI key", NAME, 40, 0},
    {GL_STR_INIT("AGE-SECRET-KEY-1"), "an age key", UPPER, 58, 58},
};

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_in(char c, enum alphabet alphabet)
{
    switch (alphabet) {
    case UPPER:
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    case ALNUM:
        return is_alnum(c);
    case NAME:
        return is_alnum(c) || c == '_' || c == '-';
    case DOTTED:
        return is_alnum(c) || c == '_' || c == '-' || c == '.';
    case HEX:
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return false;
}

static bool is_one_of(char c, const char *characters)
{
    return c != '\0' && strchr(characters, c) != NULL;
}

/* Characters of the alphabet from there on, at most `most`. */
static size_t run_of(struct gl_str text, size_t from, enum alphabet alphabet, size_t most)
{
    size_t at = from, end = text.len - from < most ? text.len : from + most;

    while (at < end && is_in(text.ptr[at], alphabet))
        at++;
    return at - from;
}

static bool is_documentation(struct gl_str key)
{
    return gl_str_ends_with(key, GL_STR("EXAMPLE")) || gl_str_ends_with(key, GL_STR("EXAMPLEKEY"));
}

static bool find_prefixed(struct gl_str text, const struct shape *shape, struct gl_secret_hit *ret_hit)
{
    size_t from = 0, hit;

    while ((hit = gl_str_find(gl_str_from(text, from), shape->prefix)) != GL_STR_NONE) {
        size_t at = from + hit, after = at + shape->prefix.len, len;

        from = after;
        if (at > 0 && is_alnum(text.ptr[at - 1]))
            continue;
        len = run_of(text, after, shape->alphabet, GL_MAX_TOKEN);
        if (len < shape->least || (shape->most && len > shape->most))
            continue;
        if (is_documentation(gl_str_slice(text, at, after + len)))
            continue;
        *ret_hit = (struct gl_secret_hit){.what = shape->what, .at = at};
        return true;
    }
    return false;
}

/* -----BEGIN [WORDS ]PRIVATE KEY */
static bool find_private_key(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    struct gl_str begin = GL_STR("-----BEGIN ");
    size_t from = 0, hit;

    while ((hit = gl_str_find(gl_str_from(text, from), begin)) != GL_STR_NONE) {
        size_t at = from + hit;

        from = at + begin.len;
        if (gl_str_contains(gl_str_slice(text, from, from + 32), GL_STR("PRIVATE KEY"))) {
            *ret_hit = (struct gl_secret_hit){.what = "a private key", .at = at};
            return true;
        }
    }
    return false;
}

/* Three parts of base64url with dots between; the first two are JSON objects, so they begin with eyJ. */
static bool find_web_token(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    size_t from = 0, hit;

    while ((hit = gl_str_find(gl_str_from(text, from), GL_STR("eyJ"))) != GL_STR_NONE) {
        size_t at = from + hit, first = run_of(text, at, NAME, SIZE_MAX), second = 0, third = 0;

        from = at + first; /* what begins later in the same run is shorter and ends the same */
        if (at + first < text.len && text.ptr[at + first] == '.')
            second = run_of(text, at + first + 1, NAME, SIZE_MAX);
        if (second && at + first + 1 + second < text.len && text.ptr[at + first + 1 + second] == '.')
            third = run_of(text, at + first + second + 2, NAME, GL_MAX_TOKEN);
        if (first < 13 || second < 13 || third < 16 ||
            !gl_str_starts_with(gl_str_from(text, at + first + 1), GL_STR("eyJ")))
            continue;
        *ret_hit = (struct gl_secret_hit){.what = "a JSON web token", .at = at};
        return true;
    }
    return false;
}

/* scheme://user:password@host */
static bool find_url_password(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    size_t from = 0, hit;

    while ((hit = gl_str_find(gl_str_from(text, from), GL_STR("://"))) != GL_STR_NONE) {
        size_t at = from + hit + 3, colon = GL_STR_NONE, end = at;

        from = at;
        while (end < text.len && end - at < GL_MAX_TOKEN && !is_one_of(text.ptr[end], "@/ \t\r\n\"'<>\\")) {
            if (text.ptr[end] == ':' && colon == GL_STR_NONE)
                colon = end;
            end++;
        }
        if (end >= text.len || text.ptr[end] != '@' || colon == GL_STR_NONE)
            continue;
        if (!gl_secret_is_literal(gl_str_slice(text, colon + 1, end)))
            continue;
        *ret_hit = (struct gl_secret_hit){.what = "a URL with a password", .at = at};
        return true;
    }
    return false;
}

bool gl_secret_shape(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (find_prefixed(text, &shapes[i], ret_hit))
            return true;
    }
    return find_private_key(text, ret_hit) || find_web_token(text, ret_hit) ||
           find_url_password(text, ret_hit);
}

/* An assignment as far as it has been read: NAME, then what stands between it and the value. */
struct assignment {
    struct gl_str name;
    bool is_option;  /* --name value */
    bool has_spaces; /* around the sign */
    bool is_colon;
    size_t value; /* offset of the value */
};

static size_t skip_blanks(struct gl_str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static char char_at(struct gl_str text, size_t at)
{
    if (at < text.len)
        return text.ptr[at];
    return '\0';
}

/* What follows the name at [begin, end): a sign, or for an option just a blank. */
static bool read_sign(struct gl_str text, size_t begin, size_t end, struct assignment *ret_assignment)
{
    struct gl_str name = gl_str_slice(text, begin, end);
    struct assignment found = {.is_option = gl_str_starts_with(name, GL_STR("--"))};
    size_t at = end, sign;

    if (is_quote(char_at(text, at)) || (char_at(text, at) == '\\' && is_quote(char_at(text, at + 1))))
        at += text.ptr[at] == '\\' ? 2 : 1; /* "name": and \"name\": */
    sign = skip_blanks(text, at);
    found.has_spaces = sign > at;
    if (char_at(text, sign) == '=' || char_at(text, sign) == ':') {
        found.is_colon = text.ptr[sign] == ':';
        at = sign + 1;
        if (char_at(text, at) == '=' || char_at(text, at) == '>') { /* :=  =>  but == compares */
            if (text.ptr[sign] == '=' && text.ptr[at] == '=')
                return false;
            at++;
        }
        found.value = skip_blanks(text, at);
        if (found.is_colon && found.value == at && !is_quote(char_at(text, at)) && char_at(text, at) != '\\')
            return false; /* a:b is a part of something: an ARN, a time, a namespace */
        found.has_spaces = found.has_spaces || found.value > at;
    } else if (found.is_option && found.has_spaces) {
        found.value = sign;
    } else {
        return false;
    }
    while (gl_str_starts_with(name, GL_STR("-")))
        name = gl_str_from(name, 1);
    found.name = name;
    *ret_assignment = found;
    return true;
}

static size_t digits_of(struct gl_str value)
{
    size_t digits = 0;

    for (size_t i = 0; i < value.len; i++)
        digits += value.ptr[i] >= '0' && value.ptr[i] <= '9';
    return digits;
}

/* A bare word in code is a variable, not a value: it ends at a bracket or comma, is a member or a call, or is
 * itself the name of a secret. In shell text it is the value. */
static bool is_bare_value(struct gl_str text, const struct assignment *assignment, size_t end)
{
    struct gl_str value = gl_str_slice(text, assignment->value, end);
    char stop = char_at(text, end);
    size_t rest = skip_blanks(text, end);

    if (stop == ')' || stop == ',' || stop == '(' || stop == '[' || stop == ']' || stop == '}' || stop == '{')
        return false;
    if (!gl_secret_is_literal(value) || (gl_secret_is_name(value) && digits_of(value) == 0) ||
        digits_of(value) == value.len)
        return false;
    if (!assignment->has_spaces || assignment->is_option)
        return true;
    if (gl_str_find_char(value, '.') != GL_STR_NONE)
        return false;
    return rest >= text.len || text.ptr[rest] == '\n' || text.ptr[rest] == '\r' || text.ptr[rest] == '#';
}

static bool has_value(struct gl_str text, const struct assignment *assignment)
{
    size_t begin = assignment->value, end;
    char quote = char_at(text, begin);

    if (quote == '\\' && is_quote(char_at(text, begin + 1))) /* JSON inside a string */
        quote = char_at(text, ++begin);
    if (is_quote(quote)) {
        end = ++begin;
        while (end < text.len && end - begin < GL_MAX_TOKEN && text.ptr[end] != quote &&
               text.ptr[end] != '\n')
            end++;
        if (end > begin && text.ptr[end - 1] == '\\')
            end--;
        return gl_secret_is_literal(gl_str_slice(text, begin, end)) &&
               !is_documentation(gl_str_slice(text, begin, end));
    }
    end = begin;
    while (end < text.len && end - begin < GL_MAX_TOKEN && !is_one_of(text.ptr[end], " \t\r\n;,&|()[]{}\"'`"))
        end++;
    return is_bare_value(text, assignment, end) && !is_documentation(gl_str_slice(text, begin, end));
}

bool gl_secret_assignment(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    size_t at = 0;

    while (at < text.len) {
        struct assignment assignment;
        size_t len = run_of(text, at, DOTTED, SIZE_MAX);

        if (len == 0) {
            at++;
            continue;
        }
        if (len <= 128 && gl_secret_is_name(gl_str_slice(text, at, at + len)) &&
            read_sign(text, at, at + len, &assignment) && has_value(text, &assignment)) {
            *ret_hit = (struct gl_secret_hit){"a value for", assignment.name, at};
            return true;
        }
        at += len;
    }
    return false;
}

bool gl_secret_in_text(struct gl_str text, struct gl_secret_hit *ret_hit)
{
    return gl_secret_shape(text, ret_hit) || gl_secret_assignment(text, ret_hit);
}

bool gl_secret_is_random(struct gl_str text)
{
    unsigned count[128] = {0}, upper = 0, lower = 0, digit_runs = 0;
    double bits = 0;

    text = gl_str_trim(text);
    if (text.len < 32 || text.len > 256 || is_documentation(text))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!is_alnum(c) && c != '+' && c != '/' && c != '=' && c != '_')
            return false;
        count[(unsigned char)c]++;
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
        digit_runs += c >= '0' && c <= '9' && (i == 0 || text.ptr[i - 1] < '0' || text.ptr[i - 1] > '9');
    }
    if (upper < 3 || lower < 3 || digit_runs < 3) /* names in camel case have their digits together */
        return false;
    for (size_t i = 0; i < 128; i++) {
        if (count[i]) {
            double share = (double)count[i] / (double)text.len;

            bits -= share * log2(share);
        }
    }
    return bits >= 4.2; /* 32 random characters of base64 have 4.5 on average, words and paths below 4 */
}
