/* The compiled form of the files in tables/ (README.md describes them). Read-only, without pointers, so that
 * nothing is relocated or parsed at start: texts are offsets into one pool, each ended by NUL. */
#ifndef GL_TERRAFORM_MAP_TABLE_H
#define GL_TERRAFORM_MAP_TABLE_H

#include "base/arena.h"
#include "base/str.h"

/* The conversions: CONVERT(ENUM, word, number of words that follow it at least, at most). */
#define GL_TF_CONVERSIONS(CONVERT)                                                                           \
    CONVERT(PLAIN, "", 0, 0)                                                                                 \
    CONVERT(NOT, "not", 0, 0)                                                                                \
    CONVERT(ENUM, "enum", 1, 1)                                                                              \
    CONVERT(CONST, "const", 1, 1)                                                                            \
    CONVERT(BLOCK, "block", 0, 0)                                                                            \
    CONVERT(TAGS, "tags", 0, 0)                                                                              \
    CONVERT(PAIRS, "pairs", 2, 2)                                                                            \
    CONVERT(MAP, "map", 2, 2)                                                                                \
    CONVERT(LIST, "list", 0, 0)                                                                              \
    CONVERT(FIRST, "first", 0, 0)                                                                            \
    CONVERT(CAMEL, "camel", 0, 1)                                                                            \
    CONVERT(JSON, "json", 0, 0)                                                                              \
    CONVERT(NAMED, "named", 2, 2)                                                                            \
    CONVERT(OWNER, "owner", 0, 0)                                                                            \
    CONVERT(WHEN, "when", 2, 2)                                                                              \
    CONVERT(SELF, "self", 0, 1)

enum gl_tf_conversion {
#define CONVERT(name, word, least, most) GL_TF_CONVERT_##name,
    GL_TF_CONVERSIONS(CONVERT)
#undef CONVERT
};

enum gl_tf_step_list {
    GL_TF_STEP_PLAIN = 0,
    GL_TF_STEP_EACH,  /* name[] */
    GL_TF_STEP_LABEL, /* name[word] */
    GL_TF_STEP_MORE,  /* name[+] */
};

struct gl_tf_map_step {
    uint32_t name, label;
    uint8_t list; /* enum gl_tf_step_list */
};

enum gl_tf_row_source {
    GL_TF_FROM_BODY = 0,
    GL_TF_FROM_OUTER,     /* "^": attributes of the resource around the block, or itself */
    GL_TF_FROM_LIFECYCLE, /* the lifecycle block */
    GL_TF_FROM_NOTHING,   /* "=": a constant */
};

struct gl_tf_map_row {
    uint32_t path, property; /* first steps */
    uint32_t argument[2];    /* of the conversion */
    uint32_t absent;         /* 0: nothing */
    uint8_t path_len, property_len;
    uint8_t source;    /* enum gl_tf_row_source */
    uint8_t convert;   /* enum gl_tf_conversion */
    bool is_attribute; /* "@DeletionPolicy": not among the properties */
    bool holds_always; /* `absent` also where the block around is missing */
};

struct gl_tf_map_reference {
    uint32_t name, attribute;
};

enum gl_tf_map_verb { GL_TF_MAP_OWN = 0, GL_TF_MAP_FOLD };

struct gl_tf_map_type {
    uint32_t name, kind;
    uint32_t fold_attribute, fold_name;                 /* 0: none */
    uint32_t unless_attribute, unless_text, other_kind; /* another kind where an attribute says so (no text:
                                                           where it is written); 0: none */
    uint32_t row, row_len;
    uint32_t reference, reference_len;
    uint32_t body;  /* index of the type whose rows these are: itself, or what it is an alias of */
    uint32_t block; /* of a type TYPE.BLOCK: the block's name; else 0 */
    uint8_t verb;   /* enum gl_tf_map_verb */
};

/* Sorted by name; the blocks of a type follow it. */
extern const struct gl_tf_map_type gl_tf_map_types[];
extern const size_t gl_tf_map_type_len;
extern const struct gl_tf_map_row gl_tf_map_rows[];
extern const struct gl_tf_map_step gl_tf_map_steps[];
extern const struct gl_tf_map_reference gl_tf_map_references[];
extern const char gl_tf_map_texts[];

static inline struct gl_str gl_tf_map_text(uint32_t offset)
{
    return gl_str_of(gl_tf_map_texts + offset);
}
/* NULL when no table names the type. Of an alias: what it stands for. */
const struct gl_tf_map_type *gl_tf_map_find(struct gl_str type);
/* The canonical name of a Terraform attribute in a reference: `id` is empty (Ref). */
struct gl_str gl_tf_map_attribute(struct gl_arena *arena, const struct gl_tf_map_type *type,
                                  struct gl_str attribute);
/* "default_security_group_id" as "DefaultSecurityGroupId". */
struct gl_str gl_tf_map_camel_case(struct gl_arena *arena, struct gl_str attribute);

#endif
