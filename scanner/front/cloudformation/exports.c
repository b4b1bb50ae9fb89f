/* Outputs, exports and Fn::ImportValue across the stacks of the scan. */
#include "front/cloudformation/eval.h"

enum { MAX_IMPORT_CHAIN = 32 }; /* exports that import other exports; bounds recursion */

static struct gl_value output_value(struct gl_cfn_eval *eval, const struct gl_cfn_output *output)
{
    const struct gl_value *value = gl_value_get(&output->member->value, GL_STR("Value"));
    const struct gl_value *name = gl_value_get(&output->member->value, GL_STR("Condition"));
    const struct gl_cfn_decision *exists = NULL;
    struct gl_value made;
    size_t before = eval->assumed_len;
    struct gl_str text;

    if (name && gl_value_text(name, &text))
        exists = gl_cfn_condition(eval, text);
    if (exists && !exists->variable && !exists->truth)
        return gl_cfn_unknown(eval, GL_WHY_INVALID,
                              gl_arena_printf(eval->arena, "output %.*s, which its condition leaves out",
                                              GL_STR_ARG(output->member->key)),
                              output->member->key_span);
    if (!value)
        return gl_cfn_invalid(eval, output->member->key_span, "add a Value", "output %.*s has no Value",
                              GL_STR_ARG(output->member->key));
    if (exists)
        gl_cfn_assume_decision(eval, exists);
    made = gl_cfn_eval_value(eval, value);
    gl_cfn_unassume(eval, before);
    return made;
}

const struct gl_value *gl_cfn_output_value(struct gl_cfn_eval *eval, struct gl_cfn_output *output)
{
    uint32_t missed = eval->exports->missed;

    if (output->progress == GL_CFN_RUNNING) {
        output->value = gl_cfn_invalid(eval, output->member->key_span, "break the cycle",
                                       "output %.*s depends on itself", GL_STR_ARG(output->member->key));
        output->progress = GL_CFN_DONE;
    }
    if (output->progress == GL_CFN_NEW) {
        struct gl_value made;

        output->progress = GL_CFN_RUNNING;
        made = output_value(eval, output);
        if (output->progress == GL_CFN_RUNNING) {
            output->weight = gl_cfn_weigh(eval, &made);
            output->value = made;
        }
        output->progress = missed == eval->exports->missed ? GL_CFN_DONE : GL_CFN_NEW;
    }
    return &output->value;
}

static void enter_export(struct gl_cfn_eval *eval, struct gl_cfn_output *output, struct gl_value name)
{
    struct gl_cfn_exports *exports = eval->exports;
    struct gl_cfn_export *export = GL_PUSH(exports->arena, exports->items, exports->len, exports->capacity);
    struct gl_str text;
    size_t first;

    *export = (struct gl_cfn_export){.name = name, .eval = eval, .output = output};
    if (!gl_value_text(&name, &text)) {
        if (name.type == GL_CONCAT)
            *GL_PUSH(exports->arena, exports->partial, exports->partial_len, exports->partial_capacity) =
                (uint32_t)(exports->len - 1);
        return;
    }
    if (gl_cfn_names_add(&exports->index, exports->arena, text, exports->len - 1))
        return;
    if (gl_cfn_names_find(&exports->index, text, &first)) {
        export->next = exports->items[first].next;
        exports->items[first].next = (uint32_t)exports->len;
    }
}

void gl_cfn_enter_exports(struct gl_cfn_eval *eval)
{
    for (size_t i = 0; i < eval->output_len; i++) {
        struct gl_cfn_output *output = &eval->outputs[i];
        const struct gl_value *export = gl_value_get(&output->member->value, GL_STR("Export"));
        const struct gl_value *name = gl_value_get(export, GL_STR("Name"));
        const struct gl_value *condition = gl_value_get(&output->member->value, GL_STR("Condition"));
        const struct gl_cfn_decision *exists = NULL;
        struct gl_str text;

        if (!name)
            continue;
        if (condition && gl_value_text(condition, &text))
            exists = gl_cfn_condition(eval, text);
        if (exists && !exists->variable && !exists->truth)
            continue;
        enter_export(eval, output, gl_cfn_eval_value(eval, name));
    }
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval->entries[i].nested)
            gl_cfn_enter_exports(eval->entries[i].nested);
    }
}

/* --- finding an export */

static size_t common_prefix(struct gl_str a, struct gl_str b)
{
    size_t len = 0;

    while (len < a.len && len < b.len && a.ptr[len] == b.ptr[len])
        len++;
    return len;
}

/* Of several exports of one name (copies of a template), the one that lies nearest to the importer. */
static struct gl_cfn_export *nearest(struct gl_cfn_exports *exports, size_t first,
                                     const struct gl_cfn_eval *importer)
{
    struct gl_cfn_export *best = &exports->items[first];
    size_t best_len = 0;
    struct gl_str path = importer->unit->source->path;

    for (size_t at = first + 1; at; at = exports->items[at - 1].next) {
        struct gl_cfn_export *export = &exports->items[at - 1];
        size_t len = common_prefix(gl_path_dir(path), gl_path_dir(export->eval->unit->source->path));

        if (len > best_len && export->eval->top != importer->top) {
            best = export;
            best_len = len;
        }
    }
    return best;
}

/* What is known of a name's beginning and end; the same text twice when all is known. */
struct ends {
    struct gl_str prefix, suffix;
    bool is_whole;
};

static struct ends ends_of(const struct gl_value *name)
{
    struct ends ends = {.prefix = {0}};
    const struct gl_value *items = name->u.list.items;
    size_t len = name->u.list.len;

    if (gl_value_text(name, &ends.prefix)) {
        ends.suffix = ends.prefix;
        ends.is_whole = true;
    } else if (name->type == GL_CONCAT && len) {
        if (!gl_value_text(&items[0], &ends.prefix))
            ends.prefix = GL_STR("");
        if (!gl_value_text(&items[len - 1], &ends.suffix))
            ends.suffix = GL_STR("");
    }
    return ends;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Two partly known names can be one, and share something that is known. */
static bool may_be_one(const struct gl_value *a, const struct gl_value *b)
{
    struct ends ends_a = ends_of(a), ends_b = ends_of(b);
    size_t prefix = min_size(ends_a.prefix.len, ends_b.prefix.len);
    size_t suffix = min_size(ends_a.suffix.len, ends_b.suffix.len);

    if (prefix + suffix == 0 || (ends_a.is_whole && ends_b.is_whole))
        return false;
    if (ends_a.is_whole && ends_a.prefix.len < ends_b.prefix.len + ends_b.suffix.len)
        return false;
    if (ends_b.is_whole && ends_b.prefix.len < ends_a.prefix.len + ends_a.suffix.len)
        return false;
    return gl_str_eq(gl_str_slice(ends_a.prefix, 0, prefix), gl_str_slice(ends_b.prefix, 0, prefix)) &&
           gl_str_eq(gl_str_from(ends_a.suffix, ends_a.suffix.len - suffix),
                     gl_str_from(ends_b.suffix, ends_b.suffix.len - suffix));
}

/* The only export of another stack whose name can be this one; NULL when there are none or several. */
static struct gl_cfn_export *only_match(struct gl_cfn_eval *eval, const struct gl_value *name)
{
    struct gl_cfn_exports *exports = eval->exports;
    struct gl_cfn_export *match = NULL;
    bool is_known = name->type == GL_STRING;
    size_t len = is_known ? exports->partial_len : exports->len;

    for (size_t i = 0; i < len && gl_cfn_spend(eval, 1, name->span); i++) {
        struct gl_cfn_export *export = &exports->items[is_known ? exports->partial[i] : i];

        if (export->eval->top == eval->top || !may_be_one(name, &export->name))
            continue;
        if (match)
            return NULL;
        match = export;
    }
    return match;
}

static struct gl_str text_of_name(struct gl_cfn_eval *eval, const struct gl_value *name)
{
    struct gl_buf out;
    struct gl_str text;

    if (gl_value_text(name, &text))
        return text;
    if (name->type == GL_UNKNOWN)
        return name->u.unknown->name;
    gl_buf_init(&out);
    for (size_t i = 0; name->type == GL_CONCAT && i < name->u.list.len; i++) {
        const struct gl_value *item = &name->u.list.items[i];

        if (gl_value_text(item, &text))
            gl_buf_add(&out, text);
        else if (item->type == GL_UNKNOWN)
            gl_buf_printf(&out, "${%.*s}", GL_STR_ARG(item->u.unknown->name));
        else
            gl_buf_add(&out, GL_STR("${...}"));
    }
    text = gl_arena_copy(eval->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

static struct gl_value import(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                              struct gl_span span, void *context)
{
    struct gl_cfn_exports *exports = eval->exports;
    struct gl_cfn_export *export = NULL;
    struct gl_value value;
    struct gl_str name;
    size_t first;

    (void)len;
    (void)context;
    if (!exports->is_complete)
        exports->missed++;
    else if (gl_value_text(&args[0], &name) && gl_cfn_names_find(&exports->index, name, &first))
        export = nearest(exports, first, eval);
    else if (args[0].type == GL_STRING || args[0].type == GL_CONCAT)
        export = only_match(eval, &args[0]);
    if (!export)
        return gl_cfn_unknown(eval, GL_WHY_IMPORT, text_of_name(eval, &args[0]), span);
    if (exports->depth >= MAX_IMPORT_CHAIN)
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, text_of_name(eval, &args[0]), span);
    if (export->output->progress != GL_CFN_DONE) { /* only before the stacks are evaluated in parallel */
        exports->depth++;
        value = *gl_cfn_output_value(export->eval, export->output);
        exports->depth--;
    } else {
        value = export->output->value;
    }
    if (!gl_cfn_spend(eval, export->output->weight, span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, text_of_name(eval, &args[0]), span);
    return gl_cfn_respan(eval, gl_cfn_pick(eval, value), span);
}

struct gl_value gl_cfn_import(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[1] = {gl_cfn_eval_value(eval, argument)};

    return gl_cfn_lift(eval, args, 1, span, import, NULL);
}
