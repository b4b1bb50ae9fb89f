/* Build tool: compiles the CSV files of scanner/front/terraform/map/tables/ into
 * front/terraform/map/table.h's tables.
 *
 *     map_tables OUT.c FILE...
 *
 * What is wrong in a table stops the build with its file and line: README.md beside the tables says what
 * they may hold. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "front/terraform/map/table.h"
#include "tools/csv.h"

enum { CELLS = 6, TYPE = 0, PATH, PROPERTY, CONVERT_CELL, ABSENT };

struct line {
    struct gl_str cell[CELLS];
    const char *file;
    size_t number, order;
};

struct tables {
    struct gl_arena arena;
    struct line *lines;
    size_t len, capacity;
    struct gl_buf texts, steps, rows, references, types;
    uint32_t step_len, row_len, reference_len, type_len;
    bool has_failed;
};

static void complain(struct tables *tables, const struct line *line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct tables *tables, const struct line *line, const char *format, ...)
{
    va_list args;

    tables->has_failed = true;
    fprintf(stderr, "%s:%zu: ", line->file, line->number);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

/* The offset of a text in the pool; equal texts share one. Offset 0 is the empty text. */
static uint32_t text_at(struct tables *tables, struct gl_str text)
{
    struct gl_buf *pool = &tables->texts;
    uint32_t at = 0;

    if (text.len == 0)
        return 0;
    while (at < pool->len) {
        struct gl_str here = gl_str_of(pool->ptr + at);

        if (gl_str_eq(here, text))
            return at;
        at += (uint32_t)here.len + 1;
    }
    gl_buf_add(pool, text);
    gl_buf_add_char(pool, '\0');
    return at;
}

static bool is_word(struct gl_str text, const char *more)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(more, c)))
            return false;
    }
    return text.len > 0;
}

/* ---- reading ---- */

static void read_file(struct tables *tables, struct gl_sources *sources, const char *name)
{
    struct gl_source *source = gl_sources_add(sources, gl_str_of(name), gl_str_of(name));
    struct line here = {.file = name};
    struct gl_str rest, text;
    const char *why = "";

    if (gl_source_read(source, &why) != GL_OK) {
        complain(tables, &here, "%s", why);
        return;
    }
    rest = source->text;
    while (gl_str_cut(&rest, '\n', &text)) {
        struct gl_value cells;
        struct line *line;

        here.number++;
        text = gl_str_trim(text);
        if (!text.len || text.ptr[0] == '#' || gl_str_starts_with(text, GL_STR("type,path,")))
            continue;
        gl_csv_row(&tables->arena, text, &cells);
        if (cells.u.list.len != CELLS) {
            complain(tables, &here, "%zu cells where %d are expected", cells.u.list.len, CELLS);
            continue;
        }
        line = GL_PUSH(&tables->arena, tables->lines, tables->len, tables->capacity);
        *line = here;
        line->order = tables->len;
        for (size_t i = 0; i < CELLS; i++)
            line->cell[i] = cells.u.list.items[i].u.str;
        if (!gl_str_starts_with(line->cell[PATH], GL_STR("@")))
            continue;
        if (line->cell[CONVERT_CELL].len || line->cell[ABSENT].len)
            complain(tables, line, "a reference row has a name and an attribute only");
    }
}

/* Kind rows first, then by the order in the file. */
static int by_type(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    int order = gl_str_cmp(a->cell[TYPE], b->cell[TYPE]);

    if (order)
        return order;
    if (!a->cell[PATH].len != !b->cell[PATH].len)
        return a->cell[PATH].len ? 1 : -1;
    return a->order < b->order ? -1 : 1;
}

/* ---- rows ---- */

/* Steps of "A.B[].C"; returns how many, and how many of them stand for several elements. */
static uint8_t add_steps(struct tables *tables, const struct line *line, struct gl_str text,
                         unsigned *ret_each)
{
    struct gl_str step;
    uint8_t len = 0;

    *ret_each = 0;
    while (gl_str_cut(&text, '.', &step)) {
        struct gl_str name = step, label = {0};
        enum gl_tf_step_list list = GL_TF_STEP_PLAIN;

        if (gl_str_ends_with(step, GL_STR("]")) && gl_str_cut(&step, '[', &name)) {
            label = gl_str_slice(step, 0, step.len - 1);
            list = gl_str_eq(label, GL_STR("+")) ? GL_TF_STEP_MORE
                   : label.len                   ? GL_TF_STEP_LABEL
                                                 : GL_TF_STEP_EACH;
        }
        if (!is_word(name, "_-:") || (list == GL_TF_STEP_LABEL && !is_word(label, "_")))
            complain(tables, line, "'%.*s' is no step of a path", GL_STR_ARG(name));
        *ret_each += list == GL_TF_STEP_EACH;
        gl_buf_printf(&tables->steps, "    {%u, %u, %d},\n", text_at(tables, name),
                      list == GL_TF_STEP_LABEL ? text_at(tables, label) : 0, (int)list);
        tables->step_len++;
        len++;
    }
    return len;
}

struct conversion {
    const char *word;
    size_t least, most;
};

static const struct conversion conversions[] = {
#define CONVERT(name, word, least, most) {word, least, most},
    GL_TF_CONVERSIONS(CONVERT)
#undef CONVERT
};

/* "enum a=b" -> its number and its words. */
static uint8_t read_conversion(struct tables *tables, const struct line *line, uint32_t arguments[2])
{
    struct gl_str rest = line->cell[CONVERT_CELL], word = {0}, part;
    size_t len = 0;

    arguments[0] = arguments[1] = 0;
    gl_str_cut(&rest, ' ', &word);
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        bool is_named = i == GL_TF_CONVERT_NAMED;

        if (!gl_str_eq(word, gl_str_of(conversions[i].word)))
            continue;
        while (len < 2 && gl_str_cut(&rest, is_named ? '.' : ' ', &part))
            arguments[len++] = text_at(tables, part);
        if (len < conversions[i].least || len > conversions[i].most || rest.len)
            complain(tables, line, "'%s' takes %zu to %zu words", conversions[i].word, conversions[i].least,
                     conversions[i].most);
        return (uint8_t)i;
    }
    complain(tables, line, "no conversion is called '%.*s'", GL_STR_ARG(word));
    return 0;
}

static enum gl_tf_row_source cut_source(struct gl_str *path)
{
    if (gl_str_eq(*path, GL_STR("="))) {
        *path = (struct gl_str){0};
        return GL_TF_FROM_NOTHING;
    }
    if (gl_str_eq(*path, GL_STR("."))) {
        *path = (struct gl_str){0};
        return GL_TF_FROM_BODY;
    }
    if (gl_str_starts_with(*path, GL_STR("^"))) {
        *path = path->len > 1 ? gl_str_from(*path, 2) : (struct gl_str){0};
        return GL_TF_FROM_OUTER;
    }
    if (gl_str_starts_with(*path, GL_STR("lifecycle."))) {
        *path = gl_str_from(*path, sizeof "lifecycle." - 1);
        return GL_TF_FROM_LIFECYCLE;
    }
    return GL_TF_FROM_BODY;
}

static void add_row(struct tables *tables, const struct line *line)
{
    struct gl_str path = line->cell[PATH], property = line->cell[PROPERTY], absent = line->cell[ABSENT];
    enum gl_tf_row_source source = cut_source(&path);
    bool is_attribute = gl_str_starts_with(property, GL_STR("@"));
    bool holds_always = gl_str_starts_with(absent, GL_STR("+"));
    uint32_t path_at = tables->step_len, property_at, arguments[2];
    unsigned path_each, property_each;
    uint8_t path_len = add_steps(tables, line, path, &path_each), property_len, convert;

    property_at = tables->step_len;
    property_len = add_steps(tables, line, gl_str_from(property, is_attribute), &property_each);
    if (!property_len)
        complain(tables, line, "a row needs a property");
    if (path_each != property_each)
        complain(tables, line, "the path and the property have a different number of []");
    if (source == GL_TF_FROM_NOTHING && !absent.len)
        complain(tables, line, "a constant stands in the column `absent`");
    convert = read_conversion(tables, line, arguments);
    gl_buf_printf(&tables->rows, "    {%u, %u, {%u, %u}, %u, %u, %u, %d, %u, %d, %d},\n", path_at,
                  property_at, arguments[0], arguments[1], text_at(tables, gl_str_from(absent, holds_always)),
                  path_len, property_len, (int)source, convert, is_attribute, holds_always);
    tables->row_len++;
}

static void add_reference(struct tables *tables, const struct line *line)
{
    gl_buf_printf(&tables->references, "    {%u, %u},\n", text_at(tables, gl_str_from(line->cell[PATH], 1)),
                  text_at(tables, line->cell[PROPERTY]));
    tables->reference_len++;
}

static void check_double(struct tables *tables, const struct line *lines, size_t at, size_t first)
{
    for (size_t i = first; i < at; i++) {
        if (gl_str_eq(lines[i].cell[PATH], lines[at].cell[PATH]) &&
            gl_str_eq(lines[i].cell[PROPERTY], lines[at].cell[PROPERTY]) &&
            gl_str_eq(lines[i].cell[CONVERT_CELL], lines[at].cell[CONVERT_CELL]))
            complain(tables, &lines[at], "the same row stands in %s:%zu", lines[i].file, lines[i].number);
    }
}

/* ---- types ---- */

static bool is_kind(struct gl_str text)
{
    struct gl_str part;
    size_t parts = 0;

    if (!gl_str_starts_with(text, GL_STR("AWS::")))
        return is_word(text, "_."); /* of Kubernetes, or a Terraform type that AWS has no type for */
    while (gl_str_cut(&text, ':', &part))
        parts += part.len > 0;
    return parts == 3;
}

/* The index that a type's entry has or will have: its place among the distinct type names. */
static bool find_type(const struct tables *tables, struct gl_str name, uint32_t *ret_index)
{
    uint32_t index = 0;

    for (size_t i = 0; i < tables->len; i++) {
        if (i && !gl_str_eq(tables->lines[i].cell[TYPE], tables->lines[i - 1].cell[TYPE]))
            index++;
        if (gl_str_eq(tables->lines[i].cell[TYPE], name)) {
            *ret_index = index;
            return true;
        }
    }
    return false;
}

/* What a kind row says beside the kind. */
struct verb {
    bool is_alias, is_fold;
    struct gl_str attribute, name; /* of fold */
    struct gl_str unless, text, other_kind;
};

static struct verb read_verb(struct tables *tables, const struct line *kind)
{
    struct gl_str rest = kind->cell[CONVERT_CELL], word = {0}, pair = {0};
    struct verb verb = {0};

    gl_str_cut(&rest, ' ', &word);
    verb.is_alias = gl_str_eq(word, GL_STR("alias"));
    verb.is_fold = gl_str_eq(word, GL_STR("fold"));
    if (verb.is_fold) {
        gl_str_cut(&rest, ' ', &verb.attribute);
        gl_str_cut(&rest, ' ', &verb.name);
    } else if (gl_str_eq(word, GL_STR("unless"))) {
        gl_str_cut(&rest, ' ', &pair);
        gl_str_cut(&pair, '=', &verb.unless);
        verb.text = pair;
        verb.other_kind = rest;
        rest = (struct gl_str){0};
        if (!verb.unless.len || !verb.text.len || !is_kind(verb.other_kind))
            complain(tables, kind, "unless ATTR=TEXT KIND is expected");
    } else if (gl_str_eq(word, GL_STR("where"))) {
        gl_str_cut(&rest, ' ', &verb.unless);
        verb.other_kind = rest;
        rest = (struct gl_str){0};
        if (!verb.unless.len || !is_kind(verb.other_kind))
            complain(tables, kind, "where ATTR KIND is expected");
    } else if (word.len && !verb.is_alias) {
        complain(tables, kind, "'%.*s' is not what a kind row may say", GL_STR_ARG(word));
    }
    if (rest.len || verb.is_fold != (verb.attribute.len > 0))
        complain(tables, kind, "'%.*s' has too many or too few words", GL_STR_ARG(kind->cell[CONVERT_CELL]));
    return verb;
}

static void add_entry(struct tables *tables, const struct line *kind, uint32_t rows, uint32_t references)
{
    struct gl_str block = kind->cell[TYPE], type;
    struct verb verb = read_verb(tables, kind);
    uint32_t body = tables->type_len;

    if (verb.is_alias ? !find_type(tables, kind->cell[PROPERTY], &body) : !is_kind(kind->cell[PROPERTY]))
        complain(tables, kind, "'%.*s' is no %s", GL_STR_ARG(kind->cell[PROPERTY]),
                 verb.is_alias ? "type of the tables" : "kind");
    if (gl_str_find_char(block, '.') == GL_STR_NONE)
        block = (struct gl_str){0};
    else
        gl_str_cut(&block, '.', &type);
    gl_buf_printf(&tables->types, "    {%u, %u, %u, %u, ", text_at(tables, kind->cell[TYPE]),
                  verb.is_alias ? 0 : text_at(tables, kind->cell[PROPERTY]), text_at(tables, verb.attribute),
                  text_at(tables, verb.name));
    gl_buf_printf(&tables->types, "%u, %u, %u, ", text_at(tables, verb.unless), text_at(tables, verb.text),
                  text_at(tables, verb.other_kind));
    gl_buf_printf(&tables->types, "%u, %u, %u, %u, %u, %u, %d},\n", rows, tables->row_len - rows, references,
                  tables->reference_len - references, body, text_at(tables, block),
                  verb.is_fold ? GL_TF_MAP_FOLD : GL_TF_MAP_OWN);
    tables->type_len++;
}

static void add_type(struct tables *tables, size_t from, size_t to)
{
    const struct line *lines = tables->lines;
    uint32_t rows = tables->row_len, references = tables->reference_len;

    if (lines[from].cell[PATH].len)
        complain(tables, &lines[from], "no row says which kind %.*s is", GL_STR_ARG(lines[from].cell[TYPE]));
    for (size_t i = from; i < to; i++) {
        check_double(tables, lines, i, from);
        if (!is_word(lines[i].cell[TYPE], "_."))
            complain(tables, &lines[i], "'%.*s' is no type", GL_STR_ARG(lines[i].cell[TYPE]));
        if (gl_str_starts_with(lines[i].cell[PATH], GL_STR("@")))
            add_reference(tables, &lines[i]);
        else if (lines[i].cell[PATH].len)
            add_row(tables, &lines[i]);
        else if (i > from)
            complain(tables, &lines[i], "a second kind for %.*s", GL_STR_ARG(lines[i].cell[TYPE]));
    }
    add_entry(tables, &lines[from], rows, references);
}

static void add_types(struct tables *tables)
{
    size_t from = 0;

    qsort(tables->lines, tables->len, sizeof *tables->lines, by_type);
    for (size_t i = 1; i <= tables->len; i++) {
        if (i < tables->len && gl_str_eq(tables->lines[i].cell[TYPE], tables->lines[from].cell[TYPE]))
            continue;
        add_type(tables, from, i);
        from = i;
    }
}

/* ---- writing ---- */

static void add_array(struct gl_buf *out, const char *declaration, const struct gl_buf *body,
                      const char *none)
{
    gl_buf_printf(out, "const %s[] = {\n%.*s%s};\n", declaration, GL_STR_ARG(gl_buf_str(body)),
                  body->len ? "" : none);
}

static bool write_out(const struct tables *tables, const char *name)
{
    struct gl_buf out;
    FILE *file;
    bool ok;

    gl_buf_init(&out);
    gl_buf_add(&out, GL_STR("/* Made by scanner/tools/map_tables.c from tables/. */\n"
                            "#include \"front/terraform/map/table.h\"\n\nconst char gl_tf_map_texts[] = {"));
    for (size_t i = 0; i < tables->texts.len; i++)
        gl_buf_printf(&out, "%s%d,", i % 24 ? "" : "\n    ", (int)tables->texts.ptr[i]);
    gl_buf_add(&out, GL_STR("\n};\n"));
    add_array(&out, "struct gl_tf_map_step gl_tf_map_steps", &tables->steps, "{0}");
    add_array(&out, "struct gl_tf_map_row gl_tf_map_rows", &tables->rows, "{0}");
    add_array(&out, "struct gl_tf_map_reference gl_tf_map_references", &tables->references, "{0}");
    add_array(&out, "struct gl_tf_map_type gl_tf_map_types", &tables->types, "{0}");
    gl_buf_printf(&out, "const size_t gl_tf_map_type_len = %u;\n", tables->type_len);
    file = fopen(name, "w");
    ok = file && fwrite(out.ptr, 1, out.len, file) == out.len && fclose(file) == 0;
    gl_buf_free(&out);
    return ok;
}

int main(int argc, char **argv)
{
    struct tables tables = {0};
    struct gl_sources sources;
    struct gl_buf *buffers[] = {&tables.texts, &tables.steps, &tables.rows, &tables.references,
                                &tables.types};
    bool ok;

    gl_sources_init(&sources);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        gl_buf_init(buffers[i]);
    gl_buf_add_char(&tables.texts, '\0');
    for (int i = 2; i < argc; i++)
        read_file(&tables, &sources, argv[i]);
    add_types(&tables);
    ok = argc > 1 && !tables.has_failed && write_out(&tables, argv[1]);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        gl_buf_free(buffers[i]);
    gl_sources_free(&sources);
    gl_arena_free(&tables.arena);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
