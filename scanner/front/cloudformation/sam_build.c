#include <string.h>

#include "front/cloudformation/sam.h"

struct gl_value gl_sam_text(const struct gl_cfn_sam *sam, struct gl_str text)
{
    return gl_value_string(text, sam->source->key_span);
}

struct gl_value gl_sam_map(const struct gl_cfn_sam *sam, const struct gl_cfn_members *members)
{
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = sam->source->key_span};

    made.u.map.members = members->items;
    made.u.map.len = members->len;
    for (size_t i = 0; i < members->len; i++)
        made.flags |= gl_cfn_flags_of(&members->items[i].value);
    return made;
}

struct gl_value gl_sam_list(const struct gl_cfn_sam *sam, const struct gl_value *items, size_t len)
{
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED, .span = sam->source->key_span};

    made.u.list.items = GL_NEW_ARRAY(sam->eval->arena, struct gl_value, len);
    made.u.list.len = len;
    for (size_t i = 0; i < len; i++) {
        made.u.list.items[i] = items[i];
        made.flags |= gl_cfn_flags_of(&items[i]);
    }
    return made;
}

/* A call in short form: the tag on its argument. */
static struct gl_value call(struct gl_value argument, enum gl_tag function)
{
    argument.tag = (uint8_t)function;
    argument.flags |= GL_VALUE_HAS_CALLS;
    return argument;
}

struct gl_value gl_sam_ref(const struct gl_cfn_sam *sam, struct gl_str name)
{
    return call(gl_sam_text(sam, name), GL_TAG_REF);
}

struct gl_value gl_sam_sub(const struct gl_cfn_sam *sam, struct gl_str text)
{
    return call(gl_sam_text(sam, text), GL_TAG_SUB);
}

struct gl_value gl_sam_get_att(const struct gl_cfn_sam *sam, struct gl_str name, const char *attribute)
{
    struct gl_str text = gl_arena_printf(sam->eval->arena, "%.*s.%s", GL_STR_ARG(name), attribute);

    return call(gl_sam_text(sam, text), GL_TAG_GET_ATT);
}

struct gl_value gl_sam_unknown(const struct gl_cfn_sam *sam, const char *what)
{
    return gl_cfn_unknown(sam->eval, GL_WHY_UNSUPPORTED, gl_str_of(what), sam->source->key_span);
}

void gl_sam_put(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const char *key,
                struct gl_value value)
{
    *GL_PUSH(sam->eval->arena, members->items, members->len, members->capacity) =
        (struct gl_member){.key = gl_str_of(key), .key_span = sam->source->key_span, .value = value};
}

bool gl_sam_copy(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const struct gl_value *from,
                 const char *name, const char *to)
{
    const struct gl_member *member = gl_value_member(from, gl_str_of(name));
    struct gl_member *copy;

    if (!member)
        return false;
    copy = GL_PUSH(sam->eval->arena, members->items, members->len, members->capacity);
    *copy = *member;
    if (to)
        copy->key = gl_str_of(to);
    return true;
}

void gl_sam_copy_all(const struct gl_cfn_sam *sam, struct gl_cfn_members *members,
                     const struct gl_value *from, const char *const *names)
{
    for (; *names; names++)
        gl_sam_copy(sam, members, from, *names, NULL);
}

static struct gl_value tag(const struct gl_cfn_sam *sam, struct gl_value key, struct gl_value value)
{
    struct gl_cfn_members members = {0};
    struct gl_value made;

    gl_sam_put(sam, &members, "Key", key);
    gl_sam_put(sam, &members, "Value", value);
    made = gl_sam_map(sam, &members);
    made.span = value.span;
    return made;
}

void gl_sam_put_tags(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const char *created_by)
{
    const struct gl_member *written = gl_value_member(&sam->properties, GL_STR("Tags"));
    struct gl_arena *arena = sam->eval->arena;
    struct gl_value list;
    size_t count = 0, len = 0;

    if (written && written->value.type == GL_LIST) { /* AWS::Serverless::SimpleTable and others take a map */
        gl_sam_copy(sam, members, &sam->properties, "Tags", NULL);
        return;
    }
    if (written && written->value.type == GL_MAP)
        len = written->value.u.map.len;
    list = (struct gl_value){
        .type = GL_LIST, .style = GL_COMPUTED, .span = written ? written->value.span : sam->source->key_span};
    list.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, len + 1);
    if (created_by)
        list.u.list.items[count++] =
            tag(sam, gl_sam_text(sam, gl_str_of(created_by)), gl_sam_text(sam, GL_STR("SAM")));
    for (size_t i = 0; i < len; i++) {
        const struct gl_member *member = &written->value.u.map.members[i];

        list.u.list.items[count++] = tag(sam, gl_value_string(member->key, member->key_span), member->value);
    }
    list.u.list.len = count;
    for (size_t i = 0; i < count; i++)
        list.flags |= gl_cfn_flags_of(&list.u.list.items[i]);
    if (count)
        gl_sam_put(sam, members, "Tags", list);
}

struct gl_str gl_sam_name(const struct gl_cfn_sam *sam, const char *suffix)
{
    return gl_arena_printf(sam->eval->arena, "%.*s%s", GL_STR_ARG(sam->source->key), suffix);
}

const struct gl_value *gl_sam_property(const struct gl_cfn_sam *sam, const char *name)
{
    return gl_value_get(&sam->properties, gl_str_of(name));
}

bool gl_sam_is_true(const struct gl_value *value)
{
    bool truth;

    return value && gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &truth) && truth;
}

void gl_sam_emit(struct gl_cfn_sam *sam, struct gl_str name, const char *type,
                 const struct gl_cfn_members *properties, bool is_main)
{
    static const char *const attributes[] = {
        "Condition",           "DependsOn",      "Metadata", "DeletionPolicy",
        "UpdateReplacePolicy", "CreationPolicy", NULL};
    const struct gl_value *definition = &sam->source->value;
    struct gl_cfn_members members = {0};
    struct gl_value value = gl_sam_map(sam, properties);
    struct gl_member *made;

    if (is_main && sam->properties.type == GL_MAP && gl_span_is_set(sam->properties.span))
        value.span = sam->properties.span;
    gl_sam_put(sam, &members, "Type", gl_sam_text(sam, gl_str_of(type)));
    gl_sam_put(sam, &members, "Properties", value);
    if (is_main)
        gl_sam_copy_all(sam, &members, definition, attributes);
    else
        gl_sam_copy(sam, &members, definition, "Condition", NULL);
    made = GL_PUSH(sam->eval->arena, sam->made.items, sam->made.len, sam->made.capacity);
    *made = (struct gl_member){.key = name, .key_span = sam->source->key_span};
    made->value = gl_sam_map(sam, &members);
    made->value.span = definition->span;
}
