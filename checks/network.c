#include "checks/network.h"

#include "base/buf.h"

const struct gl_group *gl_net_subject(const struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_network_group(ctx->network, ctx->subject);

    if (!group || (group->kind == GL_GROUP_DECLARED && group->resource != ctx->subject))
        return NULL;
    return group;
}

bool gl_net_is_own(const struct gl_check_ctx *ctx, const struct gl_group *group,
                   const struct gl_group_statement *statement)
{
    return group->kind == GL_GROUP_DECLARED || statement->stated_by == ctx->subject;
}

static struct gl_str printed(struct gl_check_ctx *ctx, struct gl_buf *buf)
{
    struct gl_str text = gl_arena_copy(ctx->scratch, gl_buf_str(buf));

    gl_buf_free(buf);
    return text;
}

struct gl_str gl_rule_ports_text(struct gl_check_ctx *ctx, struct gl_portset ports)
{
    struct gl_buf buf;

    gl_buf_init(&buf);
    gl_portset_print(&buf, ports, 6);
    return printed(ctx, &buf);
}

struct gl_str gl_group_text(struct gl_check_ctx *ctx, const struct gl_group *group)
{
    if (group->kind == GL_GROUP_DECLARED)
        return gl_describe_resource(ctx->scratch, group->resource);
    if (group->kind == GL_GROUP_OUTSIDE && !gl_str_starts_with(group->name, GL_STR("the group of ")))
        return gl_arena_printf(ctx->scratch, "security group %.*s", GL_STR_ARG(group->name));
    return group->name;
}

static struct gl_str literal_group(struct gl_check_ctx *ctx, const struct gl_value *source)
{
    struct gl_str text;

    if (gl_value_text(source, &text))
        return gl_arena_printf(ctx->scratch, "security group %.*s, which is not in the scan,",
                               GL_STR_ARG(text));
    return GL_STR("a security group that is not known");
}

struct gl_str gl_rule_peer_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule)
{
    struct gl_buf buf;

    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_GROUP:
        return rule->group ? gl_group_text(ctx, rule->group) : literal_group(ctx, rule->source);
    case GL_PEER_CLOUDFRONT:
        return GL_STR("CloudFront");
    case GL_PEER_UNKNOWN:
        if (rule->is_prefix_list)
            return GL_STR("a prefix list that is not known");
        if (rule->is_vpc_block)
            return GL_STR("the block of the VPC");
        return GL_STR("addresses that are not known");
    case GL_PEER_ADDRESSES:
        break;
    }
    gl_buf_init(&buf);
    gl_ipset_print(&buf, rule->addresses, 3);
    return printed(ctx, &buf);
}

enum gl_truth gl_rule_has_ports(const struct gl_group_rule *rule, struct gl_portset ports)
{
    if (!gl_portset_overlaps(rule->ports, ports))
        return GL_FALSE;
    return gl_portset_overlaps(rule->sure_ports, ports) ? GL_TRUE : GL_MAYBE;
}

enum gl_truth gl_rule_is_internet(const struct gl_group_rule *rule)
{
    enum { GLOBAL_IPV6_PREFIX = 3 }; /* 2000::/3: a longer block is no internet */

    if (rule->peer == GL_PEER_GROUP || rule->peer == GL_PEER_CLOUDFRONT || rule->is_vpc_block ||
        !rule->holds_internet)
        return GL_FALSE;
    if (rule->peer == GL_PEER_ADDRESSES)
        return GL_TRUE;
    return rule->prefix == GL_PREFIX_UNKNOWN || rule->prefix <= GLOBAL_IPV6_PREFIX ? GL_MAYBE : GL_FALSE;
}

enum gl_truth gl_rule_is_public(const struct gl_group_rule *rule)
{
    if (rule->peer == GL_PEER_GROUP || rule->peer == GL_PEER_CLOUDFRONT || rule->is_vpc_block ||
        !rule->holds_public)
        return GL_FALSE;
    return rule->peer == GL_PEER_ADDRESSES ? GL_TRUE : GL_MAYBE;
}

/* Three users are enough to see what is at stake. */
static void relate_users(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_group *group)
{
    const struct gl_group_use *use = group->uses;

    for (int told = 0; use && told < 3; use = use->next_of_group) {
        struct gl_str who;

        if (use->is_definition)
            continue;
        who = gl_describe_resource(ctx->scratch, use->resource);
        gl_relate(ctx, finding, use->resource, use->value ? use->value->span : use->resource->span,
                  "%.*s has this group", GL_STR_ARG(who));
        told++;
    }
}

/* Whoever writes Terraform looks for the rule resource; a template's reader for the group. */
static void relate_statement(struct gl_check_ctx *ctx, struct gl_finding *finding,
                             const struct gl_resource *stated_by, const struct gl_group_rule *rule)
{
    if (stated_by->unit->dialect == GL_DIALECT_TERRAFORM) {
        gl_finding_move(ctx, finding, stated_by, rule->source);
        gl_relate(ctx, finding, ctx->subject, ctx->subject->span, "the group that the rule belongs to");
        return;
    }
    gl_relate(ctx, finding, stated_by, stated_by->span, "the rule is stated here, by %.*s",
              GL_STR_ARG(stated_by->name));
}

struct gl_finding *gl_net_report(struct gl_check_ctx *ctx, enum gl_verdict verdict,
                                 const struct gl_group_statement *statement, const struct gl_group_rule *rule,
                                 struct gl_str message)
{
    const struct gl_resource *stated_by = statement->stated_by;
    struct gl_finding *finding =
        gl_report(ctx, verdict, rule->is_implicit ? NULL : rule->source, "%.*s", GL_STR_ARG(message));

    if (!finding)
        return NULL;
    gl_finding_property(finding, rule->property);
    if (stated_by != ctx->subject) {
        relate_statement(ctx, finding, stated_by, rule);
        if (stated_by->condition)
            gl_relate(ctx, finding, NULL, stated_by->condition->from, "the rule exists only under %.*s",
                      GL_STR_ARG(stated_by->condition->what));
    }
    if (rule->peer == GL_PEER_GROUP && rule->group && rule->group->kind == GL_GROUP_DECLARED &&
        rule->group->resource != ctx->subject)
        gl_relate(ctx, finding, rule->group->resource, rule->group->resource->span,
                  "the group that is let in");
    relate_users(ctx, finding, gl_network_group(ctx->network, ctx->subject));
    return finding;
}

static void note_reasons(struct gl_check_ctx *ctx, const struct gl_group_statement *statement,
                         const struct gl_group_rule *rule, bool by_alternatives)
{
    if (by_alternatives && statement->cause)
        gl_culprit_choice(ctx, statement->cause);
    else if (rule->culprit)
        gl_culprit(ctx, rule->culprit);
}

static enum gl_verdict tell(struct gl_check_ctx *ctx, const struct gl_rule_check *check,
                            const struct gl_group_statement *statement, const struct gl_group_rule *rule,
                            enum gl_truth truth)
{
    enum gl_verdict verdict = truth == GL_TRUE ? GL_FAIL : GL_OPEN;
    struct gl_finding *finding;
    struct gl_str text;

    if (truth == GL_FALSE)
        return GL_PASS;
    text = check->text(ctx, rule, check->argument);
    if (verdict == GL_OPEN && (rule->peer == GL_PEER_ADDRESSES || rule->peer == GL_PEER_CLOUDFRONT))
        text = gl_arena_printf(ctx->scratch, "cannot tell whether %.*s", GL_STR_ARG(text));
    finding = gl_net_report(ctx, verdict, statement, rule, text);
    gl_finding_wanted(finding, check->wanted);
    if (finding && check->prove && verdict == GL_FAIL)
        check->prove(ctx, finding, statement, rule, check->argument);
    return verdict;
}

/* Every rule of a statement without alternatives is a finding of its own. */
static enum gl_verdict judge_plain(struct gl_check_ctx *ctx, const struct gl_rule_check *check,
                                   const struct gl_group_statement *statement)
{
    enum gl_verdict worst = GL_PASS;

    for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next) {
        enum gl_verdict verdict;
        enum gl_truth truth;

        ctx->culprit_len = 0;
        truth = check->test(ctx, rule, check->argument);
        if (truth == GL_MAYBE)
            note_reasons(ctx, statement, rule, false);
        verdict = tell(ctx, check, statement, rule, truth);
        if (verdict > worst)
            worst = verdict;
    }
    return worst;
}

/* A statement with alternatives violates when it does so in all of them: one finding. */
static enum gl_verdict judge_alternatives(struct gl_check_ctx *ctx, const struct gl_rule_check *check,
                                          const struct gl_group_statement *statement)
{
    const struct gl_group_rule *rule = statement->rules, *worst_rule = NULL;
    enum gl_truth all = GL_TRUE, any = GL_FALSE;

    ctx->culprit_len = 0;
    for (uint32_t i = 0; i < statement->alternative_len; i++) {
        enum gl_truth here = GL_FALSE;

        for (; rule && rule->alternative == i; rule = rule->next) {
            enum gl_truth truth = check->test(ctx, rule, check->argument);

            if (truth > any || !worst_rule)
                worst_rule = rule;
            here = gl_truth_or(here, truth);
            any = gl_truth_or(any, truth);
        }
        all = gl_truth_and(all, here);
    }
    if (any == GL_FALSE || !worst_rule)
        return GL_PASS;
    if (all != GL_TRUE)
        note_reasons(ctx, statement, worst_rule, true);
    return tell(ctx, check, statement, worst_rule, all == GL_TRUE ? GL_TRUE : GL_MAYBE);
}

enum gl_verdict gl_net_judge(struct gl_check_ctx *ctx, const struct gl_rule_check *check)
{
    const struct gl_group *group = gl_net_subject(ctx);
    enum gl_verdict worst = GL_PASS;

    if (!group)
        return GL_NOT_APPLICABLE;
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        enum gl_verdict verdict;

        if (s->direction != check->direction || !gl_net_is_own(ctx, group, s))
            continue;
        verdict = s->alternative_len > 1 ? judge_alternatives(ctx, check, s) : judge_plain(ctx, check, s);
        if (verdict > worst)
            worst = verdict;
    }
    ctx->culprit_len = 0;
    return worst;
}

/* Self-managed nodes carry the tag kubernetes.io/cluster/NAME (EKS user guide, self-managed nodes). */
static bool has_cluster_tag(const struct gl_resource *resource)
{
    const struct gl_value *tags = gl_value_get(&resource->properties, GL_STR("Tags"));

    for (size_t i = 0; i < gl_value_len(tags); i++) {
        const struct gl_value *key = gl_value_get(gl_value_at(tags, i), GL_STR("Key"));

        if (key && key->type == GL_CONCAT && key->u.list.len)
            key = &key->u.list.items[0];
        if (key && key->type == GL_STRING && gl_str_starts_with(key->u.str, GL_STR("kubernetes.io/cluster/")))
            return true;
    }
    return false;
}

bool gl_group_has_nodes(const struct gl_group *group)
{
    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        if (gl_str_eq(use->resource->kind, GL_STR("AWS::EKS::Nodegroup")) ||
            (gl_str_eq(use->resource->kind, GL_STR("AWS::AutoScaling::AutoScalingGroup")) &&
             has_cluster_tag(use->resource)))
            return true;
    }
    return false;
}

const struct gl_value *gl_net_outside_users(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    struct gl_value *unknown;
    struct gl_str text;

    if (!gl_value_text(value, &text))
        return value;
    unknown = GL_NEW(ctx->arena, struct gl_value);
    *unknown = gl_value_unknown(
        ctx->arena, GL_WHY_ATTRIBUTE,
        gl_arena_printf(ctx->arena, "the rule list of security group %.*s", GL_STR_ARG(text)), value->span);
    return unknown;
}

size_t gl_net_tiers_parameter(struct gl_check_ctx *ctx, const char *name, size_t *tiers, size_t most)
{
    const struct gl_value *value = gl_parameter(ctx, name);
    size_t given = gl_value_is(value, GL_LIST) ? value->u.list.len : 1, len = 0;

    for (size_t i = 0; i < given && len < most; i++) {
        struct gl_str text;
        size_t tier = GL_STR_NONE;

        if (gl_value_text(gl_value_is(value, GL_LIST) ? gl_value_at(value, i) : value, &text))
            tier = gl_baseline_tier(ctx->baseline, text);
        if (tier != GL_STR_NONE)
            tiers[len++] = tier;
    }
    return len;
}
