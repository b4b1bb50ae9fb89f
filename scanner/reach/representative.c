#include "reach/representative.h"
#include "base/sort.h"

#include <stdlib.h>

#include "reach/requirement.h"

static const struct gl_str name_label = GL_STR_INIT("kubernetes.io/metadata.name");

/* A peer as requirements; a namespace that is not selected but given is one by its name. */
struct described {
    struct gl_requirements namespaces, pods;
    bool is_known;
    bool is_of_rule;
};

/* What is looked for while representatives are made. */
struct search {
    struct gl_pods_build *build;
    struct gl_pods_representatives *made;
    struct described *peers;
    uint32_t *peer_of; /* of each representative */
    size_t peer_of_len, peer_of_capacity;
    struct gl_name_index index;    /* representatives by what they require */
    struct gl_name_index by_label; /* peers that require a label: lists below */
    uint32_t *next;                /* of each peer in its list, GL_PODS_NONE at the end */
    uint32_t *first;               /* of each list */
    size_t first_len, first_capacity;
    uint32_t without_label; /* the list of those that require none */
};

/* ---- peers as requirements ---- */

static struct gl_requirements only_name(struct gl_arena *arena, struct gl_str ns)
{
    struct gl_value *selector = GL_NEW_ARRAY(arena, struct gl_value, 2);
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, 2);
    struct gl_requirements list = {0};

    members[0] = (struct gl_member){.key = name_label, .value = {.type = GL_STRING, .u.str = ns}};
    selector[0] = (struct gl_value){.type = GL_MAP, .u.map = {members, 1}};
    members[1] = (struct gl_member){.key = GL_STR("matchLabels"), .value = selector[0]};
    selector[1] = (struct gl_value){.type = GL_MAP, .u.map = {members + 1, 1}};
    (void)gl_requirements_of(arena, &selector[1], &list);
    return list;
}

static void describe(struct search *search, uint32_t number)
{
    const struct gl_pods_peer *peer = &search->build->tables->peers[number];
    struct described *made = &search->peers[number];

    made->is_known = gl_requirements_of(search->build->scratch, peer->pod_selector, &made->pods);
    if (peer->ns_selector)
        made->is_known = made->is_known &&
                         gl_requirements_of(search->build->scratch, peer->ns_selector, &made->namespaces);
    else
        made->namespaces = only_name(search->build->scratch, peer->ns);
}

static bool all_follow(const struct gl_requirements *list, const struct gl_requirements *from)
{
    for (size_t i = 0; i < list->len; i++) {
        if (!gl_requirement_follows(&list->items[i], from))
            return false;
    }
    return true;
}

/* ---- which representatives there are ---- */

static bool is_all_labels(const struct gl_requirements *list)
{
    for (size_t i = 0; i < list->len; i++) {
        if (!gl_requirement_is_label(&list->items[i]))
            return false;
    }
    return true;
}

/* Is a pod of the scan just what the peer describes? One that names no label of pods, or any namespace,
 * describes others too. */
static bool is_in_scan(const struct gl_pods_tables *tables, const struct described *peer,
                       const struct gl_pods_peer *of)
{
    if (!peer->pods.len || !peer->namespaces.len || !is_all_labels(&peer->pods) ||
        !is_all_labels(&peer->namespaces))
        return false;
    for (size_t i = 0; i < of->len; i++) {
        if (of->members[i].class_index < tables->real_len && of->members[i].match == GL_MATCH_YES)
            return true;
    }
    return false;
}

static void add_sorted_texts(struct gl_buf *key, const struct gl_requirements *list, struct gl_arena *scratch)
{
    struct gl_str *texts = GL_NEW_ARRAY(scratch, struct gl_str, list->len);

    for (size_t i = 0; i < list->len; i++)
        texts[i] = list->items[i].text;
    if (list->len)
        qsort(texts, list->len, sizeof *texts, gl_str_compare);
    for (size_t i = 0; i < list->len; i++)
        gl_buf_printf(key, "%.*s\x1e", GL_STR_ARG(texts[i]));
    gl_buf_add_char(key, '\x1d');
}

static struct gl_str shown_of(struct gl_pods_build *build, const struct described *peer)
{
    struct gl_buf *out = &build->text;
    bool is_one_name = peer->namespaces.len == 1 && gl_requirement_is_label(&peer->namespaces.items[0]) &&
                       gl_str_eq(peer->namespaces.items[0].key, name_label);

    out->len = 0;
    if (!peer->namespaces.len) {
        gl_buf_add(out, GL_STR("[all namespaces]"));
    } else if (is_one_name) {
        gl_buf_add(out, peer->namespaces.items[0].values[0]);
    } else {
        gl_buf_add(out, GL_STR("[namespace with "));
        gl_requirements_print(out, &peer->namespaces);
        gl_buf_add_char(out, ']');
    }
    gl_buf_add_char(out, '/');
    if (!peer->pods.len) {
        gl_buf_add(out, GL_STR("[all pods]"));
    } else {
        gl_buf_add(out, GL_STR("[pod with "));
        gl_requirements_print(out, &peer->pods);
        gl_buf_add_char(out, ']');
    }
    return gl_arena_copy(build->arena, gl_buf_str(out));
}

static void add_representative(struct search *search, uint32_t number)
{
    struct gl_pods_build *build = search->build;
    const struct described *peer = &search->peers[number];
    struct gl_buf *key = &build->text;
    struct gl_pods_representative *made;
    struct gl_str text;

    if (!peer->is_known || (!peer->namespaces.len && !peer->pods.len) ||
        is_in_scan(build->tables, peer, &build->tables->peers[number]))
        return;
    key->len = 0;
    add_sorted_texts(key, &peer->namespaces, build->scratch);
    add_sorted_texts(key, &peer->pods, build->scratch);
    text = gl_arena_copy(build->scratch, gl_buf_str(key));
    if (gl_name_index_add(build->scratch, &search->index, text, (uint32_t)search->made->len) !=
        GL_NAME_INDEX_NONE)
        return;
    made = GL_PUSH(build->arena, search->made->items, search->made->len, search->made->capacity);
    made->shown = shown_of(build, peer);
    *GL_PUSH(build->scratch, search->peer_of, search->peer_of_len, search->peer_of_capacity) = number;
}

/* Peers of rules come in the order of the policies: the first way of writing one is shown. */
static void find_in_rule(struct search *search, const struct gl_pods_rule *rule)
{
    for (size_t i = 0; i < rule->peer_len; i++) {
        if (!search->peers[rule->peers[i]].is_of_rule)
            add_representative(search, rule->peers[i]);
        search->peers[rule->peers[i]].is_of_rule = true;
    }
}

static void find_all(struct search *search)
{
    const struct gl_pods *pods = search->build->pods;

    for (size_t i = 0; i < pods->policy_len; i++) {
        for (size_t k = 0; k < 2; k++) {
            const struct gl_pods_policy *policy = &pods->policies[i];

            for (size_t r = 0; policy->affects[k] && r < policy->rule_len[k]; r++)
                find_in_rule(search, &policy->rules[k][r]);
        }
    }
}

/* ---- which peers name them ---- */

/* A label that a peer requires, as a key; false: it requires none. */
static bool label_key(struct gl_buf *key, const struct described *peer)
{
    for (size_t i = 0; i < peer->namespaces.len; i++) {
        if (gl_requirement_is_label(&peer->namespaces.items[i])) {
            gl_buf_printf(key, "n%.*s", GL_STR_ARG(peer->namespaces.items[i].text));
            return true;
        }
    }
    for (size_t i = 0; i < peer->pods.len; i++) {
        if (gl_requirement_is_label(&peer->pods.items[i])) {
            gl_buf_printf(key, "p%.*s", GL_STR_ARG(peer->pods.items[i].text));
            return true;
        }
    }
    return false;
}

static void index_peers(struct search *search)
{
    struct gl_pods_build *build = search->build;
    size_t len = build->tables->peer_len;

    search->next = GL_NEW_ARRAY(build->scratch, uint32_t, len);
    search->without_label = GL_PODS_NONE;
    for (size_t i = len; i > 0; i--) {
        uint32_t number = (uint32_t)i - 1, list;

        if (!search->peers[number].is_known || !search->peers[number].is_of_rule)
            continue;
        build->text.len = 0;
        if (!label_key(&build->text, &search->peers[number])) {
            search->next[number] = search->without_label;
            search->without_label = number;
            continue;
        }
        list = gl_name_index_find(&search->by_label, gl_buf_str(&build->text));
        if (list == GL_NAME_INDEX_NONE) {
            list = (uint32_t)search->first_len;
            (void)gl_name_index_add(build->scratch, &search->by_label,
                                    gl_arena_copy(build->scratch, gl_buf_str(&build->text)), list);
            *GL_PUSH(build->scratch, search->first, search->first_len, search->first_capacity) = GL_PODS_NONE;
        }
        gl_assert(search->first);
        search->next[number] = search->first[list];
        search->first[list] = number;
    }
}

static void try_list(struct search *search, uint32_t representative, uint32_t peer)
{
    struct gl_pods_representative *made = &search->made->items[representative];
    const struct described *own = &search->peers[search->peer_of[representative]];

    for (; peer != GL_PODS_NONE; peer = search->next[peer]) {
        if (all_follow(&search->peers[peer].namespaces, &own->namespaces) &&
            all_follow(&search->peers[peer].pods, &own->pods))
            *GL_PUSH(search->build->arena, made->named_by, made->len, made->capacity) = peer;
    }
}

static void try_labels(struct search *search, uint32_t representative, char part,
                       const struct gl_requirements *list)
{
    for (size_t i = 0; i < list->len; i++) {
        struct gl_buf *key = &search->build->text;
        uint32_t found;

        if (!gl_requirement_is_label(&list->items[i]))
            continue;
        key->len = 0;
        gl_buf_printf(key, "%c%.*s", part, GL_STR_ARG(list->items[i].text));
        found = gl_name_index_find(&search->by_label, gl_buf_str(key));
        if (found != GL_NAME_INDEX_NONE)
            try_list(search, representative, search->first[found]);
    }
}

static void find_names(struct search *search, uint32_t representative)
{
    struct gl_pods_representative *made = &search->made->items[representative];
    const struct described *own;

    gl_assert(search->peer_of);
    own = &search->peers[search->peer_of[representative]];
    try_labels(search, representative, 'n', &own->namespaces);
    try_labels(search, representative, 'p', &own->pods);
    try_list(search, representative, search->without_label);
    gl_sort_u32(made->named_by, made->len);
}

/* Does a peer name more than some pods? Those of everyone say nothing about one of them. */
static bool is_everyone(const struct gl_pods_tables *tables, uint32_t peer)
{
    return tables->peers[peer].is_every_namespace && tables->peers[peer].is_every_pod;
}

static void name_everyone(struct search *search)
{
    struct gl_pods_representative *everyone = &search->made->everyone;
    const struct gl_pods_tables *tables = search->build->tables;

    everyone->shown = GL_STR("entire-cluster");
    everyone->named_by = GL_NEW_ARRAY(search->build->arena, uint32_t, tables->peer_len);
    for (uint32_t i = 0; i < tables->peer_len; i++) {
        if (is_everyone(tables, i))
            everyone->named_by[everyone->len++] = i;
    }
}

static void turn_around(struct search *search)
{
    struct gl_pods_representatives *made = search->made;
    size_t peers = search->build->tables->peer_len;

    made->by_peer = GL_NEW_ARRAY(search->build->arena, uint32_t *, peers);
    made->by_peer_len = GL_NEW_ARRAY(search->build->arena, size_t, peers);
    for (size_t i = 0; i < made->len; i++) {
        for (size_t k = 0; k < made->items[i].len; k++)
            made->by_peer_len[made->items[i].named_by[k]] +=
                !is_everyone(search->build->tables, made->items[i].named_by[k]);
    }
    for (size_t i = 0; i < peers; i++) {
        made->by_peer[i] = GL_NEW_ARRAY(search->build->arena, uint32_t, made->by_peer_len[i]);
        made->by_peer_len[i] = 0;
    }
    for (uint32_t i = 0; i < made->len; i++) {
        for (size_t k = 0; k < made->items[i].len; k++) {
            uint32_t peer = made->items[i].named_by[k];

            if (!is_everyone(search->build->tables, peer))
                made->by_peer[peer][made->by_peer_len[peer]++] = i;
        }
    }
}

struct gl_pods_representatives *gl_pods_find_representatives(struct gl_pods_build *build)
{
    struct search search = {.build = build, .made = GL_NEW(build->arena, struct gl_pods_representatives)};

    search.peers = GL_NEW_ARRAY(build->scratch, struct described, build->tables->peer_len);
    for (uint32_t i = 0; i < build->tables->peer_len; i++)
        describe(&search, i);
    find_all(&search);
    index_peers(&search);
    for (uint32_t i = 0; i < search.made->len; i++)
        find_names(&search, i);
    name_everyone(&search);
    turn_around(&search);
    return search.made;
}
