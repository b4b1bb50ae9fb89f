/* Label selectors as lists of requirements, which can be compared and shown. Internal to reach/. */
#ifndef GL_REACH_REQUIREMENT_H
#define GL_REACH_REQUIREMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "tree/value.h"

struct gl_requirement {
    struct gl_str key, operator; /* matchLabels are In with one value */
    struct gl_str *values;       /* as written */
    size_t len;
    bool is_written_as_label;
    struct gl_str text; /* equal for requirements that mean the same */
};

struct gl_requirements {
    struct gl_requirement *items; /* labels by key, then expressions, as they are shown */
    size_t len;
};

/* False: the selector is not wholly known. */
bool gl_requirements_of(struct gl_arena *arena, const struct gl_value *selector,
                        struct gl_requirements *ret_list);
/* "{app=web,{Key:tier,Operator:Exists,Values:[],}}" */
void gl_requirements_print(struct gl_buf *out, const struct gl_requirements *list);
/* One label and its one value, however that is written. */
bool gl_requirement_is_label(const struct gl_requirement *requirement);
/* Does this follow from the list: is it in there, or does a label of the list fulfil it? */
bool gl_requirement_follows(const struct gl_requirement *requirement, const struct gl_requirements *from);

#endif
