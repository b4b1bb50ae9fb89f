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

const char *gl_step_word(enum gl_step_kind kind)
{
    static const char *const words[] = {"origin",  "route",    "acl",    "group",  "gateway",
                                        "network", "listener", "target", "policy", "destination"};

    return words[kind];
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
    return gl_value_is_nothing(value) ? NULL : value;
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
    const struct gl_check *check = ctx->check;
    struct gl_str wanted = gl_str_of(name);

    for (size_t i = 0; i < check->param_len; i++) {
        if (gl_str_eq(check->params[i].name, wanted))
            return ctx->sink ? ctx->sink->asked[check->index].params[i] : &check->params[i].fallback;
    }
    return NULL;
}

bool gl_matches_any(const struct gl_value *patterns, struct gl_str text)
{
    struct gl_str pattern;

    for (size_t i = 0; i < gl_value_len(patterns); i++) {
        if (gl_value_text(gl_value_at(patterns, i), &pattern) && gl_str_glob(text, pattern, false))
            return true;
    }
    return false;
}

int64_t gl_parameter_i64(const struct gl_check_ctx *ctx, const char *name)
{
    int64_t number = 0;

    gl_scalar_as_i64(gl_parameter(ctx, name), GL_DIALECT_CORE, &number);
    return number;
}

static struct gl_portset parse_ports(struct gl_arena *arena, const struct gl_value *value)
{
    size_t len = gl_value_is(value, GL_LIST) ? value->u.list.len : 1;
    struct gl_portset *sets = GL_NEW_ARRAY(arena, struct gl_portset, len);
    struct gl_str text;

    for (size_t i = 0; i < len; i++) {
        if (!gl_value_text(gl_value_is(value, GL_LIST) ? gl_value_at(value, i) : value, &text) ||
            !gl_portset_parse(arena, text, &sets[i]))
            sets[i] = (struct gl_portset){0};
    }
    return gl_portset_union_all(arena, sets, len);
}

struct gl_portset gl_parameter_ports(struct gl_check_ctx *ctx, const char *name)
{
    const struct gl_value *value = gl_parameter(ctx, name);
    struct gl_sink *sink = ctx->sink;
    struct gl_portset ports;

    for (size_t i = 0; i < sink->memo_len; i++) {
        if (sink->memos[i].value == value)
            return sink->memos[i].ports;
    }
    ports = parse_ports(ctx->arena, value);
    if (sink->memo_len < GL_PORT_MEMOS)
        sink->memos[sink->memo_len++] = (struct gl_port_memo){value, ports};
    return ports;
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

/* The first origin at the place or after it. */
static size_t first_origin(const struct gl_resource *resource, struct gl_span at)
{
    size_t low = 0, high = resource->origin_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct gl_span here = resource->origins[middle].at;

        if (here.source < at.source || (here.source == at.source && here.begin < at.begin))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the text of the value was written, when the resource only refers to it. */
static void add_origin(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_value *at)
{
    const struct gl_resource *resource = finding->resource;
    uint64_t mark = gl_value_hash(at);

    for (size_t i = first_origin(resource, at->span); i < resource->origin_len; i++) {
        const struct gl_origin *origin = &resource->origins[i];

        if (origin->at.source != at->span.source || origin->at.begin != at->span.begin)
            return;
        if (origin->mark != mark)
            continue;
        gl_relate(ctx, finding, NULL, origin->span, "the value is set here");
        return;
    }
}

static uint64_t mark_of(const struct gl_value *at)
{
    const struct gl_resource *target = gl_value_target(at);

    return gl_value_hash(at) ^ (target ? gl_str_hash(target->name) : 0);
}

static bool is_kept(const struct gl_sink *sink, enum gl_verdict verdict)
{
    return sink->include & (1u << verdict);
}

/* Any line of a Secret may hold one of its values, also that of its name. */
static bool holds_secrets(const struct gl_resource *resource)
{
    return resource->object && gl_str_eq(resource->kind, GL_STR("Secret"));
}

struct gl_finding *gl_report_text(struct gl_check_ctx *ctx, enum gl_verdict verdict,
                                  const struct gl_value *at, struct gl_str message)
{
    struct gl_sink *sink = ctx->sink;
    struct gl_finding *finding;

    if (verdict == GL_OPEN && ctx->subject->is_partial)
        return NULL; /* hangs on what the resource that it configures states */
    if (verdict > sink->reported)
        sink->reported = verdict;
    if (!is_kept(sink, verdict))
        return NULL;
    finding = gl_sink_add(sink);
    *finding = (struct gl_finding){.check = ctx->check,
                                   .resource = ctx->subject,
                                   .verdict = verdict,
                                   .severity = sink->asked[ctx->check->index].severity,
                                   .span = ctx->subject->span,
                                   .message = message,
                                   .order = (uint64_t)ctx->subject->id << 32 | sink->made++,
                                   .is_secret = ctx->check->is_secret || holds_secrets(ctx->subject)};
    if (at && gl_span_is_set(at->span)) {
        finding->span = at->span;
        finding->mark = sink->needs_marks ? mark_of(at) : 0;
    }
    if (at && (at->flags & GL_VALUE_SECRET))
        finding->is_secret = true;
    if (verdict == GL_OPEN)
        add_reasons(ctx, finding);
    if (verdict == GL_OPEN || verdict == GL_FAIL)
        add_condition(ctx, finding);
    if ((verdict == GL_OPEN || verdict == GL_FAIL) && at && ctx->subject->origin_len)
        add_origin(ctx, finding, at);
    return finding;
}

struct gl_finding *gl_report(struct gl_check_ctx *ctx, enum gl_verdict verdict, const struct gl_value *at,
                             const char *format, ...)
{
    struct gl_buf *text = &ctx->sink->text;
    va_list args;

    if (!is_kept(ctx->sink, verdict))
        return gl_report_text(ctx, verdict, at, (struct gl_str){0});
    text->len = 0;
    va_start(args, format);
    gl_buf_vprintf(text, format, args);
    va_end(args);
    return gl_report_text(ctx, verdict, at, gl_arena_copy(ctx->arena, gl_buf_str(text)));
}

void gl_relate(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *resource,
               struct gl_span span, const char *format, ...)
{
    struct gl_buf *text = &ctx->sink->text;
    struct gl_related *related;
    va_list args;

    if (!finding || !gl_span_is_set(span))
        return;
    text->len = 0;
    va_start(args, format);
    gl_buf_vprintf(text, format, args);
    va_end(args);
    related = GL_PUSH(ctx->arena, finding->related, finding->related_len, finding->related_capacity);
    *related = (struct gl_related){span, gl_arena_copy(ctx->arena, gl_buf_str(text)), resource};
}

struct gl_step *gl_add_step(struct gl_check_ctx *ctx, struct gl_finding *finding, enum gl_step_kind kind,
                            const struct gl_resource *resource, struct gl_span span, const char *format, ...)
{
    struct gl_buf *text = &ctx->sink->text;
    struct gl_step *step;
    va_list args;

    if (!finding)
        return NULL;
    text->len = 0;
    va_start(args, format);
    gl_buf_vprintf(text, format, args);
    va_end(args);
    step = GL_PUSH(ctx->arena, finding->steps, finding->step_len, finding->step_capacity);
    *step = (struct gl_step){.kind = kind,
                             .message = gl_arena_copy(ctx->arena, gl_buf_str(text)),
                             .resource = resource,
                             .span = span};
    return step;
}

void gl_finding_move(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *to,
                     const struct gl_value *at)
{
    if (!finding || finding->resource == to)
        return;
    finding->resource = to;
    if (!at || !gl_span_is_set(at->span))
        finding->span = to->span;
    else if (to->origin_len)
        add_origin(ctx, finding, at);
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
