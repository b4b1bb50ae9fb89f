/* Reading RE2's syntax and writing PCRE2's: what regex_syntax.c and regex_class.c share. */
#ifndef GL_TERRAFORM_FUNCTION_REGEX_SYNTAX_H
#define GL_TERRAFORM_FUNCTION_REGEX_SYNTAX_H

#include "front/terraform/function/regex.h"

struct gl_tf_regex_reading {
    struct gl_str text;
    size_t at;
    bool is_caseless; /* (?i) is on */
    struct gl_tf_regex_pattern *pattern;
    struct gl_tf_regex_mistake mistake;
};

/* Answers false. */
bool gl_tf_regex_fail(struct gl_tf_regex_reading *reading, const char *what, size_t from, size_t to);
/* A character as PCRE2 takes it for itself, in and outside of classes. */
void gl_tf_regex_add(struct gl_buf *out, uint32_t character);
/* \n, \x41, \., \101 at the backslash. */
bool gl_tf_regex_escape(struct gl_tf_regex_reading *reading, uint32_t *ret_character);
bool gl_tf_regex_property(struct gl_tf_regex_reading *reading, struct gl_buf *out);
/* What \d, \s, \w and their opposites are in PCRE2; NULL for other letters. */
const char *gl_tf_regex_shorthand(char letter, bool in_class);
/* [...] at its bracket. */
bool gl_tf_regex_class(struct gl_tf_regex_reading *reading);

#endif
