#include "graph/scaling.h"

#include <stdlib.h>

#include "base/limits.h"
#include "graph/cluster.h"
#include "graph/selector.h"

static struct gl_value reference(struct gl_arena *arena, const struct gl_resource *to, struct gl_span span)
{
    struct gl_ref *ref = GL_NEW(arena, struct gl_ref);

    ref->target = to;
    return (struct gl_value){.type = GL_REF, .style = GL_COMPUTED, .span = span, .u.ref = ref};
}

/* References that wait to become a list. */
struct references {
    struct gl_value *items;
    size_t len, capacity;
};

static void refer(struct gl_arena *arena, struct references *list, const struct gl_resource *to)
{
    *GL_PUSH(arena, list->items, list->len, list->capacity) = reference(arena, to, to->span);
}

static void attach(struct gl_arena *arena, struct gl_resource *resource, struct gl_str key,
                   const struct references *list)
{
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED, .span = resource->span};

    if (!list->len)
        return;
    made.u.list.items = list->items;
    made.u.list.len = list->len;
    gl_k8s_add_attribute(arena, resource, key, made);
}

/* ---- autoscalers ---- */

struct scaler {
    struct gl_resource *resource;
    struct gl_str kind, ns, name; /* of its target */
};

static int compare_targets(const struct scaler *scaler, struct gl_str kind, struct gl_str ns,
                           struct gl_str name)
{
    int order = gl_str_cmp(scaler->kind, kind);

    if (order == 0)
        order = gl_str_cmp(scaler->ns, ns);
    return order ? order : gl_str_cmp(scaler->name, name);
}

static int by_target(const void *a, const void *b)
{
    const struct scaler *left = a, *right = b;
    int order = compare_targets(left, right->kind, right->ns, right->name);

    return order ? order
                 : (left->resource->id > right->resource->id) - (left->resource->id < right->resource->id);
}

struct scalers {
    struct scaler *items;
    size_t len, capacity;
    const struct scaler **loose; /* those whose namespace or target is not known */
    size_t loose_len, loose_capacity;
};

static void collect_scalers(struct gl_arena *arena, const struct gl_cluster *cluster, struct gl_str kind,
                            struct scalers *scalers)
{
    struct gl_resource_list list = gl_cluster_of_kind(cluster, kind, (struct gl_str){0});

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *target = gl_value_path(&list.items[i]->properties, "spec.scaleTargetRef");
        struct scaler *scaler = GL_PUSH(arena, scalers->items, scalers->len, scalers->capacity);
        struct gl_str ns = list.items[i]->object->ns;

        *scaler = (struct scaler){list.items[i], gl_value_text_at(target, "kind"),
                                  ns.len ? ns : GL_STR("default"), gl_value_text_at(target, "name")};
        if (!scaler->kind.len)
            scaler->kind = GL_STR("Deployment"); /* what KEDA takes for it */
    }
}

static void attach_targets(struct gl_arena *arena, const struct gl_cluster *cluster, struct scalers *scalers)
{
    for (size_t i = 0; i < scalers->len; i++) {
        const struct scaler *scaler = &scalers->items[i];
        const struct gl_resource *target =
            scaler->name.len ? gl_cluster_find(cluster, scaler->kind, scaler->ns, scaler->name) : NULL;

        if (target)
            gl_k8s_add_attribute(arena, scaler->resource, GL_STR("target"),
                                 reference(arena, target, scaler->resource->span));
    }
}

static bool may_name(const struct scaler *scaler, const struct gl_resource *workload)
{
    const struct gl_k8s_object *object = workload->object;
    bool is_same_space =
        scaler->resource->object->unknown_ns || object->unknown_ns || gl_str_eq(scaler->ns, object->ns);

    return is_same_space && gl_str_eq(scaler->kind, workload->kind) &&
           (!scaler->name.len || !object->name.len || gl_str_eq(scaler->name, object->name));
}

/* All are looked at for a workload whose namespace is not known, else those whose target is not. */
static void attach_possible_scalers(struct gl_arena *arena, const struct scalers *scalers,
                                    struct gl_resource *workload)
{
    bool is_loose = workload->object->unknown_ns || !workload->object->name.len;
    size_t len = is_loose ? scalers->len : scalers->loose_len;
    struct references list = {0};

    for (size_t i = 0; i < len && i < GL_MAX_PARTNERS && list.len < GL_MAX_CHOICES; i++) {
        const struct scaler *scaler = is_loose ? &scalers->items[i] : scalers->loose[i];

        if (may_name(scaler, workload))
            refer(arena, &list, scaler->resource);
    }
    attach(arena, workload, GL_STR("possible-autoscalers"), &list);
}

static void attach_scalers(struct gl_arena *arena, const struct scalers *scalers,
                           struct gl_resource *workload)
{
    size_t low = 0, high = scalers->len;
    struct references list = {0};
    const struct gl_k8s_object *object = workload->object;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_targets(&scalers->items[middle], workload->kind, object->ns, object->name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; object->name.len && low < scalers->len &&
           compare_targets(&scalers->items[low], workload->kind, object->ns, object->name) == 0;
         low++)
        refer(arena, &list, scalers->items[low].resource);
    attach(arena, workload, GL_STR("autoscalers"), &list);
    if (!list.len)
        attach_possible_scalers(arena, scalers, workload);
}

/* ---- budgets ---- */

struct budget {
    struct gl_resource *resource;
    const struct gl_value *selector;
    uint64_t
        key; /* of the first of its matchLabels and the namespace; 0: has none, looked at for every pod */
    struct references workloads;
};

struct budgets {
    struct budget *items; /* sorted by (key, namespace) */
    size_t len;
    struct budget **loose; /* those whose namespace is not known */
    size_t loose_len;
};

static uint64_t label_key(struct gl_str ns, struct gl_str label, struct gl_str value)
{
    uint64_t hash = gl_str_hash(ns) * 31 + gl_str_hash(label);

    return (hash * 31 + gl_str_hash(value)) | 1;
}

static uint64_t key_of(struct gl_str ns, const struct gl_value *selector)
{
    const struct gl_value *labels = gl_value_get(selector, GL_STR("matchLabels"));
    struct gl_str text;

    if (!gl_value_is(labels, GL_MAP) || !labels->u.map.len ||
        !gl_value_text(&labels->u.map.members[0].value, &text))
        return 0;
    return label_key(ns, labels->u.map.members[0].key, text);
}

static int by_key(const void *a, const void *b)
{
    const struct budget *left = a, *right = b;
    int order = (left->key > right->key) - (left->key < right->key);

    if (order == 0)
        order = gl_str_cmp(left->resource->object->ns, right->resource->object->ns);
    return order ? order
                 : (left->resource->id > right->resource->id) - (left->resource->id < right->resource->id);
}

static struct budgets collect_budgets(struct gl_arena *arena, const struct gl_cluster *cluster)
{
    struct gl_resource_list list =
        gl_cluster_of_kind(cluster, GL_STR("PodDisruptionBudget"), (struct gl_str){0});
    struct budgets budgets = {.items = GL_NEW_ARRAY(arena, struct budget, list.len), .len = list.len};

    for (size_t i = 0; i < list.len; i++) {
        struct budget *budget = &budgets.items[i];

        budget->resource = list.items[i];
        budget->selector = gl_value_path(&list.items[i]->properties, "spec.selector");
        budget->key = key_of(list.items[i]->object->ns, budget->selector);
    }
    qsort(budgets.items, budgets.len, sizeof *budgets.items, by_key);
    budgets.loose = GL_NEW_ARRAY(arena, struct budget *, list.len);
    for (size_t i = 0; i < budgets.len; i++) {
        if (budgets.items[i].resource->object->unknown_ns)
            budgets.loose[budgets.loose_len++] = &budgets.items[i];
    }
    return budgets;
}

/* Of policy/v1beta1 an empty selector matches no pod. */
static enum gl_match match(const struct budget *budget, const struct gl_value *labels)
{
    if (gl_selector_is_empty(budget->selector) &&
        gl_str_eq(budget->resource->object->version, GL_STR("v1beta1")))
        return GL_MATCH_NO;
    return gl_selector_matches(budget->selector, labels);
}

struct guarded {
    struct gl_arena *arena;
    struct gl_resource *workload;
    const struct gl_value *labels;
    struct references sure, possible;
    size_t tried; /* budgets that no label tells apart */
};

/* Whether the budget selects the pods. False: too many were tried, so this one only may. */
static bool try_budget(struct guarded *guarded, struct budget *budget, bool is_counted)
{
    bool is_tried = !is_counted || guarded->tried++ < GL_MAX_PARTNERS;
    enum gl_match found = is_tried ? match(budget, guarded->labels) : GL_MATCH_MAY;

    if (found == GL_MATCH_NO)
        return true;
    if (!gl_str_eq(budget->resource->object->ns, guarded->workload->object->ns))
        found = GL_MATCH_MAY; /* one of the namespaces is not known */
    refer(guarded->arena, found == GL_MATCH_YES ? &guarded->sure : &guarded->possible, budget->resource);
    refer(guarded->arena, &budget->workloads, guarded->workload);
    return is_tried;
}

static void try_budgets(struct guarded *guarded, struct budgets *budgets, uint64_t key)
{
    struct gl_str ns = guarded->workload->object->ns;
    size_t low = 0, high = budgets->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct budget *budget = &budgets->items[middle];

        if (budget->key < key || (budget->key == key && gl_str_cmp(budget->resource->object->ns, ns) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    while (low < budgets->len && budgets->items[low].key == key &&
           gl_str_eq(budgets->items[low].resource->object->ns, ns) &&
           try_budget(guarded, &budgets->items[low], key == 0))
        low++;
}

/* Are all labels known? */
static bool is_known(const struct gl_value *labels)
{
    struct gl_str text;

    if (!labels || labels->type != GL_MAP)
        return gl_value_is_nothing(labels);
    for (size_t i = 0; i < gl_value_len(labels); i++) {
        if (!gl_value_text(&labels->u.map.members[i].value, &text))
            return false;
    }
    return true;
}

static void try_all_budgets(struct guarded *guarded, struct budgets *budgets)
{
    for (size_t i = 0; i < budgets->len; i++) {
        if (gl_str_eq(budgets->items[i].resource->object->ns, guarded->workload->object->ns) &&
            !try_budget(guarded, &budgets->items[i], true))
            return;
    }
}

/* Where no budget is sure, one of another namespace may be meant when one of the two is not known. */
static void try_other_namespaces(struct guarded *guarded, struct budgets *budgets)
{
    bool is_loose = guarded->workload->object->unknown_ns != NULL;
    size_t len = is_loose ? budgets->len : budgets->loose_len;

    for (size_t i = 0; i < len && !guarded->sure.len; i++) {
        struct budget *budget = is_loose ? &budgets->items[i] : budgets->loose[i];

        if (!gl_str_eq(budget->resource->object->ns, guarded->workload->object->ns) &&
            !try_budget(guarded, budget, true))
            return;
    }
}

static void try_labels(struct guarded *guarded, struct budgets *budgets)
{
    try_budgets(guarded, budgets, 0);
    for (size_t i = 0; i < gl_value_len(guarded->labels); i++) {
        const struct gl_member *label = &guarded->labels->u.map.members[i];
        struct gl_str text;

        if (gl_value_text(&label->value, &text))
            try_budgets(guarded, budgets, label_key(guarded->workload->object->ns, label->key, text));
    }
}

static void attach_budgets(struct gl_arena *arena, struct budgets *budgets, struct gl_resource *workload)
{
    const struct gl_value *labels = gl_k8s_pod_labels(workload);
    struct guarded guarded = {.arena = arena, .workload = workload, .labels = labels};

    if (!workload->object->pod)
        return;
    if (is_known(labels))
        try_labels(&guarded, budgets);
    else
        try_all_budgets(&guarded, budgets);
    try_other_namespaces(&guarded, budgets);
    attach(arena, workload, GL_STR("budgets"), &guarded.sure);
    attach(arena, workload, GL_STR("possible-budgets"), &guarded.possible);
}

/* ---- clusters ---- */

static void build_cluster(struct gl_arena *arena, const struct gl_cluster *cluster)
{
    struct scalers scalers = {0};
    struct budgets budgets = collect_budgets(arena, cluster);

    collect_scalers(arena, cluster, GL_STR("HorizontalPodAutoscaler"), &scalers);
    collect_scalers(arena, cluster, GL_STR("ScaledObject"), &scalers);
    if (scalers.len)
        qsort(scalers.items, scalers.len, sizeof *scalers.items, by_target);
    for (size_t i = 0; i < scalers.len; i++) {
        if (scalers.items[i].resource->object->unknown_ns || !scalers.items[i].name.len)
            *GL_PUSH(arena, scalers.loose, scalers.loose_len, scalers.loose_capacity) = &scalers.items[i];
    }
    attach_targets(arena, cluster, &scalers);
    for (size_t i = 0; (scalers.len || budgets.len) && i < cluster->len; i++) {
        if (!cluster->objects[i]->object->is_workload)
            continue;
        attach_scalers(arena, &scalers, cluster->objects[i]);
        attach_budgets(arena, &budgets, cluster->objects[i]);
    }
    for (size_t i = 0; i < budgets.len; i++)
        attach(arena, budgets.items[i].resource, GL_STR("workloads"), &budgets.items[i].workloads);
}

void gl_scaling_build(struct gl_graph *graph)
{
    for (size_t i = 0; i < graph->cluster_len; i++)
        build_cluster(graph->arena, graph->clusters[i]);
}
