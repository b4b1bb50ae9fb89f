#include "network/cache.h"

#include "network/filter.h"

static uint32_t ports_of(struct gl_nw_cache *cache, unsigned protocol, unsigned first)
{
    return gl_port_pool_add(&cache->pool, gl_portset_of_range(cache->arena, protocol, first, GL_PORT_MAX));
}

/* Amazon VPC user guide, "NAT gateway basics": TCP, UDP and ICMP; ports 1024 to 65535. */
static void make_ports(struct gl_nw_cache *cache)
{
    enum { FIRST_NAT_PORT = 1024 };
    struct gl_port_pool *pool = &cache->pool;

    cache->ports.tcp = ports_of(cache, GL_PROTO_TCP, 0);
    cache->ports.udp = ports_of(cache, GL_PROTO_UDP, 0);
    cache->ports.nat_tcp = ports_of(cache, GL_PROTO_TCP, FIRST_NAT_PORT);
    cache->ports.nat_udp = ports_of(cache, GL_PROTO_UDP, FIRST_NAT_PORT);
    cache->ports.nat = gl_port_pool_union(pool, ports_of(cache, GL_PROTO_ICMP, 0),
                                          gl_port_pool_union(pool, cache->ports.tcp, cache->ports.udp));
}

void gl_nw_cache_init(struct gl_nw_cache *cache, struct gl_arena *arena, const struct gl_nw *nw)
{
    *cache = (struct gl_nw_cache){.nw = nw, .arena = arena};
    gl_arena_init(&cache->kept_arena);
    gl_arena_init(&cache->scratch);
    gl_port_pool_init(&cache->pool, arena, gl_portset_all());
    make_ports(cache);
    for (int direction = 0; direction < 2; direction++) {
        cache->guards[direction] = GL_NEW_ARRAY(arena, const struct gl_nw_filter *, nw->guard_len);
        cache->acls[direction] = GL_NEW_ARRAY(arena, const struct gl_nw_filter *, nw->acl_len);
    }
    cache->rows = GL_NEW_ARRAY(arena, const struct gl_nw_rows *, nw->table_len);
    cache->open = gl_nw_filter_same(cache, GL_PORTS_ALL, GL_PORTS_ALL, NULL);
    cache->unknown = gl_nw_filter_same(cache, GL_PORTS_ALL, GL_PORTS_NONE, NULL);
    cache->nat = gl_nw_filter_same(cache, cache->ports.nat, cache->ports.nat, NULL);
}

void gl_nw_cache_free(struct gl_nw_cache *cache)
{
    gl_arena_free(&cache->kept_arena);
    gl_arena_free(&cache->scratch);
}
