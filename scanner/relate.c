#include "relate.h"

#include <stdlib.h>

#include "base/name_index.h"
#include "base/protocol.h"

/* ---- clusters ---- */

static bool has_workloads(const struct gl_cluster *cluster)
{
    for (size_t i = 0; i < cluster->len; i++) {
        if (cluster->objects[i]->object->is_workload)
            return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return gl_str_cmp(((const struct gl_reached *)a)->name, ((const struct gl_reached *)b)->name);
}

void gl_reach_sort(struct gl_reached_list *list)
{
    if (list->len)
        qsort(list->items, list->len, sizeof *list->items, by_name);
}

/* Several units may have one name: a key and a heading have to be distinct. */
static void make_distinct(struct gl_arena *arena, struct gl_reached_list *list)
{
    size_t same = 1;
    struct gl_str last = {0};

    for (size_t i = 0; i < list->len; i++) {
        struct gl_str name = list->items[i].name;

        same = i > 0 && gl_str_eq(name, last) ? same + 1 : 1;
        last = name;
        if (same > 1)
            list->items[i].name = gl_arena_printf(arena, "%.*s (%zu)", GL_STR_ARG(name), same);
    }
}

struct gl_str gl_reach_text(struct gl_arena *arena, struct gl_str text)
{
    struct gl_buf quoted;
    struct gl_str copy = text;

    gl_buf_init(&quoted);
    gl_buf_quote(&quoted, text);
    if (!gl_str_eq(gl_buf_str(&quoted), text))
        copy = gl_arena_copy(arena, gl_buf_str(&quoted));
    gl_buf_free(&quoted);
    return copy;
}

struct gl_reached_list gl_reach_clusters(struct gl_arena *arena, const struct gl_graph *graph,
                                         const struct gl_reach_options *reach, struct gl_diags *diags)
{
    const struct gl_pods_options options = {.exposure = reach->has_exposure,
                                            .ipv6 = reach->has_ipv6 || reach->from.len > 0};
    struct gl_reached_list list = {GL_NEW_ARRAY(arena, struct gl_reached, graph->cluster_len), 0};

    for (size_t i = 0; i < graph->cluster_len; i++) {
        const struct gl_cluster *cluster = graph->clusters[i];

        if (has_workloads(cluster))
            list.items[list.len++] = (struct gl_reached){gl_reach_text(arena, cluster->unit->name),
                                                         gl_pods_compute(arena, cluster, &options, diags)};
    }
    gl_reach_sort(&list);
    make_distinct(arena, &list);
    return list;
}

/* ---- ports ---- */

struct gl_portset gl_reach_ports(struct gl_arena *arena, const struct gl_reach_options *options)
{
    struct gl_portset ports;

    if (options->protocol && options->port < 0)
        ports = gl_portset_of_range(arena, options->protocol, 1, GL_PORT_MAX);
    else if (options->port >= 0)
        ports = gl_portset_of_range(arena, options->protocol ? options->protocol : GL_PROTO_TCP,
                                    (unsigned)options->port, (unsigned)options->port);
    else
        ports = gl_pods_all_ports();
    return ports;
}

struct gl_str gl_reach_ports_shown(struct gl_arena *arena, const struct gl_reach_options *options)
{
    const char *protocol = gl_protocol_name(options->protocol ? options->protocol : GL_PROTO_TCP);

    if (options->port >= 0)
        return gl_arena_printf(arena, "%s %d", protocol, options->port);
    return options->protocol ? gl_arena_printf(arena, "%s", protocol) : GL_STR("any port");
}

struct gl_str gl_reach_shown(struct gl_arena *arena, struct gl_portset ports)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    gl_pods_print_ports(&out, ports);
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

/* ---- names ---- */

bool gl_reach_is_name_of(const struct gl_pods_end *workload, struct gl_str text)
{
    size_t slash = gl_str_find_char(text, '/');

    return slash == GL_STR_NONE ? gl_str_eq(text, workload->name)
                                : gl_str_eq(gl_str_slice(text, 0, slash), workload->ns) &&
                                      gl_str_eq(gl_str_from(text, slash + 1), workload->name);
}

struct gl_suggestion gl_reach_suggest(const struct gl_reached_list *clusters, struct gl_str written)
{
    bool has_ns = gl_str_find_char(written, '/') != GL_STR_NONE;
    struct gl_suggestion nearest;

    gl_suggestion_init(&nearest, written);
    for (size_t i = 0; i < clusters->len; i++) {
        const struct gl_pods *pods = clusters->items[i].pods;

        for (size_t k = 0; k < pods->end_len; k++) {
            const struct gl_pods_end *end = &pods->ends[k];

            if (end->kind != GL_PODS_WORKLOAD)
                continue;
            gl_suggestion_offer(&nearest,
                                has_ns ? gl_str_slice(end->shown, 0, gl_str_find_last_char(end->shown, '['))
                                       : end->name);
        }
    }
    return nearest;
}

/* ---- focus ---- */

/* "name", "ns/name", "ns/name[Kind]", "ingress-controller". */
static bool is_named(const struct gl_pods_end *end, struct gl_str name)
{
    if (end->kind == GL_PODS_INGRESS_CONTROLLER)
        return gl_str_eq(name, GL_STR("ingress-controller")) || gl_str_eq(name, end->shown);
    return end->kind == GL_PODS_WORKLOAD && (gl_str_eq(name, end->shown) || gl_reach_is_name_of(end, name));
}

static bool *find_names(struct gl_arena *arena, const struct gl_pods *pods, const struct gl_texts *names)
{
    bool *found;

    if (names->len == 0)
        return NULL;
    found = GL_NEW_ARRAY(arena, bool, pods->end_len);
    for (size_t i = 0; i < pods->end_len; i++) {
        for (size_t k = 0; k < names->len && !found[i]; k++)
            found[i] = is_named(&pods->ends[i], names->items[k]);
    }
    return found;
}

void gl_focus_find(struct gl_arena *arena, const struct gl_pods *pods, const struct gl_reach_options *options,
                   struct gl_focus *ret_focus)
{
    *ret_focus = (struct gl_focus){.options = options,
                                   .is_focused = find_names(arena, pods, &options->focus),
                                   .is_peer = find_names(arena, pods, &options->focus_peers),
                                   .ports = gl_reach_ports(arena, options)};
}

static bool is_somewhere(const struct gl_reached_list *clusters, struct gl_str name)
{
    if (gl_str_eq(name, GL_STR("ingress-controller")))
        return true;
    for (size_t i = 0; i < clusters->len; i++) {
        const struct gl_pods *pods = clusters->items[i].pods;

        for (size_t k = 0; k < pods->end_len; k++) {
            if (is_named(&pods->ends[k], name))
                return true;
        }
    }
    return false;
}

static void tell_unknown_name(const struct gl_reached_list *clusters, struct gl_str name,
                              struct gl_diags *diags)
{
    struct gl_suggestion nearest = gl_reach_suggest(clusters, name);
    struct gl_buf message;

    gl_buf_init(&message);
    gl_suggestion_add(&message, &nearest);
    gl_diag_add(diags, GL_DIAG_INCOMPLETE, (struct gl_span){0}, nearest.best.len ? "" : "correct the name",
                "workload %.*s does not exist in what was scanned%.*s", GL_STR_ARG(name),
                GL_STR_ARG(gl_buf_str(&message)));
    gl_buf_free(&message);
}

void gl_focus_check(const struct gl_reached_list *clusters, const struct gl_texts *names,
                    struct gl_diags *diags)
{
    for (size_t i = 0; i < names->len; i++) {
        if (!is_somewhere(clusters, names->items[i]))
            tell_unknown_name(clusters, names->items[i], diags);
    }
}

/* ---- rows ---- */

struct relater {
    struct gl_arena *arena;
    const struct gl_pods *pods;
    const struct gl_focus *focus;
    struct gl_relation_row *rows;
    size_t row_len, row_capacity;
    struct gl_relation_ports *ports;
    size_t port_len, port_capacity;
    struct gl_name_index known; /* bytes of sets of ports: their position in `ports` */
    struct gl_buf key;
};

static void add_bytes(struct gl_buf *key, struct gl_portset ports)
{
    if (ports.keys.len)
        gl_buf_add(
            key, (struct gl_str){(const char *)ports.keys.items, ports.keys.len * sizeof *ports.keys.items});
    gl_buf_add_char(key, '|');
}

/* Clusters have few sets of ports, and as many flows as pairs of pods: each set is written once. */
static uint32_t ports_of(struct relater *relater, struct gl_portset ports, struct gl_portset sure)
{
    bool is_sure = gl_portset_equal(ports, sure);
    struct gl_relation_ports *shown;
    uint32_t at;

    relater->key.len = 0;
    add_bytes(&relater->key, ports);
    if (!is_sure)
        add_bytes(&relater->key, sure);
    at = gl_name_index_find(&relater->known, gl_buf_str(&relater->key));
    if (at != GL_NAME_INDEX_NONE)
        return at;
    at = (uint32_t)relater->port_len;
    shown = GL_PUSH(relater->arena, relater->ports, relater->port_len, relater->port_capacity);
    shown->shown = gl_reach_shown(relater->arena, ports);
    if (!is_sure)
        shown->may = gl_reach_shown(relater->arena, gl_portset_difference(relater->arena, ports, sure));
    gl_name_index_add(relater->arena, &relater->known,
                      gl_arena_copy(relater->arena, gl_buf_str(&relater->key)), at);
    return at;
}

static bool is_asked(const struct gl_focus *focus, uint32_t from, uint32_t to)
{
    enum gl_focus_direction direction = focus->options->direction;

    if (!focus->is_focused)
        return true;
    if (focus->is_focused[from] && (!focus->is_peer || focus->is_peer[to]) && direction != GL_FOCUS_INGRESS)
        return true;
    return focus->is_focused[to] && (!focus->is_peer || focus->is_peer[from]) && direction != GL_FOCUS_EGRESS;
}

static bool add_row(void *context, const struct gl_pods_flow *flow)
{
    struct relater *relater = context;
    struct gl_portset ports = flow->ports, sure = flow->sure;
    struct gl_arena scratch = {0};

    if (!is_asked(relater->focus, flow->from, flow->to))
        return true;
    if (relater->focus->options->has_conn) {
        ports = gl_portset_intersection(&scratch, ports, relater->focus->ports);
        sure = gl_portset_intersection(&scratch, sure, relater->focus->ports);
    }
    if (!gl_portset_is_empty(ports))
        *GL_PUSH(relater->arena, relater->rows, relater->row_len, relater->row_capacity) =
            (struct gl_relation_row){flow->from, flow->to, ports_of(relater, ports, sure)};
    gl_arena_free(&scratch);
    return true;
}

static int compare_rows(const void *a_, const void *b_)
{
    const struct gl_relation_row *a = a_, *b = b_;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* Flows of the ends in focus only: a large cluster has more pairs than anybody asked for. */
static void add_focused_rows(struct relater *relater)
{
    const bool *is_focused = relater->focus->is_focused;
    size_t kept = 0;

    for (uint32_t i = 0; i < relater->pods->end_len; i++) {
        if (!is_focused[i])
            continue;
        gl_pods_each_flow(relater->pods, i, GL_PODS_NONE, add_row, relater);
        gl_pods_each_flow(relater->pods, GL_PODS_NONE, i, add_row, relater);
    }
    if (relater->row_len)
        qsort(relater->rows, relater->row_len, sizeof *relater->rows, compare_rows);
    for (size_t i = 0; i < relater->row_len; i++) { /* both ends may be in focus */
        if (kept == 0 || compare_rows(&relater->rows[kept - 1], &relater->rows[i]) != 0)
            relater->rows[kept++] = relater->rows[i];
    }
    relater->row_len = kept;
}

/* ---- ends, exposure ---- */

static struct gl_relation_end *relate_ends(struct gl_arena *arena, const struct gl_pods *pods)
{
    struct gl_relation_end *ends = GL_NEW_ARRAY(arena, struct gl_relation_end, pods->end_len);

    for (size_t i = 0; i < pods->end_len; i++) {
        const struct gl_pods_end *end = &pods->ends[i];
        size_t slash;

        ends[i].kind = end->kind == GL_PODS_WORKLOAD    ? GL_RELATION_WORKLOAD
                       : end->kind == GL_PODS_ADDRESSES ? GL_RELATION_ADDRESSES
                                                        : GL_RELATION_ENTRY;
        ends[i].shown = ends[i].label = gl_reach_text(arena, end->shown);
        slash = gl_str_find_char(ends[i].shown, '/');
        if (end->kind != GL_PODS_WORKLOAD || slash == GL_STR_NONE)
            continue;
        ends[i].ns = gl_str_slice(ends[i].shown, 0, slash);
        ends[i].label = gl_str_from(ends[i].shown, slash + 1);
    }
    return ends;
}

static bool is_exposure_asked(const struct gl_focus *focus, uint32_t end, enum gl_pods_direction direction)
{
    enum gl_focus_direction wanted = focus->options->direction;

    if (!focus->is_focused)
        return true;
    return focus->is_focused[end] && !focus->is_peer &&
           (wanted == GL_FOCUS_BOTH || (wanted == GL_FOCUS_EGRESS) == (direction == GL_PODS_EGRESS));
}

static void relate_exposures(struct relater *relater, struct gl_relation *relation)
{
    const struct gl_pods *pods = relater->pods;
    struct gl_relation_exposure *exposures =
        GL_NEW_ARRAY(relater->arena, struct gl_relation_exposure, pods->exposure_len);
    size_t len = 0;

    for (size_t i = 0; i < pods->exposure_len; i++) {
        const struct gl_pods_exposure *exposure = &pods->exposures[i];

        if (!is_exposure_asked(relater->focus, exposure->end, exposure->direction) ||
            (relater->focus->options->has_conn &&
             (!gl_portset_overlaps(exposure->known, relater->focus->ports) ||
              gl_portset_overlaps(exposure->everyone, relater->focus->ports))))
            continue;
        exposures[len++] = (struct gl_relation_exposure){exposure->end, exposure->direction == GL_PODS_EGRESS,
                                                         gl_reach_text(relater->arena, exposure->peer),
                                                         gl_reach_text(relater->arena, exposure->ports)};
    }
    relation->exposures = exposures;
    relation->exposure_len = len;
}

static void relate_unprotected(struct relater *relater, struct gl_relation *relation)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_EGRESS, GL_PODS_INGRESS};
    struct gl_relation_unprotected *unprotected =
        GL_NEW_ARRAY(relater->arena, struct gl_relation_unprotected, relater->pods->end_len * 2);
    size_t len = 0;

    for (uint32_t i = 0; i < relater->pods->end_len; i++) {
        for (size_t d = 0; d < 2 && relater->pods->ends[i].kind == GL_PODS_WORKLOAD; d++) {
            struct gl_arena scratch = {0};

            if (is_exposure_asked(relater->focus, i, directions[d]) &&
                gl_pods_isolation(&scratch, relater->pods, i, directions[d]).len == 0)
                unprotected[len++] = (struct gl_relation_unprotected){i, directions[d] == GL_PODS_EGRESS};
            gl_arena_free(&scratch);
        }
    }
    relation->unprotected = unprotected;
    relation->unprotected_len = len;
}

struct gl_relation gl_reach_relation(struct gl_arena *arena, const struct gl_reached *reached,
                                     const struct gl_focus *focus)
{
    struct relater relater = {.arena = arena, .pods = reached->pods, .focus = focus};
    struct gl_relation relation = {.name = reached->name, .end_len = reached->pods->end_len};
    struct gl_relation_cases *cases;

    gl_buf_init(&relater.key);
    relation.ends = relate_ends(arena, reached->pods);
    if (focus->is_focused)
        add_focused_rows(&relater);
    else
        gl_pods_each_flow(reached->pods, GL_PODS_NONE, GL_PODS_NONE, add_row, &relater);
    relation.rows = relater.rows;
    relation.row_len = relater.row_len;
    relation.ports = relater.ports;
    if (focus->options->has_exposure) {
        relate_exposures(&relater, &relation);
        if (!focus->options->has_conn)
            relate_unprotected(&relater, &relation);
    }
    if (focus->options->is_explained) {
        cases = GL_NEW_ARRAY(arena, struct gl_relation_cases, relation.row_len);
        for (size_t i = 0; i < relation.row_len; i++)
            cases[i] = gl_reach_cases(arena, reached->pods, relation.rows[i].from, relation.rows[i].to,
                                      focus->ports);
        relation.cases = cases;
    }
    gl_buf_free(&relater.key);
    return relation;
}
