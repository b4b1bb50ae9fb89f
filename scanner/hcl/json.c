#include "hcl/json.h"

#include "base/utf8.h"
#include "hcl/json_text.h"
#include "hcl/parser.h"
#include "read/read.h"

/* What a body belongs to decides which of its members are blocks. */
enum place {
    NO_BLOCKS = 0,
    ROOT,
    TERRAFORM,
    CLOUD,
    VARIABLE,
    OUTPUT,
    RESOURCE,
    LIFECYCLE,
    PROVISIONER,
    CHECK,
    REMOVED,
    DYNAMIC,
};

struct rule {
    enum place where;
    struct gl_str type;
    uint8_t labels;
    enum place inside;
};

static const struct rule rules[] = {
    {ROOT, GL_STR_INIT("terraform"), 0, TERRAFORM},
    {ROOT, GL_STR_INIT("provider"), 1, NO_BLOCKS},
    {ROOT, GL_STR_INIT("variable"), 1, VARIABLE},
    {ROOT, GL_STR_INIT("locals"), 0, NO_BLOCKS},
    {ROOT, GL_STR_INIT("output"), 1, OUTPUT},
    {ROOT, GL_STR_INIT("module"), 1, NO_BLOCKS},
    {ROOT, GL_STR_INIT("resource"), 2, RESOURCE},
    {ROOT, GL_STR_INIT("data"), 2, RESOURCE},
    {ROOT, GL_STR_INIT("ephemeral"), 2, RESOURCE},
    {ROOT, GL_STR_INIT("moved"), 0, NO_BLOCKS},
    {ROOT, GL_STR_INIT("import"), 0, NO_BLOCKS},
    {ROOT, GL_STR_INIT("removed"), 0, REMOVED},
    {ROOT, GL_STR_INIT("check"), 1, CHECK},
    {TERRAFORM, GL_STR_INIT("backend"), 1, NO_BLOCKS},
    {TERRAFORM, GL_STR_INIT("cloud"), 0, CLOUD},
    {TERRAFORM, GL_STR_INIT("required_providers"), 0, NO_BLOCKS},
    {TERRAFORM, GL_STR_INIT("provider_meta"), 1, NO_BLOCKS},
    {CLOUD, GL_STR_INIT("workspaces"), 0, NO_BLOCKS},
    {VARIABLE, GL_STR_INIT("validation"), 0, NO_BLOCKS},
    {OUTPUT, GL_STR_INIT("precondition"), 0, NO_BLOCKS},
    {RESOURCE, GL_STR_INIT("lifecycle"), 0, LIFECYCLE},
    {RESOURCE, GL_STR_INIT("connection"), 0, NO_BLOCKS},
    {RESOURCE, GL_STR_INIT("provisioner"), 1, PROVISIONER},
    {RESOURCE, GL_STR_INIT("dynamic"), 1, DYNAMIC},
    {LIFECYCLE, GL_STR_INIT("precondition"), 0, NO_BLOCKS},
    {LIFECYCLE, GL_STR_INIT("postcondition"), 0, NO_BLOCKS},
    {PROVISIONER, GL_STR_INIT("connection"), 0, NO_BLOCKS},
    {CHECK, GL_STR_INIT("data"), 2, RESOURCE},
    {CHECK, GL_STR_INIT("assert"), 0, NO_BLOCKS},
    {REMOVED, GL_STR_INIT("lifecycle"), 0, NO_BLOCKS},
    {REMOVED, GL_STR_INIT("provisioner"), 1, PROVISIONER},
    {DYNAMIC, GL_STR_INIT("content"), 0, RESOURCE},
};

enum how {
    AS_TEMPLATE = 0,
    AS_TEXT,       /* Terraform takes it as it is: variable files, defaults */
    AS_EXPRESSION, /* a type constraint in quotes */
};

struct json {
    struct gl_hcl_text *text;
    struct gl_hcl_parser stacks;
    bool is_variables; /* .tfvars.json */
};

static const struct gl_hcl_expr *expression(struct json *json, const struct gl_value *value, enum how how);
static void read_members(struct json *json, const struct gl_value *value, enum place place);

static const struct rule *find_rule(enum place place, struct gl_str type)
{
    for (size_t i = 0; place != NO_BLOCKS && i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].where == place && gl_str_eq(rules[i].type, type))
            return &rules[i];
    }
    return NULL;
}

/* ---- expressions */

static const struct gl_hcl_expr *invalid(struct json *json, struct gl_span span)
{
    return gl_hcl_make_span(json->text, GL_HCL_INVALID, span);
}

/* A string at `span`, quotes and all, whose decoded content is `content`. */
static const struct gl_hcl_expr *string(struct json *json, struct gl_str content, struct gl_span span,
                                        enum how how)
{
    struct gl_hcl_expr *expr;
    const struct gl_hcl_expr *inner;

    if (how == AS_TEXT || (how == AS_TEMPLATE && !gl_str_contains(content, GL_STR("${")) &&
                           !gl_str_contains(content, GL_STR("%{")))) {
        expr = gl_hcl_make_span(json->text, GL_HCL_STRING, span);
        expr->u.text = content;
        return expr;
    }
    inner = gl_hcl_json_string(json->text, content, span,
                               how == AS_TEMPLATE ? gl_hcl_template_of : gl_hcl_expression_of);
    if (!inner)
        return invalid(json, span);
    expr = gl_hcl_make_span(json->text, GL_HCL_INVALID, span);
    *expr = *inner;
    expr->span = how == AS_TEMPLATE ? span : inner->span;
    return expr;
}

static const struct gl_hcl_expr *number(struct json *json, const struct gl_value *value)
{
    struct gl_hcl_expr *expr = gl_hcl_make_span(json->text, GL_HCL_NUMBER, value->span), *negated;

    expr->u.text = value->u.str;
    if (!gl_str_starts_with(value->u.str, GL_STR("-")))
        return expr;
    expr->u.text = gl_str_from(value->u.str, 1);
    expr->span.begin++;
    negated = gl_hcl_make_span(json->text, GL_HCL_UNARY, value->span);
    negated->op = GL_HCL_NEGATE;
    negated->u.operand[0] = expr;
    negated->height = 2;
    return negated;
}

static const struct gl_hcl_expr *tuple(struct json *json, const struct gl_value *value, enum how how)
{
    struct gl_hcl_expr *expr = gl_hcl_make_span(json->text, GL_HCL_TUPLE, value->span);
    size_t mark = json->stacks.exprs.len;

    for (size_t i = 0; i < value->u.list.len; i++)
        gl_hcl_push_expr(&json->stacks, expression(json, &value->u.list.items[i], how));
    if (!gl_hcl_take_list(&json->stacks, expr, mark, &expr->u.list.items, &expr->u.list.len))
        return invalid(json, value->span);
    return expr;
}

static const struct gl_hcl_expr *object(struct json *json, const struct gl_value *value, enum how how)
{
    struct gl_hcl_expr *expr = gl_hcl_make_span(json->text, GL_HCL_OBJECT, value->span);
    size_t mark = json->stacks.exprs.len, len;
    const struct gl_hcl_expr **items;

    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_member *member = &value->u.map.members[i];

        gl_hcl_push_expr(&json->stacks, string(json, member->key, member->key_span, how));
        gl_hcl_push_expr(&json->stacks, expression(json, &member->value, how));
    }
    if (!gl_hcl_take_list(&json->stacks, expr, mark, &items, &len))
        return invalid(json, value->span);
    expr->u.object.items = (struct gl_hcl_item *)(void *)items; /* keys and values in turn are items */
    expr->u.object.len = len / 2;
    return expr;
}

static const struct gl_hcl_expr *expression(struct json *json, const struct gl_value *value, enum how how)
{
    struct gl_hcl_expr *expr;

    switch ((int)value->type) {
    case GL_BOOL:
        expr = gl_hcl_make_span(json->text, GL_HCL_BOOL, value->span);
        expr->u.boolean = value->u.boolean;
        return expr;
    case GL_NUMBER:
        return number(json, value);
    case GL_STRING:
        return string(json, value->u.str, value->span, how);
    case GL_LIST:
        return tuple(json, value, how);
    case GL_MAP:
        return object(json, value, how);
    default:
        return gl_hcl_make_span(json->text, GL_HCL_NULL, value->span);
    }
}

/* ---- bodies */

static void wrong_value(struct json *json, const struct gl_value *value, const char *wanted)
{
    gl_hcl_tell(json->text, value->span, NULL, "Incorrect JSON value type: %s was expected here", wanted);
}

static void push_attribute(struct json *json, const struct gl_member *member, enum place place)
{
    struct gl_hcl_attribute attribute = {.name = member->key, .name_span = member->key_span};
    enum how how = json->is_variables ? AS_TEXT : AS_TEMPLATE;

    if (place == VARIABLE && gl_str_eq(member->key, GL_STR("type")))
        how = AS_EXPRESSION;
    else if (place == VARIABLE && gl_str_eq(member->key, GL_STR("default")))
        how = AS_TEXT;
    attribute.value = expression(json, &member->value, how);
    gl_buf_add(&json->stacks.attributes, (struct gl_str){(const char *)&attribute, sizeof attribute});
}

/* Labels that were met are on the stack; `key` is the span of the last one, or of the type. */
static void push_block(struct json *json, const struct rule *rule, const struct gl_value *value,
                       struct gl_span key)
{
    size_t attribute_mark = json->stacks.attributes.len, block_mark = json->stacks.blocks.len;
    size_t bytes = rule->labels * sizeof(struct gl_hcl_label);
    struct gl_hcl_body *body = GL_NEW(json->text->arena, struct gl_hcl_body);
    struct gl_hcl_block block = {.type = rule->type, .header = key, .label_len = rule->labels, .body = body};

    if (bytes) {
        block.labels = GL_NEW_ARRAY(json->text->arena, struct gl_hcl_label, rule->labels);
        memcpy(block.labels, json->stacks.labels.ptr + json->stacks.labels.len - bytes, bytes);
    }
    block.span = (struct gl_span){value->span.source, key.begin, value->span.end};
    block.open_brace = (struct gl_span){value->span.source, value->span.begin, value->span.begin + 1};
    block.close_brace = (struct gl_span){value->span.source, value->span.end - 1, value->span.end};
    body->is_json = true;
    body->span = value->span;
    read_members(json, value, rule->inside);
    gl_hcl_finish_body(&json->stacks, body, attribute_mark, block_mark);
    gl_buf_add(&json->stacks.blocks, (struct gl_str){(const char *)&block, sizeof block});
}

/* `left` labels are still to come, each the key of an object; a list stands for several of what it holds. */
static void read_blocks(struct json *json, const struct rule *rule, const struct gl_value *value, size_t left,
                        struct gl_span key)
{
    if (value->type == GL_NULL)
        return;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            read_blocks(json, rule, &value->u.list.items[i], left, key);
        return;
    }
    if (value->type != GL_MAP) {
        wrong_value(json, value, "an object, or a list of objects,");
        return;
    }
    if (left == 0) {
        push_block(json, rule, value, key);
        return;
    }
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_member *member = &value->u.map.members[i];
        struct gl_hcl_label label = {member->key, member->key_span};

        if (gl_str_eq(member->key, GL_STR("//")))
            continue;
        gl_buf_add(&json->stacks.labels, (struct gl_str){(const char *)&label, sizeof label});
        read_blocks(json, rule, &member->value, left - 1, member->key_span);
        json->stacks.labels.len -= sizeof label;
    }
}

static void read_members(struct json *json, const struct gl_value *value, enum place place)
{
    if (value->type == GL_LIST) { /* several objects that are one body together */
        for (size_t i = 0; i < value->u.list.len; i++)
            read_members(json, &value->u.list.items[i], place);
        return;
    }
    if (value->type != GL_MAP) {
        wrong_value(json, value, "an object");
        return;
    }
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_member *member = &value->u.map.members[i];
        const struct rule *rule = find_rule(place, member->key);

        if (gl_str_eq(member->key, GL_STR("//")))
            continue; /* a comment */
        if (rule)
            read_blocks(json, rule, &member->value, rule->labels, member->key_span);
        else
            push_attribute(json, member, place);
    }
}

static bool read_value(struct gl_hcl_text *text, struct gl_value *ret_value)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    size_t before = text->report->diags->len;
    enum gl_err err = gl_read_json(text->source, text->arena, &options, ret_value, text->report->diags);

    for (size_t i = before; i < text->report->diags->len; i++)
        text->report->count += text->report->diags->items[i].level != GL_DIAG_NOTE;
    return !err;
}

const struct gl_hcl_body *gl_hcl_parse_json(struct gl_hcl_text *text)
{
    struct json json = {.text = text, .stacks = {.text = text}};
    struct gl_str path = text->source->path.len ? text->source->path : text->source->uri;
    struct gl_hcl_body *body;
    struct gl_value root;

    if (!read_value(text, &root))
        return NULL;
    body = GL_NEW(text->arena, struct gl_hcl_body);
    body->is_json = true;
    body->span = root.span;
    json.is_variables = gl_str_ends_with(path, GL_STR(".tfvars.json"));
    read_members(&json, &root, json.is_variables ? NO_BLOCKS : ROOT);
    gl_hcl_finish_body(&json.stacks, body, 0, 0);
    gl_hcl_parser_free(&json.stacks);
    return body;
}
