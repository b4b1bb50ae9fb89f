/* Groups that nobody writes: what a controller or a service of AWS puts before what it makes. */
#include "network/build.h"

/* Blocks as they are written; everything where none is. A block that is not known may be any. */
static struct gl_ipset addresses_of(struct gl_nw_build *build, const struct gl_value *sources,
                                    bool *ret_is_known)
{
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, build->arena);
    *ret_is_known = !sources || sources->type == GL_LIST;
    for (size_t i = 0; i < gl_value_len(sources); i++) {
        struct gl_cidr block;

        if (gl_nw_block(gl_value_at(sources, i), &block))
            gl_ipset_builder_add(&builder, &block);
        else
            *ret_is_known = false;
    }
    if (gl_value_len(sources) == 0 || !*ret_is_known)
        gl_ipset_builder_add_set(&builder, gl_ipset_everything());
    return gl_ipset_builder_finish(&builder);
}

/* One direction of it. */
struct made_side {
    enum gl_direction direction;
    struct gl_portset ports;
    struct gl_ipset addresses;
    bool is_known;
};

static void add_rule(struct gl_nw_build *build, struct gl_group *group, const struct gl_nw_made_group *made,
                     const struct made_side *side)
{
    struct gl_group_rule *rule = GL_NEW(build->arena, struct gl_group_rule);
    struct gl_group_statement *statement = GL_NEW(build->arena, struct gl_group_statement);

    *rule = (struct gl_group_rule){.direction = (uint8_t)side->direction,
                                   .peer = side->is_known ? GL_PEER_ADDRESSES : GL_PEER_UNKNOWN,
                                   .prefix = side->is_known ? 0 : GL_PREFIX_UNKNOWN,
                                   .is_implicit = true,
                                   .ports = side->ports,
                                   .sure_ports = side->ports,
                                   .addresses = side->addresses,
                                   .holds_internet = gl_ipset_is_internet(side->addresses),
                                   .holds_public = gl_ipset_has_public(side->addresses),
                                   .source = made->sources,
                                   .culprit = side->is_known ? NULL : made->sources};
    *statement = (struct gl_group_statement){.stated_by = made->object,
                                             .alternative_len = 1,
                                             .direction = (uint8_t)side->direction,
                                             .rules = rule};
    *group->last_statement = statement;
    group->last_statement = &statement->next;
}

uint32_t gl_nw_guard_made(struct gl_nw_build *build, const struct gl_nw_made_group *made)
{
    struct gl_arena *arena = build->arena;
    struct gl_group *group = GL_NEW(arena, struct gl_group);
    struct gl_group_use *use = GL_NEW(arena, struct gl_group_use);
    struct gl_nw_guard guard = {.len = 1};
    bool is_known;
    struct gl_ipset addresses = addresses_of(build, made->sources, &is_known);
    uint32_t at;

    *group = (struct gl_group){.kind = GL_GROUP_OUTSIDE, .resource = made->object, .name = made->name};
    group->last_statement = &group->statements;
    group->last_use = &group->uses;
    add_rule(build, group, made, &(struct made_side){GL_INGRESS, made->ports, addresses, is_known});
    if (made->lets_out)
        add_rule(build, group, made,
                 &(struct made_side){GL_EGRESS, gl_portset_all(), gl_ipset_everything(), true});
    *use = (struct gl_group_use){.resource = made->object, .group = group, .is_certain = true};
    guard.groups = GL_NEW_ARRAY(arena, const struct gl_group *, 1);
    guard.uses = GL_NEW_ARRAY(arena, const struct gl_group_use *, 1);
    guard.is_certain = GL_NEW_ARRAY(arena, bool, 1);
    guard.groups[0] = group;
    guard.uses[0] = use;
    guard.is_certain[0] = true;
    at = gl_nw_add(build, GL_NW_LIST_GUARDS);
    build->nw->guards[at] = guard;
    return at;
}
