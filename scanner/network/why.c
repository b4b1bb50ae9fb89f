/* What stopped a packet, in one word. */
#include "network/route.h"

const char *gl_nw_why_word(enum gl_nw_why why)
{
    switch (why) {
    case GL_NW_BY_NOTHING:
        return NULL;
    case GL_NW_BY_ROUTE:
        return "route";
    case GL_NW_BY_BLACKHOLE:
        return "blackhole";
    case GL_NW_BY_ADDRESS:
        return "address";
    case GL_NW_BY_PUBLIC:
        return "public";
    case GL_NW_BY_NAT:
        return "nat";
    case GL_NW_BY_PEERING:
        return "peering";
    case GL_NW_BY_ATTACHMENT:
        return "attachment";
    case GL_NW_BY_GROUP_EGRESS:
        return "group-egress";
    case GL_NW_BY_ACL_EGRESS:
        return "acl-egress";
    case GL_NW_BY_ACL_INGRESS:
        return "acl-ingress";
    case GL_NW_BY_GROUP_INGRESS:
        return "group-ingress";
    case GL_NW_BY_POLICY_EGRESS:
        return "policy-egress";
    case GL_NW_BY_POLICY_INGRESS:
        return "policy-ingress";
    case GL_NW_BY_LISTENER:
        return "listener";
    case GL_NW_BY_LOOP:
        return "loop";
    case GL_NW_BY_UNKNOWN:
        return "unknown";
    }
    return NULL;
}
