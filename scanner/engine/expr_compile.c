/* YAML to expressions. The first key that names a form decides; unknown keys are told with a suggestion. */
#include <stdarg.h>

#include "engine/expr.h"
#include "engine/schema.h"

struct form {
    const char *key;
    enum gl_expr_kind kind;
    const char *const *keys;
    size_t key_len;
};

#define KEYS(...)                                                                                            \
    (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

static const char *const test_names[] = {
    [GL_TEST_IS] = "is",
    [GL_TEST_IS_NOT] = "is_not",
    [GL_TEST_IS_NOCASE] = "is_nocase",
    [GL_TEST_IN] = "in",
    [GL_TEST_NOT_IN] = "not_in",
    [GL_TEST_EXISTS] = "exists",
    [GL_TEST_MATCHES] = "matches",
    [GL_TEST_GLOB] = "glob",
    [GL_TEST_CONTAINS] = "contains",
    [GL_TEST_STARTS_WITH] = "starts_with",
    [GL_TEST_ENDS_WITH] = "ends_with",
    [GL_TEST_AT_LEAST] = "at_least",
    [GL_TEST_AT_MOST] = "at_most",
    [GL_TEST_GREATER_THAN] = "greater_than",
    [GL_TEST_LESS_THAN] = "less_than",
    [GL_TEST_TYPE] = "type",
    [GL_TEST_EMPTY] = "empty",
    [GL_TEST_LITERAL] = "literal",
    [GL_TEST_REFERS_TO] = "refers_to",
    [GL_TEST_COVERS] = "covers",
    [GL_TEST_ALLOWS] = "allows",
    [GL_TEST_LOOKUP] = "lookup",
};

enum { TESTS = sizeof test_names / sizeof *test_names };

static const struct form forms[] = {
    {"all", GL_EXPR_ALL, KEYS("all")},
    {"any", GL_EXPR_ANY, KEYS("any")},
    {"not", GL_EXPR_NOT, KEYS("not")},
    {"some", GL_EXPR_SOME, KEYS("some", "where")},
    {"every", GL_EXPR_EVERY, KEYS("every", "where")},
    {"none", GL_EXPR_NONE, KEYS("none", "where")},
    {"count", GL_EXPR_COUNT, KEYS("count", "where", "at_least", "at_most")},
    {"distinct", GL_EXPR_DISTINCT, KEYS("distinct", "at_least", "at_most")},
    {"follow", GL_EXPR_FOLLOW, KEYS("follow", "where", "missing", "outside")},
    {"referrer", GL_EXPR_REFERRER, KEYS("referrer", "via", "where", "at_least")},
    {"kind", GL_EXPR_KIND, KEYS("kind")},
    {"environment", GL_EXPR_ENVIRONMENT, KEYS("environment", "absent")},
    {"test", GL_EXPR_NATIVE, KEYS("test", "path", "with", "absent")},
    {"value", GL_EXPR_VALUE, KEYS("value")},
    {"path", GL_EXPR_TESTS, NULL, 0},
    {"param", GL_EXPR_TESTS, NULL, 0},
};

static struct gl_schema schema_of(struct gl_compiler *compiler)
{
    return (struct gl_schema){.arena = compiler->arena, .diags = compiler->diags};
}

__attribute__((format(printf, 3, 4))) static void complain(struct gl_compiler *compiler, struct gl_span span,
                                                           const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gl_diag_add(compiler->diags, GL_DIAG_USAGE, span, NULL, "%s", text);
    compiler->failed = true;
}

static bool compile_path(struct gl_compiler *compiler, const struct gl_value *yaml, struct gl_path *ret_path)
{
    const char *why = NULL;
    struct gl_str text;

    if (!yaml)
        return true; /* an empty path: the current element */
    if (!gl_value_text(yaml, &text)) {
        complain(compiler, yaml->span, "a property path is a text");
        return false;
    }
    if (!gl_path_compile(compiler->arena, text, ret_path, &why)) {
        complain(compiler, yaml->span, "\"%.*s\" is no property path: %s", GL_STR_ARG(text), why);
        return false;
    }
    return true;
}

static bool has_param(const struct gl_compiler *compiler, struct gl_str name)
{
    for (size_t i = 0; i < compiler->param_len; i++) {
        if (gl_str_eq(compiler->params[i].name, name))
            return true;
    }
    return false;
}

static struct gl_str compile_param(struct gl_compiler *compiler, const struct gl_value *yaml)
{
    struct gl_str name = {0};

    if (!gl_value_text(yaml, &name) || !has_param(compiler, name))
        complain(compiler, yaml->span, "parameter \"%.*s\" is not among this check's params",
                 GL_STR_ARG(name));
    return gl_arena_copy(compiler->arena, name);
}

/* An unquoted true or false, which then need not be looked up word by word for every resource. */
static const struct gl_value *compile_literal(struct gl_arena *arena, const struct gl_value *yaml)
{
    bool is_true = gl_value_text_is(yaml, "true");
    struct gl_value *boolean;

    if (gl_scalar_type(yaml, GL_DIALECT_CORE) != GL_BOOL || !(is_true || gl_value_text_is(yaml, "false")))
        return yaml;
    boolean = GL_NEW(arena, struct gl_value);
    *boolean = gl_value_bool(is_true, yaml->span);
    return boolean;
}

static void compile_argument(struct gl_compiler *compiler, const struct gl_value *yaml,
                             struct gl_argument *argument)
{
    const struct gl_value *param = gl_value_get(yaml, GL_STR("param")),
                          *path = gl_value_get(yaml, GL_STR("path"));

    if (param) {
        argument->param = compile_param(compiler, param);
    } else if (path) {
        struct gl_path *compiled = GL_NEW(compiler->arena, struct gl_path);

        compile_path(compiler, path, compiled);
        argument->path = compiled;
    } else {
        argument->literal = compile_literal(compiler->arena, yaml);
    }
}

enum { MAX_REGEX = 400 };

/* libc expands a{m,n}: two of them nested would take all memory. */
static bool is_modest(struct gl_str text)
{
    size_t bounds = 0;

    for (size_t i = 0; i < text.len; i++)
        bounds += text.ptr[i] == '{';
    return text.len <= MAX_REGEX && bounds <= 1;
}

static void compile_regex(struct gl_compiler *compiler, struct gl_test *test, const struct gl_value *yaml)
{
    struct gl_str text;
    regex_t *regex;

    if (!gl_value_text(yaml, &text) || !is_modest(text)) {
        complain(compiler, yaml->span,
                 "\"matches\" takes a regular expression of at most %d bytes with one {m,n}", MAX_REGEX);
        return;
    }
    regex = GL_NEW(compiler->arena, regex_t);
    if (regcomp(regex, gl_arena_copy(compiler->arena, text).ptr, REG_EXTENDED | REG_NOSUB) != 0) {
        complain(compiler, yaml->span, "\"%.*s\" is no POSIX extended regular expression", GL_STR_ARG(text));
        return;
    }
    test->regex = regex;
    *GL_PUSH(compiler->arena, compiler->regexes->items, compiler->regexes->len, compiler->regexes->capacity) =
        regex;
}

void gl_regexes_free(struct gl_regexes *regexes)
{
    for (size_t i = 0; i < regexes->len; i++)
        regfree(regexes->items[i]);
    *regexes = (struct gl_regexes){0};
}

static void compile_lookup(struct gl_compiler *compiler, struct gl_test *test, const struct gl_value *yaml)
{
    static const char *const keys[] = {"table", "column", "is", "missing"};
    struct gl_schema schema = schema_of(compiler);
    struct gl_str table, column, name;
    const struct gl_value *header;

    if (!gl_schema_keys(&schema, yaml, "lookup", keys, sizeof keys / sizeof *keys)) {
        compiler->failed = true;
        return;
    }
    table = gl_schema_text(&schema, yaml, "table");
    column = gl_schema_text(&schema, yaml, "column");
    test->missing = gl_schema_truth(&schema, yaml, "missing", GL_MAYBE);
    test->argument.literal = gl_value_get(yaml, GL_STR("is"));
    test->table = gl_table_find(table);
    compiler->failed |= schema.failed;
    if (!test->table) {
        complain(compiler, yaml->span, "there is no table \"%.*s\"", GL_STR_ARG(table));
        return;
    }
    header = gl_value_at(test->table, 0);
    for (test->column = 0; test->column < gl_value_len(header); test->column++) {
        if (gl_value_text(gl_value_at(header, test->column), &name) && gl_str_eq(name, column))
            return;
    }
    complain(compiler, yaml->span, "table \"%.*s\" has no column \"%.*s\"", GL_STR_ARG(table),
             GL_STR_ARG(column));
}

static bool find_test(struct gl_str key, enum gl_test_kind *ret_kind)
{
    for (size_t i = 0; i < TESTS; i++) {
        if (gl_str_eq(key, gl_str_of(test_names[i]))) {
            *ret_kind = (enum gl_test_kind)i;
            return true;
        }
    }
    return false;
}

static void compile_tests(struct gl_compiler *compiler, const struct gl_value *yaml, struct gl_expr *expr)
{
    struct gl_schema schema = schema_of(compiler);
    const struct gl_value *param = gl_value_get(yaml, GL_STR("param"));
    const char *known[TESTS + 3] = {"path", "param", "absent"};

    for (size_t i = 0; i < TESTS; i++)
        known[i + 3] = test_names[i];
    gl_schema_keys(&schema, yaml, "test", known, TESTS + 3);
    if (param)
        expr->param = compile_param(compiler, param);
    else
        compile_path(compiler, gl_value_get(yaml, GL_STR("path")), &expr->path);
    expr->truth = gl_schema_truth(&schema, yaml, "absent", GL_FALSE);
    expr->tests = GL_NEW_ARRAY(compiler->arena, struct gl_test, yaml->u.map.len);
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        const struct gl_member *member = &yaml->u.map.members[i];
        struct gl_test *test = &expr->tests[expr->test_len];

        if (!find_test(member->key, &test->kind))
            continue;
        expr->test_len++;
        if (test->kind == GL_TEST_LOOKUP)
            compile_lookup(compiler, test, &member->value);
        else
            compile_argument(compiler, &member->value, &test->argument);
        if (test->kind == GL_TEST_MATCHES)
            compile_regex(compiler, test, &member->value);
        if (test->kind == GL_TEST_COVERS && !gl_value_text_is(&member->value, "internet"))
            complain(compiler, member->value.span, "\"covers\" takes the word internet");
    }
    if (expr->test_len == 0)
        complain(compiler, yaml->span, "no test is named here; write for example \"is: true\"");
    compiler->failed |= schema.failed;
}

static void compile_operands(struct gl_compiler *compiler, const struct gl_value *yaml, struct gl_expr *expr,
                             bool is_list)
{
    size_t len = yaml ? 1 : 0;

    if (is_list) {
        gl_assert(yaml); /* the key of a list of operands was found */
        if (!gl_value_is(yaml, GL_LIST)) {
            complain(compiler, yaml->span, "a list of expressions is expected here");
            return;
        }
        len = yaml->u.list.len;
    }
    expr->operands = GL_NEW_ARRAY(compiler->arena, const struct gl_expr *, len);
    for (size_t i = 0; i < len; i++) {
        const struct gl_expr *operand = gl_expr_compile(compiler, is_list ? &yaml->u.list.items[i] : yaml);

        if (operand)
            expr->operands[expr->operand_len++] = operand;
    }
}

static void compile_native(struct gl_compiler *compiler, const struct gl_value *yaml, struct gl_expr *expr)
{
    const struct gl_value *name = gl_value_get(yaml, GL_STR("test"));
    struct gl_str text = {0};

    compile_path(compiler, gl_value_get(yaml, GL_STR("path")), &expr->path);
    if (gl_value_get(yaml, GL_STR("with")))
        compile_argument(compiler, gl_value_get(yaml, GL_STR("with")), &expr->with);
    if (gl_value_text(name, &text))
        expr->native = gl_native_test_find(text);
    if (!expr->native)
        complain(compiler, name->span, "there is no test \"%.*s\" in checks/natives.def", GL_STR_ARG(text));
}

static void compile_form(struct gl_compiler *compiler, const struct gl_value *yaml, const struct form *form,
                         struct gl_expr *expr)
{
    const struct gl_value *main = gl_value_get(yaml, gl_str_of(form->key));
    struct gl_schema schema = schema_of(compiler);

    if (form->keys)
        gl_schema_keys(&schema, yaml, "form", form->keys, form->key_len);
    if (gl_value_get(gl_value_get(yaml, GL_STR("at_least")), GL_STR("param")))
        compile_argument(compiler, gl_value_get(yaml, GL_STR("at_least")), &expr->at_least_argument);
    else
        expr->at_least = gl_schema_i64(&schema, yaml, "at_least", -1);
    expr->at_most = gl_schema_i64(&schema, yaml, "at_most", -1);
    switch (form->kind) {
    case GL_EXPR_ALL:
    case GL_EXPR_ANY:
        compile_operands(compiler, main, expr, true);
        break;
    case GL_EXPR_NOT:
        compile_operands(compiler, main, expr, false);
        break;
    case GL_EXPR_SOME:
    case GL_EXPR_EVERY:
    case GL_EXPR_NONE:
    case GL_EXPR_COUNT:
    case GL_EXPR_DISTINCT:
        compile_path(compiler, main, &expr->path);
        compile_operands(compiler, gl_value_get(yaml, GL_STR("where")), expr, false);
        break;
    case GL_EXPR_FOLLOW:
        compile_path(compiler, main, &expr->path);
        expr->truth = gl_schema_truth(&schema, yaml, "missing", GL_FALSE);
        expr->outside = gl_schema_truth(&schema, yaml, "outside", GL_MAYBE);
        compile_operands(compiler, gl_value_get(yaml, GL_STR("where")), expr, false);
        break;
    case GL_EXPR_REFERRER:
        expr->words = gl_schema_kinds(&schema, main);
        expr->via = gl_schema_texts(&schema, gl_value_get(yaml, GL_STR("via")));
        compile_operands(compiler, gl_value_get(yaml, GL_STR("where")), expr, false);
        break;
    case GL_EXPR_KIND:
        expr->words = gl_schema_kinds(&schema, main);
        break;
    case GL_EXPR_ENVIRONMENT:
        expr->words = gl_schema_texts(&schema, main);
        expr->truth = gl_schema_truth(&schema, yaml, "absent", GL_MAYBE);
        break;
    case GL_EXPR_NATIVE:
        expr->truth = gl_schema_truth(&schema, yaml, "absent", GL_FALSE);
        compile_native(compiler, yaml, expr);
        break;
    case GL_EXPR_VALUE:
        expr->truth = gl_schema_truth(&schema, yaml, "value", GL_MAYBE);
        break;
    case GL_EXPR_TESTS:
        break;
    }
    compiler->failed |= schema.failed;
}

const struct gl_expr *gl_expr_compile(struct gl_compiler *compiler, const struct gl_value *yaml)
{
    struct gl_expr *expr = GL_NEW(compiler->arena, struct gl_expr);
    const struct form *form = NULL;

    for (size_t i = 0; !form && i < sizeof forms / sizeof *forms; i++) {
        if (gl_value_get(yaml, gl_str_of(forms[i].key)))
            form = &forms[i];
    }
    if (gl_value_get(yaml, GL_STR("test"))) { /* its `path` names the value, not the form */
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
            form = forms[i].kind == GL_EXPR_NATIVE ? &forms[i] : form;
    }
    if (!form) {
        complain(compiler, yaml->span, "no expression is recognised here; see the forms in checks/README.md");
        return NULL;
    }
    expr->kind = form->kind;
    expr->at_least = expr->at_most = -1;
    if (form->kind == GL_EXPR_TESTS)
        compile_tests(compiler, yaml, expr);
    else
        compile_form(compiler, yaml, form, expr);
    return expr;
}
