/* Transit gateways as parts of ways.
 *
 * Source: Amazon VPC transit gateways guide, "How transit gateways work", "How network ACLs work with transit
 * gateways". */
#include "network/depth_link.h"

void gl_nw_link_option(struct gl_nw_depth_walk *walk, struct gl_nw_condition *condition,
                       enum gl_nw_change_kind kind, uint32_t subject, uint32_t other,
                       const struct gl_resource *resource)
{
    struct gl_nw_change *change = gl_nw_condition_option(walk->arena, condition, kind, subject);

    change->other = other;
    change->resource = resource;
    change->span = resource->span;
    change->name = resource->name;
}

static struct gl_str zone_of(const struct gl_nw *nw, uint32_t subnet)
{
    const struct gl_resource *resource = nw->subnets[subnet].resource;
    const struct gl_value *value =
        resource ? gl_value_get(&resource->properties, GL_STR("AvailabilityZone")) : NULL;
    struct gl_str text = {0};

    return value && gl_value_text(value, &text) ? text : (struct gl_str){0};
}

/* The subnet by which an attachment takes in and hands out what belongs to a zone: the one of that zone.
 * NONE: the attachment has none there. *ret_match MAY: which one it is is not known. */
static uint32_t door(const struct gl_nw *nw, const struct gl_nw_attachment *attachment, uint32_t beside,
                     bool is_leaving, enum gl_match *ret_match)
{
    struct gl_str zone = {0};
    bool has_unknown;

    if (beside != GL_NW_NONE)
        zone = zone_of(nw, beside);
    has_unknown = zone.len == 0;
    *ret_match = GL_MATCH_YES;
    for (size_t i = 0; i < attachment->subnet_len && zone.len; i++) {
        struct gl_str other = zone_of(nw, attachment->subnets[i]);

        has_unknown |= other.len == 0;
        if (other.len && gl_str_eq(zone, other))
            return attachment->subnets[i];
    }
    if (attachment->subnet_len == 0 || (!is_leaving && !has_unknown))
        return GL_NW_NONE;
    if (attachment->subnet_len > 1 || (has_unknown && !is_leaving))
        *ret_match = GL_MATCH_MAY;
    return attachment->subnets[0];
}

/* A zone without a subnet of the attachment: no change of one thing helps. */
static void need_door(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                      const struct gl_nw_attachment *attachment, uint32_t subnet, enum gl_match match)
{
    struct gl_nw_condition *condition;

    if (subnet != GL_NW_NONE && match == GL_MATCH_YES)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    gl_nw_condition_set(condition, way, subnet == GL_NW_NONE ? GL_MATCH_NO : GL_MATCH_MAY);
    condition->resource = attachment->resource;
    condition->span = attachment->resource->span;
    condition->text =
        gl_arena_printf(walk->arena, "zones of attachment %.*s", GL_STR_ARG(attachment->resource->name));
}

static void need_attachment(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                            const struct gl_nw_link *link, const struct gl_nw_attachment *attachment)
{
    struct gl_nw_condition *condition;
    uint32_t number = (uint32_t)(attachment - link->gateway->attachments);

    if (attachment->exists == GL_MATCH_YES)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    gl_nw_condition_set(condition, way, attachment->exists);
    condition->resource = attachment->resource;
    condition->span = attachment->resource->span;
    condition->text = gl_arena_printf(walk->arena, "attachment %.*s", GL_STR_ARG(attachment->resource->name));
    gl_nw_link_option(walk, condition, GL_NW_CHANGE_ACCEPT, (uint32_t)(link->gateway - walk->nw->gateways),
                      number, attachment->resource);
}

/* The table of one attachment leads to the other. */
static void need_transit_route(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                               const struct gl_nw_link *link, const struct gl_nw_attachment *by,
                               const struct gl_nw_attachment *to, struct gl_nw_depth_far far)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t gateway = (uint32_t)(link->gateway - nw->gateways),
             attachment = (uint32_t)(to - link->gateway->attachments);
    struct gl_nw_admitted admitted = gl_nw_table_admits(nw, walk->arena, by->table, gateway, attachment);
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    struct gl_nw_change *change;

    if (by->table == GL_NW_NONE && by->is_table_known)
        admitted = (struct gl_nw_admitted){0};
    condition->culprit = admitted.culprit;
    if (far.is_origin) {
        condition->may = admitted.may;
        condition->sure = admitted.sure;
    } else {
        enum gl_match holds = gl_ipset_contains(admitted.sure, far.addresses)  ? GL_MATCH_YES
                              : gl_ipset_overlaps(admitted.may, far.addresses) ? GL_MATCH_MAY
                                                                               : GL_MATCH_NO;
        gl_nw_condition_set(condition, way, holds);
    }
    condition->resource = by->table == GL_NW_NONE ? by->resource : nw->tables[by->table].resource;
    condition->span = condition->resource ? condition->resource->span : (struct gl_span){0};
    condition->text = by->table == GL_NW_NONE
                          ? gl_arena_printf(walk->arena, "transit gateway route table of %.*s",
                                            GL_STR_ARG(by->resource->name))
                          : gl_arena_printf(walk->arena, "transit gateway route table %.*s",
                                            GL_STR_ARG(nw->tables[by->table].name));
    if (by->table == GL_NW_NONE) /* a table of its own with the route, or one that has it */
        change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_TRANSIT_TABLE,
                                        (uint32_t)(by - link->gateway->attachments));
    else
        change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_TRANSIT_ROUTE, by->table);
    change->other = attachment;
    change->resource = condition->resource;
    change->span = condition->span;
    change->name = by->table == GL_NW_NONE ? by->resource->name : nw->tables[by->table].name;
    change->target_name = to->resource->name;
    change->peers = far.addresses;
}

static enum gl_match names_groups(const struct gl_nw_gateway *gateway)
{
    if (!gateway->is_refers_known)
        return GL_MATCH_MAY;
    return gateway->refers_groups ? GL_MATCH_YES : GL_MATCH_NO;
}

/* The opening packet, from the sender's subnet into the gateway and out of it to the receiver. */
void gl_nw_transit_forward(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                           const struct gl_nw_pair *pair, const struct gl_nw_link *link)
{
    const struct gl_nw_depth_far to = gl_nw_pair_receiver(pair, GL_MATCH_NO),
                                 from = gl_nw_pair_sender(pair, GL_MATCH_NO);
    uint32_t gateway = gl_nw_link_number(walk, link), in = GL_NW_NONE, out;
    enum gl_match match;

    need_attachment(walk, way, link, link->near);
    need_attachment(walk, way, link, link->far);
    if (pair->from->subnet != GL_NW_NONE) {
        if (pair->from->nic != GL_NW_NONE)
            gl_nw_depth_group(walk, way, pair->from->nic, GL_EGRESS, pair->ports, to);
        gl_nw_depth_route(walk, way, pair->from->subnet, gateway, to);
        gl_nw_depth_acl(walk, way, pair->from->subnet, GL_EGRESS, pair->ports, to);
        in = door(walk->nw, link->near, pair->from->subnet, false, &match);
        need_door(walk, way, link->near, in, match);
        if (in != GL_NW_NONE)
            gl_nw_depth_acl(walk, way, in, GL_INGRESS, pair->ports, from);
    }
    need_transit_route(walk, way, link, link->near, link->far, to);
    out = door(walk->nw, link->far, pair->from->subnet, true, &match);
    need_door(walk, way, link->far, out, match);
    if (out != pair->to->subnet) {
        if (out != GL_NW_NONE)
            gl_nw_depth_acl(walk, way, out, GL_EGRESS, pair->ports, to);
        gl_nw_depth_acl(walk, way, pair->to->subnet, GL_INGRESS, pair->ports, from);
    }
    gl_nw_depth_group(walk, way, pair->to->nic, GL_INGRESS, pair->ports,
                      gl_nw_pair_sender(pair, names_groups(link->gateway)));
}

void gl_nw_transit_back(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                        const struct gl_nw_pair *pair, const struct gl_nw_link *link)
{
    const struct gl_nw_depth_far to = gl_nw_pair_receiver(pair, GL_MATCH_NO),
                                 from = gl_nw_pair_sender(pair, GL_MATCH_NO);
    uint32_t gateway = gl_nw_link_number(walk, link), in, out;
    enum gl_match match;

    need_attachment(walk, way, link, link->near);
    need_attachment(walk, way, link, link->far);
    gl_nw_depth_route(walk, way, pair->to->subnet, gateway, from);
    gl_nw_depth_acl(walk, way, pair->to->subnet, GL_EGRESS, pair->reply, from);
    in = door(walk->nw, link->far, pair->to->subnet, false, &match);
    need_door(walk, way, link->far, in, match);
    if (in != GL_NW_NONE)
        gl_nw_depth_acl(walk, way, in, GL_INGRESS, pair->reply, to);
    need_transit_route(walk, way, link, link->far, link->near, from);
    if (pair->from->subnet == GL_NW_NONE)
        return;
    out = door(walk->nw, link->near, pair->to->subnet, true, &match);
    need_door(walk, way, link->near, out, match);
    if (out == pair->from->subnet)
        return;
    if (out != GL_NW_NONE)
        gl_nw_depth_acl(walk, way, out, GL_EGRESS, pair->reply, from);
    gl_nw_depth_acl(walk, way, pair->from->subnet, GL_INGRESS, pair->reply, to);
}
