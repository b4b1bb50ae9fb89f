#include "discover.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

enum { MAX_SCOPE = 200 };

struct walker {
    struct gl_discovery *discovery;
    struct found *items;
    size_t len, capacity;
    struct gl_str top;      /* real path that was named; links must stay below it */
    struct gl_str *targets; /* real paths of those that were named */
    size_t target_len, target_capacity;
    struct gl_source *standard_input;
    bool is_full;
    bool is_installed; /* below .terraform/modules: only what Terraform itself reads */
};

struct found {
    struct gl_str path;
    enum gl_input_kind kind;
    bool is_named;
};

static bool has_suffix(struct gl_str name, const char *const *suffixes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (gl_str_ends_with(name, gl_str_of(suffixes[i])))
            return true;
    }
    return false;
}

static bool kind_of(struct gl_str name, enum gl_input_kind *ret_kind)
{
    static const char *const data[] = {".json", ".yaml", ".yml", ".template", ".tfstate"};
    static const char *const terraform[] = {".tf", ".tf.json", ".tfvars", ".tfvars.json"};
    static const char *const programs[] = {".ts", ".js",   ".mjs", ".cjs",    ".py",
                                           ".go", ".java", ".cs",  ".js.map", ".mjs.map"};

    if (gl_str_eq(gl_path_base(name), GL_STR("Kustomization"))) {
        *ret_kind = GL_INPUT_OTHER;
        return true;
    }
    if (has_suffix(name, terraform, sizeof terraform / sizeof *terraform)) {
        *ret_kind = GL_INPUT_TERRAFORM;
        return true;
    }
    *ret_kind = has_suffix(name, data, sizeof data / sizeof *data) ? GL_INPUT_OTHER : GL_INPUT_PROGRAM;
    return *ret_kind == GL_INPUT_OTHER || has_suffix(name, programs, sizeof programs / sizeof *programs);
}

/* "asset." and a SHA-256: what a CDK app uploads with its stacks, the code of functions and images. */
static bool is_asset(struct gl_str folder)
{
    enum { HASH_LEN = 64 };
    struct gl_str hash = gl_str_from(folder, GL_STR("asset.").len);

    if (!gl_str_starts_with(folder, GL_STR("asset.")) || hash.len != HASH_LEN)
        return false;
    for (size_t i = 0; i < hash.len; i++) {
        if (!(hash.ptr[i] >= '0' && hash.ptr[i] <= '9') && !(hash.ptr[i] >= 'a' && hash.ptr[i] <= 'f'))
            return false;
    }
    return true;
}

static bool is_left_out(struct gl_str folder)
{
    static const char *const names[] = {".git", "node_modules", ".terraform", ".venv",
                                        "venv", "__pycache__",  ".hg",        ".svn",
                                        ".tox", ".aws-sam",     ".idea",      ".vscode"};

    return GL_STR_IS_ONE_OF(folder, names) || is_asset(folder);
}

static void add_file(struct walker *walker, struct gl_str path, enum gl_input_kind kind, bool is_named)
{
    if (walker->len >= GL_MAX_FILES) {
        if (!walker->is_full)
            gl_diag_add_path(walker->discovery->diags, GL_DIAG_INCOMPLETE, path, "scan a smaller folder",
                             "more than %d files; the rest was left out", GL_MAX_FILES);
        walker->is_full = true;
        return;
    }
    *GL_PUSH(walker->discovery->arena, walker->items, walker->len, walker->capacity) =
        (struct found){path, kind, is_named};
}

static void tell(struct walker *walker, struct gl_str path, const char *what)
{
    gl_diag_add_path(walker->discovery->diags, GL_DIAG_INCOMPLETE, path,
                     "make it readable, or scan another path", "%s", what);
}

/* A link is listed under its real path when that is in the tree; it must not lead a scan to files elsewhere.
 */
static void check_link(struct walker *walker, struct gl_str path)
{
    char real[PATH_MAX];
    struct gl_str target, name = gl_path_base(path);
    enum gl_input_kind kind;
    struct stat status;

    if (!realpath(path.ptr, real)) {
        if (kind_of(name, &kind) && kind != GL_INPUT_PROGRAM)
            tell(walker, path, errno == ELOOP ? "link that leads to itself" : "link that leads nowhere");
        return;
    }
    target = gl_str_of(real);
    if (gl_str_starts_with(target, walker->top) &&
        (target.len == walker->top.len || real[walker->top.len] == '/'))
        return;
    if (stat(real, &status) == 0 &&
        (S_ISDIR(status.st_mode) || (kind_of(name, &kind) && kind != GL_INPUT_PROGRAM)))
        tell(walker, path, "link that leads out of the scanned folder; not followed");
}

static void walk(struct walker *walker, struct gl_str folder, int depth);

/* Modules that `terraform init` installed: their files and the list of them. Nothing else below .terraform is
 * the user's. */
static void walk_installed_modules(struct walker *walker, struct gl_str folder, int depth)
{
    struct gl_str modules = gl_arena_printf(walker->discovery->arena, "%.*s/modules", GL_STR_ARG(folder));
    struct stat status;

    if (lstat(modules.ptr, &status) != 0 || !S_ISDIR(status.st_mode))
        return;
    walker->is_installed = true;
    walk(walker, modules, depth + 1);
    walker->is_installed = false;
}

/* Of what lies below .terraform/modules only that counts which Terraform reads. */
static bool is_wanted(const struct walker *walker, struct gl_str name, enum gl_input_kind *kind)
{
    if (!walker->is_installed || *kind == GL_INPUT_TERRAFORM)
        return true;
    if (!gl_str_eq(name, GL_STR("modules.json")))
        return false;
    *kind = GL_INPUT_TERRAFORM_MODULES;
    return true;
}

static void visit(struct walker *walker, struct gl_str path, int depth)
{
    struct gl_str name = gl_path_base(path);
    enum gl_input_kind kind;
    struct stat status;

    if (lstat(path.ptr, &status) != 0) {
        tell(walker, path, strerror(errno));
    } else if (S_ISLNK(status.st_mode)) {
        check_link(walker, path);
    } else if (S_ISDIR(status.st_mode)) {
        if (gl_str_eq(name, GL_STR(".terraform")) && !walker->is_installed)
            walk_installed_modules(walker, path, depth);
        else if (!is_left_out(name))
            walk(walker, path, depth + 1);
    } else if (S_ISREG(status.st_mode) && kind_of(name, &kind)) {
        if (is_wanted(walker, name, &kind))
            add_file(walker, path, kind, false);
    } else if (!S_ISREG(status.st_mode) && kind_of(name, &kind) && kind != GL_INPUT_PROGRAM) {
        tell(walker, path, "not a regular file");
    }
}

static void walk(struct walker *walker, struct gl_str folder, int depth)
{
    struct gl_arena *arena = walker->discovery->arena;
    const struct dirent *entry;
    DIR *stream;

    if (depth > GL_MAX_DIRECTORY_DEPTH) {
        tell(walker, folder, "folders nested too deep");
        return;
    }
    stream = opendir(folder.ptr);
    if (!stream) {
        tell(walker, folder, strerror(errno));
        return;
    }
    while ((entry = readdir(stream))) {
        struct gl_str name = gl_str_of(entry->d_name);

        if (!gl_str_eq(name, GL_STR(".")) && !gl_str_eq(name, GL_STR("..")))
            visit(walker, gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(name)), depth);
    }
    closedir(stream);
}

/* The folder that holds .git at or above `path`; empty when there is none. */
static struct gl_str repository_of(struct gl_arena *arena, struct gl_str path)
{
    struct gl_str folder = path;

    while (folder.len > 0) {
        struct gl_str probe = gl_arena_printf(arena, "%.*s/.git", GL_STR_ARG(folder));
        size_t slash;

        if (access(probe.ptr, F_OK) == 0)
            return folder;
        slash = gl_str_find_last_char(folder, '/');
        folder.len = slash == GL_STR_NONE ? 0 : slash;
    }
    return (struct gl_str){0};
}

static void read_standard_input(struct gl_discovery *discovery, struct walker *walker)
{
    struct gl_buf text;
    char block[16384];
    size_t got;

    gl_buf_init(&text);
    while ((got = fread(block, 1, sizeof block, stdin)) > 0 && text.len <= GL_MAX_FILE_SIZE)
        gl_buf_add(&text, (struct gl_str){block, got});
    if (text.len > GL_MAX_FILE_SIZE)
        gl_diag_add_path(discovery->diags, GL_DIAG_INCOMPLETE, GL_STR("-"), "give it as a smaller file",
                         "standard input is larger than 64 MiB");
    else {
        walker->standard_input = gl_sources_add_text(discovery->sources, GL_STR("stdin"),
                                                     gl_arena_copy(discovery->arena, gl_buf_str(&text)));
        add_file(walker, GL_STR("stdin"), GL_INPUT_OTHER, true);
    }
    gl_buf_free(&text);
}

static void visit_named(struct gl_discovery *discovery, struct walker *walker, struct gl_str path)
{
    char real[PATH_MAX];
    struct stat status;
    struct gl_str target, folder;
    enum gl_input_kind kind;

    if (gl_str_eq(path, GL_STR("-"))) {
        read_standard_input(discovery, walker);
        return;
    }
    if (!realpath(gl_arena_copy(discovery->arena, path).ptr, real) || stat(real, &status) != 0) {
        gl_diag_add_path(discovery->diags, GL_DIAG_INCOMPLETE, path, "name a file or folder that exists",
                         "%s", strerror(errno));
        return;
    }
    target = gl_arena_copy(discovery->arena, gl_str_of(real));
    folder = S_ISDIR(status.st_mode) ? target : gl_path_dir(target);
    discovery->root = discovery->root.len ? gl_path_common(discovery->root, folder) : folder;
    walker->top = folder;
    *GL_PUSH(discovery->arena, walker->targets, walker->target_len, walker->target_capacity) = target;
    if (S_ISDIR(status.st_mode))
        walk(walker, target, 0);
    else if (S_ISREG(status.st_mode))
        add_file(walker, target, kind_of(target, &kind) ? kind : GL_INPUT_OTHER, true);
    else
        tell(walker, target, "not a regular file");
}

static int compare_found(const void *a_, const void *b_)
{
    const struct found *a = a_, *b = b_;
    int order = gl_str_cmp(a->path, b->path);

    return order ? order : (int)b->is_named - (int)a->is_named;
}

static void list_inputs(struct gl_discovery *discovery, struct walker *walker)
{
    struct gl_inputs *inputs = &discovery->inputs;

    if (walker->len)
        qsort(walker->items, walker->len, sizeof *walker->items, compare_found);
    inputs->items = GL_NEW_ARRAY(discovery->arena, struct gl_input, walker->len);
    discovery->is_named = GL_NEW_ARRAY(discovery->arena, bool, walker->len);
    for (size_t i = 0; i < walker->len; i++) {
        const struct found *found = &walker->items[i];
        struct gl_str uri = found->path;
        struct gl_input *input = &inputs->items[inputs->len];

        if (i > 0 && gl_str_eq(walker->items[i - 1].path, found->path))
            continue;
        if (discovery->root.len && gl_str_starts_with(uri, discovery->root) &&
            uri.len > discovery->root.len + 1)
            uri = gl_str_from(uri, discovery->root.len + 1);
        input->kind = found->kind;
        input->source = gl_str_eq(found->path, GL_STR("stdin"))
                            ? walker->standard_input
                            : gl_sources_add(discovery->sources, found->path, uri);
        discovery->is_named[inputs->len++] = found->is_named;
    }
}

/* Tells scans of different parts of one repository apart; the same whatever folder it is checked out in. */
void gl_discovery_set_scope(struct gl_discovery *discovery)
{
    struct gl_str root = discovery->root;
    struct gl_buf scope;

    gl_buf_init(&scope);
    for (size_t i = 0; i < discovery->target_len && scope.len < MAX_SCOPE; i++) {
        struct gl_str part = discovery->targets[i];

        if (part.len > root.len && gl_str_starts_with(part, root))
            part = gl_str_from(part, root.len + 1);
        else if (gl_str_eq(part, root))
            continue;
        if (scope.len)
            gl_buf_add_char(&scope, '+');
        gl_buf_add(&scope, part);
    }
    discovery->scope = gl_arena_copy(discovery->arena, gl_buf_str(&scope));
    gl_buf_free(&scope);
}

void gl_discover(struct gl_discovery *discovery, const struct gl_str *paths, size_t len)
{
    struct walker walker = {.discovery = discovery};
    char here[PATH_MAX];

    discovery->root = (struct gl_str){0};
    if (getcwd(here, sizeof here))
        discovery->working_folder = gl_arena_copy(discovery->arena, gl_str_of(here));
    for (size_t i = 0; i < len; i++)
        visit_named(discovery, &walker, paths[i]);
    discovery->name = gl_path_base(discovery->root);
    if (!discovery->name.len && len)
        discovery->name = walker.standard_input ? GL_STR("stdin") : paths[0];
    discovery->tree = discovery->root;
    discovery->repository = repository_of(discovery->arena, discovery->root);
    if (discovery->repository.len)
        discovery->root = discovery->repository;
    discovery->targets = walker.targets;
    discovery->target_len = walker.target_len;
    gl_discovery_set_scope(discovery);
    list_inputs(discovery, &walker);
}
