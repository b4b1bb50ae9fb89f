/* Objects that a CDK app applies to its clusters: Custom::AWSCDK-EKS-KubernetesResource, what addManifest()
 * and KubernetesManifest become. Their Manifest is JSON text, often joined with parts that are known only
 * later. */
#ifndef GL_KUBERNETES_CUSTOM_H
#define GL_KUBERNETES_CUSTOM_H

#include "front/input.h"

/* Appends the objects of such resources of `output` as resources of the same unit: places are those of the
 * Manifest and of the construct, the address is STACK/LOGICALID/GROUP/KIND/NAMESPACE/NAME. Objects that name
 * the same cluster resource belong together, whatever their stack (gl_k8s_object.cluster). What a Helm chart
 * (Custom::AWSCDK-EKS-HelmChart) installs is told as not read. */
void gl_k8s_add_custom(struct gl_arena *arena, struct gl_front_output *output, struct gl_diags *diags);

#endif
