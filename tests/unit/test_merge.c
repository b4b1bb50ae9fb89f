#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/merge.h"

enum { UNITS = 3 };

struct world {
    struct gl_arena arena;
    struct gl_graph graph;
    struct gl_unit units[UNITS];
    struct gl_resource resources[UNITS];
    struct gl_check check;
    struct gl_findings findings;
};

/* One database in the root module "infra", once for each environment. */
static void world_init(struct world *w, enum gl_dialect dialect)
{
    static const struct gl_str environments[UNITS] = {GL_STR_INIT("dev"), GL_STR_INIT("prod"),
                                                      GL_STR_INIT("staging")};

    *w = (struct world){.check = {.id = GL_STR("GLC-ENC-001")}};
    gl_graph_init(&w->graph, &w->arena);
    for (size_t i = 0; i < UNITS; i++) {
        w->units[i] =
            (struct gl_unit){.name = GL_STR("infra"), .dialect = dialect, .environment = environments[i]};
        w->resources[i] = (struct gl_resource){.kind = GL_STR("AWS::RDS::DBInstance"),
                                               .name = GL_STR("aws_db_instance.orders"),
                                               .address = GL_STR("infra/aws_db_instance.orders"),
                                               .unit = &w->units[i]};
        gl_graph_add(&w->graph, &w->resources[i]);
    }
}

static struct gl_finding *find(struct world *w, size_t unit, uint32_t place)
{
    struct gl_finding *finding = GL_NEW(&w->arena, struct gl_finding);

    *finding = (struct gl_finding){.check = &w->check,
                                   .resource = &w->resources[unit],
                                   .verdict = GL_FAIL,
                                   .severity = GL_MEDIUM,
                                   .span = {1, place, place + 1},
                                   .order = (uint32_t)w->findings.len};
    *GL_PUSH(&w->arena, w->findings.items, w->findings.len, w->findings.capacity) = finding;
    return finding;
}

static void assert_environments(const struct world *w, size_t at, const char *want)
{
    assert_true(at < w->findings.len);
    assert_true(gl_str_eq(w->findings.items[at]->environments, gl_str_of(want)));
}

static void test_what_holds_in_several_environments_is_told_once(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_TERRAFORM);
    find(&w, 0, 10);
    find(&w, 1, 10);
    find(&w, 0, 20);
    w.findings.items[1]->severity = GL_HIGH;
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 2);
    assert_environments(&w, 0, "prod, dev");
    assert_int_equal(w.findings.items[0]->severity, GL_HIGH);
    assert_environments(&w, 1, "dev");
    gl_arena_free(&w.arena);
}

static void test_places_of_every_environment_stay(void **state)
{
    struct gl_related production = {.span = {2, 1, 2}, .message = GL_STR("the value")};
    struct gl_related development = {.span = {3, 1, 2}, .message = GL_STR("the value")};
    struct gl_finding *finding;
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_TERRAFORM);
    finding = find(&w, 0, 10);
    *GL_PUSH(&w.arena, finding->related, finding->related_len, finding->related_capacity) = development;
    finding = find(&w, 1, 10);
    *GL_PUSH(&w.arena, finding->related, finding->related_len, finding->related_capacity) = production;
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 1);
    assert_int_equal(w.findings.items[0]->related_len, 2);
    assert_int_equal(w.findings.items[0]->related[0].span.source, 2);
    gl_arena_free(&w.arena);
}

static void test_a_path_of_any_environment_stays(void **state)
{
    struct gl_step step = {.message = GL_STR("the internet sends TCP 5432")};
    struct gl_finding *finding;
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_TERRAFORM);
    finding = find(&w, 0, 10);
    *GL_PUSH(&w.arena, finding->steps, finding->step_len, finding->step_capacity) = step;
    find(&w, 1, 10);
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 1);
    assert_int_equal(w.findings.items[0]->step_len, 1);
    gl_arena_free(&w.arena);
}

static void test_several_findings_of_one_environment_stay_several(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_TERRAFORM);
    for (size_t i = 0; i < 4; i++)
        find(&w, i / 2, 10);
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 2);
    assert_environments(&w, 0, "prod, dev");
    assert_environments(&w, 1, "prod, dev");
    gl_arena_free(&w.arena);
}

static void test_stacks_of_one_name_are_left_alone(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_CLOUDFORMATION);
    find(&w, 0, 10);
    find(&w, 1, 10);
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 2);
    assert_environments(&w, 0, "");
    gl_arena_free(&w.arena);
}

static void test_objects_that_clusters_share_are_told_once(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, GL_DIALECT_KUBERNETES);
    w.units[0].name = GL_STR("overlay/dev");
    find(&w, 0, 10);
    find(&w, 1, 10);
    find(&w, 1, 20);
    gl_merge_environments(&w.findings, &w.graph, &w.arena);
    assert_int_equal(w.findings.len, 2);
    assert_environments(&w, 0, "prod, dev");
    assert_environments(&w, 1, "prod");
    assert_true(gl_merge_is_needed(&w.graph));
    gl_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_holds_in_several_environments_is_told_once),
        cmocka_unit_test(test_places_of_every_environment_stay),
        cmocka_unit_test(test_a_path_of_any_environment_stays),
        cmocka_unit_test(test_several_findings_of_one_environment_stay_several),
        cmocka_unit_test(test_objects_that_clusters_share_are_told_once),
        cmocka_unit_test(test_stacks_of_one_name_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
