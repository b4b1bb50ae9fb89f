/* The walk over a value: shares what holds no call, copies what does, and hands calls to their functions. */
#include <stdarg.h>

#include "front/cloudformation/eval.h"

enum { MAX_FRAMES = GL_MAX_EVAL_DEPTH + GL_MAX_DEPTH, MAX_SHARED_WEIGHT = 10000 };

struct function {
    struct gl_str name;
    enum gl_tag tag;
};

static const struct function functions[] = {
    {GL_STR_INIT("Ref"), GL_TAG_REF},
    {GL_STR_INIT("Fn::Sub"), GL_TAG_SUB},
    {GL_STR_INIT("Fn::GetAtt"), GL_TAG_GET_ATT},
    {GL_STR_INIT("Fn::Join"), GL_TAG_JOIN},
    {GL_STR_INIT("Fn::If"), GL_TAG_IF},
    {GL_STR_INIT("Fn::Select"), GL_TAG_SELECT},
    {GL_STR_INIT("Fn::Split"), GL_TAG_SPLIT},
    {GL_STR_INIT("Fn::FindInMap"), GL_TAG_FIND_IN_MAP},
    {GL_STR_INIT("Fn::ImportValue"), GL_TAG_IMPORT_VALUE},
    {GL_STR_INIT("Fn::Cidr"), GL_TAG_CIDR},
    {GL_STR_INIT("Fn::GetAZs"), GL_TAG_GET_AZS},
    {GL_STR_INIT("Fn::Base64"), GL_TAG_BASE64},
    {GL_STR_INIT("Fn::Equals"), GL_TAG_EQUALS},
    {GL_STR_INIT("Fn::And"), GL_TAG_AND},
    {GL_STR_INIT("Fn::Or"), GL_TAG_OR},
    {GL_STR_INIT("Fn::Not"), GL_TAG_NOT},
    {GL_STR_INIT("Fn::Transform"), GL_TAG_TRANSFORM},
    {GL_STR_INIT("Fn::ToJsonString"), GL_TAG_TO_JSON_STRING},
    {GL_STR_INIT("Fn::Length"), GL_TAG_LENGTH},
    {GL_STR_INIT("Fn::Contains"), GL_TAG_CONTAINS},
};

static bool is_function(enum gl_tag tag)
{
    return tag >= GL_TAG_REF && tag < GL_TAG_FOR_EACH;
}

bool gl_cfn_call_of(const struct gl_value *value, enum gl_tag *ret_function, struct gl_value *ret_argument)
{
    const struct gl_member *member;

    if (is_function((enum gl_tag)value->tag)) {
        *ret_function = (enum gl_tag)value->tag;
        *ret_argument = *value;
        ret_argument->tag = GL_TAG_NONE;
        return true;
    }
    if (value->type != GL_MAP || value->u.map.len != 1)
        return false;
    member = &value->u.map.members[0];
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (gl_str_eq(member->key, functions[i].name)) {
            *ret_function = functions[i].tag;
            *ret_argument = member->value;
            return true;
        }
    }
    return false;
}

uint8_t gl_cfn_flags_of(const struct gl_value *value)
{
    switch ((enum gl_type)value->type) {
    case GL_UNKNOWN:
    case GL_ABSENT:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        return GL_VALUE_HAS_CALLS;
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
    case GL_LIST:
    case GL_MAP:
        break;
    }
    return value->flags & GL_VALUE_HAS_CALLS;
}

bool gl_cfn_spend(struct gl_cfn_eval *eval, size_t steps, struct gl_span span)
{
    struct gl_cfn_eval *top = eval->top;

    if (top->is_stopped)
        return false;
    if (__builtin_mul_overflow(steps, top->multiplicity ? top->multiplicity : 1, &steps) ||
        __builtin_add_overflow(top->steps, steps, &top->steps))
        top->steps = GL_MAX_EVAL_STEPS + 1;
    if (top->steps > GL_MAX_EVAL_STEPS) {
        top->is_stopped = true;
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "split the template",
                    "evaluation of this stack takes more than %d steps and stops here", GL_MAX_EVAL_STEPS);
        return false;
    }
    return true;
}

/* Nodes below `value` that a walk would meet, up to `most`; depth is the document's times nested choices. */
static uint32_t weight_of(const struct gl_value *value, uint32_t most, unsigned depth)
{
    const struct gl_value *items = value->u.list.items;
    size_t len = value->u.list.len;
    uint32_t weight = 1;

    if (value->type == GL_CHOICE) {
        items = value->u.choice->arms;
        len = value->u.choice->arm_len;
    } else if (value->type == GL_MAP) {
        len = value->u.map.len;
    } else if (value->type != GL_LIST && value->type != GL_CONCAT) {
        return 1;
    }
    if (!(value->flags & GL_VALUE_HAS_CALLS))
        return len < most ? (uint32_t)len + 1 : most + 1;
    if (depth > MAX_FRAMES)
        return most + 1;
    for (size_t i = 0; i < len && weight <= most; i++)
        weight += weight_of(value->type == GL_MAP ? &value->u.map.members[i].value : &items[i], most - weight,
                            depth + 1);
    return weight;
}

uint32_t gl_cfn_weigh(struct gl_cfn_eval *eval, struct gl_value *value)
{
    uint32_t weight = weight_of(value, MAX_SHARED_WEIGHT, 0);

    if (weight <= MAX_SHARED_WEIGHT)
        return weight;
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, value->span, "make it smaller",
                "this value has too many parts to be passed on");
    *value = gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("a value with too many parts"), value->span);
    return 1;
}

void gl_cfn_tell(struct gl_cfn_eval *eval, enum gl_diag_level level, struct gl_span span, const char *remedy,
                 const char *format, ...)
{
    struct gl_buf text;
    va_list args;

    if (eval->diag_len >= GL_MAX_DIAGS_PER_FILE) {
        eval->diag_left_out++;
        return;
    }
    eval->diag_len++;
    gl_buf_init(&text);
    va_start(args, format);
    gl_buf_vprintf(&text, format, args);
    va_end(args);
    gl_diag_add(&eval->diags, level, span, remedy, "%.*s", GL_STR_ARG(gl_buf_str(&text)));
    gl_buf_free(&text);
}

struct gl_value gl_cfn_unknown(struct gl_cfn_eval *eval, enum gl_reason reason, struct gl_str name,
                               struct gl_span span)
{
    struct gl_value unknown = gl_value_unknown(eval->arena, reason, name, span);

    unknown.flags |= GL_VALUE_HAS_CALLS;
    return unknown;
}

struct gl_value gl_cfn_invalid(struct gl_cfn_eval *eval, struct gl_span span, const char *remedy,
                               const char *format, ...)
{
    struct gl_str text;
    va_list args;

    va_start(args, format);
    text = gl_arena_vprintf(eval->arena, format, args);
    va_end(args);
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, remedy, "%.*s", GL_STR_ARG(text));
    return gl_cfn_unknown(eval, GL_WHY_INVALID, text, span);
}

struct gl_value *gl_cfn_eval_items(struct gl_cfn_eval *eval, const struct gl_value *list, size_t *ret_len)
{
    struct gl_value *items = GL_NEW_ARRAY(eval->arena, struct gl_value, list->u.list.len);
    size_t len = 0;

    for (size_t i = 0; i < list->u.list.len; i++) {
        items[len] = gl_cfn_eval_value(eval, &list->u.list.items[i]);
        if (items[len].type != GL_ABSENT)
            len++;
    }
    *ret_len = len;
    return items;
}

static struct gl_value eval_list(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    struct gl_value made = *value;

    if (!gl_cfn_spend(eval, value->u.list.len, value->span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("too many steps"), value->span);
    made.u.list.items = gl_cfn_eval_items(eval, value, &made.u.list.len);
    made.flags &= (uint8_t)~GL_VALUE_HAS_CALLS;
    for (size_t i = 0; i < made.u.list.len; i++)
        made.flags |= gl_cfn_flags_of(&made.u.list.items[i]);
    return made;
}

static struct gl_value eval_map(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    struct gl_value made = *(value = gl_cfn_expand(eval, value));
    struct gl_member *members;
    size_t len = 0;

    if (!gl_cfn_spend(eval, value->u.map.len, value->span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("too many steps"), value->span);
    members = GL_NEW_ARRAY(eval->arena, struct gl_member, value->u.map.len);
    made.flags &= (uint8_t)~GL_VALUE_HAS_CALLS;
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_member *member = &value->u.map.members[i];

        if (gl_str_eq(member->key, GL_STR("Fn::Transform"))) {
            members[len] = *member;
            members[len].value = gl_cfn_transform(eval, &member->value, member->key_span);
        } else if (!(member->value.flags & GL_VALUE_HAS_CALLS)) {
            members[len++] = *member;
            continue;
        } else {
            members[len] = *member;
            members[len].value = gl_cfn_eval_value(eval, &member->value);
        }
        if (members[len].value.type == GL_ABSENT)
            continue;
        made.flags |= gl_cfn_flags_of(&members[len].value);
        len++;
    }
    made.u.map.members = members;
    made.u.map.len = len;
    return made;
}

static struct gl_value truth_value(struct gl_cfn_eval *eval, const struct gl_cfn_decision *decision,
                                   struct gl_span span)
{
    struct gl_value *arms;

    if (!decision->variable)
        return gl_value_bool(decision->truth, span);
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, decision->variable->arm_len);
    for (uint32_t i = 0; i < decision->variable->arm_len; i++)
        arms[i] = truth_value(eval, decision->arms[i], span);
    return gl_cfn_choice(eval, decision->variable, arms, span);
}

static struct gl_value ref_call(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                struct gl_span span)
{
    struct gl_value name = gl_cfn_eval_value(eval, argument);
    struct gl_str text;

    if (name.type == GL_UNKNOWN)
        return name;
    if (!gl_value_text(&name, &text))
        return gl_cfn_invalid(eval, span, "write the name of a parameter or resource", "Ref needs a name");
    return gl_cfn_ref(eval, text, span);
}

static struct gl_value call(struct gl_cfn_eval *eval, const struct gl_value *value, enum gl_tag function,
                            const struct gl_value *argument)
{
    struct gl_span span = value->span;

    switch (function) {
    case GL_TAG_REF:
        return ref_call(eval, argument, span);
    case GL_TAG_SUB:
        return gl_cfn_sub(eval, argument, span);
    case GL_TAG_GET_ATT:
        return gl_cfn_get_att(eval, argument, span);
    case GL_TAG_JOIN:
        return gl_cfn_join(eval, argument, span);
    case GL_TAG_SELECT:
        return gl_cfn_select(eval, argument, span);
    case GL_TAG_SPLIT:
        return gl_cfn_split(eval, argument, span);
    case GL_TAG_FIND_IN_MAP:
        return gl_cfn_find_in_map(eval, argument, span);
    case GL_TAG_IF:
        return gl_cfn_if(eval, argument, span);
    case GL_TAG_EQUALS:
    case GL_TAG_AND:
    case GL_TAG_OR:
    case GL_TAG_NOT:
    case GL_TAG_CONDITION:
        return truth_value(eval, gl_cfn_decide(eval, value), span);
    case GL_TAG_IMPORT_VALUE:
        return gl_cfn_import(eval, argument, span);
    case GL_TAG_CIDR:
        return gl_cfn_cidr(eval, argument, span);
    case GL_TAG_GET_AZS:
        return gl_cfn_get_azs(eval, argument, span);
    case GL_TAG_BASE64: /* the text itself is kept: that is what a reader, and a check, looks at */
        return gl_cfn_eval_value(eval, argument);
    case GL_TAG_TRANSFORM:
        return gl_cfn_transform(eval, argument, span);
    case GL_TAG_TO_JSON_STRING:
        return gl_cfn_to_json_string(eval, argument, span);
    case GL_TAG_LENGTH:
        return gl_cfn_length(eval, argument, span);
    case GL_TAG_CONTAINS:
        return gl_cfn_unknown(eval, GL_WHY_UNSUPPORTED, GL_STR("a rule function outside Rules"), span);
    case GL_TAG_NONE:
    case GL_TAG_STR:
    case GL_TAG_FOR_EACH:
    case GL_TAG_OTHER:
        break;
    }
    return *value;
}

static struct gl_value walk(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    struct gl_value argument;
    enum gl_tag function;

    if (gl_cfn_call_of(value, &function, &argument))
        return call(eval, value, function, &argument);
    if (value->type == GL_MAP)
        return eval_map(eval, value);
    if (value->type == GL_LIST)
        return eval_list(eval, value);
    if (value->type == GL_STRING)
        return gl_cfn_dynamic(eval, value);
    return *value;
}

struct gl_value gl_cfn_eval_value(struct gl_cfn_eval *eval, const struct gl_value *value)
{
    struct gl_cfn_eval *top = eval->top;
    struct gl_value made;

    if (!(value->flags & GL_VALUE_HAS_CALLS))
        return *value;
    if (!gl_cfn_spend(eval, 1, value->span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("too many steps"), value->span);
    if (top->depth >= MAX_FRAMES) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, value->span, "break the cycle or flatten the expression",
                    "functions are nested too deeply here");
        top->is_stopped = true;
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, GL_STR("nested too deeply"), value->span);
    }
    top->depth++;
    made = walk(eval, value);
    top->depth--;
    made.flags |= gl_cfn_flags_of(&made);
    return made;
}
