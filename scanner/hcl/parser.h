/* The parser of the native syntax, as its files share it.
 *
 * Functions that read an expression answer NULL after a mistake, which was told; the attribute or block
 * around it then looks for its own end (recover.c). Children are collected on stacks and copied once, into
 * arrays of the exact size. */
#ifndef GL_HCL_PARSER_H
#define GL_HCL_PARSER_H

#include "hcl/hcl.h"
#include "hcl/token.h"

struct gl_hcl_parser {
    struct gl_hcl_text *text;
    struct gl_buf token_buf;
    const struct gl_hcl_token *tokens, *at; /* `at`: the next one */
    uint32_t last_end;                      /* of the token read last */
    bool sees_newlines;                     /* line ends are tokens; inside () and [] they are not */
    bool is_muted;     /* a string ran over its line: what follows it is no news until something is right */
    bool has_bad_text; /* a literal of the template being read had a wrong escape */
    bool told_end;     /* that the file ends inside a block */
    unsigned depth;
    unsigned restarts;
    struct gl_buf exprs;      /* const struct gl_hcl_expr * */
    struct gl_buf parts;      /* struct gl_hcl_part */
    struct gl_buf attributes; /* struct gl_hcl_attribute */
    struct gl_buf blocks;     /* struct gl_hcl_block */
    struct gl_buf labels;     /* struct gl_hcl_label */
    struct gl_buf open;       /* recover.c: kinds of open brackets, a byte each */
};

/* Tokens. */
static inline enum gl_hcl_token_kind gl_hcl_peek(struct gl_hcl_parser *parser)
{
    if (!parser->sees_newlines) {
        while (gl_hcl_kind(parser->at) == GL_HCL_NEWLINE)
            parser->at++;
    }
    return gl_hcl_kind(parser->at);
}

static inline const struct gl_hcl_token *gl_hcl_next(struct gl_hcl_parser *parser)
{
    const struct gl_hcl_token *token;

    gl_hcl_peek(parser);
    token = parser->at;
    parser->at += gl_hcl_kind(token) != GL_HCL_END;
    parser->last_end = gl_hcl_end(token);
    return token;
}

static inline bool gl_hcl_skip(struct gl_hcl_parser *parser, enum gl_hcl_token_kind kind)
{
    if (gl_hcl_peek(parser) != kind)
        return false;
    gl_hcl_next(parser);
    return true;
}

static inline struct gl_str gl_hcl_token_text(const struct gl_hcl_parser *parser,
                                              const struct gl_hcl_token *token)
{
    return (struct gl_str){parser->text->bytes.ptr + token->begin, gl_hcl_len(token)};
}

bool gl_hcl_token_is(const struct gl_hcl_parser *parser, const struct gl_hcl_token *token,
                     struct gl_str name);

void gl_hcl_parser_init(struct gl_hcl_parser *parser, struct gl_hcl_text *text, bool is_template);
void gl_hcl_parser_free(struct gl_hcl_parser *parser);

/* Telling. The token is named as the place; nothing is told of one that was told already. */
void gl_hcl_mistake(struct gl_hcl_parser *parser, const struct gl_hcl_token *at, const char *remedy,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
void gl_hcl_mistake_range(struct gl_hcl_parser *parser, uint32_t begin, uint32_t end, const char *remedy,
                          const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Nodes: `begin` and `end` are offsets of the text. NULL when a child makes it too high. */
struct gl_hcl_expr *gl_hcl_make(struct gl_hcl_parser *parser, enum gl_hcl_kind kind, uint32_t begin,
                                uint32_t end);
struct gl_hcl_expr *gl_hcl_make_span(struct gl_hcl_text *text, enum gl_hcl_kind kind, struct gl_span span);
/* Takes a child into account; false when the tree becomes too high, which is told. */
bool gl_hcl_adopt(struct gl_hcl_text *text, struct gl_hcl_expr *parent, const struct gl_hcl_expr *child);
void gl_hcl_push_expr(struct gl_hcl_parser *parser, const struct gl_hcl_expr *expr);
/* Moves what was pushed after `mark` into an array; the expressions become children of `parent`. */
bool gl_hcl_take_list(struct gl_hcl_parser *parser, struct gl_hcl_expr *parent, size_t mark,
                      const struct gl_hcl_expr ***ret_items, size_t *ret_len);

/* expression.c */
const struct gl_hcl_expr *gl_hcl_read_expression(struct gl_hcl_parser *parser);
const struct gl_hcl_expr *gl_hcl_read_operand(struct gl_hcl_parser *parser); /* a term and its traversal */
/* traversal.c: the steps after `from`, which begins at offset `begin` */
const struct gl_hcl_expr *gl_hcl_read_steps(struct gl_hcl_parser *parser, const struct gl_hcl_expr *from,
                                            uint32_t begin);
const struct gl_hcl_expr *gl_hcl_read_number(struct gl_hcl_parser *parser);
/* call.c: the name `first` was read, "(" or "::" follows */
const struct gl_hcl_expr *gl_hcl_read_call(struct gl_hcl_parser *parser, const struct gl_hcl_token *first);
/* collection.c: the opening bracket is next */
const struct gl_hcl_expr *gl_hcl_read_tuple(struct gl_hcl_parser *parser);
const struct gl_hcl_expr *gl_hcl_read_object(struct gl_hcl_parser *parser);
const struct gl_hcl_expr *gl_hcl_read_for(struct gl_hcl_parser *parser, const struct gl_hcl_token *open);
/* "k, v in collection" of a for; false after a mistake. `summary` begins the message. */
bool gl_hcl_read_for_names(struct gl_hcl_parser *parser, struct gl_hcl_loop *loop, const char *summary);
/* template.c: the quote or heredoc opening is next; or, for `open` NULL, the text is a bare template */
const struct gl_hcl_expr *gl_hcl_read_template(struct gl_hcl_parser *parser);
const struct gl_hcl_expr *gl_hcl_read_bare_template(struct gl_hcl_parser *parser);
/* literal.c */
struct gl_str gl_hcl_decode(struct gl_hcl_parser *parser, const struct gl_hcl_token *token);
/* recover.c: to behind the end of the item that begins with `first`, or before the } of the body around it.
 */
void gl_hcl_skip_item(struct gl_hcl_parser *parser, const struct gl_hcl_token *first, bool is_nested);
/* Whether a block header begins here, at the first column of a line. */
bool gl_hcl_is_header(const struct gl_hcl_parser *parser, const struct gl_hcl_token *token);

/* body.c: up to the end of the file, or to the } that ends the block, which is read. false: it never came. */
bool gl_hcl_read_body(struct gl_hcl_parser *parser, const struct gl_hcl_token *brace,
                      struct gl_hcl_body **ret_body);
/* body_finish.c: moves attributes and blocks above the marks into the body, without duplicates. */
void gl_hcl_finish_body(struct gl_hcl_parser *parser, struct gl_hcl_body *body, size_t attribute_mark,
                        size_t block_mark);

#endif
