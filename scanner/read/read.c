#include "read/read.h"

static bool looks_like_json(struct gl_str text)
{
    if (gl_str_starts_with(text, GL_STR("\xef\xbb\xbf")))
        text = gl_str_from(text, 3);
    text = gl_str_trim(text);
    return gl_str_starts_with(text, GL_STR("{")) || gl_str_starts_with(text, GL_STR("["));
}

static uint32_t last_place(const struct gl_diags *diags)
{
    return diags->len ? diags->items[diags->len - 1].span.begin : 0;
}

/* Whether JSON's reader stopped where a comment begins, which YAML's flow style allows. */
static bool stopped_at_comment(const struct gl_source *source, const struct gl_diags *of_json)
{
    uint32_t at = last_place(of_json);

    return at < source->text.len && (source->text.ptr[at] == '#' || source->text.ptr[at] == '/');
}

/* Text in braces that is not JSON may be YAML's flow style, with comments. When it is neither, a file named
 * .json is told what is wrong with it as JSON; elsewhere the reader that came further knows better. */
static enum gl_err read_flow(const struct gl_source *source, struct gl_arena *arena,
                             const struct gl_read_options *options, struct gl_documents *ret_documents,
                             struct gl_diags *diags)
{
    struct gl_diags of_json, of_yaml;
    struct gl_value root;
    enum gl_err json_err, yaml_err;

    gl_diags_init(&of_json, diags->arena);
    json_err = gl_read_json(source, arena, options, &root, &of_json);
    if (json_err != GL_ERR_SYNTAX) {
        gl_diags_merge(diags, &of_json);
        if (json_err)
            return json_err;
        ret_documents->items = GL_NEW(arena, struct gl_document);
        ret_documents->items[0].root = root;
        ret_documents->len = 1;
        return GL_OK;
    }
    gl_diags_init(&of_yaml, diags->arena);
    yaml_err = gl_read_yaml(source, arena, options, ret_documents, &of_yaml);
    if (yaml_err == GL_ERR_SYNTAX && ret_documents->len == 0 &&
        gl_str_ends_with(source->uri, GL_STR(".json")) && !stopped_at_comment(source, &of_json)) {
        gl_diags_merge(diags, &of_json);
        return json_err;
    }
    if (yaml_err != GL_ERR_SYNTAX || last_place(&of_yaml) > last_place(&of_json) || ret_documents->len > 0) {
        gl_diags_merge(diags, &of_yaml);
        return yaml_err;
    }
    gl_diags_merge(diags, &of_json);
    return json_err;
}

enum gl_err gl_read(const struct gl_source *source, struct gl_arena *arena,
                    const struct gl_read_options *options, struct gl_documents *ret_documents,
                    struct gl_diags *diags)
{
    *ret_documents = (struct gl_documents){0};
    if (looks_like_json(source->text))
        return read_flow(source, arena, options, ret_documents, diags);
    return gl_read_yaml(source, arena, options, ret_documents, diags);
}
