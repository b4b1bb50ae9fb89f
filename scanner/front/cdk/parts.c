#include "front/cdk/cdk.h"

/* What a name directly in the folder of an assembly says of a file. */
enum role { ROLE_NONE = 0, ROLE_PART, ROLE_TEMPLATE };

static enum role role_of(struct gl_str name)
{
    static const struct gl_str suffixes[] = {GL_STR_INIT(".assets.json"), GL_STR_INIT(".metadata.json")};
    static const struct gl_str names[] = {GL_STR_INIT("tree.json"), GL_STR_INIT("validation-report.json"),
                                          GL_STR_INIT("policy-validation-report.json"),
                                          GL_STR_INIT("manifest.json"), GL_STR_INIT("cdk.out")};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq(name, names[i]))
            return ROLE_PART;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (gl_str_ends_with(name, suffixes[i]))
            return ROLE_PART;
    }
    /* Assets: folders and single files that the app uploads; code, not infrastructure. */
    if (gl_str_starts_with(name, GL_STR("asset.")) || gl_str_starts_with(name, GL_STR("bundling-temp-")) ||
        gl_str_starts_with(name, GL_STR(".cache")))
        return ROLE_PART;
    return gl_str_ends_with(name, GL_STR(".template.json")) ? ROLE_TEMPLATE : ROLE_NONE;
}

static size_t first_at(const struct gl_inputs *inputs, struct gl_str prefix)
{
    size_t low = 0, high = inputs->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(inputs->items[middle].source->path, prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a stack of the assembly has this asset manifest: its template, of the same stem, was claimed. What
 * an earlier synthesis left behind has asset manifests too. */
static bool is_current(const struct gl_inputs *inputs, struct gl_str manifest)
{
    struct gl_str stem = gl_str_slice(manifest, 0, manifest.len - GL_STR(".assets.json").len);

    for (size_t i = first_at(inputs, stem); i < inputs->len; i++) {
        const struct gl_input *input = &inputs->items[i];

        if (!gl_str_starts_with(input->source->path, stem))
            return false;
        if (gl_str_eq(gl_str_from(input->source->path, stem.len), GL_STR(".template.json")))
            return input->is_claimed && input->kind == GL_INPUT_TEMPLATE;
    }
    return false;
}

/* Whether a stack of the assembly uploads this file: a template for Service Catalog or a stack set. */
static bool is_uploaded(const struct gl_inputs *inputs, struct gl_str folder, struct gl_str name)
{
    for (size_t i = first_at(inputs, folder); i < inputs->len; i++) {
        const struct gl_input *input = &inputs->items[i];
        struct gl_str path = input->source->path;
        const struct gl_value *files;

        if (!gl_str_starts_with(path, folder))
            break;
        if (input->documents.len == 0 || !gl_str_ends_with(path, GL_STR(".assets.json")) ||
            !is_current(inputs, path))
            continue;
        files = gl_value_get(&input->documents.items[0].root, GL_STR("files"));
        for (size_t j = 0; gl_value_is(files, GL_MAP) && j < files->u.map.len; j++) {
            const struct gl_value *source = gl_value_get(&files->u.map.members[j].value, GL_STR("source"));
            struct gl_str uploaded = {0};

            if (gl_value_text(gl_value_get(source, GL_STR("path")), &uploaded) && gl_str_eq(uploaded, name))
                return true;
        }
    }
    return false;
}

static void claim_part(struct gl_input *input)
{
    input->is_claimed = true;
    if (input->kind != GL_INPUT_UNREAD && input->kind != GL_INPUT_ASSEMBLY)
        input->kind = GL_INPUT_ASSEMBLY_PART;
}

/* The paths of `inputs` are sorted, so that a folder's files follow each other. `folder` ends in a slash, or
 * is empty: then every input lies below it. */
static void claim_folder(struct gl_inputs *inputs, struct gl_str folder, struct gl_diags *diags)
{
    for (size_t i = first_at(inputs, folder); i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        struct gl_str path = input->source->path, name;
        size_t slash;
        enum role role;

        if (!gl_str_starts_with(path, folder))
            break;
        name = gl_str_from(path, folder.len);
        slash = gl_str_find_char(name, '/');
        role = role_of(gl_str_slice(name, 0, slash));
        if (input->is_claimed || role == ROLE_NONE || (slash != GL_STR_NONE && role != ROLE_PART))
            continue;
        if (role == ROLE_PART) {
            claim_part(input);
        } else if (!is_uploaded(inputs, folder, name)) {
            claim_part(input);
            gl_diag_add(diags, GL_DIAG_NOTE, (struct gl_span){input->source->id, 0, 0},
                        "delete the assembly and synthesise again",
                        "left over from an earlier synthesis: no stack of the assembly uses this template, "
                        "so it is not scanned");
        }
    }
}

void gl_cdk_claim_parts(struct gl_inputs *inputs, struct gl_input *const *manifests, size_t manifest_len,
                        struct gl_diags *diags)
{
    for (size_t i = 0; i < manifest_len; i++) {
        struct gl_str path = manifests[i]->source->path;
        size_t slash = gl_str_find_last_char(path, '/');

        if (slash == GL_STR_NONE)
            claim_folder(inputs, GL_STR(""), diags);
        else
            claim_folder(inputs, gl_str_slice(path, 0, slash + 1), diags);
    }
}
