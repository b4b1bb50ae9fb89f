/* The writers of relations against tests/golden, and how pictures are laid out. */
#include "golden.h"

#include "reports/relation_layout.h"
#include "reports/relation_writers.h"

#define S GL_STR_INIT

static const struct gl_relation_end ends[] = {
    {GL_RELATION_ADDRESSES, S("0.0.0.0-255.255.255.255[External]"), S(""),
     S("0.0.0.0-255.255.255.255[External]")},
    {GL_RELATION_WORKLOAD, S("data/db[StatefulSet]"), S("data"), S("db[StatefulSet]")},
    {GL_RELATION_WORKLOAD, S("shop/api[Deployment]"), S("shop"), S("api[Deployment]")},
    {GL_RELATION_WORKLOAD, S("shop/web[Deployment]"), S("shop"), S("web[Deployment]")},
    {GL_RELATION_ENTRY, S("{ingress-controller}"), S(""), S("{ingress-controller}")},
};
enum { INTERNET, DB, API, WEB, CONTROLLER };

static const struct gl_relation_ports ports[] = {
    {S("All Connections"), S("")},
    {S("TCP 5432"), S("")},
    {S("TCP 80,443"), S("TCP 80")},
};

static const struct gl_relation_row rows[] = {
    {API, DB, 1}, {WEB, INTERNET, 0}, {WEB, API, 2}, {CONTROLLER, WEB, 1}};

static const struct gl_relation_exposure exposures[] = {
    {WEB, true, S("entire-cluster"), S("All Connections")},
    {DB, false, S("[namespace with {team=<\"ops\">}]/[all pods]"), S("TCP 5432")},
};

static const struct gl_relation_unprotected unprotected[] = {{WEB, true}, {WEB, false}};

static struct gl_relation_reason db_reasons[] = {
    {.is_egress = true, .sentence = S("no policy decides this for shop/api[Deployment]: it passes")},
    {.is_blocking = true,
     .sentence = S("NetworkPolicy data/db, ingress rule 1: allows it"),
     .span = {1, 4, 9}},
};
static struct gl_relation_case db_cases[] = {{S("TCP 5432"), true, db_reasons, 2},
                                             {S("UDP 53"), false, db_reasons, 2}};
static const struct gl_relation_cases cases[] = {{db_cases, 2}, {db_cases, 1}, {db_cases, 1}, {NULL, 0}};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define RELATION                                                                                             \
    {                                                                                                        \
        .name = S("shop"), .ends = ends, .end_len = COUNT(ends), .ports = ports, .rows = rows,               \
        .row_len = COUNT(rows), .exposures = exposures, .exposure_len = COUNT(exposures),                    \
        .unprotected = unprotected, .unprotected_len = COUNT(unprotected)                                    \
    }

static void write_all(const struct gl_relations *relations, const char *stem)
{
    size_t len;
    const struct gl_relation_writer *writers = gl_relation_writers(&len);

    for (size_t i = 0; i < len; i++) {
        struct gl_buf out;
        char name[64];

        gl_buf_init(&out);
        writers[i].write_list(relations, &out);
        snprintf(name, sizeof name, "%s%.*s", stem, GL_STR_ARG(writers[i].suffix));
        assert_golden(gl_buf_str(&out), name);
        gl_buf_free(&out);
    }
}

static void test_a_list_is_written_in_every_format(void **state)
{
    const struct gl_relation one = RELATION;
    const struct gl_relations relations = {.items = &one, .len = 1, .has_exposure = true};

    (void)state;
    write_all(&relations, "reach");
}

static void test_several_clusters_have_headings_and_keys(void **state)
{
    const struct gl_relation two[] = {RELATION, {.name = S("empty")}};
    const struct gl_relations relations = {
        .items = two, .len = 2, .focus = S("TCP 5432"), .hides_ports = true};

    (void)state;
    write_all(&relations, "reach-several");
}

static void test_reasons_have_their_places(void **state)
{
    struct gl_relation one = RELATION;
    struct gl_sources sources;
    struct gl_relations relations = {.sources = &sources, .items = &one, .len = 1};
    struct gl_buf out;

    (void)state;
    one.cases = cases;
    gl_sources_init(&sources);
    gl_sources_add_text(&sources, GL_STR("db.yaml"), GL_STR("a:\n  rule: 1\n"));
    gl_buf_init(&out);
    gl_relation_txt(&relations, &out);
    assert_golden(gl_buf_str(&out), "reach-explained.txt");
    out.len = 0;
    gl_relation_json(&relations, &out);
    assert_golden(gl_buf_str(&out), "reach-explained.json");
    gl_buf_free(&out);
    gl_sources_free(&sources);
}

static void test_differences_are_written_in_three_formats(void **state)
{
    static const struct gl_relation_change changes[] = {
        {GL_CHANGE_CHANGED, S("a/web[Deployment]"), S("a/db[StatefulSet]"), S("TCP 5432"),
         S("TCP 5432,UDP 53"), S("")},
        {GL_CHANGE_ADDED, S("0.0.0.0-255.255.255.255[External]"), S("a/new[Pod]"), S("No Connections"),
         S("All Connections"), S("workload a/new[Pod] added")},
    };
    const struct gl_relation_diff one = {S("shop"), changes, COUNT(changes)};
    const struct gl_relation_diffs diffs = {.items = &one, .len = 1};
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_relation_diff_txt(&diffs, &out);
    assert_golden(gl_buf_str(&out), "diff.txt");
    out.len = 0;
    gl_relation_diff_csv(&diffs, &out);
    assert_golden(gl_buf_str(&out), "diff.csv");
    out.len = 0;
    gl_relation_diff_json(&diffs, &out);
    assert_golden(gl_buf_str(&out), "diff.json");
    gl_buf_free(&out);
}

static void test_an_answer_names_what_stops_it(void **state)
{
    const struct gl_relation_answer no = {.name = S("shop"),
                                          .from = S("shop/api[Deployment]"),
                                          .to = S("data/db[StatefulSet]"),
                                          .ports = S("UDP 53"),
                                          .from_kind = S("Deployment"),
                                          .to_kind = S("StatefulSet"),
                                          .note = S("a note"),
                                          .cases = {db_cases + 1, 1}};
    struct gl_sources sources;
    struct gl_relation_answers answers = {.sources = &sources, .items = &no, .len = 1};
    struct gl_buf out;

    (void)state;
    gl_sources_init(&sources);
    gl_sources_add_text(&sources, GL_STR("db.yaml"), GL_STR("a:\n  rule: 1\n"));
    gl_buf_init(&out);
    gl_relation_answer_txt(&answers, &out);
    assert_golden(gl_buf_str(&out), "answer.txt");
    out.len = 0;
    gl_relation_answer_json(&answers, &out);
    assert_golden(gl_buf_str(&out), "answer.json");
    gl_buf_free(&out);
    gl_sources_free(&sources);
}

static void test_a_spreadsheet_takes_no_name_for_a_formula(void **state)
{
    static const struct gl_relation_end odd[] = {
        {GL_RELATION_WORKLOAD, S("=1+1/\"x\"[Pod]"), S("=1+1"), S("x[Pod]")}};
    static const struct gl_relation_row row = {0, 0, 0};
    const struct gl_relation one = {.ends = odd, .end_len = 1, .ports = ports, .rows = &row, .row_len = 1};
    const struct gl_relations relations = {.items = &one, .len = 1};
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_relation_csv(&relations, &out);
    assert_true(gl_str_contains(gl_buf_str(&out), GL_STR("\"'=1+1/\"\"x\"\"[Pod]\",")));
    gl_buf_free(&out);
}

/* ---- pictures ---- */

enum { CROWD = 60 };

/* A namespace of pods that all reach each other and one database. */
static struct gl_relation crowd(struct gl_arena *arena)
{
    struct gl_relation_end *all = GL_NEW_ARRAY(arena, struct gl_relation_end, CROWD + 1);
    struct gl_relation_row *lines = GL_NEW_ARRAY(arena, struct gl_relation_row, (size_t)CROWD * CROWD);
    size_t len = 0;

    for (uint32_t i = 0; i < CROWD; i++) {
        all[i].shown = gl_arena_printf(arena, "a/w%02u[Pod]", i);
        all[i].ns = GL_STR("a");
        all[i].label = gl_arena_printf(arena, "w%02u[Pod]", i);
        for (uint32_t k = 0; k < CROWD; k++) {
            if (k != i)
                lines[len++] = (struct gl_relation_row){i, k, 0};
        }
        lines[len++] = (struct gl_relation_row){i, CROWD, 1};
    }
    all[CROWD] = ends[DB];
    return (struct gl_relation){
        .ends = all, .end_len = CROWD + 1, .ports = ports, .rows = lines, .row_len = len};
}

static void test_workloads_with_the_same_connections_share_a_box(void **state)
{
    struct gl_arena arena = {0};
    struct gl_relation relation = crowd(&arena);
    struct gl_layout layout;

    (void)state;
    gl_layout_make(&arena, &relation, true, &layout);
    assert_int_equal(layout.box_len, 2);
    assert_int_equal(layout.workload_len, CROWD + 1);
    assert_int_equal(layout.boxes[0].end_len, CROWD);
    assert_true(gl_str_eq(layout.boxes[0].note, GL_STR("Pod and 59 more")));
    assert_true(gl_str_eq(layout.boxes[0].inside, GL_STR("All Connections")));
    assert_int_equal(layout.line_len, 1);
    gl_arena_free(&arena);
}

static void test_a_workload_that_differs_has_its_own_box(void **state)
{
    struct gl_arena arena = {0};
    struct gl_relation relation = crowd(&arena);
    struct gl_layout layout;

    (void)state;
    relation.row_len--; /* the last one does not reach the database */
    gl_layout_make(&arena, &relation, true, &layout);
    assert_int_equal(layout.box_len, 3);
    assert_int_equal(layout.boxes[0].end_len, CROWD - 1);
    gl_arena_free(&arena);
}

static void test_boxes_do_not_cover_each_other(void **state)
{
    struct gl_arena arena = {0};
    const struct gl_relation relation = RELATION;
    struct gl_layout layout;

    (void)state;
    gl_layout_make(&arena, &relation, true, &layout);
    assert_int_equal(layout.lane_len, 2);
    for (size_t i = 0; i < layout.box_len; i++) {
        const struct gl_box *a = &layout.boxes[i];

        assert_true(a->x >= 0 && a->x + a->width <= layout.width && a->y + a->height <= layout.height);
        for (size_t k = 0; k < i; k++) {
            const struct gl_box *b = &layout.boxes[k];

            assert_true(a->x + a->width <= b->x || b->x + b->width <= a->x || a->y + a->height <= b->y ||
                        b->y + b->height <= a->y);
        }
    }
    gl_arena_free(&arena);
}

static void test_a_line_from_left_to_right_follows_who_calls_whom(void **state)
{
    struct gl_arena arena = {0};
    const struct gl_relation relation = RELATION;
    struct gl_layout layout;
    unsigned columns[5] = {0};

    (void)state;
    gl_layout_make(&arena, &relation, true, &layout);
    for (size_t i = 0; i < layout.box_len; i++) {
        for (unsigned k = 0; k < COUNT(ends); k++) {
            if (layout.boxes[i].end_len && layout.boxes[i].ends[0] == k)
                columns[k] = layout.boxes[i].column;
        }
    }
    assert_true(columns[WEB] < columns[API]);
    assert_true(columns[API] < columns[DB]);
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_is_written_in_every_format),
        cmocka_unit_test(test_several_clusters_have_headings_and_keys),
        cmocka_unit_test(test_reasons_have_their_places),
        cmocka_unit_test(test_differences_are_written_in_three_formats),
        cmocka_unit_test(test_an_answer_names_what_stops_it),
        cmocka_unit_test(test_a_spreadsheet_takes_no_name_for_a_formula),
        cmocka_unit_test(test_workloads_with_the_same_connections_share_a_box),
        cmocka_unit_test(test_a_workload_that_differs_has_its_own_box),
        cmocka_unit_test(test_boxes_do_not_cover_each_other),
        cmocka_unit_test(test_a_line_from_left_to_right_follows_who_calls_whom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
