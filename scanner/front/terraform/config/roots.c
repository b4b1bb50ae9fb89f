#include "front/terraform/config/set.h"

/* ---- which modules are roots ---- */

/* Modules that were reached, each with the number of the last root that did. */
struct reached {
    uint32_t *stamps;
    const struct gl_tf_module **stack;
    uint32_t stamp;
    size_t bytes; /* of the modules that the last root reaches */
};

/* Whether a module that `root` calls, or one that those call, reads templates. */
static bool reach(struct reached *reached, const struct gl_tf_module *root)
{
    bool has_templates = false;
    size_t len = 0;

    reached->bytes = 0;
    reached->stack[len++] = root;
    reached->stamps[root->number] = ++reached->stamp;
    while (len > 0) {
        const struct gl_tf_module *next = reached->stack[--len];

        has_templates |= next->has_templates;
        reached->bytes += next->bytes;
        for (uint32_t i = 0; i < next->count[GL_TF_CALL]; i++) {
            const struct gl_tf_module *target = next->of[GL_TF_CALL][i]->target;

            if (!target || reached->stamps[target->number] == reached->stamp)
                continue;
            reached->stamps[target->number] = reached->stamp;
            reached->stack[len++] = target;
        }
    }
    return has_templates;
}

/* ---- files of values ---- */

static bool is_automatic(struct gl_str name)
{
    return gl_str_eq(name, GL_STR("terraform.tfvars")) || gl_str_eq(name, GL_STR("terraform.tfvars.json")) ||
           gl_str_ends_with(name, GL_STR(".auto.tfvars")) ||
           gl_str_ends_with(name, GL_STR(".auto.tfvars.json"));
}

static size_t first_file_of(const struct gl_tf_set *set, struct gl_str folder)
{
    size_t low = 0, high = set->file_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(set->files[middle]->folder, folder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The names that people give to the folder of their files of values. */
static bool is_values_folder(struct gl_str name)
{
    static const char *const names[] = {"environments", "environment", "envs",       "env",
                                        "vars",         "var",         "tfvars",     "variables",
                                        "config",       "configs",     "workspaces", "stages"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq_nocase(name, gl_str_of(names[i])))
            return true;
    }
    return false;
}

static bool has_any_of(const struct gl_tf_module *root, const struct gl_tf_loaded *file)
{
    const struct gl_hcl_body *body = file->parsed.body;

    for (size_t i = 0; i < body->attribute_len; i++) {
        if (gl_tf_module_find(root, GL_TF_VARIABLE, (struct gl_str){0}, body->attributes[i].name))
            return true;
    }
    return false;
}

/* Files of values beside the root module that are not loaded by themselves, and those in a folder for such
 * files: `environments/prod.tfvars`, `env/prod/terraform.tfvars`. */
static bool is_environment_file(const struct gl_tf_set *set, const struct gl_tf_module *root,
                                const struct gl_tf_loaded *file)
{
    struct gl_str rest;
    size_t slash;

    if (!file->is_values || !has_any_of(root, file))
        return false;
    if (gl_str_eq(file->folder, root->folder))
        return !is_automatic(file->name);
    if (gl_tf_set_module(set, file->folder))
        return false; /* it belongs to the module there */
    rest = gl_str_from(file->folder, root->folder.len + 1);
    slash = gl_str_find_char(rest, '/');
    return is_values_folder(gl_str_slice(rest, 0, slash)) &&
           (slash == GL_STR_NONE || gl_str_find_char(gl_str_from(rest, slash + 1), '/') == GL_STR_NONE);
}

/* ---- units ---- */

struct finder {
    struct gl_tf_set *set;
    const struct gl_tf_module *root;
    bool needs_sources, has_installed_templates;
    size_t bytes, installed_bytes;
    struct gl_tf_values_file command_line; /* --var */
    struct gl_tf_values_file *files;       /* --var-file, those that could be read */
    size_t file_len;
    size_t root_len;
};

static void note_undeclared(struct finder *finder, const struct gl_hcl_body *body)
{
    for (size_t i = 0; i < body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &body->attributes[i];

        if (!gl_tf_module_find(finder->root, GL_TF_VARIABLE, (struct gl_str){0}, attribute->name))
            gl_diag_add(finder->set->diags, GL_DIAG_NOTE, attribute->name_span,
                        "declare it, or leave the value out",
                        "value for a variable %.*s that is not declared", GL_STR_ARG(attribute->name));
    }
}

static void give(struct finder *finder, struct gl_tf_unit *unit, const struct gl_tf_loaded *file,
                 uint32_t *rank)
{
    struct gl_tf_values_file values = {.source = file->source, .body = file->parsed.body};

    gl_tf_given_add(&unit->given, finder->set->arena, &values, (*rank)++);
    note_undeclared(finder, file->parsed.body);
}

static void give_automatic(struct finder *finder, struct gl_tf_unit *unit, uint32_t *rank)
{
    struct gl_tf_set *set = finder->set;
    size_t first = first_file_of(set, finder->root->folder);

    for (int pass = 0; pass < 3; pass++) {
        for (size_t i = first; i < set->file_len && gl_str_eq(set->files[i]->folder, finder->root->folder);
             i++) {
            const struct gl_tf_loaded *file = set->files[i];
            int turn = gl_str_eq(file->name, GL_STR("terraform.tfvars"))        ? 0
                       : gl_str_eq(file->name, GL_STR("terraform.tfvars.json")) ? 1
                                                                                : 2;

            if (file->is_values && is_automatic(file->name) && turn == pass)
                give(finder, unit, file, rank);
        }
    }
}

static void give_command_line(struct finder *finder, struct gl_tf_unit *unit, uint32_t rank)
{
    const struct gl_front_options *options = finder->set->options;

    for (size_t i = 0; i < finder->file_len; i++) {
        gl_tf_given_add(&unit->given, finder->set->arena, &finder->files[i], rank++);
        if (finder->root_len == 1)
            note_undeclared(finder, finder->files[i].body);
    }
    gl_tf_given_add(&unit->given, finder->set->arena, &finder->command_line, rank);
    for (size_t i = 0; options->variable_is_used && i < options->variable_len; i++) {
        if (gl_tf_module_find(finder->root, GL_TF_VARIABLE, (struct gl_str){0},
                              finder->command_line.names[i]))
            options->variable_is_used[i] = true;
    }
}

static struct gl_str unit_name(const struct gl_tf_module *root)
{
    return root->uri.len ? root->uri : gl_path_base(root->folder);
}

/* One unit with the values of `files` beside those that are always loaded. */
static void add_unit(struct finder *finder, struct gl_tf_loaded **files, size_t len)
{
    struct gl_tf_set *set = finder->set;
    struct gl_tf_unit *unit = GL_NEW(set->arena, struct gl_tf_unit);
    uint32_t rank = 0;

    unit->set = set;
    unit->root = finder->root;
    unit->needs_sources = finder->needs_sources;
    unit->bytes = finder->bytes;
    unit->unit.name = unit_name(finder->root);
    unit->unit.dialect = GL_DIALECT_TERRAFORM;
    unit->unit.source =
        finder->root->len ? gl_sources_get(set->sources, finder->root->items[0]->header.source) : NULL;
    give_automatic(finder, unit, &rank);
    for (size_t i = 0; i < len; i++)
        give(finder, unit, files[i], &rank);
    if (len) {
        unit->values_name = files[0]->name;
        if (is_automatic(files[0]->name) || len > 1)
            unit->values_name = gl_path_base(files[0]->folder);
    }
    give_command_line(finder, unit, rank);
    gl_tf_given_sort(&unit->given);
    *GL_PUSH(set->arena, set->units, set->unit_len, set->unit_capacity) = unit;
}

/* Files of one folder below `environments` go together. */
static void add_units(struct finder *finder)
{
    struct gl_tf_set *set = finder->set;
    const struct gl_tf_module *root = finder->root;
    size_t before = set->unit_len;

    for (size_t i = first_file_of(set, root->folder), end;
         !set->options->is_one_root && !set->options->variable_file_len && i < set->file_len &&
         gl_str_starts_with(set->files[i]->folder, root->folder);
         i = end) {
        struct gl_str rest = gl_str_from(set->files[i]->folder, root->folder.len);
        bool is_grouped =
            gl_str_find_last_char(rest, '/') != GL_STR_NONE && gl_str_find_last_char(rest, '/') > 0;

        end = i + 1;
        if ((rest.len && rest.ptr[0] != '/') || !is_environment_file(set, root, set->files[i]))
            continue;
        while (is_grouped && end < set->file_len &&
               gl_str_eq(set->files[end]->folder, set->files[i]->folder) &&
               is_environment_file(set, root, set->files[end]))
            end++;
        add_unit(finder, set->files + i, end - i);
    }
    if (set->unit_len == before)
        add_unit(finder, NULL, 0);
}

/* --var NAME=VALUE, also as expressions. */
static void read_command_line(struct finder *finder)
{
    struct gl_tf_set *set = finder->set;
    const struct gl_front_options *options = set->options;
    struct gl_tf_values_file *values = &finder->command_line;

    values->len = options->variable_len;
    values->names = GL_NEW_ARRAY(set->arena, struct gl_str, values->len);
    values->texts = GL_NEW_ARRAY(set->arena, struct gl_str, values->len);
    values->exprs =
        (const struct gl_hcl_expr **)gl_arena_alloc(set->arena, values->len, sizeof *values->exprs);
    for (size_t i = 0; i < values->len; i++) {
        size_t equal = gl_str_find_char(options->variables[i], '=');
        struct gl_source *source;
        struct gl_diags diags;

        values->names[i] = gl_str_trim(gl_str_slice(options->variables[i], 0, equal));
        values->texts[i] = gl_str_from(options->variables[i], equal + 1);
        source = gl_sources_add_text(set->sources, GL_STR("--var"), values->texts[i]);
        gl_diags_init(&diags, set->arena);
        values->exprs[i] = gl_hcl_parse_expression(source, set->arena, &diags);
    }
}

static void read_variable_files(struct finder *finder)
{
    struct gl_tf_set *set = finder->set;
    const struct gl_front_options *options = set->options;

    finder->files = GL_NEW_ARRAY(set->arena, struct gl_tf_values_file, options->variable_file_len);
    for (size_t i = 0; i < options->variable_file_len; i++) {
        struct gl_source *source = options->variable_files[i]->source;
        struct gl_hcl_file parsed;

        if (gl_hcl_parse(source, set->arena, set->diags, &parsed) == GL_OK)
            finder->files[finder->file_len++] =
                (struct gl_tf_values_file){.source = source, .body = parsed.body};
    }
}

static void look_at_installed(struct finder *finder)
{
    for (size_t i = 0; i < finder->set->module_len; i++) {
        const struct gl_tf_module *module = finder->set->modules[i];

        if (!module->is_installed)
            continue;
        finder->installed_bytes += module->bytes;
        finder->has_installed_templates |= module->has_templates;
    }
}

static void add_root(struct finder *finder, const struct gl_tf_module *root, struct reached *reached)
{
    finder->root = root;
    finder->needs_sources = reach(reached, root) || finder->has_installed_templates;
    finder->bytes = reached->bytes + finder->installed_bytes;
    add_units(finder);
}

void gl_tf_find_units(struct gl_tf_set *set)
{
    struct finder finder = {.set = set};
    struct reached reached = {.stamps = GL_NEW_ARRAY(set->arena, uint32_t, set->module_len)};
    const struct gl_tf_module *only = gl_tf_set_module(set, set->options->tree);

    reached.stack =
        (const struct gl_tf_module **)gl_arena_alloc(set->arena, set->module_len + 1, sizeof *reached.stack);
    look_at_installed(&finder);
    read_command_line(&finder);
    read_variable_files(&finder);
    if (set->options->is_one_root && only) {
        add_root(&finder, only, &reached);
        return;
    }
    for (size_t i = 0; i < set->module_len; i++)
        finder.root_len += !set->modules[i]->is_called && !set->modules[i]->is_installed;
    for (int pass = 0; pass < 2; pass++) { /* the second: modules that call each other in a circle */
        for (size_t i = 0; i < set->module_len; i++) {
            const struct gl_tf_module *module = set->modules[i];

            if (!module->is_installed && !reached.stamps[i] && (pass == 1 || !module->is_called))
                add_root(&finder, module, &reached);
        }
    }
}
