/* Inside of ask.h: the sides of a question, one connection of a way, ways through load balancers. */
#ifndef GL_NETWORK_ASK_THROUGH_H
#define GL_NETWORK_ASK_THROUGH_H

#include "network/ask.h"

/* Somebody who opens or takes a connection. */
struct gl_nw_side {
    struct gl_nw_node node;    /* NIC, INTERNET, ONPREM, SUBNET: a packet put in there */
    struct gl_ipset addresses; /* only these; empty: all it has */
    enum gl_match cap;         /* MAY: not surely there */
    bool is_cloudfront;
    bool is_kept;     /* a balancer that sends on with the client's address, which is in `addresses` */
    bool is_balancer; /* sends from ports of its own */
    bool is_admitted; /* of a receiver: its groups let it in */
    const struct gl_resource *edge; /* who opens it for clients of the internet; NULL: nobody */
};

/* What came of one pair. */
struct gl_nw_tried {
    bool is_set;
    enum gl_match cap, shown, verdict; /* shown: of `leg` */
    struct gl_portset may, sure;
    struct gl_nw_leg leg;
};

struct gl_nw_asking {
    struct gl_nw_cache *cache;
    struct gl_arena *arena;  /* of what is tried */
    struct gl_arena scratch; /* of one pair */
    struct gl_arena *kept;   /* of what is kept: the same, but where many are tried */
    const struct gl_nw_party *from, *to;
    struct gl_portset ports;
    size_t keep;
    struct gl_nw_side *senders, *receivers;
    size_t sender_len, receiver_len;
    struct gl_nw_answer answer;
    size_t capacity, tried;
    bool is_cut;
};

/* Nothing more can be learned: a sure answer, and as many ways as are kept. */
static inline bool gl_nw_asking_is_over(const struct gl_nw_asking *asking)
{
    return asking->answer.verdict == GL_MATCH_YES && asking->answer.len >= asking->keep;
}

struct gl_nw_tried gl_nw_try(struct gl_nw_asking *asking, const struct gl_nw_side *from,
                             const struct gl_nw_side *to, struct gl_portset ports);
/* False: it was not kept. */
bool gl_nw_keep_way(struct gl_nw_asking *asking, const struct gl_nw_way *way);
void gl_nw_ask_through(struct gl_nw_asking *asking);

#endif
