#include "front/terraform/config/unit.h"

#include "base/limits.h"
#include "front/terraform/value/number.h"

/* ---- items ---- */

static void one_item(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion)
{
    expansion->items = GL_NEW_ARRAY(&unit->arena, struct gl_tf_item, 1);
    expansion->len = 1;
}

/* The items are there or not, depending on a value that is not known. */
static void depend_on(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                      const struct gl_tf_value *value)
{
    struct gl_tf_value *copy = GL_NEW(&unit->arena, struct gl_tf_value);

    *copy = *value;
    expansion->existence = copy;
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
    expansion->items = GL_NEW_ARRAY(&unit->arena, struct gl_tf_item, len);
    expansion->len = len;
    for (size_t i = 0; i < len; i++)
        expansion->items[i].key = gl_tf_make_i64((int64_t)i, span);
}

/* `on ? 1 : 0` with `on` unknown: the most that there can be. */
static bool most_of_arms(struct gl_tf_unit *unit, const struct gl_tf_value *value, int64_t *ret_most)
{
    *ret_most = 0;
    if (value->u.unknown->shape != GL_TF_ARMS || value->u.unknown->part_len == 0)
        return false;
    for (size_t i = 0; i < value->u.unknown->part_len; i++) {
        struct gl_tf_problem problem;
        struct gl_tf_value number;
        int64_t count;

        if (!gl_tf_convert(&unit->arena, &value->u.unknown->parts[i], &gl_tf_number, &number, &problem) ||
            number.state != GL_TF_KNOWN || !gl_tf_number_i64(&number, &count) || count < 0)
            return false;
        if (count > *ret_most)
            *ret_most = count;
    }
    return true;
}

static void expand_count(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                         const struct gl_tf_value *value, struct gl_span span)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_value number;
    int64_t count;

    expansion->repetition = GL_TF_COUNT;
    if (!gl_tf_convert(&unit->arena, value, &gl_tf_number, &number, &problem)) {
        tell_invalid(unit, expansion, span, "Invalid count argument", "count must be a whole number");
    } else if (gl_tf_is_null(&number)) {
        tell_invalid(unit, expansion, span, "Invalid count argument", "count must not be null");
    } else if (gl_tf_is_unknown(&number)) {
        if (gl_tf_is_unknown(value) && most_of_arms(unit, value, &count)) {
            depend_on(unit, expansion, value);
            count_items(unit, expansion, (size_t)count, span);
        } else {
            make_symbolic(unit, expansion, &number);
        }
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

/* Members of a map or object, elements of a set of strings; false: neither. */
static bool each_items(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                       const struct gl_tf_value *value, struct gl_span span)
{
    bool is_map = value->kind == GL_TF_MAP || value->kind == GL_TF_OBJECT;
    size_t len = is_map ? value->u.map.len : value->u.list.len;

    if (!is_map && value->kind != GL_TF_SET)
        return false;
    for (size_t i = 0; !is_map && i < len; i++) {
        if (value->u.list.items[i].kind != GL_TF_STRING || value->u.list.items[i].state != GL_TF_KNOWN)
            return false;
    }
    if (is_too_many(unit, expansion, len, span))
        return true;
    expansion->items = GL_NEW_ARRAY(&unit->arena, struct gl_tf_item, len);
    expansion->len = len;
    for (size_t i = 0; i < len; i++) {
        struct gl_tf_item *item = &expansion->items[i];

        if (is_map) {
            const struct gl_tf_member *member = &value->u.map.members[i];

            item->span = place_of(member->key_span, member->value.span);
            item->key = gl_tf_make_string(member->key, item->span);
            item->value = member->value;
        } else {
            item->key = item->value = value->u.list.items[i];
            item->span = item->key.span;
        }
    }
    return true;
}

/* `on ? {a = 1} : {}` with `on` unknown: the elements of the one arm that has any. */
static const struct gl_tf_value *arm_with_items(const struct gl_tf_value *value)
{
    const struct gl_tf_value *found = NULL;

    if (value->u.unknown->shape != GL_TF_ARMS)
        return NULL;
    for (size_t i = 0; i < value->u.unknown->part_len; i++) {
        const struct gl_tf_value *part = &value->u.unknown->parts[i];
        size_t len;

        if (part->state != GL_TF_KNOWN)
            return NULL;
        len = part->kind == GL_TF_MAP || part->kind == GL_TF_OBJECT ? part->u.map.len : part->u.list.len;
        if (part->kind < GL_TF_LIST || (len && found))
            return NULL;
        if (len)
            found = part;
    }
    return found;
}

static void expand_each(struct gl_tf_unit *unit, struct gl_tf_expansion *expansion,
                        const struct gl_tf_value *value, struct gl_span span)
{
    const struct gl_tf_value *arm;

    expansion->repetition = GL_TF_EACH;
    if (gl_tf_is_null(value)) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument", "for_each must not be null");
    } else if (gl_tf_is_unknown(value)) {
        arm = arm_with_items(value);
        if (arm && each_items(unit, expansion, arm, span))
            depend_on(unit, expansion, value);
        else
            make_symbolic(unit, expansion, value);
    } else if (value->flags & GL_TF_SENSITIVE) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument", "for_each must not be sensitive");
    } else if (!each_items(unit, expansion, value, span)) {
        tell_invalid(unit, expansion, span, "Invalid for_each argument",
                     "for_each must be a map, an object or a set of strings");
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
        gl_tf_unit_tell(unit, declaration->header, GL_STR("Cycle"),
                        gl_tf_unit_printf(unit, "how many instances there are of %.*s depends on itself",
                                          GL_STR_ARG(declaration->name)));
        return expansion;
    }
    expansion->progress = GL_TF_BUSY;
    if (declaration->count) {
        value = gl_tf_unit_value(unit, &node->scope, declaration->count);
        expand_count(unit, expansion, &value, declaration->count->span);
    } else if (declaration->for_each) {
        value = gl_tf_unit_value(unit, &node->scope, declaration->for_each);
        expand_each(unit, expansion, &value, declaration->for_each->span);
    } else if (!is_too_many(unit, expansion, 1, declaration->header)) {
        one_item(unit, expansion);
    }
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
            gl_buf_add_char(out, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
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
    copy = gl_arena_copy(&unit->arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return copy;
}

struct gl_tf_binding gl_tf_item_binding(struct gl_tf_unit *unit, const struct gl_tf_expansion *expansion,
                                        const struct gl_tf_item *item)
{
    bool is_count = expansion->repetition == GL_TF_COUNT;
    size_t len = is_count ? 1 : 2;
    struct gl_tf_member *members = GL_NEW_ARRAY(&unit->arena, struct gl_tf_member, len);

    members[0] = (struct gl_tf_member){.key = is_count ? GL_STR("index") : GL_STR("key"), .value = item->key};
    if (!is_count)
        members[1] = (struct gl_tf_member){.key = GL_STR("value"), .value = item->value};
    return (struct gl_tf_binding){is_count ? GL_STR("count") : GL_STR("each"),
                                  gl_tf_make_map(NULL, members, len, item->span)};
}
