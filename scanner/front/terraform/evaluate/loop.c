#include "front/terraform/evaluate/evaluating.h"

#include "base/limits.h"

/* What key and value are while only the condition itself is looked at. */
static const struct gl_tf_unknown any_element = {.type = &gl_tf_any, .is_derived = true};

static bool is_iterable(const struct gl_tf_value *value)
{
    return value->kind >= GL_TF_LIST;
}

static void set_unknown(struct gl_tf_loop *state, const struct gl_tf_value *cause)
{
    if (!state->is_unknown)
        state->cause_room = *cause;
    state->cause = &state->cause_room;
    state->is_unknown = true;
}

/* An if clause that is null or no bool is a mistake even where there is no element to ask it for. */
static bool check_condition(struct gl_tf_loop *state)
{
    const struct gl_hcl_expr *condition = state->loop->condition;
    struct gl_tf_value value, converted;

    for (size_t i = 0; i < state->scope.len; i++)
        state->bindings[i].value = gl_tf_make_unknown_as(&any_element, state->collection.span);
    if (!gl_tf_evaluate(state->eval, &state->scope, condition, &value))
        return false;
    if (gl_tf_is_null(&value))
        return gl_tf_fail(state->eval, condition->span, "Condition is null",
                          "The value of the 'if' clause must not be null.");
    return gl_tf_eval_convert(state->eval, &value, &gl_tf_bool, "Invalid 'for' condition", &converted);
}

static void bind_names(struct gl_tf_loop *state, const struct gl_tf_scope *scope)
{
    const struct gl_hcl_loop *loop = state->loop;

    state->scope = (struct gl_tf_scope){
        .outer = scope, .bindings = state->bindings, .module = scope ? scope->module : NULL};
    state->bindings[state->scope.len++].name = loop->value_name;
    if (loop->key_name.len)
        state->bindings[state->scope.len++].name = loop->key_name;
}

bool gl_tf_loop_begin(struct gl_tf_loop *state, struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_loop *loop)
{
    struct gl_tf_value *collection = &state->collection;

    state->eval = eval;
    state->loop = loop;
    if (!gl_tf_evaluate(eval, scope, loop->collection, collection))
        return false;
    if (gl_tf_is_null(collection))
        return gl_tf_fail(eval, loop->collection->span, "Iteration over null value",
                          "A null value cannot be used as the collection in a 'for' expression.");
    state->is_sensitive = collection->flags & GL_TF_SENSITIVE;
    bind_names(state, scope);
    if (gl_tf_is_unknown(collection) && collection->kind == GL_TF_DYNAMIC) {
        set_unknown(state, collection);
        return true;
    }
    if (!is_iterable(collection))
        return gl_tf_fail(eval, loop->collection->span, "Iteration over non-iterable value",
                          "A value of type %.*s cannot be used as the collection in a 'for' expression.",
                          GL_STR_ARG(gl_tf_type_name(eval->arena, gl_tf_type_of(eval->arena, collection))));
    if (gl_tf_is_unknown(collection)) {
        set_unknown(state, collection);
        return true;
    }
    state->len = gl_tf_part_len(collection);
    return !loop->condition || check_condition(state);
}

/* Lists count, maps have keys, elements of sets are their own. */
static struct gl_tf_value key_at(const struct gl_tf_value *collection, size_t index)
{
    if (gl_tf_has_members(collection))
        return gl_tf_make_string(collection->u.map.members[index].key,
                                 collection->u.map.members[index].key_span);
    if (collection->kind == GL_TF_SET)
        return collection->u.list.items[index];
    return gl_tf_make_i64((int64_t)index, collection->span);
}

/* Whether the bound element takes part; one of which that is not known makes the whole result unknown. */
static bool takes_part(struct gl_tf_loop *state, bool *ret_takes_part)
{
    const struct gl_hcl_expr *condition = state->loop->condition;
    struct gl_tf_value value, converted;

    *ret_takes_part = true;
    if (!condition)
        return true;
    if (!gl_tf_evaluate(state->eval, &state->scope, condition, &value))
        return false;
    if (gl_tf_is_null(&value))
        return gl_tf_fail(state->eval, condition->span, "Condition is null",
                          "The value of the 'if' clause must not be null.");
    if (!gl_tf_eval_convert(state->eval, &value, &gl_tf_bool, "Invalid 'for' condition", &converted))
        return false;
    state->is_sensitive |= converted.flags & GL_TF_SENSITIVE;
    *ret_takes_part = converted.state == GL_TF_KNOWN && converted.u.boolean;
    if (gl_tf_is_unknown(&converted))
        set_unknown(state, &converted);
    return true;
}

bool gl_tf_loop_next(struct gl_tf_loop *state, bool *ret_is_done)
{
    bool is_part = false;

    while (!is_part) {
        size_t index = state->at;

        *ret_is_done = index >= state->len;
        if (*ret_is_done)
            return true;
        if (!gl_tf_spend(state->eval, state->loop->value->span, 1))
            return false;
        state->at++;
        state->bindings[0].value = *gl_tf_part(&state->collection, index);
        if (state->scope.len == 2)
            state->bindings[1].value = key_at(&state->collection, index);
        if (!takes_part(state, &is_part))
            return false;
    }
    return true;
}

/* ---- results ---- */

static struct gl_tf_value mark(const struct gl_tf_loop *state, struct gl_tf_value value)
{
    return state->is_sensitive ? gl_tf_mark_sensitive(value) : value;
}

static struct gl_tf_value unknown_result(const struct gl_tf_loop *state, struct gl_span span)
{
    return mark(state, gl_tf_make_unknown_from(state->eval->arena, state->cause, &gl_tf_any, false, span));
}

static bool for_tuple(struct gl_tf_loop *state, const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(state->eval->arena, struct gl_tf_value, state->len);
    size_t len = 0;
    bool is_done;

    while (true) {
        if (!gl_tf_loop_next(state, &is_done))
            return false;
        if (is_done)
            break;
        if (!gl_tf_evaluate(state->eval, &state->scope, state->loop->value, &items[len++]))
            return false;
    }
    *ret_value = state->is_unknown ? unknown_result(state, expr->span)
                                   : mark(state, gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, expr->span));
    return true;
}

/* The key of the bound element; without *ret_is_known it is unknown, and with it the result. */
static bool eval_key(struct gl_tf_loop *state, struct gl_str *ret_key, bool *ret_is_known)
{
    const struct gl_hcl_expr *expr = state->loop->key;
    struct gl_tf_value key;

    if (!gl_tf_evaluate(state->eval, &state->scope, expr, &key))
        return false;
    *ret_is_known = key.state == GL_TF_KNOWN;
    state->is_sensitive |= key.flags & GL_TF_SENSITIVE;
    if (gl_tf_is_null(&key))
        return gl_tf_fail(state->eval, expr->span, "Invalid object key",
                          "Key expression in 'for' expression must not produce a null value.");
    if (gl_tf_is_unknown(&key))
        set_unknown(state, &key);
    else if (!gl_tf_text(state->eval->arena, &key, ret_key))
        return gl_tf_fail(state->eval, expr->span, "Invalid object key",
                          "The key expression produced an invalid result: string required.");
    return true;
}

/* Of several values for one key: a tuple of them in the order of the collection, or a mistake. `members` are
 * sorted by key, those of one key still in that order. */
static bool group(struct gl_tf_loop *state, struct gl_tf_member *members, size_t *len)
{
    size_t kept = 0, end;

    for (size_t begin = 0; begin < *len; begin = end) {
        struct gl_tf_value *items;

        for (end = begin + 1; end < *len && gl_str_eq(members[end].key, members[begin].key); end++)
            if (!state->loop->is_grouped)
                return gl_tf_fail(state->eval, state->loop->key->span, "Duplicate object key",
                                  "Two different items produced the same key in this 'for' expression. If "
                                  "duplicates are expected, use the ellipsis (...) after the value "
                                  "expression to enable grouping by key.");
        if (!state->loop->is_grouped)
            continue;
        items = GL_NEW_ARRAY(state->eval->arena, struct gl_tf_value, end - begin);
        for (size_t i = begin; i < end; i++)
            items[i - begin] = members[i].value;
        members[kept] = members[begin];
        members[kept++].value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, end - begin, items[0].span);
    }
    if (state->loop->is_grouped)
        *len = kept;
    return true;
}

static bool collect(struct gl_tf_loop *state, struct gl_tf_member *members, size_t *ret_len)
{
    size_t len = 0;
    bool is_done, is_known;

    while (true) {
        if (!gl_tf_loop_next(state, &is_done))
            return false;
        if (is_done)
            break;
        if (!eval_key(state, &members[len].key, &is_known) ||
            !gl_tf_evaluate(state->eval, &state->scope, state->loop->value, &members[len].value))
            return false;
        members[len].key_span = state->loop->key->span;
        members[len].expr_span = state->loop->value->span;
        len += is_known;
    }
    *ret_len = len;
    return true;
}

static bool for_object(struct gl_tf_loop *state, const struct gl_hcl_expr *expr,
                       struct gl_tf_value *ret_value)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(state->eval->arena, struct gl_tf_member, state->len);
    size_t len = 0;

    if (!collect(state, members, &len))
        return false;
    gl_tf_sort_members(members, len);
    if (!group(state, members, &len))
        return false;
    *ret_value = state->is_unknown ? unknown_result(state, expr->span)
                                   : mark(state, gl_tf_make_map(NULL, members, len, expr->span));
    return true;
}

bool gl_tf_eval_for(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                    struct gl_tf_value *ret_value)
{
    struct gl_tf_loop state = {0};

    if (!gl_tf_loop_begin(&state, eval, scope, expr->u.loop) || !gl_tf_spend(eval, expr->span, state.len))
        return false;
    return expr->kind == GL_HCL_FOR_TUPLE ? for_tuple(&state, expr, ret_value)
                                          : for_object(&state, expr, ret_value);
}
