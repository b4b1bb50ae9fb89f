#include "front/cloudformation/sam.h"

struct kind {
    struct gl_str type;  /* after AWS::Serverless:: */
    const char *globals; /* section of Globals; NULL: none */
    void (*expand)(struct gl_cfn_sam *sam);
};

static const struct kind kinds[] = {
    {GL_STR_INIT("Function"), "Function", gl_sam_function},
    {GL_STR_INIT("Api"), "Api", gl_sam_api},
    {GL_STR_INIT("HttpApi"), "HttpApi", gl_sam_http_api},
    {GL_STR_INIT("SimpleTable"), "SimpleTable", gl_sam_simple_table},
    {GL_STR_INIT("StateMachine"), "StateMachine", gl_sam_state_machine},
    {GL_STR_INIT("LayerVersion"), "LayerVersion", gl_sam_layer},
    {GL_STR_INIT("Application"), NULL, gl_sam_application},
    {GL_STR_INIT("GraphQLApi"), NULL, gl_sam_graphql_api},
};

static const struct kind *kind_of(const struct gl_value *definition)
{
    static const struct gl_str prefix = GL_STR_INIT("AWS::Serverless::");
    struct gl_str type;

    if (!gl_value_text(gl_value_get(definition, GL_STR("Type")), &type) || !gl_str_starts_with(type, prefix))
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (gl_str_eq(gl_str_from(type, prefix.len), kinds[i].type))
            return &kinds[i];
    }
    return NULL;
}

/* IgnoreGlobals: '*' or the list of the properties that Globals does not give. */
static bool is_ignored(const struct gl_value *definition, struct gl_str property)
{
    const struct gl_value *ignore = gl_value_get(definition, GL_STR("IgnoreGlobals"));

    if (gl_value_text_is(ignore, "*"))
        return true;
    for (size_t i = 0; gl_value_is(ignore, GL_LIST) && i < ignore->u.list.len; i++) {
        struct gl_str text;

        if (gl_value_text(&ignore->u.list.items[i], &text) && gl_str_eq(text, property))
            return true;
    }
    return false;
}

static struct gl_value shared_properties(const struct gl_cfn_sam *sam, const struct gl_value *shared)
{
    struct gl_value made = *shared;
    size_t len = 0;

    made.u.map.members = GL_NEW_ARRAY(sam->eval->arena, struct gl_member, shared->u.map.len);
    for (size_t i = 0; i < shared->u.map.len; i++) {
        if (!is_ignored(&sam->source->value, shared->u.map.members[i].key))
            made.u.map.members[len++] = shared->u.map.members[i];
    }
    made.u.map.len = len;
    return made;
}

static void take_properties(struct gl_cfn_sam *sam, const struct kind *kind)
{
    const struct gl_value *written = gl_value_get(&sam->source->value, GL_STR("Properties")), *shared = NULL;
    struct gl_cfn_members none = {0};

    sam->properties = gl_value_is(written, GL_MAP) ? *written : gl_sam_map(sam, &none);
    if (sam->globals && kind->globals)
        shared = gl_value_get(&sam->globals->value, gl_str_of(kind->globals));
    if (shared && shared->type == GL_MAP) {
        struct gl_value some = shared_properties(sam, shared);

        sam->properties = gl_sam_merge(sam->eval, &some, &sam->properties);
    }
}

static bool has_sam(const struct gl_value *resources)
{
    for (size_t i = 0; i < resources->u.map.len; i++) {
        if (kind_of(&resources->u.map.members[i].value))
            return true;
    }
    return false;
}

const struct gl_value *gl_sam_expand(struct gl_cfn_eval *eval, const struct gl_value *resources)
{
    struct gl_cfn_sam sam = {.eval = eval, .globals = gl_value_member(eval->root, GL_STR("Globals"))};
    struct gl_value *made;

    if (!gl_value_is(resources, GL_MAP) || !has_sam(resources))
        return resources;
    for (size_t i = 0; i < resources->u.map.len && gl_cfn_spend(eval, 1, resources->span); i++) {
        const struct gl_member *member = &resources->u.map.members[i];
        const struct kind *kind = kind_of(&member->value);

        if (!kind) {
            *GL_PUSH(eval->arena, sam.made.items, sam.made.len, sam.made.capacity) = *member;
            continue;
        }
        sam.source = member;
        take_properties(&sam, kind);
        kind->expand(&sam);
    }
    gl_sam_implicit_apis(&sam);
    made = GL_NEW(eval->arena, struct gl_value);
    *made = *resources;
    made->u.map.members = sam.made.items;
    made->u.map.len = sam.made.len;
    return made;
}

struct gl_str gl_sam_generated(const struct gl_cfn_eval *eval, struct gl_str name)
{
    size_t dot = gl_str_find_char(name, '.');
    struct gl_str owner, what;

    if (!eval->is_sam || dot == GL_STR_NONE)
        return (struct gl_str){0};
    owner = gl_str_slice(name, 0, dot);
    what = gl_str_from(name, dot + 1);
    for (size_t i = 0; i < eval->entry_len; i++) {
        struct gl_str entry = eval->entries[i].name, rest;

        if (!gl_str_starts_with(entry, owner) || entry.len == owner.len)
            continue;
        rest = gl_str_from(entry, owner.len);
        if (gl_str_starts_with(rest, what) || gl_str_ends_with(rest, what))
            return entry;
    }
    return (struct gl_str){0};
}
