/* How people call resources. */
#include "reach_ends.h"

/* Properties that hold the name or id of a resource in AWS. */
static const char *const name_properties[] = {
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "ReplicationGroupId",
    "ClusterName",
    "Name",
    "GroupName",
    "FunctionName",
    "LoadBalancerName",
    "GroupId",
    "ServerlessCacheName",
    "NodegroupName",
    "AutoScalingGroupName",
    "DomainName",
    "BrokerName",
    "CacheName",
    "ServiceName",
};

struct gl_str gl_resource_shown(struct gl_arena *arena, const struct gl_resource *resource)
{
    const struct gl_unit *unit = resource->unit;

    if (!unit || unit->dialect != GL_DIALECT_TERRAFORM || unit->environment.len == 0)
        return resource->address;
    return gl_arena_printf(arena, "%.*s (%.*s)", GL_STR_ARG(resource->address),
                           GL_STR_ARG(unit->environment));
}

bool gl_kind_fits(struct gl_str kind, struct gl_str word)
{
    size_t colon;

    if (gl_str_eq_nocase(kind, word))
        return true;
    colon = gl_str_find_last_char(kind, ':');
    return colon != GL_STR_NONE && gl_str_eq_nocase(gl_str_from(kind, colon + 1), word);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does a word begin at `at`: after something that is no letter, or with a capital after a small one? */
static bool begins_word(struct gl_str text, size_t at)
{
    char here = text.ptr[at], before;

    if (at == 0)
        return true;
    before = text.ptr[at - 1];
    return !is_letter(before) || (here >= 'A' && here <= 'Z' && !(before >= 'A' && before <= 'Z'));
}

/* "orders" in "OrdersDatabaseB5D7E4E2", "shop-production-orders"; a plural ends a word no less. */
static bool has_word(struct gl_str text, struct gl_str word)
{
    for (size_t at = 0; word.len && at + word.len <= text.len; at++) {
        size_t end = at + word.len;

        if (begins_word(text, at) && gl_str_eq_nocase(gl_str_slice(text, at, end), word) &&
            (end == text.len || begins_word(text, end)))
            return true;
    }
    return false;
}

static enum gl_fit fit_of(struct gl_str text, struct gl_str name)
{
    if (text.len == 0)
        return GL_FIT_NO;
    if (gl_str_eq(text, name))
        return GL_FIT_EXACT;
    if (gl_str_eq_nocase(text, name))
        return GL_FIT_NOCASE;
    return has_word(text, name) ? GL_FIT_WORD : GL_FIT_NO;
}

static void take_better(enum gl_fit *best, enum gl_fit other)
{
    *best = other > *best ? other : *best;
}

/* A name that is known in part ("-orders" after a parameter) is known in its words. */
static enum gl_fit fit_of_value(const struct gl_value *value, struct gl_str name)
{
    enum gl_fit best = GL_FIT_NO;
    struct gl_str text;

    if (!value)
        return GL_FIT_NO;
    if (gl_value_text(value, &text))
        return fit_of(text, name);
    for (size_t i = 0; value->type == GL_CONCAT && i < value->u.list.len; i++) {
        if (gl_value_text(&value->u.list.items[i], &text) && has_word(text, name))
            best = GL_FIT_WORD;
    }
    return best;
}

static enum gl_fit fit_of_tag(const struct gl_resource *resource, struct gl_str name)
{
    const struct gl_value *tags = gl_value_get(&resource->properties, GL_STR("Tags"));

    for (size_t i = 0; tags && tags->type == GL_LIST && i < tags->u.list.len; i++) {
        if (gl_value_text_is(gl_value_get(&tags->u.list.items[i], GL_STR("Key")), "Name"))
            return fit_of_value(gl_value_get(&tags->u.list.items[i], GL_STR("Value")), name);
    }
    return GL_FIT_NO;
}

enum gl_fit gl_name_fits(const struct gl_resource *resource, struct gl_str name)
{
    enum gl_fit best = fit_of(resource->name, name);

    take_better(&best, fit_of(resource->address, name));
    if (resource->construct_path.len)
        take_better(&best, fit_of(resource->construct_path, name));
    for (size_t i = 0; best < GL_FIT_EXACT && i < sizeof name_properties / sizeof *name_properties; i++)
        take_better(&best,
                    fit_of_value(gl_value_get(&resource->properties, gl_str_of(name_properties[i])), name));
    if (best < GL_FIT_EXACT)
        take_better(&best, fit_of_tag(resource, name));
    return best;
}
