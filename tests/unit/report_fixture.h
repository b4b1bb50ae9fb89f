/* A report made by hand: two stacks of one CDK construct, a plain template, a check of each severity. */
#ifndef GL_TEST_REPORT_FIXTURE_H
#define GL_TEST_REPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/check.h"
#include "reports/report.h"

/* clang-format off */
#define FIXTURE_TEMPLATE                                                                                     \
    "Resources:\n"                                                                                           \
    "  Logs:\n"                                                                                              \
    "    Type: AWS::S3::Bucket\n"                                                                            \
    "  WebSg:\n"                                                                                             \
    "    Type: AWS::EC2::SecurityGroup\n"                                                                    \
    "    Properties:\n"                                                                                      \
    "      SecurityGroupIngress:\n"                                                                          \
    "        - {CidrIp: 0.0.0.0/0, FromPort: 22}\n"                                                          \
    "        - {CidrIp: 10.0.0.0/8, FromPort: 22}\n"                                                         \
    "  Secret: {Password: hunter2}\n"
/* clang-format on */
#define FIXTURE_PROGRAM "const a = 1;\nnew rds.DatabaseInstance(this, 'Orders');\n"
#define FIXTURE_JSON "{\"Resources\":{\"Orders\":{\"Type\":\"AWS::RDS::DBInstance\"}}}\n"

struct report_fixture {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_source *yaml, *program, *prod, *dev;
    struct gl_diags diags;
    struct gl_findings findings;
    struct gl_unit plain, prod_unit, dev_unit;
    struct gl_resource logs, web, prod_orders, dev_orders;
    struct gl_check open_ssh, encrypted, private_db;
    const struct gl_check *checks[3];
    struct gl_report report;
};

static struct gl_span fixture_span(const struct gl_source *source, const char *text)
{
    size_t at = gl_str_find(source->text, gl_str_of(text));

    assert_true(at != GL_STR_NONE);
    return (struct gl_span){source->id, (uint32_t)at, (uint32_t)(at + gl_str_of(text).len)};
}

static void fixture_checks(struct report_fixture *f)
{
    static struct gl_remedy ssh_remedies[] = {
        {GL_STR_INIT("cloudformation"), GL_STR_INIT("Name the prefixes that need access.")},
        {GL_STR_INIT("cdk"), GL_STR_INIT("sg.addIngressRule(ec2.Peer.ipv4('198.51.100.0/24'),\n"
                                         "                  ec2.Port.tcp(22));")}};
    static struct gl_str cis[] = {GL_STR_INIT("5.2")}, nist[] = {GL_STR_INIT("SC-7"), GL_STR_INIT("AC-4")};
    static struct gl_control controls[] = {{GL_STR_INIT("cis_aws"), {cis, 1}},
                                           {GL_STR_INIT("nist_800_53"), {nist, 2}}};
    static struct gl_str kinds[] = {GL_STR_INIT("AWS::EC2::SecurityGroup")};
    static struct gl_param params[] = {{GL_STR_INIT("ports"), GL_STR_INIT("administration ports"), {0}}};

    params[0].fallback = gl_value_string(GL_STR("22"), (struct gl_span){0});
    f->open_ssh = (struct gl_check){.id = GL_STR("GLC-NET-010"),
                                    .name = GL_STR("no-open-ssh"),
                                    .title = GL_STR("Administration ports are closed to the internet"),
                                    .why = GL_STR("Whoever finds the port can try passwords\nall day."),
                                    .severity = GL_HIGH,
                                    .applies_to = {kinds, 1},
                                    .remedies = ssh_remedies,
                                    .remedy_len = 2,
                                    .controls = controls,
                                    .control_len = 2,
                                    .params = params,
                                    .param_len = 1,
                                    .seed = GL_STR("L288 ALB security group"),
                                    .index = 1};
    f->encrypted = (struct gl_check){.id = GL_STR("GLC-ENC-001"),
                                     .name = GL_STR("s3-encrypted"),
                                     .title = GL_STR("S3 buckets are encrypted with a customer key"),
                                     .why = GL_STR("A copied disk is readable."),
                                     .severity = GL_LOW,
                                     .index = 0};
    f->private_db = (struct gl_check){.id = GL_STR("GLC-NET-020"),
                                      .name = GL_STR("rds-private"),
                                      .title = GL_STR("Databases are not public"),
                                      .severity = GL_CRITICAL,
                                      .index = 2};
    f->checks[0] = &f->encrypted;
    f->checks[1] = &f->open_ssh;
    f->checks[2] = &f->private_db;
}

static struct gl_resource fixture_resource(const struct gl_unit *unit, const char *kind, const char *name,
                                           struct gl_span span, struct gl_arena *arena)
{
    struct gl_resource resource = {
        .kind = gl_str_of(kind), .name = gl_str_of(name), .span = span, .unit = unit};

    resource.address = gl_arena_printf(arena, "%.*s/%s", GL_STR_ARG(unit->name), name);
    resource.body_span = (struct gl_span){span.source, 0, (uint32_t)unit->source->text.len};
    return resource;
}

static void fixture_resources(struct report_fixture *f)
{
    struct gl_place *place;

    f->yaml = gl_sources_add_text(&f->sources, GL_STR("infra/net work.yaml"), GL_STR(FIXTURE_TEMPLATE));
    f->program = gl_sources_add_text(&f->sources, GL_STR("lib/data.ts"), GL_STR(FIXTURE_PROGRAM));
    f->prod =
        gl_sources_add_text(&f->sources, GL_STR("cdk.out/ProdData.template.json"), GL_STR(FIXTURE_JSON));
    f->dev = gl_sources_add_text(&f->sources, GL_STR("cdk.out/DevData.template.json"), GL_STR(FIXTURE_JSON));
    f->plain = (struct gl_unit){.name = GL_STR("net work"), .source = f->yaml};
    f->prod_unit = (struct gl_unit){
        .name = GL_STR("ProdData"), .source = f->prod, .environment = GL_STR("prod"), .is_cdk = true};
    f->dev_unit = (struct gl_unit){
        .name = GL_STR("DevData"), .source = f->dev, .environment = GL_STR("dev"), .is_cdk = true};
    f->logs =
        fixture_resource(&f->plain, "AWS::S3::Bucket", "Logs", fixture_span(f->yaml, "Logs"), &f->arena);
    f->web = fixture_resource(&f->plain, "AWS::EC2::SecurityGroup", "WebSg", fixture_span(f->yaml, "WebSg"),
                              &f->arena);
    f->prod_orders = fixture_resource(&f->prod_unit, "AWS::RDS::DBInstance", "Orders",
                                      fixture_span(f->prod, "\"Orders\""), &f->arena);
    f->dev_orders = fixture_resource(&f->dev_unit, "AWS::RDS::DBInstance", "Orders",
                                     fixture_span(f->dev, "\"Orders\""), &f->arena);
    place = GL_NEW(&f->arena, struct gl_place);
    *place = (struct gl_place){fixture_span(f->program, "new rds"),
                               GL_STR("construct Data/Orders [1] is made here")};
    f->prod_orders.places = f->dev_orders.places = place;
    f->prod_orders.place_len = f->dev_orders.place_len = 1;
}

static void fixture_init(struct report_fixture *f)
{
    *f = (struct report_fixture){0};
    gl_sources_init(&f->sources);
    gl_diags_init(&f->diags, &f->arena);
    fixture_checks(f);
    fixture_resources(f);
    f->report = (struct gl_report){.arena = &f->arena,
                                   .findings = &f->findings,
                                   .diags = &f->diags,
                                   .sources = &f->sources,
                                   .checks = f->checks,
                                   .check_len = 3,
                                   .baseline = GL_STR("defense-in-depth"),
                                   .fail_on = GL_MEDIUM,
                                   .root = GL_STR("platform"),
                                   .file_len = 4,
                                   .stack_len = 3,
                                   .environment_len = 2,
                                   .resource_len = 1214,
                                   .start_time = GL_STR("2026-11-25T01:02:03.004Z"),
                                   .end_time = GL_STR("2026-11-25T01:02:03.022Z"),
                                   .duration_us = 18400,
                                   .include = 1u << GL_FAIL | 1u << GL_OPEN};
}

static void fixture_free(struct report_fixture *f)
{
    gl_sources_free(&f->sources);
    gl_arena_free(&f->arena);
}

static struct gl_finding *fixture_add(struct report_fixture *f, const struct gl_check *check,
                                      const struct gl_resource *resource, enum gl_verdict verdict,
                                      struct gl_span span, const char *message)
{
    struct gl_findings *findings = &f->findings;
    struct gl_finding *finding = GL_NEW(&f->arena, struct gl_finding);

    *finding = (struct gl_finding){.check = check,
                                   .resource = resource,
                                   .verdict = verdict,
                                   .severity = check->severity,
                                   .span = span,
                                   .message = gl_str_of(message),
                                   .order = (uint32_t)findings->len};
    *GL_PUSH(&f->arena, findings->items, findings->len, findings->capacity) = finding;
    findings->count[verdict]++;
    return finding;
}

/* Four steps: one that nobody wrote, one that opens, one of a program. */
static void fixture_add_path(struct report_fixture *f, struct gl_finding *finding)
{
    const struct gl_step steps[] = {
        {.kind = GL_STEP_ORIGIN, .node = GL_STR("internet"), .message = GL_STR("the internet sends TCP 22")},
        {.kind = GL_STEP_ROUTE,
         .weight = GL_STEP_PLAIN,
         .resource = &f->logs,
         .message = GL_STR("the local route delivers")},
        {.kind = GL_STEP_GROUP,
         .weight = GL_STEP_OPENS,
         .resource = &f->web,
         .span = fixture_span(f->yaml, "0.0.0.0/0"),
         .message =
             GL_STR("security group WebSg admits TCP 22 from 0.0.0.0/0, which is every address there is")},
        {.kind = GL_STEP_DESTINATION,
         .resource = &f->prod_orders,
         .span = f->prod_orders.span,
         .program = fixture_span(f->program, "new rds"),
         .message = GL_STR("Orders listens on TCP 22")}};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        *GL_PUSH(&f->arena, finding->steps, finding->step_len, finding->step_capacity) = steps[i];
}

/* A fail of each severity, one of them in two stacks, and an open. */
static void fixture_fill(struct report_fixture *f)
{
    struct gl_finding *finding;

    fixture_add(f, &f->encrypted, &f->logs, GL_FAIL, f->logs.span, "Bucket Logs has no BucketEncryption");
    finding = fixture_add(f, &f->open_ssh, &f->web, GL_FAIL, fixture_span(f->yaml, "0.0.0.0/0"),
                          "SecurityGroup WebSg lets 0.0.0.0/0 reach port 22");
    finding->property = GL_STR("SecurityGroupIngress.CidrIp");
    finding->wanted = GL_STR("no port 22 for the internet");
    finding->related_len = 1;
    finding->related = GL_NEW(&f->arena, struct gl_related);
    finding->related[0] =
        (struct gl_related){fixture_span(f->yaml, "Logs"), GL_STR("Logs is attached here"), &f->logs};
    fixture_add_path(f, finding);
    fixture_add(f, &f->private_db, &f->dev_orders, GL_FAIL, f->dev_orders.span,
                "DBInstance Orders is public");
    fixture_add(f, &f->private_db, &f->prod_orders, GL_FAIL, f->prod_orders.span,
                "DBInstance Orders is public");
    fixture_add(f, &f->open_ssh, &f->web, GL_OPEN, fixture_span(f->yaml, "10.0.0.0/8"),
                "cannot tell who reaches WebSg: parameter OfficeCidr has no value");
    fixture_add(f, &f->encrypted, &f->logs, GL_PASS, f->logs.span, "Bucket Logs is encrypted");
    f->report.exit_code = 1;
}

#endif
