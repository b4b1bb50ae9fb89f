/* The stacks of a scan: which templates are stacks of their own, what they are called, and their evaluation.
 */
#include <stdlib.h>

#include "front/cloudformation/environment.h"
#include "front/cloudformation/eval.h"

bool gl_cfn_is_template(const struct gl_value *root)
{
    const struct gl_value *resources = gl_value_get(root, GL_STR("Resources"));

    if (!gl_value_is(root, GL_MAP))
        return false;
    if (gl_value_get(root, GL_STR("AWSTemplateFormatVersion")))
        return true;
    if (resources && gl_value_get(root, GL_STR("Transform")))
        return true;
    if (!resources || resources->type != GL_MAP)
        return false;
    for (size_t i = 0; i < resources->u.map.len; i++) {
        struct gl_str type;

        if (gl_value_text(gl_value_get(&resources->u.map.members[i].value, GL_STR("Type")), &type) &&
            gl_str_contains(type, GL_STR("::")))
            return true;
        if (gl_str_starts_with(resources->u.map.members[i].key, GL_STR("Fn::ForEach::")))
            return true;
    }
    return false;
}

void gl_cfn_set_init(struct gl_cfn_set *set, struct gl_arena *arena, const struct gl_inputs *inputs,
                     const struct gl_front_options *options)
{
    *set = (struct gl_cfn_set){.arena = arena, .inputs = inputs, .options = options};
}

static struct gl_str first_of(struct gl_str a, struct gl_str b)
{
    return a.len ? a : b;
}

struct gl_cfn_stack *gl_cfn_set_add(struct gl_cfn_set *set, struct gl_input *input, struct gl_str stack_name)
{
    struct gl_cfn_stack *stack = GL_NEW(set->arena, struct gl_cfn_stack);

    input->is_claimed = true;
    stack->input = input;
    stack->is_name_known = true;
    stack->unit.name = gl_arena_copy(set->arena, stack_name);
    stack->unit.source = input->source;
    stack->unit.dialect = GL_DIALECT_CLOUDFORMATION;
    *GL_PUSH(set->arena, set->stacks, set->len, set->capacity) = stack;
    return stack;
}

/* --- plain templates */

typedef void nested_fn(struct gl_cfn_set *set, struct gl_input *nested, void *context);

static void for_each_nested(struct gl_cfn_set *set, const struct gl_input *input, nested_fn *visit,
                            void *context)
{
    const struct gl_value *resources = gl_value_get(&input->documents.items[0].root, GL_STR("Resources"));

    for (size_t i = 0; gl_value_is(resources, GL_MAP) && i < resources->u.map.len; i++) {
        struct gl_input *nested =
            gl_cfn_nested_input(set, input->source, &resources->u.map.members[i].value, set->arena);

        if (nested && nested != input)
            visit(set, nested, context);
    }
}

static void mark_nested(struct gl_cfn_set *set, struct gl_input *nested, void *context)
{
    bool *is_nested = context;

    is_nested[nested - set->inputs->items] = true;
}

/* Depth: a template is claimed once only, and deeper than nesting may go nothing is evaluated anyway. */
static void claim_nested(struct gl_cfn_set *set, struct gl_input *nested, void *context)
{
    unsigned depth = *(const unsigned *)context + 1;

    if (nested->is_claimed)
        return;
    nested->is_claimed = true;
    if (depth < GL_MAX_STACK_NESTING)
        for_each_nested(set, nested, claim_nested, &depth);
}

static void claim(struct gl_cfn_set *set, struct gl_input *input)
{
    unsigned depth = 0;

    input->is_claimed = true;
    for_each_nested(set, input, claim_nested, &depth);
}

static bool is_plain_template(const struct gl_input *input)
{
    return input->kind == GL_INPUT_TEMPLATE && !input->is_claimed && input->documents.len > 0;
}

struct named_input {
    struct gl_input *input;
    struct gl_str path; /* relative, without suffixes */
    struct gl_str name;
};

static struct gl_str without_suffix(struct gl_str path)
{
    static const struct gl_str suffixes[] = {
        GL_STR_INIT(".yaml"), GL_STR_INIT(".yml"),      GL_STR_INIT(".json"),
        GL_STR_INIT(".txt"),  GL_STR_INIT(".template"), GL_STR_INIT(".cfn"),
    };

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (gl_str_ends_with(path, suffixes[i]) && path.len > suffixes[i].len &&
            path.ptr[path.len - suffixes[i].len - 1] != '/')
            path = gl_str_slice(path, 0, path.len - suffixes[i].len);
    }
    return path;
}

/* The last `segments` segments of a path. */
static struct gl_str tail_of(struct gl_str path, size_t segments)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.ptr[i - 1] == '/' && --segments == 0)
            return gl_str_from(path, i);
    }
    return path;
}

static int compare_names(const void *a_, const void *b_)
{
    const struct named_input *a = a_, *b = b_;
    int order = gl_str_cmp(a->name, b->name);

    return order ? order : gl_str_cmp(a->input->source->path, b->input->source->path);
}

static int compare_paths(const void *a_, const void *b_)
{
    const struct named_input *a = a_, *b = b_;

    return gl_str_cmp(a->input->source->path, b->input->source->path);
}

/* Lengthens equal names by one more folder until they differ; files that differ by suffix only keep it. */
static void make_names_distinct(struct named_input *items, size_t len)
{
    bool has_equal = true;

    for (size_t segments = 1; has_equal && segments <= GL_MAX_DIRECTORY_DEPTH; segments++) {
        has_equal = false;
        qsort(items, len, sizeof *items, compare_names);
        for (size_t begin = 0, end; begin < len; begin = end) {
            for (end = begin + 1; end < len && gl_str_eq(items[begin].name, items[end].name);)
                end++;
            for (size_t i = begin; end - begin > 1 && i < end; i++) {
                struct gl_str longer = tail_of(items[i].path, segments + 1);

                if (gl_str_eq(longer, items[i].name))
                    longer = items[i].input->source->uri;
                has_equal = has_equal || !gl_str_eq(longer, items[i].name);
                items[i].name = longer;
            }
        }
    }
    qsort(items, len, sizeof *items, compare_paths);
}

/* Templates that no other nests are stacks; of templates that nest each other in a circle, the first is. */
static size_t choose_roots(struct gl_cfn_set *set, struct named_input *items)
{
    const struct gl_inputs *inputs = set->inputs;
    bool *is_nested = GL_NEW_ARRAY(set->arena, bool, inputs->len);
    size_t len = 0;

    for (size_t i = 0; i < set->len; i++)
        claim(set, set->stacks[i]->input);
    for (size_t i = 0; i < inputs->len; i++) {
        if (is_plain_template(&inputs->items[i]))
            for_each_nested(set, &inputs->items[i], mark_nested, is_nested);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < inputs->len; i++) {
            if (!is_plain_template(&inputs->items[i]) || (pass == 0 && is_nested[i]))
                continue;
            claim(set, &inputs->items[i]);
            items[len++].input = &inputs->items[i];
        }
    }
    return len;
}

void gl_cfn_add_templates(struct gl_cfn_set *set)
{
    struct named_input *items = GL_NEW_ARRAY(set->arena, struct named_input, set->inputs->len);
    size_t len = choose_roots(set, items);

    for (size_t i = 0; i < len; i++) {
        items[i].path = without_suffix(items[i].input->source->uri);
        items[i].name = tail_of(items[i].path, 1);
    }
    make_names_distinct(items, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_cfn_stack *stack = gl_cfn_set_add(set, items[i].input, items[i].name);

        stack->is_name_known = false;
    }
}

/* --- evaluation */

struct evaluation {
    struct gl_cfn_set *set;
    struct gl_pool *pool;
    struct gl_cfn_exports exports;
    struct gl_cfn_eval **evals;
    struct gl_front_output *outputs;
};

static void enter_stack(void *context, size_t index, unsigned worker)
{
    struct evaluation *evaluation = context;
    struct gl_cfn_set *set = evaluation->set;
    struct gl_cfn_stack *stack = set->stacks[index];
    const struct gl_front_options *options = set->options;
    struct gl_cfn_eval *eval;

    if (options) {
        stack->unit.region = first_of(stack->unit.region, options->region);
        stack->unit.account = first_of(stack->unit.account, options->account);
        stack->unit.partition = first_of(stack->unit.partition, options->partition);
    }
    eval = gl_cfn_eval_make(set, &evaluation->exports, gl_pool_arena(evaluation->pool, worker), &stack->unit,
                            &stack->input->documents.items[0].root);
    eval->index = (uint32_t)index;
    eval->is_name_known = stack->is_name_known;
    gl_cfn_eval_enter(eval, NULL);
    evaluation->evals[index] = eval;
}

/* Another worker than the one that entered the stack may evaluate it. */
static void use_arena(struct gl_cfn_eval *eval, struct gl_arena *arena)
{
    eval->arena = eval->diags.arena = arena;
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval->entries[i].nested)
            use_arena(eval->entries[i].nested, arena);
    }
}

static void eval_stack(void *context, size_t index, unsigned worker)
{
    struct evaluation *evaluation = context;
    struct gl_cfn_eval *eval = evaluation->evals[index];

    use_arena(eval, gl_pool_arena(evaluation->pool, worker));
    gl_cfn_eval_resources(eval, &evaluation->outputs[index]);
    gl_cfn_find_environment(eval, evaluation->set->stacks[index]);
}

/* Every export has its value before stacks are evaluated in parallel and read each other's. */
static void eval_exports(struct evaluation *evaluation)
{
    struct gl_cfn_exports *exports = &evaluation->exports;

    for (size_t i = 0; i < evaluation->set->len; i++)
        gl_cfn_enter_exports(evaluation->evals[i]);
    exports->is_complete = true;
    for (size_t i = 0; i < exports->len; i++)
        gl_cfn_output_value(exports->items[i].eval, exports->items[i].output);
}

static void merge_diags(struct gl_diags *into, const struct gl_cfn_eval *eval)
{
    gl_diags_merge(into, &eval->diags);
    if (eval->diag_left_out)
        gl_diag_add_path(into, GL_DIAG_INCOMPLETE, eval->unit->source->uri,
                         "correct those that are told first", "%u more problems in stack %.*s",
                         eval->diag_left_out, GL_STR_ARG(eval->unit->name));
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval->entries[i].nested)
            merge_diags(into, eval->entries[i].nested);
    }
}

static void mark_used_variables(const struct evaluation *evaluation)
{
    const struct gl_front_options *options = evaluation->set->options;

    for (size_t i = 0; options && options->variable_is_used && i < options->variable_len; i++) {
        struct gl_str text = options->variables[i];
        struct gl_str key = gl_str_slice(text, 0, gl_str_find_char(text, '='));
        size_t colon = gl_str_find_last_char(key, ':'), position;
        struct gl_str name = colon == GL_STR_NONE ? key : gl_str_from(key, colon + 1);

        for (size_t k = 0; k < evaluation->set->len && !options->variable_is_used[i]; k++)
            options->variable_is_used[i] =
                gl_cfn_names_find(&evaluation->evals[k]->parameter_names, name, &position);
    }
}

void gl_cfn_evaluate(struct gl_cfn_set *set, struct gl_pool *pool, struct gl_front_output *output,
                     struct gl_diags *diags)
{
    struct evaluation evaluation = {.set = set, .pool = pool, .exports = {.arena = set->arena}};

    evaluation.evals = (struct gl_cfn_eval **)gl_arena_alloc(set->arena, set->len, sizeof *evaluation.evals);
    evaluation.outputs = GL_NEW_ARRAY(set->arena, struct gl_front_output, set->len);
    gl_pool_run(pool, set->len, enter_stack, &evaluation);
    mark_used_variables(&evaluation);
    eval_exports(&evaluation);
    gl_pool_run(pool, set->len, eval_stack, &evaluation);
    for (size_t i = 0; i < set->len; i++) {
        const struct gl_front_output *made = &evaluation.outputs[i];

        for (size_t j = 0; j < made->len; j++)
            *GL_PUSH(set->arena, output->resources, output->len, output->capacity) = made->resources[j];
        output->unit_len += made->unit_len;
        merge_diags(diags, evaluation.evals[i]);
    }
}
