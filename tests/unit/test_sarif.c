#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/baseline.h"
#include "golden.h"
#include "read/read.h"
#include "report_fixture.h"
#include "reports/sarif.h"
#include "reports/writers.h"

/* The SARIF of the fixture, and its only run as a tree. */
struct written {
    struct gl_buf bytes;
    struct gl_value root;
    const struct gl_value *run;
};

static struct written write_sarif(struct report_fixture *f)
{
    struct written written = {0};
    struct gl_read_options options = {0};
    struct gl_source *source;

    gl_report_prepare(&f->report, true);
    gl_buf_init(&written.bytes);
    gl_report_write_sarif(&f->report, &written.bytes);
    source = gl_sources_add_text(&f->sources, GL_STR("out.sarif"), gl_buf_str(&written.bytes));
    assert_int_equal(gl_read_json(source, &f->arena, &options, &written.root, &f->diags), GL_OK);
    written.run = gl_value_path(&written.root, "runs.0");
    assert_non_null(written.run);
    return written;
}

static void assert_at(const struct gl_value *value, const char *path, const char *expected)
{
    struct gl_str text;
    struct gl_buf copy;

    assert_true(gl_value_text(gl_value_path(value, path), &text));
    gl_buf_init(&copy);
    gl_buf_add(&copy, text);
    gl_buf_add_char(&copy, '\0');
    assert_string_equal(copy.ptr, expected);
    gl_buf_free(&copy);
}

static void test_the_whole_log(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    f.report.git.repository = GL_STR("https://git.example.org/team/repo.git");
    f.report.git.revision = GL_STR("0123456789abcdef0123456789abcdef01234567");
    f.report.git.branch = GL_STR("main");
    f.report.scope = GL_STR("infra");
    written = write_sarif(&f);
    assert_golden(gl_buf_str(&written.bytes), "report.sarif");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_a_clean_scan_has_empty_results(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    written = write_sarif(&f);
    assert_true(gl_value_is(gl_value_path(written.run, "results"), GL_LIST));
    assert_int_equal(gl_value_len(gl_value_path(written.run, "results")), 0);
    assert_at(written.run, "invocations.0.executionSuccessful", "true");
    assert_int_equal(gl_value_len(gl_value_path(written.run, "tool.driver.rules")), 3);
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_results_name_rule_place_and_resource(void **state)
{
    struct report_fixture f;
    struct written written;
    const struct gl_value *result;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    written = write_sarif(&f);
    result = gl_value_path(written.run, "results.2");
    assert_at(result, "ruleId", "GLC-NET-010");
    assert_at(result, "ruleIndex", "1");
    assert_at(written.run, "tool.driver.rules.1.id", "GLC-NET-010");
    assert_at(result, "kind", "fail");
    assert_at(result, "level", "error");
    assert_at(result, "locations.0.physicalLocation.artifactLocation.uri", "infra/net%20work.yaml");
    assert_at(result, "locations.0.physicalLocation.region.startLine", "8");
    assert_at(result, "locations.0.physicalLocation.region.startColumn", "20");
    assert_at(result, "locations.0.physicalLocation.region.endColumn", "29");
    assert_at(result, "locations.0.logicalLocations.0.fullyQualifiedName", "net work/WebSg");
    assert_at(result, "locations.0.logicalLocations.0.kind", "AWS::EC2::SecurityGroup");
    assert_at(result, "relatedLocations.0.logicalLocations.0.name", "Logs");
    assert_at(result, "message.text",
              "SecurityGroup WebSg lets 0.0.0.0/0 reach port 22. Wanted: no port 22 for the internet. "
              "See [Logs is attached here](1).");
    assert_at(written.run, "results.4.kind", "open");
    assert_at(written.run, "results.4.level", "none");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_link_texts_escape_brackets(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    written = write_sarif(&f);
    assert_at(written.run, "results.0.message.text",
              "DBInstance Orders is public. See [construct Data/Orders \\[1\\] is made here](1).");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static struct gl_str line_hash(const struct written *written, size_t i)
{
    struct gl_str text = {0};
    const struct gl_value *result = gl_value_at(gl_value_get(written->run, GL_STR("results")), i);

    assert_true(gl_value_text(gl_value_path(result, "partialFingerprints.primaryLocationLineHash"), &text));
    return text;
}

static void test_line_hash_is_githubs_unless_two_results_share_a_line(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    f.yaml->text = GL_STR(" a\nb\n  \t\tc\n d"); /* the vectors of line_hash */
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, (struct gl_span){f.yaml->id, 1, 2}, "a");
    fixture_add(&f, &f.encrypted, &f.web, GL_FAIL, (struct gl_span){f.yaml->id, 9, 10}, "c");
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, (struct gl_span){f.yaml->id, 9, 10}, "c");
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, (struct gl_span){f.yaml->id, 9, 10}, "c again");
    fixture_add(&f, &f.open_ssh, &f.logs, GL_FAIL, (struct gl_span){f.yaml->id, 9, 10}, "another rule");
    written = write_sarif(&f);
    assert_true(gl_str_eq(line_hash(&written, 0), GL_STR("180aee12dab6264:1")));
    assert_true(gl_str_eq(line_hash(&written, 1), GL_STR("271789c17abda88f:1")));
    for (size_t i = 2; i < 5; i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(gl_str_eq(line_hash(&written, i), line_hash(&written, k)));
    }
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_suppressed_results_say_who_accepts_them(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    f.findings.items[0]->exception = &(struct gl_exception){.owner = GL_STR("payments"),
                                                            .reason = GL_STR("old terminals"),
                                                            .ticket = GL_STR("OPS-1"),
                                                            .expires = GL_STR("2027-03-31")};
    written = write_sarif(&f);
    assert_at(written.run, "results.4.suppressions.0.kind", "external");
    assert_at(written.run, "results.4.suppressions.0.status", "accepted");
    assert_at(written.run, "results.4.suppressions.0.justification",
              "payments: old terminals (OPS-1), until 2027-03-31");
    assert_true(gl_value_is(gl_value_path(written.run, "results.0.suppressions"), GL_LIST));
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_what_was_not_read_makes_the_run_unsuccessful(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    gl_diag_add(&f.diags, GL_DIAG_INCOMPLETE, fixture_span(f.yaml, "WebSg"), "remove one", "duplicate key");
    gl_diag_add_path(&f.diags, GL_DIAG_INCOMPLETE, GL_STR("a b.yaml"), NULL, "Permission denied; not read");
    f.diags.items[1].uri = GL_STR("in fra/a b.yaml");
    gl_diag_add_path(&f.diags, GL_DIAG_NOTE, GL_STR("../ours.yaml"), NULL, "an exception is not used");
    f.report.exit_code = 3;
    written = write_sarif(&f);
    assert_at(written.run, "invocations.0.executionSuccessful", "false");
    assert_at(written.run, "invocations.0.exitCode", "3");
    assert_at(written.run, "invocations.0.toolExecutionNotifications.0.level", "error");
    assert_at(written.run, "invocations.0.toolExecutionNotifications.0.message.text",
              "duplicate key; remove one.");
    assert_at(written.run,
              "invocations.0.toolExecutionNotifications.0.locations.0.physicalLocation.region.startLine",
              "4");
    assert_at(written.run,
              "invocations.0.toolExecutionNotifications.1.locations.0.physicalLocation.artifactLocation.uri",
              "in%20fra/a%20b.yaml");
    assert_at(written.run, "invocations.0.toolExecutionNotifications.2.message.text",
              "../ours.yaml: an exception is not used.");
    assert_null(gl_value_path(written.run, "invocations.0.toolExecutionNotifications.2.locations"));
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_the_baselines_severity_is_the_rules(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "x")->severity = GL_CRITICAL;
    written = write_sarif(&f);
    assert_at(written.run, "tool.driver.rules.0.properties.security-severity", "9.5");
    assert_at(written.run, "tool.driver.rules.1.properties.security-severity", "8.0");
    assert_at(written.run, "results.0.level", "error");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_more_results_than_github_takes_are_left_out_and_told(void **state)
{
    struct report_fixture f;
    struct written written;

    (void)state;
    fixture_init(&f);
    for (size_t i = 0; i < GL_SARIF_MAX_RESULTS + 7; i++)
        fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "x");
    fixture_add(&f, &f.private_db, &f.prod_orders, GL_FAIL, f.prod_orders.span, "worst");
    written = write_sarif(&f);
    assert_int_equal(gl_value_len(gl_value_path(written.run, "results")), GL_SARIF_MAX_RESULTS);
    assert_at(written.run, "results.0.ruleId", "GLC-NET-020");
    assert_at(written.run, "invocations.0.toolExecutionNotifications.0.descriptor.id", "glacis/truncated");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void take(void *context, struct gl_str bytes)
{
    gl_buf_add(context, bytes);
}

/* Handed on piece by piece, `text` filling each message. */
static struct gl_buf write_in_pieces(struct report_fixture *f, size_t len, const char *text)
{
    struct gl_buf taken, rest;
    const struct gl_report_sink sink = {take, &taken};

    for (size_t i = 0; i < len; i++)
        fixture_add(f, &f->encrypted, &f->logs, GL_FAIL, f->logs.span, text);
    gl_buf_init(&taken);
    gl_buf_init(&rest);
    gl_report_prepare(&f->report, true);
    f->report.sink = &sink;
    gl_report_write_sarif(&f->report, &rest);
    assert_true(taken.len > GL_REPORT_PIECE && rest.len < 2 * GL_REPORT_PIECE);
    gl_buf_add(&taken, gl_buf_str(&rest));
    gl_buf_free(&rest);
    f->report.sink = NULL;
    return taken;
}

static void test_a_report_in_pieces_is_the_same_report(void **state)
{
    struct report_fixture f;
    struct gl_buf pieces, whole;

    (void)state;
    fixture_init(&f);
    pieces = write_in_pieces(&f, 2000, "x");
    gl_buf_init(&whole);
    gl_report_write_sarif(&f.report, &whole);
    assert_true(gl_str_eq(gl_buf_str(&pieces), gl_buf_str(&whole)));
    gl_buf_free(&pieces);
    gl_buf_free(&whole);
    fixture_free(&f);
}

static void test_what_github_takes_no_more_of_is_left_out_of_the_pieces_too(void **state)
{
    enum { LEN = 40000, RESULTS = 400 };
    struct report_fixture f;
    struct gl_buf pieces, noise;
    struct gl_value root;
    struct gl_read_options options = {0};
    const struct gl_value *run;

    (void)state;
    fixture_init(&f);
    gl_buf_init(&noise);
    for (uint32_t i = 0, x = 1; i < LEN; i++) {
        x = x * 1664525u + 1013904223u;
        gl_buf_add_char(&noise, (char)('0' + (x >> 24) % 75));
    }
    gl_buf_add_char(&noise, '\0');
    pieces = write_in_pieces(&f, RESULTS, noise.ptr);
    assert_int_equal(gl_read_json(gl_sources_add_text(&f.sources, GL_STR("out.sarif"), gl_buf_str(&pieces)),
                                  &f.arena, &options, &root, &f.diags),
                     GL_OK);
    run = gl_value_path(&root, "runs.0");
    assert_in_range(gl_value_len(gl_value_path(run, "results")), 200, 390);
    assert_at(run, "invocations.0.toolExecutionNotifications.0.descriptor.id", "glacis/truncated");
    gl_buf_free(&pieces);
    gl_buf_free(&noise);
    fixture_free(&f);
}

static void test_more_places_than_github_takes_are_left_out(void **state)
{
    struct report_fixture f;
    struct gl_finding *finding;
    struct written written;

    (void)state;
    fixture_init(&f);
    finding = fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "x");
    finding->related_len = 1500;
    finding->related = GL_NEW_ARRAY(&f.arena, struct gl_related, 1500);
    for (size_t i = 0; i < 1500; i++)
        finding->related[i] =
            (struct gl_related){f.logs.span, gl_arena_printf(&f.arena, "place %zu", i), &f.logs};
    written = write_sarif(&f);
    assert_int_equal(gl_value_len(gl_value_path(written.run, "results.0.relatedLocations")), 999);
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_a_path_is_a_code_flow(void **state)
{
    struct report_fixture f;
    struct written written;
    const struct gl_value *flow;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    written = write_sarif(&f);
    flow = gl_value_path(written.run, "results.2.codeFlows.0.threadFlows.0.locations");
    assert_int_equal(gl_value_len(flow), 4);
    assert_at(flow, "0.location.message.text", "the internet sends TCP 22");
    assert_at(flow, "0.location.physicalLocation.region.startLine", "2"); /* as the next step */
    assert_at(flow, "0.executionOrder", "1");
    assert_at(flow, "0.kinds.0", "origin");
    assert_at(flow, "0.nestingLevel", "0");
    assert_at(flow, "1.importance", "unimportant");
    assert_at(flow, "2.importance", "essential");
    assert_at(flow, "2.nestingLevel", "1");
    assert_at(flow, "2.location.logicalLocations.0.name", "WebSg");
    assert_at(flow, "3.location.physicalLocation.artifactLocation.uri", "cdk.out/ProdData.template.json");
    assert_at(written.run, "results.2.relatedLocations.1.physicalLocation.artifactLocation.uri",
              "lib/data.ts");
    assert_null(gl_value_path(written.run, "results.0.codeFlows"));
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_a_path_of_more_steps_than_github_takes_keeps_its_end(void **state)
{
    enum { STEPS = GL_SARIF_MAX_STEPS + 5 };
    struct report_fixture f;
    struct gl_finding *finding;
    struct written written;
    const struct gl_value *flow;

    (void)state;
    fixture_init(&f);
    finding = fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "x");
    finding->step_len = STEPS;
    finding->steps = GL_NEW_ARRAY(&f.arena, struct gl_step, STEPS);
    for (size_t i = 0; i < STEPS; i++)
        finding->steps[i].message = i + 1 == STEPS ? GL_STR("the end") : GL_STR("a hop");
    written = write_sarif(&f);
    flow = gl_value_path(written.run, "results.0.codeFlows.0.threadFlows.0.locations");
    assert_int_equal(gl_value_len(flow), GL_SARIF_MAX_STEPS);
    assert_at(flow, "9998.location.message.text", "a hop");
    assert_at(flow, "9999.location.message.text", "the end");
    assert_at(
        written.run, "invocations.0.toolExecutionNotifications.0.message.text",
        "0 results and 0 related places, with 5 steps of paths, were left out to keep the limits of code "
        "scanning; the most severe results were kept. Scan parts of the tree apart, or read the text "
        "report, to see all.");
    gl_buf_free(&written.bytes);
    fixture_free(&f);
}

static void test_fingerprints_do_not_hang_on_the_path(void **state)
{
    uint64_t prints[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct report_fixture f;
        struct gl_finding *finding;

        fixture_init(&f);
        finding = fixture_add(&f, &f.open_ssh, &f.web, GL_FAIL, fixture_span(f.yaml, "0.0.0.0/0"), "x");
        if (i == 1)
            fixture_add_path(&f, finding);
        gl_report_prepare(&f.report, true);
        prints[i] = finding->fingerprint[0];
        fixture_free(&f);
    }
    assert_true(prints[0] == prints[1]);
}

static size_t fitting_in(struct gl_str text, size_t limit)
{
    size_t left = limit * 8;

    return gl_deflate_fitting(text, &left, true);
}

static void test_size_is_estimated_from_above(void **state)
{
    struct gl_buf text;
    size_t fitting;

    (void)state;
    gl_buf_init(&text);
    for (size_t i = 0; i < 1000; i++)
        gl_buf_add(&text, GL_STR("{\"the same\":\"over and over\"}"));
    assert_int_equal(fitting_in(gl_buf_str(&text), 1000), text.len);
    assert_in_range(fitting_in(gl_buf_str(&text), 100), 100, text.len / 2);
    text.len = 0;
    for (uint32_t i = 0, x = 1; i < 10000; i++) {
        x = x * 1664525u + 1013904223u;
        gl_buf_add_char(&text, (char)(x >> 24));
    }
    assert_int_equal(fitting_in(gl_buf_str(&text), 10000), text.len);
    assert_in_range(fitting_in(gl_buf_str(&text), 9900), 9800, 9900);
    fitting = fitting_in(gl_buf_str(&text), 5000);
    assert_in_range(fitting, 4900, 5000);
    assert_int_equal(fitting_in(gl_str_slice(gl_buf_str(&text), 0, 7), 5), 5);
    gl_buf_free(&text);
}

/* ---- glacis/v1 ---- */

static void print_fingerprints(struct report_fixture *f, uint64_t ret[8])
{
    gl_report_prepare(&f->report, true);
    for (size_t i = 0; i < f->findings.len && i < 8; i++)
        ret[i] = f->findings.items[i]->fingerprint[0];
}

static void test_fingerprints_survive_moved_lines_reformatting_and_a_renamed_file(void **state)
{
    struct report_fixture before, after;
    uint64_t a[8] = {0}, b[8] = {0};

    (void)state;
    fixture_init(&before);
    fixture_init(&after);
    after.yaml->text = GL_STR("# moved\n\n'Logs' : [ ]\n");
    after.plain.name = GL_STR("renamed");
    after.logs.address = GL_STR("renamed/Logs");
    fixture_add(&before, &before.encrypted, &before.logs, GL_FAIL, before.logs.span, "one wording");
    fixture_add(&after, &after.encrypted, &after.logs, GL_FAIL, (struct gl_span){after.yaml->id, 9, 15},
                "another wording");
    print_fingerprints(&before, a);
    print_fingerprints(&after, b);
    assert_true(a[0] == b[0] && a[0] != 0);
    fixture_free(&before);
    fixture_free(&after);
}

static void test_fingerprints_tell_elements_stacks_and_doubles_apart(void **state)
{
    struct report_fixture f;
    uint64_t seen[8] = {0};
    struct gl_value list = {.type = GL_LIST};
    struct gl_member member = {GL_STR("SecurityGroupIngress"), {0}, list};

    (void)state;
    fixture_init(&f);
    f.web.properties = (struct gl_value){.type = GL_MAP, .u.map = {&member, 1}};
    fixture_add(&f, &f.open_ssh, &f.web, GL_FAIL, fixture_span(f.yaml, "0.0.0.0/0"), "a")->property =
        GL_STR("SecurityGroupIngress.CidrIp");
    fixture_add(&f, &f.open_ssh, &f.web, GL_FAIL, fixture_span(f.yaml, "10.0.0.0/8"), "b")->property =
        GL_STR("SecurityGroupIngress.CidrIp");
    fixture_add(&f, &f.private_db, &f.prod_orders, GL_FAIL, f.prod_orders.span, "c");
    fixture_add(&f, &f.private_db, &f.dev_orders, GL_FAIL, f.dev_orders.span, "c");
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "d");
    fixture_add(&f, &f.encrypted, &f.logs, GL_FAIL, f.logs.span, "e");
    print_fingerprints(&f, seen);
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < i; k++)
            assert_true(seen[i] != seen[k]);
    }
    fixture_free(&f);
}

static void test_json_says_what_text_says(void **state)
{
    struct report_fixture f;
    struct gl_buf out;

    (void)state;
    fixture_init(&f);
    fixture_fill(&f);
    gl_diag_add(&f.diags, GL_DIAG_INCOMPLETE, fixture_span(f.yaml, "WebSg"), "remove one", "duplicate key");
    gl_report_prepare(&f.report, true);
    gl_buf_init(&out);
    gl_report_write_json(&f.report, &out);
    assert_golden(gl_buf_str(&out), "report.json");
    gl_buf_free(&out);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_log),
        cmocka_unit_test(test_a_clean_scan_has_empty_results),
        cmocka_unit_test(test_results_name_rule_place_and_resource),
        cmocka_unit_test(test_link_texts_escape_brackets),
        cmocka_unit_test(test_line_hash_is_githubs_unless_two_results_share_a_line),
        cmocka_unit_test(test_suppressed_results_say_who_accepts_them),
        cmocka_unit_test(test_what_was_not_read_makes_the_run_unsuccessful),
        cmocka_unit_test(test_the_baselines_severity_is_the_rules),
        cmocka_unit_test(test_more_results_than_github_takes_are_left_out_and_told),
        cmocka_unit_test(test_a_report_in_pieces_is_the_same_report),
        cmocka_unit_test(test_what_github_takes_no_more_of_is_left_out_of_the_pieces_too),
        cmocka_unit_test(test_more_places_than_github_takes_are_left_out),
        cmocka_unit_test(test_a_path_is_a_code_flow),
        cmocka_unit_test(test_a_path_of_more_steps_than_github_takes_keeps_its_end),
        cmocka_unit_test(test_fingerprints_do_not_hang_on_the_path),
        cmocka_unit_test(test_size_is_estimated_from_above),
        cmocka_unit_test(test_fingerprints_survive_moved_lines_reformatting_and_a_renamed_file),
        cmocka_unit_test(test_fingerprints_tell_elements_stacks_and_doubles_apart),
        cmocka_unit_test(test_json_says_what_text_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
