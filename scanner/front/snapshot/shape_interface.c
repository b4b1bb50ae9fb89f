/* Interfaces and instances, and what is attached to transit gateways. */
#include "front/snapshot/shape.h"
#include "graph/graph.h"

/* Where an instance holds its interfaces, the attachment does not say whose it is. */
void gl_snap_shape_network_interface(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *attachment = gl_value_get(part->item, GL_STR("Attachment"));
    const struct gl_value *instance = gl_value_get(attachment, GL_STR("InstanceId"));
    struct gl_tf_node *node;
    struct gl_str name;

    if (gl_value_is_nothing(instance))
        instance = gl_value_get(part->outer, GL_STR("InstanceId"));
    if (gl_value_is_nothing(attachment) || gl_value_is_nothing(instance) ||
        gl_value_text_is(gl_value_get(attachment, GL_STR("Status")), "detached"))
        return;
    if (!gl_value_text(gl_value_get(attachment, GL_STR("AttachmentId")), &name))
        name = gl_arena_printf(making->arena, "%.*s/attachment", GL_STR_ARG(part->made->resource->name));
    node = gl_snap_derive(making, part, GL_STR("AWS::EC2::NetworkInterfaceAttachment"), name, attachment);
    gl_snap_set_self(making, node, GL_STR("NetworkInterfaceId"), part);
    gl_snap_set_ref(making, node, GL_STR("InstanceId"), instance);
    gl_snap_set(making, node, GL_STR("DeviceIndex"), gl_value_get(attachment, GL_STR("DeviceIndex")));
}

static struct gl_tf_node *child_of(const struct gl_tf_node *node, struct gl_str key)
{
    for (struct gl_tf_node *child = node ? node->children : NULL; child; child = child->next) {
        if (gl_str_eq(child->key, key))
            return child;
    }
    return NULL;
}

/* An instance names its volumes; these tell whether they are encrypted. */
static void set_encryption(struct gl_snap_making *making, struct gl_snap_part *part)
{
    struct gl_tf_node *list = child_of(&part->made->node, GL_STR("BlockDeviceMappings"));

    if (!list || list->shape != GL_TF_NODE_LIST) {
        gl_snap_set_unknown(making, &part->made->node, GL_STR("BlockDeviceMappings"), part->item);
        return;
    }
    for (const struct gl_tf_node *mapping = list->children; mapping; mapping = mapping->next) {
        struct gl_tf_node *ebs = child_of(mapping, GL_STR("Ebs")), *id = child_of(ebs, GL_STR("VolumeId"));
        const struct gl_resource *volume = id ? gl_value_target(&id->value) : NULL;
        const struct gl_snap_part *told =
            volume ? gl_snap_part_of(making->unit, volume->kind, volume->name) : NULL;

        if (told)
            gl_snap_set(making, ebs, GL_STR("Encrypted"), gl_value_get(told->item, GL_STR("Encrypted")));
        if (id)
            gl_snap_set_unknown(making, ebs, GL_STR("Encrypted"), &id->value);
    }
}

void gl_snap_shape_instance(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *monitoring = gl_value_path(part->item, "Monitoring.State");

    if (!gl_value_is_nothing(monitoring))
        gl_snap_set_bool(making, &part->made->node, GL_STR("Monitoring"),
                         gl_value_text_is(monitoring, "enabled"), monitoring);
    set_encryption(making, part);
}

void gl_snap_shape_attachment(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *association = gl_value_get(part->item, GL_STR("Association"));
    const struct gl_value *table = gl_value_get(association, GL_STR("TransitGatewayRouteTableId"));
    struct gl_tf_node *node;
    struct gl_str text;

    if (gl_value_text_is(gl_value_get(part->item, GL_STR("ResourceType")), "vpc"))
        gl_snap_set_ref(making, &part->made->node, GL_STR("VpcId"),
                        gl_value_get(part->item, GL_STR("ResourceId")));
    if (!gl_value_text(table, &text) ||
        gl_value_text_is(gl_value_get(association, GL_STR("State")), "disassociated"))
        return;
    node = gl_snap_derive(
        making, part, GL_STR("AWS::EC2::TransitGatewayRouteTableAssociation"),
        gl_arena_printf(making->arena, "%.*s/%.*s", GL_STR_ARG(text), GL_STR_ARG(part->made->resource->name)),
        association);
    gl_snap_set_self(making, node, GL_STR("TransitGatewayAttachmentId"), part);
    gl_snap_set_ref(making, node, GL_STR("TransitGatewayRouteTableId"), table);
}
