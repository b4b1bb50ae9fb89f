#define ZLIB_CONST
#include <zlib.h>

#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"

enum { WINDOW = -15, MEMORY = 8, LEVEL = 6 };

/* Raw deflate up to a full byte; false: zlib gave up, which it does for lack of memory only. */
static bool deflate_all(struct gl_str text, struct gl_buf *out)
{
    z_stream stream = {0};
    size_t bound;
    int status;

    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    bound = deflateBound(&stream, (uLong)text.len) + 64;
    gl_buf_reserve(out, bound);
    stream.next_in = (z_const Bytef *)(const void *)text.ptr;
    stream.avail_in = (uInt)text.len;
    stream.next_out = (Bytef *)out->ptr + out->len;
    stream.avail_out = (uInt)bound;
    status = deflate(&stream, Z_SYNC_FLUSH);
    out->len += bound - stream.avail_out;
    (void)deflateEnd(&stream);
    return status == Z_OK && stream.avail_in == 0;
}

static void add_little_endian(struct gl_buf *out, uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        gl_buf_add_char(out, (char)(number >> shift));
}

/* RFC 1952 as Go writes it: no time, no system, the data flushed, an empty block as the last. Where Go's own
 * compressor chooses other matches than zlib's, the bytes differ but mean the same. */
bool gl_tf_base64gzip(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    static const char header[] = {0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, (char)0xff};
    static const char flushed[] = {0, 0, 0, (char)0xff, (char)0xff},
                      last[] = {1, 0, 0, (char)0xff, (char)0xff};
    struct gl_str text = gl_tf_argument_text(call, 0), packed;
    struct gl_buf out;
    bool is_packed;

    if (!gl_tf_afford(call, 0, text.len) || !gl_tf_spend(call->eval, call->span, text.len / 16))
        return false;
    gl_buf_init(&out);
    gl_buf_add(&out, (struct gl_str){header, sizeof header});
    if (text.len == 0)
        gl_buf_add(&out, (struct gl_str){flushed, sizeof flushed});
    is_packed = text.len == 0 || deflate_all(text, &out);
    gl_buf_add(&out, (struct gl_str){last, sizeof last});
    add_little_endian(&out, (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)text.ptr, (uInt)text.len));
    add_little_endian(&out, (uint32_t)text.len);
    packed = gl_tf_base64(call->eval->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return is_packed ? gl_tf_return_text(call, packed, ret_value)
                     : gl_tf_fail_function(call, "out of memory");
}
