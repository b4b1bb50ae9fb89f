#include "network/words.h"

enum { MOST_PORTS = 4, MOST_BLOCKS = 2 };

void gl_nw_add_addresses(struct gl_buf *out, struct gl_ipset addresses)
{
    if (gl_ipset_is_internet(addresses))
        gl_buf_add(out, gl_ipset_contains(addresses, gl_ipset_all(GL_IPV4)) ||
                                gl_ipset_contains(addresses, gl_ipset_all(GL_IPV6))
                            ? GL_STR("everywhere")
                            : GL_STR("the internet"));
    else
        gl_ipset_print_cidrs(out, addresses, MOST_BLOCKS);
}

void gl_nw_add_ports(struct gl_buf *out, struct gl_portset ports)
{
    if (gl_portset_is_all(ports))
        gl_buf_add(out, GL_STR("all traffic"));
    else
        gl_portset_print(out, ports, MOST_PORTS);
}

void gl_nw_add_peer(struct gl_buf *out, const struct gl_group_rule *rule)
{
    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_GROUP:
        if (rule->group)
            gl_buf_printf(out, "members of %.*s", GL_STR_ARG(rule->group->name));
        else
            gl_buf_add(out, GL_STR("a group outside the scan"));
        return;
    case GL_PEER_CLOUDFRONT:
        gl_buf_add(out, GL_STR("CloudFront"));
        return;
    case GL_PEER_ADDRESSES:
        gl_nw_add_addresses(out, rule->addresses);
        return;
    case GL_PEER_UNKNOWN:
        gl_buf_add(out, GL_STR("addresses that are not known"));
        return;
    }
}

struct gl_str gl_nw_sentence(struct gl_arena *arena, struct gl_buf *out)
{
    struct gl_str text = gl_arena_copy(arena, gl_buf_str(out));

    gl_buf_free(out);
    return text;
}

struct gl_span gl_nw_rule_span(const struct gl_group_rule *rule, const struct gl_group_statement *statement)
{
    if (rule->element && gl_span_is_set(rule->element->span))
        return rule->element->span;
    if (rule->source && gl_span_is_set(rule->source->span))
        return rule->source->span;
    return statement->stated_by ? statement->stated_by->span : (struct gl_span){0};
}
