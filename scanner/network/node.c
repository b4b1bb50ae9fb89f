/* How the hops of a path are called. */
#include "network/model.h"

const struct gl_resource *gl_nw_node_resource(const struct gl_nw *nw, struct gl_nw_node node)
{
    switch (node.kind) {
    case GL_NW_NIC:
        return nw->nics[node.index].resource;
    case GL_NW_SUBNET:
        return nw->subnets[node.index].resource;
    case GL_NW_VPC:
        return nw->vpcs[node.index].resource;
    case GL_NW_GATEWAY:
        return nw->gateways[node.index].resource;
    case GL_NW_INTERNET:
    case GL_NW_ONPREM:
    case GL_NW_SERVICE:
        break;
    }
    return NULL;
}

struct gl_str gl_nw_node_name(const struct gl_nw *nw, struct gl_nw_node node)
{
    switch (node.kind) {
    case GL_NW_INTERNET:
        return GL_STR("internet");
    case GL_NW_ONPREM:
        return GL_STR("onprem");
    case GL_NW_SERVICE:
        return GL_STR("service");
    case GL_NW_NIC:
        return nw->endpoints[nw->nics[node.index].endpoint].name;
    case GL_NW_SUBNET:
        return nw->subnets[node.index].name;
    case GL_NW_VPC:
        return nw->vpcs[node.index].name;
    case GL_NW_GATEWAY:
        return nw->gateways[node.index].name;
    }
    return GL_STR("");
}
