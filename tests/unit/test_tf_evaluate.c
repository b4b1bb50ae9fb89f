#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "front/terraform/evaluate/evaluate.h"

/* One expression, evaluated without a module: names that nothing binds are unknown. */
struct fixture {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_tf_eval eval;
    struct gl_tf_value value;
};

static bool evaluate(struct fixture *f, const char *text)
{
    const struct gl_hcl_expr *expr;
    struct gl_tf_scope scope = {0};

    *f = (struct fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    f->eval = (struct gl_tf_eval){.arena = &f->arena, .sources = &f->sources};
    expr = gl_hcl_parse_expression(gl_sources_add_text(&f->sources, GL_STR("x"), gl_str_of(text)), &f->arena,
                                   &f->diags);
    assert_non_null(expr);
    return gl_tf_evaluate(&f->eval, &scope, expr, &f->value);
}

static void release(struct fixture *f)
{
    gl_sources_free(&f->sources);
    gl_arena_free(&f->arena);
}

/* The text of the source that a span covers. */
static void assert_place(const struct fixture *f, struct gl_span span, const char *want)
{
    struct gl_str text = gl_source_slice(gl_sources_get(&f->sources, span.source), span);

    if (!gl_str_eq(text, gl_str_of(want)))
        fail_msg("\"%.*s\" instead of \"%s\"", GL_STR_ARG(text), want);
}

/* As jsonencode writes it; "?" for what is not known. */
static void assert_value(const char *expression, const char *want)
{
    struct fixture f;
    struct gl_buf out;

    gl_buf_init(&out);
    if (!evaluate(&f, expression))
        fail_msg("%s: %.*s: %.*s", expression, GL_STR_ARG(f.eval.problem.summary),
                 GL_STR_ARG(f.eval.problem.detail));
    if (gl_tf_is_unknown(&f.value))
        gl_buf_add_char(&out, '?');
    else
        gl_tf_print_json(&out, &f.value);
    if (!gl_str_eq(gl_buf_str(&out), gl_str_of(want)))
        fail_msg("%s is %.*s instead of %s", expression, GL_STR_ARG(gl_buf_str(&out)), want);
    gl_buf_free(&out);
    release(&f);
}

static void assert_problem(const char *expression, const char *summary)
{
    struct fixture f;

    if (evaluate(&f, expression))
        fail_msg("%s has a value", expression);
    if (!gl_str_eq(f.eval.problem.summary, gl_str_of(summary)))
        fail_msg("%s: \"%.*s\" instead of \"%s\"", expression, GL_STR_ARG(f.eval.problem.summary), summary);
    release(&f);
}

#define UNKNOWN "{\"__unknown__\":true}"

static void test_operators_convert_their_operands_but_equality_does_not(void **state)
{
    (void)state;
    assert_value("\"1\" + \"2\"", "3");
    assert_value("!\"true\"", "false");
    assert_value("1 == \"1\"", "false");
    assert_value("tolist([1]) == [1]", "false");
    assert_value("[null] == [tostring(null)]", "false");
    assert_value("tostring(null) == tonumber(null)", "true");
    assert_problem("-true", "Invalid operand");
    assert_problem("null + 1", "Operation failed");
    assert_problem("0 / 0", "Operation failed");
}

static void test_what_is_known_of_an_unknown_operand_decides(void **state)
{
    (void)state;
    assert_value("\"foo-${x}\" == \"bar\"", "false");
    assert_value("\"foo-${x}\" == null", "false");
    assert_value("\"foo${x}\" == \"fob\"", "?"); /* what follows may combine with the last letter */
    assert_value("(x ? 1 : 2) > 0", "true");
    assert_value("(x ? 1 : 2) >= 1", "?");
    assert_value("(x ? 1 : 2) == 3", "false");
    assert_value("x ? 1 : 1", "1");
    assert_value("x ? \"a\" : \"a\"", "?");
    assert_value("x && false", "?");
    assert_value("[x, 1] == [1, 2, 3]", "false");
    assert_value("[x] == [1]", "?");
    assert_value("x ? tolist([1]) : tolist([2])", "[" UNKNOWN "]");
    assert_value("x ? toset([]) : toset([])", "[]");
}

static void test_arms_of_a_conditional_become_one_type(void **state)
{
    (void)state;
    assert_value("true ? 1 : \"a\"", "\"1\"");
    assert_value("true ? [1, 2] : [\"a\"]", "[\"1\",\"2\"]");
    assert_value("true ? {a = 1} : {b = \"x\"}", "{\"a\":\"1\"}");
    assert_value("false ? toset([\"a\"]) : [\"b\", \"b\"]", "[\"b\"]");
    assert_value("true ? null : [1]", "null");
    assert_problem("true ? 1 : [1]", "Inconsistent conditional result types");
    assert_problem("1 ? 2 : 3", "Incorrect condition type");
    assert_problem("null ? 2 : 3", "Null condition");
}

static void test_a_mistake_in_the_arm_that_is_not_taken_does_not_matter(void **state)
{
    (void)state;
    assert_value("true ? 1 : [][0]", "1");
    assert_value("x ? [][0] : 1", "?");
    assert_problem("false ? 1 : [][0]", "Invalid index");
}

static void test_an_undecided_conditional_keeps_its_arms_and_its_decision(void **state)
{
    struct fixture f;
    const struct gl_tf_unknown *unknown;
    uint32_t decision;

    (void)state;
    assert_true(
        evaluate(&f, "[x == 1 ? \"a\" : \"b\", x == 1 ? 5 : 7, x == 2 ? 5 : 7, (x ? {a = 1} : {a = 2}).a]"));
    unknown = f.value.u.list.items[0].u.unknown;
    assert_int_equal(unknown->shape, GL_TF_ARMS);
    assert_true(gl_str_eq(unknown->parts[1].u.text, GL_STR("b")));
    assert_place(&f, unknown->parts[0].span, "\"a\"");
    decision = unknown->decision;
    assert_int_equal(f.value.u.list.items[1].u.unknown->decision, decision);
    assert_int_not_equal(f.value.u.list.items[2].u.unknown->decision, decision);
    assert_int_equal(f.value.u.list.items[3].u.unknown->shape, GL_TF_ARMS);
    assert_int_equal(f.value.u.list.items[3].u.unknown->parts[1].u.number.small, 2);
    release(&f);
}

static void test_templates_join_texts_and_refuse_null(void **state)
{
    (void)state;
    assert_value("\"a${1}${true}\"", "\"a1true\"");
    assert_value("\"${[1]}\"", "[1]");
    assert_value("\"%{for x in [1, 2]}${x},%{endfor}\"", "\"1,2,\"");
    assert_value("\"%{if false}a%{else}b%{endif}\"", "\"b\"");
    assert_problem("\"a${null}\"", "Invalid template interpolation value");
    assert_problem("\"a${[1]}\"", "Invalid template interpolation value");
}

static void test_a_text_that_is_known_in_part_keeps_the_parts(void **state)
{
    struct fixture f;
    const struct gl_tf_unknown *unknown;

    (void)state;
    assert_true(evaluate(&f, "\"arn:${x.id}:y%{if true}z%{endif}\""));
    unknown = f.value.u.unknown;
    assert_int_equal(unknown->shape, GL_TF_CONCAT);
    assert_int_equal(unknown->part_len, 4);
    assert_true(gl_str_eq(unknown->prefix, GL_STR("arn:")));
    assert_true(gl_str_eq(unknown->parts[1].u.unknown->name, GL_STR("x.id")));
    assert_true(gl_str_eq(unknown->parts[3].u.text, GL_STR("z")));
    release(&f);
}

static void test_for_expressions(void **state)
{
    (void)state;
    assert_value("[for k, v in {b = 1, a = 2} : \"${k}${v}\" if v > 1]", "[\"a2\"]");
    assert_value("{for x in [\"a\", \"b\", \"a\"] : x => 1...}", "{\"a\":[1,1],\"b\":[1]}");
    assert_value("[for x in [1, y] : x]", "[1," UNKNOWN "]");
    assert_value("[for x in [1, 2] : x if y]", "?");
    assert_value("{for x in [\"a\", y] : x => 1}", "?");
    assert_value("[for x in [1] : [for x in [2] : x]]", "[[2]]");
    assert_problem("{for x in [1, 1] : x => x}", "Duplicate object key");
    assert_problem("[for x in null : x]", "Iteration over null value");
    assert_problem("[for x in [] : x if null]", "Condition is null");
    assert_problem("{for x in [[]] : x => 1}", "Invalid object key");
}

static void test_splats(void **state)
{
    (void)state;
    assert_value("[{a = 1}, {a = 2}][*].a", "[1,2]");
    assert_value("[{a = [1, 2]}, {a = [3]}].*.a[0]", "[1,2]");
    assert_value("null[*]", "[]");
    assert_value("\"x\"[*]", "[\"x\"]");
    assert_value("x[*].id", "?");
    assert_value("\"a${x}\"[*]", "[" UNKNOWN "]");
    assert_problem("tolist(null)[*]", "Splat of null value");
}

static void test_parts_of_values(void **state)
{
    (void)state;
    assert_value("[[1, 2], [3]][1][\"0\"]", "3");
    assert_value("{\"1\" = \"x\"}[1]", "\"x\"");
    assert_value("[{a = [5]}].0.a[0]", "5");
    assert_value("[1, 2][x]", "?");
    assert_value("[x, 2][1]", "2");
    assert_problem("[1][1]", "Invalid index");
    assert_problem("[1][-1]", "Invalid index");
    assert_problem("[1][0.5]", "Invalid index");
    assert_problem("{a = 1}.b", "Unsupported attribute");
    assert_problem("tomap({a = 1}).b", "Missing map element");
    assert_problem("null.a", "Attempt to get attribute from null value");
    assert_problem("toset([1])[0]", "Invalid index");
}

static void test_try_and_can_judge_only_what_is_wholly_known(void **state)
{
    (void)state;
    assert_value("try([1][5], {}.a, 3)", "3");
    assert_value("try([x, 1], 2)", "?");
    assert_value("try([x, 1][1], 2)", "1");
    assert_value("can({}.a)", "false");
    assert_value("can(x.a)", "?");
    assert_problem("try([][0])", "Error in function call");
}

static void test_the_last_argument_is_spread_out(void **state)
{
    (void)state;
    assert_value("max([1, 5, 3]...)", "5");
    assert_value("max(x...)", "?");
    assert_problem("max(\"a\"...)", "Invalid expanding argument value");
    assert_problem("max(null...)", "Invalid expanding argument value");
}

static void assert_sensitive(const char *expression, bool want)
{
    struct fixture f;

    assert_true(evaluate(&f, expression));
    if (((f.value.flags & GL_TF_SENSITIVE) != 0) != want)
        fail_msg("%s is%s sensitive", expression, want ? " not" : "");
    release(&f);
}

static void test_what_is_made_from_a_secret_is_one(void **state)
{
    static const char *const secret[] = {
        "\"x${sensitive(\"a\")}\"",
        "sensitive(1) + 1",
        "sensitive({a = 1}).a",
        "[1, 2][sensitive(0)]",
        "true ? 1 : sensitive(2)",
        "sensitive(true) ? 1 : 2",
        "[for x in sensitive([1]) : x]",
        "{(sensitive(\"a\")) = 1}",
        "[sensitive(1)] == [1]",
        "toset([sensitive(\"a\")])",
        "\"%{if true}%{else}${sensitive(1)}%{endif}\"",
        "max([1, sensitive(2)]...)",
    };

    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        assert_sensitive(secret[i], true);
    assert_sensitive("[sensitive(1)]", false);
    assert_sensitive("length([sensitive(1)])", false);
    assert_sensitive("true ? [1] : [sensitive(1)]", false);
}

static const struct gl_tf_type *constraint(struct fixture *f, const char *text)
{
    const struct gl_tf_type *type;
    const struct gl_hcl_expr *expr;

    *f = (struct fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    f->eval = (struct gl_tf_eval){.arena = &f->arena, .sources = &f->sources};
    expr = gl_hcl_parse_expression(gl_sources_add_text(&f->sources, GL_STR("x"), gl_str_of(text)), &f->arena,
                                   &f->diags);
    return expr && gl_tf_type_constraint(&f->eval, expr, &type) ? type : NULL;
}

static void test_type_constraints(void **state)
{
    static const char *const good[][2] = {
        {"string", "string"},
        {"list", "list(any)"},
        {"\"map\"", "map(any)"},
        {"tuple([string, set(number)])", "tuple([string,set(number)])"},
        {"object({b = bool, a = optional(list(string), [1])})", "object({a=optional(list(string)),b=bool})"},
    };
    static const char *const bad[] = {"strin",
                                      "list()",
                                      "string(1)",
                                      "optional(string)",
                                      "object",
                                      "1",
                                      "object({a = optional(number, \"x\")})"};
    struct fixture f;
    struct gl_buf out;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const struct gl_tf_type *type = constraint(&f, good[i][0]);

        assert_non_null(type);
        gl_buf_init(&out);
        gl_tf_type_print(&out, type);
        if (!gl_str_eq(gl_buf_str(&out), gl_str_of(good[i][1])))
            fail_msg("%.*s instead of %s", GL_STR_ARG(gl_buf_str(&out)), good[i][1]);
        gl_buf_free(&out);
        release(&f);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(constraint(&f, bad[i]));
        assert_true(f.eval.has_problem);
        release(&f);
    }
}

static void count_reference(void *context, struct gl_str root, struct gl_str name, struct gl_span span)
{
    struct gl_buf *out = context;

    (void)span;
    gl_buf_printf(out, "%.*s.%.*s ", GL_STR_ARG(root), GL_STR_ARG(name));
}

static void test_references_leave_out_what_a_for_binds(void **state)
{
    static const char text[] = "[for x in var.a : \"${x.b}${local.c[var.d]}\" if y][*].z";
    struct fixture f = {0};
    struct gl_buf out;

    (void)state;
    gl_sources_init(&f.sources);
    gl_diags_init(&f.diags, &f.arena);
    gl_buf_init(&out);
    gl_tf_references(gl_hcl_parse_expression(gl_sources_add_text(&f.sources, GL_STR("x"), gl_str_of(text)),
                                             &f.arena, &f.diags),
                     count_reference, &out);
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("var.a local.c var.d y. ")));
    gl_buf_free(&out);
    release(&f);
}

static void test_hostile_expressions_end_with_a_problem(void **state)
{
    static const char *const hostile[] = {
        "range(1e9)",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        "try([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]], 1)",
        "\"%{for a in range(999)}%{for b in range(999)}%{for c in range(999)}x%{endfor}%{endfor}%{endfor}\"",
        "setproduct(range(1000), range(1000), range(1000))",
        "[for a in range(1000) : [for b in range(1000) : range(1000) == range(1000)]]",
    };
    struct fixture f;

    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        if (evaluate(&f, hostile[i]))
            fail_msg("%s has a value", hostile[i]);
        assert_true(f.arena.total < 256 * 1024 * 1024u);
        release(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators_convert_their_operands_but_equality_does_not),
        cmocka_unit_test(test_what_is_known_of_an_unknown_operand_decides),
        cmocka_unit_test(test_arms_of_a_conditional_become_one_type),
        cmocka_unit_test(test_a_mistake_in_the_arm_that_is_not_taken_does_not_matter),
        cmocka_unit_test(test_an_undecided_conditional_keeps_its_arms_and_its_decision),
        cmocka_unit_test(test_templates_join_texts_and_refuse_null),
        cmocka_unit_test(test_a_text_that_is_known_in_part_keeps_the_parts),
        cmocka_unit_test(test_for_expressions),
        cmocka_unit_test(test_splats),
        cmocka_unit_test(test_parts_of_values),
        cmocka_unit_test(test_try_and_can_judge_only_what_is_wholly_known),
        cmocka_unit_test(test_the_last_argument_is_spread_out),
        cmocka_unit_test(test_what_is_made_from_a_secret_is_one),
        cmocka_unit_test(test_type_constraints),
        cmocka_unit_test(test_references_leave_out_what_a_for_binds),
        cmocka_unit_test(test_hostile_expressions_end_with_a_problem),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
