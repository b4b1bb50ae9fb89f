/* The lists that describe calls answer with, and what their items become: tables/ compiled. Read-only. */
#ifndef GL_SNAPSHOT_TABLE_H
#define GL_SNAPSHOT_TABLE_H

#include "base/str.h"

struct gl_snap_making;
struct gl_snap_part;

enum gl_snap_convert {
    GL_SNAP_PLAIN = 0,
    GL_SNAP_REF,    /* an id or ARN: a reference where the snapshot holds it; a list of such */
    GL_SNAP_REF_TO, /* the name of a resource of the kind that `argument` says */
    GL_SNAP_JSON,   /* a document in a text */
    GL_SNAP_TAGS,   /* {"a": "b"} to [{"Key": "a", "Value": "b"}] */
    GL_SNAP_SPLIT,  /* ids with commas between them: a list of references */
    GL_SNAP_COUNT,  /* how many items the list has */
    GL_SNAP_IS,     /* true where it is the word of `argument`, else false */
};

/* Where the answer does not carry the member. */
enum gl_snap_absent {
    GL_SNAP_NONE = 0, /* there is none: the service leaves out what is not set */
    GL_SNAP_UNKNOWN,  /* nobody told: another call would, or a newer client */
};

struct gl_snap_row {
    struct gl_str property; /* "NetworkInterfaces[].DeviceIndex" */
    struct gl_str path;     /* of the item, with as many []; "^OwnerId": of what holds the item */
    struct gl_str argument;
    uint8_t convert; /* enum gl_snap_convert */
    uint8_t absent;  /* enum gl_snap_absent */
};

enum gl_snap_list_flag {
    GL_SNAP_TELLING = 1, /* the key alone says that it is an answer, also of an empty list */
    GL_SNAP_SINGLE = 2,  /* the answer of a call that is asked for one: a map in place of the list */
    GL_SNAP_NAMED = 4,   /* the id is a name that is unique in its account and region only */
    GL_SNAP_SECRET = 8,  /* items may hold secrets: lines of the file are not quoted */
    GL_SNAP_VAGUE = 16,  /* others call such lists so too: an item is one only with the ARN of `arn` */
    GL_SNAP_ADDS = 32,   /* to resources that another list tells of; makes none */
};

struct gl_snap_list {
    struct gl_str key;   /* "Vpcs" */
    struct gl_str also;  /* other names of the key, by spaces; "!" before those that are telling */
    struct gl_str inner; /* the member of an item that holds the items proper; empty: they are it */
    struct gl_str id;    /* the member that tells its name */
    struct gl_str kind;  /* empty: nothing is made of it */
    struct gl_str arn;   /* "ec2:subnet/", or "@SubnetArn": the member that tells it */
    struct gl_str state; /* the member that says "deleted"; empty: none */
    void (*shape)(struct gl_snap_making *making, struct gl_snap_part *part); /* NULL: rows say all */
    uint8_t flags;                                                           /* enum gl_snap_list_flag */
    const struct gl_snap_row *rows; /* the last one has no property */
};

extern const struct gl_snap_list gl_snap_lists[];
extern const size_t gl_snap_list_len;

/* Says the key alone that it is an answer, also of an empty list? */
bool gl_snap_list_is_telling(const struct gl_snap_list *list, struct gl_str key);
/* The first list that is called so; the further ones follow by gl_snap_list_next. NULL: no table knows it. */
const struct gl_snap_list *gl_snap_list_of(struct gl_str key);
const struct gl_snap_list *gl_snap_list_next(const struct gl_snap_list *list, struct gl_str key);

#endif
