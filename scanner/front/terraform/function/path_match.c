#include "base/utf8.h"
#include "front/terraform/function/path.h"

static size_t character_len(struct gl_str text, size_t at)
{
    size_t len = gl_utf8_len((const unsigned char *)text.ptr + at, text.len - at);

    return len ? len : 1;
}

/* [a-z], [^a]: whether the character at text[at] is in it; *p moves behind the bracket. */
static bool in_bracket(struct gl_str pattern, size_t *p, struct gl_str character)
{
    size_t i = *p + 1;
    bool is_negated = i < pattern.len && (pattern.ptr[i] == '^' || pattern.ptr[i] == '!'), found = false;

    i += is_negated;
    while (i < pattern.len && pattern.ptr[i] != ']') {
        struct gl_str low, high;

        i += pattern.ptr[i] == '\\' && i + 1 < pattern.len;
        low = gl_str_slice(pattern, i, i + character_len(pattern, i));
        i += low.len;
        high = low;
        if (i + 1 < pattern.len && pattern.ptr[i] == '-' && pattern.ptr[i + 1] != ']') {
            high = gl_str_slice(pattern, i + 1, i + 1 + character_len(pattern, i + 1));
            i += 1 + high.len;
        }
        found |= gl_str_cmp(low, character) <= 0 && gl_str_cmp(character, high) <= 0;
    }
    *p = i + 1;
    return found != is_negated;
}

/* One character of the pattern that is no star against one of the text; both move on. */
static bool matches_character(struct gl_str pattern, size_t *p, struct gl_str text, size_t *t)
{
    size_t len = character_len(text, *t);
    struct gl_str character = gl_str_slice(text, *t, *t + len), wanted;

    *t += len;
    if (pattern.ptr[*p] == '?') {
        *p += 1;
        return true;
    }
    if (pattern.ptr[*p] == '[')
        return in_bracket(pattern, p, character);
    *p += pattern.ptr[*p] == '\\' && *p + 1 < pattern.len;
    wanted = gl_str_slice(pattern, *p, *p + character_len(pattern, *p));
    *p += wanted.len;
    return gl_str_eq(wanted, character);
}

/* Within one folder: the last star takes one character more whenever the rest does not fit. */
static bool part_matches(struct gl_str pattern, struct gl_str text, uint64_t *steps)
{
    size_t p = 0, t = 0, star = GL_STR_NONE, star_text = 0;

    for (; *steps; --*steps) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = ++p;
            star_text = t;
            continue;
        }
        if (t < text.len && p < pattern.len && matches_character(pattern, &p, text, &t))
            continue;
        if (t >= text.len && p >= pattern.len)
            return true;
        if (star == GL_STR_NONE || star_text >= text.len)
            return false;
        star_text += character_len(text, star_text);
        t = star_text;
        p = star;
    }
    return false;
}

static struct gl_str part_at(struct gl_str path, size_t at)
{
    struct gl_str rest = gl_str_from(path, at);
    size_t slash = gl_str_find_char(rest, '/');

    return slash == GL_STR_NONE ? rest : gl_str_slice(rest, 0, slash);
}

static size_t next_part(struct gl_str path, size_t at)
{
    return at + part_at(path, at).len + 1;
}

/* The same over folders: ** is the star. */
bool gl_tf_path_matches(struct gl_str pattern, struct gl_str path, uint64_t *steps)
{
    size_t p = 0, t = 0, star = GL_STR_NONE, star_path = 0;

    while (*steps) {
        --*steps;
        if (p < pattern.len && gl_str_eq(part_at(pattern, p), GL_STR("**"))) {
            p = star = next_part(pattern, p);
            star_path = t;
            if (p >= pattern.len)
                return true;
            continue;
        }
        if (t < path.len && p < pattern.len && part_matches(part_at(pattern, p), part_at(path, t), steps)) {
            p = next_part(pattern, p);
            t = next_part(path, t);
            continue;
        }
        if (t >= path.len && p >= pattern.len)
            return true;
        if (star == GL_STR_NONE || star_path >= path.len)
            return false;
        star_path = next_part(path, star_path);
        t = star_path;
        p = star;
    }
    return false;
}
