#include "checks/kafka_properties.h"

#include "checks/natives.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

static struct gl_str skip_blanks(struct gl_str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = gl_str_from(s, 1);
    return s;
}

/* Splits "key = value", "key: value" and "key value". */
static void split_line(struct gl_str line, struct gl_str *ret_key, struct gl_str *ret_value)
{
    size_t end = 0;
    struct gl_str rest;

    while (end < line.len && line.ptr[end] != '=' && line.ptr[end] != ':' && !is_blank(line.ptr[end]))
        end++;
    *ret_key = gl_str_slice(line, 0, end);
    rest = skip_blanks(gl_str_from(line, end));
    if (rest.len && (rest.ptr[0] == '=' || rest.ptr[0] == ':'))
        rest = gl_str_from(rest, 1);
    *ret_value = gl_str_trim(rest);
}

/* The next logical line. A line that ends in a backslash goes on; Kafka's numbers never do, so only its first
 * part is kept and the rest is skipped. */
static bool next_line(struct gl_str *rest, struct gl_str *ret_line)
{
    struct gl_str line, more;

    if (!gl_str_cut(rest, '\n', &line))
        return false;
    *ret_line = line;
    more = gl_str_trim(line);
    while (gl_str_ends_with(more, GL_STR("\\")) && gl_str_cut(rest, '\n', &line))
        more = gl_str_trim(line);
    return true;
}

enum gl_truth gl_kafka_property(struct gl_str text, struct gl_str key, struct gl_str *ret_value)
{
    enum gl_truth answer = GL_FALSE;
    struct gl_str line, name, value;

    while (next_line(&text, &line)) {
        line = skip_blanks(line);
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == '!')
            continue;
        split_line(line, &name, &value);
        if (gl_str_eq(name, key)) {
            *ret_value = value;
            answer = gl_str_find_char(value, GL_TEXT_HOLE) == GL_STR_NONE ? GL_TRUE : GL_MAYBE;
        } else if (gl_str_find_char(name, GL_TEXT_HOLE) != GL_STR_NONE) {
            answer = GL_MAYBE; /* any key, any number of lines */
        }
    }
    return answer;
}

enum gl_truth gl_kafka_retention(struct gl_str text, int64_t *ret_hours)
{
    static const struct {
        struct gl_str key;
        int64_t per_hour;
    } keys[] = {{GL_STR_INIT("log.retention.ms"), 3600000},
                {GL_STR_INIT("log.retention.minutes"), 60},
                {GL_STR_INIT("log.retention.hours"), 1}};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct gl_str value;
        enum gl_truth is_set = gl_kafka_property(text, keys[i].key, &value);
        int64_t number;

        if (is_set == GL_MAYBE)
            return GL_MAYBE;
        if (is_set == GL_TRUE) {
            if (!gl_str_to_i64(value, &number))
                return GL_FALSE;
            *ret_hours = number < 0 ? -1 : number / keys[i].per_hour;
            return GL_TRUE;
        }
    }
    *ret_hours = 168;
    return GL_TRUE;
}

/* Text without '=' that is base64 in a live answer has been decoded by the collector. */
enum gl_truth gl_kafka_keeps_days(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    struct gl_str text, bytes;
    int64_t days, hours = 0, limit;
    enum gl_truth answer;

    if (!gl_scalar_as_i64(argument, GL_DIALECT_CORE, &days))
        return GL_FALSE;
    if (!gl_value_text_with_holes(ctx->scratch, value, &text))
        return gl_maybe(ctx, value);
    answer = gl_kafka_property(text, GL_STR("log.retention.bytes"), &bytes);
    if (answer == GL_TRUE && gl_str_to_i64(bytes, &limit) && limit >= 0)
        return GL_FALSE; /* cuts whenever a partition has grown to it */
    answer = answer == GL_MAYBE ? GL_MAYBE : GL_TRUE;
    answer = gl_truth_and(answer, gl_kafka_retention(text, &hours));
    if (answer == GL_TRUE)
        return gl_truth_of(hours < 0 || hours >= days * 24);
    return answer == GL_MAYBE ? gl_maybe(ctx, value) : GL_FALSE;
}

/* A key that is not set has the value of MSK's own configuration, which is enough. */
static enum gl_truth is_at_least(struct gl_check_ctx *ctx, const struct gl_value *value,
                                 const struct gl_value *argument, struct gl_str key)
{
    struct gl_str text, number;
    int64_t least, is;

    if (!gl_scalar_as_i64(argument, GL_DIALECT_CORE, &least))
        return GL_FALSE;
    if (!gl_value_text_with_holes(ctx->scratch, value, &text))
        return gl_maybe(ctx, value);
    switch (gl_kafka_property(text, key, &number)) {
    case GL_TRUE:
        return gl_truth_of(gl_str_to_i64(number, &is) && is >= least);
    case GL_FALSE:
        return GL_TRUE;
    case GL_MAYBE:
        break;
    }
    return gl_maybe(ctx, value);
}

enum gl_truth gl_kafka_replicates(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    return is_at_least(ctx, value, argument, GL_STR("default.replication.factor"));
}

enum gl_truth gl_kafka_needs_in_sync(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    return is_at_least(ctx, value, argument, GL_STR("min.insync.replicas"));
}

/* MSK allows unclean election unless it is told not to. */
enum gl_truth gl_kafka_elects_clean(struct gl_check_ctx *ctx, const struct gl_value *value,
                                    const struct gl_value *argument)
{
    struct gl_str text, word;

    (void)argument;
    if (!gl_value_text_with_holes(ctx->scratch, value, &text))
        return gl_maybe(ctx, value);
    switch (gl_kafka_property(text, GL_STR("unclean.leader.election.enable"), &word)) {
    case GL_TRUE:
        return gl_truth_of(gl_str_eq_nocase(word, GL_STR("false")));
    case GL_FALSE:
        return GL_FALSE;
    case GL_MAYBE:
        break;
    }
    return gl_maybe(ctx, value);
}
