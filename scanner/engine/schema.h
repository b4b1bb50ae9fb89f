/* Helpers for files of our own (checks, baselines): fields by name, unknown keys told with a suggestion. */
#ifndef GL_ENGINE_SCHEMA_H
#define GL_ENGINE_SCHEMA_H

#include "base/diag.h"
#include "engine/check.h"
#include "engine/truth.h"

struct gl_schema {
    struct gl_arena *arena;
    struct gl_diags *diags;
    bool failed; /* something was told */
};

/* Tells a problem at a place, as GL_DIAG_USAGE. */
void gl_schema_error(struct gl_schema *schema, struct gl_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells every key of `map` that is not among `known`; `what` names the thing ("check", "flow"). False when it
 * is no map. */
bool gl_schema_keys(struct gl_schema *schema, const struct gl_value *map, const char *what,
                    const char *const *known, size_t known_len);
/* Text of a scalar field; empty when absent. Tells another type. */
struct gl_str gl_schema_text(struct gl_schema *schema, const struct gl_value *map, const char *key);
/* A list of texts, or one text; empty when absent. */
struct gl_text_list gl_schema_texts(struct gl_schema *schema, const struct gl_value *value);
/* Kinds of resources. "Workload" stands for every kind that makes pods (graph/kubernetes.def). */
struct gl_text_list gl_schema_kinds(struct gl_schema *schema, const struct gl_value *value);
bool gl_schema_bool(struct gl_schema *schema, const struct gl_value *map, const char *key, bool fallback);
/* true, false, open */
enum gl_truth gl_schema_truth(struct gl_schema *schema, const struct gl_value *map, const char *key,
                              enum gl_truth fallback);
int64_t gl_schema_i64(struct gl_schema *schema, const struct gl_value *map, const char *key,
                      int64_t fallback);

#endif
