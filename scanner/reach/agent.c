/* Agents of network plugins, by the image of a container or the name of the DaemonSet.
 * Source: the manifests and charts that the projects publish. */
#include "reach/reach.h"

struct agent {
    const char *name, *image; /* of the DaemonSet; part of a repository's path */
    const char *plugin;
};

static const struct agent agents[] = {
    {"aws-node", "amazon-k8s-cni", GL_REACH_VPC_CNI},
    {"calico-node", "calico/node", "Calico"},
    {"canal", "calico/node", "Calico"},
    {"cilium", "cilium/cilium", "Cilium"},
    {"antrea-agent", "antrea/antrea", "Antrea"},
    {"kube-router", "cloudnativelabs/kube-router", "kube-router"},
    {"weave-net", "weaveworks/weave-npc", "Weave Net"},
    {"ovnkube-node", "ovn-kubernetes", "OVN-Kubernetes"},
    {"azure-npm", "azure-npm", "Azure NPM"},
};

static bool has_image(const struct gl_resource *daemon_set, struct gl_str part)
{
    const struct gl_value *containers = gl_value_path(daemon_set->object->pod, "spec.containers");
    struct gl_str image;

    for (size_t i = 0; i < gl_value_len(containers); i++) {
        if (gl_value_text(gl_value_get(gl_value_at(containers, i), GL_STR("image")), &image) &&
            gl_str_contains(image, part))
            return true;
    }
    return false;
}

const char *gl_reach_agent(const struct gl_resource *daemon_set)
{
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        if (gl_str_eq(daemon_set->object->name, gl_str_of(agents[i].name)))
            return agents[i].plugin;
    }
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        if (has_image(daemon_set, gl_str_of(agents[i].image)))
            return agents[i].plugin;
    }
    return NULL;
}
