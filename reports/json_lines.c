#include "reports/json_lines.h"

static void begin_line(struct gl_json_lines *json)
{
    if (json->has_sibling)
        gl_buf_add_char(json->out, ',');
    if (json->depth > 0 || json->has_sibling)
        gl_buf_add_char(json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        gl_buf_add(json->out, GL_STR("  "));
    json->has_sibling = true;
}

static void begin_member(struct gl_json_lines *json, const char *key)
{
    begin_line(json);
    if (!key)
        return;
    gl_buf_add_json(json->out, gl_str_of(key));
    gl_buf_add(json->out, GL_STR(": "));
}

void gl_json_open(struct gl_json_lines *json, const char *key, char bracket)
{
    begin_member(json, key);
    gl_buf_add_char(json->out, bracket);
    json->depth++;
    json->has_sibling = false;
}

void gl_json_close(struct gl_json_lines *json, char bracket)
{
    json->depth--;
    if (json->has_sibling) {
        json->has_sibling = false;
        gl_buf_add_char(json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
            gl_buf_add(json->out, GL_STR("  "));
    }
    gl_buf_add_char(json->out, bracket);
    json->has_sibling = true;
}

void gl_json_text(struct gl_json_lines *json, const char *key, struct gl_str text)
{
    begin_member(json, key);
    gl_buf_add_json(json->out, text);
}

void gl_json_word(struct gl_json_lines *json, const char *key, const char *word)
{
    begin_member(json, key);
    gl_buf_add(json->out, gl_str_of(word));
}

void gl_json_number(struct gl_json_lines *json, const char *key, uint64_t number)
{
    begin_member(json, key);
    gl_buf_add_u64(json->out, number);
}

void gl_json_place(struct gl_json_lines *json, const struct gl_sources *sources, struct gl_span span)
{
    struct gl_source *source;
    struct gl_position begin, end;

    if (!gl_span_is_set(span))
        return;
    source = gl_sources_get(sources, span.source);
    begin = gl_source_position(source, span.begin);
    end = gl_source_position(source, span.end);
    begin_line(json);
    gl_buf_add(json->out, GL_STR("\"at\": {\"uri\": "));
    gl_buf_add_json(json->out, source->uri);
    gl_buf_printf(
        json->out,
        ", \"region\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}}",
        begin.line, begin.column, end.line, end.column);
}
