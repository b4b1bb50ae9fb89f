#include <stdio.h>

#include "base/suggest.h"
#include "commands.h"
#include "engine/baseline_load.h"
#include "options_table.h"
#include "reports/explain.h"

/* Everything that is known, and which built-in baselines ask it. */
struct library {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_catalogue catalogue;
    struct gl_text_list names; /* of baselines */
    struct gl_baseline *baselines;
};

static void library_init(struct library *library)
{
    *library = (struct library){0};
    gl_sources_init(&library->sources);
    gl_diags_init(&library->diags, &library->arena);
}

static void library_free(struct library *library)
{
    gl_catalogue_free(&library->catalogue);
    gl_sources_free(&library->sources);
    gl_arena_free(&library->arena);
}

/* cppcheck-suppress ctuuninitvar ; the catalogue is initialised here */
static bool load(struct library *library, struct gl_str name, struct gl_catalogue *catalogue,
                 struct gl_baseline *ret_baseline)
{
    struct gl_baseline_loader loader = {&library->arena, &library->sources, catalogue, &library->diags};

    gl_catalogue_init(catalogue, &library->arena);
    return gl_baseline_load(&loader, name, ret_baseline);
}

static void load_built_in(struct library *library)
{
    struct gl_text_list all = gl_baseline_names(&library->arena);

    library->names.items = GL_NEW_ARRAY(&library->arena, struct gl_str, all.len);
    library->baselines = GL_NEW_ARRAY(&library->arena, struct gl_baseline, all.len);
    for (size_t i = 0; i < all.len; i++) {
        struct gl_catalogue catalogue = {0};

        if (gl_str_eq(all.items[i], GL_STR("all")))
            continue; /* asks everything: tells nothing */
        if (load(library, all.items[i], &catalogue, &library->baselines[library->names.len]))
            library->names.items[library->names.len++] = all.items[i];
        gl_catalogue_free(&catalogue);
    }
}

static bool is_asked(const struct gl_baseline *baseline, struct gl_str id)
{
    const struct gl_requirement *requirement = gl_baseline_requires(baseline, id, GL_STR(""));

    if (requirement && !requirement->is_off)
        return true;
    for (size_t i = 0; i < baseline->environment_len; i++) {
        requirement = gl_baseline_requires(baseline, id, baseline->environments[i].environment);
        if (requirement && !requirement->is_off)
            return true;
    }
    return false;
}

static struct gl_text_list asked_by(struct library *library, const struct gl_check *check)
{
    struct gl_text_list names = {GL_NEW_ARRAY(&library->arena, struct gl_str, library->names.len), 0};

    for (size_t i = 0; i < library->names.len; i++) {
        if (is_asked(&library->baselines[i], check->id))
            names.items[names.len++] = library->names.items[i];
    }
    return names;
}

static void print(struct gl_buf *out)
{
    if (out->len)
        fwrite(out->ptr, 1, out->len, stdout);
    out->len = 0;
}

static void print_diags(const struct library *library)
{
    struct gl_buf out;

    gl_buf_init(&out);
    for (size_t i = 0; i < library->diags.len; i++)
        gl_diag_print(&out, &library->diags.items[i], &library->sources, false);
    if (out.len)
        fwrite(out.ptr, 1, out.len, stderr);
    gl_buf_free(&out);
}

static int unknown_check(const struct library *library, struct gl_str word)
{
    struct gl_suggestion suggestion;
    struct gl_buf message;

    gl_suggestion_init(&suggestion, word);
    for (size_t i = 0; i < library->catalogue.len; i++) {
        gl_suggestion_offer(&suggestion, library->catalogue.checks[i]->id);
        gl_suggestion_offer(&suggestion, library->catalogue.checks[i]->name);
    }
    gl_buf_init(&message);
    gl_buf_add(&message, GL_STR("glacis: there is no check '"));
    gl_buf_quote(&message, word);
    gl_buf_add_char(&message, '\'');
    gl_suggestion_add(&message, &suggestion);
    gl_buf_add_char(&message, '\n');
    fwrite(message.ptr, 1, message.len, stderr);
    gl_buf_free(&message);
    return 2;
}

static void add_page(struct gl_buf *out, struct library *library, const struct gl_check *check,
                     const struct gl_options *options, unsigned width)
{
    struct gl_text_list names = asked_by(library, check);

    if (options->is_markdown)
        gl_explain_page(out, check, &names);
    else
        gl_explain_text(out, check, &names, width);
}

static int explain_named(struct library *library, const struct gl_options *options, unsigned width)
{
    struct gl_buf out;
    int code = 0;

    gl_buf_init(&out);
    for (size_t i = 0; i < options->operands.len; i++) {
        const struct gl_check *check = gl_catalogue_find(&library->catalogue, options->operands.items[i]);

        if (!check) {
            code = unknown_check(library, options->operands.items[i]);
            continue;
        }
        if (out.len)
            gl_buf_add_char(&out, '\n');
        add_page(&out, library, check, options, width);
    }
    print(&out);
    gl_buf_free(&out);
    return code;
}

int gl_command_explain(const struct gl_options *options, unsigned width)
{
    struct library library;
    struct gl_baseline baseline;
    int code = 2;

    library_init(&library);
    if (load(&library, options->baseline, &library.catalogue, &baseline)) {
        load_built_in(&library);
        code = explain_named(&library, options, width);
    }
    print_diags(&library);
    library_free(&library);
    return code;
}

int gl_command_help(const struct gl_options *options)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_options_help(&out, options->help_of);
    print(&out);
    gl_buf_free(&out);
    return 0;
}
