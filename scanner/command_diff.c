/* `glacis diff --pods`: which connections of pods a change adds, removes or alters. */
#include "commands.h"
#include "load.h"
#include "name_files.h"
#include "output.h"
#include "reach/compare.h"
#include "relate.h"

enum { BEFORE = 0, AFTER, SIDES };

struct comparison {
    const struct gl_options *options;
    struct gl_load loads[SIDES];
    struct gl_reached_list clusters[SIDES];
    struct gl_relation_diff *diffs;
    size_t len;
};

static void write_diffs(const void *what, const struct gl_output_option *output,
                        const struct gl_report_sink *sink, struct gl_buf *out)
{
    struct gl_relation_diffs diffs = *(const struct gl_relation_diffs *)what;

    diffs.sink = sink;
    output->relation->write_diff(&diffs, out);
}

/* "workload a/web[Deployment] and a/db[StatefulSet] added" */
static struct gl_str tell_workloads(struct gl_arena *arena, const struct gl_pods_change *change,
                                    bool is_added)
{
    const char *word = is_added ? "added" : "removed";

    if (change->is_from_single && change->is_to_single)
        return gl_arena_printf(arena, "workload %.*s and %.*s %s", GL_STR_ARG(change->from),
                               GL_STR_ARG(change->to), word);
    if (change->is_from_single || change->is_to_single)
        return gl_arena_printf(arena, "workload %.*s %s",
                               GL_STR_ARG(change->is_from_single ? change->from : change->to), word);
    return (struct gl_str){0};
}

static enum gl_change_kind kind_of(const struct gl_pods_change *change)
{
    if (gl_portset_is_empty(change->before))
        return GL_CHANGE_ADDED;
    return gl_portset_is_empty(change->after) ? GL_CHANGE_REMOVED : GL_CHANGE_CHANGED;
}

/* One of them may be NULL: a cluster that only the other tree has. */
static void compare(struct comparison *comparison, const struct gl_reached *before,
                    const struct gl_reached *after)
{
    static const enum gl_change_kind order[] = {GL_CHANGE_CHANGED, GL_CHANGE_ADDED, GL_CHANGE_REMOVED};
    struct gl_arena *arena = &comparison->loads[AFTER].arena;
    struct gl_pods_change *changes = NULL;
    size_t len = gl_pods_compare(arena, before ? before->pods : NULL, after ? after->pods : NULL, &changes);
    const struct gl_reached *named = after ? after : before;
    struct gl_relation_change *related = GL_NEW_ARRAY(arena, struct gl_relation_change, len);
    struct gl_relation_diff *diff = &comparison->diffs[comparison->len++];

    *diff = (struct gl_relation_diff){.changes = related};
    if (named)
        diff->name = named->name;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < len; i++) {
            const struct gl_pods_change *change = &changes[i];

            if (kind_of(change) != order[k])
                continue;
            related[diff->len++] = (struct gl_relation_change){
                order[k],
                gl_reach_text(arena, change->from),
                gl_reach_text(arena, change->to),
                gl_reach_shown(arena, change->before),
                gl_reach_shown(arena, change->after),
                gl_reach_text(arena, tell_workloads(arena, change, order[k] == GL_CHANGE_ADDED))};
        }
    }
}

/* What a cluster is called as seen from its tree: two trees lie in different folders. */
static void name_from_tree(struct gl_reached_list *clusters, struct gl_str scope)
{
    for (size_t i = 0; i < clusters->len; i++) {
        struct gl_str *name = &clusters->items[i].name;

        if (scope.len && name->len > scope.len + 1 && gl_str_starts_with(*name, scope) &&
            name->ptr[scope.len] == '/')
            *name = gl_str_from(*name, scope.len + 1);
    }
    gl_reach_sort(clusters);
}

/* Both lists are sorted by name. A single cluster on either side is the same one, whatever its folder is
 * called. */
static void pair_clusters(struct comparison *comparison)
{
    const struct gl_reached_list *lists = comparison->clusters;
    bool is_single = lists[BEFORE].len == 1 && lists[AFTER].len == 1;
    size_t at[SIDES] = {0, 0};

    comparison->diffs = GL_NEW_ARRAY(&comparison->loads[AFTER].arena, struct gl_relation_diff,
                                     lists[BEFORE].len + lists[AFTER].len);
    while (at[BEFORE] < lists[BEFORE].len || at[AFTER] < lists[AFTER].len) {
        const struct gl_reached *a = at[BEFORE] < lists[BEFORE].len ? &lists[BEFORE].items[at[BEFORE]] : NULL;
        const struct gl_reached *b = at[AFTER] < lists[AFTER].len ? &lists[AFTER].items[at[AFTER]] : NULL;
        bool is_same = a && b && (is_single || gl_str_eq(a->name, b->name));

        if (a && b && !is_same) { /* the later one waits */
            if (gl_str_cmp(a->name, b->name) < 0)
                b = NULL;
            else
                a = NULL;
        }
        at[BEFORE] += a != NULL;
        at[AFTER] += b != NULL;
        compare(comparison, a, b);
    }
}

static void load_side(struct comparison *comparison, unsigned side)
{
    struct gl_load *load = &comparison->loads[side];
    struct gl_str path = comparison->options->operands.items[side];

    gl_load_run(load, &path, 1);
    comparison->clusters[side] =
        gl_reach_clusters(&load->arena, &load->graph, &comparison->options->reach, &load->diags);
    name_from_tree(&comparison->clusters[side], load->discovery.scope);
    if (comparison->clusters[side].len == 0)
        gl_diag_add_path(&load->diags, GL_DIAG_INCOMPLETE, path,
                         "name a folder that holds the manifests of workloads",
                         "no Kubernetes workload in what was scanned");
    gl_name_files(&load->discovery, &load->sources, &load->diags);
}

int gl_command_diff(const struct gl_options *options)
{
    struct comparison comparison = {.options = options};
    bool is_ready = true;
    int code = 2;

    for (unsigned side = 0; side < SIDES; side++) {
        gl_load_init(&comparison.loads[side], options);
        is_ready = is_ready && gl_load_prepare(&comparison.loads[side]);
    }
    if (is_ready) {
        struct gl_relation_diffs diffs = {0};
        const struct gl_output_job job = {write_diffs, &diffs};

        load_side(&comparison, BEFORE);
        load_side(&comparison, AFTER);
        pair_clusters(&comparison);
        diffs.items = comparison.diffs;
        diffs.len = comparison.len;
        code = gl_output_write_job(options, &job) ? 0 : 2;
    }
    for (unsigned side = 0; side < SIDES; side++) {
        struct gl_load *load = &comparison.loads[side];

        if (code == 0 && gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE))
            code = 3;
        gl_diags_sort(&load->diags, &load->sources);
        gl_output_print_diags(&load->diags, &load->sources,
                              options->is_verbose ? GL_DIAG_NOTE : GL_DIAG_INCOMPLETE);
    }
    for (unsigned side = SIDES; side-- > 0;)
        gl_load_free(&comparison.loads[side]);
    return code;
}
