/* Maps made by hand: the platform with ten nodes and every kind of flow, names of an enemy, and estates of
 * any size. */
#ifndef GL_TEST_MAP_FIXTURE_H
#define GL_TEST_MAP_FIXTURE_H

#include "golden.h"

#include "reports/map_writers.h"

#define S GL_STR_INIT
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum lane { INTERNET, EDGE, INNER_EDGE, COMPUTE, POSTGRES, REDIS, KAFKA, ENDPOINTS, OTHER, LANES };

static const struct gl_map_lane fixture_lanes[LANES] = {
    {S("internet"), S("any public address"), 0},
    {S("edge"), S("public load balancers"), 1},
    {S("inner-edge"), S("internal load balancers"), 1},
    {S("compute"), S("nodes, pods, functions"), 2},
    {S("postgres"), S("relational databases (RDS)"), 3},
    {S("redis"), S("caches (ElastiCache)"), 3},
    {S("kafka"), S("brokers (MSK)"), 3},
    {S("endpoints"), S("interface endpoints"), 3},
    {S("other"), S(""), 3},
};

static const struct gl_map_box fixture_boxes[] = {
    {S("vpc-main / public")}, {S("vpc-main / private")}, {S("vpc-main / data")}};
enum { PUBLIC, PRIVATE, DATA, NOWHERE = -1 };

enum { WORLD, PUBLIC_ALB, INNER_ALB, NODES, REPORTS, ORDERS, SESSIONS, EVENTS, S3, BASTION };

static const struct gl_map_node fixture_nodes[] = {
    [WORLD] = {S("internet"), S("internet"), S(""), S(""), INTERNET, GL_MAP_NONE, 0, {0}},
    [PUBLIC_ALB] = {S("Edge/PublicAlb"),
                    S("PublicAlb"),
                    S("AWS::ElasticLoadBalancingV2::LoadBalancer"),
                    S("web ACL attached"),
                    EDGE,
                    PUBLIC,
                    0,
                    {1, 4, 9}},
    [INNER_ALB] = {S("Edge/InnerAlb"),
                   S("InnerAlb"),
                   S("AWS::ElasticLoadBalancingV2::LoadBalancer"),
                   S(""),
                   INNER_EDGE,
                   PRIVATE,
                   0,
                   {1, 4, 9}},
    [NODES] = {S("Cluster/Nodes"),
               S("platform-nodes"),
               S("AWS::EKS::Nodegroup"),
               S(""),
               COMPUTE,
               PRIVATE,
               3,
               {1, 4, 9}},
    [REPORTS] = {S("Reports/Function"),
                 S("reports"),
                 S("AWS::Lambda::Function"),
                 S(""),
                 COMPUTE,
                 PRIVATE,
                 0,
                 {1, 4, 9}},
    [ORDERS] = {S("Data/Orders"),
                S("orders"),
                S("AWS::RDS::DBInstance"),
                S("publicly accessible"),
                POSTGRES,
                DATA,
                0,
                {1, 4, 9}},
    [SESSIONS] = {S("Data/Sessions"),
                  S("sessions"),
                  S("AWS::ElastiCache::ReplicationGroup"),
                  S(""),
                  REDIS,
                  DATA,
                  0,
                  {1, 4, 9}},
    [EVENTS] = {S("Data/Events"), S("events"), S("AWS::MSK::Cluster"), S(""), KAFKA, DATA, 3, {1, 4, 9}},
    [S3] = {S("Net/Secrets"),
            S("secretsmanager"),
            S("AWS::EC2::VPCEndpoint"),
            S(""),
            ENDPOINTS,
            PRIVATE,
            0,
            {1, 4, 9}},
    [BASTION] =
        {S("Legacy/Bastion"), S("bastion"), S("AWS::EC2::Instance"), S(""), OTHER, PUBLIC, 0, {1, 4, 9}},
};

static const struct gl_map_edge fixture_edges[] = {
    {WORLD,
     PUBLIC_ALB,
     GL_MAP_ALLOWED,
     {1, 4, 9},
     S("tcp 443"),
     S("group AlbSg admits TCP 443 from 0.0.0.0/0")},
    {WORLD,
     ORDERS,
     GL_MAP_VIOLATION,
     {1, 15, 19},
     S("tcp 5432"),
     S("security group DatabaseSg admits TCP 5432 from 0.0.0.0/0, and the subnet has a route to the internet "
       "gateway")},
    {WORLD, BASTION, GL_MAP_MAY, {1, 4, 9}, S("tcp 22"), S("parameter OfficeCidr has no value")},
    {PUBLIC_ALB, NODES, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 30000-32767"), S("group NodeSg admits AlbSg")},
    {INNER_ALB, NODES, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 30000-32767"), S("group NodeSg admits InnerSg")},
    {NODES, INNER_ALB, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 443"), S("group InnerSg admits NodeSg")},
    {NODES, NODES, GL_MAP_ALLOWED, {1, 4, 9}, S("any port"), S("group NodeSg admits itself")},
    {NODES, ORDERS, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 5432"), S("group DatabaseSg admits NodeSg")},
    {NODES, SESSIONS, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 6379"), S("group CacheSg admits NodeSg")},
    {NODES, EVENTS, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 9094, 9096, 9098"), S("group BrokerSg admits NodeSg")},
    {NODES, S3, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 443"), S("group EndpointSg admits 10.0.0.0/16")},
    {NODES, WORLD, GL_MAP_ALLOWED, {1, 4, 9}, S("any port"), S("route 0.0.0.0/0 to the NAT gateway")},
    {REPORTS,
     ORDERS,
     GL_MAP_BLOCKED,
     {1, 4, 9},
     S("tcp 5432"),
     S("network ACL DataAcl, entry 90 denies TCP 5432 from 10.0.8.0/22")},
    {REPORTS, SESSIONS, GL_MAP_ALLOWED, {1, 4, 9}, S("tcp 6379"), S("group CacheSg admits ReportsSg")},
    {EVENTS, EVENTS, GL_MAP_ALLOWED, {1, 4, 9}, S("any port"), S("group BrokerSg admits itself")},
    {BASTION,
     SESSIONS,
     GL_MAP_VIOLATION,
     {1, 15, 19},
     S("tcp 6379"),
     S("security group CacheSg admits 10.0.0.0/16, which is more than compute")},
    {EVENTS,
     SESSIONS,
     GL_MAP_VIOLATION,
     {1, 15, 19},
     S("tcp 6379"),
     S("security group CacheSg admits 10.0.0.0/16, which is more than compute")},
};

static const struct gl_map_hop fixture_hops[] = {
    {WORLD, S(""), S(""), S(""), false, {0}},
    {GL_MAP_NONE,
     S("igw-main"),
     S("AWS::EC2::InternetGateway"),
     S("orders has a public address"),
     false,
     {1, 4, 9}},
    {GL_MAP_NONE,
     S("acl-data"),
     S("AWS::EC2::NetworkAcl"),
     S("entry 100 allows TCP 1024-65535 from 0.0.0.0/0"),
     false,
     {1, 4, 9}},
    {GL_MAP_NONE,
     S("DatabaseSg"),
     S("AWS::EC2::SecurityGroup"),
     S("admits TCP 5432 from 10.0.0.0/16 only"),
     true,
     {1, 15, 19}},
    {ORDERS, S(""), S(""), S(""), false, {0}},
};
static const struct gl_map_path fixture_path = {S("internet => orders : tcp 5432"), S("no"), fixture_hops,
                                                COUNT(fixture_hops)};

static const struct gl_map_note fixture_notes[] = {
    {S("gateway load balancer endpoint vpce-7 is on the way of 10.0.9.0/24: what it lets through is not "
       "known"),
     {1, 4, 9}},
};

#define FIXTURE_TEXT "a:\n  rule: 1\n  and: text\n"

/* The platform. */
static struct gl_map fixture_platform(void)
{
    return (struct gl_map){.title = S("platform / prod"),
                           .subtitle = S("defense-in-depth"),
                           .lanes = fixture_lanes,
                           .lane_len = LANES,
                           .boxes = fixture_boxes,
                           .box_len = COUNT(fixture_boxes),
                           .nodes = fixture_nodes,
                           .node_len = COUNT(fixture_nodes),
                           .edges = fixture_edges,
                           .edge_len = COUNT(fixture_edges),
                           .notes = fixture_notes,
                           .note_len = COUNT(fixture_notes)};
}

struct map_fixture {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_map map;
    struct gl_maps maps;
    struct gl_buf out;
    struct gl_map_node *nodes; /* of an estate */
    struct gl_map_edge *edges;
    size_t edge_capacity;
};

static void fixture_init(struct map_fixture *f)
{
    *f = (struct map_fixture){.map = fixture_platform()};
    gl_sources_init(&f->sources);
    gl_sources_add_text(&f->sources, GL_STR("infra/network.yaml"), GL_STR(FIXTURE_TEXT));
    f->maps = (struct gl_maps){.sources = &f->sources, .items = &f->map, .len = 1};
    gl_buf_init(&f->out);
}

static void fixture_free(struct map_fixture *f)
{
    gl_buf_free(&f->out);
    gl_sources_free(&f->sources);
    gl_arena_free(&f->arena);
}

/* ---- estates of any size ---- */

enum { NEIGHBOURS = 50 }; /* nodes of an estate that know each other, and the internet */

static void connect_all(struct map_fixture *f, uint32_t from_lane, uint32_t to_lane, const char *ports)
{
    for (uint32_t i = 0; i < f->map.node_len; i++) {
        for (uint32_t k = 0; k < f->map.node_len; k++) {
            bool is_wanted = f->nodes[i].lane == from_lane && f->nodes[k].lane == to_lane;
            bool is_near = i == 0 || k == 0 || i / NEIGHBOURS == k / NEIGHBOURS;

            if (is_wanted && is_near && (i + k) % 7 != 1) /* groups that are not the same everywhere */
                *GL_PUSH(&f->arena, f->edges, f->map.edge_len, f->edge_capacity) =
                    (struct gl_map_edge){.from = i,
                                         .to = k,
                                         .verdict = GL_MAP_ALLOWED,
                                         .ports = gl_str_of(ports),
                                         .sentence = GL_STR("a group admits another")};
        }
    }
}

static void connect_one(struct map_fixture *f, uint32_t from, uint32_t to, enum gl_map_verdict verdict,
                        const char *ports)
{
    *GL_PUSH(&f->arena, f->edges, f->map.edge_len, f->edge_capacity) =
        (struct gl_map_edge){.from = from,
                             .to = to,
                             .verdict = verdict,
                             .ports = gl_str_of(ports),
                             .sentence = GL_STR("security group legacy-sg admits 10.0.0.0/8"),
                             .span = {1, 15, 19}};
}

/* Node 0 is the internet; of ten others one balancer, one inner one, five of compute, a database, a cache,
 * brokers. A few flows are wrong, blocked or not known. */
static void fixture_estate(struct map_fixture *f, uint32_t len)
{
    static const uint32_t lanes[] = {EDGE,    INNER_EDGE, COMPUTE,  COMPUTE, COMPUTE,
                                     COMPUTE, COMPUTE,    POSTGRES, REDIS,   KAFKA};
    static const char *const names[LANES] = {"internet", "alb", "nlb", "service", "db", "cache", "brokers"};
    static const char *const kinds[LANES] = {"",
                                             "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                             "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                             "AWS::EKS::Nodegroup",
                                             "AWS::RDS::DBCluster",
                                             "AWS::ElastiCache::ReplicationGroup",
                                             "AWS::MSK::Cluster"};

    f->nodes = GL_NEW_ARRAY(&f->arena, struct gl_map_node, len);
    f->map.nodes = f->nodes;
    f->map.node_len = len;
    f->map.edge_len = 0;
    f->map.title = GL_STR("estate");
    for (uint32_t i = 0; i < len; i++) {
        uint32_t lane = i ? lanes[(i - 1) % COUNT(lanes)] : INTERNET;

        f->nodes[i] = (struct gl_map_node){.label = i ? gl_arena_printf(&f->arena, "%s-%u", names[lane], i)
                                                      : GL_STR("internet"),
                                           .kind = gl_str_of(kinds[lane]),
                                           .lane = lane,
                                           .box = i ? (lane == EDGE      ? PUBLIC
                                                       : lane < POSTGRES ? PRIVATE
                                                                         : DATA)
                                                    : GL_MAP_NONE,
                                           .span = {1, 4, 9}};
        f->nodes[i].id = gl_arena_printf(&f->arena, "Estate/%.*s", GL_STR_ARG(f->nodes[i].label));
    }
    connect_all(f, INTERNET, EDGE, "tcp 443");
    connect_all(f, EDGE, COMPUTE, "tcp 8080");
    connect_all(f, COMPUTE, POSTGRES, "tcp 5432");
    connect_all(f, COMPUTE, REDIS, "tcp 6379");
    connect_all(f, COMPUTE, KAFKA, "tcp 9094");
    connect_all(f, COMPUTE, INTERNET, "any port");
    for (uint32_t i = 0; i + 10 < len && i < 400; i += 50) {
        connect_one(f, 0, i + 8, GL_MAP_VIOLATION, "tcp 5432");
        connect_one(f, i + 1, i + 9, GL_MAP_VIOLATION, "tcp 6379");
        connect_one(f, i + 4, i + 10, GL_MAP_BLOCKED, "tcp 9098");
        connect_one(f, 0, i + 5, GL_MAP_MAY, "tcp 22");
    }
    f->map.edges = f->edges;
}

#endif
