/* Sources: the bytes that were read, and places in them.
 *
 * A span is two byte offsets into a source; line and column are computed only when something is printed.
 * Lines end at \n (a \r before it belongs to the line's end); columns count Unicode code points, both from 1,
 * as SARIF's columnKind unicodeCodePoints. Source 0 is "nowhere". The table is filled by one thread before
 * the pool reads from it; the line table of a source is made by one thread at report time. */
#ifndef GL_BASE_SOURCE_H
#define GL_BASE_SOURCE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct gl_span {
    uint32_t source, begin, end; /* bytes, end exclusive; source 0: no place */
};

struct gl_position {
    uint32_t line, column; /* 1-based */
};

struct gl_region {
    struct gl_position begin, end; /* end exclusive */
};

struct gl_source {
    uint32_t id;
    struct gl_str path;  /* as the operating system opens it */
    struct gl_str uri;   /* for SARIF: relative to the root of the scan (absolute: outside it), '/' separated,
                            not yet percent-encoded */
    struct gl_str shown; /* for people: relative to the working directory; empty: uri */
    struct gl_str text;  /* all bytes */
    uint32_t *line_start; /* offsets of line beginnings, NULL until the first position is asked for */
    uint32_t line_len;
    uint32_t last_line;    /* where the last position was: the next one is often near */
    uint32_t *code_points; /* before each block of a file with long lines, NULL until one is asked about */
    bool is_read;
    bool is_never_quoted; /* a plan or state: any line of it may hold secrets */
    bool is_ascii;        /* known with line_start */
    void *owned;          /* memory behind text that the source frees, or NULL */
};

struct gl_sources {
    struct gl_arena arena;
    struct gl_source **items; /* items[0] is the "nowhere" source */
    size_t len, capacity;
};

void gl_sources_init(struct gl_sources *sources);
void gl_sources_free(struct gl_sources *sources);
/* Registers a file without reading it. Paths are copied. The pointer stays valid. */
struct gl_source *gl_sources_add(struct gl_sources *sources, struct gl_str path, struct gl_str uri);
/* Registers bytes that exist already (standard input, embedded files, tests); they are borrowed. */
struct gl_source *gl_sources_add_text(struct gl_sources *sources, struct gl_str uri, struct gl_str text);
struct gl_source *gl_sources_get(const struct gl_sources *sources,
                                 uint32_t id); /* id 0: the nowhere source */
/* Reads the file. GL_ERR_IO leaves errno's sentence in reterr_why; GL_ERR_LIMIT when larger than
 * GL_MAX_FILE_SIZE; only regular files are read. */
enum gl_err gl_source_read(struct gl_source *source, const char **reterr_why) GL_MUST_CHECK;
/* The same into memory of `arena`, which must outlive the source: many files need fewer pages so. */
enum gl_err gl_source_read_into(struct gl_source *source, struct gl_arena *arena,
                                const char **reterr_why) GL_MUST_CHECK;
/* Gives back what was read into a source that is in no table. */
void gl_source_release(struct gl_source *source);
struct gl_position gl_source_position(struct gl_source *source, uint32_t offset);
struct gl_str gl_source_line(struct gl_source *source, uint32_t line); /* without its line end */
struct gl_str gl_source_slice(const struct gl_source *source, struct gl_span span);

/* What people see and click. */
static inline struct gl_str gl_source_shown(const struct gl_source *source)
{
    return source->shown.len ? source->shown : source->uri;
}

static inline bool gl_span_is_inside(struct gl_span inner, struct gl_span outer)
{
    return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

static inline bool gl_span_is_set(struct gl_span span)
{
    return span.source != 0;
}

#endif
