#include "front/terraform/function/library.h"

#include <stdlib.h>

#include "base/unicode.h"

/* RFC 4180 as Go's encoding/csv reads it: empty lines are skipped, "" is a quote, every record has as many
 * fields as the first. */
struct csv {
    const struct gl_tf_call *call;
    struct gl_str text;
    size_t at, line;
    struct gl_str *fields;
    size_t len, capacity;
};

static bool fail(const struct csv *csv, const char *what)
{
    return gl_tf_fail_function(csv->call, "CSV parse error on line %zu: %s", csv->line, what);
}

/* The length of the line end at `at`, 0 where there is none. */
static size_t line_end(const struct csv *csv, size_t at)
{
    if (at < csv->text.len && csv->text.ptr[at] == '\n')
        return 1;
    if (at + 1 < csv->text.len && csv->text.ptr[at] == '\r' && csv->text.ptr[at + 1] == '\n')
        return 2;
    return at + 1 == csv->text.len && csv->text.ptr[at] == '\r';
}

static bool read_plain(struct csv *csv, struct gl_str *ret_field)
{
    size_t begin = csv->at;

    while (csv->at < csv->text.len && csv->text.ptr[csv->at] != ',' && line_end(csv, csv->at) == 0) {
        if (csv->text.ptr[csv->at] == '"')
            return fail(csv, "bare \" in non-quoted-field");
        csv->at++;
    }
    *ret_field = gl_str_slice(csv->text, begin, csv->at);
    return true;
}

/* Behind the opening quote; line ends become \n. */
static bool read_characters(struct csv *csv, struct gl_buf *out)
{
    for (; csv->at < csv->text.len; csv->at++) {
        char c = csv->text.ptr[csv->at];
        bool has_next = csv->at + 1 < csv->text.len;

        csv->line += c == '\n';
        if (c == '\r' && has_next && csv->text.ptr[csv->at + 1] == '\n')
            continue;
        if (c == '"' && !(has_next && csv->text.ptr[csv->at + 1] == '"')) {
            csv->at++;
            return csv->at == csv->text.len || csv->text.ptr[csv->at] == ',' || line_end(csv, csv->at);
        }
        csv->at += c == '"';
        gl_buf_add_char(out, c);
    }
    return false;
}

static bool read_quoted(struct csv *csv, struct gl_str *ret_field)
{
    struct gl_buf out;
    bool is_read;

    csv->at++;
    gl_buf_init(&out);
    is_read = read_characters(csv, &out);
    *ret_field = gl_arena_copy(csv->call->eval->arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return is_read || fail(csv, "extraneous or missing \" in quoted-field");
}

/* The next record into `fields`; none at the end: len is 0. */
static bool read_record(struct csv *csv)
{
    csv->len = 0;
    while (csv->at < csv->text.len && line_end(csv, csv->at)) {
        csv->at += line_end(csv, csv->at);
        csv->line++;
    }
    if (csv->at >= csv->text.len)
        return true;
    for (;;) {
        struct gl_str field = {0};
        bool is_quoted = csv->at < csv->text.len && csv->text.ptr[csv->at] == '"';

        if (!gl_tf_spend(csv->call->eval, csv->call->span, 1))
            return false;
        if (!(is_quoted ? read_quoted(csv, &field) : read_plain(csv, &field)))
            return false;
        *GL_PUSH(csv->call->eval->arena, csv->fields, csv->len, csv->capacity) =
            gl_unicode_nfc(csv->call->eval->arena, field);
        if (csv->at >= csv->text.len || csv->text.ptr[csv->at] != ',')
            break;
        csv->at++;
    }
    csv->at += line_end(csv, csv->at);
    return true;
}

static int by_name(const void *a, const void *b)
{
    return gl_str_cmp(((const struct gl_tf_field *)a)->name, ((const struct gl_tf_field *)b)->name);
}

/* The header makes the type of every row. */
static bool row_type(const struct csv *csv, const struct gl_tf_type **ret_type)
{
    struct gl_arena *arena = csv->call->eval->arena;
    struct gl_tf_type *type = GL_NEW(arena, struct gl_tf_type);
    struct gl_tf_field *fields = GL_NEW_ARRAY(arena, struct gl_tf_field, csv->len);

    for (size_t i = 0; i < csv->len; i++)
        fields[i] = (struct gl_tf_field){.name = csv->fields[i], .type = &gl_tf_string};
    qsort(fields, csv->len, sizeof *fields, by_name);
    for (size_t i = 1; i < csv->len; i++) {
        if (gl_str_eq(fields[i - 1].name, fields[i].name))
            return gl_tf_fail_function(csv->call, "duplicate column name \"%.*s\"",
                                       GL_STR_ARG(fields[i].name));
    }
    *type = (struct gl_tf_type){.kind = GL_TF_OBJECT, .fields = fields, .len = csv->len};
    *ret_type = type;
    return true;
}

static struct gl_tf_value make_row(const struct csv *csv, const struct gl_str *names)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(csv->call->eval->arena, struct gl_tf_member, csv->len);

    for (size_t i = 0; i < csv->len; i++)
        members[i] = (struct gl_tf_member){.key = names[i],
                                           .value = gl_tf_make_string(csv->fields[i], csv->call->span)};
    return gl_tf_make_map(NULL, members, csv->len, csv->call->span);
}

bool gl_tf_csvdecode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct csv csv = {.call = call, .text = gl_tf_argument_text(call, 0), .line = 1};
    const struct gl_tf_type *type;
    struct gl_tf_value *rows = NULL;
    size_t len = 0, capacity = 0, columns;
    struct gl_str *names;

    if (!gl_tf_afford(call, 0, csv.text.len) || !read_record(&csv))
        return false;
    if (csv.len == 0)
        return gl_tf_fail_function(call, "missing header line");
    if (!row_type(&csv, &type))
        return false;
    names = csv.fields;
    columns = csv.len;
    csv.fields = NULL;
    csv.capacity = 0;
    for (;;) {
        csv.line++;
        if (!read_record(&csv))
            return false;
        if (csv.len == 0)
            break;
        if (csv.len != columns)
            return fail(&csv, "wrong number of fields");
        *GL_PUSH(call->eval->arena, rows, len, capacity) = make_row(&csv, names);
    }
    return gl_tf_return_list(call, type, rows, len, ret_value);
}
