/* `glacis debug spans`: blocks and attributes of a file with their places. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "hcl/parser.h"

/* Places as hashicorp/hcl counts them: columns are grapheme clusters, and each token is counted by itself, so
 * a combining mark after a quote is a column of its own. Asked in ascending order, it does not begin each
 * time at the line's beginning. */
struct places {
    struct gl_source *source;
    const struct gl_hcl_token *tokens; /* NULL: JSON */
    size_t len;
    bool is_ascii;
    uint32_t at, column; /* where the last question ended; its line begins before */
    size_t token;        /* the first that ends behind `at` */
};

static uint32_t line_start(const struct places *places, uint32_t offset)
{
    const char *text = places->source->text.ptr;

    while (offset > 0 && text[offset - 1] != '\n')
        offset--;
    if (offset == 0 && gl_str_starts_with(places->source->text, GL_STR("\xef\xbb\xbf")))
        return 3;
    return offset;
}

static void begin_at(struct places *places, uint32_t start)
{
    size_t low = 0, high = places->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (gl_hcl_end(&places->tokens[middle]) <= start)
            low = middle + 1;
        else
            high = middle;
    }
    places->token = low;
    places->at = start;
    places->column = 1;
}

/* Where the token, or the gap before it, that holds `at` ends. */
static uint32_t next_edge(struct places *places, uint32_t offset)
{
    uint32_t edge = offset;

    while (places->token < places->len && gl_hcl_end(&places->tokens[places->token]) <= places->at)
        places->token++;
    if (places->token < places->len) {
        const struct gl_hcl_token *token = &places->tokens[places->token];

        edge = token->begin > places->at ? token->begin : gl_hcl_end(token);
    }
    return edge < offset ? edge : offset;
}

static uint32_t column_of(struct places *places, uint32_t offset)
{
    uint32_t start = line_start(places, offset);

    if (offset < start)
        return 1;
    if (places->is_ascii)
        return offset - start + 1;
    if (places->at < start || places->at > offset)
        begin_at(places, start);
    while (places->at < offset) {
        uint32_t edge = next_edge(places, offset);

        places->column += (uint32_t)gl_grapheme_count(gl_str_slice(places->source->text, places->at, edge));
        places->at = edge;
    }
    return places->column;
}

static void print_position(struct gl_buf *out, struct places *places, const char *name, uint32_t offset)
{
    gl_buf_printf(out, "\"%s\": [%u, %u, %u]", name, gl_source_position(places->source, offset).line,
                  column_of(places, offset), offset);
}

static void print_span(struct gl_buf *out, struct places *places, const char *name, struct gl_span span)
{
    gl_buf_printf(out, ", \"%s\": {", name);
    print_position(out, places, "start", span.begin);
    gl_buf_add(out, GL_STR(", "));
    print_position(out, places, "end", span.end);
    gl_buf_add_char(out, '}');
}

static void begin_item(struct gl_buf *out, const char *kind, struct gl_str path, bool *is_first)
{
    gl_buf_printf(out, "%s\n  {\"kind\": \"%s\", \"path\": ", *is_first ? "" : ",", kind);
    gl_buf_add_json(out, path);
    *is_first = false;
}

static void print_attribute(struct gl_buf *out, struct places *places,
                            const struct gl_hcl_attribute *attribute, struct gl_str outer, bool *is_first)
{
    struct gl_buf path;

    gl_buf_init(&path);
    gl_buf_add(&path, outer);
    gl_buf_add(&path, attribute->name);
    begin_item(out, "attribute", gl_buf_str(&path), is_first);
    print_span(out, places, "name", attribute->name_span);
    print_span(out, places, "value", attribute->value->span);
    gl_buf_add_char(out, '}');
    gl_buf_free(&path);
}

static void print_body(struct gl_buf *out, struct places *places, const struct gl_hcl_body *body,
                       struct gl_buf *path, bool *is_first);

static void print_block(struct gl_buf *out, struct places *places, const struct gl_hcl_block *block,
                        struct gl_buf *path, bool *is_first)
{
    size_t outer = path->len;

    gl_buf_add(path, block->type);
    for (size_t i = 0; i < block->label_len; i++) {
        gl_buf_add_char(path, '.');
        gl_buf_add(path, block->labels[i].text);
    }
    begin_item(out, "block", gl_buf_str(path), is_first);
    gl_buf_add(out, GL_STR(", \"type\": "));
    gl_buf_add_json(out, block->type);
    gl_buf_add(out, GL_STR(", \"labels\": ["));
    for (size_t i = 0; i < block->label_len; i++) {
        gl_buf_add(out, i ? GL_STR(", ") : GL_STR(""));
        gl_buf_add_json(out, block->labels[i].text);
    }
    gl_buf_add_char(out, ']');
    print_span(out, places, "header", block->header);
    print_span(out, places, "open_brace", block->open_brace);
    print_span(out, places, "close_brace", block->close_brace);
    gl_buf_add_char(out, '}');
    gl_buf_add_char(path, '/');
    print_body(out, places, block->body, path, is_first);
    path->len = outer;
}

static void print_body(struct gl_buf *out, struct places *places, const struct gl_hcl_body *body,
                       struct gl_buf *path, bool *is_first)
{
    size_t attribute = 0, block = 0;

    while (attribute < body->attribute_len || block < body->block_len) {
        if (block == body->block_len ||
            (attribute < body->attribute_len &&
             body->attributes[attribute].name_span.begin < body->blocks[block].header.begin))
            print_attribute(out, places, &body->attributes[attribute++], gl_buf_str(path), is_first);
        else
            print_block(out, places, &body->blocks[block++], path, is_first);
    }
}

static void print_diagnostics(struct gl_buf *out, struct places *places, const struct gl_diags *diags)
{
    const char *separator = "";

    gl_buf_add(out, GL_STR("{\"diagnostics\": ["));
    for (size_t i = 0; i < diags->len; i++) {
        struct gl_str message = diags->items[i].message;
        size_t colon = gl_str_find(message, GL_STR(": "));

        if (!gl_span_is_set(diags->items[i].span))
            continue;
        gl_buf_printf(out, "%s\n  {\"summary\": ", separator);
        gl_buf_add_json(out, gl_str_slice(message, 0, colon == GL_STR_NONE ? message.len : colon));
        gl_buf_add(out, GL_STR(", "));
        print_position(out, places, "start", diags->items[i].span.begin);
        gl_buf_add(out, GL_STR(", "));
        print_position(out, places, "end", diags->items[i].span.end);
        gl_buf_add_char(out, '}');
        separator = ",";
    }
    gl_buf_add(out, GL_STR("]}\n"));
}

static void print_file(struct gl_buf *out, struct places *places, const struct gl_hcl_body *body)
{
    struct gl_buf path;
    bool is_first = true;

    gl_buf_init(&path);
    gl_buf_add(out, GL_STR("{\"file\": "));
    gl_buf_add_json(out, places->source->uri);
    gl_buf_add(out, GL_STR(",\n \"spans\": ["));
    print_body(out, places, body, &path, &is_first);
    gl_buf_add(out, GL_STR("]}\n"));
    gl_buf_free(&path);
}

bool gl_hcl_print_spans(struct gl_buf *out, struct gl_source *source)
{
    struct gl_arena arena = {0}, scratch = {0};
    struct gl_diags diags, ignored;
    struct gl_hcl_report report = {.diags = &ignored};
    struct gl_hcl_text text = {.source = source, .arena = &scratch, .report = &report, .bytes = source->text};
    struct places places = {.source = source, .at = UINT32_MAX};
    struct gl_buf tokens;
    struct gl_hcl_file file;
    bool is_read;

    places.is_ascii = gl_utf8_check(source->text).is_ascii;
    gl_buf_init(&tokens);
    gl_diags_init(&diags, &arena);
    gl_diags_init(&ignored, &scratch);
    if (!places.is_ascii && !gl_str_ends_with(source->path, GL_STR(".json"))) {
        gl_hcl_lex(&text, false, &tokens);
        places.tokens = (const struct gl_hcl_token *)(const void *)tokens.ptr;
        places.len = tokens.len / sizeof *places.tokens;
    }
    is_read = gl_hcl_parse(source, &arena, &diags, &file) == GL_OK;
    if (is_read)
        print_file(out, &places, file.body);
    else
        print_diagnostics(out, &places, &diags);
    gl_buf_free(&tokens);
    gl_arena_free(&scratch);
    gl_arena_free(&arena);
    return is_read;
}
