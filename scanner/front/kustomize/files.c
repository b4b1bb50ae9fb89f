#include "front/kustomize/build.h"

const char *const gl_kust_file_names[3] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};

bool gl_kust_is_kustomization(const struct gl_input *input)
{
    const struct gl_value *root, *version;

    if (!GL_STR_IS_ONE_OF(gl_path_base(input->source->path), gl_kust_file_names) ||
        input->kind == GL_INPUT_UNREAD || !input->documents.len)
        return false;
    root = &input->documents.items[0].root;
    version = gl_value_get(root, GL_STR("apiVersion"));
    /* Flux has objects of the same kind, often in files of the same name */
    return root->type == GL_MAP && !(gl_value_is(version, GL_STRING) &&
                                     gl_str_starts_with(version->u.str, GL_STR("kustomize.toolkit.")));
}

struct gl_str gl_kust_path(struct gl_arena *arena, struct gl_str folder, struct gl_str name)
{
    if (!folder.len || gl_str_starts_with(name, GL_STR("/")))
        return gl_path_normalize(arena, name);
    return gl_path_normalize(arena,
                             gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(name)));
}

/* Source: kustomize v5.7.1, "remote targets" of its documentation. */
bool gl_kust_is_remote(struct gl_str name)
{
    static const char *const begins[] = {
        "git::", "git@", "github.com/", "github.com:", "gh:", "hg::", "s3::"};

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (gl_str_starts_with(name, gl_str_of(begins[i])))
            return true;
    }
    return gl_str_contains(name, GL_STR("://")) || gl_str_contains(name, GL_STR("?ref=")) ||
           gl_str_contains(name, GL_STR(".git//")) || gl_str_contains(name, GL_STR(".git?"));
}

struct gl_kust_folder *gl_kust_find_folder(const struct gl_kust *kust, struct gl_str path)
{
    size_t low = 0, high = kust->folder_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(kust->folders[middle].path, path);

        if (order == 0)
            return &kust->folders[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool is_below(struct gl_str path, struct gl_str folder)
{
    if (!folder.len || gl_str_eq(folder, GL_STR("/")))
        return true;
    return gl_str_starts_with(path, folder) && path.len > folder.len && path.ptr[folder.len] == '/';
}

/* What discovery says about a name that is not in the scan. */
static const char *why_missing(const struct gl_kust *kust, struct gl_str path)
{
    uint32_t at = gl_name_index_find(&kust->refused_paths, path);

    return at == GL_NAME_INDEX_NONE ? NULL : kust->refused->items[at].refused;
}

void gl_kust_tell_missing(struct gl_kust *kust, const struct gl_value *name, struct gl_str path)
{
    const char *why = why_missing(kust, path);

    gl_kust_tell(kust, name->span, "correct the path, or scan the folder that holds it", "%s",
                 why ? why : "no such file, and no folder with a kustomization");
}

struct gl_input *gl_kust_file(struct gl_kust *kust, const struct gl_kust_folder *folder,
                              const struct gl_value *name)
{
    struct gl_str path = gl_kust_path(kust->arena, folder->path, name->u.str);
    struct gl_input *input;

    if (why_missing(kust, path)) {
        gl_kust_tell_missing(kust, name, path);
        return NULL;
    }
    if (!is_below(path, folder->path)) {
        gl_kust_tell(kust, name->span, "move the file below the kustomization, or use a base",
                     "kustomize reads no file that is not in or below the folder of the kustomization");
        return NULL;
    }
    input = gl_inputs_find(kust->inputs, path);
    if (!input) {
        gl_kust_tell_missing(kust, name, path);
        return NULL;
    }
    input->is_claimed = true;
    return input;
}

bool gl_kust_read_file(struct gl_kust *kust, const struct gl_kust_folder *folder, const struct gl_value *name,
                       struct gl_documents *ret_documents)
{
    struct gl_input *input = gl_kust_file(kust, folder, name);

    if (!input)
        return false;
    if (input->kind == GL_INPUT_UNREAD) { /* what is wrong with it was told */
        gl_kust_tell(kust, name->span, "correct that file", "this file could not be read");
        return false;
    }
    if (input->has_lost_keys)
        gl_kust_tell(kust, name->span, "remove one of them",
                     "a map of this file has a key twice: kustomize refuses it");
    *ret_documents = input->documents;
    return true;
}
