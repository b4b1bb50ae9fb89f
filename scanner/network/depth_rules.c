#include "network/depth_rules.h"

#include "base/limits.h"
#include "base/sort.h"

/* ---- network ACLs ---- */

/* While the entries of one direction are gone through in order. */
struct acl_walk {
    struct gl_arena *arena;
    struct gl_nw_admitted admitted;
    struct gl_ipset open_may, open_sure; /* not surely decided; surely not decided */
};

static void take_entry(struct acl_walk *walk, const struct gl_nw_acl_entry *entry, struct gl_portset ports)
{
    struct gl_arena *arena = walk->arena;
    bool may_match = gl_portset_overlaps(entry->ports, ports);
    bool is_sure =
        !entry->culprit && entry->exists == GL_MATCH_YES && gl_portset_contains(entry->sure_ports, ports);

    if (!may_match)
        return;
    if (entry->is_allow) {
        walk->admitted.may = gl_ipset_union(arena, walk->admitted.may,
                                            gl_ipset_intersection(arena, entry->addresses, walk->open_may));
        if (is_sure)
            walk->admitted.sure = gl_ipset_union(
                arena, walk->admitted.sure, gl_ipset_intersection(arena, entry->addresses, walk->open_sure));
    }
    if (!is_sure && !walk->admitted.culprit)
        walk->admitted.culprit = entry->culprit;
    if (is_sure)
        walk->open_may = gl_ipset_difference(arena, walk->open_may, entry->addresses);
    if (is_sure || !entry->is_allow)
        walk->open_sure = gl_ipset_difference(arena, walk->open_sure, entry->addresses);
}

struct gl_nw_admitted gl_nw_acl_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t subnet,
                                       enum gl_direction direction, struct gl_portset ports)
{
    const struct gl_nw_subnet *in = &nw->subnets[subnet];
    const struct gl_nw_acl *acl = in->acl == GL_NW_NONE ? NULL : &nw->acls[in->acl];
    struct acl_walk walk = {
        .arena = arena, .open_may = gl_ipset_everything(), .open_sure = gl_ipset_everything()};

    if (in->is_acl_known && (!acl || acl->is_open))
        return (struct gl_nw_admitted){gl_ipset_everything(), gl_ipset_everything(), NULL};
    if (!in->is_acl_known || !acl)
        return (struct gl_nw_admitted){.may = gl_ipset_everything()};
    for (size_t i = 0; i < acl->len[direction]; i++)
        take_entry(&walk, &acl->entries[direction][i], ports);
    if (acl->unknown) { /* a further entry may let anything in, or stand before all others */
        walk.admitted.may = gl_ipset_everything();
        walk.admitted.sure = (struct gl_ipset){0};
        walk.admitted.culprit = acl->unknown;
    }
    return walk.admitted;
}

/* ---- security groups ---- */

struct guard_walk {
    const struct gl_nw *nw;
    struct gl_arena *arena;
    enum gl_direction direction;
    struct gl_portset ports;
    struct gl_nw_peer peer;
    struct gl_ipset_builder may, sure;
    const struct gl_value *culprit;
};

/* Has the interface at the other end this group? */
static enum gl_match peer_has(const struct guard_walk *walk, const struct gl_group *group)
{
    const struct gl_nw_guard *guard;

    if (walk->peer.nic == GL_NW_NONE || walk->peer.names_groups == GL_MATCH_NO)
        return GL_MATCH_NO;
    guard = &walk->nw->guards[walk->nw->nics[walk->peer.nic].guard];
    for (size_t i = 0; group && i < guard->len; i++) {
        if (guard->groups[i] == group)
            return gl_match_both(guard->is_certain[i] ? GL_MATCH_YES : GL_MATCH_MAY, walk->peer.names_groups);
    }
    return guard->unknown ? GL_MATCH_MAY : GL_MATCH_NO;
}

static void take_rule(struct guard_walk *walk, const struct gl_group_rule *rule, bool is_certain)
{
    bool is_sure = is_certain && gl_portset_contains(rule->sure_ports, walk->ports);
    struct gl_ipset addresses = rule->addresses;
    enum gl_match has;

    if (rule->direction != walk->direction || !gl_portset_overlaps(rule->ports, walk->ports))
        return;
    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_UNKNOWN:
        is_sure = false;
        break;
    case GL_PEER_ADDRESSES:
        break;
    case GL_PEER_CLOUDFRONT: /* not the internet: nobody else's addresses */
        return;
    case GL_PEER_GROUP:
        has = peer_has(walk, rule->group);
        if (has == GL_MATCH_NO)
            return;
        addresses = walk->nw->nics[walk->peer.nic].addresses;
        is_sure &= has == GL_MATCH_YES;
        break;
    }
    gl_ipset_builder_add_set(&walk->may, addresses);
    if (is_sure)
        gl_ipset_builder_add_set(&walk->sure, addresses);
    else if (!walk->culprit)
        walk->culprit = rule->culprit;
}

static void take_group(struct guard_walk *walk, const struct gl_group *group, bool is_certain)
{
    for (const struct gl_group_statement *statement = group->statements; statement;
         statement = statement->next) {
        bool is_sure = is_certain && statement->alternative_len <= 1 && !statement->stated_by->condition;

        if (statement->direction != walk->direction)
            continue;
        for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next)
            take_rule(walk, rule, is_sure);
    }
}

struct gl_nw_admitted gl_nw_guard_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t nic,
                                         enum gl_direction direction, struct gl_portset ports,
                                         struct gl_nw_peer peer)
{
    const struct gl_nw_guard *guard = &nw->guards[nw->nics[nic].guard];
    struct guard_walk walk = {.nw = nw, .arena = arena, .direction = direction, .ports = ports, .peer = peer};
    struct gl_nw_admitted admitted;

    if (guard->is_absent)
        return (struct gl_nw_admitted){gl_ipset_everything(), gl_ipset_everything(), NULL};
    gl_ipset_builder_init(&walk.may, arena);
    gl_ipset_builder_init(&walk.sure, arena);
    for (size_t i = 0; i < guard->len; i++)
        take_group(&walk, guard->groups[i], guard->is_certain[i]);
    admitted.may = guard->unknown ? gl_ipset_everything() : gl_ipset_builder_finish(&walk.may);
    admitted.sure = gl_ipset_builder_finish(&walk.sure);
    admitted.culprit = guard->unknown ? guard->unknown : walk.culprit;
    return admitted;
}

/* ---- route tables ---- */

struct gl_nw_admitted gl_nw_table_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t table,
                                         uint32_t gateway, uint32_t attachment)
{
    const struct gl_nw_table *rows = table == GL_NW_NONE ? NULL : &nw->tables[table];
    struct gl_ipset open_may = gl_ipset_everything(), open_sure = gl_ipset_everything();
    struct gl_ipset hidden = {0};
    struct gl_nw_admitted admitted = {0};

    if (!rows)
        return (struct gl_nw_admitted){.may = gl_ipset_everything()};
    for (size_t i = 0; i < rows->len; i++) { /* the longest prefix first */
        const struct gl_nw_route *row = &rows->routes[i];
        bool is_there = !row->is_local && !row->is_dropped && !row->is_elsewhere && row->gateway == gateway &&
                        (attachment == GL_NW_NONE || row->attachment == attachment);
        bool is_sure = row->exists == GL_MATCH_YES && !row->is_unknown_destination;

        if (is_there || row->is_elsewhere) {
            struct gl_ipset may = gl_ipset_intersection(arena, row->to, open_may);

            admitted.may = gl_ipset_union(arena, admitted.may, may);
        }
        if (is_there && is_sure)
            admitted.sure =
                gl_ipset_union(arena, admitted.sure, gl_ipset_intersection(arena, row->to, open_sure));
        if ((!is_sure || row->is_elsewhere) && !admitted.culprit)
            admitted.culprit = row->value;
        if (row->is_unknown_destination && !is_there) /* it may win over any other */
            hidden = gl_ipset_union(arena, hidden, row->to);
        if (is_sure)
            open_may = gl_ipset_difference(arena, open_may, row->to);
        if (is_sure || !is_there)
            open_sure = gl_ipset_difference(arena, open_sure, row->to);
    }
    admitted.sure = gl_ipset_difference(arena, admitted.sure, hidden);
    if (rows->unknown) {
        admitted.may = gl_ipset_everything();
        admitted.sure = (struct gl_ipset){0};
        admitted.culprit = rows->unknown;
    }
    return admitted;
}

/* ---- ports that rules tell apart ---- */

static uint32_t first_key(const struct gl_nw_port_classes *classes)
{
    return classes->protocol << 16;
}

static void add_edge(struct gl_nw_port_classes *classes, gl_u128 key)
{
    uint32_t first = first_key(classes);

    if (key < first || key > first + GL_PORT_MAX)
        return;
    if (classes->len >= GL_MAX_NW_PORT_EDGES) {
        classes->is_cut = true;
        return;
    }
    *GL_PUSH(classes->arena, classes->edges, classes->len, classes->capacity) = (uint32_t)key;
}

static void add_ports(struct gl_nw_port_classes *classes, struct gl_portset ports)
{
    for (size_t i = 0; i < ports.keys.len; i++) {
        add_edge(classes, ports.keys.items[i].first);
        add_edge(classes, ports.keys.items[i].last + 1);
    }
}

void gl_nw_classes_add_acl(struct gl_nw_port_classes *classes, uint32_t subnet, enum gl_direction direction)
{
    uint32_t acl = classes->nw->subnets[subnet].acl;

    for (size_t i = 0; acl != GL_NW_NONE && i < classes->nw->acls[acl].len[direction]; i++)
        add_ports(classes, classes->nw->acls[acl].entries[direction][i].ports);
}

void gl_nw_classes_add_guard(struct gl_nw_port_classes *classes, uint32_t nic, enum gl_direction direction)
{
    const struct gl_nw_guard *guard = &classes->nw->guards[classes->nw->nics[nic].guard];

    for (size_t i = 0; i < guard->len; i++) {
        for (const struct gl_group_statement *statement = guard->groups[i]->statements; statement;
             statement = statement->next) {
            for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next) {
                if (rule->direction == direction)
                    add_ports(classes, rule->ports);
            }
        }
    }
}

struct gl_portset *gl_nw_classes_finish(struct gl_nw_port_classes *classes, size_t *ret_len)
{
    struct gl_portset *sets = GL_NEW_ARRAY(classes->arena, struct gl_portset, GL_MAX_NW_PORT_CLASSES);
    size_t len = 0, edge = 0;
    uint32_t next;
    struct gl_ranges keys = classes->within.keys;

    gl_sort_u32(classes->edges, classes->len);
    for (size_t i = 0; i < keys.len; i++) {
        gl_u128 first = keys.items[i].first, last = keys.items[i].last;

        if (last < first_key(classes) || first > first_key(classes) + GL_PORT_MAX)
            continue;
        first = first < first_key(classes) ? first_key(classes) : first;
        last = last > first_key(classes) + GL_PORT_MAX ? first_key(classes) + GL_PORT_MAX : last;
        for (next = (uint32_t)first; next <= last;) {
            if (len == GL_MAX_NW_PORT_CLASSES) {
                classes->is_cut = true;
                *ret_len = len;
                return sets;
            }
            sets[len++] = gl_portset_of_range(classes->arena, classes->protocol, next & GL_PORT_MAX,
                                              next & GL_PORT_MAX);
            while (edge < classes->len && classes->edges[edge] <= next)
                edge++;
            next = edge < classes->len ? classes->edges[edge] : first_key(classes) + GL_PORT_MAX + 1;
        }
    }
    *ret_len = len;
    return sets;
}
