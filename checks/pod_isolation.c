/* GLC-NP-003: some NetworkPolicy, or a rule of an administrator, isolates every pod for ingress. */
#include "checks/natives.h"
#include "checks/netpol.h"

enum gl_verdict gl_check_pod_isolation(struct gl_check_ctx *ctx)
{
    struct gl_reach_place place = gl_netpol_place(ctx);
    struct gl_finding *finding;
    enum gl_truth is_open;
    struct gl_str ports;

    if (place.end == GL_PODS_NONE || !place.space || place.space->is_system ||
        place.pods->ends[place.end].is_host_network)
        return GL_NOT_APPLICABLE;
    is_open = gl_netpol_is_unrestricted(ctx, place.pods, place.end, GL_PODS_INGRESS);
    if (is_open == GL_FALSE)
        return GL_PASS;
    ports = gl_netpol_declared(ctx, place.pods, &place.end, 1);
    finding = gl_report(ctx, gl_netpol_verdict(is_open), NULL,
                        "%.*s: %s selects its pods for ingress: %severy pod of the cluster, and every "
                        "address that routes to them, reaches them on every port%.*s",
                        GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)),
                        is_open == GL_TRUE ? "no NetworkPolicy" : "perhaps no NetworkPolicy",
                        is_open == GL_TRUE ? "" : "if none does, ", GL_STR_ARG(ports));
    gl_finding_wanted(finding, GL_STR("a NetworkPolicy that selects the labels of its pods"));
    gl_netpol_relate_idle(ctx, finding, place.space, GL_PODS_INGRESS);
    gl_netpol_say_hollow(ctx, finding);
    return gl_netpol_verdict(is_open);
}
