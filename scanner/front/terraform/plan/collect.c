/* The resources of a plan or state, whatever its format, and the module instances that they are in. */
#include "front/terraform/plan/reading.h"

/* ---- module instances ---- */

static struct gl_str or_empty(const struct gl_value *value)
{
    return value && value->type == GL_STRING ? value->u.str : (struct gl_str){0};
}

static struct gl_str printed(struct gl_tf_plan *plan, struct gl_str key, bool is_number)
{
    struct gl_buf json;
    struct gl_str text;

    if (!key.ptr)
        return (struct gl_str){0};
    if (is_number)
        return gl_arena_printf(plan->arena, "[%.*s]", GL_STR_ARG(key));
    gl_buf_init(&json);
    gl_buf_add_json(&json, key);
    text = gl_arena_printf(plan->arena, "[%.*s]", GL_STR_ARG(gl_buf_str(&json)));
    gl_buf_free(&json);
    return text;
}

static unsigned depth_of(const struct gl_tf_plan_node *node)
{
    unsigned depth = 0;

    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

struct gl_tf_plan_node *gl_tf_plan_child(struct gl_tf_plan *plan, struct gl_tf_plan_node *parent,
                                         struct gl_str name, struct gl_str key, bool is_number)
{
    struct gl_str address = gl_arena_printf(plan->arena, "%.*s%smodule.%.*s%.*s", GL_STR_ARG(parent->address),
                                            parent->address.len ? "." : "", GL_STR_ARG(name),
                                            GL_STR_ARG(printed(plan, key, is_number)));
    uint32_t found = gl_name_index_find(&plan->by_module, address);
    struct gl_tf_plan_node *child;

    if (found != GL_NAME_INDEX_NONE)
        return plan->nodes[found];
    if (depth_of(parent) >= GL_MAX_TERRAFORM_MODULE_DEPTH || plan->node_len >= GL_MAX_TERRAFORM_MODULES)
        return NULL;
    child = GL_NEW(plan->arena, struct gl_tf_plan_node);
    *child =
        (struct gl_tf_plan_node){.address = address, .key = key, .parent = parent, .next = parent->children};
    child->path = parent->path.len
                      ? gl_arena_printf(plan->arena, "%.*s.%.*s", GL_STR_ARG(parent->path), GL_STR_ARG(name))
                      : name;
    child->call = gl_value_get(gl_value_get(parent->module, GL_STR("module_calls")), name);
    child->module = gl_value_get(child->call, GL_STR("module"));
    parent->children = child;
    (void)gl_name_index_add(plan->arena, &plan->by_module, address, (uint32_t)plan->node_len);
    *GL_PUSH(plan->arena, plan->nodes, plan->node_len, plan->node_capacity) = child;
    return child;
}

/* `module.NAME`, with a key or without, at the beginning of `address`, which moves behind it; false: there is
 * none, or it cannot be read. */
static bool cut_module(struct gl_tf_plan *plan, struct gl_str *address, struct gl_tf_plan_node **node)
{
    struct gl_str rest = *address, name, key = {0};
    bool is_number = false;
    size_t end = 0;

    if (!gl_str_starts_with(rest, GL_STR("module.")))
        return false;
    rest = gl_str_from(rest, 7);
    while (end < rest.len && rest.ptr[end] != '.' && rest.ptr[end] != '[')
        end++;
    name = gl_str_slice(rest, 0, end);
    rest = gl_str_from(rest, end);
    if (gl_str_starts_with(rest, GL_STR("[\""))) {
        end = gl_str_find(rest, GL_STR("\"]"));
        if (end == GL_STR_NONE)
            return false;
        key = gl_str_slice(rest, 2, end);
        rest = gl_str_from(rest, end + 2);
    } else if (gl_str_starts_with(rest, GL_STR("["))) {
        end = gl_str_find_char(rest, ']');
        if (end == GL_STR_NONE)
            return false;
        key = gl_str_slice(rest, 1, end);
        is_number = true;
        rest = gl_str_from(rest, end + 1);
    }
    if (gl_str_starts_with(rest, GL_STR(".")))
        rest = gl_str_from(rest, 1);
    *node = gl_tf_plan_child(plan, *node, name, key, is_number);
    *address = rest;
    return *node != NULL;
}

/* The module instance of an address, `module.a["k"].module.b`. Keys that hold `"]` themselves are cut
 * wrongly; then the module is another one of its own, and nothing is resolved through it. */
static struct gl_tf_plan_node *node_of(struct gl_tf_plan *plan, struct gl_str address)
{
    struct gl_tf_plan_node *node = &plan->top;

    while (node && address.len && cut_module(plan, &address, &node))
        continue;
    return node ? node : &plan->top;
}

/* ---- items ---- */

/* What belongs to an item besides its values. */
struct given {
    const struct gl_value *object; /* the place of the whole */
    struct gl_tf_plan_node *node;
    struct gl_str mode, type, name;
    const struct gl_value *index; /* NULL: none */
    struct gl_span header;
};

/* "module.a.module.b.", without keys. */
static struct gl_str calls_of(struct gl_tf_plan *plan, const struct gl_tf_plan_node *node)
{
    struct gl_str rest = node->path, part, calls = {0};

    while (gl_str_cut(&rest, '.', &part))
        calls = gl_arena_printf(plan->arena, "%.*smodule.%.*s.", GL_STR_ARG(calls), GL_STR_ARG(part));
    return calls;
}

static void enter(struct gl_tf_plan *plan, struct gl_tf_plan_item *item, uint32_t number)
{
    const struct gl_tf_instance *instance = item->instance;
    struct gl_str local = gl_arena_printf(plan->arena, "%s%.*s.%.*s", instance->is_data ? "data." : "",
                                          GL_STR_ARG(instance->type), GL_STR_ARG(instance->name));
    struct gl_str group =
        gl_arena_printf(plan->arena, "%.*s|%.*s", GL_STR_ARG(item->node->address), GL_STR_ARG(local));
    struct gl_str configuration =
        gl_arena_printf(plan->arena, "%.*s|%.*s", GL_STR_ARG(item->node->path), GL_STR_ARG(local));
    uint32_t before = gl_name_index_add(plan->arena, &plan->by_group, group, number);
    uint32_t found = gl_name_index_find(&plan->configurations, configuration);

    item->declared =
        gl_arena_printf(plan->arena, "%.*s%.*s", GL_STR_ARG(calls_of(plan, item->node)), GL_STR_ARG(local));
    item->next = GL_NAME_INDEX_NONE;
    item->tail = number;
    if (before != GL_NAME_INDEX_NONE) {
        plan->items[plan->items[before].tail].next = number;
        plan->items[before].tail = number;
    }
    if (found != GL_NAME_INDEX_NONE)
        item->configuration = plan->resources[found];
    (void)gl_name_index_add(plan->arena, &plan->by_address, instance->address, number);
}

static struct gl_tf_plan_item *add(struct gl_tf_plan *plan, const struct given *given)
{
    struct gl_tf_instance *instance = GL_NEW(plan->arena, struct gl_tf_instance);
    struct gl_tf_plan_item *item = GL_PUSH(plan->arena, plan->items, plan->len, plan->capacity);
    bool is_data = gl_str_eq(given->mode, GL_STR("data")), is_number;
    const struct gl_str module = given->node->address;

    item->node = given->node;
    item->instance = instance;
    if (given->index && !gl_value_text(given->index, &item->key))
        item->key = (struct gl_str){0};
    is_number = gl_value_is(given->index, GL_NUMBER);
    *instance = (struct gl_tf_instance){.type = given->type,
                                        .name = given->name,
                                        .module = module,
                                        .is_data = is_data,
                                        .header = given->header,
                                        .body = given->object->span,
                                        .unit = &plan->unit->unit};
    instance->address =
        gl_arena_printf(plan->arena, "%.*s%s%s%.*s.%.*s%.*s", GL_STR_ARG(module), module.len ? "." : "",
                        is_data ? "data." : "", GL_STR_ARG(given->type), GL_STR_ARG(given->name),
                        GL_STR_ARG(printed(plan, item->key, is_number)));
    instance->lifecycle = gl_tf_make_null(&gl_tf_any, (struct gl_span){0});
    instance->values = gl_tf_make_map(NULL, NULL, 0, given->object->span);
    instance->values.open = instance;
    return item;
}

/* A resource of planned_values or values. */
static void add_shown(struct gl_tf_plan *plan, const struct gl_value *object, struct gl_tf_plan_node *node,
                      bool only_data)
{
    const struct gl_value *address = gl_value_get(object, GL_STR("address"));
    struct given given = {.object = object,
                          .node = node,
                          .mode = or_empty(gl_value_get(object, GL_STR("mode"))),
                          .type = or_empty(gl_value_get(object, GL_STR("type"))),
                          .name = or_empty(gl_value_get(object, GL_STR("name"))),
                          .index = gl_value_get(object, GL_STR("index")),
                          .header = address ? address->span : object->span};
    struct gl_tf_plan_item *item;
    uint32_t change;

    if (!given.type.len || !given.name.len || (only_data && !gl_str_eq(given.mode, GL_STR("data"))) ||
        gl_name_index_find(&plan->by_address, or_empty(address)) != GL_NAME_INDEX_NONE)
        return;
    item = add(plan, &given);
    item->values = gl_value_get(object, GL_STR("values"));
    item->sensitive = gl_value_get(object, GL_STR("sensitive_values"));
    item->depends_on = gl_value_get(object, GL_STR("depends_on"));
    change = gl_name_index_find(&plan->changes, item->instance->address);
    if (change != GL_NAME_INDEX_NONE)
        item->unknown =
            gl_value_path(gl_value_at(gl_value_get(plan->root, GL_STR("resource_changes")), change),
                          "change.after_unknown");
    enter(plan, item, (uint32_t)(plan->len - 1));
}

/* The reader bounds the depth of the document. */
static void add_module(struct gl_tf_plan *plan, const struct gl_value *module, bool only_data)
{
    struct gl_tf_plan_node *node = node_of(plan, or_empty(gl_value_get(module, GL_STR("address"))));
    const struct gl_value *resources = gl_value_get(module, GL_STR("resources"));
    const struct gl_value *children = gl_value_get(module, GL_STR("child_modules"));

    for (size_t i = 0; gl_value_is(resources, GL_LIST) && i < resources->u.list.len; i++)
        add_shown(plan, &resources->u.list.items[i], node, only_data);
    for (size_t i = 0; gl_value_is(children, GL_LIST) && i < children->u.list.len; i++)
        add_module(plan, &children->u.list.items[i], only_data);
}

/* ---- state files ---- */

static void add_instance(struct gl_tf_plan *plan, const struct gl_value *resource,
                         const struct gl_value *object, struct gl_tf_plan_node *node)
{
    const struct gl_value *name = gl_value_get(resource, GL_STR("name"));
    struct given given = {.object = object,
                          .node = node,
                          .mode = or_empty(gl_value_get(resource, GL_STR("mode"))),
                          .type = or_empty(gl_value_get(resource, GL_STR("type"))),
                          .name = or_empty(name),
                          .index = gl_value_get(object, GL_STR("index_key"))};
    struct gl_tf_plan_item *item;

    if (!given.type.len || !given.name.len)
        return;
    given.header = given.index ? given.index->span : name->span;
    if (gl_value_is(given.index, GL_NULL))
        given.index = NULL;
    item = add(plan, &given);
    item->values = gl_value_get(object, GL_STR("attributes"));
    item->sensitive = gl_value_get(object, GL_STR("sensitive_attributes"));
    item->depends_on = gl_value_get(object, GL_STR("dependencies"));
    enter(plan, item, (uint32_t)(plan->len - 1));
}

static void add_state_file(struct gl_tf_plan *plan)
{
    const struct gl_value *resources = gl_value_get(plan->root, GL_STR("resources"));

    for (size_t i = 0; gl_value_is(resources, GL_LIST) && i < resources->u.list.len; i++) {
        const struct gl_value *resource = &resources->u.list.items[i];
        const struct gl_value *instances = gl_value_get(resource, GL_STR("instances"));
        struct gl_tf_plan_node *node = node_of(plan, or_empty(gl_value_get(resource, GL_STR("module"))));

        for (size_t k = 0; gl_value_is(instances, GL_LIST) && k < instances->u.list.len; k++) {
            if (!gl_value_get(&instances->u.list.items[k], GL_STR("deposed")))
                add_instance(plan, resource, &instances->u.list.items[k], node);
        }
    }
}

/* ---- configuration */

/* The reader bounds the depth of the document. */
static void index_configuration(struct gl_tf_plan *plan, const struct gl_value *module, struct gl_str path)
{
    const struct gl_value *resources = gl_value_get(module, GL_STR("resources"));
    const struct gl_value *calls = gl_value_get(module, GL_STR("module_calls"));

    for (size_t i = 0; gl_value_is(resources, GL_LIST) && i < resources->u.list.len; i++) {
        const struct gl_value *resource = &resources->u.list.items[i];
        struct gl_str local =
            gl_arena_printf(plan->arena, "%.*s|%.*s", GL_STR_ARG(path),
                            GL_STR_ARG(or_empty(gl_value_get(resource, GL_STR("address")))));

        (void)gl_name_index_add(plan->arena, &plan->configurations, local, (uint32_t)plan->resource_len);
        *GL_PUSH(plan->arena, plan->resources, plan->resource_len, plan->resource_capacity) = resource;
    }
    for (size_t i = 0; gl_value_is(calls, GL_MAP) && i < calls->u.map.len; i++) {
        const struct gl_member *call = &calls->u.map.members[i];

        index_configuration(
            plan, gl_value_get(&call->value, GL_STR("module")),
            path.len ? gl_arena_printf(plan->arena, "%.*s.%.*s", GL_STR_ARG(path), GL_STR_ARG(call->key))
                     : call->key);
    }
}

void gl_tf_plan_collect(struct gl_tf_plan *plan)
{
    const struct gl_value *changes = gl_value_get(plan->root, GL_STR("resource_changes"));

    plan->top.module = gl_value_path(plan->root, "configuration.root_module");
    for (size_t i = 0; gl_value_is(changes, GL_LIST) && i < changes->u.list.len; i++)
        (void)gl_name_index_add(plan->arena, &plan->changes,
                                or_empty(gl_value_get(&changes->u.list.items[i], GL_STR("address"))),
                                (uint32_t)i);
    index_configuration(plan, plan->top.module, plan->top.path);
    add_module(plan, gl_value_path(plan->root, "planned_values.root_module"), false);
    add_module(plan, gl_value_path(plan->root, "prior_state.values.root_module"), true);
    add_module(plan, gl_value_path(plan->root, "values.root_module"), false);
    if (gl_value_text_is(gl_value_get(plan->root, GL_STR("version")), "4"))
        add_state_file(plan);
}
