#include "engine/baseline.h"

#include "engine/check.h"
#include "engine/expr.h"

size_t gl_baseline_tier(const struct gl_baseline *baseline, struct gl_str name)
{
    for (size_t i = 0; i < baseline->tier_len; i++) {
        if (gl_str_eq(baseline->tiers[i].name, name))
            return i;
    }
    return GL_STR_NONE;
}

int gl_tier_holds(struct gl_check_ctx *ctx, const struct gl_tier *tier, const struct gl_resource *resource)
{
    for (size_t i = 0; i < tier->kind_len; i++) {
        if (gl_str_eq(tier->kinds[i], resource->kind))
            return tier->where ? (int)gl_expr_judge(ctx, tier->where, resource, NULL) : GL_TRUE;
    }
    return GL_FALSE;
}

static const struct gl_requirement *find_last(const struct gl_requirement *requirements, size_t len,
                                              struct gl_str id)
{
    for (size_t i = len; i > 0; i--) {
        if (gl_str_eq(requirements[i - 1].id, id))
            return &requirements[i - 1];
    }
    return NULL;
}

const struct gl_requirement *gl_baseline_requires(const struct gl_baseline *baseline, struct gl_str check_id,
                                                  struct gl_str environment)
{
    for (size_t i = baseline->environment_len; environment.len && i > 0; i--) {
        const struct gl_environment_override *override = &baseline->environments[i - 1];
        const struct gl_requirement *requirement;

        if (!gl_str_eq(override->environment, environment))
            continue;
        requirement = find_last(override->requirements, override->len, check_id);
        if (requirement)
            return requirement;
    }
    return find_last(baseline->requirements, baseline->requirement_len, check_id);
}
