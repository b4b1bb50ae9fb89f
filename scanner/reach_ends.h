/* The ends of a question about the network: from words (CONTRACT.md "Reach output") to interfaces and
 * addresses.
 *
 * internet, onprem, an address or CIDR block, a tier of the baseline, KIND/NAME, or a name or id alone. A
 * name is that of a resource, its address, its name or id in AWS; where none is exactly that, one of the
 * words of these ("orders" of OrdersDatabase). Several of one kind are all asked; of several kinds the user
 * has to choose. Memory from the arena. */
#ifndef GL_REACH_ENDS_H
#define GL_REACH_ENDS_H

#include "base/diag.h"
#include "engine/tiers.h"
#include "network/ask.h"

struct gl_ends {
    struct gl_arena *arena;
    const struct gl_nw *nw;
    const struct gl_tiers *tiers;
    struct gl_diags *diags;
};

struct gl_end {
    struct gl_nw_party party;
    struct gl_str *names; /* of what the words mean: addresses of resources */
    size_t len;
    bool is_loose; /* the name was found as a word in others */
};

/* False: a diagnostic (GL_DIAG_USAGE) says what is wrong with these words. */
bool gl_ends_find(const struct gl_ends *ends, struct gl_str words, struct gl_end *ret_end);

/* How well a name fits a resource (reach_names.c). */
enum gl_fit { GL_FIT_NO = 0, GL_FIT_WORD, GL_FIT_NOCASE, GL_FIT_EXACT };
enum gl_fit gl_name_fits(const struct gl_resource *resource, struct gl_str name);
/* Its address; of a root module that was tried in several environments with the one it is of. */
struct gl_str gl_resource_shown(struct gl_arena *arena, const struct gl_resource *resource);
/* Is `word` a kind's name: all of it, or its last part ("DBInstance"), letters without case? */
bool gl_kind_fits(struct gl_str kind, struct gl_str word);

#endif
