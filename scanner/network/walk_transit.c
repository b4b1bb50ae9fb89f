/* Through a transit gateway. Which subnet of an attachment carries a packet hangs on zones; its network ACL
 * is looked at, though it is no hop.
 * Source: Amazon VPC transit gateways guide, "How transit gateways work" (zones), "Network ACLs for transit
 * gateways". */
#include "network/walk.h"

#include "base/limits.h"

static const struct gl_value *zone_of(const struct gl_nw *nw, uint32_t subnet)
{
    const struct gl_resource *resource = subnet == GL_NW_NONE ? NULL : nw->subnets[subnet].resource;

    return resource ? gl_value_get(&resource->properties, GL_STR("AvailabilityZone")) : NULL;
}

static enum gl_match is_same_zone(const struct gl_nw *nw, uint32_t a, uint32_t b)
{
    const struct gl_value *left = zone_of(nw, a), *right = zone_of(nw, b);

    if (a == b)
        return GL_MATCH_YES;
    if (!left || !right)
        return GL_MATCH_MAY;
    if (gl_value_hash(left) == gl_value_hash(right))
        return GL_MATCH_YES;
    return left->type == GL_STRING && right->type == GL_STRING ? GL_MATCH_NO : GL_MATCH_MAY;
}

static const struct gl_nw_attachment *attachment_of(const struct gl_nw_gateway *gateway, uint32_t vpc)
{
    for (size_t i = 0; i < gateway->attachment_len; i++) {
        if (gateway->attachments[i].vpc == vpc && vpc != GL_NW_NONE)
            return &gateway->attachments[i];
    }
    return NULL;
}

/* Is there a subnet of the attachment in the zone? */
static enum gl_match serves(const struct gl_nw *nw, const struct gl_nw_attachment *attachment,
                            uint32_t subnet)
{
    enum gl_match any = attachment->subnet_len ? GL_MATCH_NO : GL_MATCH_MAY;

    for (size_t i = 0; i < attachment->subnet_len && any != GL_MATCH_YES; i++)
        any = gl_match_either(any, is_same_zone(nw, attachment->subnets[i], subnet));
    return any;
}

enum gl_nw_why gl_nw_transit_refuses(struct gl_nw_walk *walk, const struct gl_nw_gateway *gateway,
                                     uint32_t subnet, enum gl_match *ret_truth)
{
    const struct gl_nw_attachment *attachment = attachment_of(gateway, walk->nw->subnets[subnet].vpc);

    *ret_truth = GL_MATCH_NO;
    if (!attachment)
        return GL_NW_BY_ATTACHMENT;
    *ret_truth = attachment->exists;
    if (serves(walk->nw, attachment, subnet) == GL_MATCH_NO)
        *ret_truth = GL_MATCH_NO;
    return *ret_truth == GL_MATCH_YES ? GL_NW_BY_NOTHING : GL_NW_BY_ATTACHMENT;
}

/* Rules can name groups across the gateway where it and both attachments are set so. */
static enum gl_match gateway_refers(const struct gl_nw_gateway *gateway)
{
    if (!gateway->is_refers_known)
        return GL_MATCH_MAY;
    return gateway->refers_groups ? GL_MATCH_YES : GL_MATCH_NO;
}

static enum gl_match attachment_refers(const struct gl_nw_attachment *attachment)
{
    const struct gl_value *options =
        attachment->resource ? gl_value_get(&attachment->resource->properties, GL_STR("Options")) : NULL;
    const struct gl_value *value = gl_value_get(options, GL_STR("SecurityGroupReferencingSupport"));

    if (!value)
        return GL_MATCH_YES; /* as attachments are made */
    if (gl_value_text_is(value, "disable"))
        return GL_MATCH_NO;
    return gl_value_text_is(value, "enable") ? GL_MATCH_YES : GL_MATCH_MAY;
}

/* Has it come into this gateway by this attachment before? */
static bool has_entered(const struct gl_nw_packet *packet, uint32_t number,
                        const struct gl_nw_attachment *from)
{
    for (const struct gl_nw_trail *trail = packet->trail; trail; trail = trail->before) {
        const struct gl_nw_trail *before = trail->before;

        if (trail->hop.node.kind != GL_NW_GATEWAY || trail->hop.node.index != number)
            continue;
        while (before && before->hop.is_silent)
            before = before->before;
        if (before && before->hop.node.kind == GL_NW_VPC && before->hop.node.index == from->vpc)
            return true;
    }
    return false;
}

/* The subnets that may carry a packet between an attachment and the zone of `near`: the one in the zone; else
 * (from the gateway: any) those that differ in their ACL or table. */
static size_t carriers(struct gl_nw_walk *walk, const struct gl_nw_attachment *attachment, uint32_t near,
                       uint32_t **ret_subnets)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t *subnets = GL_NEW_ARRAY(walk->arena, uint32_t, attachment->subnet_len + 1);
    size_t len = 0;

    *ret_subnets = subnets;
    for (size_t i = 0; i < attachment->subnet_len; i++) {
        if (near != GL_NW_NONE && is_same_zone(nw, attachment->subnets[i], near) == GL_MATCH_YES) {
            subnets[0] = attachment->subnets[i];
            return 1;
        }
    }
    for (size_t i = 0; i < attachment->subnet_len; i++) {
        const struct gl_nw_subnet *s = &nw->subnets[attachment->subnets[i]];
        bool is_new = true;

        for (size_t k = 0; k < len && is_new; k++) {
            const struct gl_nw_subnet *t = &nw->subnets[subnets[k]];

            is_new = s->acl != t->acl || s->is_acl_known != t->is_acl_known || s->table != t->table;
        }
        if (is_new)
            subnets[len++] = attachment->subnets[i];
        if (len == GL_MAX_NW_CARRIERS)
            break;
    }
    return len;
}

/* Into the VPC of an attachment. */
static void enter_vpc(struct gl_nw_walk *walk, struct gl_nw_packet packet, const struct gl_nw_attachment *to)
{
    uint32_t *subnets;
    size_t len = carriers(walk, to, packet.zone_of, &subnets);

    packet.keeps_groups[GL_INGRESS] = gl_match_both(packet.keeps_groups[GL_INGRESS], attachment_refers(to));
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_VPC, to->vpc), GL_NW_BY_NOTHING);
    if (!walk->nw->vpcs[to->vpc].is_known || len == 0) {
        gl_nw_doubt(&packet, GL_MATCH_MAY, NULL);
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        return;
    }
    if (len > 1)
        gl_nw_doubt(&packet, GL_MATCH_MAY, zone_of(walk->nw, subnets[0]));
    for (size_t i = 0; i < len && !walk->found.is_cut; i++)
        gl_nw_walk_subnet(walk, packet, subnets[i], GL_NW_AT_ATTACHMENT);
}

static void follow_row(struct gl_nw_walk *walk, struct gl_nw_packet packet,
                       const struct gl_nw_gateway *gateway, const struct gl_nw_row *row)
{
    const struct gl_nw_attachment *to;
    struct gl_nw_hop *hop = &packet.trail->hop;

    gl_nw_doubt(&packet, row->truth, row->culprit);
    hop->route = row->route;
    if (!row->route) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_ROUTE);
    } else if (row->route->is_dropped) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_BLACKHOLE);
    } else if (row->route->is_elsewhere) {
        gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
    } else if (row->route->attachment >= gateway->attachment_len) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_ATTACHMENT);
    } else {
        to = &gateway->attachments[row->route->attachment];
        gl_nw_doubt(&packet, to->exists, NULL);
        if (to->is_onprem) {
            packet.is_outside = true;
            gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_ONPREM, 0), GL_NW_BY_NOTHING);
            gl_nw_end(walk, &packet, GL_NW_EXITS, GL_NW_BY_NOTHING);
        } else if (to->vpc == GL_NW_NONE || to->is_elsewhere) {
            gl_nw_end(walk, &packet, GL_NW_UNKNOWN, GL_NW_BY_UNKNOWN);
        } else {
            enter_vpc(walk, packet, to);
        }
    }
}

void gl_nw_walk_attached(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number,
                         const struct gl_nw_attachment *from)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[number];
    struct gl_nw_row_list rows;
    struct gl_nw_packet part;

    if (has_entered(&packet, number, from)) {
        gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NOTHING);
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_LOOP);
        return;
    }
    gl_nw_hop_to(walk, &packet, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NOTHING);
    if (from->table == GL_NW_NONE || gl_ipset_is_empty(packet.to)) {
        bool is_sure = from->is_table_known && from->table == GL_NW_NONE;

        gl_nw_doubt(&packet, is_sure ? GL_MATCH_YES : GL_MATCH_MAY, NULL);
        gl_nw_end(walk, &packet, is_sure ? GL_NW_NO_ROUTE : GL_NW_UNKNOWN,
                  is_sure ? GL_NW_BY_ROUTE : GL_NW_BY_UNKNOWN);
        return;
    }
    packet.trail->hop.table = from->table;
    /* ingress only, and only where the gateway and both attachments are set so */
    packet.keeps_groups[GL_EGRESS] = GL_MATCH_NO;
    packet.keeps_groups[GL_INGRESS] = gl_match_both(
        packet.keeps_groups[GL_INGRESS], gl_match_both(gateway_refers(gateway), attachment_refers(from)));
    rows = gl_nw_rows_of(walk->cache, walk->arena, from->table, packet.to);
    for (size_t i = 0; i < rows.len && !walk->found.is_cut; i++) {
        if (!gl_nw_part(walk, &packet, rows.items[i].part, &part))
            continue;
        /* each part has its own row at this hop */
        part.trail = packet.trail->before;
        part.hops--;
        gl_nw_hop_to(walk, &part, gl_nw_node(GL_NW_GATEWAY, number), GL_NW_BY_NOTHING);
        part.trail->hop.table = from->table;
        follow_row(walk, part, gateway, &rows.items[i]);
    }
}

void gl_nw_walk_transit(struct gl_nw_walk *walk, struct gl_nw_packet packet, uint32_t number, uint32_t subnet)
{
    const struct gl_nw_gateway *gateway = &walk->nw->gateways[number];
    const struct gl_nw_attachment *from = attachment_of(gateway, walk->nw->subnets[subnet].vpc);
    uint32_t *subnets;
    size_t len;

    if (!from) {
        gl_nw_end(walk, &packet, GL_NW_NO_ROUTE, GL_NW_BY_ATTACHMENT);
        return;
    }
    if (packet.zone_of == GL_NW_NONE)
        packet.zone_of = subnet;
    len = carriers(walk, from, subnet, &subnets);
    if (len > 1)
        gl_nw_doubt(&packet, GL_MATCH_MAY, zone_of(walk->nw, subnet));
    for (size_t i = 0; i < len && !walk->found.is_cut; i++) {
        struct gl_nw_packet part = packet;

        gl_nw_hop_silently(walk, &part, subnets[i], GL_INGRESS);
        gl_nw_walk_attached(walk, part, number, from);
    }
    if (len == 0)
        gl_nw_walk_attached(walk, packet, number, from);
}
