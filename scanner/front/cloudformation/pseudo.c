/* Pseudo parameters: AWS::Region and its kind. */
#include "front/cloudformation/eval.h"
#include "front/environment.h"

struct gl_str gl_cfn_region(const struct gl_cfn_eval *eval)
{
    return eval->unit->region;
}

static struct gl_str partition_of(const struct gl_unit *unit)
{
    return unit->partition.len ? unit->partition : gl_partition_of_region(unit->region);
}

bool gl_cfn_pseudo(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span,
                   struct gl_value *ret_value)
{
    const struct gl_unit *unit = eval->unit;
    struct gl_str known = {0}, rest = gl_str_from(name, sizeof "AWS::" - 1);

    if (!gl_str_starts_with(name, GL_STR("AWS::")))
        return false;
    if (gl_str_eq(rest, GL_STR("NoValue"))) {
        *ret_value = (struct gl_value){.type = GL_ABSENT, .flags = GL_VALUE_HAS_CALLS, .span = span};
        return true;
    }
    if (gl_str_eq(rest, GL_STR("Region")))
        known = unit->region;
    else if (gl_str_eq(rest, GL_STR("AccountId")))
        known = unit->account;
    else if (gl_str_eq(rest, GL_STR("Partition")))
        known = partition_of(unit);
    else if (gl_str_eq(rest, GL_STR("URLSuffix")))
        known = gl_partition_dns_suffix(partition_of(unit));
    else if (gl_str_eq(rest, GL_STR("StackName")))
        known = eval->is_name_known ? unit->name : known;
    else if (!gl_str_eq(rest, GL_STR("StackId")) && !gl_str_eq(rest, GL_STR("NotificationARNs")))
        return false;
    *ret_value = known.len ? gl_value_string(known, span) : gl_cfn_unknown(eval, GL_WHY_PSEUDO, name, span);
    return true;
}
