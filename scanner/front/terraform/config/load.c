#include "front/terraform/config/set.h"

#include <limits.h>
#include <stdlib.h>

#include "base/limits.h"
#include "front/terraform/listing.h"

bool gl_tf_is_local_source(struct gl_str source)
{
    return gl_str_starts_with(source, GL_STR("./")) || gl_str_starts_with(source, GL_STR("../")) ||
           gl_str_eq(source, GL_STR(".")) || gl_str_eq(source, GL_STR(".."));
}

/* ---- looking up ---- */

struct gl_tf_module *gl_tf_set_module(const struct gl_tf_set *set, struct gl_str folder)
{
    size_t low = 0, high = set->sorted_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(set->modules[middle]->folder, folder);

        if (order == 0)
            return set->modules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = set->sorted_len; i < set->module_len; i++) {
        if (gl_str_eq(set->modules[i]->folder, folder))
            return set->modules[i];
    }
    return NULL;
}

const struct gl_tf_module *gl_tf_set_installed(const struct gl_tf_set *set, const struct gl_tf_module *root,
                                               struct gl_str key)
{
    const struct gl_value *modules = NULL;

    for (size_t i = 0; i < set->manifest_len; i++) {
        if (gl_str_eq(set->manifests[i].folder, root->folder))
            modules = set->manifests[i].modules;
    }
    for (size_t i = 0; modules && modules->type == GL_LIST && i < modules->u.list.len; i++) {
        const struct gl_value *entry = &modules->u.list.items[i];
        const struct gl_value *dir = gl_value_get(entry, GL_STR("Dir"));
        const struct gl_value *name = gl_value_get(entry, GL_STR("Key"));
        char path[PATH_MAX];
        int len;

        if (!dir || !name || dir->type != GL_STRING || name->type != GL_STRING ||
            !gl_str_eq(name->u.str, key))
            continue;
        len = snprintf(path, sizeof path, "%.*s/%.*s", GL_STR_ARG(root->folder), GL_STR_ARG(dir->u.str));
        if (len > 0 && (size_t)len < sizeof path) {
            struct gl_arena scratch = {0};
            const struct gl_tf_module *module =
                gl_tf_set_module(set, gl_path_normalize(&scratch, (struct gl_str){path, (size_t)len}));

            gl_arena_free(&scratch);
            return module;
        }
    }
    return NULL;
}

/* ---- parsing ---- */

struct parsing {
    struct gl_tf_set *set;
    struct gl_pool *pool;
};

static void parse_file(struct gl_tf_loaded *file, struct gl_arena *arena)
{
    gl_diags_init(&file->diags, &file->told);
    if (gl_hcl_parse(file->source, arena, &file->diags, &file->parsed) != GL_OK)
        return; /* what could be read is there; the rest was told */
}

static void parse_one(void *context, size_t index, unsigned worker)
{
    struct parsing *parsing = context;

    parse_file(parsing->set->files[index], gl_pool_arena(parsing->pool, worker));
}

static void keep_told(struct gl_tf_set *set, struct gl_tf_loaded *file)
{
    gl_diags_merge(set->diags, &file->diags);
    gl_arena_adopt(set->arena, &file->told);
}

static void parse_all(struct gl_tf_set *set, struct gl_pool *pool)
{
    struct parsing parsing = {set, pool};

    gl_pool_run(pool, set->file_len, parse_one, &parsing);
    for (size_t i = 0; i < set->file_len; i++)
        keep_told(set, set->files[i]);
}

/* ---- collecting ---- */

static struct gl_tf_loaded *make_file(struct gl_tf_set *set, struct gl_source *source)
{
    struct gl_tf_loaded *file = GL_NEW(set->arena, struct gl_tf_loaded);

    file->source = source;
    file->folder = gl_path_dir(source->path);
    file->name = gl_path_base(source->path);
    file->is_values = gl_str_ends_with(file->name, GL_STR(".tfvars")) ||
                      gl_str_ends_with(file->name, GL_STR(".tfvars.json"));
    return file;
}

static int compare_files(const void *a_, const void *b_)
{
    const struct gl_tf_loaded *a = *(struct gl_tf_loaded *const *)a_, *b = *(struct gl_tf_loaded *const *)b_;
    int order = gl_str_cmp(a->folder, b->folder);

    return order ? order : gl_str_cmp(a->name, b->name);
}

/* Files that Terraform does not look at: hidden ones and those that editors leave. */
static bool is_ignored(struct gl_str name)
{
    return name.ptr[0] == '.' || name.ptr[0] == '#';
}

static void collect(struct gl_tf_set *set)
{
    struct gl_inputs *inputs = set->inputs;

    set->files = (struct gl_tf_loaded **)gl_arena_alloc(set->arena, inputs->len, sizeof *set->files);
    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        struct gl_str name = gl_path_base(input->source->path);

        if (input->kind == GL_INPUT_TERRAFORM_MODULES && input->documents.len)
            *GL_PUSH(set->arena, set->manifests, set->manifest_len, set->manifest_capacity) =
                (struct gl_tf_manifest){gl_path_dir(gl_path_dir(gl_path_dir(input->source->path))),
                                        gl_value_get(&input->documents.items[0].root, GL_STR("Modules"))};
        if (input->kind != GL_INPUT_TERRAFORM || !input->source->is_read || !name.len)
            continue;
        input->is_claimed = true;
        if (!is_ignored(name))
            set->files[set->file_len++] = make_file(set, input->source);
    }
    if (set->file_len)
        qsort((void *)set->files, set->file_len, sizeof *set->files, compare_files);
}

/* ---- modules ---- */

static bool names_templates(struct gl_str text)
{
    return gl_str_contains(text, GL_STR("templatefile")) || gl_str_contains(text, GL_STR("templatestring"));
}

static struct gl_tf_module *make_module(struct gl_tf_set *set, struct gl_tf_loaded **files, size_t len)
{
    struct gl_tf_module *module = GL_NEW(set->arena, struct gl_tf_module);
    struct gl_tf_file *parsed = GL_NEW_ARRAY(set->arena, struct gl_tf_file, len);
    size_t count = 0;

    module->folder = files[0]->folder;
    module->uri = gl_path_dir(files[0]->source->uri);
    module->is_installed = gl_str_contains(module->folder, GL_STR("/.terraform/"));
    module->number = (uint32_t)set->module_len;
    for (size_t i = 0; i < len; i++) {
        if (files[i]->is_values)
            continue;
        parsed[count].parsed = files[i]->parsed;
        parsed[count++].is_override = gl_tf_is_override_file(files[i]->name);
        module->has_templates = module->has_templates || names_templates(files[i]->source->text);
        module->bytes += files[i]->source->text.len;
    }
    if (count == 0)
        return NULL;
    gl_tf_module_build(module, parsed, count, set->arena, set->diags);
    *GL_PUSH(set->arena, set->modules, set->module_len, set->module_capacity) = module;
    return module;
}

static void make_modules(struct gl_tf_set *set)
{
    for (size_t i = 0, end; i < set->file_len; i = end) {
        for (end = i + 1; end < set->file_len && gl_str_eq(set->files[end]->folder, set->files[i]->folder);)
            end++;
        make_module(set, set->files + i, end - i);
    }
    set->sorted_len = set->module_len;
}

/* ---- modules that lie elsewhere (debug resources) ---- */

/* A folder that discovery did not list. */
static struct gl_tf_module *read_folder(struct gl_tf_set *set, struct gl_str folder)
{
    struct gl_tf_loaded **files = NULL;
    size_t len = 0, capacity = 0, name_len;
    struct gl_str *names;

    name_len = gl_tf_names_in(set->arena, folder, &names);
    for (size_t i = 0; i < name_len; i++) {
        struct gl_str path;

        if (is_ignored(names[i]) ||
            (!gl_str_ends_with(names[i], GL_STR(".tf")) && !gl_str_ends_with(names[i], GL_STR(".tf.json"))))
            continue;
        path = gl_arena_printf(set->arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(names[i]));
        *GL_PUSH(set->arena, files, len, capacity) = make_file(set, gl_sources_add(set->sources, path, path));
    }
    if (len == 0)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        const char *why = "";

        if (gl_source_read(files[i]->source, &why) != GL_OK) {
            gl_diag_add_path(set->diags, GL_DIAG_INCOMPLETE, files[i]->source->uri, NULL, "%s", why);
            files[i]->source->is_read = true;
        }
        parse_file(files[i], set->arena);
        keep_told(set, files[i]);
    }
    return make_module(set, files, len);
}

/* The module in `folder`, also when a link inside the scan leads to it. */
static struct gl_tf_module *find_target(struct gl_tf_set *set, struct gl_str folder)
{
    struct gl_tf_module *module = gl_tf_set_module(set, folder);
    char real[PATH_MAX];

    if (module || !realpath(gl_arena_copy(set->arena, folder).ptr, real))
        return module;
    module = gl_tf_set_module(set, gl_str_of(real));
    if (module || !set->options->is_one_root)
        return module;
    return read_folder(set, gl_arena_copy(set->arena, gl_str_of(real)));
}

static void link_calls(struct gl_tf_set *set, struct gl_tf_module *module)
{
    for (uint32_t i = 0; i < module->count[GL_TF_CALL]; i++) {
        struct gl_tf_declaration *call = module->of[GL_TF_CALL][i];

        if (!gl_tf_is_local_source(call->source))
            continue;
        call->target =
            find_target(set, gl_path_normalize(set->arena, gl_arena_printf(set->arena, "%.*s/%.*s",
                                                                           GL_STR_ARG(module->folder),
                                                                           GL_STR_ARG(call->source))));
        if (call->target && call->target != module)
            call->target->is_called = true;
    }
}

/* The scanned tree, with that of modules which were read elsewhere because they were asked for. */
static struct gl_str readable_folder(const struct gl_tf_set *set)
{
    struct gl_str folder = set->options->tree;

    for (size_t i = set->sorted_len; i < set->module_len; i++) {
        struct gl_str other = set->modules[i]->folder;
        size_t at = 0, slash = 0;

        for (; at < folder.len && at < other.len && folder.ptr[at] == other.ptr[at]; at++) {
            if (folder.ptr[at] == '/')
                slash = at;
        }
        if (at < folder.len || (at < other.len && other.ptr[at] != '/'))
            folder.len = at == folder.len && other.ptr[at] == '/' ? at : slash;
    }
    return folder.len ? folder : set->options->tree;
}

void gl_tf_load_modules(struct gl_tf_set *set, struct gl_pool *pool)
{
    collect(set);
    parse_all(set, pool);
    make_modules(set);
    for (size_t i = 0; i < set->module_len; i++) /* grows while modules are read on demand */
        link_calls(set, set->modules[i]);
    set->readable = readable_folder(set);
}
