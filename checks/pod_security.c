/* What a security context or a host path gives: capabilities by their names, sockets of container runtimes.
 * Source: capabilities(7); containerd, CRI-O, Docker and cri-dockerd, default socket paths. */
#include "checks/natives.h"
#include "graph/kubernetes.h"

/* "net_raw" and "CAP_NET_RAW" are NET_RAW: runtimes take any case, some the kernel's prefix. */
static bool is_capability(struct gl_str written, struct gl_str name)
{
    size_t prefix = sizeof "CAP_" - 1;

    if (written.len > prefix && gl_str_eq_nocase(gl_str_slice(written, 0, prefix), GL_STR("CAP_")))
        written = gl_str_from(written, prefix);
    return gl_str_eq_nocase(written, name);
}

/* with: a list of names. */
enum gl_truth gl_is_capability_of(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  const struct gl_value *argument)
{
    struct gl_str written, name;

    if (!gl_value_text(value, &written)) {
        gl_culprit(ctx, value);
        return gl_value_is(value, GL_LIST) || gl_value_is(value, GL_MAP) ? GL_FALSE : GL_MAYBE;
    }
    for (size_t i = 0; i < gl_value_len(argument); i++) {
        if (gl_value_text(gl_value_at(argument, i), &name) && is_capability(written, name))
            return GL_TRUE;
    }
    return GL_FALSE;
}

static const struct gl_str sockets[] = {
    GL_STR_INIT("/run/buildkit/buildkitd.sock"),
    GL_STR_INIT("/run/containerd/containerd.sock"),
    GL_STR_INIT("/run/cri-dockerd.sock"),
    GL_STR_INIT("/run/crio/crio.sock"),
    GL_STR_INIT("/run/docker.sock"),
    GL_STR_INIT("/run/dockershim.sock"),
    GL_STR_INIT("/run/podman/podman.sock"),
    GL_STR_INIT("/run/k3s/containerd/containerd.sock"),
    GL_STR_INIT("/run/dockershim/containerd.sock"),
};

/* Is `folder` the path itself or a folder above it? */
static bool holds(struct gl_str folder, struct gl_str path)
{
    while (folder.len && folder.ptr[folder.len - 1] == '/')
        folder.len--;
    return gl_str_starts_with(path, folder) && (path.len == folder.len || path.ptr[folder.len] == '/');
}

/* Is the path of the host a container runtime's socket, or a folder that one is in? What is not known is not
 * said to be one: every host path is told anyhow. /var/run is a link to /run. */
enum gl_truth gl_is_runtime_socket(struct gl_check_ctx *ctx, const struct gl_value *value,
                                   const struct gl_value *argument)
{
    struct gl_str path;

    (void)ctx;
    (void)argument;
    if (!gl_value_text(value, &path) || path.len == 0 || path.ptr[0] != '/')
        return GL_FALSE;
    if (holds(path, GL_STR("/var/run")))
        return GL_TRUE;
    if (gl_str_starts_with(path, GL_STR("/var/run/")))
        path = gl_str_from(path, sizeof "/var" - 1);
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++) {
        if (holds(path, sockets[i]))
            return GL_TRUE;
    }
    return GL_FALSE;
}

/* Folders whose content is the node: its programs, settings, devices and credentials. */
static const struct gl_str system_paths[] = {
    GL_STR_INIT("/bin"),
    GL_STR_INIT("/boot"),
    GL_STR_INIT("/dev"),
    GL_STR_INIT("/etc"),
    GL_STR_INIT("/lib"),
    GL_STR_INIT("/lib64"),
    GL_STR_INIT("/proc"),
    GL_STR_INIT("/root"),
    GL_STR_INIT("/sbin"),
    GL_STR_INIT("/sys"),
    GL_STR_INIT("/usr"),
    GL_STR_INIT("/var/lib/containerd"),
    GL_STR_INIT("/var/lib/docker"),
    GL_STR_INIT("/var/lib/kubelet"),
    GL_STR_INIT("/var/lib/rancher"),
};

/* Is the path of the host in such a folder, above one, or the way to a runtime's socket? What is not known is
 * not said to be: GLC-K8S-007 tells every host path. */
enum gl_truth gl_is_system_path(struct gl_check_ctx *ctx, const struct gl_value *value,
                                const struct gl_value *argument)
{
    struct gl_str path;

    if (!gl_value_text(value, &path) || path.len == 0 || path.ptr[0] != '/')
        return GL_FALSE;
    for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++) {
        if (holds(path, system_paths[i]) || holds(system_paths[i], path))
            return GL_TRUE;
    }
    return gl_is_runtime_socket(ctx, value, argument);
}

/* ---- seccomp as it was asked for before 1.19 ---- */

static bool is_profile(const struct gl_value *value)
{
    struct gl_str text;

    return gl_value_text(value, &text) &&
           (gl_str_eq(text, GL_STR("runtime/default")) || gl_str_eq(text, GL_STR("docker/default")) ||
            gl_str_starts_with(text, GL_STR("localhost/")));
}

/* On a container: does an annotation of the pod give it a profile? The container's own counts first. */
enum gl_truth gl_has_seccomp_annotation(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_value *argument)
{
    const struct gl_value *annotations =
        gl_value_path(ctx->subject->object ? ctx->subject->object->pod : NULL, "metadata.annotations");
    const struct gl_value *own;
    struct gl_str name = {0};

    (void)argument;
    gl_value_text(gl_value_get(value, GL_STR("name")), &name);
    own = gl_value_get(annotations,
                       gl_arena_printf(ctx->scratch, "container.seccomp.security.alpha.kubernetes.io/%.*s",
                                       GL_STR_ARG(name)));
    if (own)
        return gl_truth_of(is_profile(own));
    return gl_truth_of(
        is_profile(gl_value_get(annotations, GL_STR("seccomp.security.alpha.kubernetes.io/pod"))));
}
