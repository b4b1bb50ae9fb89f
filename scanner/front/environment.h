/* Which environment a text speaks of, and which partition of AWS a region is in. */
#ifndef GL_FRONT_ENVIRONMENT_H
#define GL_FRONT_ENVIRONMENT_H

#include "base/str.h"

/* "dev", "staging", "prod" from words people use (development, stage, production, prd, ...); empty for
 * anything else. */
struct gl_str gl_environment_word(struct gl_str text);
/* The same word, else the text itself, trimmed: the user's own name for an environment. */
struct gl_str gl_environment_of_text(struct gl_str text);
/* The last part of a name or path that is such a word, cut at any of the separators; empty: none. */
struct gl_str gl_environment_of_parts(struct gl_str name, const char *separators);
/* The last folder that is such a word, or ends in one: "envs/prod", "account-prod"; not "dev-tools". */
struct gl_str gl_environment_of_folders(struct gl_str dir);

/* Source: "Amazon Resource Names (ARNs)", AWS General Reference. Empty for an empty region. */
struct gl_str gl_partition_of_region(struct gl_str region);
/* What names of services end in there; empty for an empty partition. */
struct gl_str gl_partition_dns_suffix(struct gl_str partition);

#endif
