/* HCL, the language of Terraform: native syntax (.tf, .tfvars) and JSON syntax (.tf.json, .tfvars.json).
 *
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md and json/spec.md. Both syntaxes give
 * the same tree of bodies, blocks, attributes and expressions, with a byte span on everything. Nothing is
 * evaluated here. The parser recovers: a block or attribute with a mistake is told (once) and left out, the
 * rest is read. Trees live in the arena that was given and never change after parsing; names and raw text
 * borrow from the source where they can. Depth is bounded by GL_MAX_DEPTH, so trees may be walked by
 * recursion. */
#ifndef GL_HCL_HCL_H
#define GL_HCL_HCL_H

#include "base/diag.h"
#include "base/source.h"

enum gl_hcl_kind {
    GL_HCL_INVALID = 0, /* a mistake stood here and was told: its value is unknown */
    GL_HCL_NULL,
    GL_HCL_BOOL,     /* u.boolean */
    GL_HCL_NUMBER,   /* u.text: as written */
    GL_HCL_STRING,   /* u.text: decoded, without interpolation (quoted, heredoc, bare object key) */
    GL_HCL_TEMPLATE, /* u.list: parts, STRING, any expression, TEMPLATE_IF or TEMPLATE_FOR; result: string */
    GL_HCL_WRAP,     /* u.operand[0]: a template that is one interpolation only, "${x}": the value itself */
    GL_HCL_TEMPLATE_IF,  /* u.operand: condition, TEMPLATE, TEMPLATE or NULL */
    GL_HCL_TEMPLATE_FOR, /* u.loop, `value` being the TEMPLATE that is repeated */
    GL_HCL_VARIABLE,     /* u.text: the first name of a reference: var, local, aws_vpc, each, x of a for */
    GL_HCL_ATTRIBUTE,    /* u.access: from.name; also the legacy index from.0, whose name is all digits */
    GL_HCL_INDEX,        /* u.operand: from[index] */
    GL_HCL_SPLAT,        /* u.splat: from[*]... or from.*... */
    GL_HCL_SPLAT_ITEM,   /* the element of the innermost SPLAT around it */
    GL_HCL_CALL,         /* u.call */
    GL_HCL_UNARY,        /* op NEGATE or NOT, u.operand[0] */
    GL_HCL_BINARY,       /* op, u.operand[0] and [1] */
    GL_HCL_CONDITIONAL,  /* u.operand: condition, true, false */
    GL_HCL_TUPLE,        /* u.list */
    GL_HCL_OBJECT,       /* u.object */
    GL_HCL_FOR_TUPLE,    /* u.loop: [for k, v in c : value if condition] */
    GL_HCL_FOR_OBJECT,   /* u.loop: {for k, v in c : key => value... if condition} */
    GL_HCL_PAREN,        /* u.operand[0] */
};

enum gl_hcl_op {
    GL_HCL_OP_NONE = 0,
    GL_HCL_NEGATE,
    GL_HCL_NOT,
    GL_HCL_OR,
    GL_HCL_AND,
    GL_HCL_EQUAL,
    GL_HCL_NOT_EQUAL,
    GL_HCL_LESS,
    GL_HCL_LESS_EQUAL,
    GL_HCL_GREATER,
    GL_HCL_GREATER_EQUAL,
    GL_HCL_ADD,
    GL_HCL_SUBTRACT,
    GL_HCL_MULTIPLY,
    GL_HCL_DIVIDE,
    GL_HCL_MODULO,
};

struct gl_hcl_expr;

struct gl_hcl_item {
    const struct gl_hcl_expr *key; /* a bare name is a STRING; (name) is a PAREN; "a${b}" a TEMPLATE */
    const struct gl_hcl_expr *value;
};

struct gl_hcl_loop {
    struct gl_str key_name, value_name; /* key_name empty: only one name was given */
    const struct gl_hcl_expr *collection;
    const struct gl_hcl_expr *key; /* FOR_OBJECT only */
    const struct gl_hcl_expr *value;
    const struct gl_hcl_expr *condition; /* NULL: none */
    bool is_grouped;                     /* FOR_OBJECT with ... */
};

struct gl_hcl_expr {
    uint8_t kind; /* enum gl_hcl_kind */
    uint8_t op;   /* enum gl_hcl_op */
    bool is_heredoc : 1;
    bool is_full_splat : 1; /* SPLAT: [*] (indices are part of the repeated steps), not .* */
    uint8_t height;         /* 1 + that of its highest child; at most GL_MAX_DEPTH */
    struct gl_span span;
    union {
        bool boolean;
        struct gl_str text;
        const struct gl_hcl_expr *operand[3];
        struct {
            const struct gl_hcl_expr **items;
            size_t len;
        } list;
        struct {
            const struct gl_hcl_expr *from;
            struct gl_str name;
        } access;
        struct {
            const struct gl_hcl_expr *from, *each; /* each: the steps on SPLAT_ITEM */
        } splat;
        struct {
            struct gl_str name; /* "core::max" keeps its namespace */
            const struct gl_hcl_expr **arguments;
            uint32_t len;
            bool is_expanded; /* the last argument is followed by ... */
        } call;
        struct {
            struct gl_hcl_item *items;
            size_t len;
        } object;
        const struct gl_hcl_loop *loop;
    } u;
};

struct gl_hcl_body;

struct gl_hcl_attribute {
    struct gl_str name;
    struct gl_span name_span;
    const struct gl_hcl_expr *value;
};

struct gl_hcl_label {
    struct gl_str text; /* decoded */
    struct gl_span span;
};

struct gl_hcl_block {
    struct gl_str type;
    struct gl_hcl_label *labels;
    uint32_t label_len;
    struct gl_span header; /* type and labels */
    struct gl_span open_brace, close_brace;
    struct gl_span span; /* the whole block */
    const struct gl_hcl_body *body;
};

struct gl_hcl_body {
    struct gl_hcl_attribute *attributes; /* in source order; duplicates were told, the first stayed */
    size_t attribute_len;
    struct gl_hcl_block *blocks; /* in source order */
    size_t block_len;
    bool is_json; /* JSON syntax: what might be a nested block is an attribute whose value is an OBJECT, or a
                     TUPLE of OBJECTs; only the blocks that Terraform itself knows were told apart */
    struct gl_span span;
};

struct gl_hcl_file {
    struct gl_source *source;
    const struct gl_hcl_body *body; /* never NULL: an unreadable file has an empty one */
};

/* Parses a whole file; `.json` at the end of the path means JSON syntax. GL_ERR_SYNTAX when anything was
 * told: file->body then holds what could be read. */
enum gl_err gl_hcl_parse(struct gl_source *source, struct gl_arena *arena, struct gl_diags *diags,
                         struct gl_hcl_file *ret_file) GL_MUST_CHECK;
/* One expression that is the whole source (debug eval, --var values of complex types). NULL: told. */
const struct gl_hcl_expr *gl_hcl_parse_expression(struct gl_source *source, struct gl_arena *arena,
                                                  struct gl_diags *diags);
/* A template without quotes that is the whole source (templatefile). NULL: told. */
const struct gl_hcl_expr *gl_hcl_parse_template(struct gl_source *source, struct gl_arena *arena,
                                                struct gl_diags *diags);

/* Attribute by name, or NULL. */
const struct gl_hcl_attribute *gl_hcl_body_attribute(const struct gl_hcl_body *body, struct gl_str name);
/* The text of an expression that is a constant string or a bare name (provider = aws.east gives "aws.east");
 * false for anything else. */
bool gl_hcl_static_text(const struct gl_hcl_expr *expr, struct gl_arena *arena, struct gl_str *ret_text);

/* `glacis debug spans`: the layout of a file as JSON (score/terraform.py spans); false when it is malformed,
 * then the diagnostics were written instead. */
struct gl_buf;
bool gl_hcl_print_spans(struct gl_buf *out, struct gl_source *source);

#endif
