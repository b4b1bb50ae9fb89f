/* Names of container images: [REGISTRY/]REPOSITORY[:TAG][@DIGEST].
 * Source: distribution/reference; a name without a registry is one of Docker Hub. */
#ifndef GL_CHECKS_IMAGE_H
#define GL_CHECKS_IMAGE_H

#include "base/str.h"

struct gl_image {
    struct gl_str registry;   /* "registry.test:5000", "docker.io" where none is written */
    struct gl_str repository; /* "shop/orders"; of Docker Hub without "library/" */
    struct gl_str tag;        /* empty: none */
    struct gl_str digest;     /* "sha256:..."; empty: none */
};

struct gl_image gl_image_of(struct gl_str text);

#endif
