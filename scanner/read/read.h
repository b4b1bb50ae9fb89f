/* Readers: bytes to value tree.
 *
 * gl_read looks at the first character that is no white space ('{' or '[': JSON, and YAML when JSON fails,
 * since YAML allows flow text with comments), else YAML. All readers set the span of every key and value in
 * bytes (correct after non-ASCII text, CRLF, tabs, BOM, comments), report duplicate keys with both places and
 * keep the first, keep depth and size limits, and set GL_VALUE_HAS_CALLS. Only UTF-8 is read. The tree lives
 * in `arena`; strings without escapes are slices of the source's text.
 *
 * YAML: the span of a value begins at its tag or anchor; that of a block list or map ends with its last
 * child, that of a block scalar with its last character that is not blank; an empty value has no width. What
 * came through an alias or a merge key keeps the span of its anchor and is GL_VALUE_ALIASED; merged members
 * follow the map's own. Helm templates are GL_ERR_UNSUPPORTED: YAML takes {{ x }} for a map whose key is a
 * map. */
#ifndef GL_READ_READ_H
#define GL_READ_READ_H

#include "base/diag.h"
#include "tree/value.h"

struct gl_document {
    struct gl_value root;
};

struct gl_documents {
    struct gl_document
        *items; /* one for JSON; each document of a YAML stream; empty ones (comments only) are left out */
    size_t len;
};

/* What a duplicate key means: CloudFormation rejects, Kubernetes takes the last silently. Both are told. */
struct gl_read_options {
    enum gl_diag_level duplicate_key; /* level of that diagnostic; GL_DIAG_NOTE keeps the scan complete */
    bool last_key_counts;             /* of equal keys the last one, as Terraform and Kubernetes have it; */
    bool tells_lost_keys;             /* and the others are told; else nothing is */
};

/* Never partial: on error `documents` is empty and one diagnostic with place, cause and remedy was added. A
 * later document of a YAML stream that is broken leaves the earlier ones and adds the diagnostic
 * (GL_ERR_SYNTAX is returned all the same). */
enum gl_err gl_read(const struct gl_source *source, struct gl_arena *arena,
                    const struct gl_read_options *options, struct gl_documents *ret_documents,
                    struct gl_diags *diags) GL_MUST_CHECK;
enum gl_err gl_read_json(const struct gl_source *source, struct gl_arena *arena,
                         const struct gl_read_options *options, struct gl_value *ret_value,
                         struct gl_diags *diags) GL_MUST_CHECK;
enum gl_err gl_read_yaml(const struct gl_source *source, struct gl_arena *arena,
                         const struct gl_read_options *options, struct gl_documents *ret_documents,
                         struct gl_diags *diags) GL_MUST_CHECK;
/* JSON that stands in a text of a template (STRING, or CONCAT with parts that are not known): false when it
 * is none. Everything has the place of the text. */
bool gl_read_json_text(struct gl_arena *arena, const struct gl_value *value, struct gl_value *ret_root);

#endif
