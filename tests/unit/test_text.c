#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/baseline.h"
#include "golden.h"
#include "report_fixture.h"
#include "reports/explain.h"
#include "reports/wrap.h"
#include "reports/writers.h"

static struct gl_buf write_text(struct report_fixture *f)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_report_prepare(&f->report, true);
    gl_report_write_text(&f->report, &out);
    return out;
}

static bool holds(const struct gl_buf *out, const char *text)
{
    return gl_str_contains(gl_buf_str(out), gl_str_of(text));
}

static void test_findings_come_worst_first_with_place_quote_and_remedy(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    out = write_text(&f);
    assert_golden(gl_buf_str(&out), "report.txt");
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_narrow_terminals_break_at_words(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    f.report.width = 60;
    f.report.include |= 1u << GL_PASS;
    out = write_text(&f);
    assert_golden(gl_buf_str(&out), "report-narrow.txt");
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_colour_adds_escapes_and_changes_no_word(void **state)
{
    struct report_fixture f;
    struct gl_buf plain, colored, stripped;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    plain = write_text(&f);
    f.report.has_color = true;
    colored = write_text(&f);
    gl_buf_init(&stripped);
    for (size_t i = 0; i < colored.len; i++) {
        if (colored.ptr[i] == '\033') {
            while (colored.ptr[i] != 'm')
                i++;
        } else {
            gl_buf_add_char(&stripped, colored.ptr[i]);
        }
    }
    assert_true(colored.len > plain.len);
    assert_true(gl_str_eq(gl_buf_str(&stripped), gl_buf_str(&plain)));
    gl_buf_free(&plain);
    gl_buf_free(&colored);
    gl_buf_free(&stripped);
    fixture_free(&f);
}

static void test_nothing_wrong_is_one_line(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    f.findings.count[GL_PASS] = 1871;
    out = write_text(&f);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr,
                        "platform  3 stacks, 2 environments, 1,214 resources   3 checks   18 ms   0 fail   "
                        "0 open   1,871 pass   0 not read\n");
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_quiet_prints_nothing_but_findings(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    f.report.is_quiet = true;
    f.report.include = 1u << GL_FAIL;
    out = write_text(&f);
    assert_int_equal(out.len, 0);
    gl_buf_free(&out);
    fixture_fill(&f);
    out = write_text(&f);
    assert_true(
        gl_str_starts_with(gl_buf_str(&out), GL_STR("CRITICAL  GLC-NET-020  DBInstance Orders is public\n")));
    assert_false(holds(&out, "exit"));
    assert_false(holds(&out, "OPEN"));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_a_secret_line_is_never_quoted(void **state)
{
    struct report_fixture f;
    struct gl_finding *finding;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    finding = fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, fixture_span(f.yaml, "hunter2"),
                          "Secret has its password in the template");
    finding->is_secret = true;
    out = write_text(&f);
    assert_true(holds(&out, "infra/net work.yaml:10:22"));
    assert_false(holds(&out, "hunter2"));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_user_text_cannot_steer_the_terminal(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    f.logs.name = GL_STR("Lo\033[2Jgs");
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "Bucket Lo\033[2Jgs\rhas no key");
    out = write_text(&f);
    assert_false(holds(&out, "\033"));
    assert_false(holds(&out, "\r"));
    assert_true(holds(&out, "Lo\\x1b[2Jgs"));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_a_long_path_shows_its_beginning_and_its_end(void **state)
{
    struct report_fixture f;
    struct gl_finding *finding;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    finding = fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "x");
    finding->step_len = 100;
    finding->steps = GL_NEW_ARRAY(&f.arena, struct gl_step, 100);
    for (size_t i = 0; i < 100; i++)
        finding->steps[i].message = i == 99 ? GL_STR("the end") : GL_STR("a hop");
    gl_report_prepare(&f.report, false);
    gl_buf_init(&out);
    gl_report_write_text(&f.report, &out);
    assert_true(gl_str_contains(gl_buf_str(&out), GL_STR("\n  path      1  a hop\n")));
    assert_true(
        gl_str_contains(gl_buf_str(&out),
                        GL_STR("\n           38  a hop\n               61 more\n           100  the end\n")));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_accepted_findings_are_counted_not_listed(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "Bucket Logs has no key")->exception =
        &(struct gl_exception){.owner = GL_STR("payments")};
    f.findings.count[GL_FAIL] = 0;
    f.findings.suppressed = 1;
    out = write_text(&f);
    assert_false(holds(&out, "GLC-ENC-001"));
    assert_true(holds(&out, "1 accepted"));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_what_was_not_read_is_told_with_its_line(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    gl_diag_add(&f.diags, GL_DIAG_INCOMPLETE, fixture_span(f.yaml, "WebSg"), "remove one", "duplicate key");
    gl_diag_add(&f.diags, GL_DIAG_NOTE, (struct gl_span){0}, NULL, "an exception matches nothing");
    f.report.not_read = 1;
    f.report.exit_code = 3;
    out = write_text(&f);
    assert_true(holds(&out, "infra/net work.yaml:4:3: duplicate key; remove one\n"));
    assert_true(holds(&out, "note: an exception matches nothing\n"));
    assert_true(holds(&out, "1 not read"));
    assert_true(holds(&out, "exit 3\n"));
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_many_resources_of_one_check_share_its_heading(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "Bucket Logs has no key");
    fixture_add(&f, &f.encrypted, &f.web, GL_FAIL, f.web.span, "Bucket WebSg has no key");
    f.report.exit_code = 1;
    out = write_text(&f);
    assert_golden(gl_buf_str(&out), "report-several.txt");
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_explain_pages(void **state)
{
    static struct gl_str names[] = {GL_STR_INIT("audit"), GL_STR_INIT("defense-in-depth")};
    struct gl_text_list asked_by = {names, 2};
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    gl_buf_init(&out);
    gl_explain_text(&out, &f.open_ssh, &asked_by, 80);
    assert_golden(gl_buf_str(&out), "explain.txt");
    out.len = 0;
    gl_explain_page(&out, &f.open_ssh, &asked_by);
    assert_golden(gl_buf_str(&out), "explain.md");
    gl_buf_free(&out);
    fixture_free(&f);
}

static void test_words_longer_than_the_line_are_not_cut(void **state)
{
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_wrap(&out, GL_STR("a  verylongword \n b c"), 0, 2, 6);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, "a\n  verylongword\n  b c");
    gl_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings_come_worst_first_with_place_quote_and_remedy),
        cmocka_unit_test(test_narrow_terminals_break_at_words),
        cmocka_unit_test(test_colour_adds_escapes_and_changes_no_word),
        cmocka_unit_test(test_nothing_wrong_is_one_line),
        cmocka_unit_test(test_quiet_prints_nothing_but_findings),
        cmocka_unit_test(test_a_secret_line_is_never_quoted),
        cmocka_unit_test(test_user_text_cannot_steer_the_terminal),
        cmocka_unit_test(test_a_long_path_shows_its_beginning_and_its_end),
        cmocka_unit_test(test_accepted_findings_are_counted_not_listed),
        cmocka_unit_test(test_what_was_not_read_is_told_with_its_line),
        cmocka_unit_test(test_many_resources_of_one_check_share_its_heading),
        cmocka_unit_test(test_explain_pages),
        cmocka_unit_test(test_words_longer_than_the_line_are_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
