/* Diagnostics: what could not be read, was not understood, or is wrong with a baseline or a check file.
 *
 * Not findings. A list belongs to one thread; lists are merged after a barrier and sorted by place. Printed
 * as infra/db.yaml:41:9: duplicate key "Properties" (first at 33:5); remove one of them 41 |   Properties: |
 * ^~~~~~~~~~ `message` is lower case without full stop; `remedy` says what to do. */
#ifndef GL_BASE_DIAG_H
#define GL_BASE_DIAG_H

#include "base/buf.h"
#include "base/source.h"

enum gl_diag_level {
    GL_DIAG_NOTE = 0,   /* worth knowing; the scan is complete */
    GL_DIAG_INCOMPLETE, /* something was left out or not understood: exit 3 */
    GL_DIAG_USAGE,      /* command line, baseline, check or configuration: exit 2 */
};

struct gl_diag {
    enum gl_diag_level level;
    struct gl_span span; /* source 0 with `path` set: a path that never became a source */
    struct gl_str path;  /* as people see it */
    struct gl_str uri;   /* of path, relative to the root of the scan; empty: outside it, or not known */
    struct gl_str message;
    struct gl_str remedy; /* may be empty */
};

struct gl_diags {
    struct gl_arena *arena; /* texts are copied here */
    struct gl_diag *items;
    size_t len, capacity;
};

void gl_diags_init(struct gl_diags *diags, struct gl_arena *arena);
void gl_diag_add(struct gl_diags *diags, enum gl_diag_level level, struct gl_span span, const char *remedy,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));
void gl_diag_add_path(struct gl_diags *diags, enum gl_diag_level level, struct gl_str path,
                      const char *remedy, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Appends all of `from`, whose arena must live as long as `into` is used. */
void gl_diags_merge(struct gl_diags *into, const struct gl_diags *from);
/* By source uri, then offset, then text; removes exact duplicates. */
void gl_diags_sort(struct gl_diags *diags, const struct gl_sources *sources);
bool gl_diags_has(const struct gl_diags *diags, enum gl_diag_level level);
/* One diagnostic as text for a person, with the quoted line when it has a span. */
void gl_diag_print(struct gl_buf *out, const struct gl_diag *diag, const struct gl_sources *sources,
                   bool color);
/* A line whose words say that it may hold a secret is not quoted: what is wrong with it can be said without
 * showing it. */
bool gl_line_may_hold_secret(struct gl_str line);
/* The quoted line(s) of a span with ^~~~ under it, indented by `indent`; long lines are cut around the span.
 * Text marked as secret must not be passed here: see gl_quote in reports. */
void gl_quote_span(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span,
                   unsigned indent);

#endif
