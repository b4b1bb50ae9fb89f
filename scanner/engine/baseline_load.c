#include "engine/baseline_load.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "engine/expr.h"
#include "engine/schema.h"
#include "read/read.h"

enum { MAX_EXTENDS = 8 };

struct loading {
    struct gl_baseline_loader *loader;
    struct gl_schema schema;
    struct gl_baseline *baseline;
    size_t tier_capacity, flow_capacity, requirement_capacity, environment_capacity, exception_capacity;
    struct gl_str folder; /* of the file that is being read */
    int depth;
};

static bool load_named(struct loading *loading, struct gl_str name, struct gl_span span);

/* ---- pieces ---- */

static struct gl_str resolve_id(struct loading *loading, struct gl_str word, struct gl_span span)
{
    const struct gl_catalogue *catalogue = loading->loader->catalogue;
    const struct gl_check *check = gl_catalogue_find(catalogue, word);
    struct gl_suggestion nearest;
    struct gl_buf hint;

    if (check)
        return check->id;
    gl_suggestion_init(&nearest, word);
    for (size_t i = 0; i < catalogue->len; i++) {
        gl_suggestion_offer(&nearest, catalogue->checks[i]->id);
        gl_suggestion_offer(&nearest, catalogue->checks[i]->name);
    }
    gl_buf_init(&hint);
    gl_suggestion_add(&hint, &nearest);
    gl_schema_error(&loading->schema, span, "there is no check \"%.*s\"%.*s", GL_STR_ARG(word),
                    GL_STR_ARG(gl_buf_str(&hint)));
    gl_buf_free(&hint);
    return word;
}

static void check_params(struct loading *loading, struct gl_str id, const struct gl_value *params)
{
    const struct gl_check *check = gl_catalogue_find(loading->loader->catalogue, id);

    if (!check || !gl_value_is(params, GL_MAP))
        return;
    for (size_t i = 0; i < params->u.map.len; i++) {
        const struct gl_member *member = &params->u.map.members[i];
        struct gl_suggestion nearest;
        struct gl_buf hint;
        bool known = false;

        gl_suggestion_init(&nearest, member->key);
        for (size_t k = 0; k < check->param_len; k++) {
            known |= gl_str_eq(check->params[k].name, member->key);
            gl_suggestion_offer(&nearest, check->params[k].name);
        }
        if (known)
            continue;
        gl_buf_init(&hint);
        gl_suggestion_add(&hint, &nearest);
        gl_schema_error(&loading->schema, member->key_span, "check %.*s has no parameter \"%.*s\"%.*s",
                        GL_STR_ARG(id), GL_STR_ARG(member->key), GL_STR_ARG(gl_buf_str(&hint)));
        gl_buf_free(&hint);
    }
}

/* Nothing after the colon, or null. */
static bool is_nothing(const struct gl_value *value)
{
    return !value || gl_scalar_type(value, GL_DIALECT_CORE) == GL_NULL;
}

static struct gl_requirement load_requirement(struct loading *loading, const struct gl_member *member)
{
    static const char *const keys[] = {"severity", "params", "off"};
    struct gl_requirement requirement = {.span = member->key_span};
    const struct gl_value *severity;

    requirement.id = resolve_id(loading, member->key, member->key_span);
    if (is_nothing(&member->value))
        return requirement;
    if (!gl_schema_keys(&loading->schema, &member->value, "requirement", keys, sizeof keys / sizeof *keys))
        return requirement;
    severity = gl_value_get(&member->value, GL_STR("severity"));
    requirement.is_off = gl_schema_bool(&loading->schema, &member->value, "off", false);
    requirement.params = gl_value_get(&member->value, GL_STR("params"));
    check_params(loading, requirement.id, requirement.params);
    if (severity) {
        requirement.has_severity = true;
        if (!gl_severity_parse(gl_schema_text(&loading->schema, &member->value, "severity"),
                               &requirement.severity))
            gl_schema_error(&loading->schema, severity->span, "severity is critical, high, medium or low");
    }
    return requirement;
}

static bool is_map(struct loading *loading, const struct gl_value *value, const char *what)
{
    if (gl_value_is(value, GL_MAP))
        return true;
    gl_schema_error(&loading->schema, value->span, "%s is a map of keys and values", what);
    return false;
}

/* A later requirement of the same check replaces the earlier one. */
static void load_requirements(struct loading *loading, const struct gl_value *yaml)
{
    struct gl_baseline *baseline = loading->baseline;

    if (is_nothing(yaml) || !is_map(loading, yaml, "require"))
        return;
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        struct gl_requirement requirement = load_requirement(loading, &yaml->u.map.members[i]);

        *GL_PUSH(loading->schema.arena, baseline->requirements, baseline->requirement_len,
                 loading->requirement_capacity) = requirement;
    }
}

static void load_environments(struct loading *loading, const struct gl_value *yaml)
{
    struct gl_baseline *baseline = loading->baseline;

    if (is_nothing(yaml) || !is_map(loading, yaml, "environments"))
        return;
    for (size_t i = 0; i < yaml->u.map.len; i++) {
        const struct gl_member *member = &yaml->u.map.members[i];
        struct gl_environment_override *override =
            GL_PUSH(loading->schema.arena, baseline->environments, baseline->environment_len,
                    loading->environment_capacity);

        override->environment = member->key;
        if (is_nothing(&member->value) || !is_map(loading, &member->value, "an environment"))
            continue;
        override->requirements =
            GL_NEW_ARRAY(loading->schema.arena, struct gl_requirement, member->value.u.map.len);
        for (size_t k = 0; k < member->value.u.map.len; k++)
            override->requirements[override->len++] =
                load_requirement(loading, &member->value.u.map.members[k]);
    }
}

static void load_addresses(struct loading *loading, const struct gl_value *yaml, struct gl_tier *tier)
{
    struct gl_text_list list;

    if (gl_value_text_is(yaml, "internet")) {
        tier->is_internet = true;
        return;
    }
    list = gl_schema_texts(&loading->schema, yaml);
    for (size_t i = 0; i < list.len; i++) {
        struct gl_ipset one;
        const char *why = "it is no CIDR";

        if (gl_ipset_parse(loading->schema.arena, list.items[i], &one, &why) == GL_OK)
            tier->addresses = gl_ipset_union(loading->schema.arena, tier->addresses, one);
        else
            gl_schema_error(&loading->schema, yaml->span, "address \"%.*s\": %s", GL_STR_ARG(list.items[i]),
                            why);
    }
}

static void load_tier(struct loading *loading, const struct gl_member *member)
{
    static const char *const keys[] = {"title", "addresses", "kinds", "where"};
    struct gl_baseline *baseline = loading->baseline;
    size_t at = gl_baseline_tier(baseline, member->key);
    const struct gl_value *addresses = gl_value_get(&member->value, GL_STR("addresses")),
                          *kinds = gl_value_get(&member->value, GL_STR("kinds")),
                          *where = gl_value_get(&member->value, GL_STR("where"));
    struct gl_tier *tier;

    if (!gl_schema_keys(&loading->schema, &member->value, "tier", keys, sizeof keys / sizeof *keys))
        return;
    tier = at != GL_STR_NONE
               ? &baseline->tiers[at]
               : GL_PUSH(loading->schema.arena, baseline->tiers, baseline->tier_len, loading->tier_capacity);
    *tier = (struct gl_tier){.name = member->key, .span = member->key_span};
    tier->title = gl_schema_text(&loading->schema, &member->value, "title");
    if (addresses)
        load_addresses(loading, addresses, tier);
    if (kinds) {
        struct gl_text_list list = gl_schema_kinds(&loading->schema, kinds);

        tier->kinds = list.items;
        tier->kind_len = list.len;
    }
    if (where) {
        struct gl_compiler compiler = {.arena = loading->schema.arena,
                                       .diags = loading->schema.diags,
                                       .regexes = &loading->loader->catalogue->regexes};

        tier->where = gl_expr_compile(&compiler, where);
        loading->schema.failed |= compiler.failed;
    }
    if (!addresses && !kinds)
        gl_schema_error(&loading->schema, member->key_span,
                        "tier %.*s selects nothing: give it kinds or addresses", GL_STR_ARG(member->key));
}

static uint32_t find_tier(struct loading *loading, const struct gl_value *flow, const char *key)
{
    struct gl_str name = gl_schema_text(&loading->schema, flow, key);
    size_t at = gl_baseline_tier(loading->baseline, name);
    const struct gl_value *place = gl_value_get(flow, gl_str_of(key));
    struct gl_suggestion nearest;
    struct gl_buf hint;

    if (at != GL_STR_NONE)
        return (uint32_t)at;
    gl_suggestion_init(&nearest, name);
    for (size_t i = 0; i < loading->baseline->tier_len; i++)
        gl_suggestion_offer(&nearest, loading->baseline->tiers[i].name);
    gl_buf_init(&hint);
    gl_suggestion_add(&hint, &nearest);
    gl_schema_error(&loading->schema, place ? place->span : flow->span, "there is no tier \"%.*s\"%.*s",
                    GL_STR_ARG(name), GL_STR_ARG(gl_buf_str(&hint)));
    gl_buf_free(&hint);
    return 0;
}

static void load_flow(struct loading *loading, const struct gl_value *yaml)
{
    static const char *const keys[] = {"from", "to", "ports", "needed"};
    struct gl_baseline *baseline = loading->baseline;
    struct gl_flow flow = {.span = yaml->span};
    const struct gl_value *needed = gl_value_get(yaml, GL_STR("needed"));
    const struct gl_value *ports = gl_value_get(yaml, GL_STR("ports"));
    struct gl_text_list list;

    if (!gl_schema_keys(&loading->schema, yaml, "flow", keys, sizeof keys / sizeof *keys))
        return;
    flow.from = find_tier(loading, yaml, "from");
    flow.to = find_tier(loading, yaml, "to");
    flow.is_any_port = !ports || gl_value_text_is(ports, "any");
    flow.is_service_port = gl_value_text_is(ports, "service");
    if (needed && !gl_scalar_as_bool(needed, GL_DIALECT_CORE, &flow.is_needed))
        gl_schema_error(&loading->schema, needed->span, "`needed` is true or false");
    list = gl_schema_texts(&loading->schema, flow.is_any_port || flow.is_service_port ? NULL : ports);
    for (size_t i = 0; i < list.len; i++) {
        struct gl_portset one;

        if (gl_portset_parse(loading->schema.arena, list.items[i], &one))
            flow.ports = gl_portset_union(loading->schema.arena, flow.ports, one);
        else
            gl_schema_error(&loading->schema, ports ? ports->span : yaml->span,
                            "\"%.*s\" is no port: write 443, 8000-8100 or udp/53", GL_STR_ARG(list.items[i]));
    }
    *GL_PUSH(loading->schema.arena, baseline->flows, baseline->flow_len, loading->flow_capacity) = flow;
}

static bool is_date(struct gl_str text)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (i != 4 && i != 7 && (text.ptr[i] < '0' || text.ptr[i] > '9'))
            return false;
    }
    return true;
}

static void load_exception(struct loading *loading, const struct gl_value *yaml)
{
    static const char *const keys[] = {"check", "scope", "owner", "reason", "ticket", "expires"};
    struct gl_baseline *baseline = loading->baseline;
    struct gl_exception exception = {.span = yaml->span};
    struct gl_schema *schema = &loading->schema;

    if (!gl_schema_keys(schema, yaml, "exception", keys, sizeof keys / sizeof *keys))
        return;
    exception.check = gl_schema_text(schema, yaml, "check");
    exception.scope = gl_schema_text(schema, yaml, "scope");
    exception.owner = gl_schema_text(schema, yaml, "owner");
    exception.reason = gl_str_trim(gl_schema_text(schema, yaml, "reason"));
    exception.ticket = gl_schema_text(schema, yaml, "ticket");
    exception.expires = gl_schema_text(schema, yaml, "expires");
    if (!exception.check.len || !exception.scope.len || !exception.owner.len || !exception.reason.len ||
        !exception.expires.len)
        gl_schema_error(schema, yaml->span, "an exception needs check, scope, owner, reason and expires");
    else if (!is_date(exception.expires))
        gl_schema_error(schema, yaml->span, "expires is a date: YYYY-MM-DD");
    if (exception.check.len && !gl_str_eq(exception.check, GL_STR("*")))
        exception.check = resolve_id(loading, exception.check, yaml->span);
    *GL_PUSH(loading->schema.arena, baseline->exceptions, baseline->exception_len,
             loading->exception_capacity) = exception;
}

static void for_each_item(struct loading *loading, const struct gl_value *list, const char *what,
                          void (*load)(struct loading *, const struct gl_value *))
{
    if (is_nothing(list))
        return;
    if (list->type != GL_LIST) {
        gl_schema_error(&loading->schema, list->span, "%s is a list", what);
        return;
    }
    for (size_t i = 0; i < list->u.list.len; i++)
        load(loading, &list->u.list.items[i]);
}

/* ---- files ---- */

static struct gl_str beside(struct loading *loading, struct gl_str path)
{
    if (loading->folder.len == 0 || gl_str_starts_with(path, GL_STR("/")))
        return gl_arena_copy(loading->schema.arena, path);
    return gl_arena_printf(loading->schema.arena, "%.*s/%.*s", GL_STR_ARG(loading->folder), GL_STR_ARG(path));
}

static const struct gl_value *read_file(struct loading *loading, struct gl_str path)
{
    struct gl_source *source = gl_sources_add(loading->loader->sources, path, path);
    struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
    struct gl_documents documents;
    const char *why = "";
    size_t before = loading->schema.diags->len;
    enum gl_err err;

    if (gl_source_read(source, &why) != GL_OK) {
        gl_diag_add_path(loading->schema.diags, GL_DIAG_USAGE, path, NULL, "%s", why);
        loading->schema.failed = true;
        return NULL;
    }
    err = gl_read(source, loading->schema.arena, &options, &documents, loading->schema.diags);
    for (size_t i = before; i < loading->schema.diags->len;
         i++) /* a file of ours that is wrong stops the scan */
        loading->schema.diags->items[i].level = GL_DIAG_USAGE;
    loading->schema.failed |= err != GL_OK || loading->schema.diags->len > before;
    if (err != GL_OK)
        return NULL;
    if (documents.len != 1) {
        gl_diag_add_path(loading->schema.diags, GL_DIAG_USAGE, path, NULL,
                         "one YAML document is expected, there are %zu", documents.len);
        loading->schema.failed = true;
        return NULL;
    }
    return &documents.items[0].root;
}

static int is_yaml(const struct dirent *entry)
{
    struct gl_str name = gl_str_of(entry->d_name);

    return gl_str_ends_with(name, GL_STR(".yaml")) || gl_str_ends_with(name, GL_STR(".yml"));
}

/* The user's own checks: every YAML file directly in the folder. */
static void load_check_folder(struct loading *loading, const struct gl_value *yaml)
{
    struct dirent **entries;
    struct gl_str word, folder;
    int len;

    if (!gl_value_text(yaml, &word)) {
        gl_schema_error(&loading->schema, yaml->span, "checks is a list of folders");
        return;
    }
    folder = beside(loading, word);
    len = scandir(folder.ptr, &entries, is_yaml, alphasort);
    if (len < 0) {
        gl_schema_error(&loading->schema, yaml->span, "folder %.*s: %s", GL_STR_ARG(folder), strerror(errno));
        return;
    }
    for (int i = 0; i < len; i++) {
        struct gl_str path =
            gl_arena_printf(loading->schema.arena, "%.*s/%s", GL_STR_ARG(folder), entries[i]->d_name);
        const struct gl_value *root = read_file(loading, path);

        if (root && !gl_catalogue_add(loading->loader->catalogue, root, loading->schema.diags))
            loading->schema.failed = true;
        free(entries[i]); /* scandir's memory */
    }
    free(entries);
    gl_catalogue_settle(loading->loader->catalogue, loading->schema.diags);
}

static void load_head(struct loading *loading, const struct gl_value *root)
{
    struct gl_baseline *baseline = loading->baseline;
    struct gl_str fail_on;

    baseline->name = gl_schema_text(&loading->schema, root, "name");
    baseline->title = gl_str_trim(gl_schema_text(&loading->schema, root, "title"));
    baseline->description = gl_str_trim(gl_schema_text(&loading->schema, root, "description"));
    fail_on = gl_schema_text(&loading->schema, root, "fail_on");
    if (!baseline->name.len)
        gl_schema_error(&loading->schema, root->span, "a baseline needs a name");
    if (gl_str_eq(fail_on, GL_STR("never")))
        baseline->fail_never = true;
    else if (fail_on.len && !gl_severity_parse(fail_on, &baseline->fail_on))
        gl_schema_error(&loading->schema, root->span, "fail_on is critical, high, medium, low or never");
    else if (fail_on.len)
        baseline->fail_never = false;
}

static void load_tree(struct loading *loading, const struct gl_value *root)
{
    static const char *const keys[] = {"name",    "title",        "description", "extends",
                                       "checks",  "fail_on",      "tiers",       "flows",
                                       "require", "environments", "exceptions"};
    const struct gl_value *extends = gl_value_get(root, GL_STR("extends")),
                          *tiers = gl_value_get(root, GL_STR("tiers"));
    struct gl_str parent;

    if (!gl_schema_keys(&loading->schema, root, "baseline", keys, sizeof keys / sizeof *keys))
        return;
    if (gl_value_text(extends, &parent)) {
        struct gl_str folder = loading->folder;

        load_named(loading, parent, extends->span);
        loading->folder = folder;
    }
    load_head(loading, root);
    for_each_item(loading, gl_value_get(root, GL_STR("checks")), "checks", load_check_folder);
    if (tiers && is_map(loading, tiers, "tiers")) {
        for (size_t i = 0; i < tiers->u.map.len; i++)
            load_tier(loading, &tiers->u.map.members[i]);
    }
    if (gl_value_get(root, GL_STR("flows")))
        loading->baseline->flow_len = 0; /* a matrix of its own replaces the one that was extended */
    for_each_item(loading, gl_value_get(root, GL_STR("flows")), "flows", load_flow);
    load_requirements(loading, gl_value_get(root, GL_STR("require")));
    load_environments(loading, gl_value_get(root, GL_STR("environments")));
    for_each_item(loading, gl_value_get(root, GL_STR("exceptions")), "exceptions", load_exception);
}

static const struct gl_value *find_built_in(struct gl_str name)
{
    struct gl_str prefix = GL_STR("baselines/"), suffix = GL_STR(".yaml");
    size_t len;
    const struct gl_embedded *files = gl_embedded_files(&len);

    for (size_t i = 0; i < len; i++) {
        struct gl_str file = files[i].name;

        if (gl_str_starts_with(file, prefix) && gl_str_ends_with(file, suffix) &&
            gl_str_eq(gl_str_slice(file, prefix.len, file.len - suffix.len), name))
            return files[i].root;
    }
    return NULL;
}

struct gl_text_list gl_baseline_names(struct gl_arena *arena)
{
    struct gl_str prefix = GL_STR("baselines/"), suffix = GL_STR(".yaml");
    struct gl_text_list names = {0};
    size_t len;
    const struct gl_embedded *files = gl_embedded_files(&len);

    names.items = GL_NEW_ARRAY(arena, struct gl_str, len + 1);
    names.items[names.len++] = GL_STR("all");
    for (size_t i = 0; i < len; i++) {
        if (gl_str_starts_with(files[i].name, prefix) && gl_str_ends_with(files[i].name, suffix))
            names.items[names.len++] =
                gl_str_slice(files[i].name, prefix.len, files[i].name.len - suffix.len);
    }
    return names;
}

static bool looks_like_path(struct gl_str name)
{
    return gl_str_find_char(name, '/') != GL_STR_NONE || gl_str_ends_with(name, GL_STR(".yaml")) ||
           gl_str_ends_with(name, GL_STR(".yml")) || gl_str_ends_with(name, GL_STR(".json"));
}

static void tell_unknown_name(struct loading *loading, struct gl_str name, struct gl_span span)
{
    struct gl_text_list names = gl_baseline_names(loading->schema.arena);
    struct gl_buf all;

    gl_buf_init(&all);
    for (size_t i = 0; i < names.len; i++) {
        if (i)
            gl_buf_add(&all, GL_STR(", "));
        gl_buf_add(&all, names.items[i]);
    }
    gl_schema_error(&loading->schema, span,
                    "there is no baseline \"%.*s\"; built in are %.*s, or name a file", GL_STR_ARG(name),
                    GL_STR_ARG(gl_buf_str(&all)));
    gl_buf_free(&all);
}

static bool load_named(struct loading *loading, struct gl_str name, struct gl_span span)
{
    const struct gl_value *root = NULL;
    struct gl_str path;
    size_t slash;

    if (++loading->depth > MAX_EXTENDS) {
        gl_schema_error(&loading->schema, span, "baselines extend each other in a circle");
        return false;
    }
    if (!looks_like_path(name)) {
        root = find_built_in(name);
        loading->folder = (struct gl_str){0};
        if (!root)
            tell_unknown_name(loading, name, span);
    } else {
        path = beside(loading, name);
        slash = gl_str_find_last_char(path, '/');
        root = read_file(loading, path);
        loading->folder = slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_slice(path, 0, slash);
    }
    if (root)
        load_tree(loading, root);
    loading->depth--;
    return root != NULL;
}

/* Every baseline stands on the built-in checks. */
static void begin(struct loading *loading, struct gl_baseline_loader *loader, struct gl_baseline *baseline)
{
    size_t before = loader->diags->len;

    *loading = (struct loading){
        .loader = loader, .schema = {.arena = loader->arena, .diags = loader->diags}, .baseline = baseline};
    *baseline = (struct gl_baseline){.fail_on = GL_MEDIUM};
    gl_catalogue_add_embedded(loader->catalogue, loader->diags);
    gl_catalogue_settle(loader->catalogue, loader->diags);
    loading->schema.failed = loader->diags->len > before;
}

bool gl_baseline_load(struct gl_baseline_loader *loader, struct gl_str name, struct gl_baseline *ret_baseline)
{
    bool everything = gl_str_eq(name, GL_STR("all"));
    struct loading loading;

    begin(&loading, loader, ret_baseline);
    load_named(&loading, everything ? GL_STR("audit") : name, (struct gl_span){0});
    if (everything) {
        ret_baseline->name = GL_STR("all");
        ret_baseline->is_everything = true;
        ret_baseline->title = GL_STR("Every check that glacis has");
    }
    return !loading.schema.failed;
}

bool gl_baseline_load_tree(struct gl_baseline_loader *loader, const struct gl_value *root,
                           struct gl_baseline *ret_baseline)
{
    struct loading loading;

    begin(&loading, loader, ret_baseline);
    load_tree(&loading, root);
    return !loading.schema.failed;
}
