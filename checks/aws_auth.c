/* {test: names_group, path: data.mapRoles, with: system:masters}: does the text of the ConfigMap aws-auth,
 * YAML or JSON, give somebody that group? Its words are looked at, comments left out: no other word of such
 * a text can be a group. Source: Amazon EKS User Guide, "Grant IAM users access with a ConfigMap". */
#include "checks/natives.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '-' || c == '_' || c == '.' || c == '/';
}

static bool line_names(struct gl_str line, struct gl_str group)
{
    size_t at = 0;

    while (at < line.len) {
        size_t begin = at;

        if (line.ptr[at] == '#' && (at == 0 || line.ptr[at - 1] == ' ' || line.ptr[at - 1] == '\t'))
            return false;
        while (at < line.len && is_name_char(line.ptr[at]))
            at++;
        if (gl_str_eq(gl_str_slice(line, begin, at), group))
            return true;
        at += at == begin;
    }
    return false;
}

static bool text_names(struct gl_str text, struct gl_str group)
{
    struct gl_str line;

    while (gl_str_cut(&text, '\n', &line)) {
        if (line_names(line, group))
            return true;
    }
    return false;
}

enum gl_truth gl_names_group(struct gl_check_ctx *ctx, const struct gl_value *value,
                             const struct gl_value *argument)
{
    struct gl_str text, group;

    if (!gl_value_text(argument, &group))
        return GL_FALSE;
    if (gl_value_text(value, &text))
        return gl_truth_of(text_names(text, group));
    for (size_t i = 0; gl_value_is(value, GL_CONCAT) && i < value->u.list.len; i++) {
        if (gl_value_text(&value->u.list.items[i], &text) && text_names(text, group))
            return GL_TRUE;
    }
    if (gl_value_is(value, GL_LIST) || gl_value_is(value, GL_MAP))
        return GL_FALSE;
    gl_culprit(ctx, value);
    return GL_MAYBE;
}
