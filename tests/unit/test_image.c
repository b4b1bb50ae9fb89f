/* Names of container images come apart as a registry client takes them apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/image.h"

static void expect(const char *text, const char *registry, const char *repository, const char *tag,
                   const char *digest)
{
    struct gl_image image = gl_image_of(gl_str_of(text));

    assert_true(gl_str_eq(image.registry, gl_str_of(registry)));
    assert_true(gl_str_eq(image.repository, gl_str_of(repository)));
    assert_true(gl_str_eq(image.tag, gl_str_of(tag)));
    assert_true(gl_str_eq(image.digest, gl_str_of(digest)));
}

static void a_bare_name_is_one_of_docker_hub(void **state)
{
    (void)state;
    expect("nginx", "docker.io", "nginx", "", "");
    expect("bitnami/nginx:1.27", "docker.io", "bitnami/nginx", "1.27", "");
}

static void a_first_part_with_dot_or_port_is_a_registry(void **state)
{
    (void)state;
    expect("registry.test/shop/web:1", "registry.test", "shop/web", "1", "");
    expect("localhost/web", "localhost", "web", "", "");
    expect("registry:5000/web", "registry:5000", "web", "", "");
}

static void a_port_is_no_tag_and_a_digest_none_either(void **state)
{
    (void)state;
    expect("registry.test:5000/web@sha256:abc", "registry.test:5000", "web", "", "sha256:abc");
    expect("web:1@sha256:abc", "docker.io", "web", "1", "sha256:abc");
    expect("", "docker.io", "", "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_name_is_one_of_docker_hub),
        cmocka_unit_test(a_first_part_with_dot_or_port_is_a_registry),
        cmocka_unit_test(a_port_is_no_tag_and_a_digest_none_either),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
