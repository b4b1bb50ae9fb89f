#include "base/utf8.h"
#include "front/kustomize/build.h"
#include "front/terraform/function/digest.h"

enum { LINE_OF_BASE64 = 70 };

/* A ConfigMap or Secret that is being made. */
struct maker {
    struct gl_kust *kust;
    const struct gl_kust_folder *folder;
    const struct gl_value *entry;
    bool is_secret;
    struct gl_value data, binary;
    struct gl_name_index keys;
    uint32_t key_len;
};

/* ---- values ---- */

static bool is_utf8(struct gl_str text)
{
    return gl_utf8_check(text).invalid_at == GL_STR_NONE;
}

/* In lines, as kustomize writes it; one line has no end. */
static struct gl_str base64(struct gl_arena *arena, struct gl_str bytes)
{
    struct gl_str text = gl_tf_base64(arena, bytes);
    char *made;
    size_t len = 0;

    if (text.len < LINE_OF_BASE64)
        return text;
    made = gl_arena_alloc(arena, text.len + text.len / LINE_OF_BASE64 + 2, 1);
    for (size_t i = 0; i < text.len; i += LINE_OF_BASE64) {
        struct gl_str line = gl_str_slice(text, i, i + LINE_OF_BASE64);

        memcpy(made + len, line.ptr, line.len);
        len += line.len;
        made[len++] = '\n';
    }
    return (struct gl_str){made, len};
}

static void add_value(struct maker *maker, struct gl_str key, struct gl_str text, struct gl_span span)
{
    struct gl_arena *arena = maker->kust->arena;
    bool is_binary = !maker->is_secret && !is_utf8(text);
    struct gl_member member = {key, span, gl_kust_string(text, span)};
    struct gl_value *map = is_binary ? &maker->binary : &maker->data;

    if (gl_name_index_add(arena, &maker->keys, key, maker->key_len++) != GL_NAME_INDEX_NONE) {
        gl_kust_tell(maker->kust, span, "write it once",
                     "the key %.*s is there twice: kustomize refuses that", GL_STR_ARG(key));
        return;
    }
    if (!gl_kust_step(maker->kust, 2 + text.len / 32, span))
        return;
    if (is_binary || maker->is_secret)
        member.value.u.str = base64(arena, text);
    if (maker->is_secret)
        member.value.flags |= GL_VALUE_SECRET;
    gl_kust_put(maker->kust, map, &member);
}

static struct gl_str unquote(struct gl_str text)
{
    if (text.len >= 2 && (text.ptr[0] == '"' || text.ptr[0] == '\'') && text.ptr[text.len - 1] == text.ptr[0])
        return gl_str_slice(text, 1, text.len - 1);
    return text;
}

static void add_literal(struct maker *maker, const struct gl_value *literal)
{
    size_t equals;

    if (literal->type != GL_STRING)
        return;
    equals = gl_str_find_char(literal->u.str, '=');
    if (equals == GL_STR_NONE || equals == 0)
        gl_kust_tell(maker->kust, literal->span, "write KEY=VALUE", "a literal needs a key and a value");
    else
        add_value(maker, gl_str_slice(literal->u.str, 0, equals),
                  unquote(gl_str_from(literal->u.str, equals + 1)), literal->span);
}

/* The bytes of a file; false: told. */
static bool bytes_of(struct maker *maker, const struct gl_value *place, struct gl_str name,
                     struct gl_str *ret_text)
{
    struct gl_value value = *place;
    struct gl_input *input;
    bool was_claimed;
    const char *why = "";

    value.u.str = name;
    input = gl_inputs_find(maker->kust->inputs, gl_kust_path(maker->kust->arena, maker->folder->path, name));
    was_claimed = input && input->is_claimed;
    input = gl_kust_file(maker->kust, maker->folder, &value);
    if (!input)
        return false;
    if (input->kind == GL_INPUT_PROGRAM && !input->source->is_read &&
        gl_source_read(input->source, &why) != GL_OK) {
        gl_kust_tell(maker->kust, place->span, "make it readable", "%s", why);
        return false;
    }
    if (input->kind == GL_INPUT_TEMPLATE || input->kind == GL_INPUT_TERRAFORM)
        input->is_claimed = was_claimed; /* it is scanned as what it is, too */
    *ret_text = input->source->text;
    return true;
}

static void add_file(struct maker *maker, const struct gl_value *source)
{
    size_t equals = gl_value_is(source, GL_STRING) ? gl_str_find_char(source->u.str, '=') : 0;
    struct gl_str key, name, text;

    if (!gl_value_is(source, GL_STRING))
        return;
    name = equals == GL_STR_NONE ? source->u.str : gl_str_from(source->u.str, equals + 1);
    key = equals == GL_STR_NONE ? gl_path_base(name) : gl_str_slice(source->u.str, 0, equals);
    if (!key.len || !name.len || gl_str_find_char(name, '=') != GL_STR_NONE)
        gl_kust_tell(maker->kust, source->span, "write FILE or KEY=FILE", "no key, or no file");
    else if (bytes_of(maker, source, name, &text))
        add_value(maker, key, text, source->span);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add_env_line(struct maker *maker, struct gl_str line, struct gl_span span)
{
    size_t equals;

    if (gl_str_ends_with(line, GL_STR("\r")))
        line.len--;
    while (line.len && is_space(line.ptr[0]))
        line = gl_str_from(line, 1);
    if (!line.len || line.ptr[0] == '#')
        return;
    equals = gl_str_find_char(line, '=');
    if (equals == GL_STR_NONE)
        add_value(maker, line, GL_STR(""), span);
    else if (equals)
        add_value(maker, gl_str_slice(line, 0, equals), gl_str_from(line, equals + 1), span);
}

static void add_env(struct maker *maker, const struct gl_value *source)
{
    struct gl_str text, line;

    if (!gl_value_is(source, GL_STRING) || !bytes_of(maker, source, source->u.str, &text))
        return;
    if (gl_str_starts_with(text, GL_STR("\xef\xbb\xbf")))
        text = gl_str_from(text, 3);
    while (gl_str_cut(&text, '\n', &line))
        add_env_line(maker, line, source->span);
}

static void add_each(struct maker *maker, const char *field,
                     void (*add)(struct maker *maker, const struct gl_value *source))
{
    const struct gl_value *list = gl_kust_get(maker->entry, field);

    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++)
        add(maker, &list->u.list.items[i]);
}

/* ---- the object ---- */

static void put(struct maker *maker, struct gl_value *map, struct gl_str key, struct gl_value value)
{
    struct gl_member member = {key, value.span, value};

    gl_kust_put(maker->kust, map, &member);
}

/* Options of the entry, then those for all that it does not set. */
static void put_pairs(struct maker *maker, struct gl_value *metadata, const char *field)
{
    const struct gl_value *sources[2] = {
        gl_kust_get(gl_kust_get(maker->folder->root, "generatorOptions"), field),
        gl_kust_get(gl_kust_get(maker->entry, "options"), field)};
    struct gl_value map = {.type = GL_MAP, .style = GL_COMPUTED, .span = maker->entry->span};

    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; gl_value_is(sources[i], GL_MAP) && k < sources[i]->u.map.len; k++) {
            struct gl_member member = sources[i]->u.map.members[k];

            member.value.style = GL_QUOTED;
            gl_kust_put(maker->kust, &map, &member);
        }
    }
    if (map.u.map.len)
        put(maker, metadata, gl_str_of(field), map);
}

static bool option(const struct maker *maker, const char *field)
{
    return gl_kust_flag(gl_kust_get(maker->entry, "options"), field) ||
           gl_kust_flag(gl_kust_get(maker->folder->root, "generatorOptions"), field);
}

static struct gl_value make_metadata(struct maker *maker, const struct gl_value *name)
{
    struct gl_value metadata = {.type = GL_MAP, .style = GL_COMPUTED, .span = maker->entry->span};
    struct gl_str text;

    put(maker, &metadata, GL_STR("name"), gl_kust_string(name->u.str, name->span));
    if (gl_kust_text(maker->entry, "namespace", &text))
        put(maker, &metadata, GL_STR("namespace"),
            gl_kust_string(text, gl_kust_get(maker->entry, "namespace")->span));
    put_pairs(maker, &metadata, "labels");
    put_pairs(maker, &metadata, "annotations");
    return metadata;
}

static struct gl_kust_object *make_object(struct maker *maker, const struct gl_value *name)
{
    struct gl_kust_object *object = GL_NEW(maker->kust->arena, struct gl_kust_object);
    struct gl_span span = maker->entry->span;
    struct gl_str type = GL_STR("Opaque");

    object->root = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = span};
    put(maker, &object->root, GL_STR("apiVersion"), gl_kust_string(GL_STR("v1"), span));
    put(maker, &object->root, GL_STR("kind"),
        gl_kust_string(maker->is_secret ? GL_STR("Secret") : GL_STR("ConfigMap"), span));
    put(maker, &object->root, GL_STR("metadata"), make_metadata(maker, name));
    if (maker->is_secret) {
        gl_kust_text(maker->entry, "type", &type);
        put(maker, &object->root, GL_STR("type"), gl_kust_string(type, span));
    }
    if (maker->data.u.map.len || maker->is_secret)
        put(maker, &object->root, GL_STR("data"), maker->data);
    if (maker->binary.u.map.len)
        put(maker, &object->root, GL_STR("binaryData"), maker->binary);
    if (option(maker, "immutable"))
        put(maker, &object->root, GL_STR("immutable"), gl_value_bool(true, span));
    object->needs_hash = !option(maker, "disableNameSuffixHash");
    gl_kust_identify(object);
    return object;
}

/* ---- behaviours ---- */

/* Texts of `over` on those of `under`. */
static void put_under(struct gl_kust *kust, struct gl_value *root, const struct gl_value *old,
                      struct gl_str key)
{
    const struct gl_value *under = gl_value_get(old, key), *over = gl_value_get(root, key);
    struct gl_member member = {.key = key};

    if (!gl_value_is(under, GL_MAP) || !under->u.map.len)
        return;
    member.value = *under;
    member.key_span = under->span;
    for (size_t i = 0; gl_value_is(over, GL_MAP) && i < over->u.map.len; i++)
        gl_kust_put(kust, &member.value, &over->u.map.members[i]);
    gl_kust_put(kust, root, &member);
}

static void take_metadata(struct gl_kust *kust, struct gl_kust_object *object,
                          const struct gl_kust_object *old)
{
    const struct gl_value *had = gl_value_get(&old->root, GL_STR("metadata"));
    const struct gl_member *metadata = gl_value_member(&object->root, GL_STR("metadata"));
    const struct gl_member *name = gl_value_member(had, GL_STR("name"));
    const struct gl_member *ns = gl_value_member(had, GL_STR("namespace"));
    struct gl_member copy = *metadata;

    put_under(kust, &copy.value, had, GL_STR("labels"));
    put_under(kust, &copy.value, had, GL_STR("annotations"));
    if (name)
        gl_kust_put(kust, &copy.value, name);
    gl_kust_remove(kust, &copy.value, GL_STR("namespace"));
    if (ns)
        gl_kust_put(kust, &copy.value, ns);
    gl_kust_put(kust, &object->root, &copy);
}

/* The new object stands where the old one did and keeps what it was called. */
static void take_place(struct gl_kust *kust, struct gl_kust_object *old, struct gl_kust_object *object,
                       bool merges)
{
    bool needs_hash = object->needs_hash && old->needs_hash;

    take_metadata(kust, object, old);
    if (merges) {
        put_under(kust, &object->root, &old->root, GL_STR("data"));
        put_under(kust, &object->root, &old->root, GL_STR("binaryData"));
    }
    old->root = object->root;
    old->needs_hash = needs_hash;
    gl_kust_identify(old);
}

static void absorb(struct maker *maker, struct gl_kust_set *set, struct gl_kust_object *object)
{
    const struct gl_value *behavior = gl_kust_get(maker->entry, "behavior");
    bool merges = gl_value_text_is(behavior, "merge"), replaces = gl_value_text_is(behavior, "replace");
    struct gl_kust_object *old = NULL;
    size_t count = 0;

    if (!gl_kust_step(maker->kust, set->len / 8, maker->entry->span))
        return;
    for (size_t i = 0; i < set->len; i++) {
        if (!gl_kust_has_id(set->items[i], &object->id))
            continue;
        old = set->items[i];
        count++;
    }
    if (count == 1 && (merges || replaces))
        take_place(maker->kust, old, object, merges);
    else if (count)
        gl_kust_tell(maker->kust, maker->entry->span,
                     "write behavior: merge or behavior: replace, or give it another name",
                     "%.*s is in this kustomization already: kustomize refuses a second one",
                     GL_STR_ARG(gl_kust_id_text(maker->kust->arena, &object->id)));
    else if (merges || replaces)
        gl_kust_tell(maker->kust, behavior->span, "correct its name or namespace, or remove the behavior",
                     "%.*s is not in this kustomization: nothing to merge with, or to replace",
                     GL_STR_ARG(gl_kust_id_text(maker->kust->arena, &object->id)));
    else
        gl_kust_add(maker->kust, set, object);
}

static void generate_one(struct maker *maker, struct gl_kust_set *set)
{
    const struct gl_value *name = gl_kust_get(maker->entry, "name");
    struct gl_str text;

    if (!gl_kust_text(maker->entry, "name", &text)) {
        gl_kust_tell(maker->kust, maker->entry->span, "write a name", "a generated object needs a name");
        return;
    }
    maker->data = maker->binary =
        (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = maker->entry->span};
    add_each(maker, "envs", add_env);
    add_env(maker, gl_kust_get(maker->entry, "env"));
    add_each(maker, "literals", add_literal);
    add_each(maker, "files", add_file);
    absorb(maker, set, make_object(maker, name));
}

void gl_kust_generate(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    static const char *const fields[] = {"configMapGenerator", "secretGenerator"};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct gl_value *list = gl_kust_get(folder->root, fields[i]);

        for (size_t k = 0; gl_value_is(list, GL_LIST) && k < list->u.list.len; k++) {
            struct maker maker = {
                .kust = kust, .folder = folder, .entry = &list->u.list.items[k], .is_secret = i == 1};

            if (maker.entry->type == GL_MAP)
                generate_one(&maker, set);
        }
    }
}
