/* Options of reach and diff. */
#include "base/protocol.h"
#include "options_parts.h"
#include "reports/relation.h"

static bool take_names(struct gl_arena *arena, struct gl_texts *names, struct gl_str value,
                       const char **reterr_allowed)
{
    struct gl_str rest = value, name;

    *reterr_allowed = "names of workloads, as namespace/name or name, separated by commas";
    while (gl_str_cut(&rest, ',', &name)) {
        name = gl_str_trim(name);
        if (name.len == 0)
            return false;
        *GL_PUSH(arena, names->items, names->len, names->capacity) = name;
    }
    return value.len > 0;
}

/* Of the Kubernetes API: policies know no other ports. */
static bool is_protocol_of_pods(unsigned protocol)
{
    return protocol == GL_PROTO_TCP || protocol == GL_PROTO_UDP || protocol == GL_PROTO_SCTP;
}

static bool take_protocol(struct gl_str value, unsigned *ret_protocol, const char **reterr_allowed)
{
    int protocol;

    *reterr_allowed = "tcp, udp, icmp, icmpv6, sctp or the number of a protocol";
    if (!gl_protocol_parse(value, &protocol) || protocol <= 0 || protocol > GL_PROTO_MAX)
        return false;
    *ret_protocol = (unsigned)protocol;
    return true;
}

static bool take_port(struct gl_str value, int *ret_port, const char **reterr_allowed)
{
    int64_t number;

    *reterr_allowed = "a port from 1 to 65535";
    if (!gl_str_to_i64(value, &number) || number < 1 || number > 65535)
        return false;
    *ret_port = (int)number;
    return true;
}

/* "tcp-8080"; "udp" alone: whatever the port. */
static bool take_conn(struct gl_reach_options *reach, struct gl_str value, const char **reterr_allowed)
{
    struct gl_str port = value, protocol = {0};
    const char *ignored;
    bool is_right = gl_str_cut(&port, '-', &protocol) &&
                    take_protocol(protocol, &reach->protocol, &ignored) &&
                    is_protocol_of_pods(reach->protocol) &&
                    (protocol.len == value.len || take_port(port, &reach->port, &ignored));

    *reterr_allowed = "a protocol and a port, such as tcp-8080";
    reach->has_conn = true;
    return is_right;
}

static bool take_direction(struct gl_reach_options *reach, struct gl_str value, const char **reterr_allowed)
{
    *reterr_allowed = "ingress or egress";
    if (gl_str_eq(value, GL_STR("ingress")))
        reach->direction = GL_FOCUS_INGRESS;
    else if (gl_str_eq(value, GL_STR("egress")))
        reach->direction = GL_FOCUS_EGRESS;
    else
        return false;
    return true;
}

static bool take_end(struct gl_str value, struct gl_str *ret_end, const char **reterr_allowed)
{
    *reterr_allowed = "internet, onprem, an address, a CIDR block, a tier, KIND/NAME, an id or namespace/pod";
    *ret_end = gl_str_trim(value);
    return ret_end->len > 0;
}

bool gl_reach_option_take(struct gl_arena *arena, struct gl_reach_options *reach, enum gl_option_id id,
                          struct gl_str value, const char **reterr_allowed)
{
    if (id == GL_OPTION_FOCUS)
        return take_names(arena, &reach->focus, value, reterr_allowed);
    if (id == GL_OPTION_FOCUS_PEER)
        return take_names(arena, &reach->focus_peers, value, reterr_allowed);
    if (id == GL_OPTION_FOCUS_DIRECTION)
        return take_direction(reach, value, reterr_allowed);
    if (id == GL_OPTION_FOCUS_CONN)
        return take_conn(reach, value, reterr_allowed);
    if (id == GL_OPTION_FROM)
        return take_end(value, &reach->from, reterr_allowed);
    if (id == GL_OPTION_TO)
        return take_end(value, &reach->to, reterr_allowed);
    if (id == GL_OPTION_PROTOCOL)
        return take_protocol(value, &reach->protocol, reterr_allowed);
    return take_port(value, id == GL_OPTION_PORT ? &reach->port : &reach->source_port, reterr_allowed);
}

static enum gl_err refuse(struct gl_buf *reterr_message, const char *sentence)
{
    gl_buf_add(reterr_message, gl_str_of(sentence));
    return GL_ERR_USAGE;
}

static enum gl_err check_question(const struct gl_reach_options *reach, struct gl_buf *reterr_message)
{
    if (reach->from.len == 0 || reach->to.len == 0)
        return refuse(reterr_message, reach->from.len ? "--from needs --to" : "--to needs --from");
    if (reach->is_pods && (reach->focus.len || reach->focus_peers.len || reach->has_conn ||
                           reach->direction != GL_FOCUS_BOTH || reach->has_exposure))
        return refuse(reterr_message, "--from and --to ask one question; the --focus options and --exposure "
                                      "are for lists");
    if (reach->is_pods && reach->protocol && !is_protocol_of_pods(reach->protocol))
        return refuse(reterr_message, "network policies of Kubernetes know tcp, udp and sctp only");
    if (reach->is_pods && reach->source_port >= 0)
        return refuse(reterr_message, "network policies of Kubernetes know no source ports");
    if ((reach->port >= 0 || reach->source_port >= 0) && reach->protocol &&
        !gl_protocol_has_ports(reach->protocol))
        return refuse(reterr_message, "this --protocol has no ports");
    return GL_OK;
}

static enum gl_err check_list(const struct gl_reach_options *reach, struct gl_buf *reterr_message)
{
    if (!reach->is_pods && (reach->protocol || reach->port >= 0 || reach->source_port >= 0))
        return refuse(reterr_message, "--protocol, --port and --source-port belong to a question of --from "
                                      "and --to");
    if (!reach->has_conn && (reach->protocol || reach->port >= 0 || reach->source_port >= 0))
        return refuse(reterr_message,
                      "--protocol and --port belong to a question of --from and --to; for a list "
                      "there is --focus-conn");
    if (reach->focus_peers.len && reach->focus.len == 0)
        return refuse(reterr_message, "--focus-peer needs --focus");
    return GL_OK;
}

/* What a format cannot show is refused, not left out. */
static enum gl_err check_formats(const struct gl_options *options, struct gl_buf *reterr_message)
{
    bool is_diff = options->command == GL_COMMAND_DIFF, is_question = !is_diff && options->reach.from.len > 0;

    for (size_t i = 0; i < options->output_len; i++) {
        const struct gl_relation_writer *writer = options->outputs[i].relation;
        const char *what = NULL;

        if (is_diff && !writer->write_diff)
            what = "differences: txt, csv or json";
        else if (is_question && !writer->write_answer)
            what = "an answer: txt or json";
        else if (!is_diff && options->reach.is_explained && !writer->shows_cases)
            what = "explanations: txt, json or html";
        if (!what)
            continue;
        gl_buf_printf(reterr_message, "--format %.*s does not show %s do", GL_STR_ARG(writer->name), what);
        return GL_ERR_USAGE;
    }
    return GL_OK;
}

enum gl_err gl_reach_options_check(const struct gl_options *options, struct gl_buf *reterr_message)
{
    const struct gl_reach_options *reach = &options->reach;

    if (!reach->is_pods && options->command == GL_COMMAND_DIFF)
        return refuse(reterr_message,
                      "this build compares the connections of pods only: glacis diff --pods A B");
    if (!reach->is_pods && (reach->focus.len || reach->focus_peers.len || reach->has_conn ||
                            reach->direction != GL_FOCUS_BOTH || reach->has_exposure || reach->has_ipv6))
        return refuse(reterr_message, "the --focus options, --exposure and --ipv6 are for the connections of "
                                      "pods: add --pods");
    if (!reach->is_pods && reach->is_explained && reach->from.len == 0)
        return refuse(reterr_message, "--explain needs a question: --from and --to");
    if (reach->is_pods && check_formats(options, reterr_message) != GL_OK)
        return GL_ERR_USAGE;
    if (options->command == GL_COMMAND_DIFF)
        return GL_OK;
    return reach->from.len || reach->to.len ? check_question(reach, reterr_message)
                                            : check_list(reach, reterr_message);
}
