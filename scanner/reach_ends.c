#include "reach_ends.h"

#include "base/suggest.h"
#include "graph/kubernetes.h"

/* What is being put together for one end. */
struct gathering {
    const struct gl_ends *ends;
    struct gl_end *end;
    bool *has_nic;
    uint32_t *nics;
    size_t nic_len, name_capacity;
};

static struct gathering begin(const struct gl_ends *ends, struct gl_end *end)
{
    *end = (struct gl_end){0};
    return (struct gathering){.ends = ends,
                              .end = end,
                              .has_nic = GL_NEW_ARRAY(ends->arena, bool, ends->nw->nic_len),
                              .nics = GL_NEW_ARRAY(ends->arena, uint32_t, ends->nw->nic_len)};
}

static void add_nic(struct gathering *gathering, uint32_t nic)
{
    if (gathering->has_nic[nic])
        return;
    gathering->has_nic[nic] = true;
    gathering->nics[gathering->nic_len++] = nic;
}

static void add_name(struct gathering *gathering, const struct gl_resource *resource)
{
    struct gl_end *end = gathering->end;

    *GL_PUSH(gathering->ends->arena, end->names, end->len, gathering->name_capacity) =
        gl_resource_shown(gathering->ends->arena, resource);
}

static void finish(struct gathering *gathering)
{
    gathering->end->party.nics = gathering->nics;
    gathering->end->party.nic_len = gathering->nic_len;
}

/* ---- addresses ---- */

static struct gl_ipset blocks_of_all(const struct gl_ends *ends)
{
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, ends->arena);
    for (uint32_t i = 0; i < ends->nw->vpc_len; i++)
        gl_ipset_builder_add_set(&builder, ends->nw->vpcs[i].blocks);
    return gl_ipset_builder_finish(&builder);
}

/* Who has some of them, and what is left: a part of the internet, a part of what is behind a private gateway.
 */
static void find_addresses(struct gathering *gathering, struct gl_ipset asked)
{
    const struct gl_ends *ends = gathering->ends;
    struct gl_nw_party *party = &gathering->end->party;
    struct gl_ipset rest;

    party->addresses = asked;
    for (uint32_t i = 0; i < ends->nw->nic_len; i++) {
        const struct gl_nw_nic *nic = &ends->nw->nics[i];

        if (gl_ipset_overlaps(nic->addresses, asked) || gl_ipset_overlaps(nic->public_addresses, asked))
            add_nic(gathering, i);
    }
    party->is_internet = gl_ipset_has_public(asked);
    rest = gl_ipset_difference(ends->arena, asked, blocks_of_all(ends));
    rest = gl_ipset_difference(ends->arena, rest, gl_ipset_public_part(ends->arena, rest));
    party->is_onprem = !gl_ipset_is_empty(rest);
}

static bool is_address(const struct gl_ends *ends, struct gl_str words, struct gl_ipset *ret_addresses)
{
    const char *why;

    return gl_ipset_parse(ends->arena, words, ret_addresses, &why) == GL_OK;
}

/* ---- resources ---- */

static void add_endpoint(struct gathering *gathering, uint32_t endpoint)
{
    const struct gl_nw_endpoint *what = &gathering->ends->nw->endpoints[endpoint];

    for (uint32_t i = 0; i < what->nic_len; i++)
        add_nic(gathering, what->first_nic + i);
}

static bool has_group(const struct gl_nw *nw, uint32_t guard, const struct gl_group *group)
{
    if (guard == GL_NW_NONE)
        return false;
    for (size_t i = 0; i < nw->guards[guard].len; i++) {
        if (nw->guards[guard].groups[i] == group)
            return true;
    }
    return false;
}

/* The interfaces that a resource stands for: its own, those in it (subnet, VPC), those that have it (group).
 */
static void add_resource(struct gathering *gathering, const struct gl_resource *resource)
{
    const struct gl_nw *nw = gathering->ends->nw;
    uint32_t id = resource->id;
    const struct gl_group *group = gl_network_group(nw->network, resource);

    if (nw->endpoint_of[id] != GL_NW_NONE) {
        add_endpoint(gathering, nw->endpoint_of[id]);
        return;
    }
    if (nw->balancer_of[id] != GL_NW_NONE && nw->balancers[nw->balancer_of[id]].endpoint != GL_NW_NONE) {
        add_endpoint(gathering, nw->balancers[nw->balancer_of[id]].endpoint);
        return;
    }
    for (uint32_t i = 0; i < nw->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[i];

        if (nic->resource == resource ||
            (nw->subnet_of[id] != GL_NW_NONE && nic->subnet == nw->subnet_of[id]) ||
            (nw->vpc_of[id] != GL_NW_NONE && nw->subnets[nic->subnet].vpc == nw->vpc_of[id]) ||
            (group && has_group(nw, nic->guard, group)))
            add_nic(gathering, i);
    }
    if (gathering->nic_len == 0 &&
        nw->subnet_of[id] != GL_NW_NONE) /* a packet that somebody there would send */
        gathering->end->party.addresses = nw->subnets[nw->subnet_of[id]].blocks;
}

/* Can something of the network be at this resource? */
static bool is_place(const struct gl_nw *nw, const struct gl_resource *resource)
{
    uint32_t id = resource->id;

    return nw->endpoint_of[id] != GL_NW_NONE || nw->balancer_of[id] != GL_NW_NONE ||
           nw->subnet_of[id] != GL_NW_NONE || nw->vpc_of[id] != GL_NW_NONE ||
           gl_str_eq(resource->kind, GL_STR("AWS::EC2::SecurityGroup")) ||
           gl_str_eq(resource->kind, GL_STR("AWS::EC2::NetworkInterface"));
}

/* ---- names ---- */

struct named {
    const struct gl_resource **items;
    size_t len, capacity;
    enum gl_fit fit;
    struct gl_str kind; /* as written, or empty */
};

static void look_for(const struct gl_ends *ends, struct gl_str kind, struct gl_str name, struct named *named)
{
    const struct gl_graph *graph = ends->nw->graph;

    *named = (struct named){.kind = kind};
    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_resource *resource = graph->resources[i];
        enum gl_fit fit;

        if (!is_place(ends->nw, resource) || (kind.len && !gl_kind_fits(resource->kind, kind)))
            continue;
        fit = gl_name_fits(resource, name);
        if (fit == GL_FIT_NO || fit < named->fit)
            continue;
        if (fit > named->fit)
            named->len = 0;
        named->fit = fit;
        *GL_PUSH(ends->arena, named->items, named->len, named->capacity) = resource;
    }
}

/* KIND/NAME; a kind has colons, or is the last part of one. */
static void find_named(const struct gl_ends *ends, struct gl_str words, struct named *named)
{
    struct gl_str name, kind;
    size_t slash = gl_str_find_char(words, '/');

    look_for(ends, (struct gl_str){0}, words, named);
    if (slash == GL_STR_NONE || named->fit >= GL_FIT_NOCASE)
        return;
    kind = gl_str_slice(words, 0, slash);
    name = gl_str_from(words, slash + 1);
    look_for(ends, kind, name, named);
}

/* An address of a resource may stand for several (VPC and its table): the kinds differ. */
static bool is_one_kind(const struct named *named)
{
    for (size_t i = 1; i < named->len; i++) {
        if (!gl_str_eq(named->items[i]->kind, named->items[0]->kind))
            return false;
    }
    return true;
}

/* "namespace/name" is a pod before it is the Service or Ingress of its name. */
static void prefer_workloads(struct named *named)
{
    size_t kept = 0, workloads = 0;

    for (size_t i = 0; i < named->len; i++)
        workloads += named->items[i]->object && named->items[i]->object->is_workload;
    for (size_t i = 0; workloads && i < named->len; i++) {
        if (named->items[i]->object && named->items[i]->object->is_workload)
            named->items[kept++] = named->items[i];
    }
    if (workloads)
        named->len = kept;
}

static void tell_choice(const struct gl_ends *ends, struct gl_str words, const struct named *named)
{
    struct gl_buf list;
    size_t told = 0;

    gl_buf_init(&list);
    for (size_t i = 0; i < named->len && told < 6; i++) {
        if (i > 0 && gl_str_eq(named->items[i]->kind, named->items[i - 1]->kind))
            continue;
        gl_buf_printf(&list, "%s%.*s/%.*s", told++ > 0 ? ", " : "", GL_STR_ARG(named->items[i]->kind),
                      GL_STR_ARG(named->items[i]->name));
    }
    gl_diag_add(ends->diags, GL_DIAG_USAGE, (struct gl_span){0}, "name one of them, as KIND/NAME",
                "%.*s is the name of several things: %.*s", GL_STR_ARG(words), GL_STR_ARG(gl_buf_str(&list)));
    gl_buf_free(&list);
}

static void tell_nobody(const struct gl_ends *ends, struct gl_str words)
{
    const struct gl_graph *graph = ends->nw->graph;
    const struct gl_baseline *baseline = ends->tiers->baseline;
    size_t slash = gl_str_find_char(words, '/');
    struct gl_str name = slash == GL_STR_NONE ? words : gl_str_from(words, slash + 1);
    struct gl_suggestion nearest;
    struct gl_buf message;

    gl_suggestion_init(&nearest, name);
    gl_suggestion_offer(&nearest, GL_STR("internet"));
    gl_suggestion_offer(&nearest, GL_STR("onprem"));
    for (size_t i = 0; i < baseline->tier_len; i++)
        gl_suggestion_offer(&nearest, baseline->tiers[i].name);
    for (size_t i = 0; i < graph->len; i++) {
        if (is_place(ends->nw, graph->resources[i]))
            gl_suggestion_offer(&nearest, graph->resources[i]->name);
    }
    gl_buf_init(&message);
    gl_suggestion_add(&message, &nearest);
    gl_diag_add(ends->diags, GL_DIAG_USAGE, (struct gl_span){0},
                nearest.best.len
                    ? ""
                    : "an end is internet, onprem, an address, a CIDR block, a tier of the baseline, "
                      "KIND/NAME, an id or namespace/pod",
                "nothing with a network interface is called %.*s%.*s", GL_STR_ARG(words),
                GL_STR_ARG(gl_buf_str(&message)));
    gl_buf_free(&message);
}

static bool find_resources(struct gathering *gathering, struct gl_str words)
{
    const struct gl_ends *ends = gathering->ends;
    struct named named;

    find_named(ends, words, &named);
    if (named.len == 0) {
        tell_nobody(ends, words);
        return false;
    }
    if (!is_one_kind(&named) && named.fit == GL_FIT_EXACT)
        prefer_workloads(&named);
    if (!is_one_kind(&named)) {
        tell_choice(ends, words, &named);
        return false;
    }
    for (size_t i = 0; i < named.len; i++) {
        add_resource(gathering, named.items[i]);
        add_name(gathering, named.items[i]);
    }
    gathering->end->is_loose = named.fit == GL_FIT_WORD;
    if (gathering->nic_len || !gl_ipset_is_empty(gathering->end->party.addresses))
        return true;
    gl_diag_add(ends->diags, GL_DIAG_USAGE, named.items[0]->span,
                "name something that has a network interface",
                "no network interface of the scan belongs to %.*s", GL_STR_ARG(words));
    return false;
}

/* ---- tiers ---- */

static bool find_tier(struct gathering *gathering, struct gl_str words)
{
    const struct gl_ends *ends = gathering->ends;
    const struct gl_baseline *baseline = ends->tiers->baseline;
    size_t at = gl_baseline_tier(baseline, words);
    struct gl_nw_party *party = &gathering->end->party;

    if (at == GL_STR_NONE)
        return false;
    if (!gl_ipset_is_empty(baseline->tiers[at].addresses))
        find_addresses(gathering, baseline->tiers[at].addresses);
    party->is_internet |= baseline->tiers[at].is_internet;
    for (uint32_t i = 0; i < ends->nw->endpoint_len; i++) {
        const struct gl_resource *resource = ends->nw->endpoints[i].resource;

        if (!resource || gl_tiers_hold(ends->tiers, at, resource) == GL_FALSE)
            continue;
        add_endpoint(gathering, i);
        add_name(gathering, resource);
    }
    return true;
}

bool gl_ends_find(const struct gl_ends *ends, struct gl_str words, struct gl_end *ret_end)
{
    struct gathering gathering = begin(ends, ret_end);
    struct gl_ipset addresses;
    bool is_found = true;

    if (gl_str_eq(words, GL_STR("internet")))
        ret_end->party.is_internet = true;
    else if (gl_str_eq(words, GL_STR("onprem")))
        ret_end->party.is_onprem = true;
    else if (is_address(ends, words, &addresses))
        find_addresses(&gathering, addresses);
    else if (!find_tier(&gathering, words))
        is_found = find_resources(&gathering, words);
    finish(&gathering);
    if (is_found && gathering.nic_len == 0 && !ret_end->party.is_internet && !ret_end->party.is_onprem &&
        gl_ipset_is_empty(ret_end->party.addresses)) {
        gl_diag_add(ends->diags, GL_DIAG_USAGE, (struct gl_span){0},
                    "scan the folder that holds them as well", "nobody of the scan is in the tier %.*s",
                    GL_STR_ARG(words));
        return false;
    }
    return is_found;
}
