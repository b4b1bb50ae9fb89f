#include "front/kustomize/merge.h"

static const struct kind {
    struct gl_str kind, version, type;
} kinds[] = {
#define KUST_KIND(kind, version, type) {GL_STR_INIT(kind), GL_STR_INIT(version), GL_STR_INIT(type)},
#include "front/kustomize/schema.def"
#undef KUST_KIND
};

static const struct member {
    struct gl_str type, field, element;
    bool is_merged;
    struct gl_str keys[2];
} members[] = {
#define KUST_MEMBER(type, field, element, is_merged, first, second)                                          \
    {GL_STR_INIT(type),                                                                                      \
     GL_STR_INIT(field),                                                                                     \
     GL_STR_INIT(element),                                                                                   \
     is_merged,                                                                                              \
     {GL_STR_INIT(first), GL_STR_INIT(second)}},
#include "front/kustomize/schema.def"
#undef KUST_MEMBER
};

struct gl_kust_slot gl_kust_slot_of_kind(const struct gl_value *root)
{
    size_t low = 0, high = sizeof kinds / sizeof *kinds;
    struct gl_str kind, version;

    if (!gl_value_text(gl_value_get(root, GL_STR("kind")), &kind) ||
        !gl_value_text(gl_value_get(root, GL_STR("apiVersion")), &version))
        return (struct gl_kust_slot){0};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(kinds[middle].kind, kind);

        if (order == 0)
            order = gl_str_cmp(kinds[middle].version, version);
        if (order == 0)
            return (struct gl_kust_slot){.type = kinds[middle].type};
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct gl_kust_slot){0};
}

static struct gl_kust_slot slot_of(const struct member *member)
{
    struct gl_kust_slot slot = {.type = member->element, .is_merged = member->is_merged};

    while (slot.key_len < 2 && member->keys[slot.key_len].len) {
        slot.keys[slot.key_len] = member->keys[slot.key_len];
        slot.key_len++;
    }
    return slot;
}

struct gl_kust_slot gl_kust_slot_of_field(const struct gl_kust_slot *slot, struct gl_str field)
{
    size_t low = 0, high = slot->type.len ? sizeof members / sizeof *members : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(members[middle].type, slot->type);

        if (order == 0)
            order = gl_str_cmp(members[middle].field, field);
        if (order == 0)
            return slot_of(&members[middle]);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct gl_kust_slot){0};
}
