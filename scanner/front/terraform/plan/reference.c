/* References of the configuration, followed through variables, outputs and for_each to the resources that
 * decide them. The plan tells which names an expression uses, not how: where that leaves several resources,
 * all of them are candidates. */
#include "front/terraform/plan/reading.h"

enum { MOST_STEPS = 24, MOST_NESTING = 32, MOST_REFERENCES = 2000 };

struct step {
    struct gl_str name; /* of an index: its text */
    bool is_index;
};

struct path {
    struct step items[MOST_STEPS];
    size_t len;
};

/* Where a reference stands: names are those of the module; `each` and `count` those of a resource or call. */
struct place {
    struct gl_tf_plan_node *node;
    const struct gl_value *owner; /* its configuration, or the call */
    struct gl_str key;
};

struct trace {
    struct gl_tf_plan *plan;
    struct gl_tf_candidates *found;
    unsigned nesting, count;
};

static void follow_all(struct trace *trace, const struct place *place, const struct gl_value *expression,
                       const struct path *trail);

/* "module.a["k"].out[0].x" as steps; what does not fit is left out. */
static void parse(struct gl_str text, struct path *path)
{
    path->len = 0;
    while (text.len && path->len < MOST_STEPS) {
        struct step *step = &path->items[path->len];
        size_t end = 0;

        step->is_index = text.ptr[0] == '[';
        if (gl_str_starts_with(text, GL_STR("[\""))) {
            end = gl_str_find(text, GL_STR("\"]"));
            step->name = gl_str_slice(text, 2, end);
            end = end == GL_STR_NONE ? text.len : end + 2;
        } else if (step->is_index) {
            end = gl_str_find_char(text, ']');
            step->name = gl_str_slice(text, 1, end);
            end = end == GL_STR_NONE ? text.len : end + 1;
        } else {
            while (end < text.len && text.ptr[end] != '.' && text.ptr[end] != '[')
                end++;
            step->name = gl_str_slice(text, 0, end);
        }
        text = gl_str_from(text, end);
        if (gl_str_starts_with(text, GL_STR(".")))
            text = gl_str_from(text, 1);
        path->len++;
    }
}

static void append(struct path *path, const struct path *more, size_t from)
{
    for (size_t i = from; i < more->len && path->len < MOST_STEPS; i++)
        path->items[path->len++] = more->items[i];
}

static bool is(const struct path *path, size_t index, const char *name)
{
    return index < path->len && !path->items[index].is_index &&
           gl_str_eq(path->items[index].name, gl_str_of(name));
}

/* ---- resources */

static struct gl_str attribute_of(struct gl_arena *arena, const struct path *path, size_t from)
{
    struct gl_buf text;
    struct gl_str copy;

    gl_buf_init(&text);
    for (size_t i = from; i < path->len; i++)
        gl_buf_printf(&text,
                      path->items[i].is_index ? "[%.*s]"
                      : i > from              ? ".%.*s"
                                              : "%.*s",
                      GL_STR_ARG(path->items[i].name));
    copy = gl_arena_copy(arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return copy;
}

static void found(struct trace *trace, const struct gl_tf_plan_item *item, struct gl_str attribute)
{
    struct gl_tf_candidates *all = trace->found;

    for (size_t i = 0; i < all->len; i++) {
        if (all->items[i].item == item && gl_str_eq(all->items[i].attribute, attribute))
            return;
    }
    if (all->len == sizeof all->items / sizeof *all->items)
        all->is_cut = true;
    else
        all->items[all->len++] = (struct gl_tf_candidate){item, attribute};
}

/* A part of a key: "data" of "data-0" and of "net/data". */
static bool has_word(struct gl_str key, struct gl_str word)
{
    size_t begin = 0;

    for (size_t i = 0; word.len && i <= key.len; i++) {
        if (i < key.len && !strchr("/-_.: ", key.ptr[i]))
            continue;
        if (gl_str_eq(gl_str_slice(key, begin, i), word))
            return true;
        begin = i + 1;
    }
    return false;
}

/* Instances whose key the index names; 0: all, 1: exactly, 2: by a word of it. */
static bool matches(const struct gl_tf_plan_item *item, struct gl_str index, int how)
{
    return how == 0 || (how == 1 && item->key.ptr && gl_str_eq(item->key, index)) ||
           (how == 2 && item->key.ptr && has_word(item->key, index));
}

static size_t count(const struct gl_tf_plan *plan, uint32_t first, struct gl_str index, int how)
{
    size_t len = 0;

    for (uint32_t i = first; i != GL_NAME_INDEX_NONE && len < MOST_REFERENCES; i = plan->items[i].next)
        len += matches(&plan->items[i], index, how);
    return len;
}

/* TYPE.NAME and what follows, from `from` on. */
static void follow_resource(struct trace *trace, const struct place *place, const struct path *path,
                            size_t from, bool is_data)
{
    struct gl_tf_plan *plan = trace->plan;
    struct gl_str index = {0}, group;
    uint32_t first;
    int how = 0;
    size_t after = from + 2;

    if (path->len < from + 2)
        return;
    group = gl_arena_printf(plan->arena, "%.*s|%s%.*s.%.*s", GL_STR_ARG(place->node->address),
                            is_data ? "data." : "", GL_STR_ARG(path->items[from].name),
                            GL_STR_ARG(path->items[from + 1].name));
    first = gl_name_index_find(&plan->by_group, group);
    if (after < path->len && path->items[after].is_index) {
        index = path->items[after++].name;
        how = count(plan, first, index, 1) ? 1 : count(plan, first, index, 2) ? 2 : 0;
    }
    for (uint32_t i = first, n = 0; i != GL_NAME_INDEX_NONE && n < MOST_REFERENCES;
         i = plan->items[i].next, n++) {
        if (matches(&plan->items[i], index, how))
            found(trace, &plan->items[i], attribute_of(plan->arena, path, after));
    }
}

/* ---- names that stand for other expressions */

/* var.NAME: the argument of the call, in the module that calls. */
static void follow_variable(struct trace *trace, const struct place *place, const struct path *path)
{
    struct gl_tf_plan_node *node = place->node;
    struct path trail = {.len = 0};
    struct place outer;

    if (!node->parent || path->len < 2)
        return;
    outer = (struct place){node->parent, node->call, node->key};
    append(&trail, path, 2);
    follow_all(trace, &outer,
               gl_value_get(gl_value_get(node->call, GL_STR("expressions")), path->items[1].name), &trail);
}

static void follow_output(struct trace *trace, struct gl_tf_plan_node *node, struct gl_str output,
                          const struct path *trail)
{
    const struct gl_value *declared = gl_value_get(gl_value_get(node->module, GL_STR("outputs")), output);
    struct place inner = {.node = node};

    follow_all(trace, &inner, gl_value_get(declared, GL_STR("expression")), trail);
}

/* module.NAME.OUTPUT or module.NAME["k"].OUTPUT. */
static void follow_module(struct trace *trace, const struct place *place, const struct path *path)
{
    bool has_key = path->len > 2 && path->items[2].is_index, is_any = false;
    size_t output = has_key ? 3 : 2;
    struct path trail = {.len = 0};
    struct gl_str wanted;

    if (path->len <= output)
        return;
    wanted = place->node->path.len
                 ? gl_arena_printf(trace->plan->arena, "%.*s.%.*s", GL_STR_ARG(place->node->path),
                                   GL_STR_ARG(path->items[1].name))
                 : path->items[1].name;
    append(&trail, path, output + 1);
    for (struct gl_tf_plan_node *child = place->node->children; child && trace->count < MOST_REFERENCES;
         child = child->next) {
        trace->count++;
        if (!gl_str_eq(child->path, wanted))
            continue;
        is_any = true;
        if (!has_key || (child->key.ptr && gl_str_eq(child->key, path->items[2].name)))
            follow_output(trace, child, path->items[output].name, &trail);
    }
    if (!is_any) { /* a module without resources of its own */
        struct gl_tf_plan_node *child =
            gl_tf_plan_child(trace->plan, place->node, path->items[1].name, (struct gl_str){0}, false);

        if (child)
            follow_output(trace, child, path->items[output].name, &trail);
    }
}

/* each.value: the element of for_each that has the key. */
static void follow_each(struct trace *trace, const struct place *place, const struct path *path)
{
    struct path trail = {.len = 0};

    if (!is(path, 1, "value") || !place->key.ptr)
        return;
    trail.items[trail.len++] = (struct step){place->key, true};
    append(&trail, path, 2);
    follow_all(trace, place, gl_value_get(place->owner, GL_STR("for_each_expression")), &trail);
}

static void follow(struct trace *trace, const struct place *place, struct gl_str reference,
                   const struct path *trail)
{
    static const char *const others[] = {"local", "count", "path", "terraform", "self", NULL};
    struct path path;

    parse(reference, &path);
    append(&path, trail, 0);
    for (size_t i = 0; others[i]; i++) {
        if (is(&path, 0, others[i]))
            return; /* the plan does not say what they stand for */
    }
    if (is(&path, 0, "var"))
        follow_variable(trace, place, &path);
    else if (is(&path, 0, "module"))
        follow_module(trace, place, &path);
    else if (is(&path, 0, "each"))
        follow_each(trace, place, &path);
    else
        follow_resource(trace, place, &path, is(&path, 0, "data") ? 1 : 0, is(&path, 0, "data"));
}

/* "a.b" after "a.b.c" is said of the same reference. */
static bool is_prefix_of(struct gl_str prefix, struct gl_str whole)
{
    return whole.len > prefix.len && gl_str_starts_with(whole, prefix) &&
           (whole.ptr[prefix.len] == '.' || whole.ptr[prefix.len] == '[');
}

static void follow_all(struct trace *trace, const struct place *place, const struct gl_value *expression,
                       const struct path *trail)
{
    const struct gl_value *references = gl_value_get(expression, GL_STR("references"));
    struct gl_str last = {0};

    if (!gl_value_is(references, GL_LIST) || trace->nesting >= MOST_NESTING)
        return;
    trace->nesting++;
    for (size_t i = 0; i < references->u.list.len && trace->count < MOST_REFERENCES; i++) {
        const struct gl_value *reference = &references->u.list.items[i];

        trace->count++;
        if (reference->type != GL_STRING || is_prefix_of(reference->u.str, last))
            continue;
        last = reference->u.str;
        follow(trace, place, last, trail);
    }
    trace->nesting--;
}

void gl_tf_plan_trace(struct gl_tf_plan *plan, const struct gl_tf_plan_item *item,
                      const struct gl_value *expression, struct gl_tf_candidates *ret_candidates)
{
    struct trace trace = {.plan = plan, .found = ret_candidates};
    struct place place = {item->node, item->configuration, item->key};
    struct path none = {.len = 0};

    ret_candidates->len = 0;
    ret_candidates->is_cut = false;
    if (plan->steps > GL_MAX_TERRAFORM_STEPS)
        return;
    follow_all(&trace, &place, expression, &none);
    plan->steps += trace.count;
}
