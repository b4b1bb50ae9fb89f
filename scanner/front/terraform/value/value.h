/* Values and types of the Terraform language.
 *
 * Source: https://developer.hashicorp.com/terraform/language/expressions/types and the behaviour of Terraform
 * 1.11, recorded in corpora. Every value has a type, may be null, unknown, sensitive, or hold such values,
 * and knows where it was written (span). Values are 48 bytes, copied freely, and never changed once another
 * value points at them; all memory belongs to the arena of the unit.
 *
 * Maps, objects and sets keep their members sorted as Terraform iterates them. A known TUPLE or OBJECT has no
 * type pointer: its type follows from its members (gl_tf_type_of). */
#ifndef GL_TERRAFORM_VALUE_H
#define GL_TERRAFORM_VALUE_H

#include "base/source.h"
#include "tree/value.h"

enum gl_tf_kind {
    GL_TF_DYNAMIC = 0, /* any type: of unknown values, of `null`, and the constraint `any` */
    GL_TF_STRING,
    GL_TF_NUMBER,
    GL_TF_BOOL,
    GL_TF_LIST,
    GL_TF_SET,
    GL_TF_MAP,
    GL_TF_TUPLE,
    GL_TF_OBJECT,
};

struct gl_tf_value;

struct gl_tf_field {
    struct gl_str name;
    const struct gl_tf_type *type;
    bool is_optional;                        /* constraints only */
    const struct gl_tf_value *default_value; /* constraints only: optional(T, default), or NULL */
};

struct gl_tf_type {
    uint8_t kind;                     /* enum gl_tf_kind */
    const struct gl_tf_type *element; /* LIST, SET, MAP */
    const struct gl_tf_type **items;  /* TUPLE */
    const struct gl_tf_field *fields; /* OBJECT, sorted by name */
    size_t len;                       /* of items or fields */
};

/* The primitive types and `any`: one object each. */
extern const struct gl_tf_type gl_tf_any, gl_tf_string, gl_tf_number, gl_tf_bool;

enum gl_tf_state { GL_TF_KNOWN = 0, GL_TF_NULL, GL_TF_UNKNOWN };

enum gl_tf_flag {
    GL_TF_SENSITIVE = 1,     /* this value, and so everything made from it */
    GL_TF_HAS_UNKNOWN = 2,   /* it or something in it is unknown */
    GL_TF_HAS_SENSITIVE = 4, /* it or something in it is sensitive */
    GL_TF_BLOCKS = 8,        /* TUPLE made from nested blocks, not from an attribute */
    GL_TF_BIG = 16,          /* NUMBER held in u.number.big */
    GL_TF_PRECISION_64 = 32, /* NUMBER that Terraform made from a 64-bit integer: of 64 bits of mantissa */
    GL_TF_PRECISION_53 = 64, /* NUMBER that Terraform made from a double; neither flag: 512 bits */
};

struct gl_tf_big; /* a number that is no 64-bit integer (number.h) */
struct gl_tf_instance;

/* What an unknown value is, as far as one can say. */
enum gl_tf_shape {
    GL_TF_PLAIN = 0,
    GL_TF_REFERENCE, /* an attribute that only the provider knows: of, attribute */
    GL_TF_CONCAT,    /* a string of known and unknown parts: parts */
    GL_TF_ARMS,      /* one of the parts: a conditional whose condition is not known */
};

struct gl_tf_unknown {
    uint8_t shape; /* enum gl_tf_shape */
    bool is_not_null;
    enum gl_reason reason;
    const struct gl_tf_type *type;   /* never NULL: gl_tf_any when not known */
    struct gl_str name;              /* "var.cidr", "data.aws_vpc.main.id", "timestamp()" */
    struct gl_span from;             /* where that is declared */
    const struct gl_tf_instance *of; /* REFERENCE */
    struct gl_str attribute;         /* REFERENCE: "id", "master_user_secret[0].secret_arn" */
    const struct gl_tf_value *parts; /* CONCAT, ARMS */
    size_t part_len;
    const struct gl_tf_value
        *condition;    /* ARMS: the unknown condition; parts[0] when true, parts[1] when false */
    uint32_t decision; /* ARMS, and unknown bools: which decision this is; equal numbers, equal outcomes */
    bool is_derived;   /* something was calculated from what `name` says: it is not that value itself */
    /* What is known all the same (cty calls it refinements). */
    struct gl_str prefix; /* of a string */
    uint64_t least, most; /* elements of a collection; most 0 and least 0: not known, UINT64_MAX: no bound */
    const struct gl_tf_value *low, *high; /* of a number, both inclusive; NULL: not known */
};

struct gl_tf_member;

struct gl_tf_value {
    uint8_t kind;  /* enum gl_tf_kind; of a null or unknown value: type->kind */
    uint8_t state; /* enum gl_tf_state */
    uint8_t flags; /* enum gl_tf_flag */
    uint8_t depth; /* of collections in each other; the evaluator refuses values deeper than
                      GL_MAX_TERRAFORM_NESTING, so values may be walked by recursion */
    struct gl_span span;
    const struct gl_tf_type
        *type; /* LIST, SET, MAP: of the elements. NULL and UNKNOWN state: the whole type */
    /* A resource instance or data source: what its members lack is a reference to it, no mistake. Whoever
     * sets it sets GL_TF_HAS_UNKNOWN too. */
    const struct gl_tf_instance *open;
    union {
        bool boolean;
        struct gl_str text; /* STRING: UTF-8, normalised NFC */
        struct {
            int64_t small;
            const struct gl_tf_big *big;
        } number;
        struct {
            const struct gl_tf_value *items;
            size_t len;
        } list; /* LIST, SET, TUPLE */
        struct {
            const struct gl_tf_member *members; /* sorted by key, each once */
            size_t len;
        } map; /* MAP, OBJECT */
        const struct gl_tf_unknown *unknown;
    } u;
};

struct gl_tf_member {
    struct gl_str key;
    struct gl_span
        key_span; /* the attribute's name, the block's header, the key in an object; may be unset */
    struct gl_span
        expr_span; /* the whole expression right of it where it stands in a resource; may be unset */
    struct gl_tf_value
        value; /* its own span is where the text of the value was written: maybe a tfvars line */
};

static inline bool gl_tf_is_null(const struct gl_tf_value *value)
{
    return value->state == GL_TF_NULL;
}
static inline bool gl_tf_is_unknown(const struct gl_tf_value *value)
{
    return value->state == GL_TF_UNKNOWN;
}
static inline bool gl_tf_is_known(const struct gl_tf_value *value)
{
    return value->state == GL_TF_KNOWN;
}
/* Of any state: what u.list and u.map hold when it is known. */
static inline bool gl_tf_is_sequence(const struct gl_tf_value *value)
{
    return value->kind == GL_TF_LIST || value->kind == GL_TF_SET || value->kind == GL_TF_TUPLE;
}
static inline bool gl_tf_has_members(const struct gl_tf_value *value)
{
    return value->kind == GL_TF_MAP || value->kind == GL_TF_OBJECT;
}
static inline bool gl_tf_is_known_sequence(const struct gl_tf_value *value)
{
    return gl_tf_is_known(value) && gl_tf_is_sequence(value);
}
static inline bool gl_tf_is_known_map(const struct gl_tf_value *value)
{
    return gl_tf_is_known(value) && gl_tf_has_members(value);
}
/* Elements or members of a known collection. */
static inline size_t gl_tf_len(const struct gl_tf_value *collection)
{
    return gl_tf_has_members(collection) ? collection->u.map.len : collection->u.list.len;
}
static inline bool gl_tf_is_wholly_known(const struct gl_tf_value *value)
{
    return !(value->flags & GL_TF_HAS_UNKNOWN);
}

/* ---- making values; `span` is where it was written ---- */
struct gl_tf_value gl_tf_make_string(struct gl_str text, struct gl_span span);
struct gl_tf_value gl_tf_make_bool(bool boolean, struct gl_span span);
struct gl_tf_value gl_tf_make_i64(int64_t number, struct gl_span span);
struct gl_tf_value gl_tf_make_null(const struct gl_tf_type *type, struct gl_span span);
/* A plain unknown; the returned value's `u.unknown` was made for it in `arena`. */
struct gl_tf_value gl_tf_make_unknown(struct gl_arena *arena, const struct gl_tf_type *type,
                                      enum gl_reason reason, struct gl_str name, struct gl_span span);
/* Takes what was filled in; sets kind, type and flags from it. */
struct gl_tf_value gl_tf_make_unknown_as(const struct gl_tf_unknown *unknown, struct gl_span span);
/* The same, but what is known of it may be all there is to know: a number between 1 and 1 is 1, a list of
 * exactly two elements is a list of two unknown ones. */
struct gl_tf_value gl_tf_make_refined(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                      struct gl_span span);
/* An unknown value of another type that is unknown for the reason that `cause` is, or something in it; a
 * plain one. Carries sensitivity over. `is_not_null` is what the operation says of its result. */
struct gl_tf_value gl_tf_make_unknown_from(struct gl_arena *arena, const struct gl_tf_value *cause,
                                           const struct gl_tf_type *type, bool is_not_null,
                                           struct gl_span span);
/* What an unknown value of `type` is that comes from `cause`, to be filled in further. */
struct gl_tf_unknown gl_tf_because(const struct gl_tf_value *cause, const struct gl_tf_type *type,
                                   bool is_not_null);
/* The first unknown value in it (itself, or the first one inside), or NULL. */
const struct gl_tf_value *gl_tf_find_unknown(const struct gl_tf_value *value);
/* Whether it cannot be null: known and not null, or unknown and refined so. */
bool gl_tf_is_not_null(const struct gl_tf_value *value);
/* Lists, sets, tuples from items in the arena (sets: sorted and made unique; unknown elements make it unknown
 * as Terraform does); flags follow from the items. `element` is NULL for a tuple. */
struct gl_tf_value gl_tf_make_list(enum gl_tf_kind kind, const struct gl_tf_type *element,
                                   const struct gl_tf_value *items, size_t len, struct gl_span span);
struct gl_tf_value gl_tf_make_set(struct gl_arena *arena, const struct gl_tf_type *element,
                                  const struct gl_tf_value *items, size_t len, struct gl_span span);
/* Sorts `members` in place by key; of equal keys the last stays. `element` is NULL for an object. */
struct gl_tf_value gl_tf_make_map(const struct gl_tf_type *element, struct gl_tf_member *members, size_t len,
                                  struct gl_span span);
/* By key; equal keys stay in their order. */
void gl_tf_sort_members(struct gl_tf_member *members, size_t len);
struct gl_tf_value gl_tf_mark_sensitive(struct gl_tf_value value);
/* `value`, sensitive if `from` itself is. */
static inline struct gl_tf_value gl_tf_mark_as(struct gl_tf_value value, const struct gl_tf_value *from)
{
    return from->flags & GL_TF_SENSITIVE ? gl_tf_mark_sensitive(value) : value;
}
/* `value`, sensitive if `from` or anything in it is: results of operations that look inside. */
static inline struct gl_tf_value gl_tf_mark_deep(struct gl_tf_value value, const struct gl_tf_value *from)
{
    return from->flags & GL_TF_HAS_SENSITIVE ? gl_tf_mark_sensitive(value) : value;
}
/* The same without any mark, also inside (nonsensitive). */
struct gl_tf_value gl_tf_unmark_deep(struct gl_arena *arena, const struct gl_tf_value *value);
/* Members of MAP and OBJECT by key; NULL when there is none (also for other kinds and states). */
const struct gl_tf_member *gl_tf_member(const struct gl_tf_value *map, struct gl_str key);
const struct gl_tf_value *gl_tf_get(const struct gl_tf_value *map, struct gl_str key);

/* What an open object lacks: a reference to that attribute of the resource. */
struct gl_tf_value gl_tf_open_member(struct gl_arena *arena, const struct gl_tf_value *object,
                                     struct gl_str name, struct gl_span span);

/* ---- types ---- */
const struct gl_tf_type *gl_tf_type_of(struct gl_arena *arena, const struct gl_tf_value *value);
/* Whether both have the same type, without making it. */
bool gl_tf_same_type(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b);
bool gl_tf_type_eq(const struct gl_tf_type *a, const struct gl_tf_type *b);
const struct gl_tf_type *gl_tf_collection_of(struct gl_arena *arena, enum gl_tf_kind kind,
                                             const struct gl_tf_type *element);
/* Terraform's own notation, keys sorted: "object({a=number,b=list(string)})", "any". */
struct gl_buf;
void gl_tf_type_print(struct gl_buf *out, const struct gl_tf_type *type);
/* Of tuples and objects. Fields need not be sorted. */
const struct gl_tf_type *gl_tf_tuple_of(struct gl_arena *arena, const struct gl_tf_type **items, size_t len);
const struct gl_tf_type *gl_tf_object_of(struct gl_arena *arena, struct gl_tf_field *fields, size_t len);
const struct gl_tf_field *gl_tf_type_field(const struct gl_tf_type *object, struct gl_str name);
/* The type of the elements of a LIST, SET or MAP in any state. */
const struct gl_tf_type *gl_tf_element_type(const struct gl_tf_value *collection);
/* Whether `any` occurs in it. */
bool gl_tf_type_has_any(const struct gl_tf_type *type);
/* Without optional fields and defaults: the type of a value that was converted to it. */
const struct gl_tf_type *gl_tf_type_bare(struct gl_arena *arena, const struct gl_tf_type *type);
/* What a message calls it: "string", "list of string", "object". */
struct gl_str gl_tf_type_name(struct gl_arena *arena, const struct gl_tf_type *type);

/* How many values it is made of: what walking or copying it costs. */
uint64_t gl_tf_weight(const struct gl_tf_value *value);

/* ---- conversion and unification (value/convert.c) ---- */
struct gl_tf_problem {
    struct gl_span span;
    struct gl_str summary; /* Terraform's own: "Invalid function argument" */
    struct gl_str detail;  /* a sentence for people; never the text of a sensitive value */
};
/* `value` as `type` wants it; optional fields get their defaults. false: impossible, and ret_problem says
 * why. */
bool gl_tf_convert(struct gl_arena *arena, const struct gl_tf_value *value, const struct gl_tf_type *type,
                   struct gl_tf_value *ret_value, struct gl_tf_problem *ret_problem) GL_MUST_CHECK;
/* Whether values of `from` can be converted to `to` as far as the types say. Safe: no value of it can fail.
 */
bool gl_tf_can_convert(struct gl_arena *arena, const struct gl_tf_type *from, const struct gl_tf_type *to,
                       bool is_safe);
/* The one type that all can be converted to, or NULL (value/unify.c). is_safe: by conversions that cannot
 * fail. Conditionals unify unsafely. */
const struct gl_tf_type *gl_tf_unify(struct gl_arena *arena, const struct gl_tf_type *const *types,
                                     size_t len);
const struct gl_tf_type *gl_tf_unify_safely(struct gl_arena *arena, const struct gl_tf_type *const *types,
                                            size_t len);
/* The type that all parts of a tuple or object can have together, or NULL. */
const struct gl_tf_type *gl_tf_unify_parts(struct gl_arena *arena, const struct gl_tf_type *type,
                                           bool is_safe);
/* The text of a string, number or bool (converted); false for everything else, null and unknown. */
bool gl_tf_text(struct gl_arena *arena, const struct gl_tf_value *value, struct gl_str *ret_text);

/* ---- comparison ---- */
/* As == says: 1 equal, 0 not, -1 not known. Either may be unknown, null, or unknown in part; what is known of
 * an unknown value is used. Different types are not equal. */
int gl_tf_equal(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b);
/* Order of a set's elements, as Terraform iterates. */
int gl_tf_set_order(const struct gl_tf_value *a, const struct gl_tf_value *b);

/* ---- to and from other forms ---- */
/* As jsonencode() writes; unknown parts as {"__unknown__":true} (callers decide beforehand whether they may
 * be). */
void gl_tf_print_json(struct gl_buf *out, const struct gl_tf_value *value);
/* Of a tree that the JSON reader made: arrays are tuples, objects objects. YAML scalars as yamldecode types
 * them. */
struct gl_tf_value gl_tf_from_tree(struct gl_arena *arena, const struct gl_value *tree);
/* Onto the value tree that checks read (to_tree.c): unknown becomes UNKNOWN, REF (of->resource where it is
 * mapped), CONCAT or CHOICE; sensitive gets GL_VALUE_SECRET; spans stay. */
/* The number of the decision that picks one of the ARMS, as gl_choice.variable: two conditions that are
 * written at one place are one decision, and never one of CloudFormation's. */
uint32_t gl_tf_choice_variable(const struct gl_tf_unknown *unknown);
struct gl_value gl_tf_to_tree(struct gl_arena *arena, const struct gl_tf_value *value);

#endif
