/* One rule of a security group: protocol and ports, and one peer or more. */
#include "graph/network_build.h"

/* Member names of one direction; inline rules and rule resources share them. */
struct names {
    struct gl_str group_id, group_name, prefix_list;
};

static const struct names names_of[] = {
    [GL_INGRESS] = {GL_STR_INIT("SourceSecurityGroupId"), GL_STR_INIT("SourceSecurityGroupName"),
                    GL_STR_INIT("SourcePrefixListId")},
    [GL_EGRESS] = {GL_STR_INIT("DestinationSecurityGroupId"), GL_STR_INIT("DestinationSecurityGroupName"),
                   GL_STR_INIT("DestinationPrefixListId")},
};

struct gl_group_rule *gl_append_rule(struct gl_rule_reader *reader)
{
    struct gl_group_rule *rule = GL_NEW(reader->builder->arena, struct gl_group_rule);

    rule->direction = (uint8_t)reader->direction;
    rule->alternative = reader->alternative;
    rule->prefix = GL_PREFIX_UNKNOWN;
    rule->property = reader->list_property;
    *reader->last = rule;
    reader->last = &rule->next;
    return rule;
}

void gl_read_unknown_rule(struct gl_rule_reader *reader, const struct gl_value *why)
{
    struct gl_group_rule *rule = gl_append_rule(reader);

    rule->ports = gl_portset_all();
    rule->addresses = gl_ipset_everything();
    rule->source = why;
    rule->culprit = why;
}

/* A present member in the current decision; NULL when it is absent, null or removed. */
static const struct gl_value *member(const struct gl_rule_reader *reader, const struct gl_value *element,
                                     struct gl_str key)
{
    const struct gl_value *value = gl_variants_pick(&reader->variants, gl_value_get(element, key));

    return value && value->type != GL_NULL ? value : NULL;
}

/* FromPort or ToPort: false when it is there but not known or no number; *ret_port NULL when it is absent. */
static bool read_port(const struct gl_rule_reader *reader, const struct gl_value *element, struct gl_str key,
                      int64_t *number, const int64_t **ret_port, const struct gl_value **culprit)
{
    const struct gl_value *value = member(reader, element, key);

    *ret_port = NULL;
    if (!value)
        return true;
    if (gl_scalar_as_i64(value, reader->stated_by->unit->dialect, number)) {
        *ret_port = number;
        return true;
    }
    if (value->type == GL_UNKNOWN || value->type == GL_CONCAT || value->type == GL_CHOICE ||
        value->type == GL_REF)
        *culprit = value;
    else
        *culprit = gl_invalid_value(reader->builder->arena, value, "a port is a number");
    return false;
}

struct ports {
    struct gl_portset all, sure;
    const struct gl_value *culprit;
};

/* Ports of which one end or both are not known: everything between the known end and the limit. */
static void read_open_ports(struct gl_arena *arena, int protocol, const int64_t *from, const int64_t *to,
                            struct ports *ports)
{
    unsigned first = from && *from >= 0 && *from <= GL_PORT_MAX ? (unsigned)*from : 0;
    unsigned last = to && *to >= first && *to <= GL_PORT_MAX ? (unsigned)*to : GL_PORT_MAX;

    if (gl_protocol_has_ports((unsigned)protocol))
        ports->all = gl_portset_of_range(arena, (unsigned)protocol, first, last);
    else
        ports->all = gl_portset_of_protocol(arena, (unsigned)protocol);
}

static struct ports read_ports(struct gl_rule_reader *reader, const struct gl_value *element)
{
    struct gl_arena *arena = reader->builder->arena;
    const struct gl_value *value = member(reader, element, GL_STR("IpProtocol"));
    struct ports ports = {.all = gl_portset_all()};
    struct gl_port_rule rule = {0};
    int64_t from_number, to_number;
    bool is_known;
    const char *note;
    int protocol;

    if (!value) {
        ports.culprit = gl_invalid_value(arena, element, "the rule without IpProtocol");
        return ports;
    }
    if (!gl_value_text(value, &rule.protocol)) {
        ports.culprit = value;
        return ports;
    }
    if (!gl_protocol_parse(rule.protocol, &protocol)) {
        ports.culprit = gl_invalid_value(arena, value, "no protocol that EC2 knows");
        return ports;
    }
    is_known = read_port(reader, element, GL_STR("FromPort"), &from_number, &rule.from, &ports.culprit);
    is_known &= read_port(reader, element, GL_STR("ToPort"), &to_number, &rule.to, &ports.culprit);
    if (protocol == GL_PROTO_ALL || is_known) {
        if (gl_portset_of_rule(arena, &rule, &ports.all, &note)) {
            ports.culprit = gl_invalid_value(arena, gl_value_get(element, GL_STR("FromPort")), note);
            ports.all = gl_portset_of_protocol(arena, (unsigned)protocol);
            return ports;
        }
        if (note)
            gl_diag_add(reader->builder->diags, GL_DIAG_NOTE, element->span, NULL,
                        "EC2 refuses this rule, or reads less than is written: %s", note);
        ports.sure = ports.all;
        ports.culprit = NULL;
        return ports;
    }
    read_open_ports(arena, protocol, rule.from, rule.to, &ports);
    return ports;
}

static struct gl_group_rule *append_with(struct gl_rule_reader *reader, const struct gl_value *element,
                                         const struct ports *ports, struct gl_str key)
{
    struct gl_group_rule *rule = gl_append_rule(reader);

    rule->ports = ports->all;
    rule->sure_ports = ports->sure;
    rule->culprit = ports->culprit;
    rule->element = element;
    rule->source = gl_value_get(element, key);
    if (!rule->property.len)
        rule->property = key;
    return rule;
}

/* A rule to or from "nobody" admits nothing and is dropped again. */
static void drop_empty(struct gl_rule_reader *reader, struct gl_group_rule **slot)
{
    struct gl_group_rule *rule = *slot;

    if (rule->peer != GL_PEER_ADDRESSES || !gl_ipset_is_empty(rule->addresses) || rule->is_prefix_list)
        return;
    *slot = NULL;
    reader->last = slot;
}

/* A group outside the scan: who has it is what cannot be known. */
static const struct gl_value *outside_users(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_value *unknown;
    struct gl_str text;

    if (!gl_value_text(value, &text))
        return value;
    unknown = GL_NEW(arena, struct gl_value);
    *unknown = gl_value_unknown(arena, GL_WHY_ATTRIBUTE,
                                gl_arena_printf(arena, "who has security group %.*s", GL_STR_ARG(text)),
                                value->span);
    return unknown;
}

/* `source` as it is written, `value` as it is in the current decision. */
static void read_one_peer(struct gl_rule_reader *reader, struct gl_group_rule *rule, struct gl_str key,
                          const struct gl_value *value)
{
    const struct names *names = &names_of[reader->direction];
    const struct gl_value *culprit = rule->culprit;

    if (gl_str_eq(key, names->prefix_list)) {
        gl_read_prefix_list(reader->builder, &reader->variants, value, rule);
    } else if (gl_str_eq(key, names->group_id) || gl_str_eq(key, names->group_name)) {
        rule->peer = GL_PEER_GROUP;
        rule->group = gl_find_group(reader->builder, reader->stated_by, value);
        if (!rule->group)
            rule->culprit = outside_users(reader->builder->arena, value);
    } else {
        gl_read_addresses(reader->builder, value, rule);
    }
    if (!rule->culprit)
        rule->culprit = culprit;
}

/* Terraform lists the peers of one rule, CloudFormation has one. */
static bool read_peer(struct gl_rule_reader *reader, const struct gl_value *element,
                      const struct ports *ports, struct gl_str key)
{
    const struct gl_value *value = member(reader, element, key);
    bool has_peer = false;
    size_t len;

    if (!value)
        return false;
    len = value->type == GL_LIST ? value->u.list.len : 1;
    for (size_t i = 0; i < len; i++) {
        const struct gl_value *written = value->type == GL_LIST ? &value->u.list.items[i] : NULL;
        const struct gl_value *one = written ? gl_variants_pick(&reader->variants, written) : value;
        struct gl_group_rule **slot = reader->last, *rule;

        if (!one || one->type == GL_NULL)
            continue;
        rule = append_with(reader, element, ports, key);
        if (written)
            rule->source = written;
        read_one_peer(reader, rule, key, one);
        drop_empty(reader, slot);
        has_peer = true;
    }
    return has_peer;
}

void gl_read_group_rule(struct gl_rule_reader *reader, const struct gl_value *element)
{
    const struct names *names = &names_of[reader->direction];
    struct ports ports = read_ports(reader, element);
    bool has_peer = read_peer(reader, element, &ports, GL_STR("CidrIp"));

    has_peer |= read_peer(reader, element, &ports, GL_STR("CidrIpv6"));
    has_peer |= read_peer(reader, element, &ports, names->prefix_list);
    has_peer |= read_peer(reader, element, &ports, names->group_id) ||
                read_peer(reader, element, &ports, names->group_name);
    if (!has_peer && reader->stated_by->unit->dialect != GL_DIALECT_TERRAFORM) {
        struct gl_group_rule *rule = append_with(reader, element, &ports, GL_STR("CidrIp"));

        rule->addresses = gl_ipset_everything();
        rule->source = element;
        rule->culprit =
            gl_invalid_value(reader->builder->arena, element, "the rule without source or destination");
    }
}
