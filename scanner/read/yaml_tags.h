/* YAML tags that glacis gives a meaning: CloudFormation's short forms, and YAML's own types. */
#ifndef GL_READ_YAML_TAGS_H
#define GL_READ_YAML_TAGS_H

#include "tree/value.h"

/* `tag` as libyaml resolves it ("!Sub", "tag:yaml.org,2002:int"). GL_TAG_NONE for tags that say no more than
 * the node itself (!!map, !!seq) or than its plain text would (!!int, !!bool ...: *ret_is_plain, so that the
 * text is typed although it is in quotes). */
enum gl_tag gl_yaml_tag(struct gl_str tag, bool *ret_is_plain);
/* !!merge on a key: the same as a plain << */
bool gl_yaml_tag_is_merge(struct gl_str tag);

#endif
