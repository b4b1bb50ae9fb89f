/* GLC-TLS-031: what the environment of a workload says of its connections to PostgreSQL, Redis and Kafka.
 *
 * Values are judged, not names: sslmode of libpq and JDBC, the scheme of a Redis URL, security.protocol and
 * the ports of Kafka. A library's own default is not known and not judged. Such a URL holds credentials:
 * messages name the setting only. Sources: PostgreSQL "SSL Support" (sslmode), pgJDBC, the IANA schemes redis
 * and rediss, Kafka client configuration. */
#include "checks/natives.h"
#include "checks/policy.h"

enum stated { SAYS_NOTHING = 0, SAYS_TLS, SAYS_UNKNOWN, SAYS_PLAINTEXT };

struct setting {
    struct gl_str name;
    const struct gl_value *value;
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

static struct statement says_postgres(struct gl_str name, struct gl_str text)
{
    static const char *const weak[] = {"disable", "allow", "prefer", NULL};
    static const char *const strong[] = {"require", "verify-ca", "verify-full", NULL};
    struct gl_str mode = word_after(text, GL_STR("sslmode=")), ssl = word_after(text, GL_STR("ssl="));

    if (gl_str_eq_nocase(name, GL_STR("PGSSLMODE")))
        mode = text;
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

static enum gl_verdict judge_setting(struct gl_check_ctx *ctx, const struct setting *setting)
{
    struct statement found = says(ctx, setting->name, setting->value);
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding;

    if (found.stated == SAYS_NOTHING)
        return GL_NOT_APPLICABLE;
    if (found.stated == SAYS_TLS)
        return GL_PASS;
    ctx->culprit_len = 0;
    if (found.stated == SAYS_UNKNOWN)
        gl_culprit(ctx, setting->value);
    finding = gl_report(ctx, found.stated == SAYS_UNKNOWN ? GL_OPEN : GL_FAIL, setting->value,
                        "%.*s: environment variable %.*s %s", GL_STR_ARG(resource), GL_STR_ARG(setting->name),
                        found.what);
    if (finding) {
        gl_finding_wanted(finding, GL_STR("sslmode=verify-full, rediss://, SASL_SSL"));
        finding->is_secret = true; /* a connection URL holds its password */
    }
    return found.stated == SAYS_UNKNOWN ? GL_OPEN : GL_FAIL;
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
        struct setting setting = {.value = gl_policy_member(ctx, entry, "Value")};

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
        struct setting setting = {member->key, gl_pick(ctx, &member->value)};

        verdict = worse(verdict, judge_setting(ctx, &setting));
    }
    return verdict;
}

enum gl_verdict gl_check_client_tls(struct gl_check_ctx *ctx)
{
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::Lambda::Function")))
        return judge_function(ctx);
    return judge_task(ctx);
}
