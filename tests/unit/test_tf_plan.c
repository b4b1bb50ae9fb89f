#include "tf_fixture.h"

/* Evaluates a document as a plan or state of its own; ' stands for " in it. */
static void run(struct tf_fixture *f, const char *path, const char *quoted)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_document *document;
    struct gl_input *input;
    struct gl_str text;

    tf_init(f);
    text = gl_arena_printf(&f->arena, "%s", quoted);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            ((char *)(uintptr_t)text.ptr)[i] = '"';
    }
    input = tf_add(f, path, text.ptr);
    document = GL_NEW(&f->arena, struct gl_document);
    assert_int_equal(gl_read_json(input->source, &f->arena, &options, &document->root, &f->diags), GL_OK);
    input->documents = (struct gl_documents){document, 1};
    assert_true(gl_tf_is_plan(&document->root) != gl_tf_is_state(&document->root));
    input->kind = gl_tf_is_plan(&document->root) ? GL_INPUT_TERRAFORM_PLAN : GL_INPUT_TERRAFORM_STATE;
    tf_run(f);
    assert_int_equal(f->set->unit_len, 1);
}

static const struct gl_tf_value *attribute(const struct tf_fixture *f, const char *address, const char *name)
{
    const struct gl_tf_instances *instances = &f->set->units[0]->instances;

    for (size_t i = 0; i < instances->len; i++) {
        if (gl_str_eq(instances->items[i]->address, gl_str_of(address)))
            return gl_tf_get(&instances->items[i]->values, gl_str_of(name));
    }
    fail_msg("there is no %s", address);
    return NULL;
}

static void assert_refers(const struct gl_tf_value *value, const char *address, const char *name)
{
    assert_non_null(value);
    assert_int_equal(value->state, GL_TF_UNKNOWN);
    assert_int_equal(value->u.unknown->shape, GL_TF_REFERENCE);
    assert_true(gl_str_eq(value->u.unknown->of->address, gl_str_of(address)));
    assert_true(gl_str_eq(value->u.unknown->attribute, gl_str_of(name)));
}

static void test_what_was_not_written_is_no_member(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.json",
        "{'format_version':'1.2','terraform_version':'1.11.4','planned_values':{'root_module':"
        "{'resources':[{'address':'a_b.x','mode':'managed','type':'a_b','name':'x','values':{"
        "'n':1,'o':null,'p':[],'q':[{'r':2}]}}]}},'resource_changes':[{'address':'a_b.x',"
        "'change':{'after_unknown':{'id':true}}}],'configuration':{'root_module':{'resources':"
        "[{'address':'a_b.x','expressions':{'n':{'constant_value':1}}}]}}}");
    assert_string_equal(f.printed.ptr,
                        "{\"address\":\"a_b.x\",\"type\":\"a_b\",\"attributes\":{\"n\":1,\"q\":[{\"r\":2}]},"
                        "\"unknown\":[]}\n");
    assert_true(attribute(&f, "a_b.x", "q")->flags & GL_TF_BLOCKS);
    assert_null(attribute(&f, "a_b.x", "id"));
    tf_free(&f);
}

static void test_unknown_values_lead_through_variables_and_outputs_to_a_resource(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.json",
        "{'format_version':'1.2','terraform_version':'1.11.4','planned_values':{'root_module':"
        "{'resources':[{'address':'a_key.k','mode':'managed','type':'a_key','name':'k',"
        "'values':{}}],'child_modules':[{'address':'module.g','resources':[{'address':"
        "'module.g.a_group.t[\\\"db\\\"]','mode':'managed','type':'a_group','name':'t','index':"
        "'db','values':{}},{'address':'module.g.a_group.t[\\\"web\\\"]','mode':'managed','type':"
        "'a_group','name':'t','index':'web','values':{}}]},{'address':'module.d','resources':"
        "[{'address':'module.d.a_db.x','mode':'managed','type':'a_db','name':'x','values':{"
        "'group_ids':[null]}}]}]}},'resource_changes':[{'address':'module.d.a_db.x','change':"
        "{'after_unknown':{'key_id':true,'group_ids':[true]}}}],'configuration':{"
        "'root_module':{'module_calls':{'g':{'module':{'outputs':{'ids':{'expression':{"
        "'references':['a_group.t']}}}}},'d':{'expressions':{'key':{'references':["
        "'a_key.k.arn','a_key.k']},'groups':{'references':['module.g.ids[\\\"db\\\"]',"
        "'module.g.ids','module.g']}},'module':{'resources':[{'address':'a_db.x',"
        "'expressions':{'key_id':{'references':['var.key']},'group_ids':{'references':["
        "'var.groups']}}}]}}}}}}");
    assert_refers(attribute(&f, "module.d.a_db.x", "key_id"), "a_key.k", "arn");
    assert_refers(&attribute(&f, "module.d.a_db.x", "group_ids")->u.list.items[0],
                  "module.g.a_group.t[\"db\"]", "id");
    tf_free(&f);
}

static void test_keys_tell_which_instance_a_rule_belongs_to(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.json",
        "{'format_version':'1.2','terraform_version':'1.11.4','planned_values':{'root_module':"
        "{'resources':[{'address':'a_group.t[\\\"db\\\"]','mode':'managed','type':'a_group',"
        "'name':'t','index':'db','values':{}},{'address':'a_group.t[\\\"web\\\"]','mode':"
        "'managed','type':'a_group','name':'t','index':'web','values':{}},{'address':"
        "'a_rule.r[\\\"db/web/5432\\\"]','mode':'managed','type':'a_rule','name':'r','index':"
        "'db/web/5432','values':{}},{'address':'a_rule.s','mode':'managed','type':'a_rule',"
        "'name':'s','values':{}}]}},'resource_changes':[{'address':"
        "'a_rule.r[\\\"db/web/5432\\\"]','change':{'after_unknown':{'group_id':true,"
        "'referenced_group_id':true}}},{'address':'a_rule.s','change':{'after_unknown':{"
        "'group_id':true}}}],'configuration':{'root_module':{'resources':[{'address':"
        "'a_rule.r','expressions':{'group_id':{'references':['a_group.t','each.value']},"
        "'referenced_group_id':{'references':['a_group.t','each.value']}}},{'address':"
        "'a_rule.s','expressions':{'group_id':{'references':['a_group.t','local.x']}}}]}}}");
    assert_refers(attribute(&f, "a_rule.r[\"db/web/5432\"]", "group_id"), "a_group.t[\"db\"]", "id");
    assert_refers(attribute(&f, "a_rule.r[\"db/web/5432\"]", "referenced_group_id"), "a_group.t[\"web\"]",
                  "id");
    assert_int_equal(attribute(&f, "a_rule.s", "group_id")->u.unknown->shape,
                     GL_TF_PLAIN); /* not clear which */
    tf_free(&f);
}

static void test_ids_and_arns_of_a_state_lead_to_their_resources(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.tfstate",
        "{'version':4,'terraform_version':'1.11.4','resources':[{'mode':'managed','type':"
        "'aws_kms_key','name':'k','instances':[{'attributes':{'id':'key-1','arn':"
        "'arn:aws:kms:eu-west-1:1:key/key-1'}}]},{'mode':'managed','type':'aws_s3_bucket',"
        "'name':'b','instances':[{'attributes':{'id':'logs'}}]},{'mode':'managed','type':"
        "'aws_s3_bucket_policy','name':'p','instances':[{'attributes':{'id':'logs','bucket':"
        "'logs','kms':'arn:aws:kms:eu-west-1:1:key/key-1','word':'logs'}}]}]}");
    assert_refers(attribute(&f, "aws_s3_bucket_policy.p", "bucket"), "aws_s3_bucket.b", "id");
    assert_refers(attribute(&f, "aws_s3_bucket_policy.p", "kms"), "aws_kms_key.k", "arn");
    assert_int_equal(attribute(&f, "aws_s3_bucket_policy.p", "word")->state, GL_TF_KNOWN);
    assert_true(gl_str_eq(f.set->units[0]->unit.region, GL_STR("eu-west-1")));
    tf_free(&f);
}

static void test_one_id_of_several_is_that_of_the_one_depended_on(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.json",
        "{'version':4,'terraform_version':'1.11.4','resources':[{'mode':'managed','type':"
        "'a_b','name':'x','instances':[{'attributes':{'id':'same-1'}}]},{'mode':'managed',"
        "'type':'a_b','name':'y','instances':[{'attributes':{'id':'same-1'}}]},{'mode':"
        "'managed','type':'a_c','name':'u','instances':[{'attributes':{'b_id':'same-1'},"
        "'dependencies':['a_b.y']}]},{'mode':'managed','type':'a_c','name':'v','instances':[{"
        "'attributes':{'b_id':'same-1'}}]}]}");
    assert_refers(attribute(&f, "a_c.u", "b_id"), "a_b.y", "id");
    assert_int_equal(attribute(&f, "a_c.v", "b_id")->state, GL_TF_KNOWN);
    tf_free(&f);
}

static void test_secrets_are_marked_whether_the_provider_says_so_or_not(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/p.json",
        "{'format_version':'1.2','terraform_version':'1.11.4','planned_values':{'root_module':"
        "{'resources':[{'address':'a_b.x','mode':'managed','type':'a_b','name':'x','values':{"
        "'password':'s1','n':'s2','o':{'p':'s3'},'q':'plain'},'sensitive_values':{'n':true,"
        "'o':{'p':true}}}]}},'resource_changes':[],'configuration':{'root_module':{}}}");
    assert_true(attribute(&f, "a_b.x", "password")->flags & GL_TF_SENSITIVE);
    assert_true(attribute(&f, "a_b.x", "n")->flags & GL_TF_SENSITIVE);
    assert_true(attribute(&f, "a_b.x", "o")->flags & GL_TF_HAS_SENSITIVE);
    assert_false(attribute(&f, "a_b.x", "q")->flags & GL_TF_HAS_SENSITIVE);
    tf_free(&f);
    run(&f, "/t/p.json",
        "{'version':4,'terraform_version':'1.11.4','resources':[{'mode':'managed','type':"
        "'a_b','name':'x','instances':[{'attributes':{'n':'s'},'sensitive_attributes':[[{"
        "'type':'get_attr','value':'n'}]]}]}]}");
    assert_true(attribute(&f, "a_b.x", "n")->flags & GL_TF_SENSITIVE);
    tf_free(&f);
}

static void test_no_line_of_a_plan_is_quoted(void **state)
{
    struct tf_fixture f;
    struct gl_buf quoted;

    (void)state;
    gl_buf_init(&quoted);
    run(&f, "/t/p.json",
        "{'format_version':'1.2','terraform_version':'1.11.4','planned_values':{'root_module':"
        "{'resources':[{'address':'a_b.x','mode':'managed','type':'a_b','name':'x','values':{"
        "'password':'s1','public':true}}]}},'resource_changes':[],'configuration':{"
        "'root_module':{}}}");
    gl_quote_span(&quoted, &f.sources, attribute(&f, "a_b.x", "public")->span, 2);
    assert_int_equal(quoted.len, 0);
    gl_buf_free(&quoted);
    tf_free(&f);
}

static void test_the_environment_is_that_of_the_variables_then_of_the_name(void **state)
{
    struct tf_fixture f;

    (void)state;
    run(&f, "/t/staging.plan.json",
        "{'format_version':'1.2','variables':{'env':{'value':'production'}},'planned_values':"
        "{'root_module':{}}}");
    assert_true(gl_str_eq(f.set->units[0]->unit.environment, GL_STR("prod")));
    tf_free(&f);
    run(&f, "/t/staging.plan.json", "{'format_version':'1.2','planned_values':{'root_module':{}}}");
    assert_true(gl_str_eq(f.set->units[0]->unit.environment, GL_STR("staging")));
    tf_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_not_written_is_no_member),
        cmocka_unit_test(test_unknown_values_lead_through_variables_and_outputs_to_a_resource),
        cmocka_unit_test(test_keys_tell_which_instance_a_rule_belongs_to),
        cmocka_unit_test(test_ids_and_arns_of_a_state_lead_to_their_resources),
        cmocka_unit_test(test_one_id_of_several_is_that_of_the_one_depended_on),
        cmocka_unit_test(test_secrets_are_marked_whether_the_provider_says_so_or_not),
        cmocka_unit_test(test_no_line_of_a_plan_is_quoted),
        cmocka_unit_test(test_the_environment_is_that_of_the_variables_then_of_the_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
