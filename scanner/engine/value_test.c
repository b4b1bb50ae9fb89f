/* Tests on one value, in Kleene logic: what is not known answers MAYBE unless its known parts decide. */
#include "base/ipset.h"
#include "engine/expr.h"
#include "engine/world.h"

static enum gl_dialect dialect_of(const struct gl_resource *resource)
{
    return resource && resource->unit ? resource->unit->dialect : GL_DIALECT_CLOUDFORMATION;
}

static bool is_undecided(const struct gl_value *value)
{
    return value->type == GL_UNKNOWN || value->type == GL_CHOICE;
}

/* Could the partly known text be `text`? Its known parts must occur in order, the first at the beginning if
 * nothing is unknown before it, the last at the end. */
static bool concat_may_be(const struct gl_value *concat, struct gl_str text, bool open_end)
{
    size_t at = 0;
    bool floating = false;

    for (size_t i = 0; i < concat->u.list.len; i++) {
        const struct gl_value *part = &concat->u.list.items[i];
        struct gl_str known;
        size_t hit;

        if (!gl_value_text(part, &known)) {
            floating = true;
            continue;
        }
        if (open_end && text.len - at <= known.len && !floating)
            return gl_str_starts_with(known, gl_str_from(text, at)) ||
                   gl_str_starts_with(gl_str_from(text, at), known);
        if (i + 1 == concat->u.list.len && !open_end)
            return floating ? gl_str_from(text, at).len >= known.len && gl_str_ends_with(text, known)
                            : gl_str_eq(gl_str_from(text, at), known);
        hit = floating ? gl_str_find(gl_str_from(text, at), known) : 0;
        if (open_end && floating)
            return true;
        if (hit == GL_STR_NONE || !gl_str_starts_with(gl_str_from(text, at + hit), known))
            return false;
        at += hit + known.len;
        floating = false;
    }
    return floating || open_end || at == text.len;
}

static enum gl_truth concat_starts_with(const struct gl_value *concat, struct gl_str prefix)
{
    struct gl_str first;

    if (concat->u.list.len && gl_value_text(&concat->u.list.items[0], &first)) {
        if (gl_str_starts_with(first, prefix))
            return GL_TRUE;
        return gl_str_starts_with(prefix, first) ? GL_MAYBE : GL_FALSE;
    }
    return GL_MAYBE;
}

static enum gl_truth concat_ends_with(const struct gl_value *concat, struct gl_str suffix)
{
    struct gl_str last;

    if (concat->u.list.len && gl_value_text(&concat->u.list.items[concat->u.list.len - 1], &last)) {
        if (gl_str_ends_with(last, suffix))
            return GL_TRUE;
        return gl_str_ends_with(suffix, last) ? GL_MAYBE : GL_FALSE;
    }
    return GL_MAYBE;
}

static enum gl_truth concat_contains(const struct gl_value *concat, struct gl_str needle)
{
    struct gl_str known;

    for (size_t i = 0; i < concat->u.list.len; i++) {
        if (gl_value_text(&concat->u.list.items[i], &known) && gl_str_contains(known, needle))
            return GL_TRUE;
    }
    return GL_MAYBE;
}

static enum gl_truth equals(const struct gl_value *value, const struct gl_value *wanted,
                            enum gl_dialect dialect, bool nocase)
{
    struct gl_str a, b;
    bool x, y;
    double m, n;
    enum gl_type type = gl_scalar_type(wanted, GL_DIALECT_CORE);

    if (is_undecided(value))
        return GL_MAYBE;
    if (value->type == GL_REF)
        return wanted->type == GL_REF ? gl_truth_of(value->u.ref->target == wanted->u.ref->target) : GL_FALSE;
    if (!gl_value_text(wanted, &b))
        return is_undecided(wanted) || wanted->type == GL_CONCAT ? GL_MAYBE : GL_FALSE;
    if (value->type == GL_CONCAT)
        return concat_may_be(value, b, false) ? GL_MAYBE : GL_FALSE;
    if (type == GL_BOOL && gl_scalar_as_bool(wanted, GL_DIALECT_CORE, &y))
        return gl_truth_of(gl_scalar_as_bool(value, dialect, &x) && x == y);
    if (!gl_value_text(value, &a))
        return GL_FALSE;
    if (type == GL_NUMBER && gl_scalar_as_double(wanted, GL_DIALECT_CORE, &n) &&
        gl_scalar_as_double(value, dialect, &m))
        return gl_truth_of(!(m < n) && !(m > n));
    return gl_truth_of(nocase ? gl_str_eq_nocase(a, b) : gl_str_eq(a, b));
}

static enum gl_truth in_list(struct gl_check_ctx *ctx, const struct gl_value *value,
                             const struct gl_value *list, enum gl_dialect dialect)
{
    enum gl_truth answer = GL_FALSE;

    if (list->type != GL_LIST)
        return equals(value, list, dialect, false);
    for (size_t i = 0; i < list->u.list.len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, equals(value, gl_pick(ctx, &list->u.list.items[i]), dialect, false));
    return answer;
}

/* Substring of text, or element of a list. */
static enum gl_truth contains(struct gl_check_ctx *ctx, const struct gl_value *value,
                              const struct gl_value *wanted, enum gl_dialect dialect)
{
    struct gl_str text, needle;
    enum gl_truth answer = GL_FALSE;

    if (is_undecided(value))
        return GL_MAYBE;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len && answer != GL_TRUE; i++)
            answer =
                gl_truth_or(answer, equals(gl_pick(ctx, &value->u.list.items[i]), wanted, dialect, false));
        return answer;
    }
    if (!gl_value_text(wanted, &needle))
        return GL_FALSE;
    if (value->type == GL_CONCAT)
        return concat_contains(value, needle);
    return gl_truth_of(gl_value_text(value, &text) && gl_str_contains(text, needle));
}

static enum gl_truth matches(struct gl_check_ctx *ctx, const struct gl_value *value, const regex_t *regex)
{
    struct gl_str text;

    if (is_undecided(value) || value->type == GL_CONCAT)
        return GL_MAYBE;
    if (!gl_value_text(value, &text))
        return GL_FALSE;
    return gl_truth_of(regexec(regex, gl_arena_copy(ctx->scratch, text).ptr, 0, NULL, 0) == 0);
}

static enum gl_truth affix(const struct gl_value *value, const struct gl_value *wanted,
                           enum gl_test_kind kind)
{
    struct gl_str text, part;

    if (is_undecided(value))
        return GL_MAYBE;
    if (!gl_value_text(wanted, &part))
        return GL_FALSE;
    if (value->type == GL_CONCAT)
        return kind == GL_TEST_STARTS_WITH ? concat_starts_with(value, part)
               : kind == GL_TEST_ENDS_WITH ? concat_ends_with(value, part)
                                           : GL_MAYBE;
    if (!gl_value_text(value, &text))
        return GL_FALSE;
    if (kind == GL_TEST_GLOB)
        return gl_truth_of(gl_str_glob(text, part, false));
    return gl_truth_of(kind == GL_TEST_STARTS_WITH ? gl_str_starts_with(text, part)
                                                   : gl_str_ends_with(text, part));
}

static enum gl_truth compare(const struct gl_value *value, const struct gl_value *wanted,
                             enum gl_test_kind kind, enum gl_dialect dialect)
{
    double a, b;

    if (is_undecided(value) || value->type == GL_CONCAT || value->type == GL_REF || is_undecided(wanted) ||
        wanted->type == GL_REF)
        return GL_MAYBE;
    if (!gl_scalar_as_double(value, dialect, &a))
        return GL_FALSE;
    if (!gl_scalar_as_double(wanted, GL_DIALECT_CORE, &b) && !gl_scalar_as_double(wanted, dialect, &b))
        return GL_FALSE;
    if (kind == GL_TEST_AT_LEAST)
        return gl_truth_of(a >= b);
    if (kind == GL_TEST_AT_MOST)
        return gl_truth_of(a <= b);
    return gl_truth_of(kind == GL_TEST_GREATER_THAN ? a > b : a < b);
}

static enum gl_truth has_type(const struct gl_value *value, const struct gl_value *wanted,
                              enum gl_dialect dialect)
{
    enum gl_type type;

    if (is_undecided(value))
        return GL_MAYBE;
    type = value->type == GL_CONCAT || value->type == GL_REF ? GL_STRING : gl_scalar_type(value, dialect);
    return gl_truth_of((gl_value_text_is(wanted, "list") && type == GL_LIST) ||
                       (gl_value_text_is(wanted, "map") && type == GL_MAP) ||
                       (gl_value_text_is(wanted, "bool") && type == GL_BOOL) ||
                       (gl_value_text_is(wanted, "number") && type == GL_NUMBER) ||
                       (gl_value_text_is(wanted, "string") && type == GL_STRING));
}

/* A list or map of which every element was removed is empty. */
static enum gl_truth is_empty(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    struct gl_str text;
    enum gl_truth answer = GL_TRUE;

    if (value->type == GL_UNKNOWN &&
        (value->u.unknown->reason == GL_WHY_DYNAMIC || value->u.unknown->reason == GL_WHY_ATTRIBUTE))
        return GL_FALSE; /* a deployment resolves it to something or fails */
    if (is_undecided(value))
        return GL_MAYBE;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            const struct gl_value *item = gl_pick(ctx, &value->u.list.items[i]);

            answer = gl_truth_and(answer, item->type == GL_ABSENT   ? GL_TRUE
                                          : item->type == GL_CHOICE ? GL_MAYBE
                                                                    : GL_FALSE);
        }
        return answer;
    }
    if (value->type == GL_MAP)
        return gl_truth_of(value->u.map.len == 0);
    return gl_truth_of(gl_value_text(value, &text) && text.len == 0);
}

/* Written in the template itself: nothing that is passed in, looked up or resolved at deployment. */
static enum gl_truth is_literal(const struct gl_value *value)
{
    struct gl_str text;

    if (value->type == GL_CHOICE)
        return GL_MAYBE;
    if (!gl_value_text(value, &text))
        return gl_truth_of(value->type == GL_LIST || value->type == GL_MAP);
    return gl_truth_of(!gl_str_starts_with(text, GL_STR("{{resolve:")));
}

static enum gl_truth refers_to(struct gl_check_ctx *ctx, const struct gl_value *value,
                               const struct gl_value *kinds)
{
    const struct gl_resource *target = gl_value_target(value);
    struct gl_str kind;

    if (!target)
        target = gl_graph_named_by(ctx->graph, value, ctx->subject);
    if (!target)
        return is_undecided(value) || value->type == GL_CONCAT ? GL_MAYBE : GL_FALSE;
    if (kinds->type != GL_LIST)
        return gl_truth_of(gl_value_text(kinds, &kind) && gl_str_eq(kind, target->kind));
    for (size_t i = 0; i < kinds->u.list.len; i++) {
        if (gl_value_text(&kinds->u.list.items[i], &kind) && gl_str_eq(kind, target->kind))
            return GL_TRUE;
    }
    return GL_FALSE;
}

static void add_cidr(struct gl_check_ctx *ctx, const struct gl_value *value, struct gl_ipset *sure,
                     bool *ret_unsure)
{
    struct gl_ipset one;
    const char *why;
    struct gl_str text, sub;

    value = gl_pick(ctx, value);
    if (!gl_value_text(value, &text)) {
        /* "${Anything}/0" is every address whatever it is */
        if (value->type == GL_CONCAT && concat_ends_with(value, GL_STR("/0")) == GL_TRUE)
            text = concat_contains(value, GL_STR(":")) == GL_TRUE ? GL_STR("::/0") : GL_STR("0.0.0.0/0");
        else {
            *ret_unsure |= value->type != GL_ABSENT;
            return;
        }
    }
    while (gl_str_cut(&text, ',', &sub)) {
        if (gl_ipset_parse(ctx->scratch, gl_str_trim(sub), &one, &why) == GL_OK)
            *sure = gl_ipset_union(ctx->scratch, *sure, one);
    }
}

static enum gl_truth covers_internet(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    struct gl_ipset sure = {0};
    bool unsure = false;

    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            add_cidr(ctx, &value->u.list.items[i], &sure, &unsure);
    } else {
        add_cidr(ctx, value, &sure, &unsure);
    }
    if (gl_ipset_is_internet(sure))
        return GL_TRUE;
    return unsure ? GL_MAYBE : GL_FALSE;
}

/* An action pattern of IAM ("kms:*", "*", "s3:Get?bject") or a list of them; actions ignore case. */
static enum gl_truth allows(struct gl_check_ctx *ctx, const struct gl_value *value,
                            const struct gl_value *action)
{
    struct gl_str pattern, wanted;
    enum gl_truth answer = GL_FALSE;

    if (is_undecided(value) || value->type == GL_CONCAT)
        return GL_MAYBE;
    if (!gl_value_text(action, &wanted))
        return GL_FALSE;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len && answer != GL_TRUE; i++)
            answer = gl_truth_or(answer, allows(ctx, gl_pick(ctx, &value->u.list.items[i]), action));
        return answer;
    }
    return gl_truth_of(gl_value_text(value, &pattern) && gl_str_glob(wanted, pattern, true));
}

static enum gl_truth lookup(const struct gl_test *test, const struct gl_value *value,
                            const struct gl_value *wanted)
{
    const struct gl_value *rows = test->table;
    struct gl_str key, cell, want;

    if (is_undecided(value) || value->type == GL_CONCAT)
        return GL_MAYBE;
    if (!gl_value_text(value, &key) || !gl_value_text(wanted, &want))
        return test->missing;
    for (size_t i = 1; i < rows->u.list.len; i++) {
        const struct gl_value *row = &rows->u.list.items[i];

        if (gl_value_text(gl_value_at(row, 0), &cell) && gl_str_eq(cell, key))
            return gl_truth_of(gl_value_text(gl_value_at(row, test->column), &cell) && gl_str_eq(cell, want));
    }
    return test->missing;
}

const struct gl_value *gl_argument_value(struct gl_check_ctx *ctx, const struct gl_argument *argument,
                                         const struct gl_resource *resource, const struct gl_value *element)
{
    if (argument->param.len)
        return gl_parameter(ctx, argument->param.ptr);
    if (argument->path)
        return gl_path_get(ctx, argument->path, gl_path_start(argument->path, resource, element));
    return argument->literal;
}

static enum gl_truth is_there(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    if (!value)
        return GL_FALSE;
    if (value->type == GL_UNKNOWN &&
        (value->u.unknown->reason == GL_WHY_MACRO || value->u.unknown->reason == GL_WHY_UNTOLD)) {
        gl_culprit(ctx, value);
        return GL_MAYBE;
    }
    return value->type == GL_CHOICE ? GL_MAYBE : GL_TRUE;
}

enum gl_truth gl_test_judge(struct gl_check_ctx *ctx, const struct gl_test *test,
                            const struct gl_value *value, const struct gl_resource *resource,
                            const struct gl_value *element)
{
    const struct gl_value *wanted = gl_argument_value(ctx, &test->argument, resource, element);
    enum gl_dialect dialect = dialect_of(resource);
    bool flag = true;

    if (test->kind == GL_TEST_EXISTS || test->kind == GL_TEST_EMPTY || test->kind == GL_TEST_LITERAL) {
        enum gl_truth truth = test->kind == GL_TEST_EXISTS  ? is_there(ctx, value)
                              : test->kind == GL_TEST_EMPTY ? is_empty(ctx, value)
                                                            : is_literal(value);

        gl_scalar_as_bool(wanted, GL_DIALECT_CORE, &flag);
        return flag ? truth : gl_truth_not(truth);
    }
    if (!value || !wanted)
        return GL_FALSE;
    if (is_undecided(wanted))
        gl_culprit(ctx, wanted);
    switch (test->kind) {
    case GL_TEST_IS:
        return equals(value, wanted, dialect, false);
    case GL_TEST_IS_NOT:
        return gl_truth_not(equals(value, wanted, dialect, false));
    case GL_TEST_IS_NOCASE:
        return equals(value, wanted, dialect, true);
    case GL_TEST_IN:
        return in_list(ctx, value, wanted, dialect);
    case GL_TEST_NOT_IN:
        return gl_truth_not(in_list(ctx, value, wanted, dialect));
    case GL_TEST_MATCHES:
        return matches(ctx, value, test->regex);
    case GL_TEST_GLOB:
    case GL_TEST_STARTS_WITH:
    case GL_TEST_ENDS_WITH:
        return affix(value, wanted, test->kind);
    case GL_TEST_CONTAINS:
        return contains(ctx, value, wanted, dialect);
    case GL_TEST_AT_LEAST:
    case GL_TEST_AT_MOST:
    case GL_TEST_GREATER_THAN:
    case GL_TEST_LESS_THAN:
        return compare(value, wanted, test->kind, dialect);
    case GL_TEST_TYPE:
        return has_type(value, wanted, dialect);
    case GL_TEST_REFERS_TO:
        return refers_to(ctx, value, wanted);
    case GL_TEST_COVERS:
        return covers_internet(ctx, value);
    case GL_TEST_ALLOWS:
        return allows(ctx, value, wanted);
    case GL_TEST_LOOKUP:
        return lookup(test, value, wanted);
    case GL_TEST_EXISTS:
    case GL_TEST_EMPTY:
    case GL_TEST_LITERAL:
        break;
    }
    gl_bug("test kind", __FILE__, __LINE__);
}
