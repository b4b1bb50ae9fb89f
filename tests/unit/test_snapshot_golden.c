/* Answers of every kind against the canonical resources that are made of them: tests/golden/snapshot.txt. */
#include "golden.h"

#include "front/snapshot/snapshot.h"

static const char *const names[] = {"snapshot/network.json", "snapshot/services.json"};

enum { FILES = sizeof names / sizeof *names };

struct world {
    struct gl_sources sources;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_input items[FILES];
    struct gl_inputs inputs;
    struct gl_front_output output;
};

static void load(struct world *w)
{
    const struct gl_read_options reading = {.duplicate_key = GL_DIAG_INCOMPLETE};
    const struct gl_front_options options = {0};

    gl_sources_init(&w->sources);
    gl_diags_init(&w->diags, &w->arena);
    w->inputs = (struct gl_inputs){w->items, FILES};
    for (size_t i = 0; i < FILES; i++) {
        struct gl_input *input = &w->items[i];
        const char *why = "";
        char path[1024];

        golden_path(path, sizeof path, names[i]);
        input->source =
            gl_sources_add(&w->sources, gl_arena_copy(&w->arena, gl_str_of(path)), gl_str_of(names[i]));
        assert_int_equal(gl_source_read(input->source, &why), GL_OK);
        assert_int_equal(gl_read(input->source, &w->arena, &reading, &input->documents, &w->diags), GL_OK);
        assert_true(gl_snap_is_answer(&input->documents.items[0].root));
        input->kind = GL_INPUT_SNAPSHOT;
    }
    gl_snap_load(&w->arena, &w->inputs, &options, &w->output, &w->diags);
}

static void print(struct gl_buf *out, const struct gl_value *value);

static void print_list(struct gl_buf *out, const struct gl_value *list)
{
    for (size_t i = 0; i < list->u.list.len; i++) {
        gl_buf_add(out, i ? GL_STR(", ") : GL_STR("["));
        print(out, &list->u.list.items[i]);
    }
    gl_buf_add(out, list->u.list.len ? GL_STR("]") : GL_STR("[]"));
}

static void print_map(struct gl_buf *out, const struct gl_value *map)
{
    for (size_t i = 0; i < map->u.map.len; i++) {
        gl_buf_printf(out, "%s%.*s: ", i ? ", " : "{", GL_STR_ARG(map->u.map.members[i].key));
        print(out, &map->u.map.members[i].value);
    }
    gl_buf_add(out, map->u.map.len ? GL_STR("}") : GL_STR("{}"));
}

/* References by the name of what they mean, what is not told as "?". */
static void print(struct gl_buf *out, const struct gl_value *value)
{
    if (value->type == GL_REF)
        gl_buf_printf(out, "@%.*s", GL_STR_ARG(value->u.ref->target->name));
    else if (value->type == GL_UNKNOWN)
        gl_buf_add_char(out, '?');
    else if (value->type == GL_LIST)
        print_list(out, value);
    else if (value->type == GL_MAP)
        print_map(out, value);
    else
        gl_value_print(out, value);
}

static void test_answers_of_every_kind_become_canonical_resources(void **state)
{
    struct world w = {0};
    struct gl_buf out;

    (void)state;
    load(&w);
    gl_buf_init(&out);
    for (size_t i = 0; i < w.output.len; i++) {
        const struct gl_resource *resource = w.output.resources[i];

        gl_buf_printf(&out, "%.*s %.*s", GL_STR_ARG(resource->kind), GL_STR_ARG(resource->name));
        if (!gl_str_eq(resource->name, resource->address))
            gl_buf_printf(&out, " (%.*s)", GL_STR_ARG(resource->address));
        gl_buf_add_char(&out, '\n');
        for (size_t k = 0; k < resource->properties.u.map.len; k++) {
            const struct gl_member *member = &resource->properties.u.map.members[k];

            gl_buf_printf(&out, "  %.*s: ", GL_STR_ARG(member->key));
            print(&out, &member->value);
            gl_buf_add_char(&out, '\n');
        }
    }
    assert_golden(gl_buf_str(&out), "snapshot.txt");
    assert_int_equal(w.diags.len, 0);
    gl_buf_free(&out);
    gl_arena_free(&w.arena);
    gl_sources_free(&w.sources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_of_every_kind_become_canonical_resources),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
