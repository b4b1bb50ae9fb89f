/* Golden files: what a writer gives for the fixture, under tests/golden; tests/regen.sh writes them anew. */
#ifndef GL_TEST_GOLDEN_H
#define GL_TEST_GOLDEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static void golden_path(char *path, size_t size, const char *name)
{
    const char *folder = getenv("GLACIS_GOLDEN"); /* set by meson */

    assert_non_null(folder);
    snprintf(path, size, "%s/%s", folder, name);
}

static void assert_golden(struct gl_str written, const char *name)
{
    static char expected[1 << 20];
    char path[1024];
    size_t len;
    FILE *file;

    golden_path(path, sizeof path, name);
    if (getenv("GLACIS_REGEN")) {
        file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(written.ptr, 1, written.len, file), written.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    file = fopen(path, "rb");
    assert_non_null(file);
    len = fread(expected, 1, sizeof expected - 1, file);
    expected[len] = '\0';
    assert_int_equal(fclose(file), 0);
    if (!gl_str_eq(written, (struct gl_str){expected, len}))
        print_error("%s differs: expected\n%s\nwritten\n%.*s\n", name, expected, GL_STR_ARG(written));
    assert_true(gl_str_eq(written, (struct gl_str){expected, len}));
}

#endif
