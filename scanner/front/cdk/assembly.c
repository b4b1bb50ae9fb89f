#include "front/cdk/assembly.h"

#include <stdlib.h>

#include "base/limits.h"
#include "front/cdk/cdk.h"
#include "front/cdk/environment.h"

struct load {
    struct gl_cdk *cdk;
    struct gl_cfn_set *set;
    struct gl_diags *diags;
    struct gl_input **manifests; /* every manifest among the inputs, the nested ones too */
    bool *is_nested, *is_loaded;
    size_t manifest_len;
};

static const struct gl_value *root_of(const struct gl_input *input)
{
    return input->documents.len > 0 ? &input->documents.items[0].root : NULL;
}

static struct gl_str text_of(const struct gl_value *map, const char *key)
{
    struct gl_str text = {0};

    gl_value_text(gl_value_get(map, gl_str_of(key)), &text);
    return text;
}

static bool is_artifact(const struct gl_value *artifact)
{
    struct gl_str type = text_of(artifact, "type");

    return gl_str_starts_with(type, GL_STR("cdk:")) || gl_str_eq(type, GL_STR("aws:cloudformation:stack"));
}

bool gl_cdk_is_manifest(const struct gl_value *root)
{
    const struct gl_value *artifacts = gl_value_get(root, GL_STR("artifacts"));

    if (!gl_value_is(gl_value_get(root, GL_STR("version")), GL_STRING) || !gl_value_is(artifacts, GL_MAP))
        return false;
    for (size_t i = 0; i < artifacts->u.map.len; i++) {
        if (is_artifact(&artifacts->u.map.members[i].value))
            return true;
    }
    return false;
}

bool gl_cdk_is_inside(struct gl_str relative)
{
    size_t begin = 0;

    if (relative.len == 0 || (relative.len > 1 && relative.ptr[1] == ':'))
        return false;
    for (size_t i = 0; i <= relative.len; i++) {
        if (i < relative.len && relative.ptr[i] != '/' && relative.ptr[i] != '\\')
            continue;
        if (i == 0 || gl_str_eq(gl_str_slice(relative, begin, i), GL_STR("..")))
            return false;
        begin = i + 1;
    }
    return true;
}

/* The input that a property of an artifact names. Tells a name that leaves the assembly; a file that is not
 * there is told at `missing`. */
static struct gl_input *find_part(struct load *load, const struct gl_input *manifest,
                                  const struct gl_value *name, const char *suffix, enum gl_diag_level missing)
{
    struct gl_cdk *cdk = load->cdk;
    struct gl_str relative = {0};
    struct gl_input *found;

    if (!gl_value_text(name, &relative))
        return NULL;
    if (!gl_cdk_is_inside(relative)) {
        gl_diag_add(load->diags, GL_DIAG_INCOMPLETE, name->span, "synthesise the app again",
                    "\"%.*s\" leads out of the assembly and is not read", GL_STR_ARG(relative));
        return NULL;
    }
    relative = gl_arena_printf(cdk->arena, "%.*s%s", GL_STR_ARG(relative), suffix);
    found = gl_inputs_find_beside(cdk->inputs, manifest->source, relative, cdk->arena);
    if (!found) {
        gl_diag_add(load->diags, missing, name->span, "synthesise the app again, or scan the whole assembly",
                    "the assembly names \"%.*s\", which is not among the scanned files",
                    GL_STR_ARG(relative));
    }
    return found;
}

static void add_entries(struct gl_cdk *cdk, struct gl_cdk_stack *stack, const struct gl_value *metadata)
{
    if (!gl_value_is(metadata, GL_MAP))
        return;
    for (size_t i = 0; i < metadata->u.map.len; i++) {
        const struct gl_member *member = &metadata->u.map.members[i];
        struct gl_cdk_entry *entry;
        struct gl_str path = member->key;

        if (!gl_value_is(&member->value, GL_LIST))
            continue;
        if (gl_str_starts_with(path, GL_STR("/")))
            path = gl_str_from(path, 1);
        entry = GL_PUSH(cdk->arena, stack->entries, stack->entry_len, stack->entry_capacity);
        *entry = (struct gl_cdk_entry){.path = path, .list = &member->value};
    }
}

static int compare_entries(const void *a, const void *b)
{
    return gl_str_cmp(((const struct gl_cdk_entry *)a)->path, ((const struct gl_cdk_entry *)b)->path);
}

static void load_metadata(struct load *load, struct gl_input *manifest, const struct gl_value *artifact,
                          struct gl_cdk_stack *stack)
{
    const struct gl_value *file = gl_value_get(artifact, GL_STR("additionalMetadataFile"));
    struct gl_input *input = find_part(load, manifest, file, "", GL_DIAG_NOTE);

    add_entries(load->cdk, stack, gl_value_get(artifact, GL_STR("metadata")));
    if (input)
        add_entries(load->cdk, stack, root_of(input));
    if (stack->entry_len > 1)
        qsort(stack->entries, stack->entry_len, sizeof *stack->entries, compare_entries);
}

/* Stack tags: a map in `properties.tags`; before that, lists of key and value in the metadata of the stack.
 */
static const struct gl_value *tags_of(struct gl_cdk *cdk, const struct gl_value *properties,
                                      const struct gl_cdk_stack *stack)
{
    const struct gl_value *tags = gl_value_get(properties, GL_STR("tags"));

    for (size_t i = 0; !gl_value_is(tags, GL_MAP) && i < stack->entry_len; i++) {
        const struct gl_value *list = stack->entries[i].list;

        for (size_t j = 0; j < list->u.list.len; j++) {
            const struct gl_value *item = &list->u.list.items[j];

            if (gl_value_text_is(gl_value_get(item, GL_STR("type")), "aws:cdk:stack-tags"))
                tags = gl_cdk_tag_map(cdk->arena, gl_value_get(item, GL_STR("data")));
        }
    }
    return gl_value_is(tags, GL_MAP) ? tags : NULL;
}

/* Templates that the stack deploys as nested stacks are parts of it, never stacks of their own. */
static void claim_nested(struct load *load, const struct gl_input *template, unsigned depth)
{
    const struct gl_value *resources = gl_value_get(root_of(template), GL_STR("Resources"));

    if (depth >= GL_MAX_STACK_NESTING || !gl_value_is(resources, GL_MAP))
        return;
    for (size_t i = 0; i < resources->u.map.len; i++) {
        struct gl_input *nested = gl_cfn_nested_input(load->set, template->source,
                                                      &resources->u.map.members[i].value, load->cdk->arena);

        if (!nested || nested->is_claimed)
            continue;
        nested->is_claimed = true;
        claim_nested(load, nested, depth + 1);
    }
}

/* What an asset manifest uploads: the template of a nested stack is named by its object where the synthesis
 * wrote no asset metadata. */
static void load_uploads(struct load *load, struct gl_input *manifest, const struct gl_value *artifact)
{
    const struct gl_value *properties = gl_value_get(artifact, GL_STR("properties")), *files;
    struct gl_input *input =
        find_part(load, manifest, gl_value_get(properties, GL_STR("file")), "", GL_DIAG_NOTE);

    if (!input)
        return;
    files = gl_value_get(root_of(input), GL_STR("files"));
    for (size_t i = 0; gl_value_is(files, GL_MAP) && i < files->u.map.len; i++) {
        const struct gl_value *file = &files->u.map.members[i].value;
        const struct gl_value *places = gl_value_get(file, GL_STR("destinations"));
        struct gl_str path = text_of(gl_value_get(file, GL_STR("source")), "path"), object;
        struct gl_input *uploaded = NULL;

        if (gl_cdk_is_inside(path))
            uploaded = gl_inputs_find_beside(load->cdk->inputs, input->source, path, load->cdk->arena);
        for (size_t j = 0; uploaded && gl_value_is(places, GL_MAP) && j < places->u.map.len; j++) {
            object = text_of(&places->u.map.members[j].value, "objectKey");
            if (object.len)
                *GL_PUSH(load->set->arena, load->set->uploads, load->set->upload_len,
                         load->set->upload_capacity) = (struct gl_cfn_upload){gl_path_base(object), uploaded};
        }
    }
}

static void load_stack(struct load *load, struct gl_input *manifest, const struct gl_member *artifact,
                       struct gl_str folder)
{
    struct gl_cdk *cdk = load->cdk;
    const struct gl_value *properties = gl_value_get(&artifact->value, GL_STR("properties"));
    const struct gl_value *file = gl_value_get(properties, GL_STR("templateFile"));
    struct gl_input *template = find_part(load, manifest, file, "", GL_DIAG_INCOMPLETE);
    struct gl_cdk_stack *stack = GL_NEW(cdk->arena, struct gl_cdk_stack);
    struct gl_str display = text_of(&artifact->value, "displayName");
    struct gl_cfn_stack *added;

    if (!file) {
        gl_diag_add(load->diags, GL_DIAG_INCOMPLETE, artifact->key_span, "synthesise the app again",
                    "stack \"%.*s\" of the assembly names no template", GL_STR_ARG(artifact->key));
    }
    if (!template)
        return;
    template->is_claimed = true;
    if (template->documents.len == 0)
        return; /* it could not be read, and that was told */
    template->kind = GL_INPUT_TEMPLATE;
    *stack =
        (struct gl_cdk_stack){.input = template, .name = text_of(properties, "stackName"), .folder = folder};
    if (stack->name.len == 0)
        stack->name = artifact->key;
    load_metadata(load, manifest, &artifact->value, stack);
    *GL_PUSH(cdk->arena, cdk->stacks, cdk->stack_len, cdk->stack_capacity) = stack;

    added = gl_cfn_set_add(load->set, template, stack->name);
    added->tags = tags_of(cdk, properties, stack);
    added->unit.is_cdk = true;
    gl_cdk_set_environment(cdk->arena, &added->unit, load->set->options, added->tags,
                           display.len ? display : artifact->key);
    gl_cdk_set_target(&added->unit, load->set->options, text_of(&artifact->value, "environment"));
    claim_nested(load, template, 0);
}

static size_t manifest_index(const struct load *load, const struct gl_input *input)
{
    size_t i = 0;

    while (i < load->manifest_len && load->manifests[i] != input)
        i++;
    return i;
}

/* Follows the artifacts of a manifest. Nested manifests lie strictly deeper in the folder tree, so that the
 * recursion ends; is_loaded keeps a manifest that is named twice from being read twice. */
static void load_manifest(struct load *load, size_t index, struct gl_str folder, unsigned depth)
{
    struct gl_input *manifest = load->manifests[index];
    const struct gl_value *artifacts = gl_value_get(root_of(manifest), GL_STR("artifacts"));

    if (load->is_loaded[index] || depth > GL_MAX_DIRECTORY_DEPTH)
        return;
    load->is_loaded[index] = true;
    manifest->kind = GL_INPUT_ASSEMBLY;
    manifest->is_claimed = true;
    for (size_t i = 0; i < artifacts->u.map.len; i++) {
        if (gl_str_eq(text_of(&artifacts->u.map.members[i].value, "type"), GL_STR("cdk:asset-manifest")))
            load_uploads(load, manifest, &artifacts->u.map.members[i].value);
    }
    for (size_t i = 0; i < artifacts->u.map.len; i++) {
        const struct gl_member *artifact = &artifacts->u.map.members[i];
        const struct gl_value *properties = gl_value_get(&artifact->value, GL_STR("properties"));
        struct gl_str type = text_of(&artifact->value, "type");
        struct gl_input *part;

        if (gl_str_eq(type, GL_STR("aws:cloudformation:stack"))) {
            load_stack(load, manifest, artifact, folder);
        } else if (gl_str_eq(type, GL_STR("cdk:cloud-assembly"))) {
            part = find_part(load, manifest, gl_value_get(properties, GL_STR("directoryName")),
                             "/manifest.json", GL_DIAG_INCOMPLETE);
            if (part && manifest_index(load, part) < load->manifest_len)
                load_manifest(load, manifest_index(load, part), folder, depth + 1);
        }
    }
}

/* A manifest that another one names as a stage is loaded through that one only. */
static void mark_nested(struct load *load, const struct gl_input *manifest)
{
    const struct gl_value *artifacts = gl_value_get(root_of(manifest), GL_STR("artifacts"));

    for (size_t i = 0; i < artifacts->u.map.len; i++) {
        const struct gl_value *properties =
            gl_value_get(&artifacts->u.map.members[i].value, GL_STR("properties"));
        struct gl_str folder = text_of(properties, "directoryName");
        struct gl_input *nested;
        size_t index;

        if (!gl_cdk_is_inside(folder))
            continue;
        folder = gl_arena_printf(load->cdk->arena, "%.*s/manifest.json", GL_STR_ARG(folder));
        nested = gl_inputs_find_beside(load->cdk->inputs, manifest->source, folder, load->cdk->arena);
        index = manifest_index(load, nested);
        if (nested && nested != manifest && index < load->manifest_len)
            load->is_nested[index] = true;
    }
}

static void find_manifests(struct load *load, struct gl_inputs *inputs)
{
    size_t capacity = 0;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (!input->is_claimed && input->documents.len == 1 && gl_cdk_is_manifest(root_of(input)))
            *GL_PUSH(load->cdk->arena, load->manifests, load->manifest_len, capacity) = input;
    }
    load->is_nested = GL_NEW_ARRAY(load->cdk->arena, bool, load->manifest_len);
    load->is_loaded = GL_NEW_ARRAY(load->cdk->arena, bool, load->manifest_len);
    for (size_t i = 0; i < load->manifest_len; i++)
        mark_nested(load, load->manifests[i]);
}

/* The folder of a stage that the app no longer has: nothing names its manifest, but the folder above is an
 * assembly. */
static bool is_left_over(const struct load *load, size_t index)
{
    struct gl_str folder = gl_path_dir(load->manifests[index]->source->path);
    struct gl_str above = gl_path_dir(folder);

    if (load->is_nested[index] || !gl_str_starts_with(gl_path_base(folder), GL_STR("assembly-")))
        return false;
    for (size_t i = 0; i < load->manifest_len; i++) {
        if (i != index && gl_str_eq(gl_path_dir(load->manifests[i]->source->path), above))
            return true;
    }
    return false;
}

static void tell_left_over(struct load *load, struct gl_input *manifest)
{
    manifest->kind = GL_INPUT_ASSEMBLY;
    manifest->is_claimed = true;
    gl_diag_add(load->diags, GL_DIAG_NOTE, (struct gl_span){manifest->source->id, 0, 0},
                "delete the assembly and synthesise again",
                "left over from an earlier synthesis: the assembly above names no such stage, so it is not "
                "scanned");
}

struct gl_cdk *gl_cdk_load(struct gl_arena *arena, struct gl_inputs *inputs, struct gl_cfn_set *set,
                           struct gl_diags *diags)
{
    struct gl_cdk *cdk = GL_NEW(arena, struct gl_cdk);
    struct load load = {.cdk = cdk, .set = set, .diags = diags};

    *cdk = (struct gl_cdk){.arena = arena, .inputs = inputs};
    find_manifests(&load, inputs);
    if (load.manifest_len == 0)
        return NULL;
    for (size_t i = 0; i < load.manifest_len; i++) {
        if (is_left_over(&load, i))
            tell_left_over(&load, load.manifests[i]);
        else if (!load.is_nested[i])
            load_manifest(&load, i, gl_path_dir(load.manifests[i]->source->path), 0);
    }
    gl_cdk_claim_parts(inputs, load.manifests, load.manifest_len, diags);
    return cdk;
}

struct gl_cdk_stack *gl_cdk_stack_of(const struct gl_cdk *cdk, const struct gl_unit *unit)
{
    struct gl_cdk_stack *found = NULL;

    while (unit->parent)
        unit = unit->parent;
    for (size_t i = 0; i < cdk->stack_len; i++) {
        struct gl_cdk_stack *stack = cdk->stacks[i];

        if (stack->input->source != unit->source)
            continue;
        if (gl_str_eq(stack->name, unit->name))
            return stack;
        found = found ? found : stack;
    }
    return found;
}

static size_t first_entry(const struct gl_cdk_stack *stack, struct gl_str path)
{
    size_t low = 0, high = stack->entry_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_str_cmp(stack->entries[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct gl_value *gl_cdk_metadata(const struct gl_cdk_stack *stack, struct gl_str path, const char *type,
                                       const struct gl_value *before)
{
    for (size_t i = first_entry(stack, path); i < stack->entry_len; i++) {
        const struct gl_value *list = stack->entries[i].list;

        if (!gl_str_eq(stack->entries[i].path, path))
            break;
        for (size_t j = 0; j < list->u.list.len; j++) {
            const struct gl_value *item = &list->u.list.items[j];

            if (before) {
                before = before == item ? NULL : before;
                continue;
            }
            if (gl_value_text_is(gl_value_get(item, GL_STR("type")), type))
                return item;
        }
    }
    return NULL;
}
