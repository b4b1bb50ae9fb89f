/* Which subnets lead to the internet: GLC-NET-010 to 013, 039. */
#ifndef GL_CHECKS_SUBNETS_H
#define GL_CHECKS_SUBNETS_H

#include "engine/check.h"
#include "network/model.h"

enum gl_exit {
    GL_EXIT_PUBLIC = 0,
    GL_EXIT_ANY
}; /* internet gateways alone; or NAT and egress-only ones too */

/* The route that takes a subnet out. */
struct gl_subnet_exit {
    const struct gl_nw_table *table; /* NULL: not known */
    const struct gl_nw_route *route; /* the first that does, or may; NULL: none */
};

/* Has the subnet's table a way to the internet? PUBLIC: to all of it (of a family), by an internet gateway;
 * ANY: to any of it. MAYBE notes the culprits. */
enum gl_truth gl_subnet_leads_out(struct gl_check_ctx *ctx, uint32_t subnet, enum gl_exit exit,
                                  struct gl_subnet_exit *ret_exit);
/* May a route lead to the internet, and by what? The gateway's words: "internet gateway Igw". */
enum gl_truth gl_route_leads_out(struct gl_check_ctx *ctx, const struct gl_nw_route *route,
                                 enum gl_exit exit);
struct gl_str gl_route_target_text(struct gl_check_ctx *ctx, const struct gl_nw_route *route);
/* "0.0.0.0/0" */
struct gl_str gl_route_destination_text(struct gl_check_ctx *ctx, const struct gl_nw_route *route);
/* The steps from who is in the subnet to the gateway. `named` is where the subnet is named; may be NULL. */
void gl_add_exit_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *who,
                       uint32_t subnet, const struct gl_value *named, const struct gl_subnet_exit *exit);
/* An unknown value as a reason: "the route table of PublicA is not known". */
void gl_culprit_text(struct gl_check_ctx *ctx, struct gl_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
