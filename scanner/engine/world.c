#include "engine/world.h"

#include "base/limits.h"

static const uint32_t *decided(const struct gl_world *world, uint32_t variable)
{
    for (size_t i = 0; i < world->len; i++) {
        if (world->variable[i] == variable)
            return &world->arm[i];
    }
    return NULL;
}

static void remember(struct gl_world *world, const struct gl_choice *choice)
{
    if (!world->next)
        world->next = choice;
}

const struct gl_value *gl_pick_open(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    for (int hops = 0; value && hops < 16; hops++) {
        const struct gl_value *resolved = gl_value_resolve(value);

        if (resolved->type == GL_CHOICE) {
            const uint32_t *arm = decided(&ctx->world, resolved->u.choice->variable);

            if (!arm || *arm >= resolved->u.choice->arm_len) {
                remember(&ctx->world, resolved->u.choice);
                return resolved;
            }
            value = &resolved->u.choice->arms[*arm];
        } else if (resolved == value) {
            return value;
        } else {
            value = resolved;
        }
    }
    return value;
}

enum gl_truth gl_exists(struct gl_check_ctx *ctx, const struct gl_resource *resource)
{
    const uint32_t *arm;

    if (!resource->condition)
        return GL_TRUE;
    arm = decided(&ctx->world, resource->condition->variable);
    if (arm)
        return gl_truth_of(*arm == gl_existing_arm(resource->condition));
    remember(&ctx->world, resource->condition);
    return GL_MAYBE;
}

enum gl_truth gl_edge_holds(struct gl_check_ctx *ctx, const struct gl_edge *edge)
{
    const uint32_t *arm;

    if (!edge->choice)
        return GL_TRUE;
    arm = decided(&ctx->world, edge->choice->variable);
    if (arm)
        return gl_truth_of(*arm == edge->arm);
    remember(&ctx->world, edge->choice);
    return GL_MAYBE;
}

static enum gl_truth judge_from(struct gl_check_ctx *ctx, gl_judge_fn *judge, void *argument,
                                unsigned *budget)
{
    const struct gl_choice *choice;
    enum gl_truth answer, all = GL_MAYBE;

    ctx->world.next = NULL;
    answer = judge(ctx, argument);
    choice = ctx->world.next;
    if (answer != GL_MAYBE || !choice || ctx->world.len == GL_MAX_WORLD_DEPTH)
        return answer;
    for (uint32_t arm = 0; arm < choice->arm_len; arm++) {
        enum gl_truth here;

        if ((*budget)-- == 0) {
            *budget = 0;
            return GL_MAYBE;
        }
        ctx->world.variable[ctx->world.len] = choice->variable;
        ctx->world.arm[ctx->world.len++] = arm;
        here = judge_from(ctx, judge, argument, budget);
        ctx->world.len--;
        if (here == GL_MAYBE || (arm > 0 && here != all)) {
            gl_culprit_choice(ctx, choice);
            return GL_MAYBE;
        }
        all = here;
    }
    return all;
}

enum gl_truth gl_judge_worlds(struct gl_check_ctx *ctx, gl_judge_fn *judge, void *argument)
{
    unsigned budget = GL_MAX_WORLDS;
    size_t len = ctx->world.len;
    enum gl_truth answer;

    ctx->culprit_len = 0;
    answer = judge_from(ctx, judge, argument, &budget);
    ctx->world.len = len;
    ctx->world.next = NULL;
    return answer;
}
