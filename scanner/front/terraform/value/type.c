#include "front/terraform/value/value.h"

const struct gl_tf_type gl_tf_any = {.kind = GL_TF_DYNAMIC}, gl_tf_string = {.kind = GL_TF_STRING},
                        gl_tf_number = {.kind = GL_TF_NUMBER}, gl_tf_bool = {.kind = GL_TF_BOOL};
