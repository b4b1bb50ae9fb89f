/* The writers of maps against tests/golden, and what pictures promise at every size. */
#include "map_fixture.h"

static void write_all(struct map_fixture *f, const char *stem)
{
    size_t len;
    const struct gl_map_writer *writers = gl_map_writers(&len);

    for (size_t i = 0; i < len; i++) {
        char name[64];

        f->out.len = 0;
        writers[i].write(&f->maps, &f->out);
        snprintf(name, sizeof name, "%s%.*s", stem, GL_STR_ARG(writers[i].suffix));
        assert_golden(gl_buf_str(&f->out), name);
    }
}

static void test_a_map_of_ten_nodes_is_written_in_every_format(void **state)
{
    struct map_fixture f;

    (void)state;
    fixture_init(&f);
    write_all(&f, "map");
    fixture_free(&f);
}

static void test_a_question_is_shown_with_its_path_and_blocker(void **state)
{
    struct map_fixture f;

    (void)state;
    fixture_init(&f);
    f.map.path = &fixture_path;
    write_all(&f, "map-path");
    fixture_free(&f);
}

static void test_several_maps_are_written_one_after_the_other(void **state)
{
    struct map_fixture f;
    struct gl_map two[2];

    (void)state;
    fixture_init(&f);
    two[0] = two[1] = f.map;
    two[1].title = GL_STR("platform / dev");
    two[1].edge_len = 1;
    two[1].note_len = 0;
    f.maps.items = two;
    f.maps.len = 2;
    write_all(&f, "map-several");
    fixture_free(&f);
}

static void test_a_map_of_nothing_is_written_too(void **state)
{
    struct map_fixture f;

    (void)state;
    fixture_init(&f);
    f.map = (struct gl_map){.title = S("nothing")};
    write_all(&f, "map-empty");
    fixture_free(&f);
}

static void test_flows_of_the_matrix_go_from_left_to_right(void **state)
{
    static const struct gl_map_flow flows[] = {
        {INTERNET, EDGE},      {EDGE, COMPUTE},      {COMPUTE, COMPUTE}, {COMPUTE, INNER_EDGE},
        {INNER_EDGE, COMPUTE}, {COMPUTE, POSTGRES},  {COMPUTE, REDIS},   {COMPUTE, KAFKA},
        {KAFKA, KAFKA},        {COMPUTE, ENDPOINTS}, {COMPUTE, INTERNET}};
    struct gl_map_lane lanes[LANES];

    (void)state;
    for (size_t i = 0; i < LANES; i++)
        lanes[i] = (struct gl_map_lane){.name = fixture_lanes[i].name, .column = 77};
    gl_map_set_columns(lanes, LANES, flows, COUNT(flows));
    for (size_t i = 0; i < LANES; i++)
        assert_int_equal(lanes[i].column, fixture_lanes[i].column);
}

static void test_the_same_map_gives_the_same_bytes_at_every_size(void **state)
{
    static const uint32_t sizes[] = {10, 60, 500, 3000};
    size_t len;
    const struct gl_map_writer *writers = gl_map_writers(&len);

    (void)state;
    for (size_t i = 0; i < COUNT(sizes) * len; i++) {
        struct map_fixture f;
        struct gl_buf again;

        fixture_init(&f);
        fixture_estate(&f, sizes[i / len]);
        gl_buf_init(&again);
        writers[i % len].write(&f.maps, &f.out);
        writers[i % len].write(&f.maps, &again);
        assert_true(gl_str_eq(gl_buf_str(&f.out), gl_buf_str(&again)));
        gl_buf_free(&again);
        fixture_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_map_of_ten_nodes_is_written_in_every_format),
        cmocka_unit_test(test_a_question_is_shown_with_its_path_and_blocker),
        cmocka_unit_test(test_several_maps_are_written_one_after_the_other),
        cmocka_unit_test(test_a_map_of_nothing_is_written_too),
        cmocka_unit_test(test_flows_of_the_matrix_go_from_left_to_right),
        cmocka_unit_test(test_the_same_map_gives_the_same_bytes_at_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
