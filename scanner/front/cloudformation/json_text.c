/* Fn::ToJsonString: the JSON text of a value, with the unknown parts left as parts of a string. */
#include "front/cloudformation/eval.h"

struct writer {
    struct gl_cfn_eval *eval;
    struct gl_buf text;
    struct gl_value *parts;
    size_t len, capacity;
    struct gl_span span;
};

static void flush(struct writer *writer)
{
    if (writer->text.len)
        *GL_PUSH(writer->eval->arena, writer->parts, writer->len, writer->capacity) =
            gl_value_string(gl_arena_copy(writer->eval->arena, gl_buf_str(&writer->text)), writer->span);
    writer->text.len = 0;
}

static void write_scalar(struct writer *writer, const struct gl_value *value)
{
    enum gl_type type = gl_scalar_type(value, GL_DIALECT_CLOUDFORMATION);
    struct gl_str text = GL_STR("null");
    bool truth;

    if (type == GL_BOOL && gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &truth))
        gl_buf_add(&writer->text, truth ? GL_STR("true") : GL_STR("false"));
    else if (type == GL_NULL || !gl_value_text(value, &text) || type == GL_NUMBER)
        gl_buf_add(&writer->text, text);
    else
        gl_buf_add_json(&writer->text, text);
}

static void write_value(struct writer *writer, const struct gl_value *value)
{
    switch ((enum gl_type)value->type) {
    case GL_MAP:
        gl_buf_add_char(&writer->text, '{');
        for (size_t i = 0; i < value->u.map.len; i++) {
            if (i)
                gl_buf_add_char(&writer->text, ',');
            gl_buf_add_json(&writer->text, value->u.map.members[i].key);
            gl_buf_add_char(&writer->text, ':');
            write_value(writer, &value->u.map.members[i].value);
        }
        gl_buf_add_char(&writer->text, '}');
        return;
    case GL_LIST:
        gl_buf_add_char(&writer->text, '[');
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (i)
                gl_buf_add_char(&writer->text, ',');
            write_value(writer, &value->u.list.items[i]);
        }
        gl_buf_add_char(&writer->text, ']');
        return;
    case GL_UNKNOWN:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        gl_buf_add_char(&writer->text, '"');
        flush(writer);
        *GL_PUSH(writer->eval->arena, writer->parts, writer->len, writer->capacity) = *value;
        gl_buf_add_char(&writer->text, '"');
        return;
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
        break;
    }
    write_scalar(writer, value);
}

struct gl_value gl_cfn_to_json_string(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                      struct gl_span span)
{
    struct writer writer = {.eval = eval, .span = span};
    struct gl_value value = gl_cfn_eval_value(eval, argument);

    if (value.type == GL_UNKNOWN) {
        value.span = span;
        return value;
    }
    gl_buf_init(&writer.text);
    write_value(&writer, &value);
    flush(&writer);
    gl_buf_free(&writer.text);
    return gl_cfn_concat(eval, writer.parts, writer.len, span);
}
