/* What the library's constructs call the properties of CloudFormation; private to front/cdk. */
#ifndef GL_FRONT_CDK_NAMES_H
#define GL_FRONT_CDK_NAMES_H

#include "base/arena.h"

enum { GL_MAX_SEGMENTS = 16 };

/* A property path in parts: "EncryptionInfo.EncryptionInTransit.ClientBroker", "Parameters{rds.force_ssl}".
 */
struct gl_property_path {
    struct gl_str segments[GL_MAX_SEGMENTS];
    size_t len;
};

/* Indices and conditions in brackets are dropped, the text in braces is one segment, a leading '@' is taken
 * off. */
void gl_property_path_parse(struct gl_property_path *path, struct gl_str text);

/* How well a key of the program names segment `index` of the path, 0 not at all, GL_NAME_EXACT: but for case
 * and underscores the same; between them what the construct library calls it (storageEncryptionKey for
 * KmsKeyId), and the name without its unit or kind of reference (backupRetention for BackupRetentionPeriod).
 */
enum { GL_NAME_EXACT = 30, GL_NAME_TABLE = 20, GL_NAME_CLOSE = 10 };
unsigned gl_property_name_score(struct gl_str kind, const struct gl_property_path *path, size_t index,
                                struct gl_str key);

#endif
