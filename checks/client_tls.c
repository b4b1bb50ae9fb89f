/* GLC-TLS-031: what the environment of a workload, or a ConfigMap, says of its connections to PostgreSQL,
 * Redis and Kafka.
 *
 * Values are judged, not names: sslmode of libpq and JDBC, the scheme of a Redis URL, security.protocol and
 * the ports of Kafka. A library's own default is not known and not judged. Such a URL holds credentials:
 * messages name the setting only. Sources: PostgreSQL "SSL Support" (sslmode), pgJDBC, the IANA schemes redis
 * and rediss, Kafka client configuration. */
#include "checks/natives.h"
#include "checks/policy.h"
#include "graph/cluster.h"

enum stated { SAYS_NOTHING = 0, SAYS_TLS, SAYS_UNKNOWN, SAYS_PLAINTEXT };

struct setting {
    struct gl_str name;
    const struct gl_value *value;
    const char *where; /* "environment variable" */
};

struct statement {
    enum stated stated;
    const char *what; /* completes "NAME ..." */
};

static bool is_in(struct gl_str text, const char *const *words)
{
    for (; *words; words++) {
        if (gl_str_eq_nocase(text, gl_str_of(*words)))
            return true;
    }
    return false;
}

static bool names_some(struct gl_str name, const char *const *parts)
{
    for (; *parts; parts++) {
        if (gl_str_contains_nocase(name, gl_str_of(*parts)))
            return true;
    }
    return false;
}

/* The word after the first occurrence of `key` ("sslmode="), whatever the case; empty when there is none. */
static struct gl_str word_after(struct gl_str text, struct gl_str key)
{
    for (size_t at = 0; at + key.len <= text.len; at++) {
        size_t end = at + key.len;

        if (!gl_str_eq_nocase(gl_str_slice(text, at, end), key))
            continue;
        if (at > 0 && ((text.ptr[at - 1] | 0x20) >= 'a' && (text.ptr[at - 1] | 0x20) <= 'z'))
            continue;
        while (end < text.len && (text.ptr[end] == '-' || text.ptr[end] == '_' ||
                                  ((text.ptr[end] | 0x20) >= 'a' && (text.ptr[end] | 0x20) <= 'z')))
            end++;
        return gl_str_slice(text, at + key.len, end);
    }
    return (struct gl_str){0};
}

/* A proxy beside the client does TLS for it. */
static bool is_beside(struct gl_str text)
{
    static const char *const hosts[] = {
        "//localhost", "@localhost", "host=localhost", "//127.0.0.1", "@127.0.0.1", "host=127.0.0.1", NULL};

    return names_some(text, hosts);
}

static struct statement says_postgres(struct gl_str name, struct gl_str text)
{
    static const char *const weak[] = {"disable", "allow", "prefer", NULL};
    static const char *const strong[] = {"require", "verify-ca", "verify-full", NULL};
    struct gl_str mode = word_after(text, GL_STR("sslmode=")), ssl = word_after(text, GL_STR("ssl="));

    if (gl_str_eq_nocase(name, GL_STR("PGSSLMODE")))
        mode = text;
    if (is_beside(text))
        return (struct statement){SAYS_NOTHING, ""};
    if (is_in(mode, weak))
        return (struct statement){SAYS_PLAINTEXT,
                                  "asks for an sslmode that accepts PostgreSQL sessions in plain text"};
    if (gl_str_contains_nocase(text, GL_STR("jdbc:postgresql:")) && gl_str_eq_nocase(ssl, GL_STR("false")))
        return (struct statement){SAYS_PLAINTEXT, "turns TLS to PostgreSQL off with ssl=false"};
    if (is_in(mode, strong) || (gl_str_contains_nocase(text, GL_STR("jdbc:postgresql:")) && ssl.len))
        return (struct statement){SAYS_TLS, ""};
    return (struct statement){SAYS_NOTHING, ""};
}

static bool is_local(struct gl_str rest)
{
    size_t at = gl_str_find_last_char(rest, '@');
    struct gl_str host = at == GL_STR_NONE ? rest : gl_str_from(rest, at + 1);

    return gl_str_starts_with(host, GL_STR("localhost")) || gl_str_starts_with(host, GL_STR("127.")) ||
           gl_str_starts_with(host, GL_STR("[::1]"));
}

static struct statement says_redis(struct gl_str text)
{
    static const char *const schemes[] = {"redis://", "valkey://", NULL};

    for (const char *const *scheme = schemes; *scheme; scheme++) {
        struct gl_str plain = gl_str_of(*scheme);

        if (gl_str_eq_nocase(gl_str_slice(text, 0, plain.len), plain) &&
            !is_local(gl_str_from(text, plain.len)))
            return (struct statement){
                SAYS_PLAINTEXT, "begins with redis:// in place of rediss://: the client talks in plain text"};
    }
    if (gl_str_eq_nocase(gl_str_slice(text, 0, 9), GL_STR("rediss://")) ||
        gl_str_eq_nocase(gl_str_slice(text, 0, 10), GL_STR("valkeys://")))
        return (struct statement){SAYS_TLS, ""};
    return (struct statement){SAYS_NOTHING, ""};
}

/* Is one of the servers in "a:9092,b:9092" on this port? */
static bool has_port(struct gl_str text, struct gl_str port)
{
    struct gl_str server;

    while (gl_str_cut(&text, ',', &server)) {
        if (gl_str_ends_with(gl_str_trim(server), port))
            return true;
    }
    return false;
}

static struct statement says_kafka(struct gl_str name, struct gl_str text)
{
    static const char *const plain[] = {"PLAINTEXT", "SASL_PLAINTEXT", NULL};
    static const char *const protocol_names[] = {"SECURITY_PROTOCOL", "SECURITY.PROTOCOL", "SECURITYPROTOCOL",
                                                 NULL};
    static const char *const server_names[] = {"BOOTSTRAP", "BROKER", "KAFKA", NULL};
    struct gl_str protocol = word_after(text, GL_STR("security.protocol="));

    if (names_some(name, protocol_names))
        protocol = text;
    if (is_in(protocol, plain) || gl_str_eq(text, GL_STR("SASL_PLAINTEXT")))
        return (struct statement){SAYS_PLAINTEXT, "sets a Kafka security protocol without TLS"};
    if (protocol.len)
        return (struct statement){SAYS_TLS, ""};
    if (!names_some(name, server_names))
        return (struct statement){SAYS_NOTHING, ""};
    if (has_port(text, GL_STR(":9092")))
        return (struct statement){SAYS_PLAINTEXT,
                                  "names brokers on port 9092, the plain-text listener of MSK"};
    if (has_port(text, GL_STR(":9094")) || has_port(text, GL_STR(":9096")) || has_port(text, GL_STR(":9098")))
        return (struct statement){SAYS_TLS, ""};
    return (struct statement){SAYS_NOTHING, ""};
}

/* Names whose value would have told it, were it known. */
static bool would_tell(struct gl_str name)
{
    static const char *const parts[] = {"SSLMODE",
                                        "DATABASE_URL",
                                        "POSTGRES_URL",
                                        "PG_URL",
                                        "DB_URL",
                                        "JDBC_URL",
                                        "REDIS_URL",
                                        "REDIS_URI",
                                        "VALKEY_URL",
                                        "DATASOURCE_URL",
                                        "SECURITY_PROTOCOL",
                                        "BOOTSTRAP_SERVERS",
                                        "KAFKA_BROKERS",
                                        "DATABASE_DSN",
                                        "POSTGRES_DSN",
                                        "DATABASE_URI",
                                        NULL};

    return names_some(name, parts);
}

static struct statement says(struct gl_check_ctx *ctx, struct gl_str name, const struct gl_value *value)
{
    struct statement found;
    struct gl_str text;

    if (!value)
        return (struct statement){SAYS_NOTHING, ""};
    text = gl_policy_shape(ctx, value);
    if (value->type == GL_UNKNOWN || value->type == GL_CHOICE || value->type == GL_REF)
        text = (struct gl_str){0};
    found = says_postgres(name, text);
    if (found.stated == SAYS_NOTHING)
        found = says_redis(text);
    if (found.stated == SAYS_NOTHING)
        found = says_kafka(name, text);
    if (found.stated == SAYS_NOTHING && !gl_value_text(value, &text) && would_tell(name))
        found = (struct statement){SAYS_UNKNOWN, "is not known here: whether it asks for TLS cannot be told"};
    return found;
}

static enum gl_verdict report(struct gl_check_ctx *ctx, const struct setting *setting, struct statement found)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding;

    if (found.stated == SAYS_NOTHING)
        return GL_NOT_APPLICABLE;
    if (found.stated == SAYS_TLS)
        return GL_PASS;
    ctx->culprit_len = 0;
    if (found.stated == SAYS_UNKNOWN)
        gl_culprit(ctx, setting->value);
    finding =
        gl_report(ctx, found.stated == SAYS_UNKNOWN ? GL_OPEN : GL_FAIL, setting->value, "%.*s: %s %.*s %s",
                  GL_STR_ARG(resource), setting->where, GL_STR_ARG(setting->name), found.what);
    if (finding) {
        gl_finding_wanted(finding, GL_STR("sslmode=verify-full, rediss://, SASL_SSL"));
        finding->is_secret = true; /* a connection URL holds its password */
    }
    return found.stated == SAYS_UNKNOWN ? GL_OPEN : GL_FAIL;
}

static enum gl_verdict judge_setting(struct gl_check_ctx *ctx, const struct setting *setting)
{
    return report(ctx, setting, says(ctx, setting->name, setting->value));
}

static enum gl_verdict worse(enum gl_verdict a, enum gl_verdict b)
{
    return a > b ? a : b;
}

/* [{Name: N, Value: V}, ...] of one container. */
static enum gl_verdict judge_container(struct gl_check_ctx *ctx, const struct gl_value *container)
{
    const struct gl_value *list = gl_policy_member(ctx, container, "Environment");
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *entry = gl_pick(ctx, &list->u.list.items[i]);
        struct setting setting = {.value = gl_policy_member(ctx, entry, "Value"),
                                  .where = "environment variable"};

        if (gl_value_text(gl_policy_member(ctx, entry, "Name"), &setting.name))
            verdict = worse(verdict, judge_setting(ctx, &setting));
    }
    return verdict;
}

static enum gl_verdict judge_task(struct gl_check_ctx *ctx)
{
    const struct gl_value *list = gl_policy_member(ctx, &ctx->subject->properties, "ContainerDefinitions");
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    if (!gl_value_is(list, GL_LIST))
        return judge_container(ctx, list);
    for (size_t i = 0; i < list->u.list.len; i++)
        verdict = worse(verdict, judge_container(ctx, gl_pick(ctx, &list->u.list.items[i])));
    return verdict;
}

static enum gl_verdict judge_function(struct gl_check_ctx *ctx)
{
    const struct gl_value *variables =
        gl_policy_member(ctx, gl_policy_member(ctx, &ctx->subject->properties, "Environment"), "Variables");
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; gl_value_is(variables, GL_MAP) && i < variables->u.map.len; i++) {
        const struct gl_member *member = &variables->u.map.members[i];
        struct setting setting = {member->key, gl_pick(ctx, &member->value), "environment variable"};

        verdict = worse(verdict, judge_setting(ctx, &setting));
    }
    return verdict;
}

/* ---- Kubernetes ---- */

/* What one line of a properties or YAML file says: "key=value", "key: value". */
static struct statement line_says(struct gl_check_ctx *ctx, struct gl_str line)
{
    size_t equals, colon, at;
    struct gl_value value;
    struct gl_str text;

    line = gl_str_trim(line);
    if (gl_str_starts_with(line, GL_STR("#")) || gl_str_starts_with(line, GL_STR("//")))
        return (struct statement){SAYS_NOTHING, ""};
    equals = gl_str_find_char(line, '=');
    colon = gl_str_find(line, GL_STR(": "));
    at = colon < equals ? colon : equals;
    if (at == GL_STR_NONE)
        return (struct statement){SAYS_NOTHING, ""};
    text = gl_str_trim(gl_str_from(line, at + 1));
    if (text.len >= 2 && (text.ptr[0] == '"' || text.ptr[0] == '\'') && text.ptr[text.len - 1] == text.ptr[0])
        text = gl_str_slice(text, 1, text.len - 1);
    value = gl_value_string(text, (struct gl_span){0});
    return says(ctx, gl_str_slice(line, 0, at), &value);
}

/* An entry of a ConfigMap: one value, or a file of settings. */
static struct statement entry_says(struct gl_check_ctx *ctx, struct gl_str key, const struct gl_value *value)
{
    struct statement found = {SAYS_NOTHING, ""};
    struct gl_str text, line;

    if (!gl_value_text(value, &text) || gl_str_find_char(text, '\n') == GL_STR_NONE)
        return says(ctx, key, value);
    while (gl_str_cut(&text, '\n', &line)) {
        struct statement here = line_says(ctx, line);

        if (here.stated > found.stated)
            found = here;
    }
    return found;
}

static enum gl_verdict judge_config_map(struct gl_check_ctx *ctx)
{
    const struct gl_value *data = gl_policy_member(ctx, &ctx->subject->properties, "data");
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; gl_value_is(data, GL_MAP) && i < data->u.map.len; i++) {
        const struct gl_member *member = &data->u.map.members[i];
        struct setting setting = {member->key, gl_pick(ctx, &member->value), "key"};

        verdict = worse(verdict, report(ctx, &setting, entry_says(ctx, setting.name, setting.value)));
    }
    return verdict;
}

/* A value that a Secret or a ConfigMap of the scan holds; NULL: it is not there. `*ret_is_told`: the
 * ConfigMap is found to say it by itself. */
static const struct gl_value *referred(struct gl_check_ctx *ctx, const struct gl_value *from,
                                       bool *ret_is_told)
{
    const struct gl_value *secret = gl_value_get(from, GL_STR("secretKeyRef")),
                          *map = gl_value_get(from, GL_STR("configMapKeyRef")), *ref = secret ? secret : map;
    const struct gl_resource *object;
    const struct gl_value *value;
    struct gl_str name, key;

    *ret_is_told = false;
    if (!gl_value_text(gl_pick(ctx, gl_value_get(ref, GL_STR("name"))), &name) ||
        !gl_value_text(gl_pick(ctx, gl_value_get(ref, GL_STR("key"))), &key))
        return NULL;
    object = gl_cluster_find(gl_cluster_of(ctx->graph, ctx->subject),
                             secret ? GL_STR("Secret") : GL_STR("ConfigMap"), ctx->subject->object->ns, name);
    if (!object)
        return NULL;
    value = gl_pick(ctx, gl_value_get(gl_property(object, secret ? "stringData" : "data"), key));
    *ret_is_told = value && !secret && entry_says(ctx, key, value).stated != SAYS_NOTHING;
    return value;
}

static const struct gl_value *not_read(struct gl_check_ctx *ctx, const struct gl_value *from)
{
    const struct gl_value *secret = gl_value_get(from, GL_STR("secretKeyRef")),
                          *map = gl_value_get(from, GL_STR("configMapKeyRef"));
    struct gl_value *made = GL_NEW(ctx->arena, struct gl_value);
    struct gl_str name = {0};

    gl_value_text(gl_value_get(secret ? secret : map, GL_STR("name")), &name);
    *made = gl_value_unknown(
        ctx->arena, GL_WHY_ATTRIBUTE,
        gl_arena_printf(ctx->arena, "what %s %.*s holds", secret ? "Secret" : "ConfigMap", GL_STR_ARG(name)),
        from->span);
    return made;
}

static enum gl_verdict judge_variable(struct gl_check_ctx *ctx, const struct gl_value *entry)
{
    const struct gl_value *from = gl_pick(ctx, gl_value_get(entry, GL_STR("valueFrom"))), *value;
    struct setting setting = {.value = gl_pick(ctx, gl_value_get(entry, GL_STR("value"))),
                              .where = "environment variable"};
    bool is_told;

    if (!gl_value_text(gl_pick(ctx, gl_value_get(entry, GL_STR("name"))), &setting.name))
        return GL_NOT_APPLICABLE;
    if (setting.value || !gl_value_is(from, GL_MAP) ||
        (!gl_value_get(from, GL_STR("secretKeyRef")) && !gl_value_get(from, GL_STR("configMapKeyRef"))))
        return judge_setting(ctx, &setting);
    value = referred(ctx, from, &is_told);
    if (is_told)
        return GL_NOT_APPLICABLE;
    setting.value = value ? value : not_read(ctx, from);
    if (value) { /* the finding is about this variable, the text stands elsewhere */
        struct statement found = says(ctx, setting.name, value);

        setting.value = from;
        return report(ctx, &setting, found);
    }
    return judge_setting(ctx, &setting);
}

static enum gl_verdict judge_workload(struct gl_check_ctx *ctx)
{
    const struct gl_value *containers = gl_value_get(&ctx->subject->attributes, GL_STR("containers"));
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; i < gl_value_len(containers); i++) {
        const struct gl_value *env =
            gl_pick(ctx, gl_value_get(gl_pick(ctx, gl_value_at(containers, i)), GL_STR("env")));

        for (size_t k = 0; gl_value_is(env, GL_LIST) && k < env->u.list.len; k++)
            verdict = worse(verdict, judge_variable(ctx, gl_pick(ctx, &env->u.list.items[k])));
    }
    return verdict;
}

enum gl_verdict gl_check_client_tls(struct gl_check_ctx *ctx)
{
    if (gl_str_eq(ctx->subject->kind, GL_STR("ConfigMap")))
        return judge_config_map(ctx);
    if (ctx->subject->object)
        return judge_workload(ctx);
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::Lambda::Function")))
        return judge_function(ctx);
    return judge_task(ctx);
}
