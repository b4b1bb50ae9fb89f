#include "read/yaml_tags.h"

static const struct {
    struct gl_str name; /* after "!" or "!Fn::" */
    enum gl_tag tag;
} short_forms[] = {
    {GL_STR_INIT("Ref"), GL_TAG_REF},
    {GL_STR_INIT("Sub"), GL_TAG_SUB},
    {GL_STR_INIT("GetAtt"), GL_TAG_GET_ATT},
    {GL_STR_INIT("Join"), GL_TAG_JOIN},
    {GL_STR_INIT("If"), GL_TAG_IF},
    {GL_STR_INIT("Equals"), GL_TAG_EQUALS},
    {GL_STR_INIT("Select"), GL_TAG_SELECT},
    {GL_STR_INIT("FindInMap"), GL_TAG_FIND_IN_MAP},
    {GL_STR_INIT("GetAZs"), GL_TAG_GET_AZS},
    {GL_STR_INIT("Base64"), GL_TAG_BASE64},
    {GL_STR_INIT("Not"), GL_TAG_NOT},
    {GL_STR_INIT("Condition"), GL_TAG_CONDITION},
    {GL_STR_INIT("And"), GL_TAG_AND},
    {GL_STR_INIT("Or"), GL_TAG_OR},
    {GL_STR_INIT("Split"), GL_TAG_SPLIT},
    {GL_STR_INIT("ImportValue"), GL_TAG_IMPORT_VALUE},
    {GL_STR_INIT("Cidr"), GL_TAG_CIDR},
    {GL_STR_INIT("Transform"), GL_TAG_TRANSFORM},
    {GL_STR_INIT("ToJsonString"), GL_TAG_TO_JSON_STRING},
    {GL_STR_INIT("Length"), GL_TAG_LENGTH},
    {GL_STR_INIT("Contains"), GL_TAG_CONTAINS},
    {GL_STR_INIT("ForEach"), GL_TAG_FOR_EACH},
};

static enum gl_tag core_tag(struct gl_str name, bool *ret_is_plain)
{
    if (gl_str_eq(name, GL_STR("str")))
        return GL_TAG_STR;
    if (gl_str_eq(name, GL_STR("map")) || gl_str_eq(name, GL_STR("seq")))
        return GL_TAG_NONE;
    if (gl_str_eq(name, GL_STR("int")) || gl_str_eq(name, GL_STR("bool")) ||
        gl_str_eq(name, GL_STR("float")) || gl_str_eq(name, GL_STR("null"))) {
        *ret_is_plain = true;
        return GL_TAG_NONE;
    }
    return GL_TAG_OTHER;
}

enum gl_tag gl_yaml_tag(struct gl_str tag, bool *ret_is_plain)
{
    struct gl_str core = GL_STR("tag:yaml.org,2002:"), name;

    *ret_is_plain = false;
    if (gl_str_starts_with(tag, core))
        return core_tag(gl_str_from(tag, core.len), ret_is_plain);
    if (!gl_str_starts_with(tag, GL_STR("!")))
        return GL_TAG_OTHER;
    name = gl_str_from(tag, 1);
    if (name.len == 0)
        return GL_TAG_STR;
    if (gl_str_starts_with(name, GL_STR("Fn::")))
        name = gl_str_from(name, 4);
    for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++) {
        if (gl_str_eq(name, short_forms[i].name))
            return short_forms[i].tag;
    }
    return GL_TAG_OTHER;
}

bool gl_yaml_tag_is_merge(struct gl_str tag)
{
    return gl_str_eq(tag, GL_STR("tag:yaml.org,2002:merge"));
}
