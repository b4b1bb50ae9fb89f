#include "hcl/hcl.h"

const struct gl_hcl_attribute *gl_hcl_body_attribute(const struct gl_hcl_body *body, struct gl_str name)
{
    for (size_t i = 0; i < body->attribute_len; i++) {
        if (gl_str_eq(body->attributes[i].name, name))
            return &body->attributes[i];
    }
    return NULL;
}
