#include "base/limits.h"
#include "base/unicode.h"
#include "front/terraform/function/date.h"
#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"
#include "read/read.h"

/* Terraform's YAML has one document, keys that are strings, and no tags but those of YAML itself. The tree
 * comes from the reader; what it does not keep (tags, whether a key was quoted) is looked up in the text. */
struct decoding {
    const struct gl_tf_call *call;
    struct gl_str text;
};

static bool decode(const struct decoding *decoding, const struct gl_value *tree,
                   struct gl_tf_value *ret_value);

static struct gl_str text_at(const struct decoding *decoding, struct gl_span span)
{
    return gl_str_slice(decoding->text, span.begin, span.end);
}

static struct gl_str word_at(struct gl_str text)
{
    size_t len = gl_str_starts_with(text, GL_STR("!<")) ? gl_str_find_char(text, '>') : 0;

    if (len == GL_STR_NONE)
        return text;
    while (len < text.len && !strchr(" \t\r\n,]}", text.ptr[len]))
        len++;
    return gl_str_slice(text, 0, len);
}

/* The tag that a value is written with, after its anchor or before it; empty: none. */
static struct gl_str tag_at(struct gl_str text)
{
    while (text.len && (text.ptr[0] == '&' || text.ptr[0] == '!')) {
        struct gl_str word = word_at(text);

        if (word.ptr[0] == '!')
            return word;
        text = gl_str_trim(gl_str_from(text, word.len));
    }
    return (struct gl_str){0};
}

/* "int" of !!int and of !<tag:yaml.org,2002:int>; empty for tags of another kind. */
static struct gl_str yaml_tag(struct gl_str tag)
{
    if (gl_str_starts_with(tag, GL_STR("!!")))
        return gl_str_from(tag, 2);
    if (gl_str_starts_with(tag, GL_STR("!<tag:yaml.org,2002:")))
        return gl_str_slice(tag, 20, tag.len - 1);
    return (struct gl_str){0};
}

static bool are_digits(struct gl_str text, const char *digits)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(digits, text.ptr[i]) || text.ptr[i] == 0)
            return false;
    return text.len > 0;
}

static bool yaml_number(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                        struct gl_tf_value *ret_value)
{
    struct gl_str bare = text.len && strchr("+-", text.ptr[0]) ? gl_str_from(text, 1) : text;
    static const char *const infinities[] = {".inf", ".Inf", ".INF"};

    if (gl_str_starts_with(text, GL_STR("0x")) && are_digits(gl_str_from(text, 2), "0123456789abcdefABCDEF"))
        return gl_tf_parse_integer(arena, gl_str_from(text, 2), 16, span, ret_value);
    if (gl_str_starts_with(text, GL_STR("0o")) && are_digits(gl_str_from(text, 2), "01234567"))
        return gl_tf_parse_integer(arena, gl_str_from(text, 2), 8, span, ret_value);
    if (GL_STR_IS_ONE_OF(bare, infinities))
        return gl_tf_parse_number(arena, text.ptr[0] == '-' ? GL_STR("-Inf") : GL_STR("Inf"), span,
                                  ret_value);
    for (size_t i = 0; i < bare.len; i++)
        if (!strchr("0123456789.eE+-", bare.ptr[i]) || bare.ptr[i] == 0)
            return false;
    return gl_tf_parse_number(arena, text, span, ret_value);
}

/* As Terraform's own reader types plain scalars, which is neither YAML 1.1 nor 1.2: yes, on and y are true,
 * 010 is ten, 1_000 is text. */
static struct gl_tf_value yaml_scalar(struct gl_arena *arena, const struct gl_value *tree)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    static const char *const trues[] = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                        "True", "TRUE", "on",  "On",  "ON"};
    static const char *const falses[] = {"n",     "N",     "no",  "No",  "NO", "false",
                                         "False", "FALSE", "off", "Off", "OFF"};
    struct gl_str text = tree->u.str;
    struct gl_tf_value number;

    if (tree->style != GL_PLAIN || tree->tag == GL_TAG_STR)
        return gl_tf_make_string(gl_unicode_nfc(arena, text), tree->span);
    if (GL_STR_IS_ONE_OF(text, nulls))
        return gl_tf_make_null(&gl_tf_any, tree->span);
    if (GL_STR_IS_ONE_OF(text, trues) || GL_STR_IS_ONE_OF(text, falses))
        return gl_tf_make_bool(GL_STR_IS_ONE_OF(text, trues), tree->span);
    if (yaml_number(arena, text, tree->span, &number))
        return number;
    return gl_tf_make_string(gl_unicode_nfc(arena, text), tree->span);
}

static bool looks_like_date(struct gl_str text)
{
    for (size_t i = 0; i < 4; i++) {
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len > 4 && text.ptr[4] == '-';
}

/* An unquoted scalar: what its text looks like. */
static bool decode_plain(const struct decoding *decoding, const struct gl_value *tree,
                         struct gl_tf_value *ret_value)
{
    static const char *const no_numbers[] = {".nan", ".NaN", ".NAN"};
    const struct gl_tf_call *call = decoding->call;
    struct gl_str text = tree->u.str;
    struct gl_tf_moment moment;
    struct gl_buf out;

    if (GL_STR_IS_ONE_OF(text, no_numbers))
        return gl_tf_fail_function(call, "floating point NaN is not supported");
    if (looks_like_date(text)) {
        if (!gl_tf_parse_yaml_moment(text, &moment)) {
            *ret_value = gl_tf_text_value(call, text);
            return true;
        }
        gl_buf_init(&out);
        gl_tf_print_moment(&out, &moment);
        return gl_tf_return_buffer(call, &out, ret_value);
    }
    *ret_value = yaml_scalar(call->eval->arena, tree);
    ret_value->span = call->span;
    return true;
}

static bool fail_tag(const struct decoding *decoding, const struct gl_value *tree, struct gl_str tag)
{
    return gl_tf_fail_function(decoding->call, "cannot parse \"%.*s\" as tag:yaml.org,2002:%.*s",
                               GL_STR_ARG(tree->u.str), GL_STR_ARG(tag));
}

/* A scalar with a tag of YAML: its text has to be of that kind. */
static bool decode_tagged(const struct decoding *decoding, const struct gl_value *tree, struct gl_str tag,
                          struct gl_tf_value *ret_value)
{
    static const char *const known[] = {"str", "int", "float", "bool", "null", "binary", "timestamp"};
    const struct gl_tf_call *call = decoding->call;
    struct gl_value plain = {.type = GL_STRING, .style = GL_PLAIN, .span = tree->span, .u.str = tree->u.str};
    struct gl_tf_moment moment;
    struct gl_str bytes;
    size_t at;

    if (!GL_STR_IS_ONE_OF(tag, known))
        return gl_tf_fail_function(call, "unsupported tag \"tag:yaml.org,2002:%.*s\"", GL_STR_ARG(tag));
    *ret_value = gl_tf_text_value(call, tree->u.str);
    if (gl_str_eq(tag, GL_STR("str")))
        return true;
    if (gl_str_eq(tag, GL_STR("null"))) {
        *ret_value = gl_tf_make_null(&gl_tf_any, call->span);
        return true;
    }
    if (gl_str_eq(tag, GL_STR("binary")))
        return gl_tf_unbase64(call->eval->arena, tree->u.str, &bytes, &at) || fail_tag(decoding, tree, tag);
    if (gl_str_eq(tag, GL_STR("timestamp")))
        return gl_tf_parse_yaml_moment(tree->u.str, &moment) ? decode_plain(decoding, &plain, ret_value)
                                                             : fail_tag(decoding, tree, tag);
    if (!decode_plain(decoding, &plain, ret_value))
        return false;
    if (gl_str_eq(tag, GL_STR("bool")) ? ret_value->kind != GL_TF_BOOL : ret_value->kind != GL_TF_NUMBER)
        return fail_tag(decoding, tree, tag);
    return !gl_str_eq(tag, GL_STR("int")) || gl_tf_number_is_whole(ret_value) ||
           fail_tag(decoding, tree, tag);
}

static bool decode_scalar(const struct decoding *decoding, const struct gl_value *tree, struct gl_str tag,
                          struct gl_tf_value *ret_value)
{
    if (tag.len && yaml_tag(tag).len == 0)
        return gl_tf_fail_function(decoding->call, "unsupported tag \"%.*s\"", GL_STR_ARG(tag));
    if (tag.len)
        return decode_tagged(decoding, tree, yaml_tag(tag), ret_value);
    if (tree->style == GL_PLAIN)
        return decode_plain(decoding, tree, ret_value);
    *ret_value = gl_tf_text_value(decoding->call, tree->u.str);
    return true;
}

/* Keys are resolved like values, and then have to be, or become, strings. */
static bool decode_key(const struct decoding *decoding, const struct gl_member *member,
                       struct gl_str *ret_key)
{
    const struct gl_tf_call *call = decoding->call;
    struct gl_str written = text_at(decoding, member->key_span);
    struct gl_value plain = {
        .type = GL_STRING, .style = GL_PLAIN, .span = member->key_span, .u.str = member->key};
    struct gl_tf_value key = {0};
    char first = (char)(written.len ? written.ptr[0] : ' ');

    if (first == '[' || first == '{' || gl_str_starts_with(written, GL_STR("- ")) ||
        gl_str_starts_with(written, GL_STR("? ")))
        return gl_tf_fail_function(call, "only strings are allowed as mapping keys");
    *ret_key = gl_unicode_nfc(call->eval->arena, member->key);
    if (strchr("\"'|>!&*", first) || first == 0)
        return true;
    if (!decode_plain(decoding, &plain, &key))
        return false;
    if (gl_tf_is_null(&key))
        return gl_tf_fail_function(call, "mapping key cannot be null");
    return gl_tf_text(call->eval->arena, &key, ret_key);
}

static bool decode_map(const struct decoding *decoding, const struct gl_value *tree,
                       struct gl_tf_value *ret_value)
{
    const struct gl_tf_call *call = decoding->call;
    struct gl_tf_member *members = GL_NEW_ARRAY(call->eval->arena, struct gl_tf_member, tree->u.map.len);

    for (size_t i = 0; i < tree->u.map.len; i++) {
        const struct gl_member *member = &tree->u.map.members[i];

        if (gl_str_eq(member->key, GL_STR("<<")))
            return gl_tf_fail_function(call, "cannot merge a value that is no mapping into a mapping");
        if (!decode_key(decoding, member, &members[i].key) ||
            !decode(decoding, &member->value, &members[i].value))
            return false;
    }
    *ret_value = gl_tf_make_map(NULL, members, tree->u.map.len, call->span);
    return true;
}

static bool decode_list(const struct decoding *decoding, const struct gl_value *tree,
                        struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items = gl_tf_new_values(decoding->call, tree->u.list.len);

    for (size_t i = 0; i < tree->u.list.len; i++) {
        if (!decode(decoding, &tree->u.list.items[i], &items[i]))
            return false;
    }
    return gl_tf_return_list(decoding->call, NULL, items, tree->u.list.len, ret_value);
}

/* Depth is bounded by the reader. */
static bool decode(const struct decoding *decoding, const struct gl_value *tree,
                   struct gl_tf_value *ret_value)
{
    const struct gl_tf_call *call = decoding->call;
    bool is_map = tree->type == GL_MAP;
    struct gl_str tag = {0};

    if (!gl_tf_spend(call->eval, call->span, 1))
        return false;
    /* what stands before the first key of a block belongs to the key */
    if (!is_map || tree->u.map.len == 0 || tree->u.map.members[0].key_span.begin != tree->span.begin)
        tag = tag_at(text_at(decoding, tree->span));
    if (tree->type != GL_MAP && tree->type != GL_LIST)
        return decode_scalar(decoding, tree, tag, ret_value);
    if (tag.len && !gl_str_eq(yaml_tag(tag), is_map ? GL_STR("map") : GL_STR("seq")))
        return gl_tf_fail_function(call, "can't interpret %s as %.*s", is_map ? "mapping" : "sequence",
                                   GL_STR_ARG(tag));
    return is_map ? decode_map(decoding, tree, ret_value) : decode_list(decoding, tree, ret_value);
}

/* Whether a line of the text begins a document. */
static bool has_marker(struct gl_str text)
{
    struct gl_str line;

    while (gl_str_cut(&text, '\n', &line)) {
        if (gl_str_starts_with(line, GL_STR("---")))
            return true;
    }
    return false;
}

bool gl_tf_yamldecode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_source source = {.text = gl_tf_argument_text(call, 0)};
    struct decoding decoding = {.call = call, .text = source.text};
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE, .last_key_counts = true};
    struct gl_documents documents = {0};
    struct gl_diags diags;

    if (!gl_tf_afford(call, 0, source.text.len) || !gl_tf_spend(call->eval, call->span, source.text.len / 8))
        return false;
    gl_diags_init(&diags, arena);
    if (gl_read_yaml(&source, arena, &options, &documents, &diags))
        return gl_tf_fail_reading(call, &diags, "on line 1, column 1: missing start of document");
    if (documents.len == 0 && has_marker(source.text)) {
        *ret_value = gl_tf_make_null(&gl_tf_any, call->span);
        return true;
    }
    if (documents.len == 0)
        return gl_tf_fail_reading(call, &diags, "on line 1, column 1: missing start of document");
    if (documents.len > 1 || has_marker(gl_str_from(source.text, documents.items[0].root.span.end)))
        return gl_tf_fail_function(call, "unexpected extra content after value");
    if (!decode(&decoding, &documents.items[0].root, ret_value))
        return false;
    /* the reader made something of what Terraform may take otherwise */
    if (diags.len)
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    return true;
}
