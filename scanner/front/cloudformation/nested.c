/* Nested stacks whose template is a file of the scan. */
#include "front/cloudformation/eval.h"

static bool is_nesting(struct gl_str type)
{
    return gl_str_eq(type, GL_STR("AWS::CloudFormation::Stack")) ||
           gl_str_eq(type, GL_STR("AWS::Serverless::Application"));
}

/* The text at the end of a location: all of a literal, what follows the last unknown part of Sub or Join. */
static bool location_tail(const struct gl_value *value, struct gl_str *ret_text)
{
    struct gl_value argument;
    enum gl_tag function;
    size_t brace;

    if (!gl_cfn_call_of(value, &function, &argument))
        return gl_value_text(value, ret_text);
    if (function == GL_TAG_SUB) {
        const struct gl_value *text = argument.type == GL_LIST ? gl_value_at(&argument, 0) : &argument;

        if (!text || !gl_value_text(text, ret_text))
            return false;
        brace = gl_str_find_last_char(*ret_text, '}');
        if (brace != GL_STR_NONE)
            *ret_text = gl_str_from(*ret_text, brace + 1);
        return true;
    }
    if (function == GL_TAG_JOIN) {
        const struct gl_value *list = gl_value_at(&argument, 1);
        size_t len = gl_value_len(list);

        return len && list->type == GL_LIST && gl_value_text(&list->u.list.items[len - 1], ret_text);
    }
    if (function == GL_TAG_IF && argument.type == GL_LIST && argument.u.list.len == 3)
        return location_tail(&argument.u.list.items[1], ret_text) ||
               location_tail(&argument.u.list.items[2], ret_text);
    return false;
}

static bool ends_with_path(struct gl_str path, struct gl_str tail)
{
    return gl_str_ends_with(path, tail) && (path.len == tail.len || path.ptr[path.len - tail.len - 1] == '/');
}

static size_t common_folders(struct gl_str a, struct gl_str b)
{
    size_t len = 0, folders = 0;

    for (; len < a.len && len < b.len && a.ptr[len] == b.ptr[len]; len++)
        folders += a.ptr[len] == '/';
    return folders;
}

/* The template whose path ends in `tail`, the one nearest to `from` if there are several. */
static struct gl_input *find_tail(const struct gl_inputs *inputs, const struct gl_source *from,
                                  struct gl_str tail)
{
    struct gl_input *best = NULL;
    size_t best_folders = 0;
    bool is_tied = false;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        size_t folders;

        if (input->kind != GL_INPUT_TEMPLATE || !ends_with_path(input->source->path, tail))
            continue;
        folders = common_folders(input->source->path, from->path);
        if (best && folders == best_folders)
            is_tied = true;
        if (!best || folders > best_folders) {
            best = input;
            best_folders = folders;
            is_tied = false;
        }
    }
    return is_tied ? NULL : best;
}

static struct gl_input *find_location(const struct gl_inputs *inputs, const struct gl_source *from,
                                      struct gl_str location)
{
    size_t scheme = gl_str_find(location, GL_STR("://")), slash;
    struct gl_input *found = NULL;

    if (scheme != GL_STR_NONE) {
        location = gl_str_from(location, scheme + 3);
        slash = gl_str_find_char(location, '/');
        location = slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(location, slash + 1);
    }
    while (gl_str_starts_with(location, GL_STR("./")))
        location = gl_str_from(location, 2);
    while (!found && location.len) {
        if (location.ptr[0] != '/')
            found = find_tail(inputs, from, location);
        slash = gl_str_find_char(location, '/');
        location = slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(location, slash + 1);
    }
    return found;
}

/* An upload of an assembly: the object's name is its content's hash, so that the folders before it do not
 * matter. Two stages may upload the same content: the one beside `from` is meant. */
static struct gl_input *find_upload(const struct gl_cfn_set *set, const struct gl_source *from,
                                    struct gl_str location)
{
    struct gl_str object = gl_path_base(location);
    struct gl_input *found = NULL;

    for (size_t i = 0; i < set->upload_len; i++) {
        struct gl_input *input = set->uploads[i].input;

        if (!gl_str_eq(set->uploads[i].object, object))
            continue;
        if (!found || gl_str_eq(gl_path_dir(input->source->path), gl_path_dir(from->path)))
            found = input;
    }
    return found;
}

static struct gl_input *as_template(struct gl_input *input)
{
    return input && input->kind == GL_INPUT_TEMPLATE && input->documents.len ? input : NULL;
}

struct gl_input *gl_cfn_nested_input(const struct gl_cfn_set *set, const struct gl_source *from,
                                     const struct gl_value *definition, struct gl_arena *arena)
{
    const struct gl_value *type = gl_value_get(definition, GL_STR("Type")), *properties, *asset, *location;
    struct gl_input *found;
    struct gl_str text;

    if (!gl_value_is(type, GL_STRING) || !is_nesting(type->u.str))
        return NULL;
    properties = gl_value_get(definition, GL_STR("Properties"));
    asset = gl_value_get(gl_value_get(definition, GL_STR("Metadata")), GL_STR("aws:asset:path"));
    if (asset && gl_value_text(asset, &text)) {
        found = as_template(gl_inputs_find_beside(set->inputs, from, text, arena));
        if (found)
            return found;
    }
    location = gl_value_get(properties, GL_STR("TemplateURL"));
    if (!location)
        location = gl_value_get(properties, GL_STR("Location"));
    if (!location || !location_tail(location, &text))
        return NULL;
    found = as_template(gl_inputs_find_beside(set->inputs, from, text, arena));
    if (!found)
        found = as_template(find_upload(set, from, text));
    return found ? found : as_template(find_location(set->inputs, from, text));
}

static bool is_ancestor(const struct gl_cfn_eval *eval, const struct gl_source *source)
{
    for (; eval; eval = eval->parent) {
        if (eval->unit->source == source)
            return true;
    }
    return false;
}

static void enter_one(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry, struct gl_input *input)
{
    struct gl_unit *unit = GL_NEW(eval->arena, struct gl_unit);
    struct gl_cfn_eval *nested;

    *unit = *eval->unit;
    unit->name =
        gl_arena_printf(eval->arena, "%.*s/%.*s", GL_STR_ARG(eval->unit->name), GL_STR_ARG(entry->name));
    unit->source = input->source;
    unit->parent = eval->unit;
    nested = gl_cfn_eval_make(eval->set, eval->exports, eval->arena, unit, &input->documents.items[0].root);
    nested->parent = eval;
    nested->parent_entry = entry;
    nested->top = eval->top;
    nested->nesting = eval->nesting + 1;
    entry->nested = nested;
    gl_cfn_eval_enter(nested, gl_value_get(entry->properties, GL_STR("Parameters")));
}

void gl_cfn_enter_nested(struct gl_cfn_eval *eval)
{
    for (size_t i = 0; i < eval->entry_len; i++) {
        struct gl_cfn_entry *entry = &eval->entries[i];
        struct gl_input *input;

        if (!is_nesting(entry->resource->kind))
            continue;
        input = gl_cfn_nested_input(eval->set, eval->unit->source, entry->definition, eval->arena);
        if (!input)
            continue;
        if (is_ancestor(eval, input->source)) {
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, entry->name_span, "break the cycle",
                        "nested stack %.*s contains itself", GL_STR_ARG(entry->name));
        } else if (eval->nesting >= GL_MAX_STACK_NESTING || !gl_cfn_spend(eval, 1000, entry->name_span)) {
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, entry->name_span, "nest fewer stacks",
                        "stacks are nested more than %d deep", GL_MAX_STACK_NESTING);
        } else {
            enter_one(eval, entry, input);
        }
    }
}
