#include "engine/check_load.h"

#include "engine/expr.h"
#include "engine/message.h"
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

static const struct gl_path *load_path(struct loader *loader, struct gl_span span, struct gl_str text)
{
    struct gl_path *path = GL_NEW(loader->schema.arena, struct gl_path);
    const char *why = NULL;

    if (text.len == 0)
        return NULL;
    if (!gl_path_compile(loader->schema.arena, text, path, &why))
        gl_schema_error(&loader->schema, span, "\"%.*s\" is no property path: %s", GL_STR_ARG(text), why);
    return path;
}

static const struct gl_template *load_template(struct loader *loader, const struct gl_value *yaml,
                                               const char *key)
{
    struct gl_str text = gl_str_trim(gl_schema_text(&loader->schema, yaml, key));
    struct gl_template *template = GL_NEW(loader->schema.arena, struct gl_template);
    const char *why = NULL;

    if (text.len == 0)
        return NULL;
    if (!gl_template_compile(loader->schema.arena, text, template, &why))
        gl_schema_error(&loader->schema, gl_value_get(yaml, gl_str_of(key))->span, "\"%s\" of %.*s: %s", key,
                        GL_STR_ARG(loader->check->id), why);
    return template;
}

/* A path without indices and selections, behind that of for_each: "A.B[].C" gives "A.B.C". */
static struct gl_str plain_path(struct gl_arena *arena, struct gl_str for_each, struct gl_str path)
{
    struct gl_buf out;
    struct gl_str text, parts[] = {for_each, path};

    gl_buf_init(&out);
    for (size_t p = 0; p < 2; p++) {
        struct gl_str part = parts[p];
        int depth = 0;

        if (gl_str_starts_with(part, GL_STR("^."))) {
            part = gl_str_from(part, 2);
            out.len = 0;
        }
        if (part.len == 0 || gl_str_eq(part, GL_STR(".")))
            continue;
        if (out.len)
            gl_buf_add_char(&out, '.');
        for (size_t i = 0; i < part.len; i++) {
            depth += part.ptr[i] == '[';
            if (depth == 0)
                gl_buf_add_char(&out, part.ptr[i]);
            depth -= part.ptr[i] == ']';
        }
    }
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
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

        if (!gl_schema_keys(&loader->schema, item, "related place", keys, sizeof keys / sizeof *keys))
            continue;
        related->path = load_path(loader, item->span, gl_schema_text(&loader->schema, item, "path"));
        related->referrers = gl_schema_kinds(&loader->schema, gl_value_get(item, GL_STR("referrer")));
        related->via = gl_schema_texts(&loader->schema, gl_value_get(item, GL_STR("via")));
        related->message = gl_schema_text(&loader->schema, item, "message");
        if (!related->message.len || !related->path == !related->referrers.len)
            gl_schema_error(&loader->schema, item->span,
                            "a related place has a message, and either path or referrer");
    }
}

static void load_marks(struct loader *loader, const struct gl_value *yaml, struct gl_rule *rule)
{
    struct gl_str for_each = gl_schema_text(&loader->schema, yaml, "for_each");
    struct gl_text_list report_at = gl_schema_texts(&loader->schema, gl_value_get(yaml, GL_STR("report_at")));

    rule->for_each = load_path(loader, yaml->span, for_each);
    rule->each_property = plain_path(loader->schema.arena, for_each, (struct gl_str){0});
    rule->marks = GL_NEW_ARRAY(loader->schema.arena, struct gl_mark, report_at.len);
    for (size_t i = 0; i < report_at.len; i++) {
        rule->marks[rule->mark_len++] =
            (struct gl_mark){load_path(loader, yaml->span, report_at.items[i]),
                             plain_path(loader->schema.arena, for_each, report_at.items[i])};
    }
}

static enum gl_verdict load_empty(struct loader *loader, const struct gl_value *empty)
{
    if (gl_value_text_is(empty, "fail"))
        return GL_FAIL;
    if (gl_value_text_is(empty, "not-applicable"))
        return GL_NOT_APPLICABLE;
    if (empty && !gl_value_text_is(empty, "pass"))
        gl_schema_error(&loader->schema, empty->span, "empty is pass, fail or not-applicable");
    return GL_PASS;
}

static void load_rule(struct loader *loader, const struct gl_value *yaml, struct gl_rule *rule)
{
    rule->pass_when = load_condition(loader, yaml);
    load_marks(loader, yaml, rule);
    rule->message = load_template(loader, yaml, "message");
    rule->wanted = load_template(loader, yaml, "wanted");
    rule->open = load_template(loader, yaml, "open");
    load_related(loader, gl_value_get(yaml, GL_STR("related")), rule);
    rule->empty = load_empty(loader, gl_value_get(yaml, GL_STR("empty")));
    if (!rule->message)
        gl_schema_error(&loader->schema, yaml->span, "a rule needs a message");
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
    check->applies_to = gl_schema_kinds(schema, gl_value_get(root, GL_STR("applies_to")));
    check->is_secret = gl_schema_bool(schema, root, "secret", false);
    if (!check->id.len || !check->title.len || !check->applies_to.len)
        gl_schema_error(schema, root->span, "a check needs id, name, title, severity and applies_to");
    if (!is_slug(check->name))
        gl_schema_error(schema, root->span, "name is a slug of small letters, digits and dashes");
    if (!gl_severity_parse(gl_schema_text(schema, root, "severity"), &check->severity))
        gl_schema_error(schema, root->span, "severity is critical, high, medium or low");
}

/* `when`, and the native or the rules. */
static void load_conditions(struct loader *loader)
{
    struct gl_check *check = loader->check;
    const struct gl_native_check *native;

    loader->compiler.params = check->params;
    loader->compiler.param_len = check->param_len;
    check->when = load_expr(loader, gl_value_get(check->yaml, GL_STR("when")));
    check->is_compiled = true;
    if (!gl_schema_bool(&loader->schema, check->yaml, "native", false)) {
        load_rules(loader, check->yaml);
        return;
    }
    native = gl_native_find(check->id);
    if (native) {
        check->native = native->function;
        check->walks_pods = native->walks_pods;
        check->walks_network = native->walks_network;
    } else {
        gl_schema_error(&loader->schema, check->yaml->span, "checks/natives.def has no function for %.*s",
                        GL_STR_ARG(check->id));
    }
}

static struct loader loader_of(struct gl_catalogue *catalogue, struct gl_check *check, struct gl_diags *diags)
{
    return (struct loader){
        .schema = {.arena = catalogue->arena, .diags = diags},
        .compiler = {.arena = catalogue->arena, .diags = diags, .regexes = &catalogue->regexes},
        .check = check};
}

bool gl_check_load(struct gl_catalogue *catalogue, const struct gl_value *root, bool is_compiled,
                   struct gl_check *ret_check, struct gl_diags *diags)
{
    static const char *const keys[] = {
        "id",       "name",  "title",     "severity", "applies_to", "when",   "pass_when", "fail_when",
        "for_each", "empty", "report_at", "message",  "wanted",     "why",    "remedy",    "controls",
        "seed",     "rules", "native",    "params",   "tags",       "secret", "related",   "open"};
    struct loader loader = loader_of(catalogue, ret_check, diags);

    if (!gl_schema_keys(&loader.schema, root, "check", keys, sizeof keys / sizeof *keys))
        return false;
    *ret_check = (struct gl_check){.span = root->span, .yaml = root};
    load_head(&loader, root);
    load_params(&loader, gl_value_get(root, GL_STR("params")));
    if (is_compiled)
        load_conditions(&loader);
    load_remedies(&loader, gl_value_get(root, GL_STR("remedy")));
    load_controls(&loader, gl_value_get(root, GL_STR("controls")));
    return !loader.schema.failed && !loader.compiler.failed;
}

bool gl_check_compile(struct gl_catalogue *catalogue, struct gl_check *check, struct gl_diags *diags)
{
    struct loader loader = loader_of(catalogue, check, diags);

    load_conditions(&loader);
    return !loader.schema.failed && !loader.compiler.failed;
}
