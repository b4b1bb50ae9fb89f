/* Lists whose items are shaped otherwise than the resources they tell of. Each runs after the list's rows. */
#ifndef GL_SNAPSHOT_SHAPE_H
#define GL_SNAPSHOT_SHAPE_H

#include "front/snapshot/make.h"

void gl_snap_shape_vpc(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_subnet(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_route_table(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_network_acl(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_security_group(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_network_interface(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_instance(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_internet_gateway(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_vpn_gateway(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_vpn_connection(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_address(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_listener_rule(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_database(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_replication_group(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_eks_cluster(struct gl_snap_making *making, struct gl_snap_part *part);
void gl_snap_shape_attachment(struct gl_snap_making *making, struct gl_snap_part *part);

#endif
