/* What the YAML reader makes of a file, as JSON for yaml_suite.py. yaml_tree FILE; always exit 0 unless the
 * file cannot be opened: {"error": N, "diagnostics": [...], "documents": [NODE...]}. NODE has "span" in bytes
 * and one of "map" ([key, key span, NODE] each), "list" or "text" with "style" and its "type" in the core
 * schema. */
#include <stdio.h>

#include "read/read.h"
#include "tree/scalar.h"

static void add_span(struct gl_buf *out, const char *name, struct gl_span span)
{
    gl_buf_printf(out, "\"%s\":[%u,%u]", name, span.begin, span.end);
}

static void add_node(struct gl_buf *out, const struct gl_value *value);

static void add_members(struct gl_buf *out, const struct gl_value *value)
{
    gl_buf_add(out, GL_STR(",\"map\":["));
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_member *member = &value->u.map.members[i];

        gl_buf_add(out, i ? GL_STR(",[") : GL_STR("["));
        gl_buf_add_json(out, member->key);
        gl_buf_printf(out, ",[%u,%u],", member->key_span.begin, member->key_span.end);
        add_node(out, &member->value);
        gl_buf_add_char(out, ']');
    }
    gl_buf_add_char(out, ']');
}

static void add_items(struct gl_buf *out, const struct gl_value *value)
{
    gl_buf_add(out, GL_STR(",\"list\":["));
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        add_node(out, &value->u.list.items[i]);
    }
    gl_buf_add_char(out, ']');
}

static const char *type_name(enum gl_type type)
{
    return type == GL_NULL ? "null" : type == GL_BOOL ? "bool" : type == GL_NUMBER ? "number" : "string";
}

static void add_node(struct gl_buf *out, const struct gl_value *value)
{
    static const char *const styles[] = {
        [GL_QUOTED] = "quoted", [GL_PLAIN] = "plain", [GL_BLOCK] = "block", [GL_COMPUTED] = "computed"};

    gl_buf_add_char(out, '{');
    add_span(out, "span", value->span);
    if (value->flags & GL_VALUE_ALIASED)
        gl_buf_add(out, GL_STR(",\"aliased\":true"));
    if (value->type == GL_MAP) {
        add_members(out, value);
    } else if (value->type == GL_LIST) {
        add_items(out, value);
    } else {
        gl_buf_add(out, GL_STR(",\"text\":"));
        gl_buf_add_json(out, value->u.str);
        gl_buf_printf(out, ",\"style\":\"%s\",\"type\":\"%s\"", styles[value->style],
                      type_name(gl_scalar_type(value, GL_DIALECT_CORE)));
    }
    gl_buf_add_char(out, '}');
}

static void add_diagnostics(struct gl_buf *out, const struct gl_diags *diags,
                            const struct gl_sources *sources)
{
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; i < diags->len; i++) {
        text.len = 0;
        gl_diag_print(&text, &diags->items[i], sources, false);
        if (i)
            gl_buf_add_char(out, ',');
        gl_buf_add_json(out, gl_buf_str(&text));
    }
    gl_buf_free(&text);
}

static void print_tree(const struct gl_sources *sources, const struct gl_source *source)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_documents documents;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_buf out;
    enum gl_err err;

    gl_diags_init(&diags, &arena);
    gl_buf_init(&out);
    err = gl_read_yaml(source, &arena, &options, &documents, &diags);
    gl_buf_printf(&out, "{\"error\":%u,\"diagnostics\":[", err);
    add_diagnostics(&out, &diags, sources);
    gl_buf_add(&out, GL_STR("],\"documents\":["));
    for (size_t i = 0; i < documents.len; i++) {
        if (i)
            gl_buf_add_char(&out, ',');
        add_node(&out, &documents.items[i].root);
    }
    gl_buf_add(&out, GL_STR("]}\n"));
    fwrite(out.ptr, 1, out.len, stdout);
    gl_buf_free(&out);
    gl_arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct gl_sources sources;
    struct gl_source *source;
    const char *why;

    if (argc != 2) {
        fputs("usage: yaml_tree FILE\n", stderr);
        return 2;
    }
    gl_sources_init(&sources);
    source = gl_sources_add(&sources, gl_str_of(argv[1]), gl_str_of(argv[1]));
    if (gl_source_read(source, &why)) {
        fprintf(stderr, "%s: %s\n", argv[1], why);
        gl_sources_free(&sources);
        return 2;
    }
    print_tree(&sources, source);
    gl_sources_free(&sources);
    return 0;
}
