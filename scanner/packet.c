#include "packet.h"

#include "read/read.h"

/* ---- names ---- */

static void add_name(struct gl_nw_names *names, struct gl_arena *arena, struct gl_str name,
                     struct gl_nw_node node)
{
    if (name.len == 0 ||
        gl_name_index_add(arena, &names->index, name, (uint32_t)names->len) != GL_NAME_INDEX_NONE)
        return;
    *GL_PUSH(arena, names->nodes, names->len, names->capacity) = node;
}

void gl_nw_names_build(struct gl_nw_names *names, struct gl_arena *arena, const struct gl_nw *nw)
{
    *names = (struct gl_nw_names){0};
    add_name(names, arena, GL_STR("internet"), (struct gl_nw_node){GL_NW_INTERNET, 0});
    add_name(names, arena, GL_STR("onprem"), (struct gl_nw_node){GL_NW_ONPREM, 0});
    for (uint32_t i = 0; i < nw->endpoint_len; i++) {
        if (nw->endpoints[i].nic_len)
            add_name(names, arena, nw->endpoints[i].name,
                     (struct gl_nw_node){GL_NW_NIC, nw->endpoints[i].first_nic});
    }
    for (uint32_t i = 0; i < nw->nic_len; i++)
        add_name(names, arena, nw->nics[i].resource ? nw->nics[i].resource->name : (struct gl_str){0},
                 (struct gl_nw_node){GL_NW_NIC, i});
    for (uint32_t i = 0; i < nw->subnet_len; i++)
        add_name(names, arena, nw->subnets[i].name, (struct gl_nw_node){GL_NW_SUBNET, i});
    for (uint32_t i = 0; i < nw->vpc_len; i++)
        add_name(names, arena, nw->vpcs[i].name, (struct gl_nw_node){GL_NW_VPC, i});
}

bool gl_nw_names_find(const struct gl_nw_names *names, struct gl_str name, struct gl_nw_node *ret_node)
{
    uint32_t at = gl_name_index_find(&names->index, name);

    if (at == GL_NAME_INDEX_NONE)
        return false;
    *ret_node = names->nodes[at];
    return true;
}

/* ---- the question ---- */

struct asked {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;
    struct gl_nw_ends ends;
    struct gl_cidr source, destination;
    bool has_source;
    unsigned protocol, key, reply_key; /* key: port, or type and code */
};

static bool address_at(const struct gl_value *question, const char *name, struct gl_cidr *ret_address)
{
    struct gl_str text = gl_value_text_at(question, name);
    const char *why;

    return text.len && gl_cidr_parse(text, ret_address, &why) == GL_OK &&
           ret_address->first == ret_address->last;
}

static bool number_at(const struct gl_value *question, const char *name, int64_t most, unsigned *ret_number)
{
    int64_t number;

    if (!gl_str_to_i64(gl_value_text_at(question, name), &number) || number < 0 || number > most)
        return false;
    *ret_number = (unsigned)number;
    return true;
}

enum { FIRST_EPHEMERAL = 49152, CODES = 256, ECHO_REQUEST = 8, ECHO_REQUEST_V6 = 128, ECHO_REPLY_V6 = 129 };

static const char *read_protocol(struct asked *asked, const struct gl_value *question)
{
    struct gl_str text = gl_value_text_at(question, "protocol");
    unsigned type = 0, code = 0;
    int protocol = 0;

    if (text.len && (!gl_protocol_parse(text, &protocol) || protocol < 0))
        return "protocol is no name or number";
    if (protocol == GL_PROTO_ICMP && asked->destination.family == GL_IPV6)
        protocol = GL_PROTO_ICMPV6;
    asked->protocol = (unsigned)protocol;
    if (gl_protocol_is_icmp(asked->protocol)) {
        bool is_v6 = asked->protocol == GL_PROTO_ICMPV6;

        if (gl_value_get(question, GL_STR("icmp")) && (!number_at(question, "icmp.0", CODES - 1, &type) ||
                                                       !number_at(question, "icmp.1", CODES - 1, &code)))
            return "icmp is [type, code]";
        asked->key = asked->reply_key = type * CODES + code;
        if (!is_v6 && type == ECHO_REQUEST)
            asked->reply_key = 0;
        if (is_v6 && type == ECHO_REQUEST_V6)
            asked->reply_key = ECHO_REPLY_V6 * CODES;
        return NULL;
    }
    if (!gl_protocol_has_ports(asked->protocol))
        return NULL;
    asked->reply_key = FIRST_EPHEMERAL;
    if (gl_value_get(question, GL_STR("sport")) &&
        !number_at(question, "sport", GL_PORT_MAX, &asked->reply_key))
        return "sport is no port";
    if (gl_value_get(question, GL_STR("dport")) && !number_at(question, "dport", GL_PORT_MAX, &asked->key))
        return "dport is no port";
    return NULL;
}

/* The interface of the endpoint that has the source address. */
static void choose_nic(struct asked *asked)
{
    const struct gl_nw *nw = asked->cache->nw;
    const struct gl_nw_endpoint *endpoint;

    if (asked->ends.from.kind != GL_NW_NIC || !asked->has_source)
        return;
    endpoint = &nw->endpoints[nw->nics[asked->ends.from.index].endpoint];
    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        if (gl_ipset_has(nw->nics[endpoint->first_nic + i].addresses, asked->source.family,
                         asked->source.first)) {
            asked->ends.from.index = endpoint->first_nic + i;
            return;
        }
    }
}

static bool first_of(struct gl_ipset set, enum gl_ip_family family, struct gl_cidr *ret_address)
{
    struct gl_ranges ranges = family == GL_IPV4 ? set.v4 : set.v6;

    if (ranges.len == 0)
        return false;
    *ret_address = (struct gl_cidr){.family = family,
                                    .prefix = (uint8_t)gl_ip_bits(family),
                                    .is_address = true,
                                    .first = ranges.items[0].first,
                                    .last = ranges.items[0].first};
    return true;
}

static struct gl_ipset addresses_of(const struct gl_nw *nw, struct gl_nw_node node)
{
    switch (node.kind) {
    case GL_NW_NIC:
        return nw->nics[node.index].addresses;
    case GL_NW_SUBNET:
        return nw->subnets[node.index].blocks;
    case GL_NW_VPC:
        return nw->vpcs[node.index].blocks;
    case GL_NW_ONPREM:
    case GL_NW_INTERNET:
    case GL_NW_SERVICE:
    case GL_NW_GATEWAY:
        break;
    }
    return (struct gl_ipset){0};
}

static const char *read_source(struct asked *asked, const struct gl_value *question)
{
    enum gl_ip_family family = asked->destination.family;
    enum gl_nw_node_kind kind = asked->ends.from.kind;
    struct gl_str outside = family == GL_IPV4 ? GL_STR("8.8.8.8") : GL_STR("2001:4860:4860::8888");
    const char *why;

    asked->has_source = gl_value_get(question, GL_STR("src")) != NULL;
    if (asked->has_source)
        return address_at(question, "src", &asked->source) ? NULL : "src is no address";
    if (kind == GL_NW_INTERNET || kind == GL_NW_ONPREM)
        return gl_cidr_parse(outside, &asked->source, &why) == GL_OK ? NULL : why;
    return first_of(addresses_of(asked->cache->nw, asked->ends.from), family, &asked->source)
               ? NULL
               : "the sender has no address of that family";
}

static const char *read_question(struct asked *asked, const struct gl_nw_names *names,
                                 const struct gl_value *question)
{
    const char *wrong;

    if (!gl_nw_names_find(names, gl_value_text_at(question, "from"), &asked->ends.from))
        return "from names nothing that is known";
    if (!address_at(question, "dst", &asked->destination))
        return "dst is no address";
    wrong = read_protocol(asked, question);
    if (!wrong)
        wrong = read_source(asked, question);
    if (wrong)
        return wrong;
    if (asked->source.family != asked->destination.family)
        return "src and dst are of two families";
    choose_nic(asked);
    asked->ends.source = gl_ipset_of_cidr(asked->arena, &asked->source);
    asked->ends.destinations = gl_ipset_of_cidr(asked->arena, &asked->destination);
    asked->ends.to = GL_NW_NONE;
    asked->ends.ports = gl_portset_of_range(asked->arena, asked->protocol, asked->key, asked->key);
    asked->ends.reply_ports =
        gl_portset_of_range(asked->arena, asked->protocol, asked->reply_key, asked->reply_key);
    return NULL;
}

/* ---- the answer ---- */

struct told {
    const char *disposition, *by, *reply;
    const struct gl_nw_journey *hops, *reply_hops;
    size_t hop_len, reply_len;      /* of the journeys */
    const struct gl_value *culprit; /* of an unknown one; may be NULL */
};

static bool is_filter(enum gl_nw_why why)
{
    return why == GL_NW_BY_GROUP_EGRESS || why == GL_NW_BY_GROUP_INGRESS || why == GL_NW_BY_ACL_EGRESS ||
           why == GL_NW_BY_ACL_INGRESS || why == GL_NW_BY_NAT || why == GL_NW_BY_PUBLIC;
}

/* A network ACL on the way into the subnet of a NAT gateway is told at the gateway. */
static size_t shown_len(const struct gl_nw *nw, const struct gl_nw_journey *journey, uint32_t stopped)
{
    size_t len = (size_t)stopped + 1;

    if (len < journey->len && journey->hops[stopped].is_silent &&
        journey->hops[stopped].filter == GL_NW_BY_ACL_INGRESS &&
        journey->hops[len].node.kind == GL_NW_GATEWAY &&
        nw->gateways[journey->hops[len].node.index].kind == GL_NW_NAT)
        len++;
    return len;
}

static void judge_reply(const struct asked *asked, const struct gl_nw_flow *flow, struct told *told)
{
    enum gl_nw_node_kind from = asked->ends.from.kind;

    if (from == GL_NW_SUBNET || from == GL_NW_VPC)
        return;
    if (gl_portset_has(flow->reply_sure, asked->protocol, asked->reply_key)) {
        told->reply = "delivered";
        told->reply_hops = flow->reply;
        told->reply_len = flow->reply->len;
    } else if (gl_portset_has(flow->reply_may, asked->protocol, asked->reply_key)) {
        told->reply = "unknown";
    } else if (!flow->reply) {
        told->reply = "no-route";
    } else {
        bool is_route = flow->reply->end == GL_NW_NO_ROUTE && !is_filter(flow->reply_stopped);

        told->reply = is_route ? "no-route" : "denied";
        told->reply_hops = flow->reply;
        told->reply_len = shown_len(asked->cache->nw, flow->reply, flow->reply_stopped_hop);
    }
}

static struct told judge(const struct asked *asked, const struct gl_nw_flow *flow)
{
    struct told told = {.hops = flow->journey, .hop_len = flow->journey->len};

    if (gl_portset_is_empty(flow->may)) {
        told.by = gl_nw_why_word(flow->stopped);
        told.disposition =
            flow->journey->end == GL_NW_NO_ROUTE && !is_filter(flow->stopped) ? "no-route" : "denied";
        told.hop_len = shown_len(asked->cache->nw, flow->journey, flow->stopped_hop);
    } else if (gl_portset_is_empty(flow->sure)) {
        told.disposition = told.by = "unknown";
        told.culprit = flow->culprit;
    } else {
        told.disposition = flow->journey->end == GL_NW_EXITS ? "exits" : "delivered";
        judge_reply(asked, flow, &told);
    }
    return told;
}

static void add_word(struct gl_buf *out, const char *word)
{
    if (word)
        gl_buf_add_json(out, gl_str_of(word));
    else
        gl_buf_add(out, GL_STR("null"));
}

static bool is_shown(const struct gl_nw_hop *hop)
{
    return !hop->is_silent && hop->node.kind != GL_NW_SERVICE;
}

static void add_hops(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_journey *journey,
                     size_t len)
{
    bool is_first = true;

    gl_buf_add_char(out, '[');
    for (size_t i = 0; journey && i < len; i++) {
        if (!is_shown(&journey->hops[i]))
            continue;
        gl_buf_add(out, is_first ? GL_STR("") : GL_STR(", "));
        is_first = false;
        gl_buf_add_json(out, gl_nw_node_name(nw, journey->hops[i].node));
    }
    gl_buf_add_char(out, ']');
}

static void add_at(struct gl_buf *out, const struct gl_nw *nw, const struct told *told)
{
    for (size_t i = told->hop_len; i-- > 0;) {
        if (is_shown(&told->hops->hops[i])) {
            gl_buf_add_json(out, gl_nw_node_name(nw, told->hops->hops[i].node));
            return;
        }
    }
    gl_buf_add(out, GL_STR("null"));
}

static void add_told(struct gl_buf *out, const struct gl_nw *nw, const struct told *told)
{
    gl_buf_add(out, GL_STR(", \"disposition\": "));
    add_word(out, told->disposition);
    gl_buf_add(out, GL_STR(", \"at\": "));
    add_at(out, nw, told);
    gl_buf_add(out, GL_STR(", \"by\": "));
    add_word(out, told->by);
    gl_buf_add(out, GL_STR(", \"hops\": "));
    add_hops(out, nw, told->hops, told->hop_len);
    gl_buf_add(out, GL_STR(", \"reply\": "));
    add_word(out, told->reply);
    gl_buf_add(out, GL_STR(", \"reply_hops\": "));
    add_hops(out, nw, told->reply_hops, told->reply_len);
    if (told->culprit) {
        gl_buf_add(out, GL_STR(", \"because\": "));
        gl_value_print(out, told->culprit);
    }
}

static bool is_same_word(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* By the same hops, of those that are shown. */
static bool is_same_way(const struct told *a, const struct told *b)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < a->hop_len && !is_shown(&a->hops->hops[i]))
            i++;
        while (k < b->hop_len && !is_shown(&b->hops->hops[k]))
            k++;
        if (i == a->hop_len || k == b->hop_len)
            return i == a->hop_len && k == b->hop_len;
        if (a->hops->hops[i].node.kind != b->hops->hops[k].node.kind ||
            a->hops->hops[i].node.index != b->hops->hops[k].node.index)
            return false;
        i++;
        k++;
    }
}

/* Several possibilities are one answer where they agree. */
static void answer(struct asked *asked, struct gl_buf *out)
{
    struct gl_nw_flows flows = gl_nw_flow_of(asked->cache, asked->arena, &asked->ends);
    struct told told = {.disposition = "unknown", .by = "unknown"};

    for (size_t i = 0; i < flows.len; i++) {
        struct told one = judge(asked, &flows.items[i]);

        if (i == 0) {
            told = one;
        } else if (strcmp(one.disposition, told.disposition) != 0 || !is_same_word(one.by, told.by) ||
                   !is_same_way(&one, &told)) {
            told = (struct told){.disposition = "unknown", .by = "unknown", .hops = told.hops, .hop_len = 1};
            break;
        } else if ((one.reply && told.reply && strcmp(one.reply, told.reply) != 0) ||
                   (flows.items[i].journey->truth == GL_MATCH_MAY && one.reply)) {
            told.reply = "unknown";
            told.reply_hops = NULL;
        }
    }
    add_told(out, asked->cache->nw, &told);
}

void gl_nw_packet_answer(struct gl_nw_cache *cache, const struct gl_nw_names *names, struct gl_str line,
                         struct gl_buf *out)
{
    struct gl_arena arena;
    struct gl_value text = gl_value_string(line, (struct gl_span){0}), question;
    struct asked asked = {.cache = cache, .arena = &arena};
    const char *wrong = "this is no JSON object";

    gl_arena_init(&arena);
    gl_buf_add(out, GL_STR("{\"id\": "));
    if (gl_read_json_text(&arena, &text, &question) && question.type == GL_MAP) {
        const struct gl_value *id = gl_value_get(&question, GL_STR("id"));

        if (id)
            gl_value_print(out, id);
        else
            gl_buf_add(out, GL_STR("null"));
        wrong = read_question(&asked, names, &question);
    } else {
        gl_buf_add(out, GL_STR("null"));
    }
    if (wrong) {
        gl_buf_add(out, GL_STR(", \"error\": "));
        add_word(out, wrong);
    } else {
        answer(&asked, out);
    }
    gl_buf_add(out, GL_STR("}\n"));
    gl_arena_free(&arena);
}
