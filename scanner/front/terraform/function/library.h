/* What the functions share: the rows of the table, problems in Terraform's words, results.
 *
 * A function is called only with arguments that its row lets through: right types, no null, nothing unknown
 * at the top, unless the parameter's flags say otherwise. What a function makes is paid for first
 * (gl_tf_afford), so that hostile arguments end with a problem. All memory is the evaluator's arena. */
#ifndef GL_TERRAFORM_FUNCTION_LIBRARY_H
#define GL_TERRAFORM_FUNCTION_LIBRARY_H

#include "front/terraform/function/function.h"
#include "front/terraform/value/number.h"

enum gl_tf_parameter_flag {
    GL_TF_ALLOW_NULL = 1,
    GL_TF_ALLOW_UNKNOWN = 2, /* the function itself deals with an argument that is wholly unknown */
    GL_TF_ALLOW_MARKED = 4,  /* sensitivity is the function's own business */
    GL_TF_ALLOW_PARTS = 8,   /* parts of the argument may be unknown, and the function deals with them */
};

struct gl_tf_parameter {
    const char *name; /* NULL: none */
    const struct gl_tf_type *type;
    unsigned flags; /* enum gl_tf_parameter_flag */
};

enum { GL_TF_MAX_PARAMETERS = 3 };

enum gl_tf_row_flag {
    GL_TF_NULLABLE = 1, /* an unknown result may turn out null */
    GL_TF_UNTYPED = 2,  /* an unknown argument without a type leaves the result without one */
};

struct gl_tf_row {
    const char *name;
    gl_tf_function *run;
    const struct gl_tf_type *result; /* of an unknown result; gl_tf_any: it hangs on the arguments */
    unsigned flags;                  /* enum gl_tf_row_flag */
    struct gl_tf_parameter parameters[GL_TF_MAX_PARAMETERS];
    struct gl_tf_parameter rest; /* any number more */
};

const struct gl_tf_row *gl_tf_find_row(struct gl_str name); /* NULL: there is no such function */
/* The name of the table nearest to a mistyped one; empty when none is near. */
struct gl_str gl_tf_nearest_function(struct gl_str name);

/* ---- types of parameters and results: one object each ---- */
extern const struct gl_tf_type gl_tf_list_of_any, gl_tf_list_of_string, gl_tf_list_of_number,
    gl_tf_list_of_bool, gl_tf_set_of_any, gl_tf_set_of_string, gl_tf_map_of_string_lists;

/* ---- problems; each answers false ---- */
/* "Invalid value for "x" parameter: ..."; `i` counts arguments from 0. */
bool gl_tf_fail_argument(const struct gl_tf_call *call, size_t i, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "Call to function "f" failed: ..." */
bool gl_tf_fail_function(const struct gl_tf_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Pays for elements and bytes that are about to be made; false past a limit. */
bool gl_tf_afford(const struct gl_tf_call *call, size_t elements, size_t bytes) GL_MUST_CHECK;

/* ---- results; each answers true, but for strings beyond the limit ---- */
bool gl_tf_return_bool(const struct gl_tf_call *call, bool boolean, struct gl_tf_value *ret_value);
bool gl_tf_return_i64(const struct gl_tf_call *call, int64_t number, struct gl_tf_value *ret_value);
/* The text is normalised; it must live in the arena or longer. */
bool gl_tf_return_text(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value);
/* Copies the buffer's bytes, then frees it. */
bool gl_tf_return_buffer(const struct gl_tf_call *call, struct gl_buf *buffer, struct gl_tf_value *ret_value);
struct gl_tf_value gl_tf_text_value(const struct gl_tf_call *call, struct gl_str text);
/* An unknown value because of the first unknown part of the arguments; not null unless the row says so. */
bool gl_tf_return_unknown(const struct gl_tf_call *call, const struct gl_tf_type *type,
                          struct gl_tf_value *ret_value);
/* The same, to be refined further before gl_tf_return_refined. */
struct gl_tf_unknown gl_tf_unknown_of(const struct gl_tf_call *call, const struct gl_tf_type *type);
bool gl_tf_return_refined(const struct gl_tf_call *call, const struct gl_tf_unknown *unknown,
                          struct gl_tf_value *ret_value);
/* The arguments are known, the result is not, and this is why. */
bool gl_tf_return_because(const struct gl_tf_call *call, enum gl_reason reason,
                          struct gl_tf_value *ret_value);
/* A list of `len` strings of which nothing is known. */
bool gl_tf_return_unknown_strings(const struct gl_tf_call *call, size_t len, struct gl_tf_value *ret_value);
bool gl_tf_return_list(const struct gl_tf_call *call, const struct gl_tf_type *element,
                       const struct gl_tf_value *items, size_t len, struct gl_tf_value *ret_value);

/* ---- arguments ---- */
static inline struct gl_str gl_tf_argument_text(const struct gl_tf_call *call, size_t i)
{
    return call->args[i].u.text;
}
/* With the reader's words; `otherwise` where it told nothing. */
bool gl_tf_fail_reading(const struct gl_tf_call *call, const struct gl_diags *diags, const char *otherwise);
/* A whole number that fits an int64_t; else the problem with Terraform's words. */
bool gl_tf_argument_i64(const struct gl_tf_call *call, size_t i, int64_t *ret_number) GL_MUST_CHECK;
/* null as such, or an unknown value of which Terraform knows no type either. Attributes of resources have
 * none here, but Terraform has their provider's schema. */
bool gl_tf_is_untyped(const struct gl_tf_value *value);
struct gl_tf_value *gl_tf_new_values(const struct gl_tf_call *call, size_t len);
/* What a message calls the type of an argument. */
struct gl_str gl_tf_argument_type(const struct gl_tf_call *call, size_t i);

/* ---- the functions, by file ---- */
gl_tf_function gl_tf_abs, gl_tf_ceil, gl_tf_floor, gl_tf_log, gl_tf_max, gl_tf_min, gl_tf_parseint, gl_tf_pow,
    gl_tf_range, gl_tf_signum, gl_tf_sum; /* numeric.c */
gl_tf_function gl_tf_chomp, gl_tf_endswith, gl_tf_indent, gl_tf_join, gl_tf_lower, gl_tf_split,
    gl_tf_startswith, gl_tf_strcontains, gl_tf_strrev, gl_tf_substr, gl_tf_title, gl_tf_upper; /* string.c */
gl_tf_function gl_tf_trim, gl_tf_trimprefix, gl_tf_trimspace, gl_tf_trimsuffix;                /* trim.c */
gl_tf_function gl_tf_regex, gl_tf_regexall, gl_tf_replace;                                     /* match.c */
gl_tf_function gl_tf_format, gl_tf_formatlist;                                                 /* format.c */
gl_tf_function gl_tf_alltrue, gl_tf_anytrue, gl_tf_chunklist, gl_tf_compact, gl_tf_concat, gl_tf_contains,
    gl_tf_distinct, gl_tf_element, gl_tf_flatten, gl_tf_index, gl_tf_matchkeys, gl_tf_one, gl_tf_reverse,
    gl_tf_slice, gl_tf_sort;                                     /* list.c, search.c */
gl_tf_function gl_tf_coalesce, gl_tf_coalescelist, gl_tf_length; /* choose.c */
gl_tf_function gl_tf_keys, gl_tf_lookup, gl_tf_merge, gl_tf_transpose, gl_tf_values, gl_tf_zipmap; /* map.c */
gl_tf_function gl_tf_setintersection, gl_tf_setproduct, gl_tf_setsubtract, gl_tf_setunion;         /* set.c */
gl_tf_function gl_tf_base64decode, gl_tf_base64encode, gl_tf_textdecodebase64, gl_tf_textencodebase64,
    gl_tf_urlencode;                               /* encoding.c */
gl_tf_function gl_tf_base64gzip;                   /* compress.c */
gl_tf_function gl_tf_csvdecode;                    /* csv.c */
gl_tf_function gl_tf_jsondecode, gl_tf_jsonencode; /* json.c */
gl_tf_function gl_tf_yamldecode, gl_tf_yamlencode; /* yaml_decode.c, yaml_encode.c */
gl_tf_function gl_tf_abspath, gl_tf_basename, gl_tf_dirname, gl_tf_pathexpand; /* path.c */
gl_tf_function gl_tf_file, gl_tf_filebase64, gl_tf_fileexists, gl_tf_filehash; /* file.c */
gl_tf_function gl_tf_fileset;                                                  /* fileset.c */
gl_tf_function gl_tf_templatefile, gl_tf_templatestring;                       /* template.c */
gl_tf_function gl_tf_formatdate, gl_tf_timeadd, gl_tf_timecmp;                 /* date.c, duration.c */
gl_tf_function gl_tf_hash, gl_tf_uuidv5;                                       /* hash.c */
gl_tf_function gl_tf_rsadecrypt;                                               /* rsa.c */
gl_tf_function gl_tf_cidrhost, gl_tf_cidrnetmask, gl_tf_cidrsubnet, gl_tf_cidrsubnets; /* cidr.c */
gl_tf_function gl_tf_to_type, gl_tf_ephemeralasnull, gl_tf_issensitive, gl_tf_nonsensitive,
    gl_tf_sensitive;                    /* convert.c */
gl_tf_function gl_tf_impure, gl_tf_old; /* function.c */
/* Functions of providers ("provider::aws::arn_parse"): provider.c. */
bool gl_tf_call_provider(struct gl_tf_call *call, struct gl_tf_value *ret_value) GL_MUST_CHECK;

#endif
