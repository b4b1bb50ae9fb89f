/* Kinds of the Kubernetes API: every one of kubernetes.def is known by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph/kubernetes.h"
#include "tree/value.h"

static struct gl_value text_of(const char *text)
{
    return gl_value_string(gl_str_of(text), (struct gl_span){0});
}

/* The resource of a namespaced object whose namespace is not written. */
static struct gl_resource described(struct gl_arena *arena, const char *version, const char *kind)
{
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, 2);
    struct gl_resource resource = {.properties = {.type = GL_MAP}};

    members[0] = (struct gl_member){.key = GL_STR("apiVersion"), .value = text_of(version)};
    members[1] = (struct gl_member){.key = GL_STR("kind"), .value = text_of(kind)};
    resource.properties.u.map.members = members;
    resource.properties.u.map.len = 2;
    gl_k8s_describe(arena, &resource);
    return resource;
}

static void every_kind_of_the_table_is_found(void **state)
{
    static const struct {
        const char *kind, *group;
        bool is_namespaced;
    } kinds[] = {
#define NAMESPACED true
#define CLUSTER false
#define K8S_KIND(kind, group, scope) {kind, group, scope},
#include "graph/kubernetes.def"
#undef K8S_KIND
    };
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct gl_str version =
            gl_arena_printf(&arena, "%s%sv1", kinds[i].group, kinds[i].group[0] ? "/" : "");
        struct gl_resource resource = described(&arena, version.ptr, kinds[i].kind);

        assert_true(gl_str_eq(resource.kind, gl_str_of(kinds[i].kind)));
        assert_int_equal(resource.object->ns.len != 0, kinds[i].is_namespaced);
    }
    gl_arena_free(&arena);
}

static void a_kind_of_another_group_carries_its_group(void **state)
{
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    assert_true(gl_str_eq(described(&arena, "serving.knative.dev/v1", "Service").kind,
                          GL_STR("Service.serving.knative.dev")));
    gl_arena_free(&arena);
}

static void attributes_are_a_map_for_every_kind(void **state)
{
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    assert_int_equal(described(&arena, "v1", "ConfigMap").attributes.type, GL_MAP);
    assert_int_equal(described(&arena, "example.com/v1", "Widget").attributes.type, GL_MAP);
    gl_arena_free(&arena);
}

static void values_of_a_secret_are_marked(void **state)
{
    struct gl_member value[] = {{.key = GL_STR("password"), .value = text_of("tr0ub4dor")}};
    struct gl_member members[] = {{.key = GL_STR("apiVersion"), .value = text_of("v1")},
                                  {.key = GL_STR("kind"), .value = text_of("Secret")},
                                  {.key = GL_STR("stringData"), .value = {.type = GL_MAP}}};
    struct gl_resource resource = {.properties = {.type = GL_MAP}};
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    members[2].value.u.map.members = value;
    members[2].value.u.map.len = 1;
    resource.properties.u.map.members = members;
    resource.properties.u.map.len = sizeof members / sizeof *members;
    gl_k8s_describe(&arena, &resource);
    assert_true(gl_value_path(&resource.properties, "stringData.password")->flags & GL_VALUE_SECRET);
    assert_false(value[0].value.flags & GL_VALUE_SECRET); /* what was read stays as it is */
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_the_table_is_found),
        cmocka_unit_test(a_kind_of_another_group_carries_its_group),
        cmocka_unit_test(attributes_are_a_map_for_every_kind),
        cmocka_unit_test(values_of_a_secret_are_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
