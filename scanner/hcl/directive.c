/* %{if}, %{else}, %{endif}, %{for}, %{endfor}: reading them, and making trees of them. */
#include "base/limits.h"
#include "base/unicode.h"
#include "hcl/part.h"

static const struct {
    struct gl_str word;
    enum gl_hcl_part_kind kind;
} keywords[] = {{GL_STR_INIT("if"), GL_HCL_PART_IF},
                {GL_STR_INIT("else"), GL_HCL_PART_ELSE},
                {GL_STR_INIT("endif"), GL_HCL_PART_ENDIF},
                {GL_STR_INIT("for"), GL_HCL_PART_FOR},
                {GL_STR_INIT("endfor"), GL_HCL_PART_ENDFOR}};
enum { KEYWORDS = sizeof keywords / sizeof *keywords };

bool gl_hcl_read_directive(struct gl_hcl_parser *parser, struct gl_hcl_part *ret_part,
                           struct gl_str *ret_keyword)
{
    struct gl_hcl_loop *loop;
    size_t i = 0;

    if (gl_hcl_peek(parser) != GL_HCL_NAME) {
        gl_hcl_mistake(parser, parser->at, NULL,
                       "Invalid template directive: if, else, endif, for or endfor was expected after %%{");
        return false;
    }
    *ret_keyword = gl_hcl_token_text(parser, parser->at);
    while (i < KEYWORDS && !gl_str_eq(keywords[i].word, *ret_keyword))
        i++;
    if (i == KEYWORDS) {
        gl_hcl_mistake(
            parser, parser->at, "write %%{ for a literal %{",
            "Invalid template control keyword: if, else, endif, for or endfor was expected after %%{");
        return false;
    }
    gl_hcl_next(parser);
    ret_part->kind = keywords[i].kind;
    if (ret_part->kind == GL_HCL_PART_IF) {
        ret_part->expr = gl_hcl_read_expression(parser);
        return ret_part->expr != NULL;
    }
    if (ret_part->kind == GL_HCL_PART_FOR) {
        ret_part->header = loop = GL_NEW(parser->text->arena, struct gl_hcl_loop);
        return gl_hcl_read_for_names(parser, loop, "Invalid 'for' directive");
    }
    return true;
}

static struct gl_hcl_expr *make_text(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts,
                                     size_t len)
{
    struct gl_hcl_expr *text =
        gl_hcl_make(parser, GL_HCL_STRING, parts[0].begin, len ? parts[len - 1].end : parts[0].begin);

    /* strings are in normal form C, as go-cty has them */
    text->u.text = gl_unicode_nfc(parser->text->arena, gl_hcl_join(parser->text->arena, parts, len));
    return text;
}

void gl_hcl_build_text(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at)
{
    size_t first = *at;

    while (parts[*at].kind == GL_HCL_PART_TEXT)
        (*at)++;
    gl_hcl_push_expr(parser, make_text(parser, parts + first, *at - first));
}

static bool unexpected(struct gl_hcl_parser *parser, const struct gl_hcl_part *part, const char *open)
{
    if (part->kind == GL_HCL_PART_END)
        gl_hcl_mistake_range(parser, part->begin, part->end, "close it",
                             "Unexpected end of template: the %s directive was not closed", open);
    else
        gl_hcl_mistake_range(parser, part->begin, part->end, NULL,
                             "Unexpected %s directive: there is nothing open here that it belongs to",
                             keywords[part->kind - GL_HCL_PART_IF].word.ptr);
    return false;
}

static bool build_part(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at);

/* Parts up to a directive that ends or divides, as a TEMPLATE. */
static const struct gl_hcl_expr *build_branch(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts,
                                              size_t *at)
{
    size_t mark = parser->exprs.len, first = *at;
    struct gl_hcl_expr *branch;

    for (;;) {
        enum gl_hcl_part_kind kind = parts[*at].kind;

        if (kind == GL_HCL_PART_END || kind == GL_HCL_PART_ELSE || kind == GL_HCL_PART_ENDIF ||
            kind == GL_HCL_PART_ENDFOR)
            break;
        if (!build_part(parser, parts, at)) {
            parser->exprs.len = mark;
            return NULL;
        }
    }
    branch = gl_hcl_make(parser, GL_HCL_TEMPLATE, parts[first].begin,
                         *at > first ? parts[*at - 1].end : parts[first].begin);
    return gl_hcl_take_list(parser, branch, mark, &branch->u.list.items, &branch->u.list.len) ? branch : NULL;
}

static bool build_if(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at)
{
    const struct gl_hcl_part *open = &parts[(*at)++];
    const struct gl_hcl_expr *branches[2] = {NULL, NULL};
    struct gl_hcl_expr *expr;

    for (size_t i = 0;; i++) {
        branches[i] = build_branch(parser, parts, at);
        if (!branches[i])
            return false;
        if (parts[*at].kind == GL_HCL_PART_ENDIF)
            break;
        if (parts[*at].kind != GL_HCL_PART_ELSE || i > 0)
            return unexpected(parser, &parts[*at], "if");
        (*at)++;
    }
    expr = gl_hcl_make(parser, GL_HCL_TEMPLATE_IF, open->begin, parts[*at].end);
    expr->u.operand[0] = open->expr;
    expr->u.operand[1] = branches[0];
    expr->u.operand[2] = branches[1];
    for (size_t i = 0; i < 3; i++) {
        if (expr->u.operand[i] && !gl_hcl_adopt(parser->text, expr, expr->u.operand[i]))
            return false;
    }
    (*at)++;
    gl_hcl_push_expr(parser, expr);
    return true;
}

static bool build_for(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at)
{
    const struct gl_hcl_part *open = &parts[(*at)++];
    struct gl_hcl_loop *loop = GL_NEW(parser->text->arena, struct gl_hcl_loop);
    struct gl_hcl_expr *expr;

    *loop = *open->header;
    loop->value = build_branch(parser, parts, at);
    if (!loop->value)
        return false;
    if (parts[*at].kind != GL_HCL_PART_ENDFOR)
        return unexpected(parser, &parts[*at], "for");
    expr = gl_hcl_make(parser, GL_HCL_TEMPLATE_FOR, open->begin, parts[*at].end);
    expr->u.loop = loop;
    (*at)++;
    if (!gl_hcl_adopt(parser->text, expr, loop->collection) || !gl_hcl_adopt(parser->text, expr, loop->value))
        return false;
    gl_hcl_push_expr(parser, expr);
    return true;
}

static bool build_part(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at)
{
    const struct gl_hcl_part *part = &parts[*at];
    bool is_built;

    if (part->kind == GL_HCL_PART_TEXT) {
        gl_hcl_build_text(parser, parts, at);
        return true;
    }
    if (part->kind == GL_HCL_PART_VALUE) {
        (*at)++;
        gl_hcl_push_expr(parser, part->expr);
        return true;
    }
    if (part->kind != GL_HCL_PART_IF && part->kind != GL_HCL_PART_FOR)
        return unexpected(parser, part, "");
    if (parser->depth >= GL_MAX_DEPTH) {
        gl_hcl_tell_depth(parser->text, gl_hcl_span(parser->text, part->begin, part->end));
        return false;
    }
    parser->depth++;
    is_built = part->kind == GL_HCL_PART_IF ? build_if(parser, parts, at) : build_for(parser, parts, at);
    parser->depth--;
    return is_built;
}

bool gl_hcl_build(struct gl_hcl_parser *parser, const struct gl_hcl_part *parts, size_t *at)
{
    while (parts[*at].kind != GL_HCL_PART_END) {
        if (!build_part(parser, parts, at))
            return false;
    }
    return true;
}
