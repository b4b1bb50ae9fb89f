/* GLC-BAK-009: is a resource in a selection of AWS Backup? By reference, by a pattern of ARNs, or by a tag.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html */
#include "checks/natives.h"

/* An ARN as the resource's own would look; parts that are not known are "x", which a pattern meets with "*".
 */
static struct gl_str sample_arn(struct gl_check_ctx *ctx)
{
    static const struct {
        struct gl_str kind;
        const char *service, *rest;
    } forms[] = {{GL_STR_INIT("AWS::RDS::DBInstance"), "rds", "db:x"},
                 {GL_STR_INIT("AWS::RDS::DBCluster"), "rds", "cluster:x"},
                 {GL_STR_INIT("AWS::EC2::Volume"), "ec2", "volume/x"}};
    const struct gl_unit *unit = ctx->subject->unit;
    struct gl_str x = GL_STR("x");

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (gl_str_eq(forms[i].kind, ctx->subject->kind))
            return gl_arena_printf(ctx->scratch, "arn:aws:%s:%.*s:%.*s:%s", forms[i].service,
                                   GL_STR_ARG(unit && unit->region.len ? unit->region : x),
                                   GL_STR_ARG(unit && unit->account.len ? unit->account : x), forms[i].rest);
    }
    return (struct gl_str){0};
}

/* One entry of Resources. */
static enum gl_truth names_it(struct gl_check_ctx *ctx, const struct gl_value *entry, struct gl_str arn)
{
    struct gl_str pattern;

    entry = gl_pick(ctx, entry);
    if (!entry)
        return GL_FALSE;
    if (gl_value_text(entry, &pattern))
        return gl_truth_of(gl_str_glob(arn, pattern, false));
    if (gl_value_target(entry))
        return gl_truth_of(gl_value_target(entry) == ctx->subject);
    if (entry->type == GL_CONCAT) {
        for (size_t i = 0; i < entry->u.list.len; i++) {
            const struct gl_resource *target = gl_value_target(&entry->u.list.items[i]);

            if (target)
                return gl_truth_of(target == ctx->subject);
        }
    }
    if (entry->type == GL_UNKNOWN || entry->type == GL_CHOICE || entry->type == GL_CONCAT) {
        gl_culprit(ctx, entry);
        return GL_MAYBE;
    }
    return GL_FALSE;
}

/* Does the subject have this tag? */
static enum gl_truth has_tag(struct gl_check_ctx *ctx, const struct gl_value *condition)
{
    const struct gl_value *tags = gl_property(ctx->subject, "Tags");
    const struct gl_value *wanted = gl_pick(ctx, gl_value_get(condition, GL_STR("ConditionValue")));
    struct gl_str key = {0}, tag, text, value;
    enum gl_truth answer = GL_FALSE;

    gl_value_text(gl_pick(ctx, gl_value_get(condition, GL_STR("ConditionKey"))), &key);
    if (gl_str_starts_with(key, GL_STR("aws:ResourceTag/")))
        key = gl_str_from(key, 16);
    for (size_t i = 0; gl_value_is(tags, GL_LIST) && i < tags->u.list.len; i++) {
        const struct gl_value *item = gl_pick(ctx, &tags->u.list.items[i]);
        const struct gl_value *is = gl_pick(ctx, gl_value_get(item, GL_STR("Value")));

        if (!gl_value_text(gl_pick(ctx, gl_value_get(item, GL_STR("Key"))), &tag) || !gl_str_eq(tag, key))
            continue;
        if (gl_value_text(is, &value) && gl_value_text(wanted, &text))
            answer = gl_truth_or(answer, gl_truth_of(gl_str_eq(value, text)));
        else
            answer = gl_truth_or(answer, GL_MAYBE);
    }
    return answer;
}

static enum gl_truth selects(struct gl_check_ctx *ctx, const struct gl_resource *selection, struct gl_str arn)
{
    const struct gl_value *resources = gl_property(selection, "BackupSelection.Resources");
    const struct gl_value *tags = gl_property(selection, "BackupSelection.ListOfTags");
    const struct gl_value *equals = gl_property(selection, "BackupSelection.Conditions.StringEquals");
    enum gl_truth answer = GL_FALSE, all = GL_TRUE;

    if (gl_value_is(resources, GL_LIST)) {
        for (size_t i = 0; i < resources->u.list.len; i++)
            answer = gl_truth_or(answer, names_it(ctx, &resources->u.list.items[i], arn));
    } else if (resources) {
        answer = names_it(ctx, resources, arn);
    }
    for (size_t i = 0; gl_value_is(tags, GL_LIST) && i < tags->u.list.len; i++)
        answer = gl_truth_or(answer, has_tag(ctx, gl_pick(ctx, &tags->u.list.items[i])));
    for (size_t i = 0; gl_value_is(equals, GL_LIST) && i < equals->u.list.len; i++)
        all = gl_truth_and(all, has_tag(ctx, gl_pick(ctx, &equals->u.list.items[i])));
    if (gl_value_len(equals) && !resources)
        answer = gl_truth_or(answer, all);
    return gl_value_len(equals) ? gl_truth_and(answer, all) : answer;
}

enum gl_truth gl_is_selected_for_backup(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    struct gl_resource_list selections = gl_graph_of_kind(ctx->graph, GL_STR("AWS::Backup::BackupSelection"));
    struct gl_str arn = sample_arn(ctx);
    enum gl_truth answer = GL_FALSE;

    (void)value;
    (void)argument;
    for (size_t i = 0; i < selections.len && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, gl_truth_and(gl_exists(ctx, selections.items[i]),
                                                  selects(ctx, selections.items[i], arn)));
    return answer;
}
