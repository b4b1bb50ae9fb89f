#include "reach/address.h"

#include <stdlib.h>

#include "reach/build.h"

/* Ends of ranges: the last address of each, ascending. */
struct cuts {
    struct gl_arena *arena;
    gl_u128 *last;
    size_t len, capacity;
};

static int by_number(const void *a, const void *b)
{
    gl_u128 left = *(const gl_u128 *)a, right = *(const gl_u128 *)b;

    return (left > right) - (left < right);
}

static void add_cuts(struct cuts *cuts, const struct gl_pods_rule *rule, enum gl_ip_family family)
{
    struct gl_ranges ranges = family == GL_IPV4 ? rule->addresses.v4 : rule->addresses.v6;

    for (size_t i = 0; i < ranges.len; i++) {
        if (ranges.items[i].first > 0)
            *GL_PUSH(cuts->arena, cuts->last, cuts->len, cuts->capacity) = ranges.items[i].first - 1;
        *GL_PUSH(cuts->arena, cuts->last, cuts->len, cuts->capacity) = ranges.items[i].last;
    }
}

/* Sorted, each once, up to the last address of the family. */
static void finish_cuts(struct cuts *cuts, enum gl_ip_family family)
{
    size_t kept = 0;

    *GL_PUSH(cuts->arena, cuts->last, cuts->len, cuts->capacity) = gl_ip_max(family);
    qsort(cuts->last, cuts->len, sizeof *cuts->last, by_number);
    for (size_t i = 0; i < cuts->len; i++) {
        if (kept == 0 || cuts->last[kept - 1] != cuts->last[i])
            cuts->last[kept++] = cuts->last[i];
    }
    cuts->len = kept;
}

/* ---- what a class may reach ---- */

static void add_applied_cuts(struct cuts *cuts, const struct gl_pods *pods,
                             const struct gl_pods_applied *applied, size_t len,
                             enum gl_pods_direction direction, enum gl_ip_family family)
{
    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[applied[i].policy];

        for (size_t k = 0; k < policy->rule_len[direction]; k++)
            add_cuts(cuts, &policy->rules[direction][k], family);
    }
}

static void fill_family(struct gl_pods_eval *eval, struct gl_pods_address_map *map, uint32_t class_index,
                        enum gl_pods_direction direction, enum gl_ip_family family)
{
    uint32_t number = eval->tables->classes[class_index].profile[direction];
    const struct gl_pods_profile *profile = &eval->tables->profiles[number];
    struct gl_arena *arena = eval->pool.arena;
    struct cuts cuts = {.arena = arena};
    struct gl_pods_party party = {.class_index = GL_PODS_NONE, .family = family};
    struct gl_pods_piece *pieces;
    size_t len = 0;

    add_applied_cuts(&cuts, eval->pods, profile->admin, profile->admin_len, direction, family);
    add_applied_cuts(&cuts, eval->pods, profile->network, profile->network_len, direction, family);
    add_applied_cuts(&cuts, eval->pods, profile->baseline, profile->baseline_len, direction, family);
    finish_cuts(&cuts, family);
    pieces = GL_NEW_ARRAY(arena, struct gl_pods_piece, cuts.len);
    for (size_t i = 0; i < cuts.len; i++) {
        struct gl_pods_bounds bounds;

        party.last = cuts.last[i];
        bounds = gl_pods_eval_direction(eval, number, direction, class_index, &party);
        party.first = party.last + 1;
        if (len && pieces[len - 1].upper == bounds.upper && pieces[len - 1].sure == bounds.sure)
            pieces[len - 1].last = party.last;
        else
            pieces[len++] = (struct gl_pods_piece){party.last, bounds.upper, bounds.sure};
    }
    map->pieces[family] = pieces;
    map->len[family] = len;
}

size_t gl_pods_map_find(const struct gl_pods_address_map *map, enum gl_ip_family family, gl_u128 address)
{
    size_t low = 0, high = map->len[family] - 1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (map->pieces[family][middle].last < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct gl_pods_bounds gl_pods_map_at(const struct gl_pods_address_map *map, enum gl_ip_family family,
                                     gl_u128 address)
{
    const struct gl_pods_piece *piece = &map->pieces[family][gl_pods_map_find(map, family, address)];

    return (struct gl_pods_bounds){piece->upper, piece->sure};
}

/* ---- ranges as ends ---- */

struct gl_str gl_pods_shown_range(struct gl_arena *arena, enum gl_ip_family family, gl_u128 first,
                                  gl_u128 last)
{
    struct gl_buf out;
    struct gl_str text;

    gl_buf_init(&out);
    gl_ip_print(&out, family, first);
    gl_buf_add_char(&out, '-');
    gl_ip_print(&out, family, last);
    gl_buf_add(&out, GL_STR("[External]"));
    text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return text;
}

static struct cuts cuts_of_all(struct gl_pods_build *build, enum gl_pods_direction direction,
                               enum gl_ip_family family)
{
    struct cuts cuts = {.arena = build->arena};

    for (size_t i = 0; i < build->pods->policy_len; i++) {
        const struct gl_pods_policy *policy = &build->pods->policies[i];

        for (size_t k = 0; policy->affects[direction] && k < policy->rule_len[direction]; k++)
            add_cuts(&cuts, &policy->rules[direction][k], family);
    }
    return cuts;
}

/* The ends of one direction; a range that both directions have is one end. */
static void add_ends(struct gl_pods_build *build, struct gl_name_index *index,
                     enum gl_pods_direction direction, enum gl_ip_family family)
{
    struct gl_pods *pods = build->pods;
    struct gl_pods_atoms *atoms = &build->tables->atoms[direction][family];
    gl_u128 first = 0;

    for (size_t i = 0; i < atoms->len; i++) {
        struct gl_str shown = gl_pods_shown_range(build->arena, family, first, atoms->last[i]);
        uint32_t found = gl_name_index_add(build->scratch, index, shown, (uint32_t)pods->end_len);
        struct gl_pods_end *end;

        if (found == GL_NAME_INDEX_NONE) {
            end = GL_PUSH(build->arena, pods->ends, pods->end_len, build->end_capacity);
            *end = (struct gl_pods_end){.kind = GL_PODS_ADDRESSES, .shown = shown, .family = family};
            end->addresses = gl_ipset_of_range(build->arena, family, first, atoms->last[i]);
        } else {
            end = &pods->ends[found];
        }
        end->atoms[direction] = (uint32_t)i + 1;
        first = atoms->last[i] + 1;
    }
}

/* Ends were moved when they were sorted. */
void gl_pods_place_atoms(struct gl_pods_build *build)
{
    for (uint32_t i = 0; i < build->pods->end_len; i++) {
        const struct gl_pods_end *end = &build->pods->ends[i];

        for (size_t k = 0; k < 2; k++) {
            if (end->atoms[k])
                build->tables->atoms[k][end->family].ends[end->atoms[k] - 1] = i;
        }
    }
}

void gl_pods_build_addresses(struct gl_pods_build *build, bool with_ipv6)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_INGRESS, GL_PODS_EGRESS};
    static const enum gl_ip_family families[] = {GL_IPV4, GL_IPV6};
    struct gl_name_index index = {0};
    size_t v6_len = 0;
    struct cuts cuts[2][2];

    for (size_t k = 0; k < 2; k++) {
        for (size_t f = 0; f < 2; f++)
            cuts[k][f] = cuts_of_all(build, directions[k], families[f]);
        v6_len += cuts[k][GL_IPV6].len;
    }
    for (size_t k = 0; k < 2; k++) {
        for (size_t f = 0; f < 2; f++) {
            struct gl_pods_atoms *atoms = &build->tables->atoms[k][f];

            if (families[f] == GL_IPV6 && (!with_ipv6 || v6_len == 0))
                continue;
            finish_cuts(&cuts[k][f], families[f]);
            *atoms = (struct gl_pods_atoms){.last = cuts[k][f].last, .len = cuts[k][f].len};
            atoms->ends = GL_NEW_ARRAY(build->arena, uint32_t, atoms->len);
            add_ends(build, &index, directions[k], families[f]);
        }
    }
}

/* Maps of every class, made once by one thread so that many can read them. Classes with one profile share
 * theirs, unless their named ports differ. */
void gl_pods_build_maps(struct gl_pods_build *build)
{
    static const enum gl_pods_direction directions[] = {GL_PODS_INGRESS, GL_PODS_EGRESS};
    struct gl_pods_tables *tables = build->tables;
    struct gl_pods_eval eval = {build->pods, tables, tables->pool};

    for (uint32_t i = 0; i < tables->class_len; i++) {
        struct gl_pods_class *of = &tables->classes[i];

        for (size_t k = 0; k < 2; k++) {
            struct gl_pods_profile *profile = &tables->profiles[of->profile[directions[k]]];
            struct gl_pods_address_map *map = profile->map;

            if (!map || (directions[k] == GL_PODS_INGRESS && profile->map_ports != of->port_profile)) {
                map = GL_NEW(build->arena, struct gl_pods_address_map);
                fill_family(&eval, map, i, directions[k], GL_IPV4);
                fill_family(&eval, map, i, directions[k], GL_IPV6);
                profile->map = map;
                profile->map_ports = of->port_profile;
            }
            of->maps[directions[k]] = map;
        }
    }
    tables->pool = eval.pool;
}
