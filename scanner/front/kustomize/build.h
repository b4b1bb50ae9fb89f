/* The inside of a build: objects while they are made, and the tools that its parts share. */
#ifndef GL_KUSTOMIZE_BUILD_H
#define GL_KUSTOMIZE_BUILD_H

#include "base/limits.h"
#include "base/name_index.h"
#include "front/kustomize/kustomize.h"

/* The namespace of an object that has none: no name of a namespace. */
#define GL_KUST_CLUSTER GL_STR("_non_namespaceable_")

struct gl_kust_id {
    struct gl_str group, version, kind, name;
    struct gl_str ns; /* "default" where none is written, GL_KUST_CLUSTER for kinds known to have none */
};

struct gl_kust_texts {
    struct gl_str *items;
    size_t len, capacity;
};

struct gl_kust_object {
    struct gl_value root;      /* MAP; ABSENT: a patch deleted it */
    struct gl_kust_id id;      /* as the root has it now */
    struct gl_kust_id *former; /* what it was called before, oldest first; group and version are not kept */
    size_t former_len, former_capacity;
    struct gl_kust_texts prefixes, suffixes;
    size_t weight; /* values in the root, when it was read */
    bool needs_hash;
};

struct gl_kust_set {
    struct gl_kust_object **items; /* in the order in which they were added */
    size_t len, capacity;
    struct gl_name_index ids; /* of the first `indexed` items, as they were when they were added */
    size_t indexed;
};

enum gl_kust_state { GL_KUST_NEW = 0, GL_KUST_ACTIVE, GL_KUST_DONE };

/* A folder that holds a kustomization. */
struct gl_kust_folder {
    struct gl_str path;
    struct gl_input *input;
    const struct gl_value *root; /* the kustomization */
    bool is_component, is_used, is_checked;
    enum gl_kust_state state;
    struct gl_kust_set made;           /* when DONE: before names get their hashes; not a component's */
    const struct gl_kust_folder *user; /* while ACTIVE: who asked */
};

struct gl_kust {
    struct gl_arena *arena;
    struct gl_inputs *inputs;
    const struct gl_front_options *options;
    const struct gl_kust_named_list *refused;
    struct gl_name_index refused_paths; /* of those that say why */
    struct gl_diags *diags;
    struct gl_kust_folder *folders; /* sorted by path */
    size_t folder_len;
    size_t steps;   /* members and elements that may still be copied */
    size_t objects; /* objects that may still be made */
    size_t told;
    size_t depth;
    bool is_exhausted;
};

/* GL_DIAG_INCOMPLETE, at most GL_MAX_KUSTOMIZE_DIAGS of a scan. */
void gl_kust_tell(struct gl_kust *kust, struct gl_span span, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Takes steps off the allowance; false (told once) when it is used up: the edit is left out. */
bool gl_kust_step(struct gl_kust *kust, size_t steps, struct gl_span span);

/* Counts the values of a tree, and takes steps for them; false: used up, or nested deeper than any reader
 * allows (told). What is shared counts as often as it is reached. */
bool gl_kust_weigh(struct gl_kust *kust, const struct gl_value *value, size_t *ret_weight);
/* Takes steps for one walk over the objects of a set, or over all their values. */
bool gl_kust_charge(struct gl_kust *kust, const struct gl_kust_set *set, bool for_values,
                    struct gl_span span);

/* ---- fields of a kustomization: names are compared as Go's JSON does, without case ---- */
const struct gl_member *gl_kust_member(const struct gl_value *map, const char *name);
const struct gl_value *gl_kust_get(const struct gl_value *map, const char *name);
/* Non-empty text; false for everything else. */
bool gl_kust_text(const struct gl_value *map, const char *name, struct gl_str *ret_text);
bool gl_kust_flag(const struct gl_value *map, const char *name);
/* Tells unknown fields and wrong types. */
void gl_kust_check_fields(struct gl_kust *kust, const struct gl_kust_folder *folder);

/* ---- edits: `map` is the caller's own copy of the 32 bytes, what it points at is never changed ---- */
void gl_kust_put(struct gl_kust *kust, struct gl_value *map, const struct gl_member *member);
bool gl_kust_is_null(const struct gl_value *value); /* also NULL */
/* Nothing tells them apart, not even their places. */
bool gl_kust_is_same(const struct gl_value *a, const struct gl_value *b);
void gl_kust_remove(struct gl_kust *kust, struct gl_value *map, struct gl_str key);
/* Sets metadata.FIELD. */
void gl_kust_put_metadata(struct gl_kust *kust, struct gl_value *root, struct gl_str field,
                          struct gl_value value);
/* Changes elements of a list, which is copied when the first one is changed; true when any was. `span` is
 * what the copy is charged to. */
typedef bool gl_kust_change_fn(void *context, struct gl_value *value);
bool gl_kust_change_items(struct gl_kust *kust, struct gl_value *list, struct gl_span span,
                          gl_kust_change_fn *change, void *context);
/* Text that stays text whatever it looks like. */
struct gl_value gl_kust_string(struct gl_str text, struct gl_span span);

/* A field that a transformer looks at. */
struct gl_kust_field {
    struct gl_str path; /* steps separated by "/"; "\/" is a slash, "[]" behind a step: a list */
    bool create;
    struct gl_str group, version, kind; /* empty: any */
};

struct gl_kust_visit {
    struct gl_kust *kust;
    const struct gl_kust_field *field;
    enum gl_type create; /* what is made where the last step is missing: MAP, STRING; ABSENT: nothing */
    struct gl_span span; /* of what is made */
    /* `value` may be replaced; true when it was */
    bool (*set)(struct gl_kust_visit *visit, struct gl_value *value);
    void *context;
};

bool gl_kust_field_is_for(const struct gl_kust_field *field, const struct gl_kust_id *id);
/* Every value at the field's path; true when anything was changed. */
bool gl_kust_visit(struct gl_kust_visit *visit, struct gl_value *root);

/* ---- objects ---- */
/* The object's identity and kind from its root again. */
void gl_kust_identify(struct gl_kust_object *object);
/* Remembers what it is called now, as the identity that references may still use. */
void gl_kust_remember(struct gl_kust *kust, struct gl_kust_object *object);
struct gl_kust_id gl_kust_original_id(const struct gl_kust_object *object);
struct gl_kust_id gl_kust_former_id(const struct gl_kust_object *object, size_t i);
/* Is it, or was it, called so? */
bool gl_kust_has_id(const struct gl_kust_object *object, const struct gl_kust_id *id);
/* "Deployment orders/api" */
struct gl_str gl_kust_id_text(struct gl_arena *arena, const struct gl_kust_id *id);
/* Objects of documents, lists unfolded, put behind those of the set; tells what is none. */
void gl_kust_read_objects(struct gl_kust *kust, const struct gl_documents *documents,
                          struct gl_kust_set *set);
/* Unless the set has the same identity already: told. */
void gl_kust_add(struct gl_kust *kust, struct gl_kust_set *set, struct gl_kust_object *object);
/* Copies of all objects of `from`; their trees are shared. */
void gl_kust_add_all(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_kust_set *from);
void gl_kust_drop_deleted(struct gl_kust_set *set);
/* Tells objects that have the same identity after a transformation. */
void gl_kust_check_conflicts(struct gl_kust *kust, struct gl_kust_set *set, struct gl_span span);
/* Plain text that YAML 1.2 takes for text and YAML 1.1 for a Boolean becomes text; a date the text that Go
 * writes for it. */
struct gl_value gl_kust_settle_words(struct gl_kust *kust, const struct gl_value *value);
struct gl_value gl_kust_settle_dates(struct gl_kust *kust, const struct gl_value *value);

/* ---- files ---- */
/* `name` as seen from the folder, absolute and normalised. */
struct gl_str gl_kust_path(struct gl_arena *arena, struct gl_str folder, struct gl_str name);
bool gl_kust_is_remote(struct gl_str name);
struct gl_kust_folder *gl_kust_find_folder(const struct gl_kust *kust, struct gl_str path);
/* A file in or below the folder, claimed; NULL: told. */
struct gl_input *gl_kust_file(struct gl_kust *kust, const struct gl_kust_folder *folder,
                              const struct gl_value *name);
/* Tells why a name is not in the scan. */
void gl_kust_tell_missing(struct gl_kust *kust, const struct gl_value *name, struct gl_str path);
/* The documents of such a file; false: there are none to be had. */
bool gl_kust_read_file(struct gl_kust *kust, const struct gl_kust_folder *folder, const struct gl_value *name,
                       struct gl_documents *ret_documents);
/* YAML inside a text of a kustomization, with places in the kustomization where its lines are its own. */
bool gl_kust_read_inline(struct gl_kust *kust, const struct gl_kust_folder *folder,
                         const struct gl_value *text, struct gl_documents *ret_documents);

/* ---- steps of a build, in kustomize's order ---- */
void gl_kust_accumulate(struct gl_kust *kust, struct gl_kust_folder *folder, struct gl_kust_set *set);
/* What is done once, to the objects of a root: hashes of names, then names that refer to others. */
void gl_kust_finish(struct gl_kust *kust, struct gl_kust_set *set);
void gl_kust_set_references(struct gl_kust *kust, struct gl_kust_set *set);
void gl_kust_set_namespace(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *ns);
void gl_kust_add_prefix(struct gl_kust *kust, struct gl_kust_set *set, struct gl_str prefix);
void gl_kust_add_suffix(struct gl_kust *kust, struct gl_kust_set *set, struct gl_str suffix);
void gl_kust_apply_patches(struct gl_kust *kust, const struct gl_kust_folder *folder,
                           struct gl_kust_set *set);
/* patchesJson6902, which come after names and labels. */
void gl_kust_apply_old_patches(struct gl_kust *kust, const struct gl_kust_folder *folder,
                               struct gl_kust_set *set);
void gl_kust_set_replicas(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *list);
void gl_kust_set_images(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *list);
void gl_kust_generate(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set);
void gl_kust_replace(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set);
void gl_kust_set_labels(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *kustomization);
void gl_kust_set_annotations(struct gl_kust *kust, struct gl_kust_set *set, const struct gl_value *pairs);

#endif
