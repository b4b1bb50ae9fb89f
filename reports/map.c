#include "reports/map.h"

#include "base/error.h"
#include "base/name_index.h"
#include "reports/map_writers.h"

static const struct gl_map_writer writers[] = {
    {GL_STR_INIT("txt"), GL_STR_INIT(".txt"), gl_map_txt},
    {GL_STR_INIT("json"), GL_STR_INIT(".json"), gl_map_json},
    {GL_STR_INIT("dot"), GL_STR_INIT(".dot"), gl_map_dot},
    {GL_STR_INIT("svg"), GL_STR_INIT(".svg"), gl_map_svg},
    {GL_STR_INIT("html"), GL_STR_INIT(".html"), gl_map_html},
};

const struct gl_map_writer *gl_map_writers(size_t *ret_len)
{
    *ret_len = sizeof writers / sizeof *writers;
    return writers;
}

const enum gl_map_verdict gl_map_order[GL_MAP_VERDICTS] = {GL_MAP_VIOLATION, GL_MAP_BLOCKED, GL_MAP_MAY,
                                                           GL_MAP_ALLOWED};

const char *gl_map_word(enum gl_map_verdict verdict)
{
    switch (verdict) {
    case GL_MAP_MAY:
        return "may";
    case GL_MAP_ALLOWED:
        return "allowed";
    case GL_MAP_VIOLATION:
        return "violation";
    case GL_MAP_BLOCKED:
        return "blocked";
    }
    return "";
}

const char *gl_map_phrase(enum gl_map_verdict verdict)
{
    switch (verdict) {
    case GL_MAP_MAY:
        return "may pass (not known)";
    case GL_MAP_ALLOWED:
        return "allowed by the matrix";
    case GL_MAP_VIOLATION:
        return "outside the matrix";
    case GL_MAP_BLOCKED:
        return "needed but blocked";
    }
    return "";
}

struct gl_map_counts gl_map_count(const struct gl_map *map)
{
    struct gl_map_counts counts = {0};
    struct gl_arena arena = {0};
    bool *is_used = GL_NEW_ARRAY(&arena, bool, map->lane_len);

    for (size_t i = 0; i < map->node_len; i++) {
        gl_assert(map->nodes[i].lane < map->lane_len);
        counts.resources += gl_map_node_count(&map->nodes[i]);
        counts.lanes += !is_used[map->nodes[i].lane];
        is_used[map->nodes[i].lane] = true;
    }
    for (size_t i = 0; i < map->edge_len; i++)
        counts.edges[map->edges[i].verdict]++;
    gl_arena_free(&arena);
    return counts;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void gl_map_add_summary(struct gl_buf *out, const struct gl_map *map)
{
    struct gl_map_counts counts = gl_map_count(map);
    const char *separator = ": ";

    gl_buf_printf(out, "%zu node%s in %zu tier%s; %zu flow%s", counts.resources, plural(counts.resources),
                  counts.lanes, plural(counts.lanes), map->edge_len, plural(map->edge_len));
    for (size_t i = 0; i < GL_MAP_VERDICTS; i++) {
        enum gl_map_verdict verdict = gl_map_order[i];

        if (counts.edges[verdict] == 0)
            continue;
        gl_buf_printf(out, "%s%zu %s", separator, counts.edges[verdict], gl_map_phrase(verdict));
        separator = ", ";
    }
}

/* The folders that all of these names are in tell nothing. */
static void cut_common_folder(struct gl_str *names, const bool *is_meant, size_t len)
{
    struct gl_str common = {0};
    size_t count = 0, cut;

    for (size_t i = 0; i < len; i++) {
        size_t same = 0;

        if (!is_meant[i])
            continue;
        while (count > 0 && same < common.len && same < names[i].len &&
               common.ptr[same] == names[i].ptr[same])
            same++;
        common = count++ ? gl_str_slice(common, 0, same) : names[i];
    }
    cut = gl_str_find_last_char(common, '/');
    for (size_t i = 0; count > 1 && cut != GL_STR_NONE && i < len; i++) {
        if (is_meant[i] && names[i].len > cut + 1)
            names[i] = gl_str_from(names[i], cut + 1);
    }
}

struct gl_str *gl_map_names(struct gl_arena *arena, const struct gl_map *map)
{
    struct gl_str *names = GL_NEW_ARRAY(arena, struct gl_str, map->node_len);
    bool *is_shared = GL_NEW_ARRAY(arena, bool, map->node_len);
    struct gl_name_index index = {0};

    for (uint32_t i = 0; i < map->node_len; i++) {
        uint32_t first = gl_name_index_add(arena, &index, map->nodes[i].label, i);

        if (first != GL_NAME_INDEX_NONE)
            is_shared[first] = is_shared[i] = true;
    }
    for (size_t i = 0; i < map->node_len; i++) {
        const struct gl_map_node *node = &map->nodes[i];

        is_shared[i] = is_shared[i] || node->label.len == 0;
        names[i] = is_shared[i] ? node->id : node->label;
    }
    cut_common_folder(names, is_shared, map->node_len);
    return names;
}

struct gl_str gl_map_place(struct gl_arena *arena, const struct gl_maps *maps, struct gl_span span)
{
    struct gl_source *source;
    struct gl_position at;
    struct gl_str shown;

    if (!gl_span_is_set(span))
        return (struct gl_str){0};
    source = gl_sources_get(maps->sources, span.source);
    shown = gl_source_shown(source);
    at = gl_source_position(source, span.begin);
    return gl_arena_printf(arena, "%.*s:%u:%u", GL_STR_ARG(shown), at.line, at.column);
}

/* The longest way along flows that go forward in the order of the lanes; two lanes that have flows in both
 * directions keep their order all the same. */
void gl_map_set_columns(struct gl_map_lane *lanes, size_t lane_len, const struct gl_map_flow *flows,
                        size_t flow_len)
{
    struct gl_arena arena = {0};
    bool *is_named = GL_NEW_ARRAY(&arena, bool, lane_len);
    uint32_t last = 0;
    bool has_moved = true;

    for (size_t i = 0; i < lane_len; i++)
        lanes[i].column = i > 0;
    for (size_t i = 0; i < flow_len; i++) {
        gl_assert(flows[i].from < lane_len && flows[i].to < lane_len);
        is_named[flows[i].from] = is_named[flows[i].to] = true;
    }
    for (size_t round = 0; has_moved && round < lane_len; round++) {
        has_moved = false;
        for (size_t i = 0; i < flow_len; i++) {
            const struct gl_map_flow *flow = &flows[i];

            if (flow->from >= flow->to || lanes[flow->to].column > lanes[flow->from].column)
                continue;
            lanes[flow->to].column = lanes[flow->from].column + 1;
            has_moved = true;
        }
    }
    for (size_t i = 0; i < lane_len; i++)
        last = lanes[i].column > last ? lanes[i].column : last;
    for (size_t i = 1; i < lane_len; i++) {
        if (!is_named[i])
            lanes[i].column = last;
    }
    gl_arena_free(&arena);
}
