/* Settings that are written as text inside an annotation: "a,b", "k=v,k=v", '[{"HTTP": 80}, {"HTTPS": 443}]'.
 *
 * A text that is not wholly known keeps its known parts: an element, or the value of a key, is the value that
 * is not known (or a CONCAT with it). A choice of texts becomes the choice of what they say; every other
 * value is given back as it is. All spans are the text's. Memory from the arena that is given. Source: AWS
 * Load Balancer Controller v2, "Ingress annotations" (stringList, stringMap, json). */
#ifndef GL_GRAPH_SETTING_TEXT_H
#define GL_GRAPH_SETTING_TEXT_H

#include "tree/value.h"

enum gl_setting_shape {
    GL_SETTING_TEXT = 0,
    GL_SETTING_LIST,  /* LIST of texts */
    GL_SETTING_MAP,   /* LIST of {Key, Value}, as load balancer attributes are elsewhere */
    GL_SETTING_PORTS, /* LIST of {protocol, port}; malformed: unknown */
};

struct gl_value gl_setting_read(struct gl_arena *arena, const struct gl_value *value,
                                enum gl_setting_shape shape);
/* {protocol, port} with a common span. */
struct gl_value gl_setting_listener(struct gl_arena *arena, struct gl_str protocol, struct gl_str port,
                                    struct gl_span span);

#endif
