/* Who scales and who guards the pods of a workload, as attributes:
 *   @autoscalers       of a workload: references to the HorizontalPodAutoscalers (and KEDA's ScaledObjects)
 * whose scaleTargetRef names it
 *   @possible-autoscalers  of a workload that has none: those that may name it, where a namespace or the name
 * is not known
 *   @target            of such an autoscaler: a reference to the workload
 *   @budgets           of a workload: the PodDisruptionBudgets that select its pods
 *   @possible-budgets  of a workload: those that may, where selectors, labels or namespaces are not known
 *   @workloads         of a budget: the workloads whose pods it selects, or may select
 * An attribute that would be empty is absent. Built by gl_graph_link after the clusters; memory from the
 * graph's arena. Budgets are found by one label of their selector: cost grows with objects, not with their
 * pairs. */
#ifndef GL_GRAPH_SCALING_H
#define GL_GRAPH_SCALING_H

#include "graph/graph.h"

void gl_scaling_build(struct gl_graph *graph);

#endif
