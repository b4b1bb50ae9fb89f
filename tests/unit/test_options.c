#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/suggest.h"
#include "options.h"
#include "reports/map.h"
#include "reports/relation.h"

struct parsed {
    struct gl_arena arena;
    struct gl_options options;
    struct gl_buf message;
    enum gl_err err;
};

/* Parses "glacis " + line, words separated by single spaces. */
static struct parsed parse(const char *line)
{
    struct parsed parsed = {0};
    struct gl_str rest = gl_str_of(line), word;
    char name[] = "glacis", *argv[40] = {name};
    int argc = 1;

    gl_buf_init(&parsed.message);
    while (rest.len && gl_str_cut(&rest, ' ', &word)) {
        struct gl_str copy = gl_arena_copy(&parsed.arena, word);

        argv[argc] = gl_arena_alloc(&parsed.arena, copy.len + 1, 1);
        memcpy(argv[argc++], copy.ptr, copy.len);
    }
    parsed.err = gl_options_parse(&parsed.arena, argc, argv, &parsed.options, &parsed.message);
    gl_buf_add_char(&parsed.message, '\0');
    return parsed;
}

static void release(struct parsed *parsed)
{
    gl_buf_free(&parsed->message);
    gl_arena_free(&parsed->arena);
}

static void assert_refused(const char *line, const char *sentence)
{
    struct parsed parsed = parse(line);

    assert_int_equal(parsed.err, GL_ERR_USAGE);
    assert_string_equal(parsed.message.ptr, sentence);
    release(&parsed);
}

static void assert_text(struct gl_str text, const char *expected)
{
    assert_true(gl_str_eq(text, gl_str_of(expected)));
}

static void test_scan_looks_at_this_folder_with_the_default_baseline(void **state)
{
    struct parsed parsed = parse("scan");
    const struct gl_options *options = &parsed.options;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_int_equal(options->command, GL_COMMAND_SCAN);
    assert_int_equal(options->operands.len, 1);
    assert_text(options->operands.items[0], ".");
    assert_text(options->baseline, "defense-in-depth");
    assert_int_equal(options->output_len, 1);
    assert_text(options->outputs[0].writer->name, "text");
    assert_false(options->has_fail_on);
    assert_true(gl_options_include(options, GL_OPEN));
    assert_false(gl_options_include(options, GL_PASS));
    release(&parsed);
}

static void test_every_option_is_understood(void **state)
{
    struct parsed parsed = parse(
        "scan a --baseline=audit --environment prod --region eu-west-1 --account 123 --parameters p.json "
        "--parameters q.json --var A=1 --var B=2=3 --fail-on high --fail-on-open -j 4 -qv --no-color "
        "--var-file x.tfvars b");
    const struct gl_options *options = &parsed.options;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_text(options->baseline, "audit");
    assert_text(options->environment, "prod");
    assert_text(options->region, "eu-west-1");
    assert_text(options->account, "123");
    assert_int_equal(options->parameter_files.len, 2);
    assert_text(options->variables.items[1], "B=2=3");
    assert_true(options->has_fail_on && !options->fail_never);
    assert_int_equal(options->fail_on, GL_HIGH);
    assert_true(options->fail_on_open && options->is_quiet && options->is_verbose && options->no_color);
    assert_int_equal(options->threads, 4);
    assert_int_equal(options->operands.len, 2);
    assert_text(options->operands.items[1], "b");
    release(&parsed);
}

static void test_formats_and_files_pair_up_in_order(void **state)
{
    struct parsed parsed = parse("scan -f text -f sarif -o x.sarif -o y.json -f json");
    const struct gl_options *options = &parsed.options;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_int_equal(options->output_len, 3);
    assert_text(options->outputs[0].writer->name, "text");
    assert_text(options->outputs[0].file, "");
    assert_text(options->outputs[1].writer->name, "sarif");
    assert_text(options->outputs[1].file, "x.sarif");
    assert_text(options->outputs[2].writer->name, "json");
    assert_text(options->outputs[2].file, "y.json");
    release(&parsed);
}

static void test_a_file_without_format_is_known_by_its_name(void **state)
{
    struct parsed parsed = parse("scan -o out.sarif");

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_int_equal(parsed.options.output_len, 1);
    assert_text(parsed.options.outputs[0].writer->name, "sarif");
    assert_text(parsed.options.outputs[0].file, "out.sarif");
    release(&parsed);
    assert_refused("scan -o out",
                   "no format for --output out; give one with --format, or a name that ends in "
                   ".sarif, .json or .txt");
}

static void test_only_one_report_goes_to_standard_output(void **state)
{
    (void)state;
    assert_refused("scan -f text -f sarif",
                   "both --format text and --format sarif would go to standard output; "
                   "give one of them a file with --output");
    assert_refused("scan -f text -o a -f json -o a", "two reports would be written to a");
}

static void test_quiet_hides_open_unless_it_is_asked_for(void **state)
{
    struct parsed parsed = parse("scan -q");

    (void)state;
    assert_false(gl_options_include(&parsed.options, GL_OPEN));
    release(&parsed);
    parsed = parse("scan -q --include open,not-applicable");
    assert_true(gl_options_include(&parsed.options, GL_OPEN));
    assert_true(gl_options_include(&parsed.options, GL_NOT_APPLICABLE));
    assert_true(gl_options_include(&parsed.options, GL_FAIL));
    release(&parsed);
    parsed = parse("scan --include pass");
    assert_false(gl_options_include(&parsed.options, GL_OPEN));
    release(&parsed);
}

static void test_wrong_words_are_refused_with_the_nearest_right_one(void **state)
{
    (void)state;
    assert_refused("scna", "unknown command 'scna'; did you mean scan?");
    assert_refused("scan --basline x", "unknown option '--basline'; did you mean --baseline?");
    assert_refused("scan --fail-an=high", "unknown option '--fail-an'; did you mean --fail-on?");
    assert_refused("scan -x", "unknown option '-x'");
    assert_refused("scan -f sarf",
                   "this build writes no format 'sarf'; it writes json, sarif and text; did you "
                   "mean sarif?");
    assert_refused("baseline lst", "unknown command: baseline 'lst'; did you mean list?");
    assert_refused("scan \033[31m --oops\n", "unknown option '--oops\\n'");
}

static void test_wrong_values_are_refused_with_what_is_allowed(void **state)
{
    (void)state;
    assert_refused("scan --fail-on hihg", "--fail-on takes critical, high, medium, low or never, not 'hihg'");
    assert_refused("scan --include maybe",
                   "--include takes a list of pass, open and not-applicable, not 'maybe'");
    assert_refused("scan -j 0", "--jobs takes a number of threads from 1 to 64, not '0'");
    assert_refused("scan --var A", "--var takes NAME=VALUE, not 'A'");
    assert_refused("scan --quiet=yes", "--quiet takes no value");
    assert_refused("scan --baseline", "--baseline needs a value: --baseline NAME|FILE");
    assert_refused("explain", "explain needs a check: its id (GLC-NET-001) or its name");
    assert_refused("baseline", "baseline needs list, show or check");
    assert_refused("baseline check", "baseline check needs a file");
}

static void test_commands_of_the_contract_that_come_later_say_so(void **state)
{
    (void)state;
    assert_refused("live --region eu-west-1",
                   "this build does not have the command live yet; glacis --help lists what it has");
    assert_refused("diff a b", "this build compares the connections of pods only: glacis diff --pods A B");
}

static void test_reach_takes_a_focus(void **state)
{
    struct parsed parsed =
        parse("reach --pods k8s --focus a/web,db --focus a/x --focus-peer ingress-controller "
              "--focus-direction egress --focus-conn UDP-53 --exposure --explain");
    const struct gl_reach_options *reach = &parsed.options.reach;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_true(reach->is_pods && reach->has_exposure && reach->is_explained && reach->has_conn);
    assert_int_equal(reach->focus.len, 3);
    assert_text(reach->focus.items[1], "db");
    assert_text(reach->focus_peers.items[0], "ingress-controller");
    assert_int_equal(reach->direction, GL_FOCUS_EGRESS);
    assert_int_equal(reach->protocol, 17);
    assert_int_equal(reach->port, 53);
    assert_text(parsed.options.outputs[0].relation->name, "txt");
    release(&parsed);
}

static void test_a_question_has_two_ends_and_ports(void **state)
{
    struct parsed parsed = parse("reach --pods . --from internet --to shop/db --port 5432 -f json -o a.txt");
    const struct gl_reach_options *reach = &parsed.options.reach;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_text(reach->from, "internet");
    assert_text(reach->to, "shop/db");
    assert_int_equal(reach->port, 5432);
    assert_int_equal(reach->protocol, 0);
    assert_text(parsed.options.outputs[0].relation->name, "json");
    release(&parsed);
    assert_refused("reach --pods --from a", "--from needs --to");
    assert_refused("reach --pods --to a", "--to needs --from");
    assert_refused("reach --pods --from a --to b --focus c",
                   "--from and --to ask one question; the --focus options and --exposure are for lists");
    assert_refused("reach --pods --from a --to b -f svg",
                   "--format svg does not show an answer: txt or json do");
}

static void test_a_question_about_the_network_has_protocols_and_source_ports(void **state)
{
    struct parsed parsed =
        parse("reach infra --from internet --to AWS::RDS::DBInstance/orders --protocol udp --port 53 "
              "--source-port 1024 --explain -f svg -o map.svg -f json");
    const struct gl_reach_options *reach = &parsed.options.reach;

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_false(reach->is_pods);
    assert_true(reach->is_explained);
    assert_text(reach->to, "AWS::RDS::DBInstance/orders");
    assert_int_equal(reach->protocol, 17);
    assert_int_equal(reach->port, 53);
    assert_int_equal(reach->source_port, 1024);
    assert_text(parsed.options.outputs[0].map->name, "svg");
    assert_text(parsed.options.outputs[1].map->name, "json");
    release(&parsed);
}

static void test_options_of_pods_and_of_the_network_are_told_apart(void **state)
{
    (void)state;
    assert_refused("reach --from a", "--from needs --to");
    assert_refused("reach --focus a",
                   "the --focus options, --exposure and --ipv6 are for the connections of pods: add --pods");
    assert_refused("reach --port 80",
                   "--protocol, --port and --source-port belong to a question of --from and --to");
    assert_refused("reach --explain", "--explain needs a question: --from and --to");
    assert_refused("reach --from a --to b --protocol icmp --port 8", "this --protocol has no ports");
    assert_refused(
        "reach --from a --to b --protocol carrier",
        "--protocol takes tcp, udp, icmp, icmpv6, sctp or the number of a protocol, not 'carrier'");
    assert_refused("reach --pods --from a --to b --protocol icmp",
                   "network policies of Kubernetes know tcp, udp and sctp only");
    assert_refused("reach --pods --from a --to b --source-port 9",
                   "network policies of Kubernetes know no source ports");
    assert_refused("reach -f csv", "reach writes no format 'csv'; it writes txt, json, dot, svg and html");
}

static void test_wrong_options_of_reach_and_diff_are_refused(void **state)
{
    (void)state;
    assert_refused("reach --pods --port 80",
                   "--protocol and --port belong to a question of --from and --to; for a "
                   "list there is --focus-conn");
    assert_refused("reach --pods --focus-peer a", "--focus-peer needs --focus");
    assert_refused("reach --pods --focus-conn 80",
                   "--focus-conn takes a protocol and a port, such as tcp-8080, not '80'");
    assert_refused("reach --pods --focus-conn icmp-1",
                   "--focus-conn takes a protocol and a port, such as tcp-8080, not 'icmp-1'");
    assert_refused("reach --pods --focus-direction in",
                   "--focus-direction takes ingress or egress, not 'in'");
    assert_refused("reach --pods --from a --to b --port 0", "--port takes a port from 1 to 65535, not '0'");
    assert_refused("reach --pods -f sarif",
                   "reach and diff write no format 'sarif'; they write txt, csv, json, dot, svg and html");
    assert_refused("reach --pods -f dot --explain",
                   "--format dot does not show explanations: txt, json or html do");
    assert_refused("reach --pods -o map.png",
                   "no format for --output map.png; give one with --format, or a name "
                   "that ends in .txt, .csv, .json, .dot, .svg or .html");
    assert_refused("diff --pods a", "diff needs two paths: what was, and what is to be");
    assert_refused("diff --pods a b -f svg", "--format svg does not show differences: txt, csv or json do");
    assert_refused("diff --pods a b --focus c", "--focus is an option of glacis reach");
    assert_refused("scan --pods", "--pods is an option of glacis reach and glacis diff");
}

static void test_help_and_version_win_over_what_follows(void **state)
{
    struct parsed parsed = parse("scan --help --nonsense");

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_int_equal(parsed.options.command, GL_COMMAND_HELP);
    assert_int_equal(parsed.options.help_of, GL_COMMAND_SCAN);
    release(&parsed);
    parsed = parse("--version");
    assert_int_equal(parsed.options.command, GL_COMMAND_VERSION);
    release(&parsed);
    parsed = parse("help explain");
    assert_int_equal(parsed.options.help_of, GL_COMMAND_EXPLAIN);
    release(&parsed);
    parsed = parse("");
    assert_int_equal(parsed.options.command, GL_COMMAND_HELP);
    release(&parsed);
}

static void test_words_after_two_dashes_are_paths(void **state)
{
    struct parsed parsed = parse("scan -- --help -");

    (void)state;
    assert_int_equal(parsed.err, GL_OK);
    assert_int_equal(parsed.options.operands.len, 2);
    assert_text(parsed.options.operands.items[0], "--help");
    assert_text(parsed.options.operands.items[1], "-");
    release(&parsed);
}

static void test_help_names_every_command_and_fits_the_terminal(void **state)
{
    struct gl_buf page;
    struct gl_str rest, line;

    (void)state;
    gl_buf_init(&page);
    gl_options_help(&page, GL_COMMAND_HELP);
    assert_true(gl_str_contains(gl_buf_str(&page), GL_STR("--version")));
    gl_options_help(&page, GL_COMMAND_SCAN);
    gl_options_help(&page, GL_COMMAND_BASELINE);
    gl_options_help(&page, GL_COMMAND_EXPLAIN);
    gl_options_help(&page, GL_COMMAND_REACH);
    gl_options_help(&page, GL_COMMAND_DIFF);
    assert_true(gl_str_contains(gl_buf_str(&page), GL_STR("explain ")));
    assert_true(gl_str_contains(gl_buf_str(&page), GL_STR("--fail-on SEVERITY")));
    assert_false(gl_str_contains(gl_buf_str(&page), GL_STR("history")));
    rest = gl_buf_str(&page);
    while (gl_str_cut(&rest, '\n', &line))
        assert_true(line.len <= 100);
    gl_buf_free(&page);
}

static void test_distance_counts_edits_and_swaps(void **state)
{
    (void)state;
    assert_int_equal(gl_edit_distance(GL_STR("sarif"), GL_STR("sarif")), 0);
    assert_int_equal(gl_edit_distance(GL_STR("sarfi"), GL_STR("sarif")), 1);
    assert_int_equal(gl_edit_distance(GL_STR("sarf"), GL_STR("sarif")), 1);
    assert_int_equal(gl_edit_distance(GL_STR(""), GL_STR("abc")), 3);
    assert_int_equal(gl_edit_distance(GL_STR("FAIL_ON"), GL_STR("fail-on")), 0);
}

static void test_nothing_is_suggested_for_what_is_far_away(void **state)
{
    static const struct gl_str names[] = {GL_STR_INIT("scan"), GL_STR_INIT("baseline")};

    (void)state;
    assert_text(gl_suggest(GL_STR("xyzzy"), names, 2), "");
    assert_text(gl_suggest(GL_STR("base"), names, 2), "baseline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan_looks_at_this_folder_with_the_default_baseline),
        cmocka_unit_test(test_every_option_is_understood),
        cmocka_unit_test(test_formats_and_files_pair_up_in_order),
        cmocka_unit_test(test_a_file_without_format_is_known_by_its_name),
        cmocka_unit_test(test_only_one_report_goes_to_standard_output),
        cmocka_unit_test(test_quiet_hides_open_unless_it_is_asked_for),
        cmocka_unit_test(test_wrong_words_are_refused_with_the_nearest_right_one),
        cmocka_unit_test(test_wrong_values_are_refused_with_what_is_allowed),
        cmocka_unit_test(test_commands_of_the_contract_that_come_later_say_so),
        cmocka_unit_test(test_reach_takes_a_focus),
        cmocka_unit_test(test_a_question_has_two_ends_and_ports),
        cmocka_unit_test(test_wrong_options_of_reach_and_diff_are_refused),
        cmocka_unit_test(test_a_question_about_the_network_has_protocols_and_source_ports),
        cmocka_unit_test(test_options_of_pods_and_of_the_network_are_told_apart),
        cmocka_unit_test(test_help_and_version_win_over_what_follows),
        cmocka_unit_test(test_words_after_two_dashes_are_paths),
        cmocka_unit_test(test_help_names_every_command_and_fits_the_terminal),
        cmocka_unit_test(test_distance_counts_edits_and_swaps),
        cmocka_unit_test(test_nothing_is_suggested_for_what_is_far_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
