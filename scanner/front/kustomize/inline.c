#include "front/kustomize/build.h"

/* A line of a text, and where it stands in the file. */
struct line {
    uint32_t inside, outside;
};

struct lines {
    struct line *items;
    size_t len, capacity;
};

static size_t skip_blanks(struct gl_str text, size_t at)
{
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    return at;
}

static size_t end_of_line(struct gl_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n')
        at++;
    return at;
}

/* Lines of a literal block ("|") are those of the file without their indentation: each is looked for in it.
 * False where they are not found: other styles. */
static bool map_lines(struct gl_kust *kust, struct gl_str file, const struct gl_value *value,
                      struct lines *lines)
{
    struct gl_str text = value->u.str;
    size_t inside = 0, outside = end_of_line(file, value->span.begin) + 1;

    if (value->style != GL_BLOCK)
        return false;
    while (inside < text.len) {
        struct gl_str line = gl_str_slice(text, inside, end_of_line(text, inside));
        size_t end = end_of_line(file, outside), begin;

        if (outside >= file.len)
            return false;
        if (end > outside && file.ptr[end - 1] == '\r')
            end--;
        begin = end >= line.len ? end - line.len : 0;
        if (begin < outside || skip_blanks(file, outside) < begin ||
            !gl_str_eq(gl_str_slice(file, begin, end), line)) {
            if (line.len)
                return false;
            begin = end; /* an empty line may be indented anyhow */
        }
        *GL_PUSH(kust->arena, lines->items, lines->len, lines->capacity) =
            (struct line){(uint32_t)inside, (uint32_t)begin};
        inside += line.len + 1;
        outside = end_of_line(file, outside) + 1;
    }
    return lines->len > 0;
}

static uint32_t place_of(const struct lines *lines, uint32_t at)
{
    size_t low = 0, high = lines->len;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (lines->items[middle].inside <= at)
            low = middle;
        else
            high = middle;
    }
    return lines->items[low].outside + (at - lines->items[low].inside);
}

static void move_span(const struct lines *lines, struct gl_span *span)
{
    span->begin = place_of(lines, span->begin);
    span->end = place_of(lines, span->end);
}

/* The tree was read for us alone, so it may be changed. */
static void move_places(const struct lines *lines, struct gl_value *value)
{
    move_span(lines, &value->span);
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++) {
        if (!(value->u.list.items[i].flags & GL_VALUE_ALIASED))
            move_places(lines, &value->u.list.items[i]);
    }
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++) {
        struct gl_member *member = &value->u.map.members[i];

        if (member->value.flags & GL_VALUE_ALIASED)
            continue;
        move_span(lines, &member->key_span);
        move_places(lines, &member->value);
    }
}

static bool has_alias(const struct gl_value *value)
{
    if (value->flags & GL_VALUE_ALIASED)
        return true;
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++) {
        if (has_alias(&value->u.list.items[i]))
            return true;
    }
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++) {
        if (has_alias(&value->u.map.members[i].value))
            return true;
    }
    return false;
}

bool gl_kust_read_inline(struct gl_kust *kust, const struct gl_kust_folder *folder,
                         const struct gl_value *text, struct gl_documents *ret_documents)
{
    struct gl_source source = {.id = text->span.source,
                               .path = folder->input->source->path,
                               .uri = folder->input->source->uri,
                               .text = text->u.str,
                               .is_read = true};
    struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_diags told;
    struct lines lines = {0};
    bool is_mapped;

    gl_diags_init(&told, kust->arena);
    if (!gl_kust_step(kust, text->u.str.len / 4, text->span))
        return false;
    if (gl_read(&source, kust->arena, &options, ret_documents, &told) != GL_OK || told.len) {
        gl_kust_tell(kust, text->span, "correct the text", "this text is no YAML: %.*s",
                     told.len ? (int)told.items[0].message.len : 0,
                     told.len ? told.items[0].message.ptr : "");
        return false;
    }
    is_mapped = map_lines(kust, folder->input->source->text, text, &lines);
    for (size_t i = 0; i < ret_documents->len; i++) {
        struct gl_value *root = &ret_documents->items[i].root;

        if (is_mapped && !has_alias(root))
            move_places(&lines, root);
        else if (!has_alias(root))
            gl_value_move_spans(root, text->span);
    }
    return true;
}
