/* Which manifests make one cluster, told by their folders.
 *
 * All plain manifests of a scan are one cluster, except where the same object (group, kind, namespace, name)
 * stands in several folders: then the folders that tell these apart, the first ones in which their paths
 * differ, are clusters of their own: dev/web.yaml and prod/web.yaml, clusters/eu/app/web.yaml and
 * clusters/us/app/web.yaml. Of two folders inside each other the inner one is. A folder tells apart when it
 * is named after an environment, or when at least half of its objects stand in such another folder: one
 * object that was copied by mistake makes no cluster, it is told as standing twice. When a telling folder is
 * named after an environment, every other folder that is so named is one too. Files of one folder whose names
 * end in different environments (web-dev.yaml, web-prod.yaml) count as if they lay in folders of these names.
 *
 * A cluster is called by the names of its telling folders from the top down ("dev", "prod/eu"), so that
 * shop/dev and orders/dev are one. What lies outside a cluster's telling folders belongs to several clusters:
 * level "" and "prod" to "prod/eu".
 * Folders are the '/' separated parts of uris. Memory from the arena that is given. */
#ifndef GL_KUBERNETES_FOLDERS_H
#define GL_KUBERNETES_FOLDERS_H

#include "base/arena.h"
#include "base/name_index.h"

struct gl_k8s_folder {
    struct gl_str path, name;
    struct gl_k8s_folder *parent; /* NULL: the top */
    unsigned depth;
    size_t objects;    /* in it and below it, after gl_k8s_folders_settle */
    size_t conflicts;  /* objects in or below it that stand in a folder beside it too */
    uint32_t last_key; /* of the last conflict, + 1 */
    bool is_telling;   /* its name tells clusters apart */
    bool is_split;     /* its files do, by the environment in their names */
    uint32_t level;    /* of its files, after gl_k8s_folders_settle */
};

/* A cluster, or what several clusters have in common. */
struct gl_k8s_level {
    struct gl_str name; /* "prod/eu"; empty: the top */
    struct gl_str environment;
    uint32_t parent;                    /* its own index: the top */
    const struct gl_k8s_folder *folder; /* the first telling folder of it */
    bool has_inner;
};

struct gl_k8s_folders {
    struct gl_arena *arena;
    struct gl_k8s_folder **items;
    size_t len, capacity;
    struct gl_name_index by_path;
    struct gl_k8s_level *levels; /* [0] is the top; parents stand before their children */
    size_t level_len, level_capacity;
    struct gl_name_index by_level;
};

/* The folder of a file. */
struct gl_k8s_folder *gl_k8s_folder_of(struct gl_k8s_folders *folders, struct gl_str uri);
/* The environment that the name of a file ends in or consists of; empty: none. */
struct gl_str gl_k8s_file_environment(struct gl_str uri);
/* As if files of that folder whose names have this environment lay in a folder below it. */
struct gl_k8s_folder *gl_k8s_folder_inside(struct gl_k8s_folders *folders, struct gl_k8s_folder *folder,
                                           struct gl_str name);
/* The object number `key` is in all of these folders (at least two, may repeat; the list is sorted): marks
 * what could tell them apart. */
void gl_k8s_folders_tell_apart(struct gl_k8s_folder **same, size_t len, uint32_t key);
/* After all marks, when `objects` of each folder counts those of its own files: makes the levels. */
void gl_k8s_folders_settle(struct gl_k8s_folders *folders);

#endif
