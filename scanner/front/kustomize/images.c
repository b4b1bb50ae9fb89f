#include "front/kustomize/fields.h"
#include "front/kustomize/pattern.h"

struct image {
    struct gl_kust *kust;
    struct gl_kust_pattern *pattern;
    struct gl_str new_name, new_tag, digest, suffix;
    struct gl_span span; /* of what was set */
};

struct parts {
    struct gl_str name, tag, digest;
};

/* A colon before the first slash is a port. */
static struct parts split(struct gl_str image)
{
    size_t slash = gl_str_find_char(image, '/'), from = slash == GL_STR_NONE ? 0 : slash;
    struct gl_str rest = gl_str_from(image, from);
    size_t at = gl_str_find_char(rest, '@'), colon = gl_str_find_char(rest, ':');
    struct parts parts = {.name = image};

    if (at != GL_STR_NONE) {
        parts.name = gl_str_slice(image, 0, from + at);
        parts.digest = gl_str_from(image, from + at + 1);
    }
    if (colon == GL_STR_NONE || (at != GL_STR_NONE && at < colon))
        return parts;
    parts.tag = gl_str_slice(image, from + colon + 1, at == GL_STR_NONE ? image.len : from + at);
    parts.name = gl_str_slice(image, 0, from + colon);
    return parts;
}

static struct gl_str join(struct gl_arena *arena, const struct parts *parts, struct gl_str suffix)
{
    bool has_tag = parts->tag.len || suffix.len;

    return gl_arena_printf(arena, "%.*s%s%.*s%.*s%s%.*s", GL_STR_ARG(parts->name), has_tag ? ":" : "",
                           GL_STR_ARG(parts->tag), GL_STR_ARG(suffix), parts->digest.len ? "@" : "",
                           GL_STR_ARG(parts->digest));
}

static bool set_image(struct image *image, struct gl_value *value)
{
    struct gl_str suffix = {0};
    struct parts parts;

    if (value->type != GL_STRING || !gl_kust_pattern_matches(image->kust, image->pattern, value->u.str) ||
        !gl_kust_step(image->kust, 2 + value->u.str.len / 32, image->span))
        return false;
    parts = split(value->u.str);
    if (image->new_name.len)
        parts.name = image->new_name;
    if (image->new_tag.len || image->digest.len) {
        parts.tag = image->new_tag;
        parts.digest = image->digest;
    } else if (image->suffix.len) {
        suffix = image->suffix;
        parts.digest = (struct gl_str){0};
    }
    *value = gl_kust_string(join(image->kust->arena, &parts, suffix), image->span);
    return true;
}

/* ---- every list named containers or initContainers ---- */

static bool walk(void *context, struct gl_value *value);

static bool set_container(void *context, struct gl_value *container)
{
    struct image *image = context;
    const struct gl_member *found = gl_value_member(container, GL_STR("image"));
    struct gl_member member;

    if (!found)
        return false;
    member = *found;
    if (!set_image(image, &member.value))
        return false;
    gl_kust_put(image->kust, container, &member);
    return true;
}

static bool walk_map(struct image *image, struct gl_value *map)
{
    static const char *const lists[] = {"containers", "initContainers"};
    const struct gl_value shared = *map;
    bool is_changed = false;

    for (size_t i = 0; i < shared.u.map.len; i++) {
        struct gl_member member = shared.u.map.members[i];
        bool changes = walk(image, &member.value);

        if (GL_STR_IS_ONE_OF(member.key, lists) && member.value.type == GL_LIST)
            changes = gl_kust_change_items(image->kust, &member.value, image->span, set_container, image) ||
                      changes;
        if (changes)
            gl_kust_put(image->kust, map, &member);
        is_changed = is_changed || changes;
    }
    return is_changed;
}

static bool walk(void *context, struct gl_value *value)
{
    struct image *image = context;

    if (value->type == GL_MAP)
        return walk_map(image, value);
    return value->type == GL_LIST && gl_kust_change_items(image->kust, value, image->span, walk, image);
}

/* ---- entries ---- */

static bool visit_image(struct gl_kust_visit *visit, struct gl_value *value)
{
    return set_image(visit->context, value);
}

static void set_one(struct image *image, struct gl_kust_set *set)
{
    struct gl_kust_visit visit = {
        .kust = image->kust, .create = GL_ABSENT, .span = image->span, .set = visit_image, .context = image};
    struct gl_kust_fields fields = {0};

    gl_kust_fields_add_list(image->kust, &fields, GL_KUST_IMAGE);
    for (size_t i = 0; i < set->len; i++) {
        struct gl_kust_object *object = set->items[i];

        if (gl_str_eq(object->id.kind, GL_STR("CustomResourceDefinition")))
            continue;
        walk(image, &object->root);
        for (size_t k = 0; k < fields.len; k++) {
            visit.field = fields.items[k];
            if (gl_kust_field_is_for(visit.field, &object->id))
                gl_kust_visit(&visit, &object->root);
        }
    }
}

static void note(const struct gl_value *entry, const char *field, struct gl_str *text, struct gl_span *span)
{
    if (gl_kust_text(entry, field, text))
        *span = gl_kust_get(entry, field)->span;
}

void gl_kust_set_images(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *list)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *entry = &list->u.list.items[i];
        struct image image = {.kust = kust, .span = entry->span};
        struct gl_str name;

        if (!gl_kust_text(entry, "name", &name) || !gl_kust_charge(kust, set, true, entry->span))
            continue;
        note(entry, "newName", &image.new_name, &image.span);
        note(entry, "tagSuffix", &image.suffix, &image.span);
        note(entry, "digest", &image.digest, &image.span);
        note(entry, "newTag", &image.new_tag, &image.span);
        /* the name is a regular expression to kustomize, too */
        image.pattern = gl_kust_pattern_init(
            kust, gl_kust_get(entry, "name"),
            gl_arena_printf(kust->arena, "%.*s(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?",
                            GL_STR_ARG(name)));
        if (image.pattern)
            set_one(&image, set);
        gl_kust_pattern_free(image.pattern);
    }
}
