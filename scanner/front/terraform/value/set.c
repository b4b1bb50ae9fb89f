#include <stdlib.h>

#include "base/buf.h"
#include "front/terraform/value/number.h"

/* Null after all others, unknown after known, primitives by their value, the rest by a text of what is in
 * them: Terraform hashes elements, and sorts what has no order of its own by the text that it hashes. */

static void add_key(struct gl_buf *out, const struct gl_tf_value *value);

static void add_quoted(struct gl_buf *out, struct gl_str text)
{
    gl_buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            gl_buf_add_char(out, '\\');
        gl_buf_add_char(out, text.ptr[i]);
    }
    gl_buf_add_char(out, '"');
}

static void add_number(struct gl_buf *out, const struct gl_tf_value *value)
{
    struct gl_arena scratch = {0};

    gl_buf_add(out, gl_tf_number_text(&scratch, value));
    gl_arena_free(&scratch);
}

static void add_members(struct gl_buf *out, const struct gl_tf_value *value)
{
    bool is_map = value->kind == GL_TF_MAP;

    gl_buf_add_char(out, is_map ? '{' : '<');
    for (size_t i = 0; i < value->u.map.len; i++) {
        if (is_map) {
            add_quoted(out, value->u.map.members[i].key);
            gl_buf_add_char(out, '=');
        }
        add_key(out, &value->u.map.members[i].value);
        gl_buf_add_char(out, ';');
    }
    gl_buf_add_char(out, is_map ? '}' : '>');
}

static void add_items(struct gl_buf *out, const struct gl_tf_value *value)
{
    bool is_tuple = value->kind == GL_TF_TUPLE;

    gl_buf_add_char(out, is_tuple ? '<' : '[');
    for (size_t i = 0; i < value->u.list.len; i++) {
        add_key(out, &value->u.list.items[i]);
        gl_buf_add_char(out, ';');
    }
    gl_buf_add_char(out, is_tuple ? '>' : ']');
}

static void add_key(struct gl_buf *out, const struct gl_tf_value *value)
{
    if (value->state != GL_TF_KNOWN) {
        gl_buf_add_char(out, value->state == GL_TF_NULL ? '~' : '?');
        return;
    }
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_STRING:
        add_quoted(out, value->u.text);
        return;
    case GL_TF_NUMBER:
        add_number(out, value);
        return;
    case GL_TF_BOOL:
        gl_buf_add_char(out, value->u.boolean ? 'T' : 'F');
        return;
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_TUPLE:
        add_items(out, value);
        return;
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        add_members(out, value);
        return;
    case GL_TF_DYNAMIC:
        return;
    }
}

static int compare_by_key(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    struct gl_buf x, y;
    int order;

    gl_buf_init(&x);
    gl_buf_init(&y);
    add_key(&x, a);
    add_key(&y, b);
    order = gl_str_cmp(gl_buf_str(&x), gl_buf_str(&y));
    gl_buf_free(&x);
    gl_buf_free(&y);
    return order;
}

static int state_rank(const struct gl_tf_value *value)
{
    return value->state == GL_TF_KNOWN ? 0 : value->state == GL_TF_UNKNOWN ? 1 : 2;
}

int gl_tf_set_order(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->state != GL_TF_KNOWN || b->state != GL_TF_KNOWN)
        return state_rank(a) - state_rank(b);
    if (a->kind == b->kind && a->kind == GL_TF_STRING)
        return gl_str_cmp(a->u.text, b->u.text);
    if (a->kind == b->kind && a->kind == GL_TF_NUMBER)
        return gl_tf_compare_numbers(a, b);
    if (a->kind == b->kind && a->kind == GL_TF_BOOL)
        return (int)a->u.boolean - (int)b->u.boolean;
    return compare_by_key(a, b);
}

/* An element and, where its kind has no order of its own, the text that gives it one. */
struct element {
    struct gl_tf_value value;
    struct gl_str key;
    size_t index;
};

static int by_order(const void *a, const void *b)
{
    const struct element *x = a, *y = b;
    int order = x->key.ptr && y->key.ptr ? gl_str_cmp(x->key, y->key) : gl_tf_set_order(&x->value, &y->value);

    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static bool is_composite(const struct gl_tf_value *value)
{
    return value->state == GL_TF_KNOWN && value->kind >= GL_TF_LIST;
}

static bool is_duplicate(struct gl_arena *arena, const struct element *a, const struct element *b)
{
    return gl_tf_equal(arena, &a->value, &b->value) == 1 ||
           (a->value.state == GL_TF_NULL && b->value.state == GL_TF_NULL);
}

struct gl_tf_value gl_tf_make_set(struct gl_arena *arena, const struct gl_tf_type *element,
                                  const struct gl_tf_value *items, size_t len, struct gl_span span)
{
    struct gl_arena scratch = {0};
    struct element *sorted = GL_NEW_ARRAY(&scratch, struct element, len);
    struct gl_tf_value *unique = GL_NEW_ARRAY(arena, struct gl_tf_value, len);
    struct gl_tf_value set;
    struct gl_buf key;
    size_t kept = 0;

    gl_buf_init(&key);
    for (size_t i = 0; i < len; i++) {
        sorted[i] = (struct element){.value = items[i], .index = i};
        if (is_composite(&items[i])) {
            key.len = 0;
            add_key(&key, &items[i]);
            sorted[i].key = gl_arena_copy(&scratch, gl_buf_str(&key));
        }
    }
    gl_buf_free(&key);
    qsort(sorted, len, sizeof *sorted, by_order);
    for (size_t i = 0; i < len; i++)
        if (i == 0 || !is_duplicate(&scratch, &sorted[i - 1], &sorted[i]))
            unique[kept++] = sorted[i].value;
    set = gl_tf_make_list(GL_TF_SET, element, unique, kept, span);
    if (set.flags & GL_TF_HAS_SENSITIVE) { /* nothing of a set is known when one element is secret */
        for (size_t i = 0; i < kept; i++)
            unique[i] = gl_tf_unmark_deep(arena, &unique[i]);
        set.flags |= GL_TF_SENSITIVE;
    }
    gl_arena_free(&scratch);
    return set;
}
