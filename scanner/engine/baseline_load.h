/* Baselines from their YAML (baselines/README.md), built in or a user's file, with what they extend and bring
 * along. */
#ifndef GL_ENGINE_BASELINE_LOAD_H
#define GL_ENGINE_BASELINE_LOAD_H

#include "engine/catalogue.h"

struct gl_baseline_loader {
    struct gl_arena *arena;
    struct gl_sources *sources;     /* files that are read are added here */
    struct gl_catalogue *catalogue; /* settled after loading: checks of the user's folders are added */
    struct gl_diags *diags;
};

/* `name` is "all", a built-in name, or a path. False when anything is wrong; everything is told as
 * GL_DIAG_USAGE. Adds the built-in checks and settles the catalogue. */
bool gl_baseline_load(struct gl_baseline_loader *loader, struct gl_str name,
                      struct gl_baseline *ret_baseline);
/* The same from a tree that was read already; `extends` and `checks` are relative to the working folder. */
bool gl_baseline_load_tree(struct gl_baseline_loader *loader, const struct gl_value *root,
                           struct gl_baseline *ret_baseline);
/* Built-in names, ascending, "all" among them. */
struct gl_text_list gl_baseline_names(struct gl_arena *arena);

#endif
