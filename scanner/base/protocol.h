/* IP protocol numbers by name: the ones that people write in security rules (IANA protocol numbers registry).
 */
#ifndef GL_BASE_PROTOCOL_H
#define GL_BASE_PROTOCOL_H

#include "base/str.h"

enum {
    GL_PROTO_ICMP = 1,
    GL_PROTO_TCP = 6,
    GL_PROTO_UDP = 17,
    GL_PROTO_DCCP = 33,
    GL_PROTO_ICMPV6 = 58,
    GL_PROTO_SCTP = 132,
    GL_PROTO_UDPLITE = 136,
    GL_PROTO_MAX = 255,
    GL_PROTO_ALL = -1, /* what AWS writes for every protocol */
};

/* "tcp", "TCP", "6", "-1", "all", "esp", "icmpv6", "ipv6-icmp" ...; false for anything else. */
bool gl_protocol_parse(struct gl_str text, int *ret_protocol);
/* "TCP", "ICMPv6"; NULL for a number without a name here. */
const char *gl_protocol_name(unsigned protocol);
bool gl_protocol_has_ports(unsigned protocol); /* 16-bit destination ports */
bool gl_protocol_is_icmp(unsigned protocol);   /* type and code instead */

#endif
