/* The load balancers that the AWS Load Balancer Controller makes of Ingresses, as the attribute `@alb` of
 * each Ingress that it answers for.
 *
 * Ingresses of one group (group.name) share a load balancer: what one of them sets holds for all. So that one
 * fault is one finding, each setting is answered for by whoever states it, and by the first Ingress of the
 * group where nobody does. IngressClassParams win over annotations.
 *   @alb.first        is it the first of its group?
 *   @alb.group        group.name; absent: a load balancer of its own
 *   @alb.answers      names of the settings that this Ingress answers for
 *   @alb.NAME         a setting, named as its annotation is without "alb.ingress.kubernetes.io/": its own
 *                     statement, else that of its group. Lists are lists, load-balancer-attributes is a list
 * of {Key, Value}, as on AWS::ElasticLoadBalancingV2::LoadBalancer
 *   @alb.listen-ports its own listeners [{protocol, port}], also where none are written
 *   @alb.listeners    those of the group
 *   @alb.backends     [{backend-protocol, healthcheck-interval-seconds, service}]: `service` is set where the
 *                     Service states something itself
 * Built by gl_graph_link after the clusters; memory from the graph's arena.
 * Source: AWS Load Balancer Controller v2, "Ingress annotations", "IngressClass", "IngressGroup". */
#ifndef GL_GRAPH_ALB_H
#define GL_GRAPH_ALB_H

#include "graph/graph.h"

void gl_albs_build(struct gl_graph *graph);

#endif
