#include "graph/snapshot.h"

bool gl_snapshot_has(const struct gl_unit *unit, struct gl_str list)
{
    const struct gl_snapshot *snapshot = unit ? unit->snapshot : NULL;

    if (!snapshot)
        return true;
    for (size_t i = 0; i < snapshot->len; i++) {
        if (gl_str_eq(snapshot->lists[i].name, list))
            return !snapshot->lists[i].is_cut;
    }
    return false;
}
