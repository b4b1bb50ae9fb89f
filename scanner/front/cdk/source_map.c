#include "front/cdk/source_map.h"

/* Value of a base64 digit, -1 for anything else. */
static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* One signed number in base64 VLQ: five bits a digit, the sixth says that more follow, the lowest bit of all
 * is the sign. */
static bool cut_number(struct gl_str *rest, int64_t *ret_number)
{
    uint64_t bits = 0;

    for (unsigned shift = 0; shift <= 30 && rest->len > 0; shift += 5) {
        int digit = digit_of(rest->ptr[0]);

        if (digit < 0)
            return false;
        *rest = gl_str_from(*rest, 1);
        bits |= (uint64_t)(digit & 31) << shift;
        if (digit < 32) {
            *ret_number = bits & 1 ? -(int64_t)(bits >> 1) : (int64_t)(bits >> 1);
            return true;
        }
    }
    return false;
}

enum field { COLUMN = 0, SOURCE, SOURCE_LINE, SOURCE_COLUMN, FIELDS };

/* Adds the numbers of one segment to the running state; false when it is broken. */
static bool advance(struct gl_str segment, int64_t state[FIELDS], size_t *ret_count)
{
    size_t count = 0;
    int64_t number;

    for (; segment.len > 0; count++) {
        if (!cut_number(&segment, &number))
            return false;
        if (count >= FIELDS)
            continue; /* the name, which nobody needs here */
        state[count] += number;
        if (state[count] < 0 || state[count] > INT32_MAX)
            return false;
    }
    *ret_count = count;
    return true;
}

static void read_mappings(struct gl_source_map *map, struct gl_str mappings, struct gl_arena *arena)
{
    int64_t state[FIELDS] = {0};
    struct gl_str line, segment;

    for (uint32_t number = 0; gl_str_cut(&mappings, ';', &line); number++) {
        state[COLUMN] = 0;
        while (gl_str_cut(&line, ',', &segment)) {
            size_t count = 0;

            if (!advance(segment, state, &count))
                return;
            if (count < FIELDS)
                continue; /* a place that came from nowhere */
            *GL_PUSH(arena, map->segments, map->len, map->capacity) =
                (struct gl_segment){number, (uint32_t)state[COLUMN], (uint32_t)state[SOURCE],
                                    (uint32_t)state[SOURCE_LINE], (uint32_t)state[SOURCE_COLUMN]};
        }
    }
}

bool gl_source_map_read(struct gl_source_map *map, const struct gl_value *json, struct gl_arena *arena)
{
    struct gl_str mappings = {0}, version = {0};

    *map = (struct gl_source_map){.sources = gl_value_get(json, GL_STR("sources"))};
    if (!gl_value_text(gl_value_get(json, GL_STR("version")), &version) || !gl_str_eq(version, GL_STR("3")) ||
        !gl_value_is(map->sources, GL_LIST) ||
        !gl_value_text(gl_value_get(json, GL_STR("mappings")), &mappings))
        return false;
    gl_value_text(gl_value_get(json, GL_STR("sourceRoot")), &map->root);
    read_mappings(map, mappings, arena);
    return map->len > 0;
}

const struct gl_segment *gl_source_map_find(const struct gl_source_map *map, uint32_t line, uint32_t column,
                                            bool has_column)
{
    size_t low = 0, high = map->len;

    /* The first segment after the place. Columns within a line may run backwards in a hostile map: then the
     * answer is some segment or none, never one that does not exist. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct gl_segment *segment = &map->segments[middle];
        bool is_after =
            segment->line > line || (segment->line == line && has_column && segment->column > column);

        if (!has_column && segment->line == line)
            is_after = true;
        if (is_after)
            high = middle;
        else
            low = middle + 1;
    }
    if (!has_column)
        return low < map->len && map->segments[low].line == line ? &map->segments[low] : NULL;
    return low > 0 && map->segments[low - 1].line == line ? &map->segments[low - 1] : NULL;
}

struct gl_str gl_source_map_url(struct gl_str text)
{
    static const struct gl_str mark = GL_STR_INIT("//# sourceMappingURL=");
    struct gl_str line;

    text = gl_str_trim(text);
    for (size_t end = text.len; end > 0;) {
        size_t newline = gl_str_find_last_char(gl_str_slice(text, 0, end), '\n');
        size_t begin = newline == GL_STR_NONE ? 0 : newline + 1;

        line = gl_str_trim(gl_str_slice(text, begin, end));
        if (gl_str_starts_with(line, mark))
            return gl_str_from(line, mark.len);
        if (line.len > 0 && !gl_str_starts_with(line, GL_STR("//")))
            break; /* only comments may follow it */
        end = newline == GL_STR_NONE ? 0 : newline;
    }
    return (struct gl_str){0};
}

struct gl_str gl_source_map_inline(struct gl_str url, struct gl_arena *arena)
{
    size_t mark = gl_str_find(url, GL_STR(";base64,"));
    struct gl_str data;
    uint32_t bits = 0;
    unsigned have = 0;
    size_t len = 0;
    char *bytes;

    if (!gl_str_starts_with(url, GL_STR("data:application/json")) || mark == GL_STR_NONE)
        return (struct gl_str){0};
    data = gl_str_from(url, mark + GL_STR(";base64,").len);
    bytes = GL_NEW_ARRAY(arena, char, data.len);
    for (size_t i = 0; i < data.len && data.ptr[i] != '='; i++) {
        int digit = digit_of(data.ptr[i]);

        if (digit < 0)
            return (struct gl_str){0};
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes[len++] = (char)(bits >> have & 0xff);
            bits &= (1U << have) - 1;
        }
    }
    return (struct gl_str){bytes, len};
}
