#include "base/protocol.h"

struct protocol {
    uint8_t number;
    const char *name;
};

/* The first name of a number is the one that is printed. */
static const struct protocol protocols[] = {
    {0, "HOPOPT"},     {1, "ICMP"},         {2, "IGMP"},       {3, "GGP"},      {4, "IPv4"},
    {4, "ipencap"},    {4, "ipip"},         {5, "ST"},         {6, "TCP"},      {7, "CBT"},
    {8, "EGP"},        {9, "IGP"},          {12, "PUP"},       {17, "UDP"},     {20, "HMP"},
    {22, "XNS-IDP"},   {27, "RDP"},         {28, "IRTP"},      {33, "DCCP"},    {36, "XTP"},
    {41, "IPv6"},      {43, "IPv6-Route"},  {44, "IPv6-Frag"}, {45, "IDRP"},    {46, "RSVP"},
    {47, "GRE"},       {48, "DSR"},         {50, "ESP"},       {51, "AH"},      {54, "NARP"},
    {57, "SKIP"},      {58, "ICMPv6"},      {58, "ipv6-icmp"}, {58, "icmp6"},   {59, "IPv6-NoNxt"},
    {60, "IPv6-Opts"}, {88, "EIGRP"},       {89, "OSPF"},      {89, "ospfigp"}, {94, "IPIP-encapsulation"},
    {97, "EtherIP"},   {98, "ENCAP"},       {103, "PIM"},      {108, "IPComp"}, {112, "VRRP"},
    {115, "L2TP"},     {124, "ISIS"},       {132, "SCTP"},     {133, "FC"},     {135, "Mobility-Header"},
    {136, "UDPLite"},  {137, "MPLS-in-IP"}, {138, "MANET"},    {139, "HIP"},    {140, "Shim6"},
    {141, "WESP"},     {142, "ROHC"},       {143, "Ethernet"},
};

enum { PROTOCOLS = sizeof protocols / sizeof *protocols };

bool gl_protocol_parse(struct gl_str text, int *ret_protocol)
{
    struct gl_str name = gl_str_trim(text);
    int64_t number;

    if (gl_str_eq(name, GL_STR("tcp"))) { /* nearly always */
        *ret_protocol = 6;
        return true;
    }
    if (gl_str_eq_nocase(name, GL_STR("all")) || gl_str_eq_nocase(name, GL_STR("any"))) {
        *ret_protocol = GL_PROTO_ALL;
        return true;
    }
    if (gl_str_to_i64(name, &number)) {
        if (number < GL_PROTO_ALL || number > GL_PROTO_MAX)
            return false;
        *ret_protocol = (int)number;
        return true;
    }
    for (size_t i = 0; i < PROTOCOLS; i++) {
        if (gl_str_eq_nocase(name, gl_str_of(protocols[i].name))) {
            *ret_protocol = protocols[i].number;
            return true;
        }
    }
    return false;
}

const char *gl_protocol_name(unsigned protocol)
{
    for (size_t i = 0; i < PROTOCOLS; i++) {
        if (protocols[i].number == protocol)
            return protocols[i].name;
    }
    return NULL;
}

bool gl_protocol_has_ports(unsigned protocol)
{
    return protocol == GL_PROTO_TCP || protocol == GL_PROTO_UDP || protocol == GL_PROTO_SCTP ||
           protocol == GL_PROTO_DCCP || protocol == GL_PROTO_UDPLITE;
}

bool gl_protocol_is_icmp(unsigned protocol)
{
    return protocol == GL_PROTO_ICMP || protocol == GL_PROTO_ICMPV6;
}
