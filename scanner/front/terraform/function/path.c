#include "front/terraform/function/path.h"

#include "front/terraform/function/library.h"

/* Without "." and "..", doubled and trailing slashes; "" is ".". */
struct gl_str gl_tf_clean_path(struct gl_arena *arena, struct gl_str path)
{
    char *out = gl_arena_alloc(arena, path.len + 2, 1);
    bool is_rooted = path.len && path.ptr[0] == '/';
    size_t len = 0, floor; /* where ".." cannot go further back */
    struct gl_str part;

    if (is_rooted)
        out[len++] = '/';
    floor = len;
    while (gl_str_cut(&path, '/', &part)) {
        if (part.len == 0 || gl_str_eq(part, GL_STR(".")))
            continue;
        if (gl_str_eq(part, GL_STR("..")) && len > floor) {
            while (len > floor && out[len - 1] != '/')
                len--;
            len -= len > floor;
            continue;
        }
        if (gl_str_eq(part, GL_STR("..")) && is_rooted)
            continue;
        if (len > (is_rooted ? 1 : 0))
            out[len++] = '/';
        memcpy(out + len, part.ptr, part.len);
        len += part.len;
        if (gl_str_eq(part, GL_STR("..")))
            floor = len;
    }
    if (len == 0)
        out[len++] = '.';
    return (struct gl_str){out, len};
}

bool gl_tf_basename(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0);
    size_t slash;

    if (path.len == 0)
        return gl_tf_return_text(call, GL_STR("."), ret_value);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    slash = gl_str_find_last_char(path, '/');
    if (slash != GL_STR_NONE && path.len > 1)
        path = gl_str_from(path, slash + 1);
    return gl_tf_return_text(call, path, ret_value);
}

bool gl_tf_dirname(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0);
    size_t slash = gl_str_find_last_char(path, '/');

    path.len = slash == GL_STR_NONE ? 0 : slash + 1;
    return gl_tf_return_text(call, gl_tf_clean_path(call->eval->arena, path), ret_value);
}

bool gl_tf_pathexpand(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0);

    if (path.len == 0 || path.ptr[0] != '~')
        return gl_tf_return_text(call, path, ret_value);
    if (path.len > 1 && path.ptr[1] != '/' && path.ptr[1] != '\\')
        return gl_tf_fail_function(call, "failed to expand ~: cannot expand user-specific home dir");
    /* the home folder of whoever will run Terraform */
    return gl_tf_return_because(call, GL_WHY_IMPURE, ret_value);
}

/* path.cwd is asked of the resolver, as a reference would. */
static bool working_directory(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_step steps[2] = {{.name = GL_STR_INIT("path"), .span = call->span},
                                  {.name = GL_STR_INIT("cwd"), .span = call->span}};
    struct gl_tf_value found;
    size_t used = 0;

    if (!call->eval->resolve || !call->scope)
        return false;
    if (!call->eval->resolve(call->eval, call->scope->module, steps, 2, &found, &used) || used != 2 ||
        found.kind != GL_TF_STRING || !gl_tf_is_known(&found)) {
        call->eval->has_problem = false;
        return false;
    }
    *ret_value = found;
    return true;
}

bool gl_tf_abspath(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_str path = gl_tf_argument_text(call, 0);
    struct gl_tf_value here;

    if (path.len && path.ptr[0] == '/')
        return gl_tf_return_text(call, gl_tf_clean_path(arena, path), ret_value);
    if (!working_directory(call, &here))
        return gl_tf_return_because(call, GL_WHY_IMPURE, ret_value);
    path = gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(here.u.text), GL_STR_ARG(path));
    return gl_tf_return_text(call, gl_tf_clean_path(arena, path), ret_value);
}
