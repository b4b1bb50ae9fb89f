/* CSV as RFC 4180 has it, without line breaks in fields: for the build tools. */
#ifndef GL_TOOLS_CSV_H
#define GL_TOOLS_CSV_H

#include "base/buf.h"
#include "tree/value.h"

/* The cell that begins at `at` is appended; returns where it ends: at a comma or at the end of the line. */
static inline size_t gl_csv_cell(struct gl_str line, size_t at, struct gl_buf *cell)
{
    bool quoted = at < line.len && line.ptr[at] == '"';

    for (at += quoted; at < line.len; at++) {
        char c = line.ptr[at];

        if (!quoted && c == ',')
            break;
        if (quoted && c == '"') {
            quoted = at + 1 < line.len && line.ptr[at + 1] == '"';
            if (!quoted)
                continue;
            at++;
        }
        gl_buf_add_char(cell, c);
    }
    return at;
}

/* One line as LIST of STRING. */
static inline void gl_csv_row(struct gl_arena *arena, struct gl_str line, struct gl_value *row)
{
    struct gl_value *cells = NULL;
    size_t len = 0, capacity = 0, at = 0;

    do {
        struct gl_buf cell;

        gl_buf_init(&cell);
        at = gl_csv_cell(line, at, &cell);
        *GL_PUSH(arena, cells, len, capacity) =
            gl_value_string(gl_arena_copy(arena, gl_buf_str(&cell)), (struct gl_span){0});
        gl_buf_free(&cell);
    } while (at++ < line.len);
    *row = (struct gl_value){.type = GL_LIST, .u.list = {cells, len}};
}

#endif
