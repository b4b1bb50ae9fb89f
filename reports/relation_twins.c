/* Twins: workloads of one namespace with the same connections, apart from those among themselves. */
#include <stdlib.h>

#include "base/word.h"
#include "reports/relation_layout.h"

enum {
    MOST_PORTS = 16,
    NO_PORTS = -1
}; /* sets of ports that groups of workloads may share among themselves */

/* The connections of a workload as one number; sums do not depend on the order. */
struct signature {
    uint64_t sum;
    uint32_t end;
    uint32_t ns; /* the first end of its namespace */
};

struct twins {
    const struct gl_relation *relation;
    const uint64_t *sums;
    uint32_t *first_of_ns, *twin_of;
    bool *is_settled;
    struct signature *list; /* room for one round */
};

static uint64_t of_connection(uint32_t peer, uint32_t ports, bool is_out)
{
    return gl_word_mix(gl_word_mix((uint64_t)peer << 1 | is_out) + ports);
}

static int compare(const void *a_, const void *b_)
{
    const struct signature *a = a_, *b = b_;

    if (a->ns != b->ns)
        return a->ns < b->ns ? -1 : 1;
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return a->end < b->end ? -1 : a->end > b->end;
}

static uint64_t *sums_of(struct gl_arena *arena, const struct gl_relation *relation)
{
    uint64_t *sums = GL_NEW_ARRAY(arena, uint64_t, relation->end_len);

    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];

        sums[row->from] += of_connection(row->to, row->ports, true);
        sums[row->to] += of_connection(row->from, row->ports, false);
    }
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];

        sums[exposure->end] +=
            gl_word_mix(gl_str_hash(exposure->peer) + gl_str_hash(exposure->ports) + exposure->is_egress);
    }
    return sums;
}

/* Those that are still alone and become equal when each is taken to reach itself on `ports`, which is so for
 * all of a group that reach each other on them; NO_PORTS: that do not reach each other. */
static void group(struct twins *twins, int ports)
{
    struct signature *list = twins->list;
    size_t len = 0;

    for (uint32_t i = 0; i < twins->relation->end_len; i++) {
        uint64_t sum = twins->sums[i];

        if (twins->relation->ends[i].kind != GL_RELATION_WORKLOAD || twins->is_settled[i])
            continue;
        if (ports != NO_PORTS)
            sum += of_connection(i, (uint32_t)ports, true) + of_connection(i, (uint32_t)ports, false);
        list[len++] = (struct signature){sum, i, twins->first_of_ns[i]};
    }
    qsort(list, len, sizeof *list, compare);
    for (size_t i = 1; i < len; i++) {
        if (list[i].sum != list[i - 1].sum || list[i].ns != list[i - 1].ns)
            continue;
        twins->twin_of[list[i].end] = twins->twin_of[list[i - 1].end];
        twins->is_settled[list[i].end] = twins->is_settled[list[i - 1].end] = true;
    }
}

uint32_t *gl_relation_twins(struct gl_arena *arena, const struct gl_relation *relation)
{
    struct twins twins = {.relation = relation,
                          .sums = sums_of(arena, relation),
                          .first_of_ns = GL_NEW_ARRAY(arena, uint32_t, relation->end_len),
                          .twin_of = GL_NEW_ARRAY(arena, uint32_t, relation->end_len),
                          .is_settled = GL_NEW_ARRAY(arena, bool, relation->end_len),
                          .list = GL_NEW_ARRAY(arena, struct signature, relation->end_len)};
    uint32_t most = 0;

    for (uint32_t i = 0; i < relation->end_len; i++) {
        bool is_same = i > 0 && gl_str_eq(relation->ends[i].ns, relation->ends[i - 1].ns);

        twins.twin_of[i] = i;
        twins.first_of_ns[i] = is_same ? twins.first_of_ns[i - 1] : i;
    }
    for (size_t i = 0; i < relation->row_len; i++)
        most = relation->rows[i].ports >= most ? relation->rows[i].ports + 1 : most;
    for (int ports = NO_PORTS; ports < MOST_PORTS && ports < (int)most; ports++)
        group(&twins, ports);
    return twins.twin_of;
}
