/* Discovery: paths of the command line to the sorted list of files that the scan may open.
 *
 * Folders .git, node_modules, .terraform, assets of CDK assemblies and the like are left out; symbolic links
 * are followed only to files and folders inside the scanned tree, which are listed under their real path
 * anyway. Files are .json .yaml .yml .template .tfstate and those of Terraform (read), and programs of CDK
 * languages (listed only); below .terraform only the modules that `terraform init` put there. One thread. */
#ifndef GL_DISCOVER_H
#define GL_DISCOVER_H

#include "front/input.h"

struct gl_discovery {
    struct gl_arena *arena;
    struct gl_sources *sources;
    struct gl_diags *diags;
    struct gl_str root; /* absolute folder that uris are relative to: the repository's, else the common folder
                           of the paths */
    struct gl_str tree; /* absolute folder that holds everything that is scanned */
    struct gl_str name; /* what people call the scanned tree: base name of the common folder */
    struct gl_str scope;          /* the paths relative to root, joined by "+"; empty: root itself */
    struct gl_str working_folder; /* absolute; empty: not known */
    struct gl_inputs inputs;      /* sorted by path, without duplicates; nothing is read yet */
    bool *is_named;               /* input i was named on the command line itself */
    struct gl_str repository;     /* absolute folder that holds .git; empty: none */
    struct gl_str *targets;       /* absolute paths that were named */
    size_t target_len;
    struct gl_str *open; /* discover_named: folders outside the tree that may be read */
    size_t open_len, open_capacity;
};

/* `paths` as written by the user; "-" is a document on standard input. Paths that do not exist are told
 * (GL_DIAG_INCOMPLETE). */
void gl_discover(struct gl_discovery *discovery, const struct gl_str *paths, size_t len);
/* `scope` again, after `root` has changed. */
void gl_discovery_set_scope(struct gl_discovery *discovery);

#endif
