/* One question: can this end reach that one? */
#include "relate.h"

/* An end of the question in one cluster: a workload, or addresses. */
struct asked_end {
    uint32_t index; /* GL_PODS_NONE: addresses */
    struct gl_ipset addresses;
    struct gl_str shown, kind;
    bool is_internet;
};

struct asker {
    struct gl_arena *arena;
    const struct gl_reached_list *clusters;
    const struct gl_reach_options *options;
    struct gl_diags *diags;
    struct gl_portset ports;
    struct gl_relation_answer *answers;
    size_t len;
    bool has_both_addresses; /* a question without any workload */
};

enum found { FOUND_NONE = 0, FOUND_ONE, FOUND_SEVERAL };

/* ---- ends ---- */

static bool parse_addresses(struct asker *asker, struct gl_str text, struct asked_end *ret_end)
{
    const char *why;

    *ret_end = (struct asked_end){.index = GL_PODS_NONE, .shown = text, .kind = GL_STR("addresses")};
    if (gl_str_eq(text, GL_STR("internet"))) {
        ret_end->addresses = gl_ipset_public_part(asker->arena, gl_ipset_everything());
        ret_end->is_internet = true;
        return true;
    }
    return gl_ipset_parse(asker->arena, text, &ret_end->addresses, &why) == GL_OK;
}

/* KIND/NAME, KIND/NAMESPACE/NAME */
static enum found find_by_kind(const struct gl_pods *pods, struct gl_str text, uint32_t *ret_index)
{
    struct gl_str rest = text, kind = {0};
    enum found found = FOUND_NONE;

    if (!gl_str_cut(&rest, '/', &kind) || rest.len == 0)
        return FOUND_NONE;
    for (uint32_t i = 0; i < pods->end_len; i++) {
        const struct gl_pods_end *end = &pods->ends[i];

        if (end->kind != GL_PODS_WORKLOAD || !gl_reach_is_name_of(end, rest) ||
            !gl_str_eq_nocase(kind, end->owner_kind))
            continue;
        if (found != FOUND_NONE)
            return FOUND_SEVERAL;
        *ret_index = i;
        found = FOUND_ONE;
    }
    return found;
}

static enum found find_end(struct asker *asker, const struct gl_pods *pods, struct gl_str text,
                           struct asked_end *ret_end)
{
    bool is_several = false;
    uint32_t index = gl_pods_find_end(pods, text, &is_several);
    enum found found = is_several ? FOUND_SEVERAL : index == GL_PODS_NONE ? FOUND_NONE : FOUND_ONE;
    const struct gl_pods_end *end;

    if (found == FOUND_NONE)
        found = find_by_kind(pods, text, &index);
    if (found == FOUND_NONE && parse_addresses(asker, text, ret_end))
        return FOUND_ONE;
    if (found != FOUND_ONE)
        return found;
    end = &pods->ends[index];
    *ret_end = (struct asked_end){.index = index,
                                  .addresses = end->addresses,
                                  .shown = gl_reach_text(asker->arena, end->shown),
                                  .kind = end->kind == GL_PODS_WORKLOAD    ? end->owner_kind
                                          : end->kind == GL_PODS_ADDRESSES ? GL_STR("addresses")
                                                                           : GL_STR("ingress-controller")};
    if (end->kind == GL_PODS_ADDRESSES)
        ret_end->index = GL_PODS_NONE;
    return FOUND_ONE;
}

static void tell_several(struct asker *asker, const struct gl_pods *pods, struct gl_str text)
{
    struct gl_buf list;
    size_t count = 0;

    gl_buf_init(&list);
    for (uint32_t i = 0; i < pods->end_len && count < 4; i++) {
        const struct gl_pods_end *end = &pods->ends[i];

        if (end->kind != GL_PODS_WORKLOAD ||
            (!gl_str_eq(end->name, text) && !gl_str_ends_with(text, end->name)))
            continue;
        gl_buf_add(&list, count++ > 0 ? GL_STR(", ") : GL_STR(""));
        gl_buf_add(&list, end->shown);
    }
    gl_diag_add(asker->diags, GL_DIAG_USAGE, (struct gl_span){0}, "name one of them, as namespace/name[Kind]",
                "%.*s is the name of several workloads: %.*s", GL_STR_ARG(text),
                GL_STR_ARG(gl_buf_str(&list)));
    gl_buf_free(&list);
}

static void tell_none(struct asker *asker, struct gl_str text)
{
    struct gl_suggestion nearest = gl_reach_suggest(asker->clusters, text);
    struct gl_buf message;

    gl_buf_init(&message);
    gl_suggestion_add(&message, &nearest);
    gl_diag_add(
        asker->diags, GL_DIAG_USAGE, (struct gl_span){0},
        nearest.best.len ? "" : "an end is namespace/pod, an address, a CIDR block, internet or KIND/NAME",
        "nothing that was scanned is called %.*s%.*s", GL_STR_ARG(text), GL_STR_ARG(gl_buf_str(&message)));
    gl_buf_free(&message);
}

/* ---- answers ---- */

static enum gl_answer_verdict verdict_of(struct gl_portset ports, struct gl_portset sure,
                                         struct gl_portset asked)
{
    if (gl_portset_overlaps(sure, asked))
        return GL_ANSWER_YES;
    return gl_portset_overlaps(ports, asked) ? GL_ANSWER_MAY : GL_ANSWER_NO;
}

static void answer_ends(struct asker *asker, const struct gl_pods *pods, uint32_t from, uint32_t to,
                        struct gl_relation_answer *answer)
{
    struct gl_pods_flow flow = gl_pods_between(asker->arena, pods, from, to);

    answer->verdict = verdict_of(flow.ports, flow.sure, asker->ports);
    if (from == to)
        answer->note = GL_STR("a pod always reaches itself");
    else
        answer->cases = gl_reach_cases(asker->arena, pods, from, to, asker->ports);
}

/* The part of the addresses that may pass, where it is not all of them. */
static struct gl_str tell_part(struct asker *asker, const struct asked_end *end, struct gl_ipset passing)
{
    struct gl_buf out;
    struct gl_str note;

    if (gl_ipset_contains(passing, end->addresses))
        return (struct gl_str){0};
    gl_buf_init(&out);
    gl_buf_add(&out, GL_STR("of these addresses only "));
    gl_ipset_print(&out, passing, 4);
    note = gl_arena_copy(asker->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return note;
}

/* Through a controller the internet may reach what its policies keep it from; whether the controller itself
 * is open to it, its Service or load balancer says, not a policy. */
static bool admits_controller(struct asker *asker, const struct gl_pods *pods, uint32_t to)
{
    for (uint32_t i = 0; i < pods->end_len; i++) {
        if (pods->ends[i].kind == GL_PODS_INGRESS_CONTROLLER &&
            gl_portset_overlaps(gl_pods_between(asker->arena, pods, i, to).ports, asker->ports))
            return true;
    }
    return false;
}

static void answer_addresses(struct asker *asker, const struct gl_pods *pods,
                             const struct asked_end *addresses, uint32_t workload,
                             enum gl_pods_direction direction, struct gl_relation_answer *answer)
{
    struct gl_pods_span_of_addresses *spans = NULL;
    size_t len = gl_pods_addresses(asker->arena, pods, workload, direction, &spans);
    struct gl_ipset passing = {0};

    for (size_t i = 0; i < len; i++) {
        struct gl_ipset span =
            gl_ipset_of_range(asker->arena, spans[i].family, spans[i].first, spans[i].last);
        enum gl_answer_verdict verdict = verdict_of(spans[i].ports, spans[i].sure, asker->ports);

        span = gl_ipset_intersection(asker->arena, span, addresses->addresses);
        if (gl_ipset_is_empty(span) || verdict == GL_ANSWER_NO)
            continue;
        passing = gl_ipset_union(asker->arena, passing, span);
        answer->verdict = verdict > answer->verdict ? verdict : answer->verdict;
    }
    answer->cases =
        gl_reach_address_cases(asker->arena, pods, workload, direction, addresses->addresses, asker->ports);
    if (answer->verdict != GL_ANSWER_NO) {
        answer->note = tell_part(asker, addresses, passing);
    } else if (addresses->is_internet && direction == GL_PODS_INGRESS &&
               admits_controller(asker, pods, workload)) {
        answer->verdict = GL_ANSWER_MAY;
        answer->note =
            GL_STR("not directly, but {ingress-controller} reaches it: whether the internet reaches the "
                   "controller is not for a network policy to say");
    }
}

static void answer(struct asker *asker, const struct gl_reached *reached, const struct asked_end *from,
                   const struct asked_end *to)
{
    struct gl_relation_answer *answer = &asker->answers[asker->len++];

    *answer = (struct gl_relation_answer){.name = reached->name,
                                          .from = from->shown,
                                          .to = to->shown,
                                          .from_kind = from->kind,
                                          .to_kind = to->kind,
                                          .ports = gl_reach_ports_shown(asker->arena, asker->options)};
    if (from->index == GL_PODS_NONE)
        answer_addresses(asker, reached->pods, from, to->index, GL_PODS_INGRESS, answer);
    else if (to->index == GL_PODS_NONE)
        answer_addresses(asker, reached->pods, to, from->index, GL_PODS_EGRESS, answer);
    else
        answer_ends(asker, reached->pods, from->index, to->index, answer);
}

static void ask_cluster(struct asker *asker, const struct gl_reached *reached, enum found *best)
{
    struct asked_end from, to;
    enum found found[2];

    found[0] = find_end(asker, reached->pods, asker->options->from, &from);
    found[1] = find_end(asker, reached->pods, asker->options->to, &to);
    for (size_t i = 0; i < 2; i++) {
        best[i] = found[i] > best[i] ? found[i] : best[i];
        if (found[i] == FOUND_SEVERAL)
            tell_several(asker, reached->pods, i ? asker->options->to : asker->options->from);
    }
    if (found[0] != FOUND_ONE || found[1] != FOUND_ONE)
        return;
    if (from.index == GL_PODS_NONE && to.index == GL_PODS_NONE)
        asker->has_both_addresses = true;
    else
        answer(asker, reached, &from, &to);
}

struct gl_relation_answers gl_reach_ask(struct gl_arena *arena, const struct gl_reached_list *clusters,
                                        const struct gl_reach_options *options, struct gl_diags *diags)
{
    struct asker asker = {.arena = arena,
                          .clusters = clusters,
                          .options = options,
                          .diags = diags,
                          .ports = gl_reach_ports(arena, options),
                          .answers = GL_NEW_ARRAY(arena, struct gl_relation_answer, clusters->len)};
    enum found best[2] = {FOUND_NONE, FOUND_NONE};

    for (size_t i = 0; i < clusters->len; i++)
        ask_cluster(&asker, &clusters->items[i], best);
    if (asker.has_both_addresses)
        gl_diag_add(diags, GL_DIAG_USAGE, (struct gl_span){0}, "name a workload as --from or --to",
                    "no network policy stands between %.*s and %.*s", GL_STR_ARG(options->from),
                    GL_STR_ARG(options->to));
    for (size_t i = 0; i < 2 && clusters->len; i++) {
        if (best[i] == FOUND_NONE)
            tell_none(&asker, i ? options->to : options->from);
    }
    if (clusters->len && asker.len == 0 && best[0] == FOUND_ONE && best[1] == FOUND_ONE &&
        !asker.has_both_addresses)
        gl_diag_add(diags, GL_DIAG_USAGE, (struct gl_span){0}, "name ends of one cluster",
                    "%.*s and %.*s are in different clusters", GL_STR_ARG(options->from),
                    GL_STR_ARG(options->to));
    return (struct gl_relation_answers){.items = asker.answers, .len = asker.len};
}
