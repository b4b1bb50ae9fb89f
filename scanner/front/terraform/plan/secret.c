#include "front/terraform/plan/reading.h"

/* Names of attributes that hold a secret in whatever resource. `secret` alone is the key of an access key. */
static const char *const names[] = {"password",
                                    "master_password",
                                    "secret_string",
                                    "secret_binary",
                                    "private_key",
                                    "private_key_pem",
                                    "private_key_openssh",
                                    "private_key_pem_pkcs8",
                                    "auth_token",
                                    "secret",
                                    "secret_key",
                                    "secret_access_key",
                                    "client_secret",
                                    "access_token",
                                    "api_key",
                                    "token",
                                    "bcrypt_hash",
                                    "result",
                                    "ses_smtp_password_v4",
                                    "encrypted_secret",
                                    "admin_password",
                                    "preshared_key",
                                    "tunnel1_preshared_key",
                                    "tunnel2_preshared_key",
                                    "certificate_private_key",
                                    "connection_string",
                                    "oauth_token",
                                    "github_token",
                                    "auth_code",
                                    "key_material",
                                    "passphrase"};

bool gl_tf_is_secret_attribute(struct gl_str type, struct gl_str name)
{
    if (gl_str_eq(name, GL_STR("result"))) /* random_integer and random_pet have results that are none */
        return gl_str_eq(type, GL_STR("random_password"));
    if (gl_str_eq(name, GL_STR("value")))
        return gl_str_eq(type, GL_STR("aws_ssm_parameter"));
    if (gl_str_eq(name, GL_STR("plaintext")))
        return gl_str_starts_with(type, GL_STR("aws_kms_"));
    return GL_STR_IS_ONE_OF(name, names) || gl_str_ends_with(name, GL_STR("_password")) ||
           gl_str_ends_with(name, GL_STR("_private_key"));
}
