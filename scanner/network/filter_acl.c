/* Network ACLs as filters: entries in order of their numbers, the first that matches decides. */
#include "base/limits.h"
#include "network/filter.h"

/* What the entries so far say of one address. */
struct decided {
    uint32_t may, sure;     /* pass */
    uint32_t surely, maybe; /* ports that some entry decided */
    const struct gl_value *culprit;
};

struct entry {
    const struct gl_nw_acl_entry *entry;
    uint32_t ports, sure_ports;
    bool is_sure; /* it is there, with just these addresses */
};

static void apply(struct gl_port_pool *pool, struct decided *decided, const struct entry *entry)
{
    uint32_t sure_ports = entry->is_sure ? entry->sure_ports : GL_PORTS_NONE;

    if (entry->entry->is_allow) {
        decided->may =
            gl_port_pool_union(pool, decided->may, gl_port_pool_minus(pool, entry->ports, decided->surely));
        decided->sure =
            gl_port_pool_union(pool, decided->sure, gl_port_pool_minus(pool, sure_ports, decided->maybe));
    }
    decided->surely = gl_port_pool_union(pool, decided->surely, sure_ports);
    decided->maybe = gl_port_pool_union(pool, decided->maybe, entry->ports);
    if (!decided->culprit && sure_ports != entry->ports)
        decided->culprit = entry->entry->culprit;
}

/* Of entries beyond those that are looked at nothing is known. */
static struct decided finish(struct gl_port_pool *pool, struct decided decided,
                             const struct gl_value *unknown, bool is_cut)
{
    if (!unknown && !is_cut)
        return decided;
    decided.may =
        gl_port_pool_union(pool, decided.may, gl_port_pool_minus(pool, GL_PORTS_ALL, decided.surely));
    /* an entry that is not known may have any number */
    if (unknown) {
        decided.may = GL_PORTS_ALL;
        decided.sure = GL_PORTS_NONE;
        decided.culprit = unknown;
    }
    return decided;
}

/* All entries of one direction that are looked at. */
struct entries {
    const struct gl_nw_acl *acl;
    struct entry *items;
    size_t len;
    bool is_cut;
};

static void sweep_family(struct gl_nw_cache *cache, const struct entries *entries, enum gl_ip_family family,
                         struct gl_nw_filter *filter)
{
    const struct entry *items = entries->items;
    size_t len = entries->len;
    struct gl_arena scratch;
    struct gl_ranges *sets;
    gl_u128 *cuts;
    size_t cut_len;

    gl_arena_init(&scratch);
    sets = GL_NEW_ARRAY(&scratch, struct gl_ranges, len);
    for (size_t i = 0; i < len; i++)
        sets[i] = family == GL_IPV4 ? items[i].entry->addresses.v4 : items[i].entry->addresses.v6;
    cuts = gl_nw_cuts(&scratch, sets, len, &cut_len);
    while (cut_len > 1 && cuts[cut_len - 1] > gl_ip_max(family))
        cut_len--;
    filter->segments[family] = GL_NEW_ARRAY(cache->arena, struct gl_nw_segment, cut_len);
    for (size_t i = 0; i < cut_len; i++) {
        struct decided decided = {0};

        for (size_t k = 0; k < len && decided.surely != GL_PORTS_ALL; k++) {
            if (gl_ranges_has(sets[k], cuts[i]))
                apply(&cache->pool, &decided, &items[k]);
        }
        decided = finish(&cache->pool, decided, entries->acl->unknown, entries->is_cut);
        filter->segments[family][filter->len[family]++] =
            (struct gl_nw_segment){cuts[i], decided.may, decided.sure, decided.culprit};
        filter->any = gl_port_pool_union(&cache->pool, filter->any, decided.may);
    }
    gl_arena_free(&scratch);
}

static const struct gl_nw_filter *fold(struct gl_nw_cache *cache, const struct gl_nw_acl *acl,
                                       enum gl_direction direction)
{
    struct gl_nw_filter *filter = GL_NEW(cache->arena, struct gl_nw_filter);
    struct entries entries = {.acl = acl, .len = acl->len[direction]};
    struct gl_arena scratch;

    entries.is_cut = entries.len > GL_MAX_NW_ACL_ENTRIES;
    if (entries.is_cut)
        entries.len = GL_MAX_NW_ACL_ENTRIES;
    gl_arena_init(&scratch);
    entries.items = GL_NEW_ARRAY(&scratch, struct entry, entries.len);
    for (size_t i = 0; i < entries.len; i++) {
        const struct gl_nw_acl_entry *entry = &acl->entries[direction][i];

        /* `addresses` may be more than they are where something is not known: then nothing is sure */
        entries.items[i] = (struct entry){entry, gl_port_pool_add(&cache->pool, entry->ports),
                                          gl_port_pool_add(&cache->pool, entry->sure_ports),
                                          entry->exists == GL_MATCH_YES && !entry->culprit};
    }
    filter->culprit = acl->unknown;
    sweep_family(cache, &entries, GL_IPV4, filter);
    sweep_family(cache, &entries, GL_IPV6, filter);
    filter->cloudfront_may = filter->any;
    gl_arena_free(&scratch);
    return filter;
}

const struct gl_nw_filter *gl_nw_filter_of_subnet(struct gl_nw_cache *cache, uint32_t subnet,
                                                  enum gl_direction direction)
{
    const struct gl_nw_subnet *s = &cache->nw->subnets[subnet];

    if (!s->is_acl_known)
        return cache->unknown;
    if (s->acl == GL_NW_NONE || cache->nw->acls[s->acl].is_open)
        return cache->open;
    if (!cache->acls[direction][s->acl])
        cache->acls[direction][s->acl] = fold(cache, &cache->nw->acls[s->acl], direction);
    return cache->acls[direction][s->acl];
}
