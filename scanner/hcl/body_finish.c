/* Attributes and blocks of a body leave the parser's stacks; an attribute that was there before is told. */
#include <stdlib.h>

#include "hcl/parser.h"

enum { FEW = 12 };

struct hashed {
    uint64_t hash;
    uint32_t index;
};

static int compare_hashed(const void *a_, const void *b_)
{
    const struct hashed *a = a_, *b = b_;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

/* Marks in `repeats` the attributes whose name occurs before; never quadratic. */
static void find_repeats(struct gl_arena *scratch, const struct gl_hcl_attribute *attributes, size_t len,
                         bool *repeats)
{
    struct hashed *sorted = GL_NEW_ARRAY(scratch, struct hashed, len);

    for (size_t i = 0; i < len; i++)
        sorted[i] = (struct hashed){gl_str_hash(attributes[i].name), (uint32_t)i};
    qsort(sorted, len, sizeof *sorted, compare_hashed);
    for (size_t i = 1, first = 0; i < len; i++) {
        if (sorted[i].hash != sorted[first].hash)
            first = i;
        else
            repeats[sorted[i].index] =
                gl_str_eq(attributes[sorted[i].index].name, attributes[sorted[first].index].name);
    }
}

static void find_few_repeats(const struct gl_hcl_attribute *attributes, size_t len, bool *repeats)
{
    for (size_t i = 1; i < len; i++) {
        for (size_t j = 0; j < i && !repeats[i]; j++)
            repeats[i] = gl_str_eq(attributes[i].name, attributes[j].name);
    }
}

static void take_attributes(struct gl_hcl_parser *parser, struct gl_hcl_body *body,
                            const struct gl_hcl_attribute *attributes, size_t len)
{
    struct gl_arena scratch = {0};
    bool few[FEW] = {false}, *repeats = few;

    if (len <= FEW) {
        find_few_repeats(attributes, len, few);
    } else {
        repeats = GL_NEW_ARRAY(&scratch, bool, len);
        find_repeats(&scratch, attributes, len, repeats);
    }
    body->attributes = GL_NEW_ARRAY(parser->text->arena, struct gl_hcl_attribute, len);
    for (size_t i = 0; i < len; i++) {
        if (repeats[i])
            gl_hcl_tell(parser->text, attributes[i].name_span, "remove one of them",
                        "Attribute redefined: an argument of this name was set before");
        else
            body->attributes[body->attribute_len++] = attributes[i];
    }
    gl_arena_free(&scratch);
}

void gl_hcl_finish_body(struct gl_hcl_parser *parser, struct gl_hcl_body *body, size_t attribute_mark,
                        size_t block_mark)
{
    size_t attribute_bytes = parser->attributes.len - attribute_mark;
    size_t block_bytes = parser->blocks.len - block_mark;

    if (attribute_bytes)
        take_attributes(
            parser, body,
            (const struct gl_hcl_attribute *)(const void *)(parser->attributes.ptr + attribute_mark),
            attribute_bytes / sizeof *body->attributes);
    if (block_bytes) {
        body->block_len = block_bytes / sizeof *body->blocks;
        body->blocks = GL_NEW_ARRAY(parser->text->arena, struct gl_hcl_block, body->block_len);
        memcpy(body->blocks, parser->blocks.ptr + block_mark, block_bytes);
    }
    parser->attributes.len = attribute_mark;
    parser->blocks.len = block_mark;
}
