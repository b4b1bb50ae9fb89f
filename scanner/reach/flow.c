/* All flows of a cluster, one row of the table after the other: from one end to all others. */
#include "base/sort.h"
#include "reach/address.h"
#include "reach/candidates.h"

enum { MANY = 8 }; /* a row that is at least this part full is walked, not sorted */

struct row {
    struct gl_pods_eval eval;
    const struct gl_pods *pods;
    struct gl_pods_bounds *bounds; /* by end; nothing where it was not touched */
    uint32_t *touched;             /* ends with something in this row */
    size_t touched_len;
    uint32_t *seen; /* by class: the last turn in which it was looked at */
    uint32_t turn;
    uint32_t from; /* the class whose turn it is */
};

static void touch(struct row *row, uint32_t end, struct gl_pods_bounds bounds)
{
    if (bounds.upper == GL_PORTS_NONE)
        return;
    if (row->bounds[end].upper == GL_PORTS_NONE)
        row->touched[row->touched_len++] = end;
    row->bounds[end] = gl_pods_bounds_union(&row->eval, row->bounds[end], bounds);
}

static void clear(struct row *row)
{
    for (size_t i = 0; i < row->touched_len; i++)
        row->bounds[row->touched[i]] = GL_PODS_NOTHING;
    row->touched_len = 0;
}

static void touch_class(struct row *row, uint32_t class_index, struct gl_pods_bounds bounds)
{
    const struct gl_pods_class *to = &row->pods->tables->classes[class_index];

    for (size_t i = 0; i < to->end_len; i++)
        touch(row, to->ends[i], bounds);
}

/* ---- rows of workloads ---- */

static void look_at(void *context, uint32_t to)
{
    struct row *row = context;

    if (row->seen[to] == row->turn)
        return;
    row->seen[to] = row->turn;
    touch_class(row, to, gl_pods_eval_pair(&row->eval, row->from, to));
}

static void add_addresses(struct row *row, uint32_t class_index)
{
    const struct gl_pods_tables *tables = row->pods->tables;
    const struct gl_pods_address_map *map = tables->classes[class_index].maps[GL_PODS_EGRESS];

    for (size_t f = 0; f < 2; f++) {
        const struct gl_pods_atoms *atoms = &tables->atoms[GL_PODS_EGRESS][f];

        for (size_t i = 0, piece = 0; i < atoms->len; i++) {
            while (map->pieces[f][piece].last < atoms->last[i])
                piece++;
            touch(row, atoms->ends[i],
                  (struct gl_pods_bounds){map->pieces[f][piece].upper, map->pieces[f][piece].sure});
        }
    }
}

static void fill_from_workload(struct row *row, const struct gl_pods_end *end)
{
    for (size_t i = 0; i < end->class_len; i++) {
        row->from = end->classes[i];
        row->turn++;
        gl_pods_each_candidate(row->pods, row->from, look_at, row);
        add_addresses(row, row->from);
    }
}

/* ---- rows of others ---- */

/* At the last address of a range that policies do not tell apart; nothing where it is no such range. */
static struct gl_pods_bounds at_addresses(const struct gl_pods_tables *tables, uint32_t class_index,
                                          enum gl_pods_direction direction, const struct gl_pods_end *end)
{
    if (!end->atoms[direction])
        return GL_PODS_NOTHING;
    return gl_pods_map_at(tables->classes[class_index].maps[direction], end->family,
                          tables->atoms[direction][end->family].last[end->atoms[direction] - 1]);
}

static void fill_from_addresses(struct row *row, const struct gl_pods_end *end)
{
    const struct gl_pods_tables *tables = row->pods->tables;

    for (uint32_t i = 0; end->atoms[GL_PODS_INGRESS] && i < tables->real_len; i++)
        touch_class(row, i, at_addresses(tables, i, GL_PODS_INGRESS, end));
}

static void fill_from_controller(struct row *row)
{
    const struct gl_pods_tables *tables = row->pods->tables;

    for (size_t i = 0; i < tables->entry_len; i++) {
        const struct gl_pods_entry *entry = &tables->entries[i];
        struct gl_pods_bounds bounds = {entry->ports, entry->sure};

        bounds = gl_pods_bounds_both(
            &row->eval, bounds, gl_pods_eval_pair(&row->eval, tables->controller_class, entry->class_index));
        touch_class(row, entry->class_index, bounds);
    }
}

static void fill(struct row *row, uint32_t from)
{
    const struct gl_pods_end *end = &row->pods->ends[from];

    switch (end->kind) {
    case GL_PODS_WORKLOAD:
        fill_from_workload(row, end);
        break;
    case GL_PODS_ADDRESSES:
        fill_from_addresses(row, end);
        break;
    case GL_PODS_INGRESS_CONTROLLER:
        fill_from_controller(row);
        break;
    }
}

/* ---- telling ---- */

static struct gl_pods_flow flow_of(const struct gl_pods_eval *eval, uint32_t from, uint32_t to,
                                   struct gl_pods_bounds bounds)
{
    return (struct gl_pods_flow){from, to, gl_port_pool_get(&eval->pool, bounds.upper),
                                 gl_port_pool_get(&eval->pool, bounds.sure)};
}

/* The ends of the row in order. */
static void sort_row(struct row *row)
{
    if (row->touched_len * MANY < row->pods->end_len) {
        gl_sort_u32(row->touched, row->touched_len);
        return;
    }
    row->touched_len = 0;
    for (uint32_t i = 0; i < row->pods->end_len; i++) {
        if (row->bounds[i].upper != GL_PORTS_NONE)
            row->touched[row->touched_len++] = i;
    }
}

static bool tell_row(struct row *row, uint32_t from, gl_pods_flow_fn *each, void *context)
{
    sort_row(row);
    for (size_t i = 0; i < row->touched_len; i++) {
        struct gl_pods_flow flow = flow_of(&row->eval, from, row->touched[i], row->bounds[row->touched[i]]);

        if (flow.to != from && !each(context, &flow))
            return false;
    }
    return true;
}

static void tell_rows(const struct gl_pods *pods, struct gl_arena *arena, uint32_t from,
                      gl_pods_flow_fn *each, void *context)
{
    struct row row = {.pods = pods};
    bool is_wanted = true;

    gl_pods_eval_init(&row.eval, arena, pods);
    row.bounds = GL_NEW_ARRAY(arena, struct gl_pods_bounds, pods->end_len);
    row.touched = GL_NEW_ARRAY(arena, uint32_t, pods->end_len);
    row.seen = GL_NEW_ARRAY(arena, uint32_t, pods->tables->class_len);
    for (uint32_t i = 0; is_wanted && i < pods->end_len; i++) {
        if (from != GL_PODS_NONE && from != i)
            continue;
        fill(&row, i);
        is_wanted = tell_row(&row, i, each, context);
        clear(&row);
    }
}

/* ---- one pair ---- */

static struct gl_pods_bounds through_controller(struct gl_pods_eval *eval, uint32_t class_index)
{
    const struct gl_pods_tables *tables = eval->tables;
    struct gl_pods_bounds all = GL_PODS_NOTHING;

    for (size_t i = 0; i < tables->entry_len; i++) {
        if (tables->entries[i].class_index == class_index)
            all = gl_pods_bounds_union(
                eval, all, (struct gl_pods_bounds){tables->entries[i].ports, tables->entries[i].sure});
    }
    if (all.upper == GL_PORTS_NONE)
        return all;
    return gl_pods_bounds_both(eval, all, gl_pods_eval_pair(eval, tables->controller_class, class_index));
}

static struct gl_pods_bounds to_class(struct gl_pods_eval *eval, const struct gl_pods_end *from,
                                      uint32_t class_index)
{
    struct gl_pods_bounds all = GL_PODS_NOTHING;

    switch (from->kind) {
    case GL_PODS_WORKLOAD:
        for (size_t i = 0; i < from->class_len; i++)
            all = gl_pods_bounds_union(eval, all, gl_pods_eval_pair(eval, from->classes[i], class_index));
        return all;
    case GL_PODS_ADDRESSES:
        return at_addresses(eval->tables, class_index, GL_PODS_INGRESS, from);
    case GL_PODS_INGRESS_CONTROLLER:
        return through_controller(eval, class_index);
    }
    return all;
}

struct gl_pods_bounds gl_pods_pair_bounds(struct gl_pods_eval *eval, uint32_t from, uint32_t to)
{
    const struct gl_pods_end *source = &eval->pods->ends[from], *end = &eval->pods->ends[to];
    struct gl_pods_bounds all = GL_PODS_NOTHING;

    for (size_t i = 0; end->kind == GL_PODS_WORKLOAD && i < end->class_len; i++)
        all = gl_pods_bounds_union(eval, all, to_class(eval, source, end->classes[i]));
    for (size_t i = 0; end->kind == GL_PODS_ADDRESSES && i < source->class_len; i++)
        all = gl_pods_bounds_union(eval, all,
                                   at_addresses(eval->tables, source->classes[i], GL_PODS_EGRESS, end));
    return all;
}

static void tell_column(const struct gl_pods *pods, struct gl_arena *arena, uint32_t from, uint32_t to,
                        gl_pods_flow_fn *each, void *context)
{
    struct gl_pods_eval eval;

    gl_pods_eval_init(&eval, arena, pods);
    for (uint32_t i = 0; i < pods->end_len; i++) {
        struct gl_pods_bounds bounds;
        struct gl_pods_flow flow;

        if (i == to || (from != GL_PODS_NONE && from != i))
            continue;
        bounds = gl_pods_pair_bounds(&eval, i, to);
        flow = flow_of(&eval, i, to, bounds);
        if (bounds.upper != GL_PORTS_NONE && !each(context, &flow))
            return;
    }
}

void gl_pods_each_flow(const struct gl_pods *pods, uint32_t from, uint32_t to, gl_pods_flow_fn *each,
                       void *context)
{
    struct gl_arena arena;

    gl_arena_init(&arena);
    if (to == GL_PODS_NONE)
        tell_rows(pods, &arena, from, each, context);
    else
        tell_column(pods, &arena, from, to, each, context);
    gl_arena_free(&arena);
}

struct gl_pods_flow gl_pods_between(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from,
                                    uint32_t to)
{
    struct gl_pods_eval eval;

    if (from == to)
        return (struct gl_pods_flow){from, to, gl_pods_all_ports(), gl_pods_all_ports()};
    gl_pods_eval_init(&eval, arena, pods);
    return flow_of(&eval, from, to, gl_pods_pair_bounds(&eval, from, to));
}
