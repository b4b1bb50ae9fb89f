#include "network/depth_controls.h"

/* How a property says that the control is there. */
enum said { IS_TRUE, IS_THERE, IS_TEXT };

struct control {
    const char *kind, *path;
    enum gl_nw_layer layer;
    enum said said;
    const char *text; /* of IS_TEXT */
    const char *what; /* "TLS (TransitEncryptionEnabled)" */
};

/* Sources: CloudFormation resource schemas; what is absent is off by default in each of them. */
static const struct control controls[] = {
    {"AWS::RDS::DBInstance", "EnableIAMDatabaseAuthentication", GL_NW_LAYER_AUTHENTICATION, IS_TRUE, NULL,
     "IAM tokens beside passwords (EnableIAMDatabaseAuthentication)"},
    {"AWS::RDS::DBCluster", "EnableIAMDatabaseAuthentication", GL_NW_LAYER_AUTHENTICATION, IS_TRUE, NULL,
     "IAM tokens beside passwords (EnableIAMDatabaseAuthentication)"},
    {"AWS::ElastiCache::ReplicationGroup", "AuthToken", GL_NW_LAYER_AUTHENTICATION, IS_THERE, NULL,
     "token (AuthToken)"},
    {"AWS::ElastiCache::ReplicationGroup", "UserGroupIds", GL_NW_LAYER_AUTHENTICATION, IS_THERE, NULL,
     "users (UserGroupIds)"},
    {"AWS::ElastiCache::ReplicationGroup", "TransitEncryptionEnabled", GL_NW_LAYER_TLS, IS_TRUE, NULL,
     "TLS (TransitEncryptionEnabled)"},
    {"AWS::ElastiCache::CacheCluster", "TransitEncryptionEnabled", GL_NW_LAYER_TLS, IS_TRUE, NULL,
     "TLS (TransitEncryptionEnabled)"},
    {"AWS::MSK::Cluster", "ClientAuthentication.Sasl.Iam.Enabled", GL_NW_LAYER_AUTHENTICATION, IS_TRUE, NULL,
     "IAM (ClientAuthentication.Sasl.Iam)"},
    {"AWS::MSK::Cluster", "ClientAuthentication.Sasl.Scram.Enabled", GL_NW_LAYER_AUTHENTICATION, IS_TRUE,
     NULL, "passwords (ClientAuthentication.Sasl.Scram)"},
    {"AWS::MSK::Cluster", "ClientAuthentication.Tls.Enabled", GL_NW_LAYER_AUTHENTICATION, IS_TRUE, NULL,
     "certificates of clients (ClientAuthentication.Tls)"},
    {"AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker", GL_NW_LAYER_TLS, IS_TEXT, "TLS",
     "TLS only (EncryptionInTransit.ClientBroker)"},
    {"AWS::OpenSearchService::Domain", "AdvancedSecurityOptions.Enabled", GL_NW_LAYER_AUTHENTICATION, IS_TRUE,
     NULL, "fine-grained access control (AdvancedSecurityOptions)"},
    {"AWS::OpenSearchService::Domain", "DomainEndpointOptions.EnforceHTTPS", GL_NW_LAYER_TLS, IS_TRUE, NULL,
     "HTTPS only (DomainEndpointOptions.EnforceHTTPS)"},
    {"AWS::MemoryDB::Cluster", "ACLName", GL_NW_LAYER_AUTHENTICATION, IS_THERE, NULL, "users (ACLName)"},
    {"AWS::MemoryDB::Cluster", "TLSEnabled", GL_NW_LAYER_TLS, IS_TRUE, NULL, "TLS (TLSEnabled)"},
    {"AWS::Neptune::DBCluster", "IamAuthEnabled", GL_NW_LAYER_AUTHENTICATION, IS_TRUE, NULL,
     "IAM (IamAuthEnabled)"},
};

static enum gl_match holds(const struct control *control, const struct gl_value *value)
{
    struct gl_str text;
    bool flag;

    if (!value || value->type == GL_ABSENT || value->type == GL_NULL)
        return GL_MATCH_NO;
    switch (control->said) {
    case IS_THERE:
        return GL_MATCH_YES;
    case IS_TRUE:
        if (gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &flag))
            return flag ? GL_MATCH_YES : GL_MATCH_NO;
        return GL_MATCH_MAY;
    case IS_TEXT:
        if (gl_value_text(value, &text))
            return gl_str_eq(text, gl_str_of(control->text)) ? GL_MATCH_YES : GL_MATCH_NO;
        return GL_MATCH_MAY;
    }
    return GL_MATCH_MAY;
}

struct gl_nw_layer_state *gl_nw_depth_controls(struct gl_arena *arena, const struct gl_resource *resource,
                                               size_t *ret_len)
{
    enum { COUNT = sizeof controls / sizeof *controls };
    struct gl_nw_layer_state *states = GL_NEW_ARRAY(arena, struct gl_nw_layer_state, COUNT);
    size_t len = 0;

    for (size_t i = 0; i < COUNT; i++) {
        const struct gl_value *value;

        if (!gl_str_eq(resource->kind, gl_str_of(controls[i].kind)))
            continue;
        value = gl_value_path(&resource->properties, controls[i].path);
        value = value ? gl_value_resolve(value) : NULL;
        states[len++] = (struct gl_nw_layer_state){.layer = controls[i].layer,
                                                   .stands = holds(&controls[i], value),
                                                   .text = gl_str_of(controls[i].what),
                                                   .resource = resource,
                                                   .span = value ? value->span : resource->span};
    }
    *ret_len = len;
    return states;
}
