/* Sets over (protocol, port): what a rule admits.
 *
 * A key is protocol * 65536 + port; for ICMP and ICMPv6 the port is type * 256 + code; a protocol without
 * ports is in the set with all its 65536 keys. Sets are values (see ranges.h); the empty set is {0}. */
#ifndef GL_BASE_PORTSET_H
#define GL_BASE_PORTSET_H

#include "base/buf.h"
#include "base/protocol.h"
#include "base/ranges.h"

enum { GL_PORT_MAX = 65535, GL_PORT_ANY = -1 };

struct gl_portset {
    struct gl_ranges keys;
};

struct gl_portset gl_portset_all(void); /* every protocol and port; static */
struct gl_portset gl_portset_of_protocol(struct gl_arena *arena, unsigned protocol);
/* Ports `first` to `last` of a protocol, both within 0..65535. */
struct gl_portset gl_portset_of_range(struct gl_arena *arena, unsigned protocol, unsigned first,
                                      unsigned last);
struct gl_portset gl_portset_of_tcp(struct gl_arena *arena, unsigned port);
/* Type and code, either of them GL_PORT_ANY; protocol ICMP or ICMPv6. */
struct gl_portset gl_portset_of_icmp(struct gl_arena *arena, unsigned protocol, int type, int code);

/* One rule of a security group as EC2 reads IpProtocol, FromPort and ToPort
 * (API reference of AuthorizeSecurityGroupIngress, IpPermission): ports count for tcp, udp, icmp and icmpv6
 * only; every other protocol, and -1, is admitted whole. from and to are NULL when absent. */
struct gl_port_rule {
    struct gl_str protocol;
    const int64_t *from, *to;
};

/* GL_ERR_SYNTAX: no such rule, reterr_why says why. GL_OK with *ret_note set: EC2 would refuse or ignore a
 * part; the set is the widest reading (65536 is cut to 65535, absent ports are all ports). */
enum gl_err gl_portset_of_rule(struct gl_arena *arena, const struct gl_port_rule *rule,
                               struct gl_portset *ret_set, const char **ret_note) GL_MUST_CHECK;

/* Ports as people write them in baselines: "443", "8000-8100", "udp/53"; TCP when no protocol is named. False
 * when it is none. */
bool gl_portset_parse(struct gl_arena *arena, struct gl_str text, struct gl_portset *ret_set) GL_MUST_CHECK;

struct gl_portset gl_portset_union(struct gl_arena *arena, struct gl_portset a, struct gl_portset b);
/* Of any number of sets at once: n log n. */
struct gl_portset gl_portset_union_all(struct gl_arena *arena, const struct gl_portset *sets, size_t len);
struct gl_portset gl_portset_intersection(struct gl_arena *arena, struct gl_portset a, struct gl_portset b);
struct gl_portset gl_portset_difference(struct gl_arena *arena, struct gl_portset a, struct gl_portset b);
struct gl_portset gl_portset_complement(struct gl_arena *arena, struct gl_portset a);
bool gl_portset_has(struct gl_portset a, unsigned protocol, unsigned port);
bool gl_portset_contains(struct gl_portset a, struct gl_portset b); /* b is a subset of a */
bool gl_portset_overlaps(struct gl_portset a, struct gl_portset b);
bool gl_portset_equal(struct gl_portset a, struct gl_portset b);
bool gl_portset_is_empty(struct gl_portset a);
bool gl_portset_is_all(struct gl_portset a);
uint32_t gl_portset_size(struct gl_portset a); /* keys; all of them are 2^24 */
/* "TCP 443", "TCP 20-30,443", "TCP 53; UDP 53", "ICMP type 8", "all GRE", "all traffic", "no traffic"; at
 * most `most` ranges, then "and 3 more". */
void gl_portset_print(struct gl_buf *out, struct gl_portset a, size_t most);

#endif
