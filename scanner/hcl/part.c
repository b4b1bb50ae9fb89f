#include "hcl/part.h"

#include "base/unicode.h"

struct gl_str gl_hcl_trim_left(struct gl_str text)
{
    size_t len;

    while (text.len && gl_unicode_is_space(gl_unicode_first(text, &len)))
        text = gl_str_from(text, len);
    return text;
}

struct gl_str gl_hcl_trim_right(struct gl_str text)
{
    while (text.len) {
        size_t from = text.len - 1, len;

        while (from > 0 && ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
            from--;
        if (!gl_unicode_is_space(gl_unicode_first(gl_str_from(text, from), &len)))
            break;
        text.len = from;
    }
    return text;
}

/* Indentation of a part that begins a line, in grapheme clusters; NONE for a blank line, which has no say. */
static size_t indentation(const struct gl_hcl_part *part)
{
    struct gl_str rest;

    if (part->kind != GL_HCL_PART_TEXT)
        return 0;
    rest = gl_hcl_trim_left(part->text);
    if (rest.len == 0 && gl_str_ends_with(part->text, GL_STR("\n")))
        return GL_STR_NONE;
    return gl_grapheme_count(gl_str_slice(part->text, 0, part->text.len - rest.len));
}

/* After a text that ends its line the next part begins one; a text that ~ has trimmed does not end it. */
static bool ends_line(const struct gl_hcl_part *part)
{
    return part->kind == GL_HCL_PART_TEXT && gl_str_ends_with(part->text, GL_STR("\n"));
}

void gl_hcl_flush(struct gl_hcl_part *parts, size_t len)
{
    size_t common = GL_STR_NONE;

    for (size_t i = 0; i < len && common; i++) {
        size_t here;

        if ((i > 0 && !ends_line(&parts[i - 1])) || parts[i].kind == GL_HCL_PART_END)
            continue;
        here = indentation(&parts[i]);
        common = here < common ? here : common;
    }
    if (common == 0 || common == GL_STR_NONE)
        return;
    for (size_t i = len; i-- > 0;) { /* from behind: a shortened text still ends its line */
        if ((i > 0 && !ends_line(&parts[i - 1])) || parts[i].kind != GL_HCL_PART_TEXT ||
            indentation(&parts[i]) == GL_STR_NONE)
            continue;
        for (size_t n = 0; n < common; n++) {
            size_t step = gl_grapheme_len(parts[i].text);

            parts[i].text = gl_str_from(parts[i].text, step);
            parts[i].begin += (uint32_t)step;
        }
    }
}

struct gl_str gl_hcl_join(struct gl_arena *arena, const struct gl_hcl_part *parts, size_t len)
{
    struct gl_str all = {0};
    size_t total = 0, i = 0;
    char *copy;

    for (; i < len; i++) {
        if (parts[i].text.len == 0)
            continue;
        if (all.len && all.ptr + all.len != parts[i].text.ptr)
            break;
        all.ptr = all.len ? all.ptr : parts[i].text.ptr;
        all.len += parts[i].text.len;
    }
    if (i == len)
        return all;
    for (i = 0; i < len; i++)
        total += parts[i].text.len;
    copy = gl_arena_alloc(arena, total, 1);
    total = 0;
    for (i = 0; i < len; i++) {
        memcpy(copy + total, parts[i].text.ptr ? parts[i].text.ptr : "", parts[i].text.len);
        total += parts[i].text.len;
    }
    return (struct gl_str){copy, total};
}
