/* Inside of the snapshot front end: how the answers of one unit become resources.
 *
 * First every item enters its name (enter.c), of all units; then references can be told from other texts and
 * the properties are made (make.c): rows of the tables, then the shape of the list, which also derives
 * resources that the answer holds inside others (routes, entries, associations). */
#ifndef GL_SNAPSHOT_MAKE_H
#define GL_SNAPSHOT_MAKE_H

#include "base/name_index.h"
#include "front/snapshot/snapshot.h"
#include "front/snapshot/table.h"
#include "front/terraform/map/build.h"
#include "graph/snapshot.h"

/* A resource while it is made. Several lists may tell of one: what is there first stays. */
struct gl_snap_made {
    struct gl_snap_made *next; /* in the order of the output */
    struct gl_resource *resource;
    struct gl_tf_node node;          /* its properties */
    const struct gl_snap_list *list; /* that told of it first */
    const struct gl_value *item;
    bool is_inside; /* a part of another resource, which answers for it: not put out */
};

/* What one item of a list tells of a resource. */
struct gl_snap_part {
    const struct gl_snap_list *list;
    struct gl_snap_made *made;
    const struct gl_value *item;
    const struct gl_value *outer; /* what holds it, or NULL */
    struct gl_snap_made *last;    /* that was derived from it, else `made` */
};

struct gl_snap_unit {
    struct gl_unit *unit;
    struct gl_snapshot *snapshot;
    struct gl_input **files;
    size_t file_len, file_capacity;
    struct gl_snap_part *parts;
    size_t len, capacity;
    struct gl_snap_made *made, **last_made;
    struct gl_name_index by_key;    /* kind and name, or ARN: parts */
    struct gl_name_index by_id;     /* ids and ARNs: parts */
    bool has_accounts, has_regions; /* several: the unit is of none */
};

struct gl_snap_set {
    struct gl_arena *arena;
    struct gl_diags *diags;
    const struct gl_front_options *options;
    struct gl_snap_unit *units;
    size_t len, capacity;
    struct gl_name_index by_id;       /* of all units: `named` */
    const struct gl_resource **named; /* NULL: several have the id */
    size_t named_len, named_capacity;
};

struct gl_snap_making {
    struct gl_snap_set *set;
    struct gl_snap_unit *unit;
    struct gl_arena *arena;
    size_t told;
};

/* ---- enter.c ---- */
void gl_snap_enter(struct gl_snap_set *set, struct gl_snap_unit *unit);
/* A list that no table knows. */
void gl_snap_tell_strange(struct gl_snap_set *set, const struct gl_member *member);
/* The resource of the unit, or of another one of the scan, that the text means; NULL: none, or several.
 * `kind` empty: an id or ARN; else a name, too. */
const struct gl_resource *gl_snap_find(const struct gl_snap_making *making, struct gl_str kind,
                                       struct gl_str text);

/* What a list tells of a name of that kind; NULL: nothing. */
const struct gl_snap_part *gl_snap_part_of(const struct gl_snap_unit *unit, struct gl_str kind,
                                           struct gl_str name);

/* ---- facts.c: whose and where ---- */
void gl_snap_find_owner(struct gl_snap_set *set, struct gl_snap_unit *unit);
/* The ARN, or the id where it cannot be told. */
struct gl_str gl_snap_arn(const struct gl_snap_list *list,
                          const struct gl_value *item); /* empty: none told */
struct gl_str gl_snap_address(const struct gl_snap_set *set, const struct gl_snap_unit *unit,
                              const struct gl_snap_part *part, struct gl_str id);

/* ---- items.c: the items of a file ---- */
struct gl_snap_items {
    const struct gl_value *outer, *item;
    const struct gl_snap_list *list;
    const struct gl_value *answer; /* the value of the key */
    size_t at, inner_at;
};
void gl_snap_items_begin(struct gl_snap_items *items, const struct gl_snap_list *list,
                         const struct gl_value *answer);
bool gl_snap_items_next(struct gl_snap_items *items);
/* The first of these members (paths, by spaces) that is there. */
const struct gl_value *gl_snap_member(const struct gl_value *item, struct gl_str paths);
/* The list that the member of an answer is, by its key and items; NULL: no table knows it. */
const struct gl_snap_list *gl_snap_list_for(const struct gl_member *member);
bool gl_snap_is_cut(const struct gl_value *root); /* a page is missing */
bool gl_snap_is_about_answer(struct gl_str key);  /* NextToken, ResponseMetadata, ... */

/* ---- make.c ---- */
void gl_snap_make(struct gl_snap_set *set, struct gl_snap_unit *unit);
/* A resource that the item holds inside; its place is that of `at`. */
struct gl_tf_node *gl_snap_derive(struct gl_snap_making *making, struct gl_snap_part *part,
                                  struct gl_str kind, struct gl_str name, const struct gl_value *at);
/* Sets a property that nothing has set; nothing where `value` is NULL or null. */
void gl_snap_set(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                 const struct gl_value *value);
/* The same of a text that may name another resource. */
void gl_snap_set_ref(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                     const struct gl_value *value);
void gl_snap_set_bool(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      bool boolean, const struct gl_value *at);
void gl_snap_set_text(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      struct gl_str text, const struct gl_value *at);
void gl_snap_set_unknown(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                         const struct gl_value *at);
/* Of the resource itself: the reference that leads to it. */
void gl_snap_set_self(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      const struct gl_snap_part *part);
/* A list that items of this sort hold always; NULL where it is null. Where it is missing or no list, or holds
 * something that is no map, the scan is not complete, and that is told. */
const struct gl_value *gl_snap_held_list(struct gl_snap_making *making, const struct gl_snap_part *part,
                                         struct gl_str member);
void gl_snap_apply_row(struct gl_snap_making *making, struct gl_tf_node *node, const struct gl_snap_row *row,
                       const struct gl_snap_part *part);

#endif
