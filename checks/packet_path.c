#include "checks/packet_path.h"

#include "base/buf.h"

/* ---- the witness ---- */

static bool lowest(struct gl_ranges ranges, gl_u128 *ret_value)
{
    if (ranges.len == 0)
        return false;
    *ret_value = ranges.items[0].first;
    return true;
}

/* A well-known resolver of the internet where it is among the addresses: everybody knows that this is
 * outside. */
static struct gl_str address_text(struct gl_check_ctx *ctx, struct gl_ipset set)
{
    static const struct {
        enum gl_ip_family family;
        const char *address;
    } known[] = {{GL_IPV4, "8.8.8.8"}, {GL_IPV6, "2001:4860:4860::8888"}};
    struct gl_str text;
    struct gl_buf buf;
    gl_u128 first;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct gl_ipset one;
        const char *why;

        if (gl_ipset_parse(ctx->scratch, gl_str_of(known[i].address), &one, &why) == GL_OK &&
            gl_ipset_contains(set, one))
            return gl_str_of(known[i].address);
    }
    if (lowest(set.v4, &first))
        set = gl_ipset_of_range(ctx->scratch, GL_IPV4, first, first);
    else if (lowest(set.v6, &first))
        set = gl_ipset_of_range(ctx->scratch, GL_IPV6, first, first);
    else
        return (struct gl_str){0};
    gl_buf_init(&buf);
    gl_ipset_print(&buf, set, 1);
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&buf));
    gl_buf_free(&buf);
    return text;
}

static struct gl_str target_text(struct gl_check_ctx *ctx, const struct gl_nw_ends *ends,
                                 const struct gl_nw_flow *flow)
{
    const struct gl_nw_nic *nic = &ctx->nw->nics[ends->to];

    if (flow->source.v4.len && nic->public_addresses.v4.len)
        return address_text(ctx, nic->public_addresses);
    if (flow->source.v4.len == 0 && nic->is_address_known && nic->addresses.v6.len)
        return address_text(ctx, (struct gl_ipset){.v6 = nic->addresses.v6});
    return (struct gl_str){0};
}

bool gl_witness_of(struct gl_check_ctx *ctx, const struct gl_nw_ends *ends, const struct gl_nw_flow *flow,
                   struct gl_witness *ret_witness)
{
    enum { KEYS = GL_PORT_MAX + 1, COMMON = 49152 };
    struct gl_portset replies;
    gl_u128 key, reply;

    if (!lowest(flow->works_sure.keys, &key))
        return false;
    ret_witness->protocol = (unsigned)(key / KEYS);
    ret_witness->port = (unsigned)(key % KEYS);
    ret_witness->source_port = COMMON;
    replies = gl_portset_intersection(ctx->scratch, flow->reply_sure,
                                      gl_portset_of_protocol(ctx->scratch, ret_witness->protocol));
    if (!gl_portset_has(replies, ret_witness->protocol, COMMON) && lowest(replies.keys, &reply))
        ret_witness->source_port = (unsigned)(reply % KEYS);
    ret_witness->from = address_text(ctx, flow->source);
    ret_witness->to = target_text(ctx, ends, flow);
    return true;
}

struct gl_str gl_witness_sender(struct gl_check_ctx *ctx, const struct gl_witness *witness)
{
    return gl_arena_printf(ctx->scratch, "%.*s port %u", GL_STR_ARG(witness->from), witness->source_port);
}

static struct gl_portset port_of(struct gl_check_ctx *ctx, const struct gl_witness *witness)
{
    return gl_portset_of_range(ctx->scratch, witness->protocol, witness->port, witness->port);
}

struct gl_str gl_witness_service(struct gl_check_ctx *ctx, const struct gl_witness *witness)
{
    struct gl_str text;
    struct gl_buf buf;

    gl_buf_init(&buf);
    gl_portset_print(&buf, port_of(ctx, witness), 1);
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&buf));
    gl_buf_free(&buf);
    return text;
}

/* ---- steps ---- */

static enum gl_step_kind rule_kind(const struct gl_nw_step *step)
{
    if (step->rule)
        return GL_STEP_GROUP;
    return step->entry ? GL_STEP_ACL : GL_STEP_ROUTE;
}

static enum gl_step_kind kind_of(const struct gl_nw_step *step)
{
    switch (step->kind) {
    case GL_NW_STEP_ORIGIN:
        return GL_STEP_ORIGIN;
    case GL_NW_STEP_HOP:
        return step->node.kind == GL_NW_GATEWAY ? GL_STEP_GATEWAY : GL_STEP_NETWORK;
    case GL_NW_STEP_RULE:
        return rule_kind(step);
    case GL_NW_STEP_LISTENER:
        return GL_STEP_LISTENER;
    case GL_NW_STEP_TARGET:
        return GL_STEP_TARGET;
    case GL_NW_STEP_POLICY:
        return GL_STEP_POLICY;
    case GL_NW_STEP_DESTINATION:
        return GL_STEP_DESTINATION;
    }
    return GL_STEP_ROUTE;
}

static const char *word_of(const struct gl_nw *nw, struct gl_nw_node node)
{
    switch (node.kind) {
    case GL_NW_SUBNET:
        return "subnet ";
    case GL_NW_VPC:
        return "VPC ";
    case GL_NW_GATEWAY:
        switch (nw->gateways[node.index].kind) {
        case GL_NW_IGW:
            return "internet gateway ";
        case GL_NW_EIGW:
            return "egress-only internet gateway ";
        case GL_NW_NAT:
            return "NAT gateway ";
        case GL_NW_PEERING:
            return "peering connection ";
        case GL_NW_TGW:
            return "transit gateway ";
        case GL_NW_VGW:
            return "virtual private gateway ";
        case GL_NW_GATEWAY_ENDPOINT:
            return "endpoint ";
        case GL_NW_ELSEWHERE:
            return "";
        }
        return "";
    case GL_NW_INTERNET:
    case GL_NW_ONPREM:
    case GL_NW_SERVICE:
    case GL_NW_NIC:
        break;
    }
    return "";
}

static struct gl_str node_sentence(struct gl_check_ctx *ctx, const struct gl_nw_step *step,
                                   const struct gl_witness *witness)
{
    struct gl_str name = gl_nw_node_name(ctx->nw, step->node), sender = gl_witness_sender(ctx, witness);
    struct gl_str service = gl_witness_service(ctx, witness);

    if (step->kind == GL_NW_STEP_ORIGIN && step->node.kind == GL_NW_INTERNET)
        return gl_arena_printf(ctx->scratch, "the internet sends from %.*s to %.*s%s%.*s", GL_STR_ARG(sender),
                               GL_STR_ARG(witness->to), witness->to.len ? " " : "", GL_STR_ARG(service));
    if (step->kind == GL_NW_STEP_DESTINATION)
        return gl_arena_printf(ctx->scratch, "%.*s takes it at %.*s", GL_STR_ARG(name), GL_STR_ARG(service));
    return gl_arena_printf(ctx->scratch, "%s%.*s", word_of(ctx->nw, step->node), GL_STR_ARG(name));
}

static void add_step(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_nw_step *from,
                     const struct gl_witness *witness, const struct gl_group_rule *opens)
{
    struct gl_str sentence = from->sentence.len ? from->sentence : node_sentence(ctx, from, witness);
    struct gl_step *step = gl_add_step(ctx, finding, kind_of(from), from->resource, from->span, "%s%.*s",
                                       from->is_reply ? "answers can go back: " : "", GL_STR_ARG(sentence));

    if (!step)
        return;
    if (opens && from->rule == opens) {
        step->weight = GL_STEP_OPENS;
        step->property = opens->property;
    } else if (from->kind == GL_NW_STEP_HOP) {
        step->weight = GL_STEP_PLAIN;
    }
    if (!from->resource)
        step->node = gl_arena_copy(ctx->arena, gl_nw_node_name(ctx->nw, from->node));
}

void gl_add_packet_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_nw_ends *ends,
                         const struct gl_nw_flow *flow, const struct gl_witness *witness,
                         const struct gl_group_rule *opens)
{
    const struct gl_nw_step *destination = NULL;
    struct gl_nw_steps steps;

    if (!finding)
        return;
    steps = gl_nw_trace(ctx->nw_cache, ctx->scratch, ends, flow, port_of(ctx, witness));
    for (size_t i = 0; i < steps.len; i++) {
        const struct gl_nw_step *step = &steps.items[i];

        if (step->kind == GL_NW_STEP_DESTINATION && !step->is_reply)
            destination = step;
        else if (!step->is_reply || step->sentence.len) /* answers pass the same places */
            add_step(ctx, finding, step, witness, opens);
    }
    if (destination) /* what lets it in, and answers out, is told before it has got there */
        add_step(ctx, finding, destination, witness, opens);
}
