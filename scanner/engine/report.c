/* What checks call: reading properties, remembering reasons, reporting. */
#include <stdarg.h>

#include "engine/message.h"
#include "engine/run.h"
#include "engine/world.h"

const char *gl_verdict_word(enum gl_verdict verdict)
{
    static const char *const words[] = {"not-applicable", "pass", "open", "fail"};

    return words[verdict];
}

const char *gl_severity_word(enum gl_severity severity)
{
    static const char *const words[] = {"low", "medium", "high", "critical"};

    return words[severity];
}

bool gl_severity_parse(struct gl_str word, enum gl_severity *ret_severity)
{
    for (int i = GL_LOW; i <= GL_CRITICAL; i++) {
        if (gl_str_eq(word, gl_str_of(gl_severity_word((enum gl_severity)i)))) {
            *ret_severity = (enum gl_severity)i;
            return true;
        }
    }
    return false;
}

const struct gl_value *gl_property(const struct gl_resource *resource, const char *path)
{
    struct gl_str rest = gl_str_of(path), step;
    const struct gl_value *value = &resource->properties;

    while (value && gl_str_cut(&rest, '.', &step)) {
        value = gl_value_resolve(value);
        if (value->type != GL_MAP)
            return value->type == GL_UNKNOWN || value->type == GL_CHOICE ? value : NULL;
        value = gl_value_get(value, step);
    }
    value = gl_value_resolve(value);
    return gl_value_is(value, GL_NULL) || gl_value_is(value, GL_ABSENT) ? NULL : value;
}

enum gl_truth gl_property_bool(struct gl_check_ctx *ctx, const struct gl_resource *resource, const char *path,
                               enum gl_truth absent)
{
    const struct gl_value *value = gl_pick(ctx, gl_property(resource, path));
    enum gl_dialect dialect = resource->unit ? resource->unit->dialect : GL_DIALECT_CLOUDFORMATION;
    bool boolean;

    if (!value || value->type == GL_ABSENT)
        return absent;
    if (gl_scalar_as_bool(value, dialect, &boolean))
        return gl_truth_of(boolean);
    gl_culprit(ctx, value);
    return GL_MAYBE;
}

const struct gl_value *gl_parameter(const struct gl_check_ctx *ctx, const char *name)
{
    const struct gl_asked *asked = ctx->sink ? &ctx->sink->asked[ctx->check->index] : NULL;
    const struct gl_value *given = asked ? gl_value_get(asked->params, gl_str_of(name)) : NULL;

    if (given)
        return given;
    for (size_t i = 0; i < ctx->check->param_len; i++) {
        if (gl_str_eq(ctx->check->params[i].name, gl_str_of(name)))
            return &ctx->check->params[i].fallback;
    }
    return NULL;
}

int64_t gl_parameter_i64(const struct gl_check_ctx *ctx, const char *name)
{
    int64_t number = 0;

    gl_scalar_as_i64(gl_parameter(ctx, name), GL_DIALECT_CORE, &number);
    return number;
}

void gl_culprit(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    if (!value)
        return;
    for (size_t i = 0; i < ctx->culprit_len; i++) {
        if (ctx->culprits[i] == value)
            return;
    }
    if (ctx->culprit_len < GL_MAX_CULPRITS)
        ctx->culprits[ctx->culprit_len++] = value;
}

void gl_culprit_choice(struct gl_check_ctx *ctx, const struct gl_choice *choice)
{
    struct gl_value *value = GL_NEW(ctx->scratch, struct gl_value);

    for (size_t i = 0; i < ctx->culprit_len; i++) {
        if (ctx->culprits[i]->type == GL_CHOICE && ctx->culprits[i]->u.choice->variable == choice->variable)
            return;
    }
    *value = (struct gl_value){.type = GL_CHOICE, .span = choice->from, .u.choice = choice};
    gl_culprit(ctx, value);
}

static struct gl_span declared_at(const struct gl_value *value)
{
    if (value->type == GL_UNKNOWN)
        return value->u.unknown->from;
    if (value->type == GL_CHOICE)
        return value->u.choice->from;
    if (value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            struct gl_span span = declared_at(&value->u.list.items[i]);

            if (gl_span_is_set(span))
                return span;
        }
    }
    return (struct gl_span){0};
}

/* ": parameter OfficeCidr has no value", and the place where each is declared. */
static void add_reasons(struct gl_check_ctx *ctx, struct gl_finding *finding)
{
    struct gl_buf out;
    size_t told = 0;

    gl_buf_init(&out);
    gl_buf_add(&out, finding->message);
    for (size_t i = 0; i < ctx->culprit_len; i++) {
        struct gl_str why = gl_describe_unknown(ctx->arena, ctx->culprits[i]);

        if (gl_str_contains(gl_buf_str(&out), why))
            continue;
        gl_buf_add(&out, told++ == 0 ? GL_STR(" (") : GL_STR("; "));
        gl_buf_add(&out, why);
        gl_relate(ctx, finding, NULL, declared_at(ctx->culprits[i]), "%.*s", GL_STR_ARG(why));
    }
    if (told > 0)
        gl_buf_add_char(&out, ')');
    finding->message = gl_arena_copy(ctx->arena, gl_buf_str(&out));
    gl_buf_free(&out);
}

static void add_condition(struct gl_check_ctx *ctx, struct gl_finding *finding)
{
    const struct gl_choice *condition = ctx->subject->condition;

    if (!condition)
        return;
    finding->message = gl_arena_printf(ctx->arena, "%.*s, when %.*s holds", GL_STR_ARG(finding->message),
                                       GL_STR_ARG(condition->what));
    gl_relate(ctx, finding, NULL, condition->from, "%.*s is not decided in this scan",
              GL_STR_ARG(condition->what));
}

static uint64_t mark_of(const struct gl_value *at)
{
    const struct gl_resource *target = gl_value_target(at);

    return gl_value_hash(at) ^ (target ? gl_str_hash(target->name) : 0);
}

struct gl_finding *gl_report(struct gl_check_ctx *ctx, enum gl_verdict verdict, const struct gl_value *at,
                             const char *format, ...)
{
    struct gl_sink *sink = ctx->sink;
    struct gl_finding *finding;
    struct gl_buf text;
    va_list args, again;
    int len;

    if (verdict > sink->reported)
        sink->reported = verdict;
    if (!(sink->include & (1u << verdict)))
        return NULL;
    finding = GL_PUSH(&sink->arena, sink->findings.items, sink->findings.len, sink->findings.capacity);
    *finding = (struct gl_finding){.check = ctx->check,
                                   .resource = ctx->subject,
                                   .verdict = verdict,
                                   .severity = sink->asked[ctx->check->index].severity,
                                   .span = ctx->subject->span,
                                   .is_secret = ctx->check->is_secret};
    if (at && gl_span_is_set(at->span)) {
        finding->span = at->span;
        finding->mark = mark_of(at);
    }
    if (at && (at->flags & GL_VALUE_SECRET))
        finding->is_secret = true;
    gl_buf_init(&text);
    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    gl_buf_reserve(&text, (size_t)len + 1);
    vsnprintf(text.ptr, (size_t)len + 1, format, again);
    va_end(again);
    finding->message = gl_arena_copy(&sink->arena, (struct gl_str){text.ptr, (size_t)len});
    gl_buf_free(&text);
    if (verdict == GL_OPEN)
        add_reasons(ctx, finding);
    if (verdict == GL_OPEN || verdict == GL_FAIL)
        add_condition(ctx, finding);
    return finding;
}

void gl_relate(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *resource,
               struct gl_span span, const char *format, ...)
{
    struct gl_related *related;
    va_list args;
    char text[512];

    if (!finding || !gl_span_is_set(span))
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    related = GL_PUSH(ctx->arena, finding->related, finding->related_len, finding->related_capacity);
    *related = (struct gl_related){span, gl_arena_copy(ctx->arena, gl_str_of(text)), resource};
}

void gl_finding_property(struct gl_finding *finding, struct gl_str property)
{
    if (finding)
        finding->property = property;
}

void gl_finding_wanted(struct gl_finding *finding, struct gl_str wanted)
{
    if (finding)
        finding->wanted = wanted;
}
