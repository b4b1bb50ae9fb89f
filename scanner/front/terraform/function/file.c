#include "front/terraform/function/file.h"

#include "base/utf8.h"
#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/path.h"

bool gl_tf_read(const struct gl_tf_call *call, struct gl_str path, struct gl_str *ret_text,
                bool *ret_is_available)
{
    *ret_is_available = call->eval->read_file != NULL && !gl_str_starts_with(path, GL_STR("~"));
    if (!*ret_is_available)
        return true;
    if (!call->eval->read_file(call->eval, gl_tf_clean_path(call->eval->arena, path), ret_text)) {
        if (!gl_span_is_set(call->eval->problem.span))
            call->eval->problem.span = call->span;
        return false;
    }
    return gl_tf_spend(call->eval, call->span, ret_text->len / 64);
}

/* What a function makes of the bytes of the file that it names. */
typedef bool file_reader(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value);

static bool with_file(const struct gl_tf_call *call, file_reader *use, struct gl_tf_value *ret_value)
{
    struct gl_str text;
    bool is_available;

    if (!gl_tf_read(call, gl_tf_argument_text(call, 0), &text, &is_available))
        return false;
    return is_available ? use(call, text, ret_value)
                        : gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
}

static bool as_text(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0);

    if (gl_utf8_check(text).invalid_at != GL_STR_NONE)
        return gl_tf_fail_function(call,
                                   "contents of \"%.*s\" are not valid UTF-8; use the filebase64 function to "
                                   "obtain the Base64 encoded contents or the other file functions (e.g. "
                                   "filemd5, filesha256) to obtain file hashing results instead",
                                   GL_STR_ARG(path));
    return gl_tf_return_text(call, text, ret_value);
}

static bool as_base64(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value)
{
    return gl_tf_afford(call, 0, text.len + text.len / 3) &&
           gl_tf_return_text(call, gl_tf_base64(call->eval->arena, text), ret_value);
}

bool gl_tf_file(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return with_file(call, as_text, ret_value);
}

bool gl_tf_filebase64(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return with_file(call, as_base64, ret_value);
}

bool gl_tf_filehash(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return with_file(call, gl_tf_return_digest, ret_value);
}

static bool is_folder(const struct gl_tf_call *call, struct gl_str path)
{
    struct gl_str *paths = NULL;
    size_t len = 0;

    return call->eval->list_files &&
           call->eval->list_files(call->eval, gl_tf_clean_path(call->eval->arena, path), &paths, &len) && len;
}

/* Whoever reads the files says why one cannot be read; here that is the answer, not a problem. */
bool gl_tf_fileexists(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0), text;
    bool is_available, is_there;

    is_there = gl_tf_read(call, path, &text, &is_available);
    if (!is_available)
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (is_there)
        return gl_tf_return_bool(call, true, ret_value);
    if (call->eval->has_hit_limit)
        return false;
    call->eval->has_problem = false;
    if (is_folder(call, path))
        return gl_tf_fail_function(call, "\"%.*s\" is a directory, not a file",
                                   GL_STR_ARG(gl_tf_clean_path(call->eval->arena, path)));
    call->eval->has_problem = false;
    return gl_tf_return_bool(call, false, ret_value);
}
