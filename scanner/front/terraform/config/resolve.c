#include "front/terraform/config/unit.h"

#include "base/suggest.h"
#include "front/terraform/config/set.h"

struct reference {
    struct gl_tf_unit *unit;
    struct gl_tf_node *node;
    const struct gl_tf_step *steps;
    size_t len;
};

static struct gl_span whole_span(const struct reference *reference, size_t used)
{
    struct gl_span span = reference->steps[0].span;

    span.end = reference->steps[used - 1].span.end;
    return span;
}

/* ---- mistakes ---- */

/* A name that nothing declares: told, and unknown. */
static void undeclared(const struct reference *reference, enum gl_tf_class class, struct gl_str type,
                       struct gl_str name, size_t used, struct gl_tf_value *ret_value)
{
    const struct gl_tf_module *module = reference->node->module;
    struct gl_span span = whole_span(reference, used);
    struct gl_suggestion suggestion;
    struct gl_str text = name;
    struct gl_buf hint;

    gl_buf_init(&hint);
    gl_suggestion_init(&suggestion, name);
    for (uint32_t i = 0; i < module->count[class] && i < 1000; i++) {
        if (gl_str_eq(module->of[class][i]->type, type))
            gl_suggestion_offer(&suggestion, module->of[class][i]->name);
    }
    gl_suggestion_add(&hint, &suggestion);
    if (type.len)
        text = gl_tf_unit_printf(reference->unit, "%s%.*s.%.*s", class == GL_TF_DATA ? "data." : "",
                                 GL_STR_ARG(type), GL_STR_ARG(name));
    gl_tf_unit_tell(reference->unit, span, GL_STR("Reference to something undeclared"),
                    gl_tf_unit_printf(reference->unit, "the module declares no %.*s%.*s", GL_STR_ARG(text),
                                      GL_STR_ARG(gl_buf_str(&hint))));
    gl_buf_free(&hint);
    *ret_value = gl_tf_unit_unknown(reference->unit, &gl_tf_any, GL_WHY_INVALID, text, span);
}

static bool lacks_name(const struct reference *reference, const char *detail)
{
    return gl_tf_fail(&reference->unit->eval, reference->steps[0].span, "Invalid reference", "%s", detail);
}

/* ---- keys ---- */

static bool is_digits(struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len > 0;
}

/* A step that picks an instance: [0], ["k"], .0 */
static bool is_key(const struct gl_tf_step *step, struct gl_tf_value *ret_key)
{
    if (step->name.len && !is_digits(step->name))
        return false;
    *ret_key = step->name.len ? gl_tf_make_string(step->name, step->span) : step->index;
    return true;
}

/* ---- resources ---- */

/* What steps[at] and those after it lead to in the item; adds to `used` how many that are. */
static struct gl_tf_value item_value(const struct reference *reference,
                                     const struct gl_tf_declaration *declaration, struct gl_tf_item *item,
                                     size_t at, size_t *used)
{
    size_t taken;
    struct gl_tf_value value;

    gl_tf_resource(reference->unit, reference->node, declaration, item);
    value = gl_tf_seen(reference->unit, item, reference->steps + at, reference->len - at, &taken);
    *used = at + taken;
    return value;
}

static struct gl_tf_value instance_value(const struct reference *reference,
                                         const struct gl_tf_declaration *declaration, struct gl_tf_item *item)
{
    size_t used;

    return item_value(reference, declaration, item, reference->len, &used);
}

/* Instances that stand for any number: unknown as a whole, but a reference to the one that stands for them.
 */
static struct gl_tf_value symbolic_value(const struct reference *reference,
                                         const struct gl_tf_declaration *declaration, struct gl_tf_item *item,
                                         struct gl_span span)
{
    struct gl_tf_instance *instance = gl_tf_resource(reference->unit, reference->node, declaration, item);
    struct gl_tf_unknown *unknown = GL_NEW(reference->unit->arena, struct gl_tf_unknown);

    *unknown = (struct gl_tf_unknown){.shape = GL_TF_REFERENCE,
                                      .is_not_null = true,
                                      .reason = instance->is_data ? GL_WHY_DATA_SOURCE : GL_WHY_COMPUTED,
                                      .type = &gl_tf_any,
                                      .name = instance->address,
                                      .from = declaration->header,
                                      .of = instance,
                                      .most = UINT64_MAX};
    return gl_tf_make_unknown_as(unknown, span);
}

/* All instances: a tuple, or an object by key. */
static struct gl_tf_value all_instances(const struct reference *reference,
                                        const struct gl_tf_declaration *declaration,
                                        struct gl_tf_expansion *expansion, struct gl_span span)
{
    struct gl_arena *arena = reference->unit->arena;
    struct gl_tf_value *items;
    struct gl_tf_member *members;

    if (expansion->repetition == GL_TF_COUNT) {
        items = GL_NEW_ARRAY(arena, struct gl_tf_value, expansion->len);
        for (size_t i = 0; i < expansion->len; i++)
            items[i] = instance_value(reference, declaration, &expansion->items[i]);
        return gl_tf_make_list(GL_TF_TUPLE, NULL, items, expansion->len, span);
    }
    members = GL_NEW_ARRAY(arena, struct gl_tf_member, expansion->len);
    for (size_t i = 0; i < expansion->len; i++)
        members[i] =
            (struct gl_tf_member){.key = expansion->items[i].key.u.text,
                                  .key_span = expansion->items[i].span,
                                  .value = instance_value(reference, declaration, &expansion->items[i])};
    return gl_tf_make_map(NULL, members, expansion->len, span);
}

/* Which there are hangs on a condition that is not known: so does what they are together. `all`: a tuple or
 * an object of all items. */
static struct gl_tf_value maybe_instances(const struct reference *reference,
                                          const struct gl_tf_expansion *expansion,
                                          const struct gl_tf_value *all)
{
    struct gl_arena *arena = reference->unit->arena;
    size_t arms = expansion->cause->u.unknown->part_len;
    struct gl_tf_value *parts = GL_NEW_ARRAY(arena, struct gl_tf_value, arms);

    for (size_t arm = 0; arm < arms; arm++) {
        struct gl_tf_value *items = NULL;
        struct gl_tf_member *members = NULL;
        size_t len = 0, capacity = 0;

        for (size_t i = 0; i < expansion->len; i++) {
            if (!(expansion->items[i].arms >> arm & 1))
                continue;
            if (expansion->repetition == GL_TF_COUNT)
                *GL_PUSH(arena, items, len, capacity) = all->u.list.items[i];
            else
                *GL_PUSH(arena, members, len, capacity) = all->u.map.members[i];
        }
        parts[arm] = expansion->repetition == GL_TF_COUNT
                         ? gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, all->span)
                         : gl_tf_make_map(NULL, members, len, all->span);
    }
    return gl_tf_arms_like(reference->unit, expansion->cause, &gl_tf_any, parts, all->span);
}

static bool resource(const struct reference *reference, enum gl_tf_class class, size_t first,
                     struct gl_tf_value *ret_value, size_t *ret_used)
{
    const struct gl_tf_step *steps = reference->steps + first;
    const struct gl_tf_declaration *declaration;
    struct gl_tf_expansion *expansion;
    struct gl_tf_item *item = NULL;
    struct gl_tf_value key, all;

    if (reference->len < first + 2 || !steps[0].name.len || !steps[1].name.len)
        return lacks_name(reference, "a resource type must be followed by the name of a resource");
    *ret_used = first + 2;
    declaration = gl_tf_module_find(reference->node->module, class, steps[0].name, steps[1].name);
    if (!declaration) {
        undeclared(reference, class, steps[0].name, steps[1].name, *ret_used, ret_value);
        return true;
    }
    expansion = gl_tf_expand(reference->unit, reference->node, declaration);
    if (expansion->progress == GL_TF_BUSY || (expansion->repetition == GL_TF_ONCE && expansion->len == 0)) {
        *ret_value = gl_tf_unit_unknown(reference->unit, &gl_tf_any, GL_WHY_LIMIT, declaration->name,
                                        whole_span(reference, *ret_used));
        return true;
    }
    if (expansion->repetition == GL_TF_ONCE) {
        *ret_value = item_value(reference, declaration, &expansion->items[0], first + 2, ret_used);
        return true;
    }
    if (reference->len > first + 2 && is_key(&steps[2], &key))
        item = gl_tf_expansion_find(expansion, &key);
    if (item) {
        *ret_value = item_value(reference, declaration, item, first + 3, ret_used);
        return true;
    }
    if (expansion->is_symbolic) {
        *ret_value =
            symbolic_value(reference, declaration, &expansion->items[0], whole_span(reference, *ret_used));
        return true;
    }
    if (expansion->whole.progress != GL_TF_DONE) {
        all = all_instances(reference, declaration, expansion, whole_span(reference, *ret_used));
        expansion->whole.value = expansion->cause ? maybe_instances(reference, expansion, &all) : all;
        expansion->whole.progress = GL_TF_DONE;
    }
    *ret_value = expansion->whole.value;
    return true;
}

/* ---- modules ---- */

static struct gl_tf_value outputs_of(struct gl_tf_unit *unit, struct gl_tf_node *node, struct gl_span span)
{
    const struct gl_tf_module *module = node->module;
    uint32_t len = module->count[GL_TF_OUTPUT];
    struct gl_tf_member *members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, len);

    for (uint32_t i = 0; i < len; i++) {
        const struct gl_tf_declaration *output = module->of[GL_TF_OUTPUT][i];

        members[i] = (struct gl_tf_member){
            .key = output->name, .key_span = output->header, .value = gl_tf_node_output(unit, node, output)};
    }
    return gl_tf_make_map(NULL, members, len, span);
}

/* What a module that is not available would answer: an unknown value for each instance. */
static struct gl_tf_value unavailable(const struct reference *reference, const struct gl_tf_declaration *call,
                                      struct gl_span span)
{
    struct gl_str name = gl_tf_unit_printf(reference->unit, "module.%.*s", GL_STR_ARG(call->name));

    for (size_t i = 2; i < reference->len && i < 4; i++) {
        if (reference->steps[i].name.len) {
            name = gl_tf_unit_printf(reference->unit, "%.*s.%.*s", GL_STR_ARG(name),
                                     GL_STR_ARG(reference->steps[i].name));
            break;
        }
    }
    return gl_tf_unit_unknown(reference->unit, &gl_tf_any, GL_WHY_MODULE, name, span);
}

static struct gl_tf_value item_outputs(const struct reference *reference,
                                       const struct gl_tf_declaration *call, struct gl_tf_item *item,
                                       struct gl_span span)
{
    return item->node ? outputs_of(reference->unit, item->node, span) : unavailable(reference, call, span);
}

static struct gl_tf_value all_calls(const struct reference *reference, const struct gl_tf_declaration *call,
                                    struct gl_tf_expansion *expansion, struct gl_span span)
{
    struct gl_arena *arena = reference->unit->arena;
    struct gl_tf_value *items;
    struct gl_tf_member *members;

    if (expansion->is_symbolic)
        return unavailable(reference, call, span);
    if (expansion->repetition == GL_TF_COUNT) {
        items = GL_NEW_ARRAY(arena, struct gl_tf_value, expansion->len);
        for (size_t i = 0; i < expansion->len; i++)
            items[i] = item_outputs(reference, call, &expansion->items[i], span);
        return gl_tf_make_list(GL_TF_TUPLE, NULL, items, expansion->len, span);
    }
    members = GL_NEW_ARRAY(arena, struct gl_tf_member, expansion->len);
    for (size_t i = 0; expansion->items && i < expansion->len; i++)
        members[i] =
            (struct gl_tf_member){.key = expansion->items[i].key.u.text,
                                  .key_span = expansion->items[i].span,
                                  .value = item_outputs(reference, call, &expansion->items[i], span)};
    return gl_tf_make_map(NULL, members, expansion->len, span);
}

/* One output of an instance, or all of them. */
static bool outputs(const struct reference *reference, struct gl_tf_node *node, size_t at,
                    struct gl_tf_value *ret_value, size_t *ret_used)
{
    const struct gl_tf_declaration *output = NULL;

    if (at < reference->len && reference->steps[at].name.len)
        output = gl_tf_module_find(node->module, GL_TF_OUTPUT, (struct gl_str){0}, reference->steps[at].name);
    if (output) {
        *ret_value = gl_tf_node_output(reference->unit, node, output);
        *ret_used = at + 1;
        return true;
    }
    if (at < reference->len && reference->steps[at].name.len)
        return gl_tf_fail(&reference->unit->eval, reference->steps[at].span, "Unsupported attribute",
                          "module %.*s has no output %.*s", GL_STR_ARG(node->call->name),
                          GL_STR_ARG(reference->steps[at].name));
    *ret_value = outputs_of(reference->unit, node, whole_span(reference, at));
    *ret_used = at;
    return true;
}

static bool module_call(const struct reference *reference, struct gl_tf_value *ret_value, size_t *ret_used)
{
    const struct gl_tf_declaration *call;
    struct gl_tf_expansion *expansion;
    struct gl_tf_item *item = NULL;
    struct gl_tf_value key;

    if (reference->len < 2 || !reference->steps[1].name.len)
        return lacks_name(reference, "\"module\" must be followed by the name of a module call");
    *ret_used = 2;
    call =
        gl_tf_module_find(reference->node->module, GL_TF_CALL, (struct gl_str){0}, reference->steps[1].name);
    if (!call) {
        undeclared(reference, GL_TF_CALL, (struct gl_str){0}, reference->steps[1].name, 2, ret_value);
        return true;
    }
    expansion = gl_tf_expand(reference->unit, reference->node, call);
    if (expansion->progress == GL_TF_BUSY || (expansion->repetition == GL_TF_ONCE && expansion->len == 0)) {
        *ret_value = unavailable(reference, call, whole_span(reference, 2));
        return true;
    }
    gl_tf_node_call(reference->unit, reference->node, call);
    if (expansion->repetition == GL_TF_ONCE) {
        item = &expansion->items[0];
    } else if (reference->len > 2 && is_key(&reference->steps[2], &key)) {
        item = gl_tf_expansion_find(expansion, &key);
        *ret_used = item ? 3 : 2;
    }
    if (!item) {
        *ret_value = all_calls(reference, call, expansion, whole_span(reference, 2));
        if (expansion->cause && !expansion->is_symbolic)
            *ret_value = maybe_instances(reference, expansion, ret_value);
        return true;
    }
    if (item->node)
        return outputs(reference, item->node, *ret_used, ret_value, ret_used);
    *ret_value = unavailable(reference, call, whole_span(reference, *ret_used));
    return true;
}

/* ---- the rest ---- */

static bool variable(const struct reference *reference, struct gl_tf_value *ret_value)
{
    const struct gl_tf_declaration *found = gl_tf_module_find(reference->node->module, GL_TF_VARIABLE,
                                                              (struct gl_str){0}, reference->steps[1].name);

    if (found)
        *ret_value = gl_tf_node_variable(reference->unit, reference->node, found);
    else
        undeclared(reference, GL_TF_VARIABLE, (struct gl_str){0}, reference->steps[1].name, 2, ret_value);
    return true;
}

static bool local(const struct reference *reference, struct gl_tf_value *ret_value)
{
    const struct gl_tf_declaration *found =
        gl_tf_module_find(reference->node->module, GL_TF_LOCAL, (struct gl_str){0}, reference->steps[1].name);

    if (found)
        *ret_value = gl_tf_node_local(reference->unit, reference->node, found);
    else
        undeclared(reference, GL_TF_LOCAL, (struct gl_str){0}, reference->steps[1].name, 2, ret_value);
    return true;
}

static bool path(const struct reference *reference, struct gl_tf_value *ret_value)
{
    struct gl_str name = reference->steps[1].name, text;

    if (gl_str_eq(name, GL_STR("module")))
        text = reference->node->path;
    else if (gl_str_eq(name, GL_STR("root")))
        text = GL_STR(".");
    else if (gl_str_eq(name, GL_STR("cwd")))
        text = reference->unit->root->folder;
    else
        return lacks_name(reference, "\"path\" has module, root and cwd");
    *ret_value = gl_tf_make_string(text, whole_span(reference, 2));
    return true;
}

static bool terraform(const struct reference *reference, struct gl_tf_value *ret_value)
{
    const struct gl_front_options *options = reference->unit->set->options;
    struct gl_str workspace = options->workspace.len ? options->workspace : GL_STR("default");

    if (gl_str_eq(reference->steps[1].name, GL_STR("applying"))) {
        *ret_value = gl_tf_make_bool(false, whole_span(reference, 2));
        return true;
    }
    if (!gl_str_eq(reference->steps[1].name, GL_STR("workspace")))
        return lacks_name(reference, "\"terraform\" has workspace only");
    *ret_value = gl_tf_make_string(workspace, whole_span(reference, 2));
    return true;
}

/* each, count and self where nothing binds them. */
static bool unbound(const struct reference *reference)
{
    struct gl_str root = reference->steps[0].name;

    if (gl_str_eq(root, GL_STR("each")))
        return lacks_name(reference, "\"each\" is known in blocks with for_each only");
    if (gl_str_eq(root, GL_STR("count")))
        return lacks_name(reference, "\"count\" is known in blocks with count only");
    return lacks_name(reference, "\"self\" is known in provisioners and conditions only");
}

static const struct root {
    struct gl_str name;
    bool (*answer)(const struct reference *reference, struct gl_tf_value *ret_value);
} roots[] = {
    {GL_STR_INIT("var"), variable},
    {GL_STR_INIT("local"), local},
    {GL_STR_INIT("path"), path},
    {GL_STR_INIT("terraform"), terraform},
};

bool gl_tf_resolve(struct gl_tf_eval *eval, void *module, const struct gl_tf_step *steps, size_t len,
                   struct gl_tf_value *ret_value, size_t *ret_used)
{
    struct reference reference = {.unit = eval->context, .node = module, .steps = steps, .len = len};
    struct gl_str root = steps[0].name;

    if (!module) /* a default value, a file of values */
        return gl_tf_fail(eval, steps[0].span, "Variables not allowed", "variables may not be used here");
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (!gl_str_eq(root, roots[i].name))
            continue;
        if (len < 2 || !steps[1].name.len)
            return lacks_name(&reference, "a name must follow");
        *ret_used = 2;
        return roots[i].answer(&reference, ret_value);
    }
    if (gl_str_eq(root, GL_STR("module")))
        return module_call(&reference, ret_value, ret_used);
    if (gl_str_eq(root, GL_STR("data")))
        return resource(&reference, GL_TF_DATA, 1, ret_value, ret_used);
    if (gl_str_eq(root, GL_STR("ephemeral")))
        return resource(&reference, GL_TF_EPHEMERAL, 1, ret_value, ret_used);
    if (gl_str_eq(root, GL_STR("resource")))
        return resource(&reference, GL_TF_MANAGED, 1, ret_value, ret_used);
    if (gl_str_eq(root, GL_STR("each")) || gl_str_eq(root, GL_STR("count")) ||
        gl_str_eq(root, GL_STR("self")))
        return unbound(&reference);
    return resource(&reference, GL_TF_MANAGED, 0, ret_value, ret_used);
}
