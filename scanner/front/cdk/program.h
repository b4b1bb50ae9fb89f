/* Program: a source file of a CDK app as a flat list of tokens; private to front/cdk.
 *
 * One tolerant lexer for TypeScript, JavaScript, Python, Java, C# and Go: enough to find calls, object
 * literals, keyword arguments and string literals, and never to take text in a comment, a string or a regular
 * expression for code. It is no parser: a file that it misreads costs a place, not the scan.
 * Tokens are offsets into the source's text; every bracket knows its partner and every token the bracket that
 * encloses it, so that walking needs no recursion. */
#ifndef GL_FRONT_CDK_PROGRAM_H
#define GL_FRONT_CDK_PROGRAM_H

#include "base/source.h"
#include "front/cdk/index.h"

enum gl_token_kind {
    GL_TOKEN_PUNCTUATION = 0, /* one byte: `mark` */
    GL_TOKEN_NAME,            /* identifiers and keywords */
    GL_TOKEN_NUMBER,
    GL_TOKEN_TEXT,    /* string literal */
    GL_TOKEN_PATTERN, /* string literal with holes: `a${b}`, f"a{b}", $"a{b}" */
    GL_TOKEN_REGEX,
};

#define GL_NO_TOKEN UINT32_MAX

struct gl_token {
    uint32_t begin, end;
    uint32_t partner; /* of a bracket that is closed: the other one; else GL_NO_TOKEN */
    uint32_t parent;  /* the innermost open bracket, GL_NO_TOKEN at the top */
    uint8_t kind;     /* enum gl_token_kind */
    char mark;        /* of punctuation */
};

enum gl_language {
    GL_LANGUAGE_SCRIPT = 0,
    GL_LANGUAGE_PYTHON,
    GL_LANGUAGE_JAVA,
    GL_LANGUAGE_CSHARP,
    GL_LANGUAGE_GO
};

struct gl_program {
    struct gl_source *source;
    enum gl_language language;
    struct gl_token *tokens;
    size_t len, capacity;
    /* Filled by gl_call_index: */
    struct gl_index ids;         /* literals that are construct ids of calls, by their text */
    struct gl_index patterns;    /* those with holes or escapes, in the order of the program */
    struct gl_index definitions; /* names of classes and functions, by name */
    struct gl_index keys;        /* names and quoted names before ':' or '=', by name_hash */
    struct gl_index changes;     /* callees that begin with add or allow, in the order of the program */
};

enum gl_language gl_language_of(struct gl_str path); /* by the suffix of the file */
/* Lexes the whole text; tokens live in `arena`. Never fails. */
void gl_program_lex(struct gl_program *program, struct gl_arena *arena);

/* The bytes of a token; of TEXT and PATTERN what stands between the quotes, undecoded. Empty past the end. */
struct gl_str gl_program_bytes(const struct gl_program *program, size_t token);
bool gl_program_is(const struct gl_program *program, size_t token, char mark); /* false past the end */
bool gl_program_is_name(const struct gl_program *program, size_t token, struct gl_str name);
/* Whether a string literal may be exactly this text: holes match anything, simple escapes are decoded. */
bool gl_program_may_be(const struct gl_program *program, size_t token, struct gl_str text);
/* First token that ends after `offset`; `len` when there is none. */
size_t gl_program_token_at(const struct gl_program *program, uint32_t offset);
/* Equal but for case, '_' and '-': enable_key_rotation, EnableKeyRotation and enableKeyRotation are one name.
 */
bool gl_program_same_name(struct gl_str a, struct gl_str b);

#endif
