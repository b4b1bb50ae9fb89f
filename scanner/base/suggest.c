#include "base/suggest.h"

enum { MAX_NAME = 64 };

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c == '_' ? '-' : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t gl_edit_distance(struct gl_str a, struct gl_str b)
{
    size_t rows[3][MAX_NAME + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    if (a.len > MAX_NAME || b.len > MAX_NAME)
        return GL_STR_NONE;
    for (size_t j = 0; j <= b.len; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned char left = fold(a.ptr[i - 1]), right = fold(b.ptr[j - 1]);

            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (left != right));
            if (i > 1 && j > 1 && left == fold(b.ptr[j - 2]) && fold(a.ptr[i - 2]) == right)
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[b.len];
}

void gl_suggestion_init(struct gl_suggestion *suggestion, struct gl_str written)
{
    *suggestion = (struct gl_suggestion){.written = written, .distance = GL_STR_NONE};
}

void gl_suggestion_offer(struct gl_suggestion *suggestion, struct gl_str name)
{
    size_t distance = gl_edit_distance(suggestion->written, name);
    size_t longer = suggestion->written.len > name.len ? suggestion->written.len : name.len;
    bool is_beginning = suggestion->written.len >= 3 && gl_str_starts_with(name, suggestion->written);

    if (is_beginning)
        distance = 1;
    else if (distance > (longer + 2) / 3)
        return;
    if (distance < suggestion->distance) {
        suggestion->distance = distance;
        suggestion->best = name;
    }
}

void gl_suggestion_add(struct gl_buf *out, const struct gl_suggestion *suggestion)
{
    if (suggestion->best.len == 0)
        return;
    gl_buf_add(out, GL_STR("; did you mean "));
    gl_buf_quote(out, suggestion->best);
    gl_buf_add_char(out, '?');
}

struct gl_str gl_suggest(struct gl_str written, const struct gl_str *names, size_t len)
{
    struct gl_suggestion suggestion;

    gl_suggestion_init(&suggestion, written);
    for (size_t i = 0; i < len; i++)
        gl_suggestion_offer(&suggestion, names[i]);
    return suggestion.best;
}
