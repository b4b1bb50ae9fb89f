/* The writers of maps against tests/golden, and what pictures promise at every size. */
#include "map_fixture.h"

#include "reports/escape.h"
#include "reports/map_layout.h"

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

static void test_pictures_of_larger_maps_stay_as_they_are(void **state)
{
    static const uint32_t sizes[] = {60, 500};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct map_fixture f;
        char name[64];

        fixture_init(&f);
        fixture_estate(&f, sizes[i]);
        gl_map_svg(&f.maps, &f.out);
        snprintf(name, sizeof name, "map-%u.svg", sizes[i]);
        assert_golden(gl_buf_str(&f.out), name);
        fixture_free(&f);
    }
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

static void test_nodes_of_one_label_are_told_apart_by_where_they_are(void **state)
{
    static const struct gl_map_node nodes[] = {{.id = S("infra/live/prod/aws_lb.this"), .label = S("this")},
                                               {.id = S("infra/live/dev/aws_lb.this"), .label = S("this")},
                                               {.id = S("infra/live/dev/aws_lb.other"), .label = S("other")}};
    const struct gl_map map = {
        .lanes = fixture_lanes, .lane_len = LANES, .nodes = nodes, .node_len = COUNT(nodes)};
    struct gl_arena arena = {0};
    const struct gl_str *names = gl_map_names(&arena, &map);

    (void)state;
    assert_true(gl_str_eq(names[0], GL_STR("prod/aws_lb.this")));
    assert_true(gl_str_eq(names[1], GL_STR("dev/aws_lb.this")));
    assert_true(gl_str_eq(names[2], GL_STR("other")));
    gl_arena_free(&arena);
}

static void test_a_long_name_keeps_both_ends(void **state)
{
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_text_add_name(&out, GL_STR("environments/prod/module.network.aws_lb.this"), 21);
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("environmen\xe2\x80\xa6ws_lb.this")));
    out.len = 0;
    gl_text_add_name(&out, GL_STR("\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad"), 6);
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("\xe4\xb8\xad\xe2\x80\xa6\xe4\xb8\xad")));
    gl_buf_free(&out);
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

/* ---- pictures ---- */

static void assert_apart(const struct gl_map_layout *layout)
{
    for (size_t i = 0; i < layout->drawn_len; i++) {
        const struct gl_map_card *a = &layout->cards[i];

        assert_true(a->x >= 0 && a->y >= 0);
        assert_true(a->x + a->width <= layout->width && a->y + a->height <= layout->height);
        for (size_t k = 0; k < i; k++) {
            const struct gl_map_card *b = &layout->cards[k];

            assert_true(a->x + a->width <= b->x || b->x + b->width <= a->x || a->y + a->height <= b->y ||
                        b->y + b->height <= a->y);
        }
    }
}

/* No track runs behind a card. */
static void assert_free_tracks(const struct gl_map_layout *layout)
{
    for (size_t i = 0; i < layout->line_len; i++) {
        const struct gl_map_line *line = &layout->lines[i];
        bool is_forward = layout->cards[line->to].x > layout->cards[line->from].x;
        size_t column = 0;

        while (layout->column_x[column] + layout->column_width[column] < layout->cards[line->from].x)
            column++;
        for (size_t k = 0; k < line->track_len; k++) {
            column = is_forward ? column + 1 : column - 1;
            for (size_t c = 0; c < layout->drawn_len; c++) {
                const struct gl_map_card *card = &layout->cards[c];
                bool is_there = card->x >= layout->column_x[column] &&
                                card->x < layout->column_x[column] + layout->column_width[column];

                assert_false(is_there && line->tracks[k] > card->y &&
                             line->tracks[k] < card->y + card->height);
            }
        }
    }
}

static void test_cards_do_not_cover_each_other_at_any_size(void **state)
{
    static const uint32_t sizes[] = {1, 2, 10, 60, 500, 3000};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct map_fixture f;
        struct gl_map_layout layout;
        size_t node_len = 0;

        fixture_init(&f);
        fixture_estate(&f, sizes[i]);
        gl_map_layout_make(&f.arena, &f.map, &layout);
        assert_apart(&layout);
        assert_free_tracks(&layout);
        for (size_t k = 0; k < layout.drawn_len; k++)
            node_len += layout.cards[k].node_len;
        assert_int_equal(node_len, sizes[i]);
        assert_true(layout.drawn_len <= (size_t)LANES * GL_MAP_COLUMN_CARDS);
        assert_true(layout.line_len <= GL_MAP_MOST_LINES);
        assert_true(layout.height < 3000);
        fixture_free(&f);
    }
}

static void test_ten_nodes_have_a_card_each(void **state)
{
    struct map_fixture f;
    struct gl_map_layout layout;

    (void)state;
    fixture_init(&f);
    gl_map_layout_make(&f.arena, &f.map, &layout);
    assert_int_equal(layout.drawn_len, COUNT(fixture_nodes));
    assert_int_equal(layout.column_len, 4);
    assert_int_equal(layout.cause_len, 4); /* two flows of one rule are one */
    assert_int_equal(layout.causes[1].edge_len, 2);
    fixture_free(&f);
}

enum { CROWD = 60 };

/* The internet, a crowd of instances that all reach each other and it, and a database that `of` of them
 * reach. */
static void fixture_crowd(struct map_fixture *f, uint32_t of)
{
    fixture_estate(f, CROWD + 2);
    f->map.edge_len = 0;
    for (uint32_t i = 1; i <= CROWD; i++) {
        f->nodes[i].lane = COMPUTE;
        f->nodes[i].kind = GL_STR("AWS::EC2::Instance");
        connect_one(f, i, 0, GL_MAP_ALLOWED, "any port");
        for (uint32_t k = 1; k <= CROWD; k++)
            connect_one(f, i, k, GL_MAP_ALLOWED, "any port");
        if (i <= of)
            connect_one(f, i, CROWD + 1, GL_MAP_ALLOWED, "tcp 5432");
    }
    f->nodes[CROWD + 1].lane = POSTGRES;
    f->map.edges = f->edges;
}

static const struct gl_map_card *card_of(const struct gl_map_layout *layout, uint32_t node)
{
    for (size_t i = 0; i < layout->drawn_len; i++) {
        for (size_t k = 0; k < layout->cards[i].node_len; k++) {
            if (layout->cards[i].nodes[k] == node)
                return &layout->cards[i];
        }
    }
    return NULL;
}

static void test_nodes_with_the_same_flows_are_a_stack(void **state)
{
    struct map_fixture f;
    struct gl_map_layout layout;

    (void)state;
    fixture_init(&f);
    fixture_crowd(&f, CROWD);
    gl_map_layout_make(&f.arena, &f.map, &layout);
    assert_int_equal(layout.drawn_len, 3);
    assert_int_equal(card_of(&layout, 1)->resource_len, CROWD);
    assert_true(card_of(&layout, 1)->rows[0].is_among);
    assert_int_equal(layout.line_len, 2);
    fixture_free(&f);
}

static void test_a_node_of_the_path_is_not_in_a_stack(void **state)
{
    static const struct gl_map_hop hops[] = {{.node = 7}, {.node = 0}};
    const struct gl_map_path path = {.hops = hops, .hop_len = COUNT(hops)};
    struct map_fixture f;
    struct gl_map_layout layout;

    (void)state;
    fixture_init(&f);
    fixture_crowd(&f, CROWD);
    f.map.path = &path;
    gl_map_layout_make(&f.arena, &f.map, &layout);
    assert_int_equal(card_of(&layout, 7)->node_len, 1);
    assert_true(card_of(&layout, 7)->is_on_path);
    assert_int_equal(card_of(&layout, 8)->node_len, CROWD - 1);
    fixture_free(&f);
}

static void test_what_a_whole_lane_reaches_is_one_line(void **state)
{
    struct map_fixture f;
    struct gl_map_layout layout;
    size_t whole = 0;

    (void)state;
    fixture_init(&f);
    fixture_crowd(&f, CROWD);
    for (uint32_t i = 1; i <= CROWD; i++) /* no two are alike */
        f.nodes[i].kind = gl_arena_printf(&f.arena, "AWS::Kind%u", i);
    gl_map_layout_make(&f.arena, &f.map, &layout);
    for (size_t i = 0; i < layout.line_len; i++)
        whole += layout.cards[layout.lines[i].from].node_len == 0;
    assert_int_equal(whole, 2);
    assert_int_equal(layout.line_len, 2);
    fixture_free(&f);
}

static void test_a_lane_of_which_one_lacks_a_flow_is_not_called_all(void **state)
{
    struct map_fixture f;
    struct gl_map_layout layout;

    (void)state;
    fixture_init(&f);
    fixture_crowd(&f, CROWD - 1);
    for (uint32_t i = 1; i <= CROWD; i++)
        f.nodes[i].kind = gl_arena_printf(&f.arena, "AWS::Kind%u", i);
    gl_map_layout_make(&f.arena, &f.map, &layout);
    for (size_t i = 0; i < layout.line_len; i++) {
        if (&layout.cards[layout.lines[i].to] == card_of(&layout, CROWD + 1))
            assert_true(layout.cards[layout.lines[i].from].node_len > 0);
    }
    fixture_free(&f);
}

static void test_a_lane_as_a_whole_has_the_number_of_its_cause(void **state)
{
    struct map_fixture f;
    struct gl_map_layout layout;
    const struct gl_map_card *whole;

    (void)state;
    fixture_init(&f);
    fixture_estate(&f, 5);
    f.map.edge_len = 0;
    f.nodes[4].lane = COMPUTE;
    for (uint32_t i = 1; i < 4; i++) {
        f.nodes[i].lane = EDGE;
        connect_one(&f, 0, i, GL_MAP_VIOLATION, "tcp 80");
    }
    connect_one(&f, 4, 2, GL_MAP_VIOLATION, "tcp 80"); /* for another reason */
    f.edges[3].sentence = GL_STR("another group");
    f.map.edges = f.edges;
    gl_map_layout_make(&f.arena, &f.map, &layout);
    whole = &layout.cards[card_of(&layout, 2)->whole];
    assert_int_equal(whole->rows[0].cause_len, 1);
    assert_int_equal(whole->rows[0].causes[0], 1);
    assert_int_equal(card_of(&layout, 2)->rows[0].cause_len, 1);
    assert_int_equal(card_of(&layout, 2)->rows[0].causes[0], 2);
    fixture_free(&f);
}

/* ---- names of an enemy ---- */

/* A right-to-left override, which tools do not like to see in a literal. */
static struct gl_str override(struct gl_arena *arena)
{
    return gl_arena_printf(arena, "%c%c%c", 0xe2, 0x80, 0xae);
}

static void fixture_hostile(struct map_fixture *f)
{
    static const char *const names[] = {"a\x1b[31mred",
                                        "</title><script>alert(1)</script>",
                                        "]]>\"'&amp;",
                                        "OVERRIDE",
                                        "two\nlines\r\n",
                                        "\xff\xfe\xef\xbf\xbf",
                                        "-->",
                                        "\\\" onload=x",
                                        "\xe4\xb8\xad\xe6\x96\x87",
                                        "NUL"};
    struct gl_map_lane *lanes = GL_NEW_ARRAY(&f->arena, struct gl_map_lane, LANES);
    char *long_name = gl_arena_alloc(&f->arena, 10000, 1);
    struct gl_map_box *boxes = GL_NEW_ARRAY(&f->arena, struct gl_map_box, 3);

    memset(long_name, '<', 10000);
    fixture_estate(f, COUNT(names) + 1);
    for (uint32_t i = 0; i < COUNT(names); i++) {
        struct gl_str name = gl_str_of(names[i]);

        if (i == 3)
            name = override(&f->arena);
        if (i == 9)
            name = (struct gl_str){"a\0b", 3};
        f->nodes[i].label = f->nodes[i].id = f->nodes[i].note = f->nodes[i].kind = name;
        f->edges[i % f->map.edge_len].ports = f->edges[(i + 3) % f->map.edge_len].sentence = name;
        f->edges[i % f->map.edge_len].verdict = (enum gl_map_verdict)(i % GL_MAP_VERDICTS);
    }
    f->nodes[10].label = f->nodes[10].id = f->nodes[10].kind = (struct gl_str){long_name, 10000};
    for (uint32_t i = 0; i < LANES; i++)
        lanes[i] =
            (struct gl_map_lane){gl_str_of(names[i]), gl_str_of(names[(i + 1) % 9]), fixture_lanes[i].column};
    boxes[0].label = boxes[1].label = boxes[2].label = gl_str_of(names[1]);
    f->map.lanes = lanes;
    f->map.boxes = boxes;
    f->map.title = gl_str_of(names[1]);
    f->map.subtitle = override(&f->arena);
    f->map.path = &fixture_path;
}

/* Elements are closed in order, and nothing but them has an angle bracket. HTML's void elements are not
 * closed. */
static void assert_balanced(struct gl_str text)
{
    struct gl_str open[64] = {{0}};
    size_t depth = 0;

    for (size_t at = 0; at < text.len;) {
        size_t end, name_end;
        struct gl_str tag;

        while (at < text.len && text.ptr[at] != '<') {
            assert_true(text.ptr[at] == '\n' || (unsigned char)text.ptr[at] >= ' ');
            at++;
        }
        if (at == text.len)
            break;
        end = at + gl_str_find_char(gl_str_from(text, at), '>');
        assert_true(end > at && end < text.len);
        tag = gl_str_slice(text, at + 1, end);
        at = end + 1;
        for (name_end = 0; name_end < tag.len && tag.ptr[name_end] != ' '; name_end++)
            assert_true(tag.ptr[name_end] != '<');
        if (tag.ptr[0] == '!' || tag.ptr[tag.len - 1] == '/' || gl_str_starts_with(tag, GL_STR("meta ")))
            continue;
        if (tag.ptr[0] == '/') {
            assert_true(depth > 0 && gl_str_eq(open[depth - 1], gl_str_from(tag, 1)));
            depth--;
        } else {
            assert_true(depth < COUNT(open));
            open[depth++] = gl_str_slice(tag, 0, name_end);
        }
    }
    assert_int_equal(depth, 0);
}

static void test_names_of_an_enemy_break_no_format(void **state)
{
    struct map_fixture f;
    size_t len;
    const struct gl_map_writer *writers = gl_map_writers(&len);

    (void)state;
    fixture_init(&f);
    fixture_hostile(&f);
    for (size_t i = 0; i < len; i++) {
        struct gl_str text;

        f.out.len = 0;
        writers[i].write(&f.maps, &f.out);
        text = gl_buf_str(&f.out);
        assert_false(gl_str_contains(text, GL_STR("\x1b")) || gl_str_contains(text, GL_STR("\r")));
        assert_int_equal(gl_str_find_char(text, '\0'), GL_STR_NONE);
        if (i != 1) /* JSON keeps what is valid UTF-8 */
            assert_false(gl_str_contains(text, override(&f.arena)));
        if (gl_str_eq(writers[i].name, GL_STR("svg")) || gl_str_eq(writers[i].name, GL_STR("html"))) {
            assert_balanced(text);
            assert_false(gl_str_contains(text, GL_STR("<script>alert")));
        }
    }
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_map_of_ten_nodes_is_written_in_every_format),
        cmocka_unit_test(test_a_question_is_shown_with_its_path_and_blocker),
        cmocka_unit_test(test_several_maps_are_written_one_after_the_other),
        cmocka_unit_test(test_pictures_of_larger_maps_stay_as_they_are),
        cmocka_unit_test(test_a_map_of_nothing_is_written_too),
        cmocka_unit_test(test_nodes_of_one_label_are_told_apart_by_where_they_are),
        cmocka_unit_test(test_a_long_name_keeps_both_ends),
        cmocka_unit_test(test_flows_of_the_matrix_go_from_left_to_right),
        cmocka_unit_test(test_the_same_map_gives_the_same_bytes_at_every_size),
        cmocka_unit_test(test_cards_do_not_cover_each_other_at_any_size),
        cmocka_unit_test(test_ten_nodes_have_a_card_each),
        cmocka_unit_test(test_nodes_with_the_same_flows_are_a_stack),
        cmocka_unit_test(test_a_node_of_the_path_is_not_in_a_stack),
        cmocka_unit_test(test_what_a_whole_lane_reaches_is_one_line),
        cmocka_unit_test(test_a_lane_of_which_one_lacks_a_flow_is_not_called_all),
        cmocka_unit_test(test_a_lane_as_a_whole_has_the_number_of_its_cause),
        cmocka_unit_test(test_names_of_an_enemy_break_no_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
