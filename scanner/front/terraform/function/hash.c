#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"

_Static_assert(GL_TF_MAX_DIGEST == SHA512_DIGEST_SIZE, "the longest digest of the table");

size_t gl_tf_digest(enum gl_tf_digest_kind kind, struct gl_str text, uint8_t *ret_digest)
{
    const uint8_t *bytes = (const uint8_t *)text.ptr;
    struct md5_ctx md5;
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;

    switch (kind) {
    case GL_TF_MD5:
        md5_init(&md5);
        md5_update(&md5, text.len, bytes);
        md5_digest(&md5, MD5_DIGEST_SIZE, ret_digest);
        return MD5_DIGEST_SIZE;
    case GL_TF_SHA1:
        sha1_init(&sha1);
        sha1_update(&sha1, text.len, bytes);
        sha1_digest(&sha1, SHA1_DIGEST_SIZE, ret_digest);
        return SHA1_DIGEST_SIZE;
    case GL_TF_SHA256:
        sha256_init(&sha256);
        sha256_update(&sha256, text.len, bytes);
        sha256_digest(&sha256, SHA256_DIGEST_SIZE, ret_digest);
        return SHA256_DIGEST_SIZE;
    case GL_TF_SHA512:
        sha512_init(&sha512);
        sha512_update(&sha512, text.len, bytes);
        sha512_digest(&sha512, SHA512_DIGEST_SIZE, ret_digest);
        return SHA512_DIGEST_SIZE;
    }
    return 0;
}

struct gl_str gl_tf_hex(struct gl_arena *arena, const uint8_t *bytes, size_t len)
{
    char *text = gl_arena_alloc(arena, 2 * len + 1, 1);

    for (size_t i = 0; i < len; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    return (struct gl_str){text, 2 * len};
}

/* The kind that a function's name ends in: "filebase64sha256", "md5". */
static enum gl_tf_digest_kind kind_of(struct gl_str name)
{
    if (gl_str_ends_with(name, GL_STR("md5")))
        return GL_TF_MD5;
    if (gl_str_ends_with(name, GL_STR("sha1")))
        return GL_TF_SHA1;
    return gl_str_ends_with(name, GL_STR("sha256")) ? GL_TF_SHA256 : GL_TF_SHA512;
}

bool gl_tf_return_digest(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value)
{
    struct gl_str name = gl_str_of(call->row->name);
    uint8_t digest[GL_TF_MAX_DIGEST];
    size_t len;

    if (!gl_tf_spend(call->eval, call->span, text.len / 64))
        return false;
    len = gl_tf_digest(kind_of(name), text, digest);
    if (gl_str_contains(name, GL_STR("base64")))
        return gl_tf_return_text(
            call, gl_tf_base64(call->eval->arena, (struct gl_str){(const char *)digest, len}), ret_value);
    return gl_tf_return_text(call, gl_tf_hex(call->eval->arena, digest, len), ret_value);
}

bool gl_tf_hash(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_digest(call, gl_tf_argument_text(call, 0), ret_value);
}

enum { UUID_LEN = 16, UUID_TEXT = 36 };

struct name_space {
    const char *name;
    uint8_t first_last; /* the namespaces of RFC 4122, appendix C, differ in this byte only */
};

static const struct name_space name_spaces[] = {{"dns", 0x10}, {"url", 0x11}, {"oid", 0x12}, {"x500", 0x14}};
static const uint8_t rfc_namespace[UUID_LEN] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                                0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

/* Plain, with dashes, in braces, or as urn:uuid. */
static bool parse_uuid(struct gl_str text, uint8_t *ret_uuid)
{
    size_t len = 0;

    if (gl_str_starts_with(text, GL_STR("urn:uuid:")) || gl_str_starts_with(text, GL_STR("URN:UUID:")))
        text = gl_str_from(text, 9);
    else if (text.len == UUID_TEXT + 2)
        text = gl_str_slice(text, 1, UUID_TEXT + 1);
    if (text.len != UUID_TEXT && text.len != 2 * (size_t)UUID_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit;

        if (text.len == UUID_TEXT && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (text.ptr[i] != '-')
                return false;
            continue;
        }
        digit = gl_hex_value(text.ptr[i]);
        if (digit < 0 || len >= 2 * (size_t)UUID_LEN)
            return false;
        ret_uuid[len / 2] = (uint8_t)(ret_uuid[len / 2] << 4 | digit);
        len++;
    }
    return len == 2 * (size_t)UUID_LEN;
}

static bool uuid_namespace(struct gl_str name, uint8_t *ret_uuid)
{
    for (size_t i = 0; i < sizeof name_spaces / sizeof *name_spaces; i++) {
        if (gl_str_eq(name, gl_str_of(name_spaces[i].name))) {
            memcpy(ret_uuid, rfc_namespace, UUID_LEN);
            ret_uuid[3] = name_spaces[i].first_last;
            return true;
        }
    }
    return parse_uuid(name, ret_uuid);
}

/* RFC 4122, 4.3, with SHA-1. */
bool gl_tf_uuidv5(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str space = gl_tf_argument_text(call, 0), name = gl_tf_argument_text(call, 1), hex;
    uint8_t id[UUID_LEN] = {0}, digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha1;

    if (!uuid_namespace(space, id))
        return gl_tf_fail_function(call, "uuidv5() doesn't support namespace %.*s (invalid UUID length: %zu)",
                                   GL_STR_ARG(space), space.len);
    if (!gl_tf_spend(call->eval, call->span, name.len / 64))
        return false;
    sha1_init(&sha1);
    sha1_update(&sha1, UUID_LEN, id);
    sha1_update(&sha1, name.len, (const uint8_t *)name.ptr);
    sha1_digest(&sha1, SHA1_DIGEST_SIZE, digest);
    digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50);
    digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
    hex = gl_tf_hex(call->eval->arena, digest, UUID_LEN);
    return gl_tf_return_text(call,
                             gl_arena_printf(call->eval->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.ptr,
                                             hex.ptr + 8, hex.ptr + 12, hex.ptr + 16, hex.ptr + 20),
                             ret_value);
}
