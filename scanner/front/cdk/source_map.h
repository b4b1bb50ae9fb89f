/* Source maps: places of compiled JavaScript to places of the source; private to front/cdk.
 *
 * Source: ECMA-426 (source map format, revision 3). `sections` are not read. */
#ifndef GL_FRONT_CDK_SOURCE_MAP_H
#define GL_FRONT_CDK_SOURCE_MAP_H

#include "tree/value.h"

/* One mapping; all from 0, columns in UTF-16 units. */
struct gl_segment {
    uint32_t line, column;
    uint32_t source, source_line, source_column;
};

struct gl_source_map {
    const struct gl_value *sources; /* LIST, never NULL */
    struct gl_str root;             /* sourceRoot */
    struct gl_segment *segments;    /* in order of line and column */
    size_t len, capacity;
};

/* False when `json` is no map of revision 3, or its mappings are broken before the first usable one. */
bool gl_source_map_read(struct gl_source_map *map, const struct gl_value *json, struct gl_arena *arena);
/* The mapping that holds a place of the compiled file, or NULL. `has_column` false: the first of the line. */
const struct gl_segment *gl_source_map_find(const struct gl_source_map *map, uint32_t line, uint32_t column,
                                            bool has_column);
/* The last `//# sourceMappingURL=` of a compiled file; empty when it has none. */
struct gl_str gl_source_map_url(struct gl_str text);
/* The JSON of a data: URL in base64; empty when it is another kind of URL, or broken. */
struct gl_str gl_source_map_inline(struct gl_str url, struct gl_arena *arena);

#endif
