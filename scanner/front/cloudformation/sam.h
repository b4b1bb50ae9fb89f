/* AWS Serverless Application Model: its resources as the CloudFormation resources they stand for.
 *
 * Expansion is a rewriting of the Resources section, before anything is evaluated: values are the written
 * ones with their spans, and calls that the transform adds are calls. The main resource keeps the SAM
 * resource's logical id; the others are named as the transform names them, without the hash where it adds
 * one. Source: SAM specification version 2016-10-31; ids compared with aws-sam-translator. */
#ifndef GL_FRONT_CFN_SAM_H
#define GL_FRONT_CFN_SAM_H

#include "front/cloudformation/eval.h"

struct gl_cfn_members {
    struct gl_member *items;
    size_t len, capacity;
};

struct gl_cfn_sam {
    struct gl_cfn_eval *eval;
    struct gl_cfn_members made;
    const struct gl_member *globals; /* none: NULL */
    bool has_rest_api, has_http_api; /* events that need the implicit ones */
    const struct gl_member *first_rest_event, *first_http_event;
    /* the resource that is being expanded */
    const struct gl_member *source;
    struct gl_value properties; /* with Globals merged */
};

/* `resources` with every AWS::Serverless:: resource replaced by what it stands for. */
const struct gl_value *gl_sam_expand(struct gl_cfn_eval *eval, const struct gl_value *resources);
/* `Ref: Function.Alias`, `Api.Stage` and such: the name of the resource that the transform made, or empty. */
struct gl_str gl_sam_generated(const struct gl_cfn_eval *eval, struct gl_str name);

/* --- sam_globals.c: the resource's properties over those of Globals */
struct gl_value gl_sam_merge(struct gl_cfn_eval *eval, const struct gl_value *global,
                             const struct gl_value *local);

/* --- sam_build.c: making definitions. Spans of what is not written are the resource's header. */
struct gl_value gl_sam_text(const struct gl_cfn_sam *sam, struct gl_str text);
struct gl_value gl_sam_map(const struct gl_cfn_sam *sam, const struct gl_cfn_members *members);
struct gl_value gl_sam_list(const struct gl_cfn_sam *sam, const struct gl_value *items, size_t len);
struct gl_value gl_sam_ref(const struct gl_cfn_sam *sam, struct gl_str name);
struct gl_value gl_sam_get_att(const struct gl_cfn_sam *sam, struct gl_str name, const char *attribute);
struct gl_value gl_sam_sub(const struct gl_cfn_sam *sam, struct gl_str text);
struct gl_value gl_sam_unknown(const struct gl_cfn_sam *sam, const char *what);
void gl_sam_put(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const char *key,
                struct gl_value value);
/* Copies a property when it is written, under another name unless `to` is NULL; false when it is not. */
bool gl_sam_copy(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const struct gl_value *from,
                 const char *name, const char *to);
void gl_sam_copy_all(const struct gl_cfn_sam *sam, struct gl_cfn_members *members,
                     const struct gl_value *from, const char *const *names);
/* Tags as a list of Key and Value, after the one that the transform adds. */
void gl_sam_put_tags(const struct gl_cfn_sam *sam, struct gl_cfn_members *members, const char *created_by);
struct gl_str gl_sam_name(const struct gl_cfn_sam *sam, const char *suffix); /* the resource's id + suffix */
const struct gl_value *gl_sam_property(const struct gl_cfn_sam *sam, const char *name);
bool gl_sam_is_true(const struct gl_value *value);
/* Adds a resource; the main one takes over Condition, DependsOn, Metadata and policies. */
void gl_sam_emit(struct gl_cfn_sam *sam, struct gl_str name, const char *type,
                 const struct gl_cfn_members *properties, bool is_main);

/* --- sam_function.c, sam_role.c, sam_events.c, sam_api.c, sam_other.c */
void gl_sam_function(struct gl_cfn_sam *sam);
void gl_sam_events(struct gl_cfn_sam *sam, bool is_function);
/* The trust policy that lets a service assume a role. */
struct gl_value gl_sam_trust(const struct gl_cfn_sam *sam, const char *service);
/* A role with the written Policies, for `service`, with these managed policies (NULL at the end). */
void gl_sam_role(struct gl_cfn_sam *sam, const char *service, const char *const *managed);
void gl_sam_api(struct gl_cfn_sam *sam);
void gl_sam_http_api(struct gl_cfn_sam *sam);
void gl_sam_implicit_apis(struct gl_cfn_sam *sam);
void gl_sam_simple_table(struct gl_cfn_sam *sam);
void gl_sam_state_machine(struct gl_cfn_sam *sam);
void gl_sam_layer(struct gl_cfn_sam *sam);
void gl_sam_application(struct gl_cfn_sam *sam);
void gl_sam_graphql_api(struct gl_cfn_sam *sam);

#endif
