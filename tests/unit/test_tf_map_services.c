/* Resources as JSON in, their canonical properties out: what rows alone do not show. "$TYPE.NAME.ATTRIBUTE"
 * stands for a reference, "?NAME" for a value that is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "front/terraform/map/map.h"
#include "read/read.h"

enum { MAX_INSTANCES = 8 };

struct mapped {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_documents documents;
    struct gl_tf_instance instance[MAX_INSTANCES];
    struct gl_tf_instance *items[MAX_INSTANCES];
    struct gl_tf_instances instances;
    struct gl_front_output output;
    struct gl_buf text;
};

static struct gl_tf_value reference(struct mapped *m, struct gl_str text)
{
    struct gl_tf_unknown *unknown = GL_NEW(&m->arena, struct gl_tf_unknown);
    struct gl_str type, name, rest = gl_str_from(text, 1);

    unknown->type = &gl_tf_string;
    unknown->name = rest;
    if (text.ptr[0] == '?')
        return gl_tf_make_unknown_as(unknown, (struct gl_span){0});
    unknown->shape = GL_TF_REFERENCE;
    gl_str_cut(&rest, '.', &type);
    gl_str_cut(&rest, '.', &name);
    unknown->attribute = rest;
    for (size_t i = 0; i < m->instances.len; i++) {
        if (gl_str_eq(m->instance[i].type, type) && gl_str_eq(m->instance[i].name, name))
            unknown->of = &m->instance[i];
    }
    assert_non_null(unknown->of);
    return gl_tf_make_unknown_as(unknown, (struct gl_span){0});
}

static struct gl_tf_value bind(struct mapped *m, const struct gl_tf_value *value)
{
    if (value->kind == GL_TF_STRING && value->u.text.len &&
        (value->u.text.ptr[0] == '$' || value->u.text.ptr[0] == '?'))
        return reference(m, value->u.text);
    if (value->kind == GL_TF_TUPLE) {
        size_t len = value->u.list.len;
        struct gl_tf_value *items = GL_NEW_ARRAY(&m->arena, struct gl_tf_value, len ? len : 1);

        for (size_t i = 0; i < len; i++)
            items[i] = bind(m, &value->u.list.items[i]);
        return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, value->span);
    }
    if (value->kind == GL_TF_OBJECT) {
        size_t len = value->u.map.len;
        struct gl_tf_member *members = GL_NEW_ARRAY(&m->arena, struct gl_tf_member, len ? len : 1);

        for (size_t i = 0; i < len; i++) {
            members[i] = value->u.map.members[i];
            members[i].value = bind(m, &value->u.map.members[i].value);
        }
        return gl_tf_make_map(NULL, members, len, value->span);
    }
    return *value;
}

static void map(struct mapped *m, const char *json)
{
    const struct gl_value *root;

    *m = (struct mapped){0};
    gl_arena_init(&m->arena);
    gl_sources_init(&m->sources);
    gl_diags_init(&m->diags, &m->arena);
    gl_buf_init(&m->text);
    assert_int_equal(gl_read(gl_sources_add_text(&m->sources, GL_STR("resources.json"), gl_str_of(json)),
                             &m->arena, &(struct gl_read_options){.duplicate_key = GL_DIAG_INCOMPLETE},
                             &m->documents, &m->diags),
                     GL_OK);
    root = &m->documents.items[0].root;
    for (size_t i = 0; i < root->u.map.len; i++) {
        struct gl_tf_instance *instance = &m->instance[m->instances.len];
        struct gl_str name = root->u.map.members[i].key;

        instance->address = name;
        gl_str_cut(&name, '.', &instance->type);
        instance->name = name;
        instance->values = gl_tf_from_tree(&m->arena, &root->u.map.members[i].value, false);
        m->items[m->instances.len++] = instance;
    }
    m->instances.items = m->items;
    for (size_t i = 0; i < m->instances.len; i++) {
        m->instance[i].values = bind(m, &m->instance[i].values);
        m->instance[i].values.open = &m->instance[i];
    }
    gl_tf_map(&m->arena, &m->instances, &m->output, &m->diags);
}

static void done(struct mapped *m)
{
    gl_buf_free(&m->text);
    gl_sources_free(&m->sources);
    gl_arena_free(&m->arena);
}

static const struct gl_resource *resource_of(struct mapped *m, const char *kind)
{
    for (size_t i = 0; i < m->output.len; i++) {
        if (gl_str_eq(m->output.resources[i]->kind, gl_str_of(kind)))
            return m->output.resources[i];
    }
    fail_msg("no %s", kind);
    return NULL;
}

static void assert_properties(struct mapped *m, const char *kind, const char *want)
{
    m->text.len = 0;
    gl_value_print(&m->text, &resource_of(m, kind)->properties);
    if (!gl_str_eq(gl_buf_str(&m->text), gl_str_of(want)))
        fail_msg("\n%.*s\ninstead of\n%s", GL_STR_ARG(gl_buf_str(&m->text)), want);
}

static void test_a_bucket_takes_what_its_split_resources_say(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_s3_bucket.b\":{\"bucket\":\"logs\"},"
            "\"aws_s3_bucket_versioning.b\":{\"bucket\":\"$aws_s3_bucket.b.id\","
            "\"versioning_configuration\":[{\"status\":\"Enabled\"}]},"
            "\"aws_s3_bucket_public_access_block.b\":{\"bucket\":\"logs\",\"block_public_acls\":true}}");
    assert_int_equal(m.output.len, 1);
    assert_properties(&m, "AWS::S3::Bucket",
                      "{\"BucketName\":\"logs\",\"VersioningConfiguration\":{\"Status\":\"Enabled\""
                      "},\"PublicAccessBlockConfiguration\":{\"BlockPublicAcls\":true,\"BlockPublic"
                      "Policy\":false,\"IgnorePublicAcls\":false,\"RestrictPublicBuckets\":false}}");
    done(&m);
}

static void test_an_inline_policy_is_a_bucket_policy(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_s3_bucket.b\":{\"bucket\":\"logs\",\"policy\":\"{}\",\"acl\":\"public-read\"}}");
    assert_int_equal(m.output.len, 2);
    assert_properties(&m, "AWS::S3::Bucket", "{\"BucketName\":\"logs\",\"AccessControl\":\"PublicRead\"}");
    assert_properties(&m, "AWS::S3::BucketPolicy", "{\"Bucket\":{\"ref\":\"\"},\"PolicyDocument\":\"{}\"}");
    done(&m);
}

static void test_parameters_of_a_group_are_a_map(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"aws_db_parameter_group.g\":{\"family\":\"postgres14\",\"parameter\":[{\"name\":\"rds.force_ssl\","
        "\"value\":\"1\"},{\"name\":\"work_mem\",\"value\":\"?size\"}]},"
        "\"aws_db_instance.d\":{\"parameter_group_name\":\"$aws_db_parameter_group.g.name\","
        "\"skip_final_snapshot\":true}}");
    assert_properties(&m, "AWS::RDS::DBParameterGroup",
                      "{\"Family\":\"postgres14\",\"Parameters\":{\"rds.force_ssl\":\"1\",\"work_me"
                      "m\":{\"?\":\"parameter without a value\",\"name\":\"size\"}}}");
    assert_properties(
        &m, "AWS::RDS::DBInstance",
        "{\"BackupRetentionPeriod\":0,\"PubliclyAccessible\":false,\"DBParameterGroupName\":{\"ref\":\"\"}}");
    done(&m);
}

static void test_a_deployment_is_the_object_of_the_kubernetes_api(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"kubernetes_deployment_v1.d\":{\"metadata\":[{\"name\":\"web\",\"labels\":{\"a_b\":\"c\"}}],"
        "\"wait_for_rollout\":false,\"spec\":[{\"replicas\":2,\"template\":[{\"spec\":[{\"host_pid\":true,"
        "\"container\":[{\"name\":\"web\",\"image\":\"web:1\",\"env\":[{\"name\":\"A\",\"value\":\"b\"}],"
        "\"port\":[{\"container_port\":80}],\"security_context\":[{\"run_as_non_root\":true}],"
        "\"volume_mount\":[]}]}]}]}]}}");
    assert_properties(&m, "Deployment",
                      "{\"metadata\":{\"labels\":{\"a_b\":\"c\"},\"name\":\"web\"},\"spec\":{\"repl"
                      "icas\":2,\"template\":{\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\","
                      "\"value\":\"b\"}],\"image\":\"web:1\",\"name\":\"web\",\"ports\":[{\"contain"
                      "erPort\":80}],\"securityContext\":{\"runAsNonRoot\":true}}],\"hostPID\":true"
                      "}}},\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"}");
    done(&m);
}

static void test_rules_of_a_network_policy_stay_lists_even_when_empty(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"kubernetes_network_policy.p\":{\"spec\":[{\"pod_selector\":[{}],\"policy_types\":[\"Ingress\"],"
        "\"ingress\":[{\"from\":[{\"ip_block\":[{\"cidr\":\"10.0.0.0/8\"}]}],\"ports\":[{\"port\":\"80\"}]}],"
        "\"egress\":[{}]}]}}");
    assert_properties(&m, "NetworkPolicy",
                      "{\"spec\":{\"egress\":[{}],\"ingress\":[{\"from\":[{\"ipBlock\":{\"cidr\":\""
                      "10.0.0.0/8\"}}],\"ports\":[{\"port\":\"80\"}]}],\"podSelector\":{},\"policyT"
                      "ypes\":[\"Ingress\"]},\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Net"
                      "workPolicy\"}");
    done(&m);
}

static void test_data_of_a_secret_is_hidden(void **state)
{
    struct mapped m;
    const struct gl_value *data;

    (void)state;
    map(&m, "{\"kubernetes_secret.s\":{\"metadata\":[{\"name\":\"s\"}],\"data\":{\"password\":\"x\"}}}");
    data = gl_value_get(&resource_of(&m, "Secret")->properties, GL_STR("stringData"));
    assert_non_null(data);
    assert_true(gl_value_get(data, GL_STR("password"))->flags & GL_VALUE_SECRET);
    done(&m);
}

static void test_a_manifest_is_taken_as_it_is(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"kubernetes_manifest.m\":{\"manifest\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
            "\"metadata\":{\"name\":\"m\"}}}}");
    assert_properties(&m, "ConfigMap",
                      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}");
    done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bucket_takes_what_its_split_resources_say),
        cmocka_unit_test(test_an_inline_policy_is_a_bucket_policy),
        cmocka_unit_test(test_parameters_of_a_group_are_a_map),
        cmocka_unit_test(test_a_deployment_is_the_object_of_the_kubernetes_api),
        cmocka_unit_test(test_rules_of_a_network_policy_stay_lists_even_when_empty),
        cmocka_unit_test(test_data_of_a_secret_is_hidden),
        cmocka_unit_test(test_a_manifest_is_taken_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
