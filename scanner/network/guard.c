/* The security groups of interfaces: one guard for all that have the same. */
#include "network/build.h"

enum { SMALLEST = 64 };

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash ^= word;
    hash *= 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t hash_of(const struct gl_nw_guard *guard)
{
    uint64_t hash = mix(guard->len, (uint64_t)(uintptr_t)guard->unknown);

    for (size_t i = 0; i < guard->len; i++)
        hash = mix(mix(hash, (uint64_t)(uintptr_t)guard->groups[i]), guard->is_certain[i]);
    return mix(hash, guard->is_absent);
}

static bool is_same(const struct gl_nw_guard *a, const struct gl_nw_guard *b)
{
    if (a->len != b->len || a->unknown != b->unknown || a->is_absent != b->is_absent)
        return false;
    for (size_t i = 0; i < a->len; i++) {
        if (a->groups[i] != b->groups[i] || a->is_certain[i] != b->is_certain[i])
            return false;
    }
    return true;
}

static void grow(struct gl_nw_build *build)
{
    size_t capacity = build->guard_capacity ? build->guard_capacity * 2 : SMALLEST;
    uint32_t *slots = GL_NEW_ARRAY(build->arena, uint32_t, capacity);

    for (uint32_t i = 0; i < build->nw->guard_len; i++) {
        size_t at = hash_of(&build->nw->guards[i]) & (capacity - 1);

        while (slots[at])
            at = (at + 1) & (capacity - 1);
        slots[at] = i + 1;
    }
    build->guard_slots = slots;
    build->guard_capacity = capacity;
}

static uint32_t intern(struct gl_nw_build *build, const struct gl_nw_guard *guard)
{
    size_t at;
    uint32_t made;

    if (((size_t)build->nw->guard_len + 1) * 2 > build->guard_capacity)
        grow(build);
    at = hash_of(guard) & (build->guard_capacity - 1);
    while (build->guard_slots[at]) {
        if (is_same(&build->nw->guards[build->guard_slots[at] - 1], guard))
            return build->guard_slots[at] - 1;
        at = (at + 1) & (build->guard_capacity - 1);
    }
    made = gl_nw_add(build, GL_NW_LIST_GUARDS);
    build->nw->guards[made] = *guard;
    build->guard_slots[at] = made + 1;
    return made;
}

static bool comes_before(const struct gl_group *a, const struct gl_group *b)
{
    if (a->resource != b->resource)
        return a->resource->id < b->resource->id;
    return a->kind != b->kind ? a->kind < b->kind : gl_str_cmp(a->name, b->name) < 0;
}

/* In the order of resources, each once; in doubt it is certain. */
static void insert(struct gl_nw_guard *guard, const struct gl_group_use *use)
{
    size_t at = 0;

    while (at < guard->len && comes_before(guard->groups[at], use->group))
        at++;
    if (at < guard->len && guard->groups[at] == use->group) {
        guard->is_certain[at] |= use->is_certain;
        return;
    }
    for (size_t i = guard->len; i > at; i--) {
        guard->groups[i] = guard->groups[i - 1];
        guard->uses[i] = guard->uses[i - 1];
        guard->is_certain[i] = guard->is_certain[i - 1];
    }
    guard->groups[at] = use->group;
    guard->uses[at] = use;
    guard->is_certain[at] = use->is_certain;
    guard->len++;
}

uint32_t gl_nw_guard_absent(struct gl_nw_build *build)
{
    struct gl_nw_guard guard = {.is_absent = true};

    return intern(build, &guard);
}

uint32_t gl_nw_guard_of(struct gl_nw_build *build, const struct gl_resource *resource)
{
    const struct gl_network *network = build->nw->network;
    struct gl_nw_guard guard = {.unknown = network->unknown_uses[resource->id]};
    size_t most = 0;

    if (build->endpoint_guard[resource->id] != GL_NW_NONE)
        return build->endpoint_guard[resource->id];
    for (const struct gl_group_use *use = gl_network_uses(network, resource); use;
         use = use->next_of_resource)
        most++;
    guard.groups = GL_NEW_ARRAY(build->arena, const struct gl_group *, most);
    guard.uses = GL_NEW_ARRAY(build->arena, const struct gl_group_use *, most);
    guard.is_certain = GL_NEW_ARRAY(build->arena, bool, most);
    for (const struct gl_group_use *use = gl_network_uses(network, resource); use;
         use = use->next_of_resource) {
        if (use->group)
            insert(&guard, use);
    }
    if (guard.len == 0 && !guard.unknown)
        guard.unknown =
            gl_nw_unknown(build, resource, "the security groups of %.*s", GL_STR_ARG(resource->name));
    build->endpoint_guard[resource->id] = intern(build, &guard);
    return build->endpoint_guard[resource->id];
}
