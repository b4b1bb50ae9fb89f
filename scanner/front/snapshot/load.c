/* Files to units: which answers belong together. */
#include "front/environment.h"
#include "front/snapshot/make.h"

/* ---- which files ---- */

/* How many lists of the tables the answer holds. */
static size_t list_len(const struct gl_value *root)
{
    size_t len = 0;

    for (size_t i = 0; i < root->u.map.len; i++)
        len += gl_snap_list_of(root->u.map.members[i].key) != NULL;
    return len;
}

static const struct gl_value *root_of(const struct gl_input *input)
{
    return &input->documents.items[0].root;
}

/* Files of one folder; they need not be neighbours. */
struct folder {
    struct gl_input **files;
    size_t len, capacity;
};

/* Two that hold several lists each, and one list both: not pages of one answer, but two snapshots. */
static bool holds_several(const struct folder *folder)
{
    bool *is_seen_in = NULL, is_several = false;
    struct gl_arena scratch = {0};

    gl_arena_init(&scratch);
    is_seen_in = GL_NEW_ARRAY(&scratch, bool, gl_snap_list_len);
    for (size_t i = 0; i < folder->len && !is_several; i++) {
        const struct gl_value *root = root_of(folder->files[i]);

        if (list_len(root) < 2)
            continue;
        for (size_t k = 0; k < root->u.map.len; k++) {
            const struct gl_snap_list *list = gl_snap_list_of(root->u.map.members[k].key);

            if (!list)
                continue;
            is_several |= is_seen_in[list - gl_snap_lists];
            is_seen_in[list - gl_snap_lists] = true;
        }
    }
    gl_arena_free(&scratch);
    return is_several;
}

/* ---- units ---- */

static struct gl_str without_suffix(struct gl_str name)
{
    static const char *const suffixes[] = {".json", ".yaml", ".yml"};

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (gl_str_ends_with(name, gl_str_of(suffixes[i])))
            name.len -= strlen(suffixes[i]);
    }
    return name;
}

static struct gl_str environment_of(const struct gl_front_options *options, const struct gl_source *source)
{
    struct gl_str word = options->environment;

    return word.len ? word : gl_environment_of_folders(gl_path_dir(source->uri));
}

static struct gl_snap_unit *add_unit(struct gl_snap_set *set, const struct gl_source *source,
                                     bool is_one_file)
{
    struct gl_snap_unit *snap = GL_PUSH(set->arena, set->units, set->len, set->capacity);
    struct gl_unit *unit = GL_NEW(set->arena, struct gl_unit);
    struct gl_str folder = gl_path_dir(source->uri);

    snap->snapshot = GL_NEW(set->arena, struct gl_snapshot);
    snap->unit = unit;
    unit->name = is_one_file ? without_suffix(source->uri) : folder;
    if (!unit->name.len)
        unit->name = GL_STR("snapshot");
    unit->dialect = GL_DIALECT_SNAPSHOT;
    unit->source = source;
    unit->environment = environment_of(set->options, source);
    unit->snapshot = snap->snapshot;
    return snap;
}

static void add_units(struct gl_snap_set *set, const struct folder *folder)
{
    bool is_several = holds_several(folder);
    struct gl_snap_unit *rest = NULL;

    for (size_t i = 0; i < folder->len; i++) {
        struct gl_input *file = folder->files[i];
        bool is_alone = is_several && list_len(root_of(file)) > 1;
        struct gl_snap_unit *unit = is_alone ? NULL : rest;

        if (!unit)
            unit = add_unit(set, file->source, is_alone || folder->len == 1);
        if (!is_alone)
            rest = unit;
        *GL_PUSH(set->arena, unit->files, unit->file_len, unit->file_capacity) = file;
    }
}

static void find_units(struct gl_snap_set *set, struct gl_inputs *inputs)
{
    struct gl_name_index by_path = {0};
    struct folder *folders;
    size_t most = 0;
    uint32_t len = 0;

    for (size_t i = 0; i < inputs->len; i++)
        most += inputs->items[i].kind == GL_INPUT_SNAPSHOT;
    folders = GL_NEW_ARRAY(set->arena, struct folder, most + 1);
    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        struct folder *folder = &folders[len];
        uint32_t at;

        if (input->kind != GL_INPUT_SNAPSHOT || input->is_claimed)
            continue;
        at = gl_name_index_add(set->arena, &by_path, gl_path_dir(input->source->path), len);
        if (at == GL_NAME_INDEX_NONE)
            len++;
        else
            folder = &folders[at];
        *GL_PUSH(set->arena, folder->files, folder->len, folder->capacity) = input;
    }
    for (uint32_t i = 0; i < len; i++)
        add_units(set, &folders[i]);
}

/* Answers of calls that no table knows, in folders that hold a snapshot. */
static bool is_strange_answer(const struct gl_value *root)
{
    bool has_list = false;

    if (!gl_value_is(root, GL_MAP))
        return false;
    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_member *member = &root->u.map.members[i];

        if (gl_snap_is_about_answer(member->key))
            continue;
        if (member->value.type != GL_LIST || !member->key.len || member->key.ptr[0] < 'A' ||
            member->key.ptr[0] > 'Z')
            return false;
        has_list = true;
    }
    return has_list;
}

static void tell_strange_answers(struct gl_snap_set *set, struct gl_inputs *inputs)
{
    struct gl_name_index folders = {0};

    for (size_t i = 0; i < inputs->len && set->len; i++) {
        if (inputs->items[i].kind == GL_INPUT_SNAPSHOT)
            gl_name_index_add(set->arena, &folders, gl_path_dir(inputs->items[i].source->path), 0);
    }
    for (size_t i = 0; i < inputs->len && set->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (input->kind != GL_INPUT_OTHER || input->is_claimed || input->documents.len != 1 ||
            gl_name_index_find(&folders, gl_path_dir(input->source->path)) == GL_NAME_INDEX_NONE ||
            !is_strange_answer(root_of(input)))
            continue;
        input->is_claimed = true;
        gl_snap_tell_strange(set, &root_of(input)->u.map.members[0]);
    }
}

/* ---- all of it ---- */

/* What checks ask as @Source: a snapshot holds the default groups of VPCs, for one. */
static struct gl_value source_attribute(struct gl_arena *arena)
{
    struct gl_value map = {.type = GL_MAP, .style = GL_COMPUTED};

    map.u.map.members = GL_NEW(arena, struct gl_member);
    map.u.map.members->key = GL_STR("Source");
    map.u.map.members->value = gl_value_string(GL_STR("snapshot"), (struct gl_span){0});
    map.u.map.len = 1;
    return map;
}

static void put_out(struct gl_snap_set *set, const struct gl_snap_unit *unit, struct gl_front_output *output)
{
    struct gl_value attributes = source_attribute(set->arena);

    output->unit_len++;
    for (struct gl_snap_made *made = unit->made; made; made = made->next) {
        if (made->is_inside)
            continue;
        made->resource->properties = gl_tf_node_value(set->arena, &made->node);
        made->resource->attributes = attributes;
        *GL_PUSH(set->arena, output->resources, output->len, output->capacity) = made->resource;
    }
}

void gl_snap_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                  struct gl_front_output *output, struct gl_diags *diags)
{
    struct gl_snap_set set = {.arena = arena, .diags = diags, .options = options};

    find_units(&set, inputs);
    tell_strange_answers(&set, inputs);
    for (size_t i = 0; i < set.len; i++) {
        gl_snap_find_owner(&set, &set.units[i]);
        gl_snap_enter(&set, &set.units[i]);
    }
    for (size_t i = 0; i < set.len; i++)
        gl_snap_make(&set, &set.units[i]);
    for (size_t i = 0; i < set.len; i++)
        put_out(&set, &set.units[i], output);
}
