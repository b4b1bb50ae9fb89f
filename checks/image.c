#include "checks/image.h"

#include "checks/natives.h"

/* Is the first part of a name a registry? It has a dot or a port, or is localhost. */
static bool is_registry(struct gl_str first)
{
    return gl_str_find_char(first, '.') != GL_STR_NONE || gl_str_find_char(first, ':') != GL_STR_NONE ||
           gl_str_eq(first, GL_STR("localhost"));
}

struct gl_image gl_image_of(struct gl_str text)
{
    struct gl_image image = {.registry = GL_STR("docker.io")};
    size_t at = gl_str_find_char(text, '@'), slash, colon;

    if (at != GL_STR_NONE) {
        image.digest = gl_str_from(text, at + 1);
        text = gl_str_slice(text, 0, at);
    }
    slash = gl_str_find_char(text, '/');
    if (slash != GL_STR_NONE && is_registry(gl_str_slice(text, 0, slash))) {
        image.registry = gl_str_slice(text, 0, slash);
        text = gl_str_from(text, slash + 1);
    }
    colon = gl_str_find_last_char(text, ':');
    if (colon != GL_STR_NONE) {
        image.tag = gl_str_from(text, colon + 1);
        text = gl_str_slice(text, 0, colon);
    }
    image.repository = text;
    return image;
}

/* ---- what is written, with holes ---- */

/* Is part of it not known, or filled in by another program ("$TAG", "${TAG}", "{{ .Values.tag }}")? */
static bool has_hole(struct gl_str text)
{
    return gl_str_find_char(text, GL_TEXT_HOLE) != GL_STR_NONE ||
           gl_str_find_char(text, '$') != GL_STR_NONE || gl_str_contains(text, GL_STR("{{"));
}

static bool is_listed(const struct gl_value *list, struct gl_str text)
{
    struct gl_str item;

    for (size_t i = 0; i < gl_value_len(list); i++) {
        if (gl_value_text(gl_value_at(list, i), &item) && gl_str_eq_nocase(item, text))
            return true;
    }
    return false;
}

static bool looks_like_digest(struct gl_str digest)
{
    size_t colon = gl_str_find_char(digest, ':');

    return colon != GL_STR_NONE && colon > 0 && colon + 1 < digest.len;
}

/* {test: is_image_pinned, path: image, with: TAGS}: a digest, or a tag that is none of those that move. */
enum gl_truth gl_is_image_pinned(struct gl_check_ctx *ctx, const struct gl_value *value,
                                 const struct gl_value *argument)
{
    struct gl_image image;
    struct gl_str text;

    if (!gl_value_text_with_holes(ctx->scratch, value, &text))
        return gl_maybe(ctx, value);
    image = gl_image_of(text);
    if (looks_like_digest(image.digest))
        return GL_TRUE;
    if (has_hole(image.tag) || (image.tag.len == 0 && has_hole(text)))
        return gl_maybe(ctx, value);
    return gl_truth_of(image.tag.len && !is_listed(argument, image.tag));
}

/* {test: has_image_digest, path: image} */
enum gl_truth gl_has_image_digest(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    struct gl_str text;

    (void)argument;
    if (!gl_value_text_with_holes(ctx->scratch, value, &text))
        return gl_maybe(ctx, value);
    if (looks_like_digest(gl_image_of(text).digest))
        return GL_TRUE;
    return has_hole(text) ? gl_maybe(ctx, value) : GL_FALSE;
}

/* ---- registries ---- */

/* Label for label: "*" stands for one whole label, so that no host can be made that only begins alike. */
static bool is_host(struct gl_str host, struct gl_str pattern)
{
    for (;;) {
        size_t a = gl_str_find_char(host, '.'), b = gl_str_find_char(pattern, '.');
        struct gl_str label = a == GL_STR_NONE ? host : gl_str_slice(host, 0, a);
        struct gl_str wanted = b == GL_STR_NONE ? pattern : gl_str_slice(pattern, 0, b);

        if (!gl_str_eq_nocase(label, wanted) && !(gl_str_eq(wanted, GL_STR("*")) && label.len))
            return false;
        if (a == GL_STR_NONE || b == GL_STR_NONE)
            return a == b;
        host = gl_str_from(host, a + 1);
        pattern = gl_str_from(pattern, b + 1);
    }
}

/* An entry is HOST or HOST/PATH, a path standing for all repositories below it. */
static bool is_allowed(const struct gl_image *image, struct gl_str entry)
{
    size_t slash = gl_str_find_char(entry, '/');
    struct gl_str path;

    if (!is_host(image->registry, slash == GL_STR_NONE ? entry : gl_str_slice(entry, 0, slash)))
        return false;
    if (slash == GL_STR_NONE)
        return true;
    path = gl_str_from(entry, slash + 1);
    return gl_str_eq(image->repository, path) ||
           (gl_str_starts_with(image->repository, path) &&
            (gl_str_ends_with(path, GL_STR("/")) || image->repository.ptr[path.len] == '/'));
}

/* Could what is not known be part of the registry? */
static bool hides_registry(struct gl_str text)
{
    size_t slash = gl_str_find_char(text, '/'), colon = gl_str_find_char(text, ':');

    if (slash != GL_STR_NONE)
        return has_hole(gl_str_slice(text, 0, slash));
    return has_hole(colon == GL_STR_NONE ? text : gl_str_slice(text, 0, colon));
}

/* {test: is_image_from, path: image, with: REGISTRIES} */
enum gl_truth gl_is_image_from(struct gl_check_ctx *ctx, const struct gl_value *value,
                               const struct gl_value *argument)
{
    struct gl_image image;
    struct gl_str text, entry;

    if (!gl_value_text_with_holes(ctx->scratch, value, &text) || hides_registry(text))
        return gl_maybe(ctx, value);
    image = gl_image_of(text);
    for (size_t i = 0; i < gl_value_len(argument); i++) {
        if (gl_value_text(gl_value_at(argument, i), &entry) && is_allowed(&image, entry))
            return GL_TRUE;
    }
    return has_hole(image.repository) ? gl_maybe(ctx, value) : GL_FALSE;
}
