/* Expressions of checks, compiled from YAML to a small tree and judged in Kleene logic. See checks/README.md.
 */
#ifndef GL_ENGINE_EXPR_H
#define GL_ENGINE_EXPR_H

#include <regex.h>

#include "base/diag.h"
#include "engine/path.h"
#include "engine/truth.h"

enum gl_expr_kind {
    GL_EXPR_VALUE = 0,
    GL_EXPR_ALL,
    GL_EXPR_ANY,
    GL_EXPR_NOT,
    GL_EXPR_TESTS, /* tests on the value at a path, or on a parameter */
    GL_EXPR_SOME,
    GL_EXPR_EVERY,
    GL_EXPR_NONE,
    GL_EXPR_COUNT,
    GL_EXPR_DISTINCT,
    GL_EXPR_FOLLOW,
    GL_EXPR_REFERRER,
    GL_EXPR_KIND,
    GL_EXPR_ENVIRONMENT,
    GL_EXPR_NATIVE,
};

enum gl_test_kind {
    GL_TEST_IS = 0,
    GL_TEST_IS_NOT,
    GL_TEST_IS_NOCASE,
    GL_TEST_IN,
    GL_TEST_NOT_IN,
    GL_TEST_EXISTS,
    GL_TEST_MATCHES,
    GL_TEST_GLOB,
    GL_TEST_CONTAINS,
    GL_TEST_STARTS_WITH,
    GL_TEST_ENDS_WITH,
    GL_TEST_AT_LEAST,
    GL_TEST_AT_MOST,
    GL_TEST_GREATER_THAN,
    GL_TEST_LESS_THAN,
    GL_TEST_TYPE,
    GL_TEST_EMPTY,
    GL_TEST_LITERAL,
    GL_TEST_REFERS_TO,
    GL_TEST_COVERS,
    GL_TEST_ALLOWS,
    GL_TEST_LOOKUP,
};

/* An argument: a literal, a parameter of the check, or another property. */
struct gl_argument {
    const struct gl_value *literal;
    struct gl_str param;        /* set: the parameter's name */
    const struct gl_path *path; /* set: the value at this path */
};

struct gl_test {
    enum gl_test_kind kind;
    struct gl_argument argument;
    regex_t *regex;               /* MATCHES */
    const struct gl_value *table; /* LOOKUP: LIST of rows, each a LIST of text; first row names the columns */
    size_t column;
    enum gl_truth missing; /* LOOKUP without a row */
};

struct gl_expr {
    enum gl_expr_kind kind;
    enum gl_truth truth;   /* VALUE; the answer for an absent value, FOLLOW's `missing` */
    enum gl_truth outside; /* FOLLOW */
    struct gl_path path;
    struct gl_str param; /* TESTS on a parameter */
    struct gl_test *tests;
    size_t test_len;
    const struct gl_expr **operands; /* ALL, ANY, NOT; SOME .. REFERRER: [0] is `where`, if any */
    size_t operand_len;
    struct gl_text_list words; /* KIND, ENVIRONMENT, REFERRER's kinds */
    struct gl_text_list via;
    int64_t at_least, at_most; /* COUNT, DISTINCT, REFERRER; -1: no bound */
    gl_test_fn *native;
    struct gl_argument with;
    struct gl_argument at_least_argument; /* REFERRER: set when `at_least` is a parameter */
};

/* Compiled regular expressions own memory of libc; whoever owns the expressions frees them together. */
struct gl_regexes {
    regex_t **items;
    size_t len, capacity;
};

void gl_regexes_free(struct gl_regexes *regexes);

/* What expressions of one check may name; problems go to `diags` with their place. */
struct gl_compiler {
    struct gl_arena *arena;
    struct gl_diags *diags;
    const struct gl_param *params;
    size_t param_len;
    struct gl_regexes *regexes; /* every one that is compiled is added here */
    bool failed;
};

/* NULL when it is wrong; every problem is told. */
const struct gl_expr *gl_expr_compile(struct gl_compiler *compiler, const struct gl_value *yaml);
/* Judges on `resource`, paths starting at `element` (NULL: the resource). Notes culprits. */
enum gl_truth gl_expr_judge(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                            const struct gl_resource *resource, const struct gl_value *element);
/* What an argument stands for; NULL when it is absent. */
const struct gl_value *gl_argument_value(struct gl_check_ctx *ctx, const struct gl_argument *argument,
                                         const struct gl_resource *resource, const struct gl_value *element);
/* One test on one value (NULL: absent). */
enum gl_truth gl_test_judge(struct gl_check_ctx *ctx, const struct gl_test *test,
                            const struct gl_value *value, const struct gl_resource *resource,
                            const struct gl_value *element);
/* checks/natives.def; NULL when there is none of that name. */
struct gl_native_check {
    struct gl_str id;
    gl_native_fn *function;
    bool walks_pods;    /* it asks ctx->reach */
    bool walks_network; /* it asks ctx->nw */
};
const struct gl_native_check *gl_native_find(struct gl_str check_id);
gl_test_fn *gl_native_test_find(struct gl_str name);
/* checks/tables/NAME.csv as LIST of LIST of STRING; NULL when there is none. */
const struct gl_value *gl_table_find(struct gl_str name);

#endif
