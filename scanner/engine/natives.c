/* The C functions that checks name: checks/natives.def is the only registry. */
#include "engine/catalogue.h"
#include "engine/expr.h"

#pragma GCC diagnostic ignored "-Wunused-macros" /* the registry may hold only some of the kinds */

#define GL_NATIVE_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_PODS_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_NETWORK_CHECK(id, function) gl_native_fn function;
#define GL_NATIVE_TEST(name, function) gl_test_fn function;
#include "checks/natives.def"
#undef GL_NATIVE_CHECK
#undef GL_NATIVE_PODS_CHECK
#undef GL_NATIVE_NETWORK_CHECK
#undef GL_NATIVE_TEST

struct native_test {
    struct gl_str name;
    gl_test_fn *function;
};

#define GL_NATIVE_CHECK(id, function) {GL_STR_INIT(id), function, false, false},
#define GL_NATIVE_PODS_CHECK(id, function) {GL_STR_INIT(id), function, true, false},
#define GL_NATIVE_NETWORK_CHECK(id, function) {GL_STR_INIT(id), function, false, true},
#define GL_NATIVE_TEST(name, function)
static const struct gl_native_check native_checks[] = {
#include "checks/natives.def"
    {{NULL, 0}, NULL, false, false}};
#undef GL_NATIVE_CHECK
#undef GL_NATIVE_PODS_CHECK
#undef GL_NATIVE_NETWORK_CHECK
#undef GL_NATIVE_TEST

#define GL_NATIVE_CHECK(id, function)
#define GL_NATIVE_PODS_CHECK(id, function)
#define GL_NATIVE_NETWORK_CHECK(id, function)
#define GL_NATIVE_TEST(name, function) {GL_STR_INIT(name), function},
static const struct native_test native_tests[] = {
#include "checks/natives.def"
    {{NULL, 0}, NULL}};
#undef GL_NATIVE_CHECK
#undef GL_NATIVE_PODS_CHECK
#undef GL_NATIVE_NETWORK_CHECK
#undef GL_NATIVE_TEST

const struct gl_native_check *gl_native_find(struct gl_str check_id)
{
    for (const struct gl_native_check *native = native_checks; native->function; native++) {
        if (gl_str_eq(native->id, check_id))
            return native;
    }
    return NULL;
}

gl_test_fn *gl_native_test_find(struct gl_str name)
{
    for (const struct native_test *native = native_tests; native->function; native++) {
        if (gl_str_eq(native->name, name))
            return native->function;
    }
    return NULL;
}

const struct gl_value *gl_table_find(struct gl_str name)
{
    size_t len;
    const struct gl_embedded *files = gl_embedded_files(&len);

    for (size_t i = 0; i < len; i++) {
        struct gl_str file = files[i].name, prefix = GL_STR("checks/tables/"), suffix = GL_STR(".csv");

        if (gl_str_starts_with(file, prefix) && gl_str_ends_with(file, suffix) &&
            gl_str_eq(gl_str_slice(file, prefix.len, file.len - suffix.len), name))
            return files[i].root;
    }
    return NULL;
}
