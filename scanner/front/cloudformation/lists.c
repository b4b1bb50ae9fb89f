/* Fn::Select, Fn::Split, Fn::Length, Fn::GetAZs. */
#include <string.h>

#include "front/cloudformation/eval.h"

static struct gl_value number_value(struct gl_cfn_eval *eval, size_t number, struct gl_span span)
{
    return (struct gl_value){.type = GL_NUMBER,
                             .style = GL_COMPUTED,
                             .span = span,
                             .u.str = gl_arena_printf(eval->arena, "%zu", number)};
}

/* --- Fn::Split */

struct pieces {
    struct gl_cfn_eval *eval;
    struct gl_span span;
    struct gl_value *items;
    size_t len, capacity;
    struct gl_value *parts; /* of the piece that is being gathered */
    size_t part_len, part_capacity;
    const struct gl_value *doubt; /* the part after which the pieces are not known; NULL: all are */
};

static void end_piece(struct pieces *pieces)
{
    *GL_PUSH(pieces->eval->arena, pieces->items, pieces->len, pieces->capacity) =
        gl_cfn_concat(pieces->eval, pieces->parts, pieces->part_len, pieces->span);
    pieces->part_len = 0;
}

static bool has_only(struct gl_str text, const char *allowed)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!is_alphanumeric && !strchr(allowed, c))
            return false;
    }
    return true;
}

/* Whether an unknown part may hold the delimiter: ids, names and ARNs have small alphabets. */
static bool may_hold(const struct gl_value *part, struct gl_str delimiter)
{
    if (part->type == GL_UNKNOWN && part->u.unknown->reason == GL_WHY_PSEUDO &&
        gl_str_starts_with(part->u.unknown->name, GL_STR("AWS::")) &&
        !gl_str_eq(part->u.unknown->name, GL_STR("AWS::StackId")))
        return has_only(delimiter, "-.");
    if (part->type != GL_REF)
        return true;
    if (gl_str_ends_with(part->u.ref->attribute, GL_STR("Id")) ||
        gl_str_ends_with(part->u.ref->attribute, GL_STR("Name")))
        return has_only(delimiter, "-._");
    return has_only(delimiter, "-._:/+=@");
}

static void split_text(struct pieces *pieces, struct gl_str text, struct gl_str delimiter)
{
    for (;;) {
        size_t at = gl_str_find(text, delimiter);

        *GL_PUSH(pieces->eval->arena, pieces->parts, pieces->part_len, pieces->part_capacity) =
            gl_value_string(gl_str_slice(text, 0, at), pieces->span);
        if (at == GL_STR_NONE || !gl_cfn_spend(pieces->eval, 1, pieces->span))
            return;
        end_piece(pieces);
        text = gl_str_from(text, at + delimiter.len);
    }
}

static void split(struct pieces *pieces, const struct gl_value *value, struct gl_str delimiter)
{
    const struct gl_value *parts = value->type == GL_CONCAT ? value->u.list.items : value;
    size_t len = value->type == GL_CONCAT ? value->u.list.len : 1;
    struct gl_str text;

    for (size_t i = 0; i < len; i++) {
        if (gl_value_text(&parts[i], &text)) {
            split_text(pieces, text, delimiter);
            continue;
        }
        if (may_hold(&parts[i], delimiter)) {
            pieces->doubt = &parts[i];
            return;
        }
        *GL_PUSH(pieces->eval->arena, pieces->parts, pieces->part_len, pieces->part_capacity) = parts[i];
    }
    end_piece(pieces);
}

static struct gl_value unknown_like(struct gl_cfn_eval *eval, const struct gl_value *value,
                                    struct gl_str name, struct gl_span span)
{
    struct gl_value made = gl_cfn_unknown(eval, GL_WHY_ATTRIBUTE, name, span);
    struct gl_unknown *unknown;

    if (value->type == GL_UNKNOWN) {
        unknown = GL_NEW(eval->arena, struct gl_unknown);
        *unknown = *value->u.unknown;
        unknown->name = name;
        made.u.unknown = unknown;
    }
    made.flags |= value->flags & GL_VALUE_SECRET;
    return made;
}

static struct gl_str name_of(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    if (value->type == GL_UNKNOWN)
        return value->u.unknown->name;
    if (value->type == GL_REF && value->u.ref->attribute.len)
        return gl_arena_printf(eval->arena, "%.*s.%.*s", GL_STR_ARG(value->u.ref->target->name),
                               GL_STR_ARG(value->u.ref->attribute));
    if (value->type == GL_REF)
        return value->u.ref->target->name;
    if (value->type == GL_CHOICE)
        return value->u.choice->what;
    return GL_STR("a value that is not known");
}

static bool start_split(struct pieces *pieces, const struct gl_value *delimiter, const struct gl_value *value,
                        struct gl_str *ret_delimiter)
{
    if (!gl_value_text(delimiter, ret_delimiter) || ret_delimiter->len == 0) {
        pieces->doubt = delimiter;
        return false;
    }
    if (value->type == GL_LIST || value->type == GL_MAP) {
        pieces->doubt = value;
        return false;
    }
    return true;
}

static struct gl_value split_all(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                                 struct gl_span span, void *context)
{
    struct pieces pieces = {.eval = eval, .span = span};
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED, .span = span};
    struct gl_str delimiter;

    (void)len;
    (void)context;
    if (start_split(&pieces, &args[0], &args[1], &delimiter))
        split(&pieces, &args[1], delimiter);
    if (pieces.doubt)
        return unknown_like(eval, pieces.doubt, name_of(eval, pieces.doubt), span);
    made.u.list.items = pieces.items;
    made.u.list.len = pieces.len;
    for (size_t i = 0; i < pieces.len; i++)
        made.flags |= gl_cfn_flags_of(&pieces.items[i]);
    return made;
}

struct gl_value gl_cfn_split(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[2];

    if (argument->type != GL_LIST || argument->u.list.len != 2)
        return gl_cfn_invalid(eval, span, "write [DELIMITER, STRING]",
                              "Fn::Split needs a delimiter and a string");
    args[0] = gl_cfn_eval_value(eval, &argument->u.list.items[0]);
    args[1] = gl_cfn_eval_value(eval, &argument->u.list.items[1]);
    return gl_cfn_lift(eval, args, 2, span, split_all, NULL);
}

/* --- Fn::Select */

static bool may_be_absent(const struct gl_value *value)
{
    if (value->type != GL_CHOICE)
        return false;
    for (uint32_t i = 0; i < value->u.choice->arm_len; i++) {
        if (value->u.choice->arms[i].type == GL_ABSENT)
            return true;
    }
    return false;
}

static struct gl_value item_of_list(struct gl_cfn_eval *eval, const struct gl_value *list, size_t index,
                                    struct gl_span span)
{
    for (size_t i = 0; i < list->u.list.len && i <= index; i++) {
        if (may_be_absent(&list->u.list.items[i]))
            return gl_cfn_unknown(eval, GL_WHY_UNSUPPORTED, GL_STR("an item of a list of unknown length"),
                                  span);
    }
    if (index >= list->u.list.len)
        return gl_cfn_invalid(eval, span, "correct the index", "Fn::Select takes item %zu of a list of %zu",
                              index, list->u.list.len);
    return gl_cfn_respan(eval, list->u.list.items[index], span);
}

static struct gl_value indexed(struct gl_cfn_eval *eval, const struct gl_value *list, size_t index,
                               struct gl_span span)
{
    struct gl_value made = *list;
    struct gl_ref *ref;

    if (list->type == GL_REF && list->u.ref->attribute.len) {
        ref = GL_NEW(eval->arena, struct gl_ref);
        *ref = *list->u.ref;
        ref->attribute = gl_arena_printf(eval->arena, "%.*s[%zu]", GL_STR_ARG(list->u.ref->attribute), index);
        made.span = span;
        made.u.ref = ref;
        return made;
    }
    return unknown_like(
        eval, list, gl_arena_printf(eval->arena, "%.*s[%zu]", GL_STR_ARG(name_of(eval, list)), index), span);
}

/* Arguments: the index, then the list, or the delimiter and string of an Fn::Split. */
static struct gl_value select_item(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                                   struct gl_span span, void *context)
{
    struct pieces pieces = {.eval = eval, .span = span};
    struct gl_str text, delimiter;
    int64_t index = -1;

    (void)context;
    if (!gl_value_text(&args[0], &text))
        return unknown_like(eval, &args[0], name_of(eval, &args[0]), span);
    if (!gl_str_to_i64(gl_str_trim(text), &index) || index < 0)
        return gl_cfn_invalid(eval, span, "write a number from 0", "Fn::Select needs an index");
    if (len == 2 && args[1].type == GL_LIST)
        return item_of_list(eval, &args[1], (size_t)index, span);
    if (len == 2 && (args[1].type == GL_STRING || args[1].type == GL_MAP))
        return gl_cfn_invalid(eval, span, "write [INDEX, [VALUE, ...]]", "Fn::Select needs a list");
    if (len == 2)
        return indexed(eval, &args[1], (size_t)index, span);
    if (start_split(&pieces, &args[1], &args[2], &delimiter))
        split(&pieces, &args[2], delimiter);
    if ((size_t)index < pieces.len)
        return gl_cfn_respan(eval, pieces.items[index], span);
    if (pieces.doubt)
        return indexed(eval, pieces.doubt, (size_t)index, span);
    return gl_cfn_invalid(eval, span, "correct the index", "Fn::Select takes item %zu of a list of %zu",
                          (size_t)index, pieces.len);
}

struct gl_value gl_cfn_select(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[3], inner;
    enum gl_tag function;

    if (argument->type != GL_LIST || argument->u.list.len != 2)
        return gl_cfn_invalid(eval, span, "write [INDEX, [VALUE, ...]]",
                              "Fn::Select needs an index and a list");
    args[0] = gl_cfn_eval_value(eval, &argument->u.list.items[0]);
    if (gl_cfn_call_of(&argument->u.list.items[1], &function, &inner) && function == GL_TAG_SPLIT &&
        gl_value_is(&inner, GL_LIST) && inner.u.list.len == 2) {
        args[1] = gl_cfn_eval_value(eval, &inner.u.list.items[0]);
        args[2] = gl_cfn_eval_value(eval, &inner.u.list.items[1]);
        return gl_cfn_lift(eval, args, 3, span, select_item, NULL);
    }
    args[1] = gl_cfn_eval_value(eval, &argument->u.list.items[1]);
    return gl_cfn_lift(eval, args, 2, span, select_item, NULL);
}

/* --- Fn::Length, Fn::GetAZs */

static struct gl_value length(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                              struct gl_span span, void *context)
{
    (void)len;
    (void)context;
    if (args[0].type == GL_LIST) {
        for (size_t i = 0; i < args[0].u.list.len; i++) {
            if (may_be_absent(&args[0].u.list.items[i]))
                return gl_cfn_unknown(eval, GL_WHY_UNSUPPORTED, GL_STR("a list of unknown length"), span);
        }
        return number_value(eval, args[0].u.list.len, span);
    }
    return unknown_like(eval, &args[0],
                        gl_arena_printf(eval->arena, "length of %.*s", GL_STR_ARG(name_of(eval, &args[0]))),
                        span);
}

struct gl_value gl_cfn_length(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value args[1] = {gl_cfn_eval_value(eval, argument)};

    return gl_cfn_lift(eval, args, 1, span, length, NULL);
}

/* The zones of an account are not known here, but item 0 and item 1 are two different ones: Fn::Select makes
 * "availability zones[0]" and "availability zones[1]" of this. */
struct gl_value gl_cfn_get_azs(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct gl_value region = gl_cfn_eval_value(eval, argument);
    struct gl_str text = {0}, own = gl_cfn_region(eval);

    if (!gl_value_text(&region, &text) || text.len == 0 || gl_str_eq(text, own))
        return gl_cfn_unknown(eval, GL_WHY_PSEUDO, GL_STR("availability zones"), span);
    return gl_cfn_unknown(eval, GL_WHY_PSEUDO,
                          gl_arena_printf(eval->arena, "availability zones of %.*s", GL_STR_ARG(text)), span);
}
