/* Secret values are not committed as Kubernetes Secret manifests. Base64 is not encryption. */
#include "checks/natives.h"
#include "checks/secrets.h"

struct committed {
    const struct gl_value *first;
    struct gl_str key;
    size_t len;
};

/* Certificates are made to be shown. */
static bool is_public(struct gl_str key)
{
    return gl_str_ends_with(key, GL_STR(".crt")) || gl_str_ends_with(key, GL_STR(".cer")) ||
           gl_str_eq(key, GL_STR("namespace"));
}

/* What another program fills in, or has encrypted: "${PASSWORD}", "<path:secret/data/db#password>",
 * "{{ .password }}", "ENC[AES256_GCM,...]". */
static bool is_placeholder(struct gl_str text)
{
    return gl_str_starts_with(text, GL_STR("ENC[")) || gl_str_starts_with(text, GL_STR("<")) ||
           gl_str_starts_with(text, GL_STR("$")) || gl_str_contains(text, GL_STR("{{")) ||
           gl_str_starts_with(text, GL_STR("ref+"));
}

static bool is_committed(const struct gl_value *value)
{
    struct gl_str text;

    value = gl_value_resolve(value);
    return gl_value_text(value, &text) && gl_scalar_type(value, GL_DIALECT_KUBERNETES) != GL_NULL &&
           gl_str_trim(text).len && !is_placeholder(gl_str_trim(text));
}

static void count_values(struct gl_check_ctx *ctx, const char *member, struct committed *committed)
{
    const struct gl_value *data = gl_property(ctx->subject, member);

    for (size_t i = 0; gl_value_is(data, GL_MAP) && i < data->u.map.len; i++) {
        const struct gl_member *value = &data->u.map.members[i];

        if (is_public(value->key) || !is_committed(&value->value))
            continue;
        if (!committed->first) {
            committed->first = &value->value;
            committed->key = value->key;
        }
        committed->len++;
    }
}

enum gl_verdict gl_check_committed_secrets(struct gl_check_ctx *ctx)
{
    struct committed committed = {0};
    struct gl_finding *finding;

    if (gl_value_get(&ctx->subject->properties, GL_STR("sops")) ||
        gl_value_text_is(gl_property(ctx->subject, "type"), "kubernetes.io/service-account-token"))
        return GL_PASS;
    count_values(ctx, "data", &committed);
    count_values(ctx, "stringData", &committed);
    if (!committed.len)
        return GL_PASS;
    finding = gl_report(ctx, GL_FAIL, committed.first,
                        "%.*s is committed with %zu value%s, %.*s%s: whoever can read the repository has %s",
                        GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), committed.len,
                        committed.len == 1 ? "" : "s", GL_STR_ARG(committed.key),
                        committed.len == 1 ? "" : " first", committed.len == 1 ? "it" : "them");
    gl_finding_property(finding, GL_STR("data"));
    return GL_FAIL;
}
