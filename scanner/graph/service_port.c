#include "graph/service_port.h"

#include "graph/graph.h"

struct range {
    uint16_t first, last;
};

/* With an `engine`, only resources whose Engine begins with it. `has_port`: the property Port replaces the
 * ports. */
struct service {
    struct gl_str kind, engine;
    bool has_port;
    struct range ports[14];
};

/* Amazon MSK Developer Guide, "Port information": 9092 plaintext, 9094 TLS, 9096 SASL/SCRAM, 9098 IAM; public
 * access 9194, 9196, 9198; IPv6 20092 plaintext and 20094, 20096, 20098; multi-VPC PrivateLink 14001 to
 * 14100. */
#define MSK_PORTS                                                                                            \
    {                                                                                                        \
        {9092, 9092}, {9094, 9094}, {9096, 9096}, {9098, 9098}, {9194, 9194}, {9196, 9196}, {9198, 9198},    \
            {14001, 14100}, {20092, 20092}, {20094, 20094}, {20096, 20096}, {20098, 20098},                  \
    }

#define ANY GL_STR_INIT("")

static const struct service services[] = {
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("postgres"), true, {{5432, 5432}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("aurora-postgresql"), true, {{5432, 5432}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("sqlserver"), true, {{1433, 1433}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("custom-sqlserver"), true, {{1433, 1433}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("oracle"), true, {{1521, 1521}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("custom-oracle"), true, {{1521, 1521}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("db2"), true, {{50000, 50000}}},
    {GL_STR_INIT("AWS::RDS::DBInstance"), ANY, true, {{3306, 3306}}},
    {GL_STR_INIT("AWS::RDS::DBCluster"), GL_STR_INIT("postgres"), true, {{5432, 5432}}},
    {GL_STR_INIT("AWS::RDS::DBCluster"), GL_STR_INIT("aurora-postgresql"), true, {{5432, 5432}}},
    {GL_STR_INIT("AWS::RDS::DBCluster"), GL_STR_INIT("neptune"), true, {{8182, 8182}}},
    {GL_STR_INIT("AWS::RDS::DBCluster"), ANY, true, {{3306, 3306}}},
    {GL_STR_INIT("AWS::DocDB::DBCluster"), ANY, true, {{27017, 27017}}},
    {GL_STR_INIT("AWS::Neptune::DBCluster"), ANY, false, {{8182, 8182}}},
    {GL_STR_INIT("AWS::ElastiCache::ReplicationGroup"), ANY, true, {{6379, 6379}}},
    {GL_STR_INIT("AWS::ElastiCache::CacheCluster"), GL_STR_INIT("memcached"), true, {{11211, 11211}}},
    {GL_STR_INIT("AWS::ElastiCache::CacheCluster"), ANY, true, {{6379, 6379}}},
    {GL_STR_INIT("AWS::ElastiCache::ServerlessCache"), GL_STR_INIT("memcached"), false, {{11211, 11212}}},
    {GL_STR_INIT("AWS::ElastiCache::ServerlessCache"), ANY, false, {{6379, 6380}}},
    {GL_STR_INIT("AWS::MemoryDB::Cluster"), ANY, true, {{6379, 6379}}},
    {GL_STR_INIT("AWS::MSK::Cluster"), ANY, false, MSK_PORTS},
    {GL_STR_INIT("AWS::MSK::ServerlessCluster"), ANY, false, {{9098, 9098}, {14001, 14100}}},
    {GL_STR_INIT("AWS::Redshift::Cluster"), ANY, true, {{5439, 5439}}},
    {GL_STR_INIT("AWS::RedshiftServerless::Workgroup"), ANY, true, {{5439, 5439}}},
    {GL_STR_INIT("AWS::DAX::Cluster"), ANY, false, {{8111, 8111}, {9111, 9111}}},
    {GL_STR_INIT("AWS::OpenSearchService::Domain"), ANY, false, {{80, 80}, {443, 443}}},
    {GL_STR_INIT("AWS::Elasticsearch::Domain"), ANY, false, {{80, 80}, {443, 443}}},
    {GL_STR_INIT("AWS::EFS::MountTarget"), ANY, false, {{2049, 2049}}},
    {GL_STR_INIT("AWS::AmazonMQ::Broker"),
     ANY,
     false,
     {{443, 443}, {5671, 5671}, {8162, 8162}, {8883, 8883}, {61614, 61614}, {61617, 61619}}},
};

enum { SERVICES = sizeof services / sizeof *services };

static struct gl_portset default_ports(struct gl_arena *arena, const struct service *service)
{
    enum { MOST = sizeof service->ports / sizeof *service->ports };
    struct gl_portset sets[MOST];
    size_t len = 0;

    for (size_t i = 0; i < MOST && service->ports[i].last; i++)
        sets[len++] =
            gl_portset_of_range(arena, GL_PROTO_TCP, service->ports[i].first, service->ports[i].last);
    return gl_portset_union_all(arena, sets, len);
}

static const struct gl_value *property(const struct gl_resource *resource, struct gl_str name)
{
    const struct gl_value *value = gl_value_resolve(gl_value_get(&resource->properties, name));

    return gl_value_is_nothing(value) ? NULL : value;
}

/* Ports of every service of this kind: when the engine is not known. */
static struct gl_portset ports_of_kind(struct gl_arena *arena, struct gl_str kind)
{
    struct gl_portset ports = {0};

    for (size_t i = 0; i < SERVICES; i++) {
        if (gl_str_eq(services[i].kind, kind))
            ports = gl_portset_union(arena, ports, default_ports(arena, &services[i]));
    }
    return ports;
}

static bool runs(const struct service *service, const struct gl_resource *resource,
                 const struct gl_value *engine)
{
    struct gl_str text = {0};

    if (!gl_str_eq(service->kind, resource->kind))
        return false;
    if (engine)
        gl_value_text(engine, &text);
    return gl_str_eq_nocase(gl_str_slice(text, 0, service->engine.len), service->engine);
}

/* Every arm of a choice of ports is one it may be. */
static struct gl_portset chosen_ports(struct gl_arena *arena, const struct gl_value *port,
                                      enum gl_dialect dialect, bool *ret_known)
{
    struct gl_portset ports = {0};
    int64_t number;

    *ret_known = true;
    if (gl_scalar_as_i64(port, dialect, &number) && number > 0 && number <= GL_PORT_MAX)
        return gl_portset_of_tcp(arena, (unsigned)number);
    for (uint32_t i = 0; port->type == GL_CHOICE && i < port->u.choice->arm_len; i++) {
        if (!gl_scalar_as_i64(&port->u.choice->arms[i], dialect, &number) || number <= 0 ||
            number > GL_PORT_MAX) {
            *ret_known = false;
            break;
        }
        ports = gl_portset_union(arena, ports, gl_portset_of_tcp(arena, (unsigned)number));
    }
    if (port->type != GL_CHOICE || !*ret_known) {
        *ret_known = false;
        return gl_portset_of_protocol(arena, GL_PROTO_TCP);
    }
    return ports;
}

bool gl_service_ports(struct gl_arena *arena, const struct gl_resource *resource,
                      struct gl_portset *ret_ports, const struct gl_value **ret_culprit)
{
    const struct gl_value *engine = property(resource, GL_STR("Engine"));
    struct gl_str text;
    bool is_known;

    *ret_culprit = NULL;
    for (size_t i = 0; i < SERVICES; i++) {
        const struct gl_value *port;

        if (!runs(&services[i], resource, engine))
            continue;
        port = services[i].has_port ? property(resource, GL_STR("Port")) : NULL;
        if (port) {
            *ret_ports = chosen_ports(arena, port, resource->unit->dialect, &is_known);
            if (!is_known)
                *ret_culprit = port;
            return true;
        }
        if (engine && !gl_value_text(engine, &text) && services[i].engine.len == 0) {
            *ret_ports = ports_of_kind(arena, resource->kind);
            *ret_culprit = engine;
            return true;
        }
        *ret_ports = default_ports(arena, &services[i]);
        return true;
    }
    return false;
}
