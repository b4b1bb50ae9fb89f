#include <gmp.h>
#include <nettle/rsa.h>

#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"

enum { MOST_KEY_BYTES = 2048 };

static const char pkcs1_begin[] = "-----BEGIN RSA PRIVATE KEY-----",
                  pkcs1_end[] = "-----END RSA PRIVATE KEY-----";
static const char pkcs8_begin[] = "-----BEGIN PRIVATE KEY-----", pkcs8_end[] = "-----END PRIVATE KEY-----";

/* The bytes between two lines of a PEM file (RFC 7468). */
static bool unwrap(struct gl_arena *arena, struct gl_str text, const char *begin, const char *end,
                   struct gl_str *ret_der)
{
    size_t from = gl_str_find(text, gl_str_of(begin)), to, at;
    struct gl_str body;

    if (from == GL_STR_NONE)
        return false;
    body = gl_str_from(text, from + strlen(begin));
    to = gl_str_find(body, gl_str_of(end));
    return to != GL_STR_NONE && gl_tf_unbase64(arena, gl_str_slice(body, 0, to), ret_der, &at);
}

/* The contents of the next DER element of that tag; false when it is another. */
static bool take(struct gl_str *der, unsigned tag, struct gl_str *ret_contents)
{
    const unsigned char *in = (const unsigned char *)der->ptr;
    size_t at = 2, len;

    if (der->len < 2 || in[0] != tag)
        return false;
    len = in[1];
    if (len & 0x80) {
        size_t bytes = len & 0x7f;

        if (bytes == 0 || bytes > 3 || der->len < 2 + bytes)
            return false;
        len = 0;
        for (size_t i = 0; i < bytes; i++)
            len = len << 8 | in[at++];
    }
    if (len > der->len - at)
        return false;
    *ret_contents = gl_str_slice(*der, at, at + len);
    *der = gl_str_from(*der, at + len);
    return true;
}

/* RFC 8017, A.1.2: version, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p. */
static bool read_key(struct gl_str der, struct rsa_private_key *key)
{
    struct gl_str sequence, number;
    mpz_t n, e;
    mpz_t *const parts[] = {NULL, &n, &e, &key->d, &key->p, &key->q, &key->a, &key->b, &key->c};
    bool is_read = take(&der, 0x30, &sequence);

    mpz_init(n);
    mpz_init(e);
    for (size_t i = 0; is_read && i < sizeof parts / sizeof *parts; i++) {
        is_read = take(&sequence, 0x02, &number) && number.len <= MOST_KEY_BYTES;
        if (is_read && parts[i])
            mpz_import(*parts[i], number.len, 1, 1, 1, 0, number.ptr);
    }
    mpz_clear(n);
    mpz_clear(e);
    return is_read && rsa_private_key_prepare(key) == 1;
}

/* RFC 5208: the RSA key is an octet string inside. */
static bool unwrap_pkcs8(struct gl_str *der)
{
    struct gl_str sequence, ignored;

    return take(der, 0x30, &sequence) && take(&sequence, 0x02, &ignored) && take(&sequence, 0x30, &ignored) &&
           take(&sequence, 0x04, der);
}

static bool load_key(const struct gl_tf_call *call, struct rsa_private_key *key)
{
    struct gl_str text = gl_tf_argument_text(call, 1), der;
    struct gl_arena *arena = call->eval->arena;

    if (unwrap(arena, text, pkcs1_begin, pkcs1_end, &der))
        return read_key(der, key);
    return unwrap(arena, text, pkcs8_begin, pkcs8_end, &der) && unwrap_pkcs8(&der) && read_key(der, key);
}

static bool decrypt(const struct gl_tf_call *call, const struct rsa_private_key *key, struct gl_str cipher,
                    struct gl_tf_value *ret_value)
{
    uint8_t *message = gl_arena_alloc(call->eval->arena, key->size + 1, 1);
    size_t len = key->size;
    bool is_decrypted;
    mpz_t number;

    mpz_init(number);
    mpz_import(number, cipher.len, 1, 1, 1, 0, cipher.ptr);
    is_decrypted = cipher.len == key->size && rsa_decrypt(key, &len, message, number) == 1;
    mpz_clear(number);
    if (!is_decrypted)
        return gl_tf_fail_function(call, "failed to decrypt: crypto/rsa: decryption error");
    if (!gl_tf_return_text(call, (struct gl_str){(const char *)message, len}, ret_value))
        return false;
    /* what was encrypted is a secret, whatever Terraform thinks of it */
    *ret_value = gl_tf_mark_sensitive(*ret_value);
    return true;
}

/* PKCS #1 v1.5 (RFC 8017, 7.2). */
bool gl_tf_rsadecrypt(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str cipher;
    struct rsa_private_key key;
    bool is_decrypted;
    size_t at;

    if (!gl_tf_unbase64(call->eval->arena, gl_tf_argument_text(call, 0), &cipher, &at))
        return gl_tf_fail_argument(call, 0, "failed to decode input: cipher text must be base64-encoded");
    /* a form of keys that is OpenSSH's own */
    if (gl_str_contains(gl_tf_argument_text(call, 1), GL_STR("BEGIN OPENSSH PRIVATE KEY")))
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (!gl_tf_spend(call->eval, call->span, 100000))
        return false;
    rsa_private_key_init(&key);
    is_decrypted = load_key(call, &key) ? decrypt(call, &key, cipher, ret_value)
                                        : gl_tf_fail_argument(call, 1, "failed to parse key: no key found");
    rsa_private_key_clear(&key);
    return is_decrypted;
}
