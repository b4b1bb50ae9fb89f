/* Exposure: what a workload's own policies let through to, or from, pods that are not in the scan.
 *
 * A workload is exposed to the entire cluster where rules let any pod pass, and to the pods that single rules
 * describe where that is something else. The policies of those other pods are not known, so only the
 * workload's own count. */
#include <stdlib.h>

#include "reach/evaluate.h"
#include "reach/representative.h"

enum { MAX_NAMES = 64 }; /* named ports that are shown of one exposure */

/* One way out or in of one class. */
struct line {
    struct gl_str peer;
    struct gl_str ports;
    struct gl_portset known, everyone;
};

struct lines {
    struct line *items;
    size_t len, capacity;
    bool is_made;
    uint32_t port_profile;
    struct line everyone; /* any pod of the cluster */
};

struct exposing {
    struct gl_pods_build *build;
    struct gl_pods_eval eval;
    const struct gl_pods_representatives *found;
    struct lines *by_profile; /* the lines made last for each profile */
    uint32_t *seen;           /* of representatives: the turn in which it was looked at */
    uint32_t turn;
    size_t capacity; /* of the exposures */
};

/* ---- ports ---- */

static const char *protocol_word(int protocol)
{
    return protocol == GL_PROTO_UDP ? "UDP" : protocol == GL_PROTO_SCTP ? "SCTP" : "TCP";
}

struct names {
    struct gl_str items[MAX_NAMES]; /* "TCP http" */
    size_t len;
};

static void add_name(struct exposing *exposing, struct names *names, const struct gl_pods_named *named)
{
    struct gl_str text = gl_arena_printf(exposing->build->scratch, "%s %.*s", protocol_word(named->protocol),
                                         GL_STR_ARG(named->name));

    for (size_t i = 0; i < names->len; i++) {
        if (gl_str_eq(names->items[i], text))
            return;
    }
    if (names->len < MAX_NAMES)
        names->items[names->len++] = text;
}

/* Names of ports of pods that are not known: they stay names. */
static void collect_names(struct exposing *exposing, struct names *names,
                          const struct gl_pods_profile *profile, const struct gl_pods_party *party)
{
    const struct gl_pods_tables *tables = exposing->build->tables;
    const struct gl_pods_applied *lists[] = {profile->network, profile->admin};
    size_t lens[] = {profile->network_len, profile->admin_len};

    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < lens[l]; i++) {
            const struct gl_pods_policy *policy = &exposing->build->pods->policies[lists[l][i].policy];

            for (size_t k = 0; k < policy->rule_len[GL_PODS_EGRESS]; k++) {
                const struct gl_pods_rule *rule = &policy->rules[GL_PODS_EGRESS][k];
                const struct gl_pods_ports *ports = &tables->ports[rule->ports];

                if (rule->action != GL_PODS_ALLOW || !ports->name_len ||
                    gl_pods_rule_names(tables, rule, party) == GL_MATCH_NO)
                    continue;
                for (size_t n = 0; n < ports->name_len; n++)
                    add_name(exposing, names, &ports->names[n]);
            }
        }
    }
    if (names->len)
        qsort(names->items, names->len, sizeof *names->items, gl_str_compare);
}

/* Numbers, then names, protocol by protocol: "TCP 80,http,UDP dns". */
static struct gl_str shown_ports(struct exposing *exposing, struct gl_portset ports,
                                 const struct names *names)
{
    struct gl_buf *out = &exposing->build->text;
    const char *last = NULL;

    out->len = 0;
    if (!names->len || !gl_portset_is_empty(ports))
        gl_pods_print_ports(out, ports);
    for (size_t i = 0; i < names->len; i++) {
        const char *word = names->items[i].ptr;
        size_t space = gl_str_find_char(names->items[i], ' ');

        if (out->len)
            gl_buf_add_char(out, ',');
        if (!last || strncmp(word, last, space) != 0)
            gl_buf_add(out, gl_str_slice(names->items[i], 0, space + 1));
        gl_buf_add(out, gl_str_from(names->items[i], space + 1));
        last = word;
    }
    return gl_arena_copy(exposing->build->arena, gl_buf_str(out));
}

/* ---- lines of a class ---- */

/* What the class of a profile has to do with some pods that are not in the scan. */
struct way {
    uint32_t class_index;
    enum gl_pods_direction direction;
};

static struct gl_portset way_to(struct exposing *exposing, struct way way,
                                const struct gl_pods_representative *other, struct names *names)
{
    const struct gl_pods_class *of = &exposing->build->tables->classes[way.class_index];
    struct gl_pods_party party = {
        .class_index = GL_PODS_NONE, .named_by = other->named_by, .named_len = other->len};
    struct gl_pods_bounds bounds = gl_pods_eval_direction(&exposing->eval, of->profile[way.direction],
                                                          way.direction, way.class_index, &party);

    names->len = 0;
    if (way.direction == GL_PODS_EGRESS && bounds.upper != GL_PORTS_ALL)
        collect_names(exposing, names, &exposing->build->tables->profiles[of->profile[way.direction]],
                      &party);
    return gl_port_pool_get(&exposing->eval.pool, bounds.upper);
}

/* The pods that a peer names, unless they are let through as everyone is. */
static void add_peer_lines(struct exposing *exposing, struct lines *lines, struct way way, uint32_t peer)
{
    const struct gl_pods_representatives *found = exposing->found;

    for (size_t i = 0; i < found->by_peer_len[peer]; i++) {
        uint32_t number = found->by_peer[peer][i];
        struct gl_portset ports;
        struct names names;
        struct gl_str shown;

        if (exposing->seen[number] == exposing->turn)
            continue;
        exposing->seen[number] = exposing->turn;
        ports = way_to(exposing, way, &found->items[number], &names);
        shown = shown_ports(exposing, ports, &names);
        if (!gl_str_eq(shown, lines->everyone.ports))
            *GL_PUSH(exposing->build->arena, lines->items, lines->len, lines->capacity) =
                (struct line){found->items[number].shown, shown, ports, lines->everyone.known};
    }
}

static void add_policy_lines(struct exposing *exposing, struct lines *lines, struct way way,
                             const struct gl_pods_policy *policy)
{
    for (size_t i = 0; i < policy->rule_len[way.direction]; i++) {
        const struct gl_pods_rule *rule = &policy->rules[way.direction][i];

        for (size_t k = 0; k < rule->peer_len; k++)
            add_peer_lines(exposing, lines, way, rule->peers[k]);
    }
}

static void make_lines(struct exposing *exposing, struct lines *lines, struct way way)
{
    const struct gl_pods_tables *tables = exposing->build->tables;
    const struct gl_pods_class *of = &tables->classes[way.class_index];
    const struct gl_pods_profile *profile = &tables->profiles[of->profile[way.direction]];
    const struct gl_pods_applied *lists[] = {profile->admin, profile->network, profile->baseline};
    size_t lens[] = {profile->admin_len, profile->network_len, profile->baseline_len};
    struct names names;
    struct gl_portset ports = way_to(exposing, way, &exposing->found->everyone, &names);

    *lines = (struct lines){.is_made = true, .port_profile = of->port_profile};
    lines->everyone = (struct line){.peer = exposing->found->everyone.shown,
                                    .ports = shown_ports(exposing, ports, &names),
                                    .known = ports};
    exposing->turn++;
    if (!gl_portset_is_empty(ports) || names.len)
        *GL_PUSH(exposing->build->arena, lines->items, lines->len, lines->capacity) = lines->everyone;
    for (size_t l = 0; l < 3; l++) {
        for (size_t i = 0; i < lens[l]; i++)
            add_policy_lines(exposing, lines, way, &exposing->build->pods->policies[lists[l][i].policy]);
    }
}

/* ---- exposures ---- */

static struct gl_pods_exposure *add_exposure(struct exposing *exposing, uint32_t end,
                                             enum gl_pods_direction direction)
{
    struct gl_pods *pods = exposing->build->pods;
    struct gl_pods_exposure *made =
        GL_PUSH(exposing->build->arena, pods->exposures, pods->exposure_len, exposing->capacity);

    made->end = end;
    made->direction = direction;
    return made;
}

static void add_addresses(struct exposing *exposing, uint32_t end, struct way way)
{
    const struct gl_pods *pods = exposing->build->pods;
    const struct gl_pods_tables *tables = exposing->build->tables;
    const struct gl_pods_address_map *map = tables->classes[way.class_index].maps[way.direction];
    struct names none = {.len = 0};

    for (size_t f = 0; f < 2; f++) {
        const struct gl_pods_atoms *atoms = &tables->atoms[way.direction][f];

        for (size_t i = 0, piece = 0; i < atoms->len; i++) {
            struct gl_pods_exposure *made;

            while (map->pieces[f][piece].last < atoms->last[i])
                piece++;
            if (map->pieces[f][piece].upper == GL_PORTS_NONE)
                continue;
            made = add_exposure(exposing, end, way.direction);
            made->is_external = true;
            made->peer = pods->ends[atoms->ends[i]].shown;
            made->known = gl_port_pool_get(&tables->pool, map->pieces[f][piece].upper);
            made->ports = shown_ports(exposing, made->known, &none);
        }
    }
}

static void expose_class(struct exposing *exposing, uint32_t end, struct way way)
{
    const struct gl_pods_class *of = &exposing->build->tables->classes[way.class_index];
    struct lines *lines = &exposing->by_profile[of->profile[way.direction]];

    if (!lines->is_made || (way.direction == GL_PODS_INGRESS && lines->port_profile != of->port_profile))
        make_lines(exposing, lines, way);
    add_addresses(exposing, end, way);
    for (size_t i = 0; i < lines->len; i++) {
        struct gl_pods_exposure *made = add_exposure(exposing, end, way.direction);

        made->peer = lines->items[i].peer;
        made->ports = lines->items[i].ports;
        made->known = lines->items[i].known;
        made->everyone = lines->items[i].everyone;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct gl_pods_exposure *left = a, *right = b;
    int order;

    if (left->direction != right->direction)
        return left->direction == GL_PODS_EGRESS ? -1 : 1;
    if (left->end != right->end)
        return left->end < right->end ? -1 : 1;
    order = gl_str_cmp(left->peer, right->peer);
    return order ? order : gl_str_cmp(left->ports, right->ports);
}

/* Pods of one owner that differ may say the same twice. Addresses stay beside other pods only. */
static void sort_exposures(struct gl_pods *pods, struct gl_arena *scratch)
{
    bool *has_pods = GL_NEW_ARRAY(scratch, bool, pods->end_len);
    size_t kept = 0;

    if (pods->exposure_len)
        qsort(pods->exposures, pods->exposure_len, sizeof *pods->exposures, by_place);
    for (size_t i = 0; i < pods->exposure_len; i++) {
        if (!pods->exposures[i].is_external)
            has_pods[pods->exposures[i].end] = true;
    }
    for (size_t i = 0; i < pods->exposure_len; i++) {
        const struct gl_pods_exposure *one = &pods->exposures[i];

        if (has_pods[one->end] && (kept == 0 || by_place(&pods->exposures[kept - 1], one) != 0))
            pods->exposures[kept++] = *one;
    }
    pods->exposure_len = kept;
}

void gl_pods_build_exposures(struct gl_pods_build *build)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_EGRESS, GL_PODS_INGRESS};
    struct gl_pods_tables *tables = build->tables;
    struct exposing exposing = {.build = build, .eval = {build->pods, tables, tables->pool}};

    exposing.found = gl_pods_find_representatives(build);
    exposing.by_profile = GL_NEW_ARRAY(build->scratch, struct lines, tables->profile_len);
    exposing.seen = GL_NEW_ARRAY(build->scratch, uint32_t, exposing.found->len);
    for (uint32_t i = 0; i < build->pods->end_len; i++) {
        const struct gl_pods_end *end = &build->pods->ends[i];

        for (size_t k = 0; end->kind == GL_PODS_WORKLOAD && k < end->class_len; k++) {
            for (size_t d = 0; d < 2; d++)
                expose_class(&exposing, i, (struct way){end->classes[k], directions[d]});
        }
    }
    tables->pool = exposing.eval.pool;
    sort_exposures(build->pods, build->scratch);
}
