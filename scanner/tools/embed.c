/* Build tool: turns YAML and CSV files into C tables of value trees (struct gl_embedded), so that nothing is
 * parsed at start.
 *
 *     embed OUT.c NAME=FILE...
 *
 * NAME is what the binary calls it ("checks/GLC-TLS-012.yaml"). Spans of embedded trees are empty. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "read/read.h"
#include "tools/csv.h"

struct writer {
    struct gl_buf out; /* definitions */
    unsigned next;     /* number of the next array */
};

static void add_text(struct gl_buf *out, struct gl_str text)
{
    gl_buf_add(out, GL_STR("{\""));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?')
            gl_buf_add_char(out, (char)c);
        else
            gl_buf_printf(out, "\\%03o", c);
    }
    gl_buf_printf(out, "\", %zu}", text.len);
}

static void add_children(struct writer *writer, const struct gl_value *value, struct gl_buf *head);

/* The initialiser of one value; arrays it needs are written before. */
static void add_value(struct writer *writer, const struct gl_value *value, struct gl_buf *out)
{
    gl_buf_printf(out, "{.type = %u, .style = %u, ", value->type, value->style);
    switch ((enum gl_type)value->type) {
    case GL_STRING:
    case GL_NUMBER:
        gl_buf_add(out, GL_STR(".u.str = "));
        add_text(out, value->u.str);
        break;
    case GL_BOOL:
        gl_buf_printf(out, ".u.boolean = %s", value->u.boolean ? "true" : "false");
        break;
    case GL_LIST:
    case GL_MAP:
        add_children(writer, value, out);
        break;
    default:
        gl_buf_add(out, GL_STR(".u.str = {\"\", 0}"));
        break;
    }
    gl_buf_add_char(out, '}');
}

static void add_children(struct writer *writer, const struct gl_value *value, struct gl_buf *head)
{
    bool is_map = value->type == GL_MAP;
    size_t len = gl_value_len(value);
    struct gl_buf body;
    unsigned number;

    if (len == 0) {
        gl_buf_add(head, is_map ? GL_STR(".u.map = {NULL, 0}") : GL_STR(".u.list = {NULL, 0}"));
        return;
    }
    gl_buf_init(&body);
    for (size_t i = 0; i < len; i++) {
        gl_buf_add(&body, GL_STR("    "));
        if (is_map) {
            gl_buf_add(&body, GL_STR("{.key = "));
            add_text(&body, value->u.map.members[i].key);
            gl_buf_add(&body, GL_STR(", .value = "));
            add_value(writer, &value->u.map.members[i].value, &body);
            gl_buf_add(&body, GL_STR("},\n"));
        } else {
            add_value(writer, &value->u.list.items[i], &body);
            gl_buf_add(&body, GL_STR(",\n"));
        }
    }
    number = writer->next++;
    gl_buf_printf(&writer->out, "static struct gl_%s v%u[] = {\n", is_map ? "member" : "value", number);
    gl_buf_add(&writer->out, gl_buf_str(&body));
    gl_buf_add(&writer->out, GL_STR("};\n"));
    gl_buf_printf(head, ".u.%s = {v%u, %zu}", is_map ? "map" : "list", number, len);
    gl_buf_free(&body);
}

static void parse_table(struct gl_arena *arena, struct gl_str text, struct gl_value *root)
{
    struct gl_value *rows = NULL;
    size_t len = 0, capacity = 0;
    struct gl_str line;

    while (gl_str_cut(&text, '\n', &line)) {
        line = gl_str_trim(line);
        if (line.len)
            gl_csv_row(arena, line, GL_PUSH(arena, rows, len, capacity));
    }
    *root = (struct gl_value){.type = GL_LIST, .u.list = {rows, len}};
}

static bool read_root(struct gl_arena *arena, struct gl_sources *sources, struct gl_str file,
                      struct gl_value *root)
{
    struct gl_source *source = gl_sources_add(sources, file, file);
    struct gl_read_options options = {.duplicate_key = GL_DIAG_USAGE};
    struct gl_documents documents = {0};
    struct gl_diags diags;
    struct gl_buf text;
    const char *why = "";

    if (gl_source_read(source, &why) != GL_OK) {
        fprintf(stderr, "%s: %s\n", file.ptr, why);
        return false;
    }
    if (gl_str_ends_with(file, GL_STR(".csv"))) {
        parse_table(arena, source->text, root);
        return true;
    }
    gl_diags_init(&diags, arena);
    if (gl_read(source, arena, &options, &documents, &diags) == GL_OK && diags.len == 0 &&
        documents.len == 1) {
        *root = documents.items[0].root;
        return true;
    }
    gl_buf_init(&text);
    for (size_t i = 0; i < diags.len; i++)
        gl_diag_print(&text, &diags.items[i], sources, false);
    fprintf(stderr, "%.*s%s: one YAML document without problems is expected\n", GL_STR_ARG(gl_buf_str(&text)),
            file.ptr);
    gl_buf_free(&text);
    return false;
}

int main(int argc, char **argv)
{
    struct gl_arena arena = {0};
    struct gl_sources sources;
    struct writer writer = {0};
    struct gl_buf table;
    FILE *file;
    bool ok = true;

    gl_sources_init(&sources);
    gl_buf_init(&table);
    gl_buf_add(&writer.out, GL_STR("/* Made by scanner/tools/embed.c from checks/ and baselines/. */\n"
                                   "#include \"engine/catalogue.h\"\n\n"));
    for (int i = 2; i < argc; i++) {
        struct gl_str name, path = gl_str_of(argv[i]);
        struct gl_value root;
        struct gl_buf head;

        if (!gl_str_cut(&path, '=', &name) || !read_root(&arena, &sources, path, &root)) {
            ok = false;
            continue;
        }
        gl_buf_init(&head);
        add_value(&writer, &root, &head);
        gl_buf_printf(&writer.out, "static const struct gl_value root%d = %.*s;\n", i,
                      GL_STR_ARG(gl_buf_str(&head)));
        gl_buf_add(&table, GL_STR("    {"));
        add_text(&table, name);
        gl_buf_printf(&table, ", &root%d},\n", i);
        gl_buf_free(&head);
    }
    gl_buf_printf(&writer.out,
                  "\nstatic const struct gl_embedded files[] = {\n%.*s    {{NULL, 0}, NULL},\n};\n\n"
                  "const struct gl_embedded *gl_embedded_files(size_t *ret_len)\n{\n"
                  "    *ret_len = sizeof files / sizeof *files - 1;\n    return files;\n}\n",
                  GL_STR_ARG(gl_buf_str(&table)));
    file = argc > 1 && ok ? fopen(argv[1], "w") : NULL;
    ok = file && fwrite(writer.out.ptr, 1, writer.out.len, file) == writer.out.len && fclose(file) == 0;
    gl_buf_free(&table);
    gl_buf_free(&writer.out);
    gl_sources_free(&sources);
    gl_arena_free(&arena);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
