/* Fn::ForEach of AWS::LanguageExtensions: members of a map that stand for one copy for each value of a list.
 *
 * Copies are made by substitution, before anything else looks at the map; what does not name the loop's
 * variable is shared. A list that is not known makes one copy, whose name has "?" for the value. */
#include "front/cloudformation/eval.h"

struct loop {
    struct gl_cfn_eval *eval;
    struct gl_str name; /* of the variable */
    struct gl_str text; /* its value now */
    const struct gl_value *value;
    bool is_known;
};

static bool is_for_each(struct gl_str key)
{
    return gl_str_starts_with(key, GL_STR("Fn::ForEach::"));
}

bool gl_cfn_has_for_each(const struct gl_value *map)
{
    for (size_t i = 0; map->type == GL_MAP && i < map->u.map.len; i++) {
        if (is_for_each(map->u.map.members[i].key))
            return true;
    }
    return false;
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void add_value(struct gl_buf *out, struct gl_str text, bool only_alphanumeric)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!only_alphanumeric || is_alphanumeric(text.ptr[i]))
            gl_buf_add_char(out, text.ptr[i]);
    }
}

/* Whether ${NAME} or &{NAME} begins at `at`; its length. */
static size_t placeholder_at(struct gl_str text, size_t at, struct gl_str name)
{
    struct gl_str inner = gl_str_from(text, at + 2);
    size_t end = gl_str_find_char(inner, '}');

    if (end == GL_STR_NONE || !gl_str_eq(gl_str_trim(gl_str_slice(inner, 0, end)), name))
        return 0;
    return end + 3;
}

/* `text` with the variable's value in it; the same slice when the variable does not occur. */
static struct gl_str substitute_text(const struct loop *loop, struct gl_str text, bool is_key)
{
    struct gl_str value = loop->is_known ? loop->text : GL_STR("?"), made;
    size_t from = 0;
    struct gl_buf out;

    if ((!loop->is_known && !is_key) || gl_str_find_char(text, '{') == GL_STR_NONE)
        return text;
    gl_buf_init(&out);
    for (size_t i = 0; i + 1 < text.len; i++) {
        size_t len = 0;

        if ((text.ptr[i] == '$' || text.ptr[i] == '&') && text.ptr[i + 1] == '{')
            len = placeholder_at(text, i, loop->name);
        if (!len)
            continue;
        gl_buf_add(&out, gl_str_slice(text, from, i));
        add_value(&out, value, text.ptr[i] == '&' && loop->is_known);
        from = i + len;
        i = from - 1;
    }
    if (from) {
        gl_buf_add(&out, gl_str_from(text, from));
        made = out.len ? gl_arena_copy(loop->eval->arena, gl_buf_str(&out)) : GL_STR("");
    } else {
        made = text;
    }
    gl_buf_free(&out);
    return made;
}

static struct gl_value substitute(const struct loop *loop, const struct gl_value *value);

static struct gl_value substitute_map(const struct loop *loop, const struct gl_value *value)
{
    struct gl_value made = *value;

    if (!gl_cfn_spend(loop->eval, value->u.map.len, value->span))
        return made;
    made.u.map.members = GL_NEW_ARRAY(loop->eval->arena, struct gl_member, value->u.map.len);
    for (size_t i = 0; i < value->u.map.len; i++) {
        struct gl_member *member = &made.u.map.members[i];

        *member = value->u.map.members[i];
        member->key = substitute_text(loop, member->key, true);
        member->value = substitute(loop, &member->value);
        made.flags |= gl_cfn_flags_of(&member->value);
    }
    return made;
}

/* Depth is the document's. */
static struct gl_value substitute(const struct loop *loop, const struct gl_value *value)
{
    struct gl_value made = *value, argument;
    enum gl_tag function;
    struct gl_str text;

    if (gl_cfn_call_of(value, &function, &argument) && function == GL_TAG_REF && argument.type == GL_STRING &&
        gl_str_eq(argument.u.str, loop->name)) {
        made = *loop->value;
        made.span = value->span;
        return made;
    }
    if (value->type == GL_MAP)
        return substitute_map(loop, value);
    if (value->type == GL_LIST && gl_cfn_spend(loop->eval, value->u.list.len, value->span)) {
        made.u.list.items = GL_NEW_ARRAY(loop->eval->arena, struct gl_value, value->u.list.len);
        for (size_t i = 0; i < value->u.list.len; i++) {
            made.u.list.items[i] = substitute(loop, &value->u.list.items[i]);
            made.flags |= gl_cfn_flags_of(&made.u.list.items[i]);
        }
    } else if (value->type == GL_STRING) {
        text = substitute_text(loop, value->u.str, false);
        if (text.ptr != value->u.str.ptr) {
            made.u.str = text;
            made.style = GL_COMPUTED;
        }
    }
    return made;
}

struct expansion {
    struct gl_cfn_eval *eval;
    struct gl_member *members;
    size_t len, capacity;
    uint8_t flags;
};

static void expand_members(struct expansion *expansion, const struct gl_value *map, unsigned depth);

static void expand_once(struct expansion *expansion, const struct loop *loop, const struct gl_value *body,
                        unsigned depth)
{
    struct gl_value copy = substitute(loop, body);

    if (copy.type == GL_MAP)
        expand_members(expansion, &copy, depth + 1);
}

static void remember_loop(struct gl_cfn_eval *eval, struct gl_str name)
{
    for (size_t i = 0; i < eval->loop_len; i++) {
        if (gl_str_eq(eval->loops[i], name))
            return;
    }
    *GL_PUSH(eval->arena, eval->loops, eval->loop_len, eval->loop_capacity) = name;
}

/* One copy for a value that is not known. */
static void expand_unknown(struct expansion *expansion, struct gl_str name, const struct gl_value *value,
                           const struct gl_value *body, unsigned depth)
{
    struct gl_cfn_eval *eval = expansion->eval;
    struct gl_value unknown = gl_cfn_unknown(eval, GL_WHY_PARAMETER, name, value->span);
    struct loop loop = {.eval = eval, .name = name, .value = &unknown};

    if (value->type == GL_UNKNOWN)
        unknown = *value;
    remember_loop(eval, name);
    expand_once(expansion, &loop, body, depth);
}

/* Loops inside loops multiply. */
static bool may_copy(struct gl_cfn_eval *eval, struct gl_span span)
{
    struct gl_cfn_eval *top = eval->top;

    if (top->loop_copies > GL_MAX_LOOP_COPIES || !gl_cfn_spend(eval, 1, span))
        return false;
    if (++top->loop_copies <= GL_MAX_LOOP_COPIES)
        return true;
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "make fewer",
                "Fn::ForEach makes more than %d copies in this stack; the rest is left out",
                GL_MAX_LOOP_COPIES);
    return false;
}

static void expand_loop(struct expansion *expansion, const struct gl_member *member, unsigned depth)
{
    struct gl_cfn_eval *eval = expansion->eval;
    const struct gl_value *parts = &member->value;
    struct gl_value collection;
    struct loop loop = {.eval = eval, .is_known = true};

    if (parts->type != GL_LIST || parts->u.list.len != 3 ||
        !gl_value_text(&parts->u.list.items[0], &loop.name) || parts->u.list.items[2].type != GL_MAP) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, member->key_span, "write [VARIABLE, [VALUE, ...], {KEY: BODY}]",
                    "%.*s needs a variable, a list and a map", GL_STR_ARG(member->key));
        return;
    }
    collection = gl_cfn_eval_value(eval, &parts->u.list.items[1]);
    if (collection.type != GL_LIST) {
        expand_unknown(expansion, loop.name, &collection, &parts->u.list.items[2], depth);
        return;
    }
    for (size_t i = 0; i < collection.u.list.len && may_copy(eval, member->key_span); i++) {
        loop.value = &collection.u.list.items[i];
        if (gl_value_text(loop.value, &loop.text))
            expand_once(expansion, &loop, &parts->u.list.items[2], depth);
        else
            expand_unknown(expansion, loop.name, loop.value, &parts->u.list.items[2], depth);
    }
}

static void expand_members(struct expansion *expansion, const struct gl_value *map, unsigned depth)
{
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        if (is_for_each(member->key) && depth < GL_MAX_DEPTH) {
            expand_loop(expansion, member, depth);
            continue;
        }
        *GL_PUSH(expansion->eval->arena, expansion->members, expansion->len, expansion->capacity) = *member;
        expansion->flags |= gl_cfn_flags_of(&member->value);
    }
}

const struct gl_value *gl_cfn_expand(struct gl_cfn_eval *eval, const struct gl_value *map)
{
    struct expansion expansion = {.eval = eval};
    struct gl_value *made;

    if (!map || !gl_cfn_has_for_each(map))
        return map;
    expand_members(&expansion, map, 0);
    made = GL_NEW(eval->arena, struct gl_value);
    *made = *map;
    made->flags = (uint8_t)((map->flags & ~GL_VALUE_HAS_CALLS) | expansion.flags);
    made->u.map.members = expansion.members;
    made->u.map.len = expansion.len;
    return made;
}
