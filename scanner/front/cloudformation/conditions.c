/* Conditions, three-valued: true, false, or a decision that stays open (decision.h). */
#include "base/suggest.h"
#include "front/cloudformation/eval.h"
#include "front/cloudformation/identity.h"

void gl_cfn_enter_conditions(struct gl_cfn_eval *eval)
{
    const struct gl_value *section = gl_cfn_expand(eval, gl_value_get(eval->root, GL_STR("Conditions")));

    if (!gl_value_is(section, GL_MAP)) {
        if (section && section->type != GL_NULL && !gl_value_text_is(section, ""))
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, section->span, "write NAME: CONDITION pairs",
                        "Conditions is not a map");
        return;
    }
    eval->conditions = GL_NEW_ARRAY(eval->arena, struct gl_cfn_condition, section->u.map.len);
    for (size_t i = 0; i < section->u.map.len; i++) {
        const struct gl_member *member = &section->u.map.members[i];

        if (!gl_cfn_names_add(&eval->condition_names, eval->arena, member->key, eval->condition_len))
            continue;
        eval->conditions[eval->condition_len++] = (struct gl_cfn_condition){.member = member};
        gl_cfn_enter_domain(eval, &member->value);
    }
}

static const struct gl_cfn_decision *open_decision(struct gl_cfn_eval *eval, struct gl_str key,
                                                   struct gl_span span)
{
    struct gl_str what = eval->deciding
                             ? gl_arena_printf(eval->arena, "condition %.*s", GL_STR_ARG(eval->deciding->key))
                             : GL_STR("a condition written in place");
    struct gl_span from = eval->deciding ? eval->deciding->key_span : span;
    const struct gl_cfn_variable *variable = gl_cfn_variable(eval, key, 2, what, from);

    if (variable)
        return gl_cfn_decision_variable(eval->arena, variable);
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "split the template",
                "too many conditions depend on values that are not known; this one counts as false");
    return gl_cfn_decision_leaf(false);
}

/* A decision of its own for what is too large to be kept as a tree. */
static const struct gl_cfn_decision *separate(struct gl_cfn_eval *eval, const struct gl_value *expression)
{
    struct gl_str key =
        gl_arena_printf(eval->arena, "expression %u:%u", expression->span.source, expression->span.begin);

    return open_decision(eval, key, expression->span);
}

struct comparison {
    struct gl_cfn_eval *eval;
    const struct gl_value *expression;
};

static const struct gl_cfn_decision *compare(const struct comparison *how, struct gl_value a,
                                             struct gl_value b)
{
    struct gl_cfn_eval *eval = how->eval;
    const struct gl_cfn_decision **arms, *decision;
    struct gl_value choice;
    struct gl_cfn_variable *variable;
    size_t before = eval->assumed_len;
    struct gl_str key;

    a = gl_cfn_pick(eval, a);
    b = gl_cfn_pick(eval, b);
    if ((a.type == GL_CHOICE || b.type == GL_CHOICE) && gl_cfn_spend(eval, 1, how->expression->span)) {
        choice = a.type == GL_CHOICE ? a : b;
        variable = GL_NEW(eval->arena, struct gl_cfn_variable);
        *variable = (struct gl_cfn_variable){choice.u.choice->variable, choice.u.choice->arm_len,
                                             choice.u.choice->what, choice.u.choice->from};
        arms = (const struct gl_cfn_decision **)gl_arena_alloc(eval->arena, variable->arm_len, sizeof *arms);
        for (uint32_t i = 0; i < variable->arm_len; i++) {
            gl_cfn_assume(eval, variable->number, i);
            arms[i] = compare(how, a, b);
            gl_cfn_unassume(eval, before);
        }
        decision = gl_cfn_decision_choose(eval->arena, variable, arms);
        return decision ? decision : separate(eval, how->expression);
    }
    switch (gl_cfn_is_same(&a, &b)) {
    case GL_CFN_SAME:
        return gl_cfn_decision_leaf(true);
    case GL_CFN_DIFFERENT:
        return gl_cfn_decision_leaf(false);
    case GL_CFN_MAYBE_SAME:
        break;
    }
    key = gl_cfn_equality_key(eval->arena, &a, &b);
    return open_decision(eval, key, how->expression->span);
}

static const struct gl_cfn_decision *equals(struct gl_cfn_eval *eval, const struct gl_value *expression,
                                            const struct gl_value *argument)
{
    struct comparison how = {eval, expression};
    const struct gl_cfn_decision *decision;

    if (argument->type != GL_LIST || argument->u.list.len != 2) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, expression->span, "write a list of two values",
                    "Fn::Equals compares two values");
        return separate(eval, expression);
    }
    decision = gl_cfn_decide_domain(eval, &argument->u.list.items[0], &argument->u.list.items[1]);
    if (decision)
        return decision;
    return compare(&how, gl_cfn_eval_value(eval, &argument->u.list.items[0]),
                   gl_cfn_eval_value(eval, &argument->u.list.items[1]));
}

static const struct gl_cfn_decision *all_or_any(struct gl_cfn_eval *eval, const struct gl_value *expression,
                                                const struct gl_value *argument, bool is_and)
{
    const struct gl_cfn_decision *decision = gl_cfn_decision_leaf(is_and), *next;

    if (argument->type != GL_LIST || argument->u.list.len == 0) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, expression->span, "write a list of conditions",
                    "%s needs a list of conditions", is_and ? "Fn::And" : "Fn::Or");
        return separate(eval, expression);
    }
    for (size_t i = 0; i < argument->u.list.len; i++) {
        next = gl_cfn_decide(eval, &argument->u.list.items[i]);
        decision = is_and ? gl_cfn_decision_and(eval->arena, decision, next)
                          : gl_cfn_decision_or(eval->arena, decision, next);
        if (!decision)
            return separate(eval, expression);
    }
    return decision;
}

static const struct gl_cfn_decision *named(struct gl_cfn_eval *eval, const struct gl_value *name,
                                           struct gl_span span)
{
    const struct gl_cfn_decision *decision;
    struct gl_suggestion near;
    struct gl_buf hint;
    struct gl_str text;

    if (!gl_value_text(name, &text)) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "write the name of a condition",
                    "a condition is named by a string");
        return NULL;
    }
    decision = gl_cfn_condition(eval, text);
    if (decision || eval->has_macro)
        return decision;
    gl_suggestion_init(&near, text);
    for (size_t i = 0; i < eval->condition_len; i++)
        gl_suggestion_offer(&near, eval->conditions[i].member->key);
    gl_buf_init(&hint);
    gl_suggestion_add(&hint, &near);
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, span, "declare it under Conditions",
                "there is no condition %.*s%.*s", GL_STR_ARG(text), GL_STR_ARG(gl_buf_str(&hint)));
    gl_buf_free(&hint);
    return NULL;
}

static const struct gl_cfn_decision *decide_call(struct gl_cfn_eval *eval, const struct gl_value *expression,
                                                 enum gl_tag function, const struct gl_value *argument)
{
    const struct gl_cfn_decision *decision;

    switch (function) {
    case GL_TAG_EQUALS:
        return equals(eval, expression, argument);
    case GL_TAG_AND:
    case GL_TAG_OR:
        return all_or_any(eval, expression, argument, function == GL_TAG_AND);
    case GL_TAG_NOT:
        if (argument->type == GL_LIST && argument->u.list.len == 1)
            argument = &argument->u.list.items[0];
        return gl_cfn_decision_not(eval->arena, gl_cfn_decide(eval, argument));
    case GL_TAG_CONDITION:
        decision = named(eval, argument, expression->span);
        return decision ? decision : separate(eval, expression);
    case GL_TAG_NONE:
    case GL_TAG_STR:
    case GL_TAG_REF:
    case GL_TAG_SUB:
    case GL_TAG_GET_ATT:
    case GL_TAG_JOIN:
    case GL_TAG_SELECT:
    case GL_TAG_SPLIT:
    case GL_TAG_FIND_IN_MAP:
    case GL_TAG_IF:
    case GL_TAG_IMPORT_VALUE:
    case GL_TAG_CIDR:
    case GL_TAG_GET_AZS:
    case GL_TAG_BASE64:
    case GL_TAG_TRANSFORM:
    case GL_TAG_TO_JSON_STRING:
    case GL_TAG_LENGTH:
    case GL_TAG_CONTAINS:
    case GL_TAG_FOR_EACH:
    case GL_TAG_OTHER:
        break;
    }
    return NULL;
}

/* A value that is used as a condition: "true", a Ref to a parameter that holds "true" ... */
static const struct gl_cfn_decision *decide_value(struct gl_cfn_eval *eval, const struct gl_value *expression)
{
    struct comparison how = {eval, expression};
    struct gl_value value = gl_cfn_eval_value(eval, expression);

    if (value.type == GL_LIST || value.type == GL_MAP || value.type == GL_NULL) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, expression->span,
                    "write Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition", "this is not a condition");
        return separate(eval, expression);
    }
    return compare(&how, value, gl_value_string(GL_STR("true"), value.span));
}

const struct gl_cfn_decision *gl_cfn_decide(struct gl_cfn_eval *eval, const struct gl_value *expression)
{
    const struct gl_cfn_decision *decision = NULL;
    struct gl_cfn_eval *top = eval->top;
    const struct gl_value *name = gl_value_get(expression, GL_STR("Condition"));
    struct gl_value argument;
    enum gl_tag function;

    if (!gl_cfn_spend(eval, 1, expression->span) || top->depth > GL_MAX_EVAL_DEPTH)
        return separate(eval, expression);
    top->depth++;
    if (gl_cfn_call_of(expression, &function, &argument))
        decision = decide_call(eval, expression, function, &argument);
    else if (name && expression->u.map.len == 1)
        decision = decide_call(eval, expression, GL_TAG_CONDITION, name);
    if (!decision)
        decision = decide_value(eval, expression);
    top->depth--;
    return decision;
}

const struct gl_cfn_decision *gl_cfn_condition(struct gl_cfn_eval *eval, struct gl_str name)
{
    struct gl_cfn_condition *condition;
    const struct gl_member *before = eval->deciding;
    struct gl_cfn_assumption *assumed = eval->assumed;
    size_t position, assumed_len = eval->assumed_len, assumed_capacity = eval->assumed_capacity;

    if (!gl_cfn_names_find(&eval->condition_names, name, &position))
        return NULL;
    condition = &eval->conditions[position];
    if (condition->progress == GL_CFN_RUNNING) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, condition->member->key_span,
                    "remove it from its own definition", "condition %.*s depends on itself",
                    GL_STR_ARG(name));
        condition->decision = separate(eval, &condition->member->value);
        condition->progress = GL_CFN_DONE;
    }
    if (condition->progress == GL_CFN_NEW) {
        const struct gl_cfn_decision *decision;

        condition->progress = GL_CFN_RUNNING;
        eval->deciding = condition->member;
        eval->assumed = NULL;
        eval->assumed_len = eval->assumed_capacity = 0;
        decision = gl_cfn_decide(eval, &condition->member->value);
        eval->assumed = assumed;
        eval->assumed_len = assumed_len;
        eval->assumed_capacity = assumed_capacity;
        eval->deciding = before;
        if (condition->progress == GL_CFN_RUNNING)
            condition->decision = decision;
        condition->progress = GL_CFN_DONE;
    }
    return gl_cfn_decision_under(condition->decision, eval->assumed, eval->assumed_len);
}

/* --- Fn::If */

struct branches {
    struct gl_cfn_eval *eval;
    const struct gl_value *when[2]; /* false, true */
    struct gl_span span;
    struct gl_str what; /* of a tree of one node */
    struct gl_span from;
};

static struct gl_value branch(const struct branches *branches, const struct gl_cfn_decision *decision);

/* Both sides of a tree of one node: each is evaluated once, however many arms lead to it. */
static struct gl_value one_node(const struct branches *branches, const struct gl_cfn_decision *decision)
{
    struct gl_cfn_eval *eval = branches->eval;
    struct gl_cfn_variable variable = *decision->variable;
    struct gl_value sides[2], *arms = GL_NEW_ARRAY(eval->arena, struct gl_value, variable.arm_len);
    size_t before = eval->assumed_len, multiplicity = eval->top->multiplicity;

    for (unsigned truth = 0; truth < 2; truth++) {
        uint32_t leading = 0, arm = 0;

        for (uint32_t i = 0; i < variable.arm_len; i++) {
            if (decision->arms[i]->truth == (truth == 1)) {
                leading++;
                arm = i;
            }
        }
        if (leading == 1)
            gl_cfn_assume(eval, variable.number, arm);
        if (__builtin_mul_overflow(multiplicity ? multiplicity : 1, leading, &eval->top->multiplicity))
            eval->top->multiplicity = GL_MAX_EVAL_STEPS;
        sides[truth] = gl_cfn_eval_value(eval, branches->when[truth]);
        eval->top->multiplicity = multiplicity;
        gl_cfn_unassume(eval, before);
    }
    for (uint32_t i = 0; i < variable.arm_len; i++)
        arms[i] = sides[decision->arms[i]->truth];
    variable.what = branches->what;
    variable.from = branches->from;
    return gl_cfn_choice(eval, &variable, arms, branches->span);
}

static struct gl_value branch(const struct branches *branches, const struct gl_cfn_decision *decision)
{
    struct gl_cfn_eval *eval = branches->eval;
    size_t before = eval->assumed_len;
    struct gl_value *arms;

    decision = gl_cfn_decision_under(decision, eval->assumed, eval->assumed_len);
    if (!decision->variable)
        return gl_cfn_eval_value(eval, branches->when[decision->truth]);
    if (decision->size == 1)
        return one_node(branches, decision);
    if (!gl_cfn_spend(eval, decision->variable->arm_len, branches->span))
        return gl_cfn_unknown(eval, GL_WHY_LIMIT, branches->what, branches->span);
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, decision->variable->arm_len);
    for (uint32_t i = 0; i < decision->variable->arm_len; i++) {
        gl_cfn_assume(eval, decision->variable->number, i);
        arms[i] = branch(branches, decision->arms[i]);
        gl_cfn_unassume(eval, before);
    }
    return gl_cfn_choice(eval, decision->variable, arms, branches->span);
}

struct gl_value gl_cfn_if(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct branches branches = {.eval = eval, .span = span};
    const struct gl_cfn_decision *decision;
    const struct gl_value *test;
    struct gl_str name;
    size_t position;

    if (argument->type != GL_LIST || argument->u.list.len < 2 || argument->u.list.len > 3)
        return gl_cfn_invalid(eval, span, "write [CONDITION, VALUE, OTHER VALUE]",
                              "Fn::If needs a condition and two values");
    test = &argument->u.list.items[0];
    branches.when[true] = &argument->u.list.items[1];
    branches.when[false] = &argument->u.list.items[2];
    if (argument->u.list.len == 2)
        return gl_cfn_invalid(eval, span, "add the value for the other case, or !Ref AWS::NoValue",
                              "Fn::If has one value only");
    if (test->type == GL_STRING && !(test->flags & GL_VALUE_HAS_CALLS)) {
        decision = named(eval, test, test->span);
        if (!decision)
            return gl_cfn_unknown(eval, eval->has_macro ? GL_WHY_MACRO : GL_WHY_INVALID, test->u.str, span);
    } else {
        decision = gl_cfn_decide(eval, test);
    }
    branches.what = GL_STR("a condition written in place");
    branches.from = test->span;
    if (gl_value_text(test, &name) && gl_cfn_names_find(&eval->condition_names, name, &position)) {
        branches.what = gl_arena_printf(eval->arena, "condition %.*s", GL_STR_ARG(name));
        branches.from = eval->conditions[position].member->key_span;
    }
    return branch(&branches, decision);
}

/* --- resources under a condition */

/* How many arms of a tree of one node are true. */
static uint32_t true_arms(const struct gl_cfn_decision *decision)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < decision->variable->arm_len; i++)
        count += decision->arms[i]->truth;
    return count;
}

const struct gl_choice *gl_cfn_existence(struct gl_cfn_eval *eval, const struct gl_cfn_decision *decision,
                                         struct gl_str name)
{
    struct gl_choice *choice;
    struct gl_value *arms;
    const struct gl_cfn_variable *variable = decision->variable;
    struct gl_span from = {0};
    struct gl_str key, what = gl_arena_printf(eval->arena, "condition %.*s", GL_STR_ARG(name));
    size_t position;
    bool is_own = false;

    if (!variable)
        return NULL;
    if (gl_cfn_names_find(&eval->condition_names, name, &position))
        from = eval->conditions[position].member->key_span;
    if (decision->size != 1 ||
        true_arms(decision) != 1) { /* a decision of its own, with arms true and false */
        key =
            gl_arena_printf(eval->arena, "exists %.*s %.*s", GL_STR_ARG(eval->unit->name), GL_STR_ARG(name));
        variable = gl_cfn_variable(eval, key, 2, what, from);
        is_own = true;
    }
    if (!variable)
        return NULL;
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, variable->arm_len);
    for (uint32_t i = 0; i < variable->arm_len; i++)
        arms[i] = gl_value_bool(is_own ? i == 0 : decision->arms[i]->truth, from);
    choice = GL_NEW(eval->arena, struct gl_choice);
    *choice = (struct gl_choice){
        .what = what, .variable = variable->number, .arm_len = variable->arm_len, .from = from, .arms = arms};
    return choice;
}

void gl_cfn_assume_decision(struct gl_cfn_eval *eval, const struct gl_cfn_decision *decision)
{
    while (decision->variable) {
        uint32_t possible = 0, arm = 0;

        for (uint32_t i = 0; i < decision->variable->arm_len; i++) {
            if (decision->arms[i]->variable || decision->arms[i]->truth) {
                possible++;
                arm = i;
            }
        }
        if (possible != 1)
            return;
        gl_cfn_assume(eval, decision->variable->number, arm);
        decision = decision->arms[arm];
    }
}
