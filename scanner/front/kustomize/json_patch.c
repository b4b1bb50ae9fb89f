#include "front/kustomize/json_patch.h"

enum { MAX_STEPS = GL_MAX_DEPTH };

struct operation {
    struct gl_kust *kust;
    const struct gl_value *written;
    struct gl_str word;
    struct gl_str steps[MAX_STEPS];
    size_t len;
    struct gl_value value;
    const char *why; /* it does not apply */
};

/* RFC 6901: "~1" is a slash, "~0" a tilde. */
static struct gl_str decode(struct gl_arena *arena, struct gl_str step)
{
    char *plain;
    size_t len = 0;

    if (gl_str_find_char(step, '~') == GL_STR_NONE)
        return step;
    plain = gl_arena_alloc(arena, step.len + 1, 1);
    for (size_t i = 0; i < step.len; i++) {
        struct gl_str rest = gl_str_from(step, i);

        if (gl_str_starts_with(rest, GL_STR("~0")) || gl_str_starts_with(rest, GL_STR("~1"))) {
            plain[len++] = rest.ptr[1] == '0' ? '~' : '/';
            i++;
        } else {
            plain[len++] = step.ptr[i];
        }
    }
    return (struct gl_str){plain, len};
}

static bool split(struct operation *operation, struct gl_str pointer)
{
    struct gl_str step;

    operation->len = 0;
    if (!pointer.len || pointer.ptr[0] != '/')
        return false;
    pointer = gl_str_from(pointer, 1);
    if (!pointer.len) {
        operation->steps[operation->len++] = pointer;
        return true;
    }
    while (gl_str_cut(&pointer, '/', &step)) {
        if (operation->len == MAX_STEPS)
            return false;
        operation->steps[operation->len++] = decode(operation->kust->arena, step);
    }
    return true;
}

/* Negative places count from the end, as the library that kustomize uses has it. */
static bool index_of(struct gl_str step, size_t len, size_t *ret_index)
{
    int64_t index;

    if (!gl_str_to_i64(step, &index))
        return false;
    if (index < 0)
        index += (int64_t)len;
    if (index < 0 || (uint64_t)index >= len)
        return false;
    *ret_index = (size_t)index;
    return true;
}

static const struct gl_value *child_of(const struct gl_value *value, struct gl_str step)
{
    size_t index;

    if (gl_value_is(value, GL_LIST))
        return index_of(step, value->u.list.len, &index) ? &value->u.list.items[index] : NULL;
    return gl_value_get(value, step);
}

static const struct gl_value *look_up(const struct operation *operation, const struct gl_value *root)
{
    for (size_t i = 0; root && i < operation->len; i++)
        root = child_of(root, operation->steps[i]);
    return root;
}

/* ---- changing ---- */

static void set_items(struct operation *operation, struct gl_value *list, size_t at, size_t taken, bool puts)
{
    size_t len = list->u.list.len - taken + puts;
    struct gl_value *items;

    if (!gl_kust_step(operation->kust, len, operation->written->span))
        return;
    items = GL_NEW_ARRAY(operation->kust->arena, struct gl_value, len + 1);
    for (size_t i = 0; i < at; i++)
        items[i] = list->u.list.items[i];
    if (puts)
        items[at] = operation->value;
    for (size_t i = at + taken; i < list->u.list.len; i++)
        items[i - taken + puts] = list->u.list.items[i];
    list->u.list.items = items;
    list->u.list.len = len;
}

static void change_list(struct operation *operation, struct gl_value *list, struct gl_str step)
{
    bool adds = gl_str_eq(operation->word, GL_STR("add"));
    size_t index, len = list->u.list.len;

    if (adds && gl_str_eq(step, GL_STR("-")))
        set_items(operation, list, len, 0, true);
    else if (!index_of(step, len + adds, &index))
        operation->why = "the list has no such element";
    else
        set_items(operation, list, index, !adds, !gl_str_eq(operation->word, GL_STR("remove")));
}

static void change_map(struct operation *operation, struct gl_value *map, struct gl_str step)
{
    struct gl_member member = {step, operation->value.span, operation->value};

    if (!gl_str_eq(operation->word, GL_STR("remove")))
        gl_kust_put(operation->kust, map, &member);
    else if (gl_value_member(map, step))
        gl_kust_remove(operation->kust, map, step);
    else
        operation->why = "there is no such field to remove";
}

static void change(struct operation *operation, struct gl_value *value, size_t step)
{
    struct gl_str name = operation->steps[step];
    const struct gl_value *found;
    struct gl_value child;
    struct operation keep;

    if (value->type != GL_MAP && value->type != GL_LIST) {
        operation->why = "a part of its path is neither a map nor a list";
        return;
    }
    if (step + 1 == operation->len) {
        if (value->type == GL_LIST)
            change_list(operation, value, name);
        else
            change_map(operation, value, name);
        return;
    }
    found = child_of(value, name);
    if (!found || gl_kust_is_null(found)) {
        operation->why = "a part of its path does not exist";
        return;
    }
    child = *found;
    change(operation, &child, step + 1);
    if (operation->why)
        return;
    keep = *operation;
    keep.word = GL_STR("replace");
    keep.value = child;
    if (value->type == GL_LIST)
        change_list(&keep, value, name);
    else
        change_map(&keep, value, name);
}

/* ---- operations ---- */

static bool is_equal(const struct gl_value *a, const struct gl_value *b);

static bool is_equal_map(const struct gl_value *a, const struct gl_value *b)
{
    if (a->u.map.len != b->u.map.len)
        return false;
    for (size_t i = 0; i < a->u.map.len; i++) {
        const struct gl_value *other = gl_value_get(b, a->u.map.members[i].key);

        if (!other || !is_equal(&a->u.map.members[i].value, other))
            return false;
    }
    return true;
}

static bool is_equal(const struct gl_value *a, const struct gl_value *b)
{
    enum gl_type type = gl_scalar_type(a, GL_DIALECT_KUBERNETES);
    double x, y;
    bool p, q;

    if (type != gl_scalar_type(b, GL_DIALECT_KUBERNETES))
        return false;
    if (type == GL_MAP)
        return is_equal_map(a, b);
    if (type == GL_BOOL)
        return gl_scalar_as_bool(a, GL_DIALECT_KUBERNETES, &p) &&
               gl_scalar_as_bool(b, GL_DIALECT_KUBERNETES, &q) && p == q;
    if (type == GL_NUMBER)
        return gl_scalar_as_double(a, GL_DIALECT_KUBERNETES, &x) &&
               gl_scalar_as_double(b, GL_DIALECT_KUBERNETES, &y) && !(x < y) && !(x > y);
    if (type == GL_STRING)
        return gl_str_eq(a->u.str, b->u.str);
    if (type != GL_LIST)
        return true;
    for (size_t i = 0; i < a->u.list.len && a->u.list.len == b->u.list.len; i++) {
        if (!is_equal(&a->u.list.items[i], &b->u.list.items[i]))
            return false;
    }
    return a->u.list.len == b->u.list.len;
}

static void test(struct operation *operation, const struct gl_value *root)
{
    const struct gl_value *have = look_up(operation, root);
    bool is_null = gl_kust_is_null(have), wants_null = gl_kust_is_null(&operation->value);

    if (is_null != wants_null || (!is_null && !is_equal(have, &operation->value)))
        operation->why = "the value is another one than it tests for";
}

/* The value at `from`, which a move takes away. */
static void fetch(struct operation *operation, struct gl_value *root, bool takes)
{
    const struct gl_value *from = gl_kust_get(operation->written, "from"), *found;
    struct gl_str word = operation->word;
    size_t weight;

    if (!gl_value_is(from, GL_STRING) || !split(operation, from->u.str)) {
        operation->why = "it has no from that is a path";
        return;
    }
    found = look_up(operation, root);
    if (!found) {
        operation->why = "what it takes does not exist";
        return;
    }
    if (!gl_kust_weigh(operation->kust, found, &weight)) {
        operation->why = "what it takes is too much";
        return;
    }
    operation->value = *found;
    operation->word = GL_STR("remove");
    if (takes)
        change(operation, root, 0);
    operation->word = word;
}

static void run(struct operation *operation, struct gl_value *root, struct gl_str path)
{
    bool moves = gl_str_eq(operation->word, GL_STR("move"));

    if (moves || gl_str_eq(operation->word, GL_STR("copy"))) {
        fetch(operation, root, moves);
        operation->word = GL_STR("add");
    }
    if (operation->why)
        return;
    if (!path.len && gl_str_eq(operation->word, GL_STR("replace")) && operation->value.type == GL_MAP)
        *root = operation->value;
    else if (!split(operation, path))
        operation->why = "its path is none";
    else if (gl_str_eq(operation->word, GL_STR("test")))
        test(operation, root);
    else
        change(operation, root, 0);
}

static bool apply(struct gl_kust *kust, const struct gl_value *written, struct gl_value *root)
{
    static const char *const words[] = {"add", "remove", "replace", "move", "copy", "test"};
    struct operation operation = {.kust = kust, .written = written, .value = {.type = GL_NULL}};
    const struct gl_value *value = gl_kust_get(written, "value"), *path = gl_kust_get(written, "path");

    if (!gl_value_text(gl_kust_get(written, "op"), &operation.word) ||
        !GL_STR_IS_ONE_OF(operation.word, words) || !gl_value_is(path, GL_STRING)) {
        gl_kust_tell(kust, written->span, "write op (add, remove, replace, move, copy or test) and path",
                     "no operation of a JSON patch");
        return false;
    }
    operation.value.span = written->span;
    if (value)
        operation.value = *value;
    run(&operation, root, path->u.str);
    if (operation.why)
        gl_kust_tell(kust, path->span, "correct its path, or what it is for",
                     "this operation does not apply: %s", operation.why);
    return !operation.why;
}

bool gl_kust_is_json_patch(const struct gl_documents *documents)
{
    return documents->len && documents->items[0].root.type == GL_LIST;
}

void gl_kust_json_patch(struct gl_kust *kust, const struct gl_value *list, struct gl_value *root)
{
    struct gl_value made = *root;
    size_t weight;

    for (size_t i = 0; i < list->u.list.len; i++) {
        if (!apply(kust, &list->u.list.items[i], &made))
            return;
    }
    if (gl_kust_weigh(kust, &made, &weight))
        *root = made;
}
