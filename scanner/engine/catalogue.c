#include "engine/catalogue.h"

#include <stdlib.h>

#include "engine/check_load.h"

void gl_catalogue_init(struct gl_catalogue *catalogue, struct gl_arena *arena)
{
    *catalogue = (struct gl_catalogue){.arena = arena};
}

void gl_catalogue_free(struct gl_catalogue *catalogue)
{
    gl_regexes_free(&catalogue->regexes);
    *catalogue = (struct gl_catalogue){0};
}

static bool add(struct gl_catalogue *catalogue, const struct gl_value *root, bool is_compiled,
                struct gl_diags *diags)
{
    struct gl_check *check = GL_NEW(catalogue->arena, struct gl_check);

    if (!gl_check_load(catalogue, root, is_compiled, check, diags))
        return false;
    *GL_PUSH(catalogue->arena, catalogue->checks, catalogue->len, catalogue->capacity) = check;
    return true;
}

bool gl_catalogue_add(struct gl_catalogue *catalogue, const struct gl_value *root, struct gl_diags *diags)
{
    return add(catalogue, root, true, diags);
}

void gl_catalogue_add_embedded(struct gl_catalogue *catalogue, struct gl_diags *diags)
{
    size_t len;
    const struct gl_embedded *files = gl_embedded_files(&len);

    for (size_t i = 0; i < len; i++) {
        if (gl_str_starts_with(files[i].name, GL_STR("checks/")) &&
            gl_str_ends_with(files[i].name, GL_STR(".yaml")))
            add(catalogue, files[i].root, false, diags);
    }
}

void gl_catalogue_compile(struct gl_catalogue *catalogue, size_t index)
{
    struct gl_check *check = catalogue->checks[index];
    struct gl_diags diags;

    if (check->is_compiled)
        return;
    gl_diags_init(&diags, catalogue->arena);
    gl_assert(gl_check_compile(catalogue, check, &diags));
}

static int compare_checks(const void *a_, const void *b_)
{
    const struct gl_check *const *a = a_, *const *b = b_;

    return gl_str_cmp((*a)->id, (*b)->id);
}

static int compare_names(const void *a_, const void *b_)
{
    const struct gl_check *const *a = a_, *const *b = b_;

    return gl_str_cmp((*a)->name, (*b)->name);
}

static void tell_equal_names(const struct gl_catalogue *catalogue, struct gl_diags *diags)
{
    const struct gl_check **by_name = GL_NEW_ARRAY(catalogue->arena, const struct gl_check *, catalogue->len);

    for (size_t i = 0; i < catalogue->len; i++)
        by_name[i] = catalogue->checks[i];
    qsort(by_name, catalogue->len, sizeof *by_name, compare_names);
    for (size_t i = 1; i < catalogue->len; i++) {
        if (gl_str_eq(by_name[i - 1]->name, by_name[i]->name))
            gl_diag_add(diags, GL_DIAG_USAGE, by_name[i]->span, "give one of them another name",
                        "checks %.*s and %.*s have the same name", GL_STR_ARG(by_name[i - 1]->id),
                        GL_STR_ARG(by_name[i]->id));
    }
}

void gl_catalogue_settle(struct gl_catalogue *catalogue, struct gl_diags *diags)
{
    if (catalogue->len)
        qsort(catalogue->checks, catalogue->len, sizeof(struct gl_check *), compare_checks);
    for (size_t i = 0; i < catalogue->len; i++) {
        struct gl_check *check = catalogue->checks[i];

        check->index = (uint32_t)i;
        if (i > 0 && gl_str_eq(catalogue->checks[i - 1]->id, check->id))
            gl_diag_add(diags, GL_DIAG_USAGE, check->span, "give one of them another id",
                        "check %.*s exists twice", GL_STR_ARG(check->id));
    }
    tell_equal_names(catalogue, diags);
}

const struct gl_check *gl_catalogue_find(const struct gl_catalogue *catalogue, struct gl_str id_or_name)
{
    size_t low = 0, high = catalogue->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(catalogue->checks[middle]->id, id_or_name);

        if (order == 0)
            return catalogue->checks[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = 0; i < catalogue->len; i++) {
        if (gl_str_eq(catalogue->checks[i]->name, id_or_name))
            return catalogue->checks[i];
    }
    return NULL;
}
