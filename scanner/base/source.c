#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/word.h"

enum { CODE_POINT_BLOCK = 1024, NEAR_LINES = 24 };

void gl_sources_init(struct gl_sources *sources)
{
    *sources = (struct gl_sources){0};
    gl_sources_add(sources, GL_STR(""), GL_STR(""));
}

void gl_sources_free(struct gl_sources *sources)
{
    for (size_t i = 0; i < sources->len; i++) {
        free(sources->items[i]->owned);
        free(sources->items[i]->line_start);
        free(sources->items[i]->code_points);
    }
    gl_arena_free(&sources->arena);
    *sources = (struct gl_sources){0};
}

struct gl_source *gl_sources_add(struct gl_sources *sources, struct gl_str path, struct gl_str uri)
{
    struct gl_source *source = GL_NEW(&sources->arena, struct gl_source);

    source->id = (uint32_t)sources->len;
    source->path = gl_arena_copy(&sources->arena, path);
    source->uri = gl_arena_copy(&sources->arena, uri);
    *GL_PUSH(&sources->arena, sources->items, sources->len, sources->capacity) = source;
    return source;
}

struct gl_source *gl_sources_add_text(struct gl_sources *sources, struct gl_str uri, struct gl_str text)
{
    struct gl_source *source = gl_sources_add(sources, GL_STR(""), uri);

    source->text = text;
    source->is_read = true;
    return source;
}

struct gl_source *gl_sources_get(const struct gl_sources *sources, uint32_t id)
{
    gl_assert(id < sources->len);
    return sources->items[id];
}

static enum gl_err read_all(struct gl_source *source, int file, size_t size, char *bytes,
                            const char **reterr_why)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = read(file, bytes + have, size - have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            *reterr_why = strerror(errno);
            return GL_ERR_IO;
        }
        if (got == 0)
            break; /* it became shorter while we read */
        have += (size_t)got;
    }
    bytes[have] = '\0';
    source->text = (struct gl_str){bytes, have};
    source->is_read = true;
    return GL_OK;
}

static char *room_for(struct gl_source *source, struct gl_arena *arena, size_t size)
{
    if (arena)
        return gl_arena_alloc(arena, size, 1);
    free(source->owned); /* of a try that failed */
    source->owned = malloc(size);
    gl_assert(source->owned != NULL);
    return source->owned;
}

/* `arena` NULL: the source owns its memory. */
static enum gl_err read_file(struct gl_source *source, struct gl_arena *arena, const char **reterr_why)
{
    struct stat status;
    enum gl_err err;
    int file;

    if (source->is_read)
        return GL_OK;
    file = open(source->path.ptr, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        *reterr_why = strerror(errno);
        if (file >= 0)
            close(file);
        return GL_ERR_IO;
    }
    if (!S_ISREG(status.st_mode)) {
        *reterr_why = "not a regular file";
        err = GL_ERR_IO;
    } else if ((size_t)status.st_size > GL_MAX_FILE_SIZE) {
        *reterr_why = "larger than 64 MiB";
        err = GL_ERR_LIMIT;
    } else {
        size_t size = (size_t)status.st_size;

        err = read_all(source, file, size, room_for(source, arena, size + 1), reterr_why);
    }
    close(file);
    return err;
}

enum gl_err gl_source_read(struct gl_source *source, const char **reterr_why)
{
    return read_file(source, NULL, reterr_why);
}

enum gl_err gl_source_read_into(struct gl_source *source, struct gl_arena *arena, const char **reterr_why)
{
    return read_file(source, arena, reterr_why);
}

void gl_source_release(struct gl_source *source)
{
    free(source->owned);
    free(source->line_start);
    free(source->code_points);
    *source = (struct gl_source){0};
}

/* Room for the lines that begin in one more word. */
static uint32_t *grow_lines(uint32_t *starts, size_t len, size_t *capacity)
{
    if (len + GL_WORD_LEN <= *capacity)
        return starts;
    *capacity = 2 * *capacity;
    starts = realloc(starts, *capacity * sizeof *starts);
    gl_assert(starts != NULL);
    return starts;
}

static void index_lines(struct gl_source *source)
{
    struct gl_str text = source->text;
    size_t capacity = text.len / 32 + 16, len = 0, at = 0;
    uint32_t *starts = malloc(capacity * sizeof *starts);
    uint64_t bytes = 0;

    gl_assert(starts != NULL);
    starts[len++] = 0;
    for (; text.len - at >= GL_WORD_LEN; at += GL_WORD_LEN) {
        uint64_t word = gl_word_load(text.ptr + at), ends = gl_word_all(word, '\n');

        bytes |= word;
        if (ends)
            starts = grow_lines(starts, len, &capacity);
        for (; ends; ends &= ends - 1)
            starts[len++] = (uint32_t)(at + gl_word_first(ends) + 1);
    }
    starts = grow_lines(starts, len, &capacity);
    for (; at < text.len; at++) {
        bytes |= (unsigned char)text.ptr[at];
        if (text.ptr[at] == '\n')
            starts[len++] = (uint32_t)at + 1;
    }
    source->line_start = starts;
    source->line_len = (uint32_t)len;
    source->is_ascii = gl_word_beyond_ascii(bytes) == 0;
}

static uint32_t line_of(struct gl_source *source, uint32_t offset)
{
    uint32_t low = 0, high;

    if (!source->line_start)
        index_lines(source);
    high = source->line_len;
    if (source->line_start[source->last_line] <= offset) {
        low = source->last_line;
        for (uint32_t i = low + 1; i < low + NEAR_LINES && i < high; i++)
            high = source->line_start[i] > offset ? i : high;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (source->line_start[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    source->last_line = low;
    return low;
}

/* Code points that begin in [from, to). */
static uint32_t count_code_points(const struct gl_source *source, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += ((unsigned char)source->text.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* A minified template is one line of megabytes: every column would cost a walk from its beginning. */
static void index_code_points(struct gl_source *source)
{
    size_t blocks = source->text.len / CODE_POINT_BLOCK + 1;

    source->code_points = malloc(blocks * sizeof *source->code_points);
    gl_assert(source->code_points != NULL);
    source->code_points[0] = 0;
    for (uint32_t i = 1; i < blocks; i++)
        source->code_points[i] = source->code_points[i - 1] +
                                 count_code_points(source, (i - 1) * CODE_POINT_BLOCK, i * CODE_POINT_BLOCK);
}

static uint32_t code_points_before(struct gl_source *source, uint32_t offset)
{
    uint32_t block = offset / CODE_POINT_BLOCK;

    if (!source->code_points)
        index_code_points(source);
    return source->code_points[block] + count_code_points(source, block * CODE_POINT_BLOCK, offset);
}

struct gl_position gl_source_position(struct gl_source *source, uint32_t offset)
{
    uint32_t line, column, from;

    if (offset > source->text.len)
        offset = (uint32_t)source->text.len;
    line = line_of(source, offset);
    from = source->line_start[line];
    if (source->is_ascii)
        return (struct gl_position){line + 1, offset - from + 1};
    if (line == 0 && source->text.len >= 3 && offset >= 3 && memcmp(source->text.ptr, "\xef\xbb\xbf", 3) == 0)
        from = 3; /* the byte order mark is no column */
    if (offset > from && offset - from > 4 * CODE_POINT_BLOCK)
        column = code_points_before(source, offset) - code_points_before(source, from);
    else
        column = count_code_points(source, from, offset);
    return (struct gl_position){line + 1, column + 1};
}

struct gl_str gl_source_line(struct gl_source *source, uint32_t line)
{
    struct gl_str text;

    if (!source->line_start)
        index_lines(source);
    if (line == 0 || line > source->line_len)
        return (struct gl_str){0};
    text = gl_str_slice(source->text, source->line_start[line - 1],
                        line < source->line_len ? source->line_start[line] - 1 : source->text.len);
    if (gl_str_ends_with(text, GL_STR("\r")))
        text.len--;
    return text;
}

struct gl_str gl_source_slice(const struct gl_source *source, struct gl_span span)
{
    return gl_str_slice(source->text, span.begin, span.end);
}
