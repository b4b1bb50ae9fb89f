/* The Kubernetes side of GLC-NET-001, 031 and 032: what Ingresses of the AWS Load Balancer Controller and
 * Services open to the internet. Sources: AWS Load Balancer Controller v2, "Ingress annotations"
 * (inbound-cidrs), "Network Load Balancer" (scheme, loadBalancerClass); Kubernetes, "Service". */
#ifndef GL_CHECKS_CLUSTER_EDGE_H
#define GL_CHECKS_CLUSTER_EDGE_H

#include "engine/check.h"

/* Of an Ingress: each of its listeners on a port that the baseline does not open to the internet. */
enum gl_verdict gl_judge_ingress_ports(struct gl_check_ctx *ctx);
/* Of an Ingress: is it internet-facing while it admits no public address? */
enum gl_verdict gl_judge_ingress_scheme(struct gl_check_ctx *ctx);
/* Of a Service: does it open a port of every node? */
enum gl_verdict gl_judge_node_ports(struct gl_check_ctx *ctx);
/* Of a Service of type LoadBalancer. `tier`: is it in a tier that the internet may reach? */
enum gl_verdict gl_judge_service_scheme(struct gl_check_ctx *ctx, enum gl_truth tier);

#endif
