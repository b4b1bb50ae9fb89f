#include "front/terraform/config/unit.h"

#include <stdlib.h>

#include "base/limits.h"
#include "front/terraform/value/number.h"

/* ---- items ---- */

static void one_item(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion)
{
    expansion->items = GL_NEW_ARRAY(unit->arena, struct gl_tf_item, 1);
    expansion->len = 1;
}

static void depend_on(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                      const struct gl_tf_value *value)
{
    struct gl_tf_value *copy = GL_NEW(unit->arena, struct gl_tf_value);

    *copy = *value;
    expansion->cause = copy;
}

static struct gl_tf_value any_of(struct gl_tf_unit *unit, const struct gl_tf_type *type, const char *name,
                                 const struct gl_tf_value *cause)
{
    enum gl_reason reason = gl_tf_is_unknown(cause) ? cause->u.unknown->reason : GL_WHY_INVALID;

    return gl_tf_unit_unknown(unit, type, reason, gl_str_of(name), cause->span);
}

/* One item stands for any number. */
static void make_symbolic(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                          const struct gl_tf_value *cause)
{
    bool is_count = expansion->repetition == GL_TF_COUNT;
    const struct gl_tf_type *element = gl_tf_is_unknown(cause) ? cause->u.unknown->type->element : NULL;

    expansion->is_symbolic = true;
    depend_on(unit, expansion, cause);
    one_item(unit, expansion);
    expansion->items[0].existence = expansion->cause;
    expansion->items[0].key =
        any_of(unit, is_count ? &gl_tf_number : &gl_tf_string, is_count ? "count.index" : "each.key", cause);
    expansion->items[0].value = any_of(unit, element ? element : &gl_tf_any, "each.value", cause);
}

static void tell_invalid(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion, struct gl_span span,
                         const char *summary, const char *detail)
{
    struct gl_tf_value invalid =
        gl_tf_unit_unknown(unit, &gl_tf_any, GL_WHY_INVALID, gl_str_of(summary), span);

    gl_tf_unit_tell(unit, span, gl_str_of(summary), gl_str_of(detail));
    make_symbolic(unit, expansion, &invalid);
}

static bool is_too_many(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion, size_t len,
                        struct gl_span span)
{
    struct gl_tf_value limit;

    if (len <= GL_MAX_TERRAFORM_INSTANCES && unit->instance_len + len <= GL_MAX_TERRAFORM_UNIT_INSTANCES) {
        unit->instance_len += len;
        return false;
    }
    limit = gl_tf_unit_unknown(unit, &gl_tf_any, GL_WHY_LIMIT, GL_STR("number of instances"), span);
    gl_tf_unit_tell(unit, span, GL_STR("too many instances"),
                    gl_tf_unit_printf(unit, "%zu; one instance stands for them", len));
    make_symbolic(unit, expansion, &limit);
    return true;
}

/* ---- count ---- */

static void count_items(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion, size_t len,
                        struct gl_span span)
{
    if (is_too_many(unit, expansion, len, span))
        return;
    expansion->items = GL_NEW_ARRAY(unit->arena, struct gl_tf_item, len);
    expansion->len = len;
    for (size_t i = 0; i < len; i++)
        expansion->items[i].key = gl_tf_make_i64((int64_t)i, span);
}

static void expand_count(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                         const struct gl_tf_value *value, struct gl_span span)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_arm_counts arms;
    struct gl_tf_value number;
    int64_t count;

    expansion->repetition = GL_TF_COUNT;
    if (!gl_tf_convert(unit->arena, value, &gl_tf_number, &number, &problem)) {
        tell_invalid(unit, expansion, span, "Invalid count argument", "count must be a whole number");
    } else if (gl_tf_is_null(&number)) {
        tell_invalid(unit, expansion, span, "Invalid count argument", "count must not be null");
    } else if (gl_tf_is_unknown(&number)) {
        if (!gl_tf_count_arms(unit, value, &arms)) {
            make_symbolic(unit, expansion, &number);
            return;
        }
        count_items(unit, expansion, (size_t)arms.most, span);
        if (expansion->is_symbolic)
            return;
        depend_on(unit, expansion, value);
        gl_tf_mark_count_arms(unit, value, &arms, expansion->items, expansion->len);
    } else if (!gl_tf_number_i64(&number, &count) || count < 0) {
        tell_invalid(unit, expansion, span, "Invalid count argument",
                     "count must be a whole number that is not negative");
    } else {
        count_items(unit, expansion, (size_t)count, span);
    }
}

/* ---- for_each ---- */

static struct gl_span place_of(struct gl_span first, struct gl_span second)
{
    return gl_span_is_set(first) ? first : second;
}

/* Whether it is what for_each takes: a map, an object, or a set of known strings. */
static bool has_keys(const struct gl_tf_value *value)
{
    if (gl_tf_has_members(value))
        return true;
    if (value->kind != GL_TF_SET)
        return false;
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (value->u.list.items[i].kind != GL_TF_STRING || value->u.list.items[i].state != GL_TF_KNOWN)
            return false;
    }
    return true;
}

/* Where the element was written: at its key, or where the value is when a `for` of the for_each (at `span`)
 * made the key. */
static struct gl_span place_of_member(const struct gl_tf_member *member, struct gl_span span)
{
    struct gl_span value = member->value.span;

    if (gl_span_is_set(value) && gl_span_is_inside(member->key_span, span) && !gl_span_is_inside(value, span))
        return value;
    return place_of(member->key_span, value);
}

static struct gl_tf_item item_of(const struct gl_tf_value *collection, size_t index, struct gl_span span)
{
    struct gl_tf_item item = {0};

    if (gl_tf_has_members(collection)) {
        const struct gl_tf_member *member = &collection->u.map.members[index];

        item.span = place_of_member(member, span);
        item.key = gl_tf_make_string(member->key, item.span);
        item.value = member->value;
    } else {
        item.key = item.value = collection->u.list.items[index];
        item.span = item.key.span;
    }
    return item;
}

static void each_items(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                       const struct gl_tf_value *value, struct gl_span span)
{
    size_t len = gl_tf_len(value);

    if (is_too_many(unit, expansion, len, span))
        return;
    expansion->items = GL_NEW_ARRAY(unit->arena, struct gl_tf_item, len);
    expansion->len = len;
    for (size_t i = 0; i < len; i++)
        expansion->items[i] = item_of(value, i, span);
}

static int compare_items(const void *a_, const void *b_)
{
    const struct gl_tf_item *a = a_, *b = b_;
    int order = gl_str_cmp(a->key.u.text, b->key.u.text);

    if (order)
        return order;
    return a->arms < b->arms ? -1 : a->arms > b->arms;
}

/* `on ? {a = 1} : {}` with `on` unknown: the elements of all arms. */
static bool each_arms(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                      const struct gl_tf_value *value, struct gl_span span)
{
    size_t arms = gl_tf_known_arms(value), len = 0;

    for (size_t i = 0; i < arms; i++) {
        if (!has_keys(&value->u.unknown->parts[i]))
            return false;
        len += gl_tf_len(&value->u.unknown->parts[i]);
    }
    if (arms == 0)
        return false;
    if (is_too_many(unit, expansion, len, span))
        return true;
    depend_on(unit, expansion, value);
    expansion->items = GL_NEW_ARRAY(unit->arena, struct gl_tf_item, len);
    for (size_t i = 0; i < arms; i++) {
        const struct gl_tf_value *part = &value->u.unknown->parts[i];

        for (size_t k = 0; k < gl_tf_len(part); k++) {
            expansion->items[expansion->len] = item_of(part, k, span);
            expansion->items[expansion->len++].arms = UINT32_C(1) << i;
        }
    }
    if (expansion->len)
        qsort(expansion->items, expansion->len, sizeof *expansion->items, compare_items);
    expansion->len = gl_tf_join_arms(unit, value, expansion->items, expansion->len);
    return true;
}

static void expand_each(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                        const struct gl_tf_value *value, struct gl_span span)
{
    expansion->repetition = GL_TF_EACH;
    if (gl_tf_is_null(value)) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument", "for_each must not be null");
    } else if (gl_tf_is_unknown(value)) {
        if (!each_arms(unit, expansion, value, span))
            make_symbolic(unit, expansion, value);
    } else if (value->flags & GL_TF_SENSITIVE) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument", "for_each must not be sensitive");
    } else if (!has_keys(value)) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument",
                     "for_each must be a map, an object or a set of strings");
    } else {
        each_items(unit, expansion, value, span);
    }
}

struct gl_tf_expansion *gl_tf_expand(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                     const struct gl_tf_declaration *declaration)
{
    struct gl_tf_expansion *expansion = &node->expansions[declaration->class][declaration->slot];
    struct gl_tf_value value;

    if (expansion->progress == GL_TF_DONE)
        return expansion;
    if (expansion->progress == GL_TF_BUSY) {
        gl_tf_cycle(unit, node, declaration);
        return expansion;
    }
    expansion->progress = GL_TF_BUSY;
    gl_tf_enter(unit, node, declaration);
    if (declaration->count) {
        value = gl_tf_unit_value(unit, &node->scope, declaration->count);
        expand_count(unit, expansion, &value, declaration->count->span);
    } else if (declaration->for_each) {
        value = gl_tf_unit_value(unit, &node->scope, declaration->for_each);
        expand_each(unit, expansion, &value, declaration->for_each->span);
    } else if (!is_too_many(unit, expansion, 1, declaration->header)) {
        one_item(unit, expansion);
    }
    gl_tf_leave(unit);
    expansion->progress = GL_TF_DONE;
    return expansion;
}

/* ---- looking up ---- */

static struct gl_tf_item *find_index(struct gl_tf_expansion *expansion, const struct gl_tf_value *key)
{
    int64_t index;

    if (key->kind == GL_TF_NUMBER) {
        if (!gl_tf_number_i64(key, &index))
            return NULL;
    } else if (key->kind != GL_TF_STRING || !gl_str_to_i64(key->u.text, &index)) {
        return NULL;
    }
    return index >= 0 && (uint64_t)index < expansion->len ? &expansion->items[index] : NULL;
}

static struct gl_tf_item *find_key(struct gl_tf_expansion *expansion, struct gl_str key)
{
    size_t low = 0, high = expansion->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(expansion->items[middle].key.u.text, key);

        if (order == 0)
            return &expansion->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct gl_tf_item *gl_tf_expansion_find(struct gl_tf_expansion *expansion, const struct gl_tf_value *key)
{
    if (expansion->is_symbolic)
        return &expansion->items[0];
    if (key->state != GL_TF_KNOWN)
        return NULL;
    if (expansion->repetition == GL_TF_COUNT)
        return find_index(expansion, key);
    return key->kind == GL_TF_STRING ? find_key(expansion, key->u.text) : NULL;
}

/* ---- addresses ---- */

/* As Terraform writes a key in an address. */
static void add_key(struct gl_buf *out, struct gl_str key)
{
    gl_buf_add(out, GL_STR("[\""));
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];

        if (c == '"' || c == '\\') {
            gl_buf_add_char(out, '\\');
            gl_buf_add_char(out, c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            gl_buf_add_char(out, '\\');
            gl_buf_add(out, c == '\n' ? GL_STR("n") : c == '\r' ? GL_STR("r") : GL_STR("t"));
        } else {
            if ((c == '$' || c == '%') && i + 1 < key.len && key.ptr[i + 1] == '{')
                gl_buf_add_char(out, c);
            gl_buf_add_char(out, c);
        }
    }
    gl_buf_add(out, GL_STR("\"]"));
}

struct gl_str gl_tf_item_suffix(struct gl_tf_unit *unit, const struct gl_tf_expansion *expansion,
                                const struct gl_tf_item *item)
{
    struct gl_buf text;
    struct gl_str copy;

    if (expansion->repetition == GL_TF_ONCE)
        return (struct gl_str){0};
    if (expansion->repetition == GL_TF_COUNT)
        return expansion->is_symbolic ? GL_STR("[?]")
                                      : gl_tf_unit_printf(unit, "[%zu]", (size_t)(item - expansion->items));
    if (expansion->is_symbolic)
        return GL_STR("[\"?\"]");
    gl_buf_init(&text);
    add_key(&text, item->key.u.text);
    copy = gl_arena_copy(unit->arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return copy;
}

struct gl_tf_binding gl_tf_item_binding(struct gl_tf_unit *unit, const struct gl_tf_expansion *expansion,
                                        const struct gl_tf_item *item)
{
    bool is_count = expansion->repetition == GL_TF_COUNT;
    size_t len = is_count ? 1 : 2;
    struct gl_tf_member *members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, len);

    members[0] = (struct gl_tf_member){.key = is_count ? GL_STR("index") : GL_STR("key"), .value = item->key};
    if (!is_count)
        members[1] = (struct gl_tf_member){.key = GL_STR("value"), .value = item->value};
    return (struct gl_tf_binding){is_count ? GL_STR("count") : GL_STR("each"),
                                  gl_tf_make_map(NULL, members, len, item->span)};
}
