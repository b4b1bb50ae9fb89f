#include "base/port_pool.h"

enum op { OP_UNION = 1, OP_BOTH, OP_MINUS };
enum { FIRST_SLOTS = 64 };

struct gl_port_pool_op {
    uint32_t op, a, b, result; /* op 0: empty */
};

static uint32_t first_number(const struct gl_port_pool *pool)
{
    return pool->base ? (uint32_t)(first_number(pool->base) + pool->base->len) : 0;
}

static uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t hash_of(struct gl_portset set)
{
    uint64_t hash = set.keys.len;

    for (size_t i = 0; i < set.keys.len; i++)
        hash = mixed(mixed(hash, (uint64_t)set.keys.items[i].first), (uint64_t)set.keys.items[i].last);
    return hash;
}

struct gl_portset gl_port_pool_get(const struct gl_port_pool *pool, uint32_t number)
{
    uint32_t first = first_number(pool);

    return number >= first ? pool->sets[number - first] : gl_port_pool_get(pool->base, number);
}

static bool find_set(const struct gl_port_pool *pool, struct gl_portset set, uint64_t hash,
                     uint32_t *ret_number)
{
    if (pool->base && find_set(pool->base, set, hash, ret_number))
        return true;
    for (size_t at = hash & (pool->slot_len - 1); pool->slot_len && pool->slots[at];
         at = (at + 1) & (pool->slot_len - 1)) {
        if (gl_portset_equal(pool->sets[pool->slots[at] - 1], set)) {
            *ret_number = first_number(pool) + pool->slots[at] - 1;
            return true;
        }
    }
    return false;
}

static void enter_slot(struct gl_port_pool *pool, uint32_t index)
{
    size_t at = hash_of(pool->sets[index]) & (pool->slot_len - 1);

    while (pool->slots[at])
        at = (at + 1) & (pool->slot_len - 1);
    pool->slots[at] = index + 1;
}

static void grow_slots(struct gl_port_pool *pool)
{
    pool->slot_len = pool->slot_len ? pool->slot_len * 2 : FIRST_SLOTS;
    pool->slots = GL_NEW_ARRAY(pool->arena, uint32_t, pool->slot_len);
    for (uint32_t i = 0; i < pool->len; i++)
        enter_slot(pool, i);
}

uint32_t gl_port_pool_add(struct gl_port_pool *pool, struct gl_portset set)
{
    uint32_t number;

    if (find_set(pool, set, hash_of(set), &number))
        return number;
    *GL_PUSH(pool->arena, pool->sets, pool->len, pool->capacity) = set;
    if (pool->len * 2 > pool->slot_len)
        grow_slots(pool);
    else
        enter_slot(pool, (uint32_t)pool->len - 1);
    return first_number(pool) + (uint32_t)pool->len - 1;
}

uint32_t gl_port_pool_add_copy(struct gl_port_pool *pool, struct gl_portset set)
{
    struct gl_range *items;
    uint32_t number;

    if (find_set(pool, set, hash_of(set), &number))
        return number;
    items = GL_NEW_ARRAY(pool->arena, struct gl_range, set.keys.len);
    for (size_t i = 0; i < set.keys.len; i++)
        items[i] = set.keys.items[i];
    return gl_port_pool_add(pool, (struct gl_portset){{items, set.keys.len}});
}

void gl_port_pool_init(struct gl_port_pool *pool, struct gl_arena *arena, struct gl_portset all)
{
    *pool = (struct gl_port_pool){.arena = arena};
    (void)gl_port_pool_add(pool, (struct gl_portset){0});
    (void)gl_port_pool_add(pool, all);
}

void gl_port_pool_init_on(struct gl_port_pool *pool, struct gl_arena *arena, const struct gl_port_pool *base)
{
    *pool = (struct gl_port_pool){.arena = arena, .base = base};
}

/* ---- operations ---- */

static size_t op_slot(const struct gl_port_pool *pool, enum op op, uint32_t a, uint32_t b)
{
    size_t at = mixed(mixed(op, a), b) & (pool->op_capacity - 1);

    while (pool->ops[at].op && (pool->ops[at].op != op || pool->ops[at].a != a || pool->ops[at].b != b))
        at = (at + 1) & (pool->op_capacity - 1);
    return at;
}

static void grow_ops(struct gl_port_pool *pool)
{
    struct gl_port_pool_op *old = pool->ops;
    size_t capacity = pool->op_capacity;

    pool->op_capacity = capacity ? capacity * 2 : FIRST_SLOTS;
    pool->ops = GL_NEW_ARRAY(pool->arena, struct gl_port_pool_op, pool->op_capacity);
    for (size_t i = 0; i < capacity; i++) {
        if (old[i].op)
            pool->ops[op_slot(pool, (enum op)old[i].op, old[i].a, old[i].b)] = old[i];
    }
}

static struct gl_portset compute(struct gl_arena *arena, enum op op, struct gl_portset a, struct gl_portset b)
{
    switch (op) {
    case OP_UNION:
        return gl_portset_union(arena, a, b);
    case OP_BOTH:
        return gl_portset_intersection(arena, a, b);
    case OP_MINUS:
        return gl_portset_difference(arena, a, b);
    }
    return a;
}

static uint32_t result_of(struct gl_port_pool *pool, enum op op, uint32_t a, uint32_t b)
{
    struct gl_portset set;
    size_t at;

    if ((pool->op_len + 1) * 2 > pool->op_capacity)
        grow_ops(pool);
    at = op_slot(pool, op, a, b);
    if (pool->ops[at].op)
        return pool->ops[at].result;
    set = compute(pool->arena, op, gl_port_pool_get(pool, a), gl_port_pool_get(pool, b));
    pool->ops[at] = (struct gl_port_pool_op){op, a, b, gl_port_pool_add(pool, set)};
    pool->op_len++;
    return pool->ops[at].result;
}

uint32_t gl_port_pool_union(struct gl_port_pool *pool, uint32_t a, uint32_t b)
{
    if (a == b || b == GL_PORTS_NONE || a == GL_PORTS_ALL)
        return a;
    if (a == GL_PORTS_NONE || b == GL_PORTS_ALL)
        return b;
    return result_of(pool, OP_UNION, a < b ? a : b, a < b ? b : a);
}

uint32_t gl_port_pool_both(struct gl_port_pool *pool, uint32_t a, uint32_t b)
{
    if (a == b || b == GL_PORTS_ALL || a == GL_PORTS_NONE)
        return a;
    if (a == GL_PORTS_ALL || b == GL_PORTS_NONE)
        return b;
    return result_of(pool, OP_BOTH, a < b ? a : b, a < b ? b : a);
}

uint32_t gl_port_pool_minus(struct gl_port_pool *pool, uint32_t a, uint32_t b)
{
    if (a == GL_PORTS_NONE || b == GL_PORTS_NONE)
        return a;
    if (a == b || b == GL_PORTS_ALL)
        return GL_PORTS_NONE;
    return result_of(pool, OP_MINUS, a, b);
}
