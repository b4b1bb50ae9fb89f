#include "front/cdk/property.h"

enum { NO_MATCH = -1000 };

/* A rule of a security group as the template has it, and the group as the program calls it. */
struct rule {
    bool is_egress;
    struct gl_str description, cidr, variable;
    const struct gl_value *from, *to;
};

/* Ports that ec2.Port has a constant for. */
static const struct {
    struct gl_str name, port;
} named_ports[] = {
    {GL_STR_INIT("SSH"), GL_STR_INIT("22")},        {GL_STR_INIT("SMTP"), GL_STR_INIT("25")},
    {GL_STR_INIT("DNS_TCP"), GL_STR_INIT("53")},    {GL_STR_INIT("DNS_UDP"), GL_STR_INIT("53")},
    {GL_STR_INIT("HTTP"), GL_STR_INIT("80")},       {GL_STR_INIT("POP3"), GL_STR_INIT("110")},
    {GL_STR_INIT("IMAP"), GL_STR_INIT("143")},      {GL_STR_INIT("LDAP"), GL_STR_INIT("389")},
    {GL_STR_INIT("HTTPS"), GL_STR_INIT("443")},     {GL_STR_INIT("SMB"), GL_STR_INIT("445")},
    {GL_STR_INIT("IMAPS"), GL_STR_INIT("993")},     {GL_STR_INIT("POP3S"), GL_STR_INIT("995")},
    {GL_STR_INIT("MSSQL"), GL_STR_INIT("1433")},    {GL_STR_INIT("NFS"), GL_STR_INIT("2049")},
    {GL_STR_INIT("RDP"), GL_STR_INIT("3389")},      {GL_STR_INIT("MYSQL_AURORA"), GL_STR_INIT("3306")},
    {GL_STR_INIT("POSTGRES"), GL_STR_INIT("5432")},
};

static bool is_rule_call(struct gl_str name, bool is_egress)
{
    static const struct gl_str ingress[] = {
        GL_STR_INIT("addIngressRule"),
        GL_STR_INIT("allowFrom"),
        GL_STR_INIT("allowFromAnyIpv4"),
        GL_STR_INIT("allowDefaultPortFrom"),
        GL_STR_INIT("allowDefaultPortFromAnyIpv4"),
        GL_STR_INIT("allowInternally"),
        GL_STR_INIT("allowDefaultPortInternally"),
    };
    static const struct gl_str egress[] = {
        GL_STR_INIT("addEgressRule"),
        GL_STR_INIT("allowTo"),
        GL_STR_INIT("allowToAnyIpv4"),
        GL_STR_INIT("allowToDefaultPort"),
    };
    const struct gl_str *names = is_egress ? egress : ingress;
    size_t len = is_egress ? sizeof egress / sizeof *egress : sizeof ingress / sizeof *ingress;

    for (size_t i = 0; i < len; i++) {
        if (gl_program_same_name(name, names[i]))
            return true;
    }
    /* X.allowTo(Y) opens Y for X, Y.allowFrom(X) lets X out to Y: either may have made the rule. */
    return gl_program_same_name(name, is_egress ? GL_STR("allowFrom") : GL_STR("allowTo")) ||
           gl_program_same_name(name, GL_STR("allowToDefaultPort"));
}

/* The description is the only literal among the arguments themselves. */
static int score_description(const struct rule *rule, const struct gl_program *program,
                             const struct gl_call *call)
{
    for (unsigned i = 0; i < 5; i++) {
        size_t first, end;

        if (!gl_call_argument(program, call, i, &first, &end))
            break;
        if (end - first >= 2 && gl_program_is(program, first + 1, '='))
            first += 2; /* description="..." of Python */
        if (end - first != 1 ||
            (program->tokens[first].kind != GL_TOKEN_TEXT && program->tokens[first].kind != GL_TOKEN_PATTERN))
            continue;
        if (!gl_program_may_be(program, first, rule->description))
            return NO_MATCH;
        return program->tokens[first].kind == GL_TOKEN_TEXT ? 100 : 60;
    }
    return 0;
}

static int score_number(const struct rule *rule, struct gl_str number)
{
    if (!rule->from)
        return NO_MATCH; /* every port */
    return gl_cdk_same_value(number, rule->from) || gl_cdk_same_value(number, rule->to) ? 20 : NO_MATCH;
}

/* A constant of ec2.Port, allTraffic(), anyIpv4(). */
static int score_name(const struct rule *rule, const struct gl_program *program, size_t token)
{
    struct gl_str name = gl_program_bytes(program, token);

    for (size_t i = 0; i < sizeof named_ports / sizeof *named_ports; i++) {
        if (gl_str_eq(name, named_ports[i].name) && gl_program_is(program, token - 1, '.'))
            return score_number(rule, named_ports[i].port);
    }
    if (gl_program_same_name(name, GL_STR("allTraffic")))
        return rule->from ? NO_MATCH : 20;
    if (gl_program_same_name(name, GL_STR("anyIpv4")))
        return gl_str_eq(rule->cidr, GL_STR("0.0.0.0/0")) ? 20 : NO_MATCH;
    if (gl_program_same_name(name, GL_STR("anyIpv6")))
        return gl_str_eq(rule->cidr, GL_STR("::/0")) ? 20 : NO_MATCH;
    return 0;
}

/* What the arguments say of ports and peers. A literal that says something else rules the call out. */
static int score_arguments(const struct rule *rule, const struct gl_program *program,
                           const struct gl_call *call)
{
    enum { MAX_TOKENS = 256 };
    int score = 0;

    for (size_t i = call->open + 1; i < call->close && i - call->open < MAX_TOKENS; i++) {
        int part = 0;

        if (program->tokens[i].kind == GL_TOKEN_NUMBER)
            part = score_number(rule, gl_program_bytes(program, i));
        else if (program->tokens[i].kind == GL_TOKEN_NAME)
            part = score_name(rule, program, i);
        else if (program->tokens[i].kind == GL_TOKEN_TEXT && program->tokens[i].parent != call->open &&
                 gl_str_find_char(gl_program_bytes(program, i), '/') != GL_STR_NONE)
            part = gl_program_may_be(program, i, rule->cidr) ? 20 : NO_MATCH;
        if (part == NO_MATCH)
            return NO_MATCH;
        score += part;
    }
    return score;
}

static bool names_variable(const struct rule *rule, const struct gl_program *program,
                           const struct gl_call *call)
{
    for (size_t i = call->head; rule->variable.len && i < call->name; i++) {
        if (gl_program_is_name(program, i, rule->variable))
            return true;
    }
    return false;
}

static int score_call(const struct rule *rule, const struct gl_program *program, const struct gl_call *call,
                      bool is_same_file)
{
    int description = score_description(rule, program, call);
    int arguments = score_arguments(rule, program, call);
    int receiver = is_same_file && names_variable(rule, program, call) ? 30 : 0;

    if (description == NO_MATCH || arguments == NO_MATCH)
        return NO_MATCH;
    return description + arguments + receiver;
}

static bool read_rule(const struct gl_property_query *query, struct rule *ret_rule)
{
    struct gl_str list = query->path.segments[0];
    const struct gl_value *element = query->element;

    if (!gl_value_is(element, GL_MAP) || !gl_str_eq(query->resource->kind, GL_STR("AWS::EC2::SecurityGroup")))
        return false;
    *ret_rule = (struct rule){.is_egress = gl_str_eq(list, GL_STR("SecurityGroupEgress")),
                              .from = gl_value_get(element, GL_STR("FromPort")),
                              .to = gl_value_get(element, GL_STR("ToPort"))};
    if (!ret_rule->is_egress && !gl_str_eq(list, GL_STR("SecurityGroupIngress")))
        return false;
    gl_value_text(gl_value_get(element, GL_STR("Description")), &ret_rule->description);
    if (!gl_value_text(gl_value_get(element, GL_STR("CidrIp")), &ret_rule->cidr))
        gl_value_text(gl_value_get(element, GL_STR("CidrIpv6")), &ret_rule->cidr);
    if (query->construct->has_call)
        ret_rule->variable = gl_cdk_variable_of(query->construct->program, &query->construct->call);
    return true;
}

bool gl_cdk_place_rule(struct gl_cdk *cdk, const struct gl_property_query *query, struct gl_place *ret_place)
{
    enum { ENOUGH = 50 };
    const struct gl_cdk_app *app;
    struct rule rule;
    int best = ENOUGH - 1;
    bool is_only = false;

    if (!read_rule(query, &rule))
        return false;
    app = gl_cdk_app_of(cdk, query->construct->stack);
    for (size_t i = 0; i < app->len; i++) {
        const struct gl_program *program = app->programs[i];

        for (size_t j = 0; j < program->changes.len; j++) {
            size_t name = program->changes.items[j].token;
            struct gl_call call;
            int score;

            if (!is_rule_call(gl_program_bytes(program, name), rule.is_egress) ||
                !gl_call_of(program, name + 1, &call))
                continue;
            score = score_call(&rule, program, &call, program == query->construct->program);
            if (score < best)
                continue;
            is_only = score > best;
            best = score;
            *ret_place = (struct gl_place){
                gl_cdk_line_span(program, program->tokens[call.head].begin, program->tokens[call.close].end),
                GL_STR("the rule is added here")};
        }
    }
    return is_only;
}
