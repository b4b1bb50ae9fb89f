#include "engine/run.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "engine/expr.h"
#include "engine/holds.h"
#include "engine/merge.h"
#include "engine/message.h"
#include "engine/world.h"
#include "graph/kubernetes.h"
#include "network/model.h"
#include "reach/reach.h"

enum { BATCH = 64 }; /* resources a job takes at once */

struct kind_checks {
    struct gl_str kind; /* empty: free */
    const struct gl_check **items;
    size_t len, capacity;
};

struct runner {
    struct gl_run *run;
    struct kind_checks *table; /* hash by kind */
    size_t capacity;
    struct gl_asked_set *sets; /* [0]: environment not known */
    size_t set_len, set_capacity;
    struct gl_sink sinks[GL_MAX_THREADS];
};

static struct kind_checks *find_kind(struct runner *runner, struct gl_str kind)
{
    size_t mask = runner->capacity - 1, at = gl_str_hash(kind) & mask;

    while (runner->table[at].kind.len && !gl_str_eq(runner->table[at].kind, kind))
        at = (at + 1) & mask;
    return &runner->table[at];
}

/* ---- what is asked ---- */

/* What the baseline gives, else the check's default. */
static const struct gl_value **resolve_params(struct gl_arena *arena, const struct gl_check *check,
                                              const struct gl_value *given)
{
    const struct gl_value **params =
        (const struct gl_value **)gl_arena_alloc(arena, check->param_len, sizeof *params);

    for (size_t i = 0; i < check->param_len; i++) {
        params[i] = gl_value_get(given, check->params[i].name);
        if (!params[i])
            params[i] = &check->params[i].fallback;
    }
    return params;
}

static void ask(struct runner *runner, struct gl_str environment)
{
    const struct gl_catalogue *catalogue = runner->run->catalogue;
    struct gl_asked_set *set =
        GL_PUSH(runner->run->arena, runner->sets, runner->set_len, runner->set_capacity);

    set->environment = environment;
    set->asked = GL_NEW_ARRAY(runner->run->arena, struct gl_asked, catalogue->len);
    for (size_t i = 0; i < catalogue->len; i++) {
        const struct gl_check *check = catalogue->checks[i];
        const struct gl_requirement *requirement =
            gl_baseline_requires(runner->run->baseline, check->id, environment);
        bool is_plain = !requirement || runner->run->baseline->is_everything;

        set->asked[i] =
            (struct gl_asked){.is_on = runner->run->baseline->is_everything, .severity = check->severity};
        set->asked[i].params =
            resolve_params(runner->run->arena, check, is_plain ? NULL : requirement->params);
        if (is_plain)
            continue; /* "all" asks what the checks themselves say */
        set->asked[i].is_on = !requirement->is_off;
        if (requirement->has_severity)
            set->asked[i].severity = requirement->severity;
    }
}

static const struct gl_asked *asked_of(const struct runner *runner, const struct gl_resource *resource)
{
    for (size_t i = 1; resource->unit && i < runner->set_len; i++) {
        if (gl_str_eq(runner->sets[i].environment, resource->unit->environment))
            return runner->sets[i].asked;
    }
    return runner->sets[0].asked;
}

static void ask_environments(struct runner *runner)
{
    const struct gl_graph *graph = runner->run->graph;
    const struct gl_unit *last = NULL;

    ask(runner, (struct gl_str){0});
    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_unit *unit = graph->resources[i]->unit;

        if (!unit || unit == last || unit->environment.len == 0)
            continue;
        last = unit;
        if (asked_of(runner, graph->resources[i]) == runner->sets[0].asked)
            ask(runner, unit->environment);
    }
}

static bool is_asked(const struct runner *runner, uint32_t index)
{
    for (size_t i = 0; i < runner->set_len; i++) {
        if (runner->sets[i].asked[index].is_on)
            return true;
    }
    return false;
}

/* Where nothing of its kinds is in the scan a check is asked too, and need not be compiled. */
static void index_check(struct runner *runner, size_t index)
{
    struct gl_run *run = runner->run;
    const struct gl_check *check = run->catalogue->checks[index];

    run->asked_checks[run->asked_len++] = check;
    for (size_t k = 0; k < check->applies_to.len; k++) {
        struct kind_checks *entry;

        if (!gl_graph_of_kind(run->graph, check->applies_to.items[k]).len)
            continue;
        gl_catalogue_compile(run->catalogue, index);
        entry = find_kind(runner, check->applies_to.items[k]);
        entry->kind = check->applies_to.items[k];
        *GL_PUSH(run->arena, entry->items, entry->len, entry->capacity) = check;
    }
}

static void index_checks(struct runner *runner)
{
    const struct gl_catalogue *catalogue = runner->run->catalogue;
    size_t kinds = 0;

    for (size_t i = 0; i < catalogue->len; i++)
        kinds += catalogue->checks[i]->applies_to.len;
    for (runner->capacity = 64; runner->capacity < kinds * 2;)
        runner->capacity *= 2;
    runner->table = GL_NEW_ARRAY(runner->run->arena, struct kind_checks, runner->capacity);
    runner->run->asked_checks = GL_NEW_ARRAY(runner->run->arena, const struct gl_check *, catalogue->len);
    for (size_t i = 0; i < catalogue->len; i++) {
        if (is_asked(runner, (uint32_t)i))
            index_check(runner, i);
    }
}

static bool wants_reach(const struct gl_run *run)
{
    for (size_t i = 0; i < run->asked_len; i++) {
        if (run->asked_checks[i]->walks_pods)
            return true;
    }
    return false;
}

/* Only where the scan holds something that such a check judges: most scans of pods have no network. */
static bool wants_network(const struct gl_run *run)
{
    for (size_t i = 0; i < run->asked_len; i++) {
        const struct gl_check *check = run->asked_checks[i];

        for (size_t k = 0; check->walks_network && k < check->applies_to.len; k++) {
            if (gl_graph_of_kind(run->graph, check->applies_to.items[k]).len)
                return true;
        }
    }
    return false;
}

/* ---- one rule ---- */

struct judgement {
    const struct gl_expr *expr;
    const struct gl_value *element;
};

static enum gl_truth judge_expr(struct gl_check_ctx *ctx, void *argument)
{
    const struct judgement *judgement = argument;

    return gl_expr_judge(ctx, judgement->expr, ctx->subject, judgement->element);
}

static enum gl_truth judge(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                           const struct gl_value *element)
{
    struct judgement judgement = {expr, element};

    return gl_judge_worlds(ctx, judge_expr, &judgement);
}

/* The value to mark: that of the first path of report_at that wholly exists, else the deepest part of one (in
 * the element, if there is one); NULL: the header. */
static const struct gl_value *mark_of(struct gl_check_ctx *ctx, const struct gl_rule *rule,
                                      const struct gl_value *element, struct gl_str *ret_property)
{
    const struct gl_value *deepest = element;

    *ret_property = rule->mark_len ? rule->marks[0].property : rule->each_property;
    for (size_t i = 0; i < rule->mark_len; i++) {
        const struct gl_path *path = rule->marks[i].path;
        const struct gl_value *start = gl_path_start(path, ctx->subject, element), *mark = NULL;

        if (!gl_path_has_each(path))
            mark = gl_path_get(ctx, path, start);
        if (mark) {
            *ret_property = rule->marks[i].property;
            return mark;
        }
        mark = gl_path_mark(ctx, path, start);
        if (mark && (!deepest || (deepest == element && !path->from_resource)))
            deepest = mark;
    }
    return deepest;
}

static void relate_path(struct gl_check_ctx *ctx, struct gl_finding *finding,
                        const struct gl_related_rule *related, const struct gl_value *element)
{
    struct gl_elements found;

    gl_path_elements(ctx, related->path, gl_path_start(related->path, ctx->subject, element), &found);
    for (size_t i = 0; i < found.len; i++) {
        const struct gl_resource *target = gl_value_target(found.items[i]);

        if (!target)
            target = gl_graph_named_by(ctx->graph, found.items[i], ctx->subject);
        gl_relate(ctx, finding, target, target ? target->span : found.items[i]->span, "%.*s",
                  GL_STR_ARG(related->message));
    }
}

static bool has_text(const struct gl_text_list *list, struct gl_str text)
{
    for (size_t i = 0; i < list->len; i++) {
        if (gl_graph_same_path(list->items[i], text))
            return true;
    }
    return list->len == 0;
}

static void relate_referrers(struct gl_check_ctx *ctx, struct gl_finding *finding,
                             const struct gl_related_rule *related)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, ctx->subject);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *from = ctx->graph->resources[edges.items[i].from];

        if (has_text(&related->referrers, from->kind) && has_text(&related->via, edges.items[i].path))
            gl_relate(ctx, finding, from, edges.items[i].value->span, "%.*s", GL_STR_ARG(related->message));
    }
}

static void relate_all(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_rule *rule,
                       const struct gl_value *element)
{
    for (size_t i = 0; finding && i < rule->related_len; i++) {
        if (rule->related[i].path)
            relate_path(ctx, finding, &rule->related[i], element);
        else
            relate_referrers(ctx, finding, &rule->related[i]);
    }
}

/* A message says what is wrong; an open finding must not say that it is. */
static struct gl_str open_message(struct gl_check_ctx *ctx, const struct gl_rule *rule,
                                  const struct gl_value *element)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);

    if (rule->open)
        return gl_template_render(ctx, rule->open, element);
    return gl_arena_printf(ctx->arena, "%.*s: cannot tell whether this holds: %.*s", GL_STR_ARG(resource),
                           GL_STR_ARG(ctx->check->title));
}

static void report_rule(struct gl_check_ctx *ctx, const struct gl_rule *rule, enum gl_verdict verdict,
                        const struct gl_value *element)
{
    struct gl_str property, message;
    const struct gl_value *mark = mark_of(ctx, rule, element, &property);
    struct gl_finding *finding;

    message = verdict == GL_OPEN ? open_message(ctx, rule, element)
                                 : gl_template_render(ctx, rule->message, element);
    finding = gl_report_text(ctx, verdict, mark, message);
    if (!finding)
        return;
    finding->property = property;
    if (rule->wanted)
        finding->wanted = gl_template_render(ctx, rule->wanted, element);
    relate_all(ctx, finding, rule, element);
}

static enum gl_verdict verdict_of(enum gl_truth truth)
{
    return truth == GL_TRUE ? GL_PASS : truth == GL_FALSE ? GL_FAIL : GL_OPEN;
}

static enum gl_verdict judge_element(struct gl_check_ctx *ctx, const struct gl_rule *rule,
                                     const struct gl_value *element)
{
    enum gl_verdict verdict;

    if (gl_value_is(element, GL_UNKNOWN) || gl_value_is(element, GL_CHOICE)) {
        ctx->culprit_len = 0;
        gl_culprit(ctx, element);
        verdict = GL_OPEN;
    } else {
        ctx->element = element;
        verdict = rule->pass_when ? verdict_of(judge(ctx, rule->pass_when, element)) : GL_PASS;
    }
    if (verdict == GL_FAIL || verdict == GL_OPEN)
        report_rule(ctx, rule, verdict, element);
    ctx->element = NULL;
    return verdict;
}

static enum gl_verdict worse(enum gl_verdict a, enum gl_verdict b)
{
    return a > b ? a : b;
}

static const struct gl_choice *undecided(const struct gl_elements *elements)
{
    for (size_t i = 0; i < elements->len; i++) {
        if (elements->items[i]->type == GL_CHOICE)
            return elements->items[i]->u.choice;
    }
    return NULL;
}

static enum gl_verdict judge_each(struct gl_check_ctx *ctx, const struct gl_rule *rule);

/* The list, or an element of it, depends on a condition: the rule is judged as a whole in every world. What
 * fails in all of them is reported as it is in the first. */
static enum gl_verdict judge_each_world(struct gl_check_ctx *ctx, const struct gl_rule *rule,
                                        const struct gl_choice *choice)
{
    enum gl_truth answer = gl_judge_worlds(ctx, gl_rule_holds, &rule);
    enum gl_verdict verdict;

    if (answer != GL_FALSE)
        return verdict_of(answer);
    ctx->world.variable[ctx->world.len] = choice->variable;
    ctx->world.arm[ctx->world.len++] = 0;
    verdict = judge_each(ctx, rule);
    ctx->world.len--;
    return verdict;
}

static enum gl_verdict judge_each(struct gl_check_ctx *ctx, const struct gl_rule *rule)
{
    enum gl_verdict verdict = GL_NOT_APPLICABLE;
    const struct gl_choice *choice;
    struct gl_elements elements;

    gl_path_elements(ctx, rule->for_each, gl_path_start(rule->for_each, ctx->subject, NULL), &elements);
    choice = undecided(&elements);
    if (choice && ctx->world.len < GL_MAX_WORLD_DEPTH) {
        verdict = judge_each_world(ctx, rule, choice);
        if (verdict != GL_OPEN)
            return verdict;
    }
    for (size_t i = 0; i < elements.len; i++)
        verdict = worse(verdict, judge_element(ctx, rule, elements.items[i]));
    if (elements.len == 0) {
        verdict = rule->empty;
        if (verdict == GL_FAIL)
            report_rule(ctx, rule, verdict, NULL);
    }
    return verdict;
}

static enum gl_verdict judge_rule(struct gl_check_ctx *ctx, const struct gl_rule *rule)
{
    enum gl_truth applies = rule->when ? judge(ctx, rule->when, NULL) : GL_TRUE;

    if (applies == GL_FALSE)
        return GL_NOT_APPLICABLE;
    if (applies == GL_MAYBE) { /* it may not apply; only a sure pass settles that */
        if (gl_judge_worlds(ctx, gl_rule_holds, &rule) == GL_TRUE)
            return GL_PASS;
        judge(ctx, rule->when, NULL);
        report_rule(ctx, rule, GL_OPEN, NULL);
        return GL_OPEN;
    }
    return rule->for_each ? judge_each(ctx, rule) : judge_element(ctx, rule, NULL);
}

/* ---- one check on one resource ---- */

static void report_open(struct gl_check_ctx *ctx)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);

    gl_report(ctx, GL_OPEN, NULL, "cannot tell whether this concerns %.*s", GL_STR_ARG(resource));
}

static enum gl_verdict judge_check(struct gl_check_ctx *ctx)
{
    const struct gl_check *check = ctx->check;
    enum gl_verdict verdict = GL_NOT_APPLICABLE;
    enum gl_truth applies;

    if (ctx->subject->properties.type != GL_MAP) {
        gl_culprit(ctx, &ctx->subject->properties);
        report_open(ctx);
        return GL_OPEN;
    }
    applies = check->when ? judge(ctx, check->when, NULL) : GL_TRUE;
    if (applies == GL_FALSE)
        return GL_NOT_APPLICABLE;
    if (check->native && applies == GL_TRUE)
        return check->native(ctx);
    if (applies == GL_MAYBE) {
        if (!check->native && gl_judge_worlds(ctx, gl_check_holds, NULL) == GL_TRUE)
            return GL_PASS;
        judge(ctx, check->when, NULL);
        if (check->rule_len)
            report_rule(ctx, &check->rules[0], GL_OPEN, NULL);
        else
            report_open(ctx);
        return GL_OPEN;
    }
    for (size_t i = 0; i < check->rule_len; i++)
        verdict = worse(verdict, judge_rule(ctx, &check->rules[i]));
    return verdict;
}

/* The finding of a pair that passes or is not concerned. */
static void report_plain(struct gl_check_ctx *ctx, enum gl_verdict verdict)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding =
        gl_report(ctx, verdict, NULL, "%.*s: %.*s", GL_STR_ARG(resource), GL_STR_ARG(ctx->check->title));

    for (size_t i = 0; i < ctx->check->rule_len; i++) {
        if (!ctx->check->rules[i].for_each)
            relate_all(ctx, finding, &ctx->check->rules[i], NULL);
    }
}

static void run_pair(struct gl_check_ctx *ctx, const struct gl_check *check)
{
    struct gl_sink *sink = ctx->sink;
    enum gl_verdict verdict;

    ctx->check = check;
    ctx->culprit_len = 0;
    ctx->element = NULL;
    ctx->world.len = 0;
    ctx->world.next = NULL;
    if (ctx->subject->condition) { /* judged as it is where it exists */
        ctx->world.variable[0] = ctx->subject->condition->variable;
        ctx->world.arm[0] = gl_existing_arm(ctx->subject->condition);
        ctx->world.len = 1;
    }
    sink->reported = GL_NOT_APPLICABLE;
    verdict = judge_check(ctx);
    if (verdict == GL_OPEN && ctx->subject->is_partial)
        verdict = GL_NOT_APPLICABLE;
    verdict = worse(verdict, sink->reported);
    if (verdict != sink->reported || verdict == GL_NOT_APPLICABLE) {
        ctx->culprit_len = verdict == GL_OPEN ? ctx->culprit_len : 0;
        if (sink->include & (1u << verdict))
            report_plain(ctx, verdict);
    }
    sink->count[verdict]++;
    gl_arena_reset(&sink->scratch);
}

static void run_batch(void *context, size_t index, unsigned worker)
{
    struct runner *runner = context;
    struct gl_run *run = runner->run;
    struct gl_sink *sink = &runner->sinks[worker];
    size_t end = (index + 1) * BATCH < run->graph->len ? (index + 1) * BATCH : run->graph->len;
    struct gl_check_ctx ctx = {.graph = run->graph,
                               .network = run->network,
                               .reach = run->reach,
                               .nw = run->nw,
                               .nw_cache = &sink->nw_cache,
                               .baseline = run->baseline,
                               .today = run->today,
                               .arena = sink->arena,
                               .scratch = &sink->scratch,
                               .sink = sink};

    for (size_t i = index * BATCH; i < end; i++) {
        const struct kind_checks *checks = find_kind(runner, run->graph->resources[i]->kind);

        ctx.subject = run->graph->resources[i];
        if (ctx.subject->object && ctx.subject->object->owner)
            continue; /* what made it is judged */
        sink->asked = asked_of(runner, ctx.subject);
        for (size_t k = 0; k < checks->len; k++) {
            if (sink->asked[checks->items[k]->index].is_on)
                run_pair(&ctx, checks->items[k]);
        }
    }
}

struct gl_finding *gl_sink_add(struct gl_sink *sink)
{
    struct gl_finding_block *block = sink->last;

    if (!block || block->len == GL_FINDINGS_A_BLOCK) {
        block = GL_NEW(sink->arena, struct gl_finding_block);
        if (sink->last)
            sink->last->next = block;
        else
            sink->first = block;
        sink->last = block;
    }
    return &block->items[block->len++];
}

/* The findings of all workers in one list. */
static void gather(struct runner *runner, unsigned threads)
{
    struct gl_findings *all = &runner->run->findings;

    for (unsigned w = 0; w < threads; w++) {
        for (struct gl_finding_block *block = runner->sinks[w].first; block; block = block->next)
            all->capacity += block->len;
    }
    all->items = GL_NEW_ARRAY(runner->run->arena, struct gl_finding *, all->capacity);
    for (unsigned w = 0; w < threads; w++) {
        struct gl_sink *sink = &runner->sinks[w];

        for (size_t i = 0; i < sizeof all->count / sizeof *all->count; i++)
            all->count[i] += sink->count[i];
        for (struct gl_finding_block *block = sink->first; block; block = block->next) {
            for (size_t i = 0; i < block->len; i++)
                all->items[all->len++] = &block->items[i];
        }
        gl_arena_free(&sink->scratch);
        gl_buf_free(&sink->text);
        if (runner->run->nw)
            gl_nw_cache_free(&sink->nw_cache);
    }
}

void gl_run_checks(struct gl_run *run, struct gl_pool *pool)
{
    struct runner *runner = GL_NEW(run->arena, struct runner);
    bool needs_marks = gl_merge_is_needed(run->graph);

    runner->run = run;
    ask_environments(runner);
    index_checks(runner);
    if (wants_reach(run))
        run->reach = gl_reach_build(run->arena, run->graph, run->diags);
    if (wants_network(run))
        run->nw = gl_nw_build(run->arena, run->graph, run->network, run->reach, run->diags);
    for (unsigned i = 0; i < pool->threads; i++) {
        runner->sinks[i].arena = gl_pool_arena(pool, i);
        runner->sinks[i].include = run->include;
        runner->sinks[i].needs_marks = needs_marks;
        if (run->nw)
            gl_nw_cache_init(&runner->sinks[i].nw_cache, runner->sinks[i].arena, run->nw);
    }
    gl_pool_run(pool, (run->graph->len + BATCH - 1) / BATCH, run_batch, runner);
    gather(runner, pool->threads);
}
