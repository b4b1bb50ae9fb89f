#include "front/terraform/config/unit.h"

#include "base/limits.h"
#include "front/terraform/config/set.h"

struct gl_tf_node *gl_tf_node_make(struct gl_tf_unit *unit, const struct gl_tf_module *module)
{
    struct gl_arena *arena = unit->arena;
    struct gl_tf_node *node = GL_NEW(arena, struct gl_tf_node);
    static const enum gl_tf_class repeated[] = {GL_TF_MANAGED, GL_TF_DATA, GL_TF_EPHEMERAL, GL_TF_CALL};

    node->module = module;
    node->scope.module = node;
    node->variables = GL_NEW_ARRAY(arena, struct gl_tf_memo, module->count[GL_TF_VARIABLE]);
    node->locals = GL_NEW_ARRAY(arena, struct gl_tf_memo, module->count[GL_TF_LOCAL]);
    node->outputs = GL_NEW_ARRAY(arena, struct gl_tf_memo, module->count[GL_TF_OUTPUT]);
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++)
        node->expansions[repeated[i]] =
            GL_NEW_ARRAY(arena, struct gl_tf_expansion, module->count[repeated[i]]);
    unit->node_len++;
    return node;
}

/* ---- calls ---- */

static bool is_recursion(const struct gl_tf_node *node, const struct gl_tf_module *module)
{
    for (; node; node = node->parent) {
        if (node->module == module)
            return true;
    }
    return false;
}

static const struct gl_tf_module *installed(struct gl_tf_unit *unit, struct gl_str key)
{
    return gl_tf_set_installed(unit->set, unit->root, key);
}

static void tell_unavailable(struct gl_tf_unit *unit, const struct gl_tf_declaration *call)
{
    struct gl_span span = gl_span_is_set(call->source_span) ? call->source_span : call->header;
    struct gl_str detail =
        gl_tf_unit_printf(unit, "%.*s (%.*s): every value from it is unknown; %s", GL_STR_ARG(call->name),
                          GL_STR_ARG(call->source),
                          gl_tf_is_local_source(call->source) ? "scan a folder that holds it, too"
                                                              : "run `terraform get` before the scan");

    if (unit->set->options->is_one_root) /* what is there was asked for */
        gl_diag_add(&unit->diags, GL_DIAG_NOTE, span, NULL, "module is not available: %.*s",
                    GL_STR_ARG(detail));
    else
        gl_tf_unit_tell(unit, span, GL_STR("module is not available"), detail);
}

static const struct gl_tf_module *target_of(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                            const struct gl_tf_declaration *call, struct gl_str key)
{
    const struct gl_tf_module *module = call->target;

    if (!module && !gl_tf_is_local_source(call->source))
        module = installed(unit, key);
    if (!module) {
        tell_unavailable(unit, call);
        return NULL;
    }
    if (!is_recursion(node, module))
        return module;
    gl_tf_unit_tell(unit, call->header, GL_STR("module calls itself"),
                    gl_tf_unit_printf(unit, "%.*s is called inside itself; this call is left out",
                                      GL_STR_ARG(module->uri)));
    return NULL;
}

/* The folder of a module as Terraform names it: from that of the root module on. */
static struct gl_str path_of(struct gl_tf_unit *unit, const struct gl_tf_node *parent,
                             const struct gl_tf_declaration *call, const struct gl_tf_module *module)
{
    struct gl_str path = gl_str_from(module->folder, unit->root->folder.len + 1);

    if (gl_tf_is_local_source(call->source))
        path = gl_tf_unit_printf(unit, "%.*s/%.*s", GL_STR_ARG(parent->path), GL_STR_ARG(call->source));
    return gl_path_normalize(unit->arena, path);
}

enum { MAX_PLACES = 6 }; /* the innermost: a finding names each of them */

static struct gl_place *places_of(struct gl_tf_unit *unit, const struct gl_tf_node *parent,
                                  const struct gl_tf_declaration *call, const struct gl_tf_item *item,
                                  size_t *ret_len)
{
    size_t own = gl_span_is_set(item->span) ? 2 : 1;
    size_t outer = parent->place_len < MAX_PLACES - own ? parent->place_len : MAX_PLACES - own;
    struct gl_place *places = GL_NEW_ARRAY(unit->arena, struct gl_place, own + outer);

    places[0] = (struct gl_place){
        call->header, gl_tf_unit_printf(unit, "module %.*s is called here", GL_STR_ARG(call->name))};
    if (own == 2)
        places[1] = (struct gl_place){
            item->span, gl_tf_unit_printf(unit, "instance \"%.*s\" of module %.*s comes from here",
                                          GL_STR_ARG(item->key.u.text), GL_STR_ARG(call->name))};
    for (size_t i = 0; i < outer; i++)
        places[own + i] = parent->places[i];
    *ret_len = own + outer;
    return places;
}

static struct gl_tf_node *make_instance(struct gl_tf_unit *unit, struct gl_tf_node *parent,
                                        const struct gl_tf_declaration *call,
                                        const struct gl_tf_module *module, struct gl_tf_expansion *expansion,
                                        struct gl_tf_item *item)
{
    struct gl_tf_node *node = gl_tf_node_make(unit, module);
    struct gl_str suffix = gl_tf_item_suffix(unit, expansion, item);

    node->parent = parent;
    node->call = call;
    node->depth = parent->depth + 1;
    node->is_symbolic = parent->is_symbolic || expansion->is_symbolic;
    node->existence = item->existence ? item->existence : parent->existence;
    node->address =
        gl_tf_unit_printf(unit, "%.*s%smodule.%.*s%.*s", GL_STR_ARG(parent->address),
                          parent->address.len ? "." : "", GL_STR_ARG(call->name), GL_STR_ARG(suffix));
    node->key = gl_tf_unit_printf(unit, "%.*s%s%.*s", GL_STR_ARG(parent->key), parent->key.len ? "." : "",
                                  GL_STR_ARG(call->name));
    node->path = path_of(unit, parent, call, module);
    node->arguments = (struct gl_tf_scope){.outer = &parent->scope, .module = parent};
    if (expansion->repetition != GL_TF_ONCE) {
        node->binding = gl_tf_item_binding(unit, expansion, item);
        node->arguments.bindings = &node->binding;
        node->arguments.len = 1;
    }
    node->places = places_of(unit, parent, call, item, &node->place_len);
    return node;
}

/* An argument that the module has no variable for would be refused by Terraform. */
static void check_arguments(struct gl_tf_unit *unit, const struct gl_tf_declaration *call,
                            const struct gl_tf_module *module)
{
    static const char *const meta[] = {"source", "version", "providers", "count", "for_each", "depends_on"};

    for (size_t i = 0; i < call->body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &call->body->attributes[i];
        bool is_meta = false;

        for (size_t k = 0; k < sizeof meta / sizeof *meta; k++)
            is_meta |= gl_str_eq(attribute->name, gl_str_of(meta[k]));
        if (!is_meta && !gl_tf_module_find(module, GL_TF_VARIABLE, (struct gl_str){0}, attribute->name))
            gl_tf_unit_tell(unit, attribute->name_span, GL_STR("Unsupported argument"),
                            gl_tf_unit_printf(unit, "module %.*s has no variable %.*s",
                                              GL_STR_ARG(call->name), GL_STR_ARG(attribute->name)));
    }
}

bool gl_tf_node_call(struct gl_tf_unit *unit, struct gl_tf_node *node, const struct gl_tf_declaration *call)
{
    struct gl_tf_expansion *expansion = gl_tf_expand(unit, node, call);
    struct gl_str key = gl_tf_unit_printf(unit, "%.*s%s%.*s", GL_STR_ARG(node->key), node->key.len ? "." : "",
                                          GL_STR_ARG(call->name));
    const struct gl_tf_module *module;

    if (expansion->progress != GL_TF_DONE || (expansion->len && expansion->items[0].node))
        return expansion->progress == GL_TF_DONE;
    module = target_of(unit, node, call, key);
    if (!module)
        return false;
    if (node->depth >= GL_MAX_TERRAFORM_MODULE_DEPTH ||
        unit->node_len + expansion->len > GL_MAX_TERRAFORM_MODULES) {
        if (!unit->is_full)
            gl_tf_unit_tell(unit, call->header, GL_STR("too many modules"),
                            GL_STR("this call and further ones are left out; their values are unknown"));
        unit->is_full = true;
        return false;
    }
    check_arguments(unit, call, module);
    for (size_t i = 0; i < expansion->len; i++)
        expansion->items[i].node = make_instance(unit, node, call, module, expansion, &expansion->items[i]);
    return true;
}

/* ---- local values and outputs ---- */

struct needs {
    struct gl_tf_unit *unit;
    struct gl_tf_node *node;
    const struct gl_tf_declaration **stack;
    size_t len, capacity;
};

static void push_local(void *context, struct gl_str root, struct gl_str name, struct gl_span span)
{
    struct needs *needs = context;
    const struct gl_tf_declaration *local;

    (void)span;
    if (!gl_str_eq(root, GL_STR("local")))
        return;
    local = gl_tf_module_find(needs->node->module, GL_TF_LOCAL, (struct gl_str){0}, name);
    if (local && !needs->node->locals[local->slot].is_visited)
        *GL_PUSH(needs->unit->arena, needs->stack, needs->len, needs->capacity) = local;
}

/* Long chains of local values are evaluated from their end, so that they need no deep recursion. */
static void evaluate_needs(struct gl_tf_unit *unit, struct gl_tf_node *node,
                           const struct gl_tf_declaration *local)
{
    struct needs needs = {.unit = unit, .node = node};

    node->locals[local->slot].is_visited = true;
    gl_tf_references(local->value, push_local, &needs);
    while (needs.len > 0) {
        const struct gl_tf_declaration *next = needs.stack[needs.len - 1];
        struct gl_tf_memo *memo = &node->locals[next->slot];

        if (!memo->is_visited) {
            memo->is_visited = true;
            gl_tf_references(next->value, push_local, &needs);
        } else {
            needs.len--;
            gl_tf_node_local(unit, node, next);
        }
    }
}

struct gl_tf_value gl_tf_node_local(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                    const struct gl_tf_declaration *local)
{
    struct gl_tf_memo *memo = &node->locals[local->slot];

    if (memo->progress == GL_TF_BUSY)
        return gl_tf_cycle(unit, node, local);
    if (memo->progress == GL_TF_UNTOUCHED && !memo->is_visited && unit->nesting == 0)
        evaluate_needs(unit, node, local);
    if (memo->progress == GL_TF_UNTOUCHED) {
        memo->progress = GL_TF_BUSY;
        gl_tf_enter(unit, node, local);
        memo->value = gl_tf_unit_value(unit, &node->scope, local->value);
        gl_tf_leave(unit);
        memo->progress = GL_TF_DONE;
    }
    return memo->value;
}

struct gl_tf_value gl_tf_node_output(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                     const struct gl_tf_declaration *output)
{
    struct gl_tf_memo *memo = &node->outputs[output->slot];

    if (memo->progress == GL_TF_BUSY)
        return gl_tf_cycle(unit, node, output);
    if (memo->progress == GL_TF_DONE)
        return memo->value;
    memo->progress = GL_TF_BUSY;
    gl_tf_enter(unit, node, output);
    memo->value = output->value ? gl_tf_unit_value(unit, &node->scope, output->value)
                                : gl_tf_make_null(&gl_tf_any, output->header);
    gl_tf_leave(unit);
    if (output->is_sensitive)
        memo->value = gl_tf_mark_sensitive(memo->value);
    memo->progress = GL_TF_DONE;
    return memo->value;
}
