#include "front/kustomize/path.h"

/* A value that is put into fields of other objects. */
struct replacement {
    struct gl_kust *kust;
    struct gl_kust_set *set;
    const struct gl_value *written;
    struct gl_value value;
    const struct gl_value *options; /* of the target */
};

/* ---- whom a selector means ---- */

struct selector {
    struct gl_str group, version, kind, name, ns;
};

static struct selector selector_of(const struct gl_value *written)
{
    struct selector made = {.group = {0}};
    struct gl_str *fields[] = {&made.group, &made.version, &made.kind, &made.name, &made.ns};
    static const char *const names[] = {"group", "version", "kind", "name", "namespace"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        gl_kust_text(written, names[i], fields[i]);
    return made;
}

static bool fits(struct gl_str wanted, struct gl_str have)
{
    return !wanted.len || gl_str_eq(wanted, have);
}

static bool selects_id(const struct selector *selector, const struct gl_kust_id *id)
{
    return fits(selector->name, id->name) && fits(selector->ns, id->ns) && fits(selector->kind, id->kind) &&
           fits(selector->group, id->group) && fits(selector->version, id->version);
}

static bool selects(const struct selector *selector, const struct gl_kust_object *object)
{
    if (selects_id(selector, &object->id))
        return true;
    for (size_t i = 0; i < object->former_len; i++) {
        struct gl_kust_id id = gl_kust_former_id(object, i);

        if (selects_id(selector, &id))
            return true;
    }
    return false;
}

static bool is_empty(const struct selector *selector)
{
    return !selector->group.len && !selector->version.len && !selector->kind.len && !selector->name.len &&
           !selector->ns.len;
}

/* Both selectors of labels and of annotations; none fits all. */
static bool fits_texts(struct gl_kust *kust, const struct gl_value *written,
                       const struct gl_kust_object *object)
{
    const struct gl_value *metadata = gl_value_get(&object->root, GL_STR("metadata"));
    struct gl_str text;

    return (!gl_kust_text(written, "labelSelector", &text) ||
            gl_kust_selector_matches(kust, gl_kust_get(written, "labelSelector"),
                                     gl_value_get(metadata, GL_STR("labels")))) &&
           (!gl_kust_text(written, "annotationSelector", &text) ||
            gl_kust_selector_matches(kust, gl_kust_get(written, "annotationSelector"),
                                     gl_value_get(metadata, GL_STR("annotations"))));
}

static bool is_rejected(struct gl_kust *kust, const struct gl_value *target,
                        const struct gl_kust_object *object)
{
    const struct gl_value *list = gl_kust_get(target, "reject");

    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *written = &list->u.list.items[i];
        struct selector selector = selector_of(written);
        struct gl_str text;
        bool has_texts = gl_kust_text(written, "labelSelector", &text) ||
                         gl_kust_text(written, "annotationSelector", &text);

        if ((!is_empty(&selector) && selects(&selector, object)) ||
            (has_texts && fits_texts(kust, written, object)))
            return true;
    }
    return false;
}

/* ---- the source ---- */

static struct gl_str path_of(const struct gl_value *source)
{
    struct gl_str path;

    return gl_kust_text(source, "fieldPath", &path) ? path : GL_STR("metadata.name");
}

static int64_t index_of(const struct gl_value *options)
{
    const struct gl_value *index = gl_kust_get(options, "index");
    int64_t number = 0;

    return index && gl_scalar_as_i64(index, GL_DIALECT_KUBERNETES, &number) ? number : 0;
}

/* The part of a text that a delimiter and an index mean; false: there is none. */
static bool part_of(struct gl_str text, struct gl_str delimiter, int64_t index, struct gl_str *ret_part)
{
    for (int64_t i = 0; index >= 0; i++) {
        size_t at = gl_str_find(text, delimiter);

        *ret_part = gl_str_slice(text, 0, at == GL_STR_NONE ? text.len : at);
        if (i == index)
            return true;
        if (at == GL_STR_NONE)
            return false;
        text = gl_str_from(text, at + delimiter.len);
    }
    return false;
}

static bool refine(struct replacement *replacement, const struct gl_value *source)
{
    const struct gl_value *options = gl_kust_get(source, "options");
    struct gl_str delimiter, text;

    if (!gl_kust_text(options, "delimiter", &delimiter))
        return true;
    if (!gl_value_text(&replacement->value, &text) ||
        !part_of(text, delimiter, index_of(options), &replacement->value.u.str)) {
        gl_kust_tell(replacement->kust, options->span, "correct the delimiter or the index",
                     "the value has no part of this number");
        return false;
    }
    replacement->value.type = GL_STRING;
    return true;
}

static const struct gl_kust_object *find_source(struct replacement *replacement,
                                                const struct gl_value *source)
{
    const struct gl_kust_object *found = NULL;
    struct selector selector = selector_of(source);
    size_t count = 0;

    if (!gl_kust_step(replacement->kust, 1 + replacement->set->len / 8, source->span))
        return NULL;
    for (size_t i = 0; i < replacement->set->len; i++) {
        if (!selects(&selector, replacement->set->items[i]))
            continue;
        found = replacement->set->items[i];
        count++;
    }
    if (count == 1)
        return found;
    gl_kust_tell(replacement->kust, source->span, "name one object",
                 count ? "the source of this replacement is more than one object"
                       : "the source of this replacement is not in this kustomization");
    return NULL;
}

static bool take_source(struct replacement *replacement)
{
    const struct gl_value *source = gl_kust_get(replacement->written, "source");
    const struct gl_value *text = gl_kust_get(replacement->written, "sourceValue");
    struct gl_kust_path path = {.kust = replacement->kust, .written = source};
    const struct gl_kust_object *object;
    const struct gl_value *value;

    if (gl_kust_is_null(source) == gl_kust_is_null(text) ||
        gl_kust_is_null(gl_kust_get(replacement->written, "targets"))) {
        gl_kust_tell(replacement->kust, replacement->written->span,
                     "write source or sourceValue, and targets",
                     "a replacement needs one source and targets");
        return false;
    }
    if (!gl_kust_is_null(text)) {
        replacement->value = *text;
        return true;
    }
    object = find_source(replacement, source);
    if (!object)
        return false;
    value = gl_kust_path_split(&path, path_of(source)) ? gl_kust_path_find(&path, &object->root) : NULL;
    if (!value || gl_kust_is_null(value) ||
        ((value->type == GL_MAP || value->type == GL_LIST) && !gl_value_len(value))) {
        gl_kust_tell(replacement->kust, source->span, "correct its fieldPath",
                     "the source of this replacement has nothing at %.*s", GL_STR_ARG(path_of(source)));
        return false;
    }
    replacement->value = *value;
    return refine(replacement, source);
}

/* ---- targets ---- */

/* Part `index` of the text is exchanged; before the first and behind the last it is added. */
static struct gl_str join(struct gl_arena *arena, struct gl_str old, struct gl_str text,
                          struct gl_str delimiter, int64_t index)
{
    struct gl_str part, rest;
    size_t begin;

    if (index < 0)
        return gl_arena_printf(arena, "%.*s%.*s%.*s", GL_STR_ARG(text), GL_STR_ARG(delimiter),
                               GL_STR_ARG(old));
    if (!part_of(old, delimiter, index, &part))
        return gl_arena_printf(arena, "%.*s%.*s%.*s", GL_STR_ARG(old), GL_STR_ARG(delimiter),
                               GL_STR_ARG(text));
    begin = (size_t)(part.ptr - old.ptr);
    rest = gl_str_from(old, begin + part.len);
    return gl_arena_printf(arena, "%.*s%.*s%.*s", (int)begin, old.ptr, GL_STR_ARG(text), GL_STR_ARG(rest));
}

/* A single value keeps its type where the new text can be of it; anything else is replaced as it is. */
static void set_value(struct gl_kust_path *path, struct gl_value *value)
{
    const struct replacement *replacement = path->context;
    struct gl_str text = {0}, old = {0}, delimiter;
    size_t weight;
    enum gl_type type = gl_scalar_type(value, GL_DIALECT_KUBERNETES);
    bool is_text = type == GL_STRING && (value->style != GL_PLAIN || value->u.str.len);

    if (gl_kust_text(replacement->options, "delimiter", &delimiter) && gl_value_text(value, &old) &&
        gl_value_text(&replacement->value, &text)) {
        if (!gl_kust_step(path->kust, 1 + (old.len + text.len) / 32, path->written->span))
            return;
        text = join(path->kust->arena, old, text, delimiter, index_of(replacement->options));
    } else if (value->type == GL_MAP || value->type == GL_LIST) {
        if (gl_kust_weigh(path->kust, &replacement->value, &weight))
            *value = replacement->value;
        return;
    } else if (!gl_value_text(&replacement->value, &text)) {
        text = GL_STR("");
    }
    *value = gl_kust_string(text, replacement->value.span);
    if (!is_text)
        value->style = GL_PLAIN;
    *value = gl_kust_settle_words(path->kust, value);
}

static void set_field(struct replacement *replacement, struct gl_kust_object *object,
                      const struct gl_value *written, struct gl_str text)
{
    bool creates = gl_kust_flag(replacement->options, "create");
    struct gl_kust_path path = {.kust = replacement->kust,
                                .written = written,
                                .creates = creates,
                                .leaf = GL_STRING,
                                .set = set_value,
                                .context = replacement};

    if (replacement->value.type == GL_MAP || replacement->value.type == GL_LIST)
        path.leaf = (enum gl_type)replacement->value.type;
    if (gl_kust_path_split(&path, text) && gl_kust_path_apply(&path, &object->root))
        return;
    gl_kust_tell(replacement->kust, written->span, "correct the path, or write options: {create: true}",
                 "%.*s has no field %.*s to replace",
                 GL_STR_ARG(gl_kust_id_text(replacement->kust->arena, &object->id)), GL_STR_ARG(text));
}

static void set_fields(struct replacement *replacement, struct gl_kust_object *object,
                       const struct gl_value *target)
{
    const struct gl_value *paths = gl_kust_get(target, "fieldPaths");
    const struct gl_value old = object->root;
    size_t weight;

    if (!gl_value_len(paths))
        set_field(replacement, object, target, GL_STR("metadata.name"));
    for (size_t i = 0; gl_value_is(paths, GL_LIST) && i < paths->u.list.len; i++) {
        if (paths->u.list.items[i].type == GL_STRING)
            set_field(replacement, object, &paths->u.list.items[i], paths->u.list.items[i].u.str);
    }
    if (!gl_kust_weigh(replacement->kust, &object->root, &weight))
        object->root = old;
    gl_kust_identify(object);
}

static void apply_target(struct replacement *replacement, const struct gl_value *target)
{
    const struct gl_value *written = gl_kust_get(target, "select");
    struct selector selector = selector_of(written);

    if (!gl_value_is(written, GL_MAP)) {
        gl_kust_tell(replacement->kust, target->span, "write select",
                     "a target of a replacement needs select");
        return;
    }
    if (!gl_kust_step(replacement->kust, 1 + replacement->set->len / 8, target->span))
        return;
    replacement->options = gl_kust_get(target, "options");
    for (size_t i = 0; i < replacement->set->len; i++) {
        struct gl_kust_object *object = replacement->set->items[i];

        if (selects(&selector, object) && fits_texts(replacement->kust, written, object) &&
            !is_rejected(replacement->kust, target, object))
            set_fields(replacement, object, target);
    }
}

static void apply(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *written)
{
    struct replacement replacement = {.kust = kust, .set = set, .written = written};
    const struct gl_value *targets = gl_kust_get(written, "targets");

    if (written->type != GL_MAP || !take_source(&replacement))
        return;
    for (size_t i = 0; gl_value_is(targets, GL_LIST) && i < targets->u.list.len; i++)
        apply_target(&replacement, &targets->u.list.items[i]);
}

/* A file holds one replacement, or a list of them. */
static void apply_file(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set,
                       const struct gl_value *name)
{
    struct gl_documents documents = {0};
    const struct gl_value *root;

    if (!gl_kust_read_file(kust, folder, name, &documents) || !documents.len)
        return;
    root = &documents.items[0].root;

    if (gl_value_is(root, GL_MAP))
        apply(kust, set, root);
    for (size_t i = 0; gl_value_is(root, GL_LIST) && i < root->u.list.len; i++)
        apply(kust, set, &root->u.list.items[i]);
}

void gl_kust_replace(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    const struct gl_value *list = gl_kust_get(folder->root, "replacements");

    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *entry = &list->u.list.items[i];
        struct gl_str path;

        if (gl_kust_text(entry, "path", &path))
            apply_file(kust, folder, set, gl_kust_get(entry, "path"));
        else
            apply(kust, set, entry);
    }
    set->indexed = 0;
}
