/* kubernetes_* resources as the objects of the Kubernetes API: fields in camel case, blocks as lists where
 * the API has lists. kubernetes.def holds what does not follow from the names. */
#include "front/terraform/map/mapper.h"

enum { MAX_DEPTH = 32 };

struct object {
    struct gl_tf_mapper *mapper;
    struct gl_tf_mapped *mapped;
    bool is_secret; /* its data must not be printed */
};

static const struct {
    struct gl_str type;
    const char *kind, *version;
} kinds[] = {
#define KIND(type, kind, version) {GL_STR_INIT(type), kind, version},
#include "front/terraform/map/kubernetes.def"
#undef KIND
};

static const struct {
    struct gl_str block, around;
    const char *list;
} lists[] = {
#define BLOCKS(block, around, list) {GL_STR_INIT(block), GL_STR_INIT(around), list},
#include "front/terraform/map/kubernetes.def"
#undef BLOCKS
};

static const struct {
    struct gl_str attribute;
    const char *field;
} names[] = {
#define NAME(attribute, field) {GL_STR_INIT(attribute), field},
#include "front/terraform/map/kubernetes.def"
#undef NAME
};

/* Attributes of the provider that are no fields of the object. */
static const struct gl_str own[] = {
    GL_STR_INIT("id"),
    GL_STR_INIT("timeouts"),
    GL_STR_INIT("wait_for_completion"),
    GL_STR_INIT("wait_for_default_service_account"),
    GL_STR_INIT("wait_for_load_balancer"),
    GL_STR_INIT("wait_for_rollout"),
    GL_STR_INIT("wait_for_service_account_token"),
    GL_STR_INIT("wait_until_bound"),
};

/* "kubernetes_deployment_v1" -> "deployment"; false for types of other providers. */
static bool base_of(struct gl_str type, struct gl_str *ret_base)
{
    struct gl_str prefix = GL_STR("kubernetes_");
    size_t end;

    if (!gl_str_starts_with(type, prefix))
        return false;
    type = gl_str_from(type, prefix.len);
    end = type.len;
    while (end > 0 && ((type.ptr[end - 1] >= '0' && type.ptr[end - 1] <= '9') ||
                       gl_str_ends_with(gl_str_slice(type, 0, end), GL_STR("beta"))))
        end -= type.ptr[end - 1] == 'a' ? 4 : 1;
    if (end < type.len && gl_str_ends_with(gl_str_slice(type, 0, end), GL_STR("_v")))
        type = gl_str_slice(type, 0, end - 2);
    *ret_base = type;
    return true;
}

static bool is_manifest(const struct gl_tf_instance *instance)
{
    return gl_str_eq(instance->type, GL_STR("kubernetes_manifest"));
}

static struct gl_str manifest_kind(const struct gl_tf_instance *instance)
{
    const struct gl_tf_value *manifest = gl_tf_get(&instance->values, GL_STR("manifest"));
    const struct gl_tf_value *kind = manifest ? gl_tf_get(manifest, GL_STR("kind")) : NULL;

    if (kind && kind->state == GL_TF_KNOWN && kind->kind == GL_TF_STRING)
        return kind->u.text;
    return (struct gl_str){0};
}

struct gl_str gl_tf_kubernetes_kind(const struct gl_tf_instance *instance)
{
    struct gl_str base;

    if (is_manifest(instance))
        return manifest_kind(instance);
    if (!base_of(instance->type, &base))
        return (struct gl_str){0};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (gl_str_eq(kinds[i].type, base))
            return gl_str_of(kinds[i].kind);
    }
    return (struct gl_str){0};
}

static struct gl_str field_name(struct gl_arena *arena, struct gl_str text)
{
    size_t begin = gl_str_find_char(text, '_');

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq(names[i].attribute, text))
            return gl_str_of(names[i].field);
    }
    if (begin == GL_STR_NONE)
        return text;
    return gl_arena_printf(arena, "%.*s%.*s", (int)begin, text.ptr,
                           GL_STR_ARG(gl_tf_map_camel_case(arena, gl_str_from(text, begin))));
}

/* The list that blocks of this name make; false: they are an object. */
static bool list_of(struct gl_str block, struct gl_str around, struct gl_str *ret_list)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (!gl_str_eq(lists[i].block, block) || (lists[i].around.len && !gl_str_eq(lists[i].around, around)))
            continue;
        *ret_list = gl_str_of(lists[i].list);
        return ret_list->len > 0;
    }
    return false;
}

/* Plans do not say what is a block. An attribute that is an empty list says nothing to Kubernetes either. */
static bool is_blocks(const struct gl_tf_value *value)
{
    if (!gl_tf_is_known_sequence(value))
        return false;
    return (value->flags & GL_TF_BLOCKS) || !value->u.list.len || value->u.list.items[0].kind == GL_TF_OBJECT;
}

static struct gl_value fields_of(struct object *object, const struct gl_tf_value *body, struct gl_str around,
                                 struct gl_span expr, unsigned depth);

static struct gl_value list_value(struct object *object, const struct gl_tf_value *blocks, struct gl_str name,
                                  struct gl_span expr, unsigned depth)
{
    struct gl_value made = {.type = GL_LIST, .span = gl_tf_map_place(blocks->span, expr)};
    size_t len = blocks->u.list.len;

    made.u.list.items = GL_NEW_ARRAY(object->mapper->arena, struct gl_value, len ? len : 1);
    made.u.list.len = len;
    for (size_t i = 0; i < len; i++)
        made.u.list.items[i] = fields_of(object, &blocks->u.list.items[i], name, expr, depth);
    return made;
}

static void hide(struct gl_value *value)
{
    value->flags |= GL_VALUE_SECRET;
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++)
        value->u.map.members[i].value.flags |= GL_VALUE_SECRET;
}

/* One attribute or all blocks of one name; false: nothing of the object. */
static bool field_of(struct object *object, const struct gl_tf_member *from, struct gl_str around,
                     unsigned depth, struct gl_member *ret_field)
{
    struct gl_arena *arena = object->mapper->arena;
    bool has_data = object->is_secret && gl_str_eq(around, GL_STR("^")) &&
                    (gl_str_eq(from->key, GL_STR("data")) || gl_str_eq(from->key, GL_STR("binary_data")));
    struct gl_str list;

    if (gl_tf_is_null(&from->value))
        return false;
    ret_field->key = field_name(arena, from->key);
    ret_field->key_span = from->key_span;
    if (is_blocks(&from->value)) {
        if (from->value.u.list.len == 0)
            return false;
        if (list_of(from->key, around, &list)) {
            ret_field->key = list;
            ret_field->value = list_value(object, &from->value, from->key, from->expr_span, depth);
        } else {
            ret_field->value =
                fields_of(object, &from->value.u.list.items[0], from->key, from->expr_span, depth);
        }
        return true;
    }
    if (gl_tf_is_unknown(&from->value) && list_of(from->key, around, &list))
        ret_field->key = list;
    ret_field->value = gl_tf_map_value(object->mapper, object->mapped, &from->value, from->expr_span);
    if (has_data) {
        /* The provider takes plain text and encodes it. */
        ret_field->key = gl_str_eq(from->key, GL_STR("data")) ? GL_STR("stringData") : GL_STR("data");
        hide(&ret_field->value);
    }
    return ret_field->value.type != GL_NULL && ret_field->value.type != GL_ABSENT;
}

static bool is_own(struct gl_str name)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (gl_str_eq(own[i], name))
            return true;
    }
    return false;
}

static struct gl_value fields_of(struct object *object, const struct gl_tf_value *body, struct gl_str around,
                                 struct gl_span expr, unsigned depth)
{
    struct gl_value made = {
        .type = GL_MAP, .flags = GL_VALUE_HAS_CALLS, .span = gl_tf_map_place(body->span, expr)};

    if (!gl_tf_is_known_map(body) || depth == 0)
        return gl_tf_map_value(object->mapper, object->mapped, body, expr);
    made.u.map.members = GL_NEW_ARRAY(object->mapper->arena, struct gl_member, body->u.map.len + 2);
    for (size_t i = 0; i < body->u.map.len; i++) {
        const struct gl_tf_member *member = &body->u.map.members[i];

        if (gl_str_eq(around, GL_STR("^")) && is_own(member->key))
            continue;
        made.u.map.len += field_of(object, member, around, depth - 1, &made.u.map.members[made.u.map.len]);
    }
    return made;
}

static void add_version(struct gl_value *fields, struct gl_str base, struct gl_span span)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct gl_member *member = &fields->u.map.members[fields->u.map.len];

        if (!gl_str_eq(kinds[i].type, base))
            continue;
        member[0] = (struct gl_member){GL_STR("apiVersion"), span,
                                       gl_value_string(gl_str_of(kinds[i].version), span)};
        member[1] = (struct gl_member){GL_STR("kind"), span, gl_value_string(gl_str_of(kinds[i].kind), span)};
        member[0].value.style = member[1].value.style = GL_COMPUTED;
        fields->u.map.len += 2;
        return;
    }
}

void gl_tf_map_kubernetes(struct gl_tf_mapper *mapper, struct gl_tf_mapped *mapped)
{
    struct object object = {mapper, mapped, gl_str_eq(mapped->resource.kind, GL_STR("Secret"))};
    const struct gl_tf_member *manifest = gl_tf_member(mapped->body, GL_STR("manifest"));
    struct gl_value fields;
    struct gl_str base;

    if (mapped->body->state != GL_TF_KNOWN)
        return;
    if (is_manifest(mapped->instance) && manifest) {
        fields = gl_tf_map_value(mapper, mapped, &manifest->value, manifest->expr_span);
    } else {
        fields = fields_of(&object, mapped->body, GL_STR("^"), (struct gl_span){0}, MAX_DEPTH);
        if (fields.type == GL_MAP && base_of(mapped->instance->type, &base))
            add_version(&fields, base, mapped->resource.span);
    }
    gl_tf_node_set(&mapper->scratch, &mapped->properties, &fields);
}

void gl_tf_tell_releases(const struct gl_tf_instances *instances, struct gl_diags *diags)
{
    for (size_t i = 0; i < instances->len; i++) {
        const struct gl_tf_instance *instance = instances->items[i];

        if (!instance->is_data && gl_str_eq(instance->type, GL_STR("helm_release")))
            gl_diag_add(
                diags, GL_DIAG_NOTE, instance->header, "render it with `helm template` and scan the result",
                "%.*s installs a chart of Helm; what it holds is not read", GL_STR_ARG(instance->address));
    }
}
