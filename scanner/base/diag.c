#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>

void gl_diags_init(struct gl_diags *diags, struct gl_arena *arena)
{
    *diags = (struct gl_diags){.arena = arena};
}

void gl_diag_add(struct gl_diags *diags, enum gl_diag_level level, struct gl_span span, const char *remedy,
                 const char *format, ...)
{
    struct gl_diag *diag = GL_PUSH(diags->arena, diags->items, diags->len, diags->capacity);
    va_list args;

    va_start(args, format);
    *diag = (struct gl_diag){.level = level, .span = span};
    diag->message = gl_arena_vprintf(diags->arena, format, args);
    va_end(args);
    if (remedy)
        diag->remedy = gl_arena_copy(diags->arena, gl_str_of(remedy));
}

void gl_diag_add_path(struct gl_diags *diags, enum gl_diag_level level, struct gl_str path,
                      const char *remedy, const char *format, ...)
{
    struct gl_diag *diag = GL_PUSH(diags->arena, diags->items, diags->len, diags->capacity);
    va_list args;

    va_start(args, format);
    *diag = (struct gl_diag){.level = level};
    diag->path = gl_arena_copy(diags->arena, path);
    diag->message = gl_arena_vprintf(diags->arena, format, args);
    va_end(args);
    if (remedy)
        diag->remedy = gl_arena_copy(diags->arena, gl_str_of(remedy));
}

void gl_diags_merge(struct gl_diags *into, const struct gl_diags *from)
{
    for (size_t i = 0; i < from->len; i++)
        *GL_PUSH(into->arena, into->items, into->len, into->capacity) = from->items[i];
}

struct sort_entry {
    struct gl_str where;
    struct gl_diag diag;
};

static int compare_entries(const void *a_, const void *b_)
{
    const struct sort_entry *a = a_, *b = b_;
    int order = gl_str_cmp(a->where, b->where);

    if (order)
        return order;
    if (a->diag.span.begin != b->diag.span.begin)
        return a->diag.span.begin < b->diag.span.begin ? -1 : 1;
    return gl_str_cmp(a->diag.message, b->diag.message);
}

void gl_diags_sort(struct gl_diags *diags, const struct gl_sources *sources)
{
    struct sort_entry *entries = GL_NEW_ARRAY(diags->arena, struct sort_entry, diags->len);
    size_t kept = 0;

    for (size_t i = 0; i < diags->len; i++) {
        entries[i].diag = diags->items[i];
        entries[i].where = diags->items[i].path.len
                               ? diags->items[i].path
                               : gl_sources_get(sources, diags->items[i].span.source)->uri;
    }
    qsort(entries, diags->len, sizeof *entries, compare_entries);
    for (size_t i = 0; i < diags->len; i++) {
        if (i > 0 && compare_entries(&entries[i - 1], &entries[i]) == 0)
            continue;
        diags->items[kept++] = entries[i].diag;
    }
    diags->len = kept;
}

bool gl_diags_has(const struct gl_diags *diags, enum gl_diag_level level)
{
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].level == level)
            return true;
    }
    return false;
}

bool gl_line_may_hold_secret(struct gl_str line)
{
    static const char *const words[] = {"password",   "passwd", "secret",     "token",
                                        "credential", "apikey", "access_key", "private"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (gl_str_contains_nocase(line, gl_str_of(words[i])))
            return true;
    }
    return false;
}

void gl_diag_print(struct gl_buf *out, const struct gl_diag *diag, const struct gl_sources *sources,
                   bool color)
{
    bool is_quoted = false;
    const char *bold = color ? "\033[1m" : "", *plain = color ? "\033[0m" : "";

    gl_buf_add(out, gl_str_of(bold));
    if (gl_span_is_set(diag->span)) {
        struct gl_source *source = gl_sources_get(sources, diag->span.source);
        struct gl_position at = gl_source_position(source, diag->span.begin);

        gl_buf_quote(out, gl_source_shown(source));
        gl_buf_printf(out, ":%u:%u: ", at.line, at.column);
        is_quoted = !gl_line_may_hold_secret(gl_source_line(source, at.line));
    } else if (diag->path.len) {
        gl_buf_quote(out, diag->path);
        gl_buf_add(out, GL_STR(": "));
    }
    gl_buf_quote(out, diag->message);
    gl_buf_add(out, gl_str_of(plain));
    if (diag->remedy.len) {
        gl_buf_add(out, GL_STR("; "));
        gl_buf_quote(out, diag->remedy);
    }
    gl_buf_add_char(out, '\n');
    if (is_quoted)
        gl_quote_span(out, sources, diag->span, 2);
}
