/* GLC-NET-041: a rule that does nothing, as another one covers it.
 *
 * In a security group rules add up, so a rule is covered by one that admits the same peers and more at the
 * same ports and more. In a network ACL the first entry that matches decides, so an entry is covered by those
 * with lower numbers, whatever they do. Only what is surely there covers anything. Sources: Amazon VPC user
 * guide, "Security group rules", "Network ACL rules". */
#include "checks/natives.h"
#include "checks/network.h"
#include "network/model.h"

enum { MOST_COMPARED = 250 }; /* rules of one group or list that are held against each other */

/* ---- security groups ---- */

/* The rules of one direction that others are held against: the first ones that are surely there. */
struct lookup {
    const struct gl_group *group;
    enum gl_direction direction;
    const struct gl_group_rule *wide[MOST_COMPARED];
    const struct gl_resource *stated_by[MOST_COMPARED];
    size_t len;
};

static void collect(struct gl_check_ctx *ctx, struct lookup *lookup)
{
    for (const struct gl_group_statement *s = lookup->group->statements; s; s = s->next) {
        if (s->direction != lookup->direction || s->alternative_len > 1 || s->cause ||
            gl_exists(ctx, s->stated_by) != GL_TRUE)
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next) {
            if (rule->is_implicit)
                continue;
            if (lookup->len == MOST_COMPARED)
                return;
            lookup->stated_by[lookup->len] = s->stated_by;
            lookup->wide[lookup->len++] = rule;
        }
    }
}

static bool is_same_peer(const struct gl_group_rule *wide, const struct gl_group_rule *narrow)
{
    if (wide->peer != narrow->peer || wide->peer == GL_PEER_UNKNOWN)
        return false;
    if (wide->peer == GL_PEER_GROUP)
        return wide->group && wide->group == narrow->group;
    return wide->peer != GL_PEER_ADDRESSES || gl_ipset_contains(wide->addresses, narrow->addresses);
}

static bool covers(const struct gl_group_rule *wide, const struct gl_group_rule *narrow)
{
    return is_same_peer(wide, narrow) && gl_portset_contains(wide->sure_ports, narrow->ports);
}

/* Two that say the same: the second one is told. */
static bool is_covered_by(const struct gl_group_rule *other, const struct gl_group_rule *rule, bool is_before)
{
    if (!covers(other, rule))
        return false;
    return is_before || !covers(rule, other);
}

static const struct gl_group_rule *covering(const struct lookup *lookup, const struct gl_group_rule *rule,
                                            const struct gl_resource **ret_stated_by)
{
    bool is_before = true;

    for (size_t i = 0; i < lookup->len; i++) {
        if (lookup->wide[i] == rule) {
            is_before = false;
        } else if (is_covered_by(lookup->wide[i], rule, is_before)) {
            *ret_stated_by = lookup->stated_by[i];
            return lookup->wide[i];
        }
    }
    return NULL;
}

static enum gl_truth test_rule(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct gl_resource *by;

    if (rule->is_implicit || rule->peer == GL_PEER_UNKNOWN ||
        !gl_portset_equal(rule->ports, rule->sure_ports) || gl_portset_is_empty(rule->ports))
        return GL_FALSE;
    (void)ctx;
    return gl_truth_of(covering(argument, rule, &by) != NULL);
}

static struct gl_str rule_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct lookup *lookup = argument;
    const struct gl_resource *by = NULL;
    const struct gl_group_rule *wide = covering(lookup, rule, &by);
    const char *verb = lookup->direction == GL_EGRESS ? "to" : "from";
    struct gl_str group = gl_group_text(ctx, lookup->group);

    return gl_arena_printf(
        ctx->scratch,
        "%.*s: the rule for %.*s %s %.*s does nothing, as another one admits %.*s %s %.*s%s%.*s",
        GL_STR_ARG(group), GL_STR_ARG(gl_rule_ports_text(ctx, rule->ports)), verb,
        GL_STR_ARG(gl_rule_peer_text(ctx, rule)), GL_STR_ARG(gl_rule_ports_text(ctx, wide->ports)), verb,
        GL_STR_ARG(gl_rule_peer_text(ctx, wide)), by == lookup->group->resource ? "" : ", by ",
        GL_STR_ARG(by == lookup->group->resource ? GL_STR("") : by->name));
}

static enum gl_verdict judge_group(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    enum gl_verdict verdict = GL_PASS;

    if (!group)
        return GL_NOT_APPLICABLE;
    for (int direction = GL_INGRESS; direction <= GL_EGRESS; direction++) {
        struct lookup lookup = {.group = group, .direction = (enum gl_direction)direction};
        struct gl_rule_check check = {.direction = lookup.direction,
                                      .test = test_rule,
                                      .text = rule_text,
                                      .argument = &lookup,
                                      .wanted = GL_STR("rules that each admit something of their own")};
        enum gl_verdict here;

        collect(ctx, &lookup);
        here = gl_net_judge(ctx, &check);
        verdict = here > verdict ? here : verdict;
    }
    return verdict;
}

/* ---- network ACLs ---- */

static const struct gl_nw_acl *acl_of(const struct gl_check_ctx *ctx)
{
    for (uint32_t i = 0; i < ctx->nw->acl_len; i++) {
        if (ctx->nw->acls[i].resource == ctx->subject)
            return &ctx->nw->acls[i];
    }
    return NULL;
}

/* The entry before `at` after which nothing is left for it; NULL: something is. */
static const struct gl_nw_acl_entry *hides(struct gl_check_ctx *ctx, const struct gl_nw_acl_entry *entries,
                                           size_t at)
{
    struct gl_portset left = entries[at].ports;

    if (entries[at].culprit || gl_ipset_is_empty(entries[at].addresses) || at > MOST_COMPARED)
        return NULL;
    for (size_t i = 0; i < at; i++) {
        if (entries[i].exists != GL_MATCH_YES || entries[i].culprit ||
            !gl_ipset_contains(entries[i].addresses, entries[at].addresses))
            continue;
        left = gl_portset_difference(ctx->scratch, left, entries[i].sure_ports);
        if (gl_portset_is_empty(left))
            return &entries[i];
    }
    return NULL;
}

static void report_entry(struct gl_check_ctx *ctx, const struct gl_nw_acl_entry *entry,
                         const struct gl_nw_acl_entry *by)
{
    const struct gl_value *number = gl_property(entry->resource, "RuleNumber");
    struct gl_finding *finding =
        gl_report(ctx, GL_FAIL, number,
                  "%.*s: entry %u (%s) of its %s rules does nothing, as entry %u (%s) matches before it",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), entry->number,
                  entry->is_allow ? "allow" : "deny", entry->is_egress ? "outbound" : "inbound", by->number,
                  by->is_allow ? "allow" : "deny");

    gl_finding_property(finding, GL_STR("RuleNumber"));
    gl_finding_wanted(finding, GL_STR("entries that each decide something"));
    gl_finding_move(ctx, finding, entry->resource, number);
    gl_relate(ctx, finding, by->resource, by->resource->span, "entry %u decides", by->number);
}

static enum gl_verdict judge_acl(struct gl_check_ctx *ctx)
{
    const struct gl_nw_acl *acl = acl_of(ctx);
    enum gl_verdict verdict = GL_PASS;

    for (int direction = GL_INGRESS; acl && direction <= GL_EGRESS; direction++) {
        for (size_t i = 0; i < acl->len[direction]; i++) {
            const struct gl_nw_acl_entry *by = hides(ctx, acl->entries[direction], i);

            if (!by)
                continue;
            report_entry(ctx, &acl->entries[direction][i], by);
            verdict = GL_FAIL;
        }
    }
    return acl ? verdict : GL_NOT_APPLICABLE;
}

enum gl_verdict gl_check_shadowed_rule(struct gl_check_ctx *ctx)
{
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::EC2::NetworkAcl")))
        return judge_acl(ctx);
    return judge_group(ctx);
}
