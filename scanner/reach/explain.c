#include "reach/evaluate.h"

size_t gl_pods_explain(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from, uint32_t to,
                       struct gl_pods_case **ret_cases)
{
    struct gl_pods_case *one = GL_NEW(arena, struct gl_pods_case);

    (void)pods;
    (void)from;
    (void)to;
    one->ports = gl_pods_all_ports();
    one->is_allowed = one->by[0].is_allowed = one->by[1].is_allowed = true;
    *ret_cases = one;
    return 1;
}
