/* The value tree: what every reader produces, every evaluator computes and every check looks at.
 *
 * Readers produce NULL, BOOL, NUMBER, STRING, LIST, MAP with the exact span of each key and value. Evaluators
 * add UNKNOWN, REF, CHOICE, CONCAT and ABSENT. A value is 32 bytes and is copied freely: children are shared
 * by pointer and never changed after they were built. All memory belongs to the arena of the file or unit.
 *
 * Scalars keep their raw text. Unquoted YAML scalars are STRING with style GL_PLAIN, because each dialect
 * types them differently (scalar.h); JSON true, 12 and null are BOOL, NUMBER and NULL with their text. */
#ifndef GL_TREE_VALUE_H
#define GL_TREE_VALUE_H

#include "base/source.h"

enum gl_type {
    GL_UNKNOWN = 0, /* cannot be known here; says why */
    GL_ABSENT,      /* removed by AWS::NoValue; only as an arm of a CHOICE */
    GL_NULL,
    GL_BOOL,   /* JSON true/false, or computed; `boolean` */
    GL_NUMBER, /* JSON number, or computed: decimal text in `str` */
    GL_STRING, /* decoded text in `str` */
    GL_LIST,
    GL_MAP,
    GL_REF,    /* another resource of the scan, or an attribute of it */
    GL_CHOICE, /* one of several known values */
    GL_CONCAT, /* a string of which some parts are not known: items are STRING, UNKNOWN, REF, CHOICE */
};

enum gl_style { GL_QUOTED = 0, GL_PLAIN, GL_BLOCK, GL_COMPUTED };

/* YAML tags that mean something: CloudFormation's short forms. Any other tag is GL_TAG_OTHER. */
enum gl_tag {
    GL_TAG_NONE = 0,
    GL_TAG_STR, /* !!str, and the non-specific "!" */
    GL_TAG_REF,
    GL_TAG_CONDITION,
    GL_TAG_SUB,
    GL_TAG_GET_ATT,
    GL_TAG_JOIN,
    GL_TAG_SELECT,
    GL_TAG_SPLIT,
    GL_TAG_FIND_IN_MAP,
    GL_TAG_IF,
    GL_TAG_EQUALS,
    GL_TAG_AND,
    GL_TAG_OR,
    GL_TAG_NOT,
    GL_TAG_IMPORT_VALUE,
    GL_TAG_CIDR,
    GL_TAG_GET_AZS,
    GL_TAG_BASE64,
    GL_TAG_TRANSFORM,
    GL_TAG_TO_JSON_STRING,
    GL_TAG_LENGTH,
    GL_TAG_CONTAINS, /* Rules: Fn::Contains and friends have no short form but users write it */
    GL_TAG_FOR_EACH,
    GL_TAG_OTHER,
};

struct gl_value;
struct gl_member;
struct gl_resource;

/* Why a value is not known; the word is what people and SARIF see. */
enum gl_reason {
    GL_WHY_PARAMETER = 0, /* parameter without default or given value */
    GL_WHY_IMPORT,        /* Fn::ImportValue of an export that is not in the scan */
    GL_WHY_ATTRIBUTE,     /* an attribute only the service knows */
    GL_WHY_PSEUDO,        /* region, account, partition, stack id not given */
    GL_WHY_DYNAMIC,       /* {{resolve:...}} */
    GL_WHY_MACRO,         /* a transform that glacis does not run */
    GL_WHY_MAPPING,       /* Fn::FindInMap with a key that is not known or not there */
    GL_WHY_SNAPSHOT,      /* inherited from a snapshot or a source that is not in the scan */
    GL_WHY_UNSUPPORTED,   /* a construct that glacis does not evaluate */
    GL_WHY_LIMIT,         /* evaluation stopped at a limit, or a cycle */
    GL_WHY_INVALID,       /* the template itself is wrong here; a diagnostic says how */
    GL_WHY_DATA_SOURCE,   /* Terraform data source */
    GL_WHY_COMPUTED,      /* known only after apply */
    GL_WHY_MODULE,        /* Terraform module that is not available */
    GL_WHY_IMPURE,        /* timestamp(), uuid() ... */
    GL_WHY_DENIED,        /* an API call that was refused */
    GL_WHY_UNTOLD,        /* a snapshot that does not carry it */
};

struct gl_unknown {
    enum gl_reason reason;
    bool is_secret;      /* NoEcho, secretsmanager, ssm-secure */
    struct gl_str name;  /* parameter, export, attribute, macro ...: what would have to be given */
    struct gl_span from; /* where it is declared, if anywhere */
    const struct gl_resource *about; /* DYNAMIC: the resource whose content it reads (a secret), or NULL */
};

struct gl_choice {
    struct gl_str what; /* "condition IsProd", "parameter Env" */
    uint32_t
        variable; /* same number = same decision within the scan; arm i of one goes with arm i of the other */
    uint32_t arm_len;
    struct gl_span from; /* where the condition or parameter is declared */
    struct gl_value *arms;
};

struct gl_ref {
    const struct gl_resource *target;
    struct gl_str attribute; /* empty: what Ref gives */
};

struct gl_value {
    uint8_t type;  /* enum gl_type */
    uint8_t style; /* enum gl_style */
    uint8_t tag;   /* enum gl_tag */
    uint8_t flags; /* enum gl_value_flag */
    struct gl_span span;
    union {
        bool boolean;
        struct gl_str str;
        struct {
            struct gl_value *items;
            size_t len;
        } list; /* LIST and CONCAT */
        struct {
            struct gl_member *members; /* in source order; duplicate keys were reported, the first stayed */
            size_t len;
        } map;
        const struct gl_unknown *unknown;
        const struct gl_choice *choice;
        const struct gl_ref *ref;
    } u;
};

_Static_assert(sizeof(struct gl_value) <= 32, "values are copied freely and made by the hundred thousand");

enum gl_value_flag {
    GL_VALUE_SECRET = 1, /* text must never be printed: NoEcho default, password property */
    GL_VALUE_HAS_CALLS =
        2, /* this subtree holds an intrinsic function (set by the reader: tags, or keys Ref, Fn::*,
              Condition) or a "{{resolve:" string: evaluation is needed; without it, share it */
    GL_VALUE_DEFAULTED = 4, /* not written: put there by the model (service default, inheritance) */
    GL_VALUE_ALIASED = 8,   /* reached through a YAML alias or merge key */
};

struct gl_member {
    struct gl_str key;
    struct gl_span key_span;
    struct gl_value value;
};

/* Member of a MAP by exact key, or NULL (also when `map` is NULL or no MAP). */
const struct gl_value *gl_value_get(const struct gl_value *map, struct gl_str key);
const struct gl_member *gl_value_member(const struct gl_value *map, struct gl_str key);
/* Item of a LIST, or NULL. */
const struct gl_value *gl_value_at(const struct gl_value *list, size_t index);
/* "A.B.0.C": members and indices, without wildcards; NULL when any step is missing. For code, not for checks.
 */
const struct gl_value *gl_value_path(const struct gl_value *value, const char *path);
size_t gl_value_len(const struct gl_value *value); /* items or members; 0 for everything else */
bool gl_value_is(const struct gl_value *value, enum gl_type type); /* false for NULL */
/* Is nothing written there: NULL, null, or removed? */
static inline bool gl_value_is_nothing(const struct gl_value *value)
{
    return !value || value->type == GL_NULL || value->type == GL_ABSENT;
}
/* Text of STRING, NUMBER or BOOL; false for everything else (and NULL). */
bool gl_value_text(const struct gl_value *value, struct gl_str *ret_text);
bool gl_value_text_is(const struct gl_value *value, const char *text);
/* Text with GL_TEXT_HOLE for each part of a CONCAT that is not known, from the arena; false when nothing of
 * it is. */
#define GL_TEXT_HOLE '\x01'
bool gl_value_text_with_holes(struct gl_arena *arena, const struct gl_value *value, struct gl_str *ret_text);
/* gl_value_text of gl_value_path; empty where there is none. */
struct gl_str gl_value_text_at(const struct gl_value *value, const char *path);

struct gl_value gl_value_string(struct gl_str text, struct gl_span span);
struct gl_value gl_value_bool(bool boolean, struct gl_span span);
struct gl_value gl_value_unknown(struct gl_arena *arena, enum gl_reason reason, struct gl_str name,
                                 struct gl_span span);
/* Gives a tree that was parsed from text inside a string (or made) one common place. */
void gl_value_move_spans(struct gl_value *value, struct gl_span span);
const char *gl_reason_word(enum gl_reason reason); /* "parameter without a value" ... */

/* Canonical text of a tree for tests and `glacis debug tree`: one line a node with spans as
 * line:column-line:column. */
struct gl_buf;
void gl_value_dump(struct gl_buf *out, const struct gl_value *value, const struct gl_sources *sources,
                   unsigned indent);
/* Of what a value says, not of how it is written: the same in JSON and YAML, whatever the layout and the
 * order of members. References count with their attribute only. */
uint64_t gl_value_hash(const struct gl_value *value);
/* Compact JSON of the known part; unknown parts as {"?": reason}. Secrets as "(secret)". */
void gl_value_print(struct gl_buf *out, const struct gl_value *value);

#endif
