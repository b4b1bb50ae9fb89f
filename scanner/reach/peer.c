/* Peers of rules and subjects of policies: numbering them, and finding the classes that they name. */
#include "reach/build.h"

#include <stdlib.h>

/* Things with labels (namespaces, classes) by "key=value", so that a selector looks at few of them. */
struct label_index {
    struct gl_name_index by_pair;
    struct {
        uint32_t *items; /* ascending */
        size_t len, capacity;
    } * lists;
    size_t len, capacity;
    uint32_t *vague; /* not all of whose labels are known */
    size_t vague_len, vague_capacity;
};

/* ---- numbering ---- */

static struct gl_str key_of(struct gl_pods_build *build, const struct gl_pods_peer *peer)
{
    struct gl_buf *key = &build->text;

    key->len = 0;
    if (peer->is_every_namespace)
        gl_buf_add_char(key, '*');
    else if (peer->ns_selector)
        gl_value_print(key, peer->ns_selector);
    else
        gl_buf_printf(key, "=%.*s", GL_STR_ARG(peer->ns));
    gl_buf_add_char(key, peer->is_host_left_out ? '\x1e' : '\x1f');
    if (!peer->is_every_pod)
        gl_value_print(key, peer->pod_selector);
    return gl_buf_str(key);
}

uint32_t gl_pods_add_peer(struct gl_pods_build *build, const struct gl_pods_peer *peer)
{
    struct gl_pods_tables *tables = build->tables;
    struct gl_pods_peer made = *peer;
    struct gl_str key;
    uint32_t found;

    made.is_every_namespace = gl_selector_is_empty(made.ns_selector);
    made.is_every_pod = !made.pod_selector || gl_selector_is_empty(made.pod_selector);
    made.is_host_left_out = made.is_host_left_out || tables->host_network_apart;
    key = key_of(build, &made);
    found = gl_name_index_find(&tables->peer_index, key);
    if (found != GL_NAME_INDEX_NONE)
        return found;
    (void)gl_name_index_add(build->arena, &tables->peer_index, gl_arena_copy(build->arena, key),
                            (uint32_t)tables->peer_len);
    *GL_PUSH(build->arena, tables->peers, tables->peer_len, tables->peer_capacity) = made;
    return (uint32_t)tables->peer_len - 1;
}

/* ---- index of labels ---- */

static struct gl_str pair_of(struct gl_buf *text, struct gl_str key, struct gl_str value)
{
    text->len = 0;
    gl_buf_add(text, key);
    gl_buf_add_char(text, '\x1f');
    gl_buf_add(text, value);
    return gl_buf_str(text);
}

static void add_labels(struct gl_pods_build *build, struct label_index *index, const struct gl_value *labels,
                       uint32_t number)
{
    bool is_vague = labels && labels->type != GL_MAP && !gl_pods_is_absent(labels);
    size_t len = labels && labels->type == GL_MAP ? labels->u.map.len : 0;

    for (size_t i = 0; i < len; i++) {
        struct gl_str value, pair;
        uint32_t list;

        if (!gl_value_text(&labels->u.map.members[i].value, &value)) {
            is_vague = true;
            continue;
        }
        pair = pair_of(&build->text, labels->u.map.members[i].key, value);
        list = gl_name_index_find(&index->by_pair, pair);
        if (list == GL_NAME_INDEX_NONE) {
            list = (uint32_t)index->len;
            (void)gl_name_index_add(build->scratch, &index->by_pair, gl_arena_copy(build->scratch, pair),
                                    list);
            (void)GL_PUSH(build->scratch, index->lists, index->len, index->capacity);
        }
        gl_assert(index->lists);
        *GL_PUSH(build->scratch, index->lists[list].items, index->lists[list].len,
                 index->lists[list].capacity) = number;
    }
    if (is_vague)
        *GL_PUSH(build->scratch, index->vague, index->vague_len, index->vague_capacity) = number;
}

/* Candidates of a selector: those with one of the labels that it asks for. False: any may match. */
static bool few_candidates(struct gl_pods_build *build, const struct label_index *index,
                           const struct gl_value *selector, const uint32_t **ret_items, size_t *ret_len)
{
    const struct gl_value *wanted = gl_value_get(selector, GL_STR("matchLabels"));
    bool is_found = false;

    for (size_t i = 0; gl_value_is(wanted, GL_MAP) && i < wanted->u.map.len; i++) {
        struct gl_str value;
        uint32_t list;

        if (!gl_value_text(&wanted->u.map.members[i].value, &value))
            continue;
        list =
            gl_name_index_find(&index->by_pair, pair_of(&build->text, wanted->u.map.members[i].key, value));
        if (list == GL_NAME_INDEX_NONE) {
            *ret_len = 0;
            return true;
        }
        gl_assert(index->lists);
        if (is_found && index->lists[list].len >= *ret_len)
            continue;
        *ret_items = index->lists[list].items;
        *ret_len = index->lists[list].len;
        is_found = true;
    }
    return is_found;
}

/* ---- members ---- */

struct finding {
    struct gl_pods_build *build;
    struct label_index namespaces, classes;
    struct gl_pods_peer *peer;
    uint8_t *ns_match; /* of all namespaces, for the peer at hand */
    uint32_t *matched; /* those that match it */
    size_t matched_len;
    size_t capacity;
};

static void try_class(struct finding *finding, uint32_t number, enum gl_match ns_match)
{
    const struct gl_pods_class *candidate = &finding->build->tables->classes[number];
    struct gl_pods_peer *peer = finding->peer;
    enum gl_match match = ns_match;

    if (match == GL_MATCH_NO || (peer->is_host_left_out && candidate->is_host_network == GL_MATCH_YES))
        return;
    if (peer->is_host_left_out && candidate->is_host_network == GL_MATCH_MAY)
        match = GL_MATCH_MAY;
    if (!peer->is_every_pod)
        match = gl_match_both(match, gl_selector_matches(peer->pod_selector, candidate->labels));
    if (match != GL_MATCH_NO)
        *GL_PUSH(finding->build->arena, peer->members, peer->len, finding->capacity) =
            (struct gl_pods_member){number, match};
}

static int by_class(const void *a, const void *b)
{
    const struct gl_pods_member *left = a, *right = b;

    return (left->class_index > right->class_index) - (left->class_index < right->class_index);
}

/* Sorted, and each class once: one with vague labels may have come from two lists. */
static void settle(struct gl_pods_peer *peer)
{
    size_t kept = 0;

    if (peer->len)
        qsort(peer->members, peer->len, sizeof *peer->members, by_class);
    for (size_t i = 0; i < peer->len; i++) {
        if (kept == 0 || peer->members[kept - 1].class_index != peer->members[i].class_index)
            peer->members[kept++] = peer->members[i];
    }
    peer->len = kept;
}

/* Of namespaces, those of one peer; counts the classes in them. */
static size_t match_namespaces(struct finding *finding)
{
    struct gl_pods_tables *tables = finding->build->tables;
    const struct gl_pods_peer *peer = finding->peer;
    const uint32_t *few = NULL;
    size_t len = 0, classes = 0;
    bool is_few = !peer->is_every_namespace &&
                  few_candidates(finding->build, &finding->namespaces, peer->ns_selector, &few, &len);

    for (size_t i = 0; i < (is_few ? len + finding->namespaces.vague_len : tables->ns_len); i++) {
        size_t at = !is_few ? i : i < len ? few[i] : finding->namespaces.vague[i - len];
        const struct gl_pods_ns *ns = &tables->namespaces[at];

        if (finding->ns_match[at])
            continue;
        finding->ns_match[at] =
            (uint8_t)(peer->is_every_namespace ? GL_MATCH_YES
                                               : gl_selector_matches(peer->ns_selector, &ns->labels));
        if (finding->ns_match[at] == GL_MATCH_NO)
            continue;
        finding->matched[finding->matched_len++] = (uint32_t)at;
        classes += ns->class_len;
    }
    return classes;
}

/* Every class of the namespaces that match. */
static void try_all(struct finding *finding)
{
    const struct gl_pods_tables *tables = finding->build->tables;

    for (size_t i = 0; i < finding->matched_len; i++) {
        const struct gl_pods_ns *ns = &tables->namespaces[finding->matched[i]];

        for (uint32_t k = 0; k < ns->class_len; k++)
            try_class(finding, ns->first_class + k, (enum gl_match)finding->ns_match[finding->matched[i]]);
    }
    for (size_t i = tables->real_len; i < tables->class_len; i++)
        try_class(finding, (uint32_t)i, (enum gl_match)finding->ns_match[tables->classes[i].ns_index]);
}

/* Through the namespaces or through the labels of the pods, whichever is shorter. */
static void find_members(struct finding *finding, size_t in_namespaces)
{
    struct gl_pods_tables *tables = finding->build->tables;
    const struct gl_pods_peer *peer = finding->peer;
    const uint32_t *few = NULL;
    size_t len = 0;
    bool is_few = !peer->is_every_pod &&
                  few_candidates(finding->build, &finding->classes, peer->pod_selector, &few, &len);

    if (is_few && len + finding->classes.vague_len < in_namespaces) {
        for (size_t i = 0; i < len + finding->classes.vague_len; i++) {
            uint32_t number = i < len ? few[i] : finding->classes.vague[i - len];

            try_class(finding, number, (enum gl_match)finding->ns_match[tables->classes[number].ns_index]);
        }
    } else {
        try_all(finding);
    }
    settle(finding->peer);
}

static size_t match_own_namespace(struct finding *finding)
{
    uint32_t at = gl_cluster_find_namespace(finding->build->pods->cluster, finding->peer->ns);

    if (at == GL_NO_NAMESPACE)
        return 0;
    finding->ns_match[at] = GL_MATCH_YES;
    finding->matched[finding->matched_len++] = at;
    return finding->build->tables->namespaces[at].class_len;
}

void gl_pods_build_members(struct gl_pods_build *build)
{
    struct gl_pods_tables *tables = build->tables;
    struct finding finding = {.build = build};

    for (uint32_t i = 0; i < tables->ns_len; i++)
        add_labels(build, &finding.namespaces, &tables->namespaces[i].labels, i);
    for (uint32_t i = 0; i < tables->class_len; i++)
        add_labels(build, &finding.classes, tables->classes[i].labels, i);
    finding.ns_match = GL_NEW_ARRAY(build->scratch, uint8_t, tables->ns_len);
    finding.matched = GL_NEW_ARRAY(build->scratch, uint32_t, tables->ns_len);
    for (size_t i = 0; i < tables->peer_len; i++) {
        finding.peer = &tables->peers[i];
        finding.capacity = 0;
        find_members(&finding,
                     finding.peer->ns_selector ? match_namespaces(&finding) : match_own_namespace(&finding));
        for (size_t k = 0; k < finding.matched_len; k++)
            finding.ns_match[finding.matched[k]] = GL_MATCH_NO;
        finding.matched_len = 0;
    }
}
