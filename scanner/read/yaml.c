/* YAML 1.1 through libyaml's events; nothing else includes yaml.h.
 *
 * libyaml marks places by characters, not bytes, and leaves a byte order mark out; a block list or map ends
 * for it at the next token; a block scalar at the next line. So: characters are counted along with the text,
 * a block collection ends with its last child, and a block scalar with its last character that is not blank.
 */
#include <yaml.h>

#include "base/limits.h"
#include "read/reading.h"
#include "read/template.h"
#include "read/yaml_anchors.h"
#include "read/yaml_problems.h"
#include "read/yaml_tags.h"

/* A value of a merge key (<<) that waits for the end of its map. */
struct merge {
    struct merge *older;
    struct gl_value value;
    struct gl_span key_span;
};

/* A list or map that is still open. */
struct frame {
    bool is_map, is_flow, has_key, is_merge_key;
    uint8_t tag;
    uint32_t begin, last_end;
    size_t mark; /* where its part of reading.stack begins */
    struct gl_str key;
    struct gl_span key_span;
    struct merge *merges; /* newest first */
    struct gl_yaml_anchor *anchor;
    size_t nodes;
    unsigned height;
};

/* A finished node on its way into its parent. */
struct node {
    struct gl_value value;
    uint32_t begin, end; /* its place in the parent: for an alias not that of the value */
    size_t nodes;
    unsigned height;
    bool is_merge_key;
};

struct cursor {
    size_t index, byte; /* character `index` of libyaml begins at `byte` */
};

struct yaml {
    struct gl_reading reading;
    yaml_parser_t parser;
    struct cursor cursor;
    size_t first_byte; /* behind the byte order mark */
    struct frame frames[GL_MAX_DEPTH];
    size_t depth;
    struct gl_arena merge_arena;
    struct gl_yaml_anchors anchors;
    size_t alias_nodes, merged_keys; /* of this document */
    bool has_root;
    struct gl_value root;
    size_t document_capacity;
};

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* libyaml's marks never go backwards. Eight ASCII characters a step where there are as many to go. */
static size_t walk_to(struct yaml *yaml, size_t index)
{
    const uint64_t high_bits = 0x8080808080808080u;
    const char *text = yaml->reading.source->text.ptr;
    size_t len = yaml->reading.source->text.len;
    struct cursor cursor = yaml->cursor;

    while (cursor.index < index && cursor.byte < len) {
        uint64_t word = high_bits;

        if (index - cursor.index >= sizeof word && len - cursor.byte >= sizeof word)
            memcpy(&word, text + cursor.byte, sizeof word);
        if ((word & high_bits) == 0) {
            cursor.byte += sizeof word;
            cursor.index += sizeof word;
            continue;
        }
        do
            cursor.byte++;
        while (cursor.byte < len && is_continuation(text[cursor.byte]));
        cursor.index++;
    }
    yaml->cursor = cursor;
    return cursor.byte;
}

static uint32_t offset_of(struct yaml *yaml, const yaml_mark_t *mark)
{
    size_t byte = yaml->reading.is_ascii ? mark->index : walk_to(yaml, mark->index);

    return (uint32_t)(byte < yaml->reading.source->text.len ? byte : yaml->reading.source->text.len);
}

static struct gl_span span_of(const struct yaml *yaml, uint32_t begin, uint32_t end)
{
    return (struct gl_span){yaml->reading.source->id, begin, end > begin ? end : begin};
}

static enum gl_err fail_parse(struct yaml *yaml)
{
    const yaml_parser_t *parser = &yaml->parser;
    struct gl_str text = yaml->reading.source->text;
    struct gl_yaml_problem problem;
    size_t at;

    gl_assert(parser->error != YAML_MEMORY_ERROR);
    at = parser->error == YAML_READER_ERROR ? parser->problem_offset : offset_of(yaml, &parser->problem_mark);
    problem = gl_yaml_problem(parser->problem, gl_str_slice(text, at, at + 1));
    if (gl_template_find(text) != GL_STR_NONE)
        return gl_template_fail(&yaml->reading, gl_template_find(text));
    if (parser->context && parser->context_mark.line < parser->problem_mark.line)
        return gl_reading_fail(&yaml->reading, GL_ERR_SYNTAX, gl_reading_span(&yaml->reading, at, at + 1),
                               problem.remedy, "not valid YAML: %s (%s from line %zu on)", problem.cause,
                               parser->context, parser->context_mark.line + 1);
    return gl_reading_fail(&yaml->reading, GL_ERR_SYNTAX, gl_reading_span(&yaml->reading, at, at + 1),
                           problem.remedy, "not valid YAML: %s", problem.cause);
}

/* A merge key takes a map or a list of maps; anything else stays an ordinary member. */
static bool can_merge(const struct gl_value *value)
{
    if (value->tag != GL_TAG_NONE)
        return false;
    if (value->type == GL_MAP)
        return true;
    if (value->type != GL_LIST)
        return false;
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (value->u.list.items[i].type != GL_MAP || value->u.list.items[i].tag != GL_TAG_NONE)
            return false;
    }
    return true;
}

static enum gl_err merge_map(struct yaml *yaml, const struct gl_value *map, struct gl_span key_span)
{
    yaml->merged_keys += map->u.map.len;
    if (yaml->merged_keys > GL_MAX_MERGE_KEYS)
        return gl_reading_fail(&yaml->reading, GL_ERR_LIMIT, key_span, "write fewer merge keys",
                               "merge keys (<<) copy more than %d members in this document",
                               GL_MAX_MERGE_KEYS);
    for (size_t i = 0; i < map->u.map.len; i++) {
        struct gl_member member = map->u.map.members[i];

        member.value.flags |= GL_VALUE_ALIASED;
        gl_reading_push(&yaml->reading, &member, sizeof member);
    }
    return GL_OK;
}

/* Behind the map's own members, which win (yaml.org/type/merge.html); of a list earlier maps win, and a later
 * << of the same map wins over an earlier one, as in PyYAML. */
static enum gl_err merge_all(struct yaml *yaml, const struct merge *merge)
{
    enum gl_err err = GL_OK;

    for (; merge && !err; merge = merge->older) {
        if (merge->value.type == GL_MAP)
            err = merge_map(yaml, &merge->value, merge->key_span);
        for (size_t i = 0; merge->value.type == GL_LIST && i < merge->value.u.list.len && !err; i++)
            err = merge_map(yaml, &merge->value.u.list.items[i], merge->key_span);
    }
    return err;
}

static void set_key(struct yaml *yaml, struct frame *map, const struct node *node)
{
    map->has_key = true;
    map->is_merge_key = node->is_merge_key;
    map->key_span = span_of(yaml, node->begin, node->end);
    map->key = node->value.type == GL_STRING ? node->value.u.str
                                             : gl_source_slice(yaml->reading.source, map->key_span);
}

/* YAML allows a list or map as key, templates do not: {{ is a template's or a dynamic reference's, and the
 * rest keeps its source text as key. */
static enum gl_err check_key(struct yaml *yaml, const struct frame *map, const struct node *node)
{
    struct gl_str text = yaml->reading.source->text;

    if (node->value.type == GL_STRING)
        return GL_OK;
    if (map->is_flow && node->value.type == GL_MAP && node->begin > 0 && text.ptr[node->begin] == '{' &&
        text.ptr[node->begin - 1] == '{')
        return gl_template_fail(&yaml->reading, node->begin - 1);
    gl_diag_add(yaml->reading.diags, GL_DIAG_NOTE, span_of(yaml, node->begin, node->end),
                "write the key as text", "a key that is a list or a map; its text stands for it");
    return GL_OK;
}

static enum gl_err add_to_map(struct yaml *yaml, struct frame *map, const struct node *node)
{
    struct gl_member member;

    if (!map->has_key) {
        enum gl_err err = check_key(yaml, map, node);

        set_key(yaml, map, node);
        return err;
    }
    map->has_key = false;
    if (map->is_merge_key && can_merge(&node->value)) {
        struct merge *merge = GL_NEW(&yaml->merge_arena, struct merge);

        *merge = (struct merge){.older = map->merges, .value = node->value, .key_span = map->key_span};
        map->merges = merge;
        return GL_OK;
    }
    if (map->is_merge_key)
        gl_diag_add(yaml->reading.diags, GL_DIAG_NOTE, map->key_span,
                    "give it a map or a list of maps, or put << in quotes",
                    "a merge key (<<) without a map; it is read as an ordinary key");
    member = (struct gl_member){.key = map->key, .key_span = map->key_span, .value = node->value};
    gl_reading_push(&yaml->reading, &member, sizeof member);
    return GL_OK;
}

static enum gl_err add_node(struct yaml *yaml, const struct node *node)
{
    struct frame *parent;

    if (yaml->depth == 0) {
        yaml->root = node->value;
        yaml->has_root = true;
        return GL_OK;
    }
    parent = &yaml->frames[yaml->depth - 1];
    parent->last_end = node->end;
    parent->nodes += node->nodes;
    if (parent->height < node->height + 1)
        parent->height = node->height + 1;
    if (parent->is_map)
        return add_to_map(yaml, parent, node);
    gl_reading_push(&yaml->reading, &node->value, sizeof node->value);
    return GL_OK;
}

static enum gl_err add_anchor(struct yaml *yaml, const yaml_char_t *name, uint32_t at,
                              struct gl_yaml_anchor **ret_anchor)
{
    *ret_anchor = NULL;
    if (!name)
        return GL_OK;
    *ret_anchor = gl_yaml_anchors_add(&yaml->anchors, gl_str_of((const char *)name));
    if (*ret_anchor)
        return GL_OK;
    return gl_reading_fail(&yaml->reading, GL_ERR_LIMIT, span_of(yaml, at, at + 1), "write fewer anchors",
                           "more than %d anchors in one document", GL_MAX_ANCHORS);
}

static void complete_anchor(struct gl_yaml_anchor *anchor, const struct node *node)
{
    if (!anchor)
        return;
    anchor->value = node->value;
    anchor->nodes = node->nodes;
    anchor->height = node->height;
    anchor->is_complete = true;
}

static enum gl_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_PLAIN_SCALAR_STYLE:
        return GL_PLAIN;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        return GL_BLOCK;
    default:
        return GL_QUOTED;
    }
}

/* The value as a slice of the text when it stands there byte for byte, else a copy. */
static struct gl_str scalar_text(struct yaml *yaml, struct gl_str value, enum gl_style style,
                                 struct gl_span span, bool *ret_is_slice)
{
    size_t quote = style == GL_QUOTED ? 1 : 0;
    size_t room = span.end - span.begin;
    const char *there = yaml->reading.source->text.ptr + span.end - quote - value.len;

    *ret_is_slice =
        style != GL_BLOCK && room >= value.len + 2 * quote && memcmp(there, value.ptr, value.len) == 0;
    return *ret_is_slice ? (struct gl_str){there, value.len} : gl_arena_copy(yaml->reading.arena, value);
}

static uint32_t end_of_block_scalar(const struct yaml *yaml, uint32_t begin, uint32_t end)
{
    const char *text = yaml->reading.source->text.ptr;

    while (end > begin &&
           (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ' || text[end - 1] == '\t'))
        end--;
    return end;
}

static void set_tag(struct gl_value *value, const yaml_char_t *tag)
{
    bool is_plain;

    if (!tag)
        return;
    value->tag = (uint8_t)gl_yaml_tag(gl_str_of((const char *)tag), &is_plain);
    if (is_plain)
        value->style = GL_PLAIN;
    if (value->tag != GL_TAG_NONE && value->tag != GL_TAG_STR)
        value->flags |= GL_VALUE_HAS_CALLS;
}

static enum gl_err on_scalar(struct yaml *yaml, const yaml_event_t *event)
{
    struct gl_str raw = {(const char *)event->data.scalar.value, event->data.scalar.length};
    const char *tag = (const char *)event->data.scalar.tag;
    struct node node = {.nodes = 1};
    struct gl_value *value = &node.value;
    struct gl_yaml_anchor *anchor;
    enum gl_err err;
    bool is_slice;

    node.begin = offset_of(yaml, &event->start_mark);
    node.end = offset_of(yaml, &event->end_mark);
    value->type = GL_STRING;
    value->style = (uint8_t)style_of(event->data.scalar.style);
    if (value->style == GL_BLOCK)
        node.end = end_of_block_scalar(yaml, node.begin, node.end);
    value->span = span_of(yaml, node.begin, node.end);
    value->u.str = scalar_text(yaml, raw, (enum gl_style)value->style, value->span, &is_slice);
    node.is_merge_key = (value->style == GL_PLAIN && !tag && gl_str_eq(raw, GL_STR("<<"))) ||
                        (tag && gl_yaml_tag_is_merge(gl_str_of(tag)));
    if (yaml->reading.has_dynamic || !is_slice)
        value->flags = gl_reading_string_flags(value->u.str);
    /* A lone "!" without text is still nothing, as the yaml-test-suite has it. */
    if (!tag || raw.len > 0 || value->style != GL_PLAIN || strcmp(tag, "!") != 0)
        set_tag(value, event->data.scalar.tag);
    err = add_anchor(yaml, event->data.scalar.anchor, node.begin, &anchor);
    if (err)
        return err;
    complete_anchor(anchor, &node);
    return add_node(yaml, &node);
}

static enum gl_err on_alias(struct yaml *yaml, const yaml_event_t *event)
{
    struct gl_str name = gl_str_of((const char *)event->data.alias.anchor);
    struct gl_yaml_anchor *anchor = gl_yaml_anchors_find(&yaml->anchors, name);
    struct node node;
    struct gl_span at;

    node.begin = offset_of(yaml, &event->start_mark);
    node.end = offset_of(yaml, &event->end_mark);
    at = span_of(yaml, node.begin, node.end);
    if (!anchor)
        return gl_reading_fail(&yaml->reading, GL_ERR_SYNTAX, at, "write the anchor before it",
                               "not valid YAML: no anchor &%.*s before this alias", GL_STR_ARG(name));
    if (!anchor->is_complete)
        return gl_reading_fail(&yaml->reading, GL_ERR_UNSUPPORTED, at, "remove the alias",
                               "the alias *%.*s stands inside the value it names", GL_STR_ARG(name));
    yaml->alias_nodes += anchor->nodes;
    if (yaml->alias_nodes > GL_MAX_ALIAS_NODES)
        return gl_reading_fail(&yaml->reading, GL_ERR_LIMIT, at, "write fewer aliases",
                               "aliases make more than %d values of this document", GL_MAX_ALIAS_NODES);
    if (yaml->depth + anchor->height > GL_MAX_DEPTH)
        return gl_reading_fail(&yaml->reading, GL_ERR_LIMIT, at, "write fewer aliases inside each other",
                               "nested deeper than %d levels through aliases", GL_MAX_DEPTH);
    node.value = anchor->value;
    node.value.flags |= GL_VALUE_ALIASED;
    node.nodes = anchor->nodes;
    node.height = anchor->height;
    node.is_merge_key = false;
    return add_node(yaml, &node);
}

static enum gl_err open_frame(struct yaml *yaml, const yaml_event_t *event, bool is_map)
{
    uint32_t at = offset_of(yaml, &event->start_mark);
    const yaml_char_t *name = is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag = is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    struct gl_value tagged = {0};
    struct frame *frame;

    if (yaml->depth >= GL_MAX_DEPTH)
        return gl_reading_fail(&yaml->reading, GL_ERR_LIMIT, span_of(yaml, at, at + 1),
                               "no template nests like this; leave the file out of the scan",
                               "nested deeper than %d levels", GL_MAX_DEPTH);
    set_tag(&tagged, tag);
    frame = &yaml->frames[yaml->depth++];
    *frame = (struct frame){.is_map = is_map, .tag = tagged.tag, .begin = at, .last_end = at, .nodes = 1};
    frame->is_flow = is_map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                            : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    frame->mark = yaml->reading.stack.len;
    return add_anchor(yaml, name, at, &frame->anchor);
}

static enum gl_err close_frame(struct yaml *yaml, const yaml_event_t *event)
{
    struct frame *frame = &yaml->frames[yaml->depth - 1];
    struct node node = {.begin = frame->begin, .nodes = frame->nodes, .height = frame->height};
    size_t own = (yaml->reading.stack.len - frame->mark) / sizeof(struct gl_member);
    enum gl_err err;

    if (node.height == 0)
        node.height = 1;
    node.end = frame->is_flow ? offset_of(yaml, &event->end_mark) : frame->last_end;
    if (frame->is_map) {
        err = merge_all(yaml, frame->merges);
        if (err)
            return err;
        node.value = gl_reading_close_map(&yaml->reading, frame->mark, own);
    } else {
        node.value = gl_reading_close_list(&yaml->reading, frame->mark);
    }
    node.value.tag = frame->tag;
    if (frame->tag != GL_TAG_NONE && frame->tag != GL_TAG_STR)
        node.value.flags |= GL_VALUE_HAS_CALLS;
    node.value.span = span_of(yaml, node.begin, node.end);
    complete_anchor(frame->anchor, &node);
    yaml->depth--;
    return add_node(yaml, &node);
}

/* A document of comments only is an empty plain scalar of no width. */
static bool is_empty_document(const struct yaml *yaml)
{
    const struct gl_value *root = &yaml->root;

    return !yaml->has_root || (root->type == GL_STRING && root->style == GL_PLAIN &&
                               root->tag == GL_TAG_NONE && root->span.begin == root->span.end);
}

static void close_document(struct yaml *yaml, struct gl_documents *documents)
{
    if (!is_empty_document(yaml))
        GL_PUSH(yaml->reading.arena, documents->items, documents->len, yaml->document_capacity)->root =
            yaml->root;
    yaml->has_root = false;
    yaml->alias_nodes = yaml->merged_keys = 0;
    gl_yaml_anchors_clear(&yaml->anchors);
    gl_arena_reset(&yaml->merge_arena);
}

static enum gl_err on_event(struct yaml *yaml, const yaml_event_t *event, struct gl_documents *documents)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(yaml, event);
    case YAML_ALIAS_EVENT:
        return on_alias(yaml, event);
    case YAML_MAPPING_START_EVENT:
        return open_frame(yaml, event, true);
    case YAML_SEQUENCE_START_EVENT:
        return open_frame(yaml, event, false);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return close_frame(yaml, event);
    case YAML_DOCUMENT_END_EVENT:
        close_document(yaml, documents);
        return GL_OK;
    default:
        return GL_OK;
    }
}

static enum gl_err read_stream(struct yaml *yaml, struct gl_documents *documents)
{
    enum gl_err err = GL_OK;
    bool is_done = false;

    while (!is_done && !err) {
        yaml_event_t event;

        if (!yaml_parser_parse(&yaml->parser, &event))
            return fail_parse(yaml);
        is_done = event.type == YAML_STREAM_END_EVENT;
        err = on_event(yaml, &event, documents);
        yaml_event_delete(&event);
    }
    return err;
}

enum gl_err gl_read_yaml(const struct gl_source *source, struct gl_arena *arena,
                         const struct gl_read_options *options, struct gl_documents *ret_documents,
                         struct gl_diags *diags)
{
    struct yaml yaml;
    enum gl_err err;

    *ret_documents = (struct gl_documents){0};
    yaml.depth = yaml.alias_nodes = yaml.merged_keys = yaml.document_capacity = 0;
    yaml.has_root = false;
    yaml.anchors = (struct gl_yaml_anchors){0};
    gl_arena_init(&yaml.merge_arena);
    err = gl_reading_init(&yaml.reading, source, arena, options, diags);
    if (err)
        return err;
    yaml.first_byte = gl_str_starts_with(source->text, GL_STR("\xef\xbb\xbf")) ? 3 : 0;
    yaml.cursor = (struct cursor){0, yaml.first_byte};
    gl_assert(yaml_parser_initialize(&yaml.parser));
    yaml_parser_set_input_string(
        &yaml.parser, (const unsigned char *)(source->text.len ? source->text.ptr : ""), source->text.len);
    err = read_stream(&yaml, ret_documents);
    yaml_parser_delete(&yaml.parser);
    gl_yaml_anchors_clear(&yaml.anchors);
    gl_arena_free(&yaml.merge_arena);
    gl_reading_free(&yaml.reading);
    return err;
}
