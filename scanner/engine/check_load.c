#include "engine/check_load.h"

#include "engine/expr.h"
#include "engine/schema.h"

struct loader {
    struct gl_schema schema;
    struct gl_compiler compiler;
    struct gl_check *check;
};

static void load_params(struct loader *loader, const struct gl_value *yaml)
{
    static const char *const keys[] = {"default", "what"};
    struct gl_check *check = loader->check;

    if (!yaml)
        return;
    if (yaml->type != GL_MAP) {
        gl_schema_error(&loader->schema, yaml->span, "params is a map: NAME: {default: ..., what: ...}");
        return;
    }
    check->params = GL_NEW_ARRAY(loader->schema.arena, struct gl_param, yaml->u.map.len);
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        const struct gl_member *member = &yaml->u.map.members[i];
        const struct gl_value *fallback = gl_value_get(&member->value, GL_STR("default"));
        struct gl_param *param = &check->params[check->param_len];

        if (!gl_schema_keys(&loader->schema, &member->value, "parameter", keys, sizeof keys / sizeof *keys))
            continue;
        if (!fallback) {
            gl_schema_error(&loader->schema, member->key_span, "parameter %.*s has no default",
                            GL_STR_ARG(member->key));
            continue;
        }
        *param = (struct gl_param){member->key, gl_schema_text(&loader->schema, &member->value, "what"),
                                   *fallback};
        check->param_len++;
    }
}

static const struct gl_expr *load_expr(struct loader *loader, const struct gl_value *yaml)
{
    return yaml ? gl_expr_compile(&loader->compiler, yaml) : NULL;
}

/* pass_when, or the negation of fail_when */
static const struct gl_expr *load_condition(struct loader *loader, const struct gl_value *yaml)
{
    const struct gl_value *pass = gl_value_get(yaml, GL_STR("pass_when")),
                          *fail = gl_value_get(yaml, GL_STR("fail_when"));
    const struct gl_expr *inner;
    struct gl_expr *negation;

    if ((pass != NULL) == (fail != NULL)) {
        gl_schema_error(&loader->schema, yaml->span, "a rule has either pass_when or fail_when");
        return NULL;
    }
    if (pass)
        return load_expr(loader, pass);
    inner = load_expr(loader, fail);
    if (!inner)
        return NULL;
    negation = GL_NEW(loader->schema.arena, struct gl_expr);
    negation->kind = GL_EXPR_NOT;
    negation->operands = GL_NEW_ARRAY(loader->schema.arena, const struct gl_expr *, 1);
    negation->operands[0] = inner;
    negation->operand_len = 1;
    return negation;
}

static void check_paths(struct loader *loader, struct gl_span span, const struct gl_text_list *paths)
{
    const char *why = NULL;
    struct gl_path path;

    for (size_t i = 0; i < paths->len; i++) {
        if (!gl_path_compile(loader->schema.arena, paths->items[i], &path, &why))
            gl_schema_error(&loader->schema, span, "\"%.*s\" is no property path: %s",
                            GL_STR_ARG(paths->items[i]), why);
    }
}

static void load_related(struct loader *loader, const struct gl_value *yaml, struct gl_rule *rule)
{
    static const char *const keys[] = {"path", "referrer", "via", "message"};

    if (!yaml)
        return;
    if (yaml->type != GL_LIST) {
        gl_schema_error(&loader->schema, yaml->span,
                        "related is a list of {path or referrer and via, message}");
        return;
    }
    rule->related = GL_NEW_ARRAY(loader->schema.arena, struct gl_related_rule, yaml->u.list.len);
    for (size_t i = 0; i < yaml->u.list.len; i++) {
        const struct gl_value *item = &yaml->u.list.items[i];
        struct gl_related_rule *related = &rule->related[rule->related_len++];
        struct gl_text_list path;

        if (!gl_schema_keys(&loader->schema, item, "related place", keys, sizeof keys / sizeof *keys))
            continue;
        related->path = gl_schema_text(&loader->schema, item, "path");
        related->referrers = gl_schema_texts(&loader->schema, gl_value_get(item, GL_STR("referrer")));
        related->via = gl_schema_texts(&loader->schema, gl_value_get(item, GL_STR("via")));
        related->message = gl_schema_text(&loader->schema, item, "message");
        path = (struct gl_text_list){&related->path, related->path.len ? 1 : 0};
        check_paths(loader, item->span, &path);
        if (!related->message.len || !related->path.len == !related->referrers.len)
            gl_schema_error(&loader->schema, item->span,
                            "a related place has a message, and either path or referrer");
    }
}

static void load_rule(struct loader *loader, const struct gl_value *yaml, struct gl_rule *rule)
{
    const struct gl_value *report_at = gl_value_get(yaml, GL_STR("report_at")),
                          *empty = gl_value_get(yaml, GL_STR("empty"));
    struct gl_text_list for_each;

    rule->pass_when = load_condition(loader, yaml);
    rule->for_each = gl_schema_text(&loader->schema, yaml, "for_each");
    rule->report_at = gl_schema_texts(&loader->schema, report_at);
    rule->message = gl_schema_text(&loader->schema, yaml, "message");
    rule->wanted = gl_schema_text(&loader->schema, yaml, "wanted");
    rule->open = gl_schema_text(&loader->schema, yaml, "open");
    load_related(loader, gl_value_get(yaml, GL_STR("related")), rule);
    rule->empty = GL_PASS;
    if (gl_value_text_is(empty, "fail"))
        rule->empty = GL_FAIL;
    else if (gl_value_text_is(empty, "not-applicable"))
        rule->empty = GL_NOT_APPLICABLE;
    else if (empty && !gl_value_text_is(empty, "pass"))
        gl_schema_error(&loader->schema, empty->span, "empty is pass, fail or not-applicable");
    if (!rule->message.len)
        gl_schema_error(&loader->schema, yaml->span, "a rule needs a message");
    check_paths(loader, yaml->span, &rule->report_at);
    for_each = (struct gl_text_list){&rule->for_each, rule->for_each.len ? 1 : 0};
    check_paths(loader, yaml->span, &for_each);
}

static void load_rules(struct loader *loader, const struct gl_value *root)
{
    static const char *const keys[] = {"when",      "pass_when", "fail_when", "for_each", "empty",
                                       "report_at", "message",   "wanted",    "related",  "open"};
    const struct gl_value *rules = gl_value_get(root, GL_STR("rules"));
    struct gl_check *check = loader->check;

    if (!rules) {
        check->rules = GL_NEW(loader->schema.arena, struct gl_rule);
        check->rule_len = 1;
        load_rule(loader, root, check->rules);
        return;
    }
    if (rules->type != GL_LIST || rules->u.list.len == 0) {
        gl_schema_error(&loader->schema, rules->span, "rules is a list of at least one rule");
        return;
    }
    check->rules = GL_NEW_ARRAY(loader->schema.arena, struct gl_rule, rules->u.list.len);
    for (size_t i = 0; i < rules->u.list.len; i++) {
        const struct gl_value *rule = &rules->u.list.items[i];

        if (!gl_schema_keys(&loader->schema, rule, "rule", keys, sizeof keys / sizeof *keys))
            continue;
        check->rules[check->rule_len].when = load_expr(loader, gl_value_get(rule, GL_STR("when")));
        load_rule(loader, rule, &check->rules[check->rule_len++]);
    }
}

static void load_remedies(struct loader *loader, const struct gl_value *yaml)
{
    static const char *const dialects[] = {"cloudformation", "cdk", "terraform", "kubernetes", "live"};
    struct gl_check *check = loader->check;

    if (!yaml ||
        !gl_schema_keys(&loader->schema, yaml, "remedy", dialects, sizeof dialects / sizeof *dialects))
        return;
    check->remedies = GL_NEW_ARRAY(loader->schema.arena, struct gl_remedy, yaml->u.map.len);
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        struct gl_remedy *remedy = &check->remedies[check->remedy_len++];

        remedy->dialect = yaml->u.map.members[i].key;
        if (gl_value_text(&yaml->u.map.members[i].value, &remedy->text))
            remedy->text = gl_str_trim(remedy->text);
        else
            gl_schema_error(&loader->schema, yaml->u.map.members[i].value.span, "a remedy is a text");
    }
}

static void load_controls(struct loader *loader, const struct gl_value *yaml)
{
    static const char *const frameworks[] = {"cis_aws", "fsbp", "nist_800_53", "pci_4", "other"};
    struct gl_check *check = loader->check;

    if (!yaml || !gl_schema_keys(&loader->schema, yaml, "controls map", frameworks,
                                 sizeof frameworks / sizeof *frameworks))
        return;
    check->controls = GL_NEW_ARRAY(loader->schema.arena, struct gl_control, yaml->u.map.len);
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        check->controls[check->control_len++] = (struct gl_control){
            yaml->u.map.members[i].key, gl_schema_texts(&loader->schema, &yaml->u.map.members[i].value)};
    }
}

static bool is_slug(struct gl_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!((name.ptr[i] >= 'a' && name.ptr[i] <= 'z') || (name.ptr[i] >= '0' && name.ptr[i] <= '9') ||
              name.ptr[i] == '-'))
            return false;
    }
    return name.len > 0;
}

static void load_head(struct loader *loader, const struct gl_value *root)
{
    struct gl_check *check = loader->check;
    struct gl_schema *schema = &loader->schema;

    check->id = gl_schema_text(schema, root, "id");
    check->name = gl_schema_text(schema, root, "name");
    check->title = gl_str_trim(gl_schema_text(schema, root, "title"));
    check->why = gl_str_trim(gl_schema_text(schema, root, "why"));
    check->seed = gl_schema_text(schema, root, "seed");
    check->tags = gl_schema_texts(schema, gl_value_get(root, GL_STR("tags")));
    check->applies_to = gl_schema_texts(schema, gl_value_get(root, GL_STR("applies_to")));
    check->is_secret = gl_schema_bool(schema, root, "secret", false);
    if (!check->id.len || !check->title.len || !check->applies_to.len)
        gl_schema_error(schema, root->span, "a check needs id, name, title, severity and applies_to");
    if (!is_slug(check->name))
        gl_schema_error(schema, root->span, "name is a slug of small letters, digits and dashes");
    if (!gl_severity_parse(gl_schema_text(schema, root, "severity"), &check->severity))
        gl_schema_error(schema, root->span, "severity is critical, high, medium or low");
}

bool gl_check_load(struct gl_catalogue *catalogue, const struct gl_value *root, struct gl_check *ret_check,
                   struct gl_diags *diags)
{
    static const char *const keys[] = {
        "id",       "name",  "title",     "severity", "applies_to", "when",   "pass_when", "fail_when",
        "for_each", "empty", "report_at", "message",  "wanted",     "why",    "remedy",    "controls",
        "seed",     "rules", "native",    "params",   "tags",       "secret", "related",   "open"};
    struct loader loader = {.schema = {.arena = catalogue->arena, .diags = diags}, .check = ret_check};

    if (!gl_schema_keys(&loader.schema, root, "check", keys, sizeof keys / sizeof *keys))
        return false;
    *ret_check = (struct gl_check){.span = root->span};
    load_head(&loader, root);
    load_params(&loader, gl_value_get(root, GL_STR("params")));
    loader.compiler = (struct gl_compiler){.arena = catalogue->arena,
                                           .diags = diags,
                                           .regexes = &catalogue->regexes,
                                           .params = ret_check->params,
                                           .param_len = ret_check->param_len};
    ret_check->when = load_expr(&loader, gl_value_get(root, GL_STR("when")));
    if (gl_schema_bool(&loader.schema, root, "native", false)) {
        ret_check->native = gl_native_find(ret_check->id);
        if (!ret_check->native)
            gl_schema_error(&loader.schema, root->span, "checks/natives.def has no function for %.*s",
                            GL_STR_ARG(ret_check->id));
    } else {
        load_rules(&loader, root);
    }
    load_remedies(&loader, gl_value_get(root, GL_STR("remedy")));
    load_controls(&loader, gl_value_get(root, GL_STR("controls")));
    return !loader.schema.failed && !loader.compiler.failed;
}
