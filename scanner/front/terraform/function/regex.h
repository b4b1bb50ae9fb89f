/* Regular expressions in RE2's syntax (https://github.com/google/re2/wiki/Syntax), leftmost-first, as
 * Terraform has them. Back references and looking around are refused. Matching is PCRE2's, bounded: a pattern
 * that takes too long ends as GL_TF_REGEX_TOO_LONG. */
#ifndef GL_TERRAFORM_FUNCTION_REGEX_H
#define GL_TERRAFORM_FUNCTION_REGEX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum { GL_TF_REGEX_MOST_GROUPS = 1000 };

struct gl_tf_regex_mistake {
    const char *what;    /* "missing closing ]" */
    struct gl_str where; /* the part of the pattern */
};

/* The pattern in PCRE2's syntax, and the names of its groups. */
struct gl_tf_regex_pattern {
    struct gl_buf text;
    struct gl_str *names; /* of each capturing group in order; empty: it has none */
    size_t groups, capacity;
    size_t named;
};

/* false: `reterr_mistake` says what is wrong. The buffer is the caller's to free in either case. */
bool gl_tf_regex_translate(struct gl_arena *arena, struct gl_str pattern,
                           struct gl_tf_regex_pattern *ret_pattern,
                           struct gl_tf_regex_mistake *reterr_mistake) GL_MUST_CHECK;

struct gl_tf_regex {
    struct gl_tf_regex_pattern pattern;
    void *code, *data, *context; /* PCRE2's */
    uint64_t *cost;              /* of all matching so far */
};

enum gl_tf_regex_answer { GL_TF_REGEX_NO_MATCH = 0, GL_TF_REGEX_MATCH, GL_TF_REGEX_TOO_LONG };

bool gl_tf_regex_init(struct gl_tf_regex *regex, struct gl_arena *arena, struct gl_str pattern,
                      struct gl_tf_regex_mistake *reterr_mistake) GL_MUST_CHECK;
void gl_tf_regex_free(struct gl_tf_regex *regex); /* accepts one whose init failed */
/* The first match at or behind `start`, in valid UTF-8. */
enum gl_tf_regex_answer gl_tf_regex_match(struct gl_tf_regex *regex, struct gl_str text, size_t start);
/* Group i of the last match, 0 being all of it; false when it took no part. */
bool gl_tf_regex_group(const struct gl_tf_regex *regex, size_t i, size_t *ret_begin, size_t *ret_end);

#endif
