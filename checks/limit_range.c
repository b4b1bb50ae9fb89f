/* {test: limit_range_gives, path: ., with: requests.cpu}: does a LimitRange of the namespace fill in what a
 * container does not write? Source: Kubernetes API, defaults of LimitRangeItem: a container's limit is
 * `default`, else `max`; its request `defaultRequest`, else its default limit, else `min`. */
#include "checks/natives.h"
#include "graph/cluster.h"

enum { MAX_RANGES = 32, MAX_ITEMS = 32 }; /* looked at for one container */

/* The members of an item that give a request; those of a limit are the middle two. */
static const char *const sources[] = {"defaultRequest", "default", "max", "min"};

static bool item_gives(const struct gl_value *item, struct gl_str resource, bool is_limit)
{
    if (!gl_value_text_is(gl_value_get(item, GL_STR("type")), "Container"))
        return false;
    for (size_t i = is_limit ? 1 : 0; i < (is_limit ? 3 : sizeof sources / sizeof *sources); i++) {
        if (gl_value_get(gl_value_get(item, gl_str_of(sources[i])), resource))
            return true;
    }
    return false;
}

static enum gl_truth range_gives(struct gl_check_ctx *ctx, const struct gl_resource *range,
                                 struct gl_str resource, bool is_limit)
{
    const struct gl_value *limits = gl_property(range, "spec.limits");

    if (!gl_value_is(limits, GL_LIST)) {
        if (gl_value_is(limits, GL_UNKNOWN) || gl_value_is(limits, GL_CHOICE)) {
            gl_culprit(ctx, limits);
            return GL_MAYBE;
        }
        return GL_FALSE;
    }
    for (size_t i = 0; i < limits->u.list.len && i < MAX_ITEMS; i++) {
        if (item_gives(&limits->u.list.items[i], resource, is_limit))
            return gl_exists(ctx, range);
    }
    return GL_FALSE;
}

enum gl_truth gl_limit_range_gives(struct gl_check_ctx *ctx, const struct gl_value *value,
                                   const struct gl_value *argument)
{
    const struct gl_cluster *cluster = gl_cluster_of(ctx->graph, ctx->subject);
    enum gl_truth answer = GL_FALSE;
    struct gl_resource_list ranges;
    struct gl_str wanted;
    size_t dot;

    (void)value;
    if (!cluster || !ctx->subject->object->ns.len || !gl_value_text(argument, &wanted))
        return GL_FALSE;
    dot = gl_str_find_char(wanted, '.');
    ranges = gl_cluster_of_kind(cluster, GL_STR("LimitRange"), ctx->subject->object->ns);
    for (size_t i = 0; i < ranges.len && i < MAX_RANGES && answer != GL_TRUE; i++)
        answer = gl_truth_or(answer, range_gives(ctx, ranges.items[i], gl_str_from(wanted, dot + 1),
                                                 gl_str_starts_with(wanted, GL_STR("limits."))));
    return ranges.len > MAX_RANGES ? gl_truth_or(answer, GL_MAYBE) : answer;
}
