/* Names of secrets, and values that are none. */
#include "checks/secret_text.h"

enum { MAX_NAME = 256 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static char lower(char c)
{
    if (is_upper(c))
        return (char)(c - 'A' + 'a');
    return c;
}

/* NUL outside of it; i - 1 of the first is SIZE_MAX. */
static char char_at(struct gl_str text, size_t at)
{
    if (at < text.len)
        return text.ptr[at];
    return '\0';
}

/* "dbPassword", "DB_PASSWORD", "DBPassword2" become "db password" in `out`; the length. */
static size_t split_words(struct gl_str name, char out[MAX_NAME])
{
    size_t len = 0;

    for (size_t i = 0; i < name.len && len + 2 < MAX_NAME; i++) {
        char c = name.ptr[i], before = char_at(name, i - 1), after = char_at(name, i + 1);
        bool starts =
            is_upper(c) && (is_lower(before) || gl_is_digit(before) || (is_upper(before) && is_lower(after)));

        if (!is_upper(c) && !is_lower(c)) {
            if (len && out[len - 1] != ' ')
                out[len++] = ' ';
            continue;
        }
        if (starts && len && out[len - 1] != ' ')
            out[len++] = ' ';
        out[len++] = lower(c);
    }
    while (len && out[len - 1] == ' ')
        len--;
    return len;
}

/* Words after which the thing is about a secret but is not one. */
static bool is_about(struct gl_str word)
{
    static const char *const words[] = {
        "alias", "algorithm", "arn",    "arns",     "audience", "bucket",   "characters", "chars",
        "class", "count",     "days",   "dir",      "enabled",  "endpoint", "expiration", "expiry",
        "field", "file",      "format", "function", "group",    "header",   "hint",       "host",
        "hours", "id",        "ids",    "issuer",   "label",    "lambda",   "length",     "lifetime",
        "limit", "manager",   "max",    "method",   "min",      "minutes",  "mode",       "name",
        "names", "parameter", "path",   "pattern",  "policy",   "port",     "prefix",     "provider",
        "ready", "ref",       "regex",  "region",   "required", "role",     "rotation",   "seconds",
        "size",  "status",    "store",  "suffix",   "table",    "timeout",  "title",      "topic",
        "ttl",   "type",      "uri",    "url",      "user",     "username", "validity",   "version"};

    return GL_STR_IS_ONE_OF(word, words);
}

static bool is_secret_word(struct gl_str word)
{
    static const char *const ends[] = {"password",   "passwords",   "passwd",    "pwd",       "passphrase",
                                       "secret",     "secrets",     "token",     "tokens",    "apikey",
                                       "credential", "credentials", "secretkey", "accesskey", "privatekey"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (gl_str_ends_with(word, gl_str_of(ends[i])))
            return true;
    }
    return false;
}

static bool is_key_word(struct gl_str word)
{
    return gl_str_eq(word, GL_STR("api")) || gl_str_eq(word, GL_STR("access")) ||
           gl_str_eq(word, GL_STR("private")) || gl_str_eq(word, GL_STR("secret")) ||
           gl_str_eq(word, GL_STR("auth"));
}

bool gl_secret_is_name(struct gl_str name)
{
    char buffer[MAX_NAME];
    size_t slash = gl_str_find_last_char(name, '/');
    struct gl_str rest, word, before = {0}, last = {0};
    bool found = false, is_kms = false;

    if (slash != GL_STR_NONE)
        name = gl_str_from(name, slash + 1);
    rest = (struct gl_str){buffer, split_words(name, buffer)};
    while (gl_str_cut(&rest, ' ', &word)) {
        bool key = gl_str_eq(word, GL_STR("key")) || gl_str_eq(word, GL_STR("keys"));

        found = found || is_secret_word(word) || (key && is_key_word(before));
        is_kms = is_kms || gl_str_eq(word, GL_STR("kms"));
        before = word;
        last = word;
    }
    return found && !is_kms && !is_about(last); /* the KMS key of a secret has an id and no text */
}

static bool is_word_of(struct gl_str value, const char *const *words, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (gl_str_eq_nocase(value, gl_str_of(words[i])))
            return true;
    }
    return false;
}

bool gl_secret_is_literal(struct gl_str value)
{
    static const char *const nothing[] = {"true",      "false",  "null",    "none",     "nil",
                                          "undefined", "yes",    "no",      "empty",    "required",
                                          "optional",  "string", "default", "generate", "auto"};
    static const char *const places[] = {
        "arn:", "http://", "https://", "s3://", "file:", "/", "./", "~/", "alias/"};

    value = gl_str_trim(value);
    if (value.len < 4 || is_word_of(value, nothing, sizeof nothing / sizeof *nothing))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (gl_str_starts_with(value, gl_str_of(places[i])))
            return false;
    }
    if (value.ptr[0] == '<' || value.ptr[0] == '%' || value.ptr[0] == '`' ||
        gl_str_contains(value, GL_STR("{{")))
        return false;
    if (gl_str_find_char(value, '$') != GL_STR_NONE || gl_str_find_char(value, GL_TEXT_HOLE) != GL_STR_NONE)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] != '*' && value.ptr[i] != 'x' && value.ptr[i] != 'X' && value.ptr[i] != '.')
            return true;
    }
    return false; /* "****", "xxxx", "...." */
}
