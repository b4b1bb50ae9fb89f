/* Files below the working directory, for expressions that are evaluated outside of any configuration. */
#ifndef GL_TERRAFORM_BATCH_FILES_H
#define GL_TERRAFORM_BATCH_FILES_H

#include "front/terraform/evaluate/evaluate.h"

gl_tf_file_reader gl_tf_read_below; /* nothing above the working directory, no symbolic link out of it */
gl_tf_file_lister gl_tf_list_below;

#endif
