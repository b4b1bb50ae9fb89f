/* JSON for people and programs: one member a line, indented by two spaces a level. */
#ifndef GL_REPORTS_JSON_LINES_H
#define GL_REPORTS_JSON_LINES_H

#include "base/buf.h"
#include "base/source.h"

/* Where the next value goes: indentation, and whether a comma stands before it. Zero, but for `out`, is the
 * beginning. */
struct gl_json_lines {
    struct gl_buf *out;
    unsigned depth;
    bool has_sibling;
};

/* The bracket of a list or an object; key NULL: in a list, or the outermost. */
void gl_json_open(struct gl_json_lines *json, const char *key, char bracket);
void gl_json_close(struct gl_json_lines *json, char bracket);
void gl_json_text(struct gl_json_lines *json, const char *key, struct gl_str text);
void gl_json_word(struct gl_json_lines *json, const char *key, const char *word); /* as it is: true, [] */
void gl_json_number(struct gl_json_lines *json, const char *key, uint64_t number);
/* "at": {"uri": ..., "region": {...}}; nothing for a span that is nowhere. */
void gl_json_place(struct gl_json_lines *json, const struct gl_sources *sources, struct gl_span span);

#endif
