/* Values that depend on an undecided condition or parameter. */
#include "front/cloudformation/eval.h"

enum { VARIABLE_BITS = 14 }; /* of one stack; the rest numbers the stacks: GL_MAX_FILES of them fit */

void gl_cfn_assume(struct gl_cfn_eval *eval, uint32_t variable, uint32_t arm)
{
    *GL_PUSH(eval->arena, eval->assumed, eval->assumed_len, eval->assumed_capacity) =
        (struct gl_cfn_assumption){variable, arm};
}

void gl_cfn_unassume(struct gl_cfn_eval *eval, size_t len)
{
    eval->assumed_len = len;
}

static bool is_assumed(const struct gl_cfn_eval *eval, uint32_t variable, uint32_t *ret_arm)
{
    for (size_t i = 0; i < eval->assumed_len; i++) {
        if (eval->assumed[i].variable == variable) {
            *ret_arm = eval->assumed[i].arm;
            return true;
        }
    }
    return false;
}

struct gl_value gl_cfn_pick(const struct gl_cfn_eval *eval, struct gl_value value)
{
    uint32_t arm;

    while (value.type == GL_CHOICE && is_assumed(eval, value.u.choice->variable, &arm) &&
           arm < value.u.choice->arm_len) {
        struct gl_span span = value.span;

        value = value.u.choice->arms[arm];
        if (!gl_span_is_set(value.span))
            value.span = span;
    }
    return value;
}

struct gl_value gl_cfn_choice(struct gl_cfn_eval *eval, const struct gl_cfn_variable *variable,
                              struct gl_value *arms, struct gl_span span)
{
    struct gl_choice *choice = GL_NEW(eval->arena, struct gl_choice);

    *choice = (struct gl_choice){.what = variable->what,
                                 .variable = variable->number,
                                 .arm_len = variable->arm_len,
                                 .from = variable->from,
                                 .arms = arms};
    return (struct gl_value){.type = GL_CHOICE,
                             .style = GL_COMPUTED,
                             .flags = GL_VALUE_HAS_CALLS,
                             .span = span,
                             .u.choice = choice};
}

const struct gl_cfn_variable *gl_cfn_variable(struct gl_cfn_eval *eval, struct gl_str key, uint32_t arm_len,
                                              struct gl_str what, struct gl_span from)
{
    struct gl_cfn_eval *top = eval->top;
    struct gl_cfn_atom *atom;
    size_t position;

    if (gl_cfn_names_find(&top->atom_names, key, &position))
        return &top->atoms[position]->variable;
    if (top->atom_len >= (1u << VARIABLE_BITS))
        return NULL;
    atom = GL_NEW(top->arena, struct gl_cfn_atom);
    atom->key = gl_arena_copy(top->arena, key);
    atom->variable =
        (struct gl_cfn_variable){.number = (top->index << VARIABLE_BITS) | (uint32_t)top->atom_len,
                                 .arm_len = arm_len,
                                 .what = gl_arena_copy(top->arena, what),
                                 .from = from};
    gl_cfn_names_add(&top->atom_names, top->arena, atom->key, top->atom_len);
    *GL_PUSH(top->arena, top->atoms, top->atom_len, top->atom_capacity) = atom;
    return &atom->variable;
}

/* How many calls lifting takes; counts a variable that occurs twice once only. */
static size_t combinations(const struct gl_value *args, size_t len)
{
    size_t count = 1;

    for (size_t i = 0; i < len; i++) {
        bool is_repeated = false;

        if (args[i].type != GL_CHOICE)
            continue;
        for (size_t j = 0; j < i; j++)
            is_repeated = is_repeated || (args[j].type == GL_CHOICE &&
                                          args[j].u.choice->variable == args[i].u.choice->variable);
        if (!is_repeated)
            count *= args[i].u.choice->arm_len;
        if (count > GL_MAX_CHOICES)
            return count;
    }
    return count;
}

static size_t first_choice(const struct gl_value *args, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (args[i].type == GL_CHOICE)
            return i;
    }
    return len;
}

struct gl_value gl_cfn_lift(struct gl_cfn_eval *eval, struct gl_value *args, size_t len, struct gl_span span,
                            gl_cfn_lifted_fn *function, void *context)
{
    const struct gl_choice *choice;
    struct gl_value *arms, *picked;
    size_t at, before = eval->assumed_len;
    struct gl_cfn_variable variable;

    for (size_t i = 0; i < len; i++)
        args[i] = gl_cfn_pick(eval, args[i]);
    at = first_choice(args, len);
    if (at == len || combinations(args, len) > GL_MAX_CHOICES ||
        !gl_cfn_spend(eval, len * args[at].u.choice->arm_len, span))
        return function(eval, args, len, span, context);
    choice = args[at].u.choice;
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, choice->arm_len);
    picked = GL_NEW_ARRAY(eval->arena, struct gl_value, len);
    for (uint32_t i = 0; i < choice->arm_len; i++) {
        for (size_t j = 0; j < len; j++)
            picked[j] = args[j];
        gl_cfn_assume(eval, choice->variable, i);
        arms[i] = gl_cfn_lift(eval, picked, len, span, function, context);
        gl_cfn_unassume(eval, before);
    }
    variable = (struct gl_cfn_variable){
        .number = choice->variable, .arm_len = choice->arm_len, .what = choice->what, .from = choice->from};
    return gl_cfn_choice(eval, &variable, arms, span);
}

struct gl_value gl_cfn_respan(struct gl_cfn_eval *eval, struct gl_value value, struct gl_span span)
{
    struct gl_choice *choice;
    struct gl_value *items;

    value.span = span;
    if (value.type == GL_LIST && gl_cfn_spend(eval, value.u.list.len, span)) {
        items = GL_NEW_ARRAY(eval->arena, struct gl_value, value.u.list.len);
        for (size_t i = 0; i < value.u.list.len; i++) {
            items[i] = value.u.list.items[i];
            items[i].span = span;
        }
        value.u.list.items = items;
    } else if (value.type == GL_CHOICE && gl_cfn_spend(eval, value.u.choice->arm_len, span)) {
        choice = GL_NEW(eval->arena, struct gl_choice);
        *choice = *value.u.choice;
        choice->arms = GL_NEW_ARRAY(eval->arena, struct gl_value, choice->arm_len);
        for (uint32_t i = 0; i < choice->arm_len; i++)
            choice->arms[i] = gl_cfn_respan(eval, value.u.choice->arms[i], span);
        value.u.choice = choice;
    }
    return value;
}
