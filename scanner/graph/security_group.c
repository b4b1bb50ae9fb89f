#include "graph/security_group.h"

#include <stdlib.h>

#include "base/limits.h"
#include "graph/network_build.h"

struct gl_group_name {
    struct gl_str text;
    struct gl_group *group;
};

static struct gl_group *add_group(struct gl_network_builder *builder, enum gl_group_kind kind,
                                  const struct gl_resource *resource, struct gl_str name)
{
    struct gl_group *group = GL_NEW(builder->arena, struct gl_group);

    group->kind = kind;
    group->resource = resource;
    group->name = name;
    group->last_statement = &group->statements;
    group->last_use = &group->uses;
    *builder->last_group = group;
    builder->last_group = &group->next;
    return group;
}

static struct gl_group_statement *add_statement(struct gl_network_builder *builder, struct gl_group *group,
                                                const struct gl_resource *stated_by,
                                                enum gl_direction direction)
{
    struct gl_group_statement *statement = GL_NEW(builder->arena, struct gl_group_statement);

    statement->stated_by = stated_by;
    statement->direction = (uint8_t)direction;
    statement->alternative_len = 1;
    *group->last_statement = statement;
    group->last_statement = &statement->next;
    return statement;
}

/* Rules that EC2 adds by itself: to every address, or among the members. */
static void append_implicit(struct gl_rule_reader *reader)
{
    struct gl_group_rule *rule = gl_append_rule(reader);

    rule->is_implicit = true;
    rule->ports = rule->sure_ports = gl_portset_all();
    if (reader->direction == GL_INGRESS) {
        rule->peer = GL_PEER_GROUP;
        rule->group = reader->group;
        return;
    }
    rule->peer = GL_PEER_ADDRESSES;
    rule->addresses = gl_ipset_everything();
    rule->property = GL_STR("SecurityGroupEgress");
}

static void add_implicit(struct gl_network_builder *builder, struct gl_group *group,
                         enum gl_direction direction)
{
    struct gl_group_statement *statement = add_statement(builder, group, group->resource, direction);
    struct gl_rule_reader reader = {
        .builder = builder, .group = group, .direction = direction, .last = &statement->rules};

    append_implicit(&reader);
}

/* A group that AWS makes; it trusts its members where nobody has taken that away. */
static struct gl_group *add_made(struct gl_network_builder *builder, enum gl_group_kind kind,
                                 const struct gl_resource *resource, const char *what, bool trusts_itself)
{
    struct gl_str name = gl_arena_printf(builder->arena, "the %s of %.*s", what, GL_STR_ARG(resource->name));
    struct gl_group *group = add_group(builder, kind, resource, name);

    if (trusts_itself) {
        add_implicit(builder, group, GL_INGRESS);
        add_implicit(builder, group, GL_EGRESS);
    }
    builder->network->by_resource[resource->id] = group;
    return group;
}

static void add_name(struct gl_network_builder *builder, struct gl_str text, struct gl_group *group)
{
    struct gl_group_name *name =
        GL_PUSH(builder->arena, builder->names, builder->name_len, builder->name_capacity);

    *name = (struct gl_group_name){text, group};
}

static void add_declared_groups(struct gl_network_builder *builder)
{
    struct gl_resource_list list =
        gl_graph_of_kind(builder->network->graph, GL_STR("AWS::EC2::SecurityGroup"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *resource = list.items[i];
        const struct gl_value *name = gl_value_get(&resource->properties, GL_STR("GroupName"));
        struct gl_group *group = add_group(builder, GL_GROUP_DECLARED, resource, resource->name);

        builder->network->by_resource[resource->id] = group;
        if (gl_value_is(name, GL_STRING))
            add_name(builder, name->u.str, group);
    }
    list = gl_graph_of_kind(builder->network->graph, GL_STR("AWS::EKS::Cluster"));
    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *told =
            gl_value_target(gl_value_get(&list.items[i]->properties, GL_STR("ClusterSecurityGroupId")));

        if (told && gl_str_eq(told->kind, GL_STR("AWS::EC2::SecurityGroup")))
            builder->network->by_resource[list.items[i]->id] = builder->network->by_resource[told->id];
        else
            add_made(builder, GL_GROUP_CLUSTER, list.items[i], "cluster security group", true);
    }
}

static int by_text(const void *left, const void *right)
{
    const struct gl_group_name *a = left, *b = right;

    return gl_str_cmp(a->text, b->text);
}

/* A declared group of that GroupName; of several, the one in the same stack; else none. */
static struct gl_group *find_named(const struct gl_network_builder *builder, const struct gl_resource *beside,
                                   struct gl_str text)
{
    const struct gl_group_name *names = builder->names, *first, *last;
    struct gl_group_name key = {.text = text};

    if (!builder->name_len)
        return NULL;
    first = bsearch(&key, names, builder->name_len, sizeof *names, by_text);
    if (!first)
        return NULL;
    last = first;
    while (first > names && gl_str_eq(first[-1].text, text))
        first--;
    while (last < names + builder->name_len - 1 && gl_str_eq(last[1].text, text))
        last++;
    if (first == last)
        return first->group;
    for (; first <= last; first++) {
        if (first->group->resource->unit == beside->unit)
            return first->group;
    }
    return NULL;
}

/* Terraform and CDK can take the rules away that AWS puts into the default group of a VPC; what Terraform
 * states instead are rule resources. */
static bool is_emptied(const struct gl_graph *graph, const struct gl_resource *vpc)
{
    static const char *const by[] = {"aws_default_security_group", "Custom::VpcRestrictDefaultSG"};
    struct gl_edge_list edges = gl_graph_referrers(graph, vpc);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *from = graph->resources[edges.items[i].from];

        if (GL_STR_IS_ONE_OF(from->kind, by) && !from->condition && !edges.items[i].choice)
            return true;
    }
    return false;
}

static struct gl_group *default_group_of(struct gl_network_builder *builder, const struct gl_resource *vpc)
{
    struct gl_group *group = builder->network->by_resource[vpc->id];

    return group ? group
                 : add_made(builder, GL_GROUP_VPC_DEFAULT, vpc, "default group",
                            !is_emptied(builder->network->graph, vpc));
}

/* Of a VPC of the scan; else NULL. */
static struct gl_group *group_of_vpc(struct gl_network_builder *builder, const struct gl_value *value)
{
    const struct gl_resource *vpc = gl_value_is(value, GL_REF) ? value->u.ref->target : NULL;

    return vpc && gl_str_eq(vpc->kind, GL_STR("AWS::EC2::VPC")) ? default_group_of(builder, vpc) : NULL;
}

struct gl_group *gl_find_group(struct gl_network_builder *builder, const struct gl_resource *beside,
                               const struct gl_value *value)
{
    const struct gl_resource *target = gl_value_is(value, GL_REF) ? value->u.ref->target : NULL;
    struct gl_str text;

    if (!target)
        return gl_value_text(value, &text) ? find_named(builder, beside, text) : NULL;
    if (gl_str_eq(target->kind, GL_STR("AWS::EC2::SecurityGroup")))
        return builder->network->by_resource[target->id];
    if (gl_str_eq(target->kind, GL_STR("AWS::EKS::Cluster")) &&
        gl_str_ends_with(value->u.ref->attribute, GL_STR("ClusterSecurityGroupId")))
        return builder->network->by_resource[target->id];
    if (gl_str_eq(target->kind, GL_STR("AWS::EC2::VPC")) &&
        gl_str_eq(value->u.ref->attribute, GL_STR("DefaultSecurityGroup")))
        return default_group_of(builder, target);
    if (gl_str_eq(target->kind, GL_STR("aws_default_security_group")))
        return group_of_vpc(builder, gl_value_get(&target->properties, GL_STR("VpcId")));
    if (gl_str_starts_with(value->u.ref->attribute, GL_STR("SourceSecurityGroup."))) {
        const struct gl_group_use *use = builder->network->uses_of[target->id];

        return use ? use->group : NULL; /* of a classic load balancer */
    }
    return NULL;
}

static void read_items(struct gl_rule_reader *reader, const struct gl_value *list)
{
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *item = gl_variants_pick(&reader->variants, &list->u.list.items[i]);

        if (item && item->type == GL_MAP)
            gl_read_group_rule(reader, item);
        else if (item && item->type != GL_NULL)
            gl_read_unknown_rule(reader, item);
    }
}

/* What one alternative states: a rule, a list of rules, nothing, or something that is not known. */
static void read_value(struct gl_rule_reader *reader, const struct gl_value *value)
{
    if (!value || value->type == GL_NULL) {
        if (reader->is_whole_egress)
            append_implicit(reader);
    } else if (value->type == GL_MAP) {
        gl_read_group_rule(reader, value);
    } else if (value->type == GL_LIST) {
        read_items(reader, value);
    } else {
        gl_read_unknown_rule(reader, value);
    }
}

/* Reads one element (or the whole list property, or a rule resource) in all its variants. */
static void read_statement(struct gl_rule_reader *reader, const struct gl_value *value)
{
    struct gl_variants *variants = &reader->variants;
    struct gl_group_statement *statement =
        add_statement(reader->builder, reader->group, reader->stated_by, reader->direction);

    gl_variants_init(variants);
    if (reader->group->kind != GL_GROUP_OUTSIDE)
        gl_variants_fix(variants, reader->group->resource->condition);
    gl_variants_fix(variants, reader->stated_by->condition);
    if (reader->builder->steps > GL_MAX_GROUP_WORK || reader->builder->variants > GL_MAX_RULE_VARIANTS)
        variants->is_too_many = true;
    gl_variants_collect(variants, value);
    reader->builder->steps += variants->steps;
    statement->cause = gl_variants_cause(variants);
    statement->alternative_len = 0;
    reader->last = &statement->rules;
    do {
        reader->alternative = (uint8_t)statement->alternative_len++;
        if (reader->alternative > 0)
            reader->builder->variants += 1 + gl_value_len(value);
        read_value(reader, gl_variants_pick(variants, value));
    } while (gl_variants_next(variants));
}

static void read_inline(struct gl_network_builder *builder, struct gl_group *group,
                        enum gl_direction direction, struct gl_str property)
{
    const struct gl_value *properties = &group->resource->properties;
    const struct gl_value *list = gl_value_get(properties, property);
    struct gl_rule_reader reader = {.builder = builder,
                                    .group = group,
                                    .stated_by = group->resource,
                                    .direction = direction,
                                    .list_property = property};

    if (properties->type != GL_MAP)
        list = properties; /* hidden by a macro */
    if (gl_value_is_nothing(list))
        return;
    if (list->type != GL_LIST) {
        reader.is_whole_egress = direction == GL_EGRESS;
        read_statement(&reader, list);
        return;
    }
    for (size_t i = 0; i < list->u.list.len; i++)
        read_statement(&reader, &list->u.list.items[i]);
}

/* One group for all rule resources of a stack that name it by the same literal. */
static struct gl_group *outside_group(struct gl_network_builder *builder, const struct gl_resource *rule,
                                      const struct gl_value *target)
{
    struct gl_group **slot;
    struct gl_str text;
    size_t at;

    if (!gl_value_text(target, &text))
        return add_group(builder, GL_GROUP_OUTSIDE, rule,
                         gl_arena_printf(builder->arena, "the group of %.*s", GL_STR_ARG(rule->name)));
    for (at = gl_str_hash(text);; at++) {
        slot = &builder->outside[at & (builder->outside_capacity - 1)];
        if (!*slot)
            break;
        if ((*slot)->resource->unit == rule->unit && gl_str_eq((*slot)->name, text))
            return *slot;
    }
    *slot = add_group(builder, GL_GROUP_OUTSIDE, rule, text);
    return *slot;
}

static void make_room_outside(struct gl_network_builder *builder)
{
    const struct gl_graph *graph = builder->network->graph;
    size_t rules = gl_graph_of_kind(graph, GL_STR("AWS::EC2::SecurityGroupIngress")).len +
                   gl_graph_of_kind(graph, GL_STR("AWS::EC2::SecurityGroupEgress")).len;

    builder->outside_capacity = 16;
    while (builder->outside_capacity < rules * 2)
        builder->outside_capacity *= 2;
    builder->outside = GL_NEW_ARRAY(builder->arena, struct gl_group *, builder->outside_capacity);
}

static void read_rule_resources(struct gl_network_builder *builder, enum gl_direction direction,
                                struct gl_str kind)
{
    struct gl_resource_list list = gl_graph_of_kind(builder->network->graph, kind);

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *resource = list.items[i];
        const struct gl_value *target = gl_value_get(&resource->properties, GL_STR("GroupId"));
        struct gl_rule_reader reader = {.builder = builder, .stated_by = resource, .direction = direction};

        if (!target)
            target = gl_value_get(&resource->properties, GL_STR("GroupName"));
        if (target)
            reader.group = gl_find_group(builder, resource, target);
        if (!reader.group)
            reader.group = outside_group(builder, resource, target);
        builder->network->by_resource[resource->id] = reader.group;
        read_statement(&reader, &resource->properties);
    }
}

static bool has_egress_list(const struct gl_group *group)
{
    const struct gl_value *list = gl_value_get(&group->resource->properties, GL_STR("SecurityGroupEgress"));

    return list && list->type != GL_NULL && (list->type != GL_LIST || list->u.list.len > 0);
}

/* EC2 lets a new group reach everything; CloudFormation takes that away as soon as any egress rule is stated,
 * inside the group or by a resource. Terraform's provider takes it away always. */
static void add_default_egress(struct gl_network_builder *builder)
{
    for (struct gl_group *group = builder->network->groups; group; group = group->next) {
        bool has_egress;

        if (group->kind != GL_GROUP_DECLARED || group->resource->unit->dialect != GL_DIALECT_CLOUDFORMATION ||
            group->resource->properties.type != GL_MAP)
            continue;
        has_egress = has_egress_list(group);
        for (const struct gl_group_statement *s = group->statements; s && !has_egress; s = s->next)
            has_egress = s->direction == GL_EGRESS;
        if (!has_egress)
            add_implicit(builder, group, GL_EGRESS);
    }
}

/* Every check of the network asks that of every rule. */
static void weigh_addresses(struct gl_network *network)
{
    for (struct gl_group *group = network->groups; group; group = group->next) {
        for (struct gl_group_statement *s = group->statements; s; s = s->next) {
            for (struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
                rule->holds_internet = gl_ipset_is_internet(rule->addresses);
                rule->holds_public = gl_ipset_has_public(rule->addresses);
            }
        }
    }
}

const struct gl_network *gl_network_build(struct gl_arena *arena, const struct gl_graph *graph,
                                          struct gl_diags *diags)
{
    struct gl_network *network = GL_NEW(arena, struct gl_network);
    struct gl_network_builder builder = {
        .arena = arena, .network = network, .diags = diags, .last_group = &network->groups};

    network->graph = graph;
    network->by_resource = GL_NEW_ARRAY(arena, struct gl_group *, graph->len);
    network->uses_of = GL_NEW_ARRAY(arena, struct gl_group_use *, graph->len);
    network->unknown_uses = GL_NEW_ARRAY(arena, const struct gl_value *, graph->len);
    add_declared_groups(&builder);
    if (builder.name_len)
        qsort(builder.names, builder.name_len, sizeof *builder.names, by_text);
    gl_attach_groups(&builder);
    for (struct gl_group *group = network->groups; group; group = group->next) {
        if (group->kind != GL_GROUP_DECLARED)
            continue;
        read_inline(&builder, group, GL_INGRESS, GL_STR("SecurityGroupIngress"));
        read_inline(&builder, group, GL_EGRESS, GL_STR("SecurityGroupEgress"));
    }
    make_room_outside(&builder);
    read_rule_resources(&builder, GL_INGRESS, GL_STR("AWS::EC2::SecurityGroupIngress"));
    read_rule_resources(&builder, GL_EGRESS, GL_STR("AWS::EC2::SecurityGroupEgress"));
    add_default_egress(&builder);
    weigh_addresses(network);
    return network;
}

const struct gl_group *gl_network_group(const struct gl_network *network, const struct gl_resource *resource)
{
    return network->by_resource[resource->id];
}

const struct gl_group_use *gl_network_uses(const struct gl_network *network,
                                           const struct gl_resource *resource)
{
    return network->uses_of[resource->id];
}
