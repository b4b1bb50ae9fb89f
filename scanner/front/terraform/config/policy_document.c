/* data.aws_iam_policy_document: the JSON that the AWS provider makes of it.
 *
 * Source: documentation of hashicorp/aws, data source aws_iam_policy_document.
 * Lists are written sorted downwards, a list of one as the text itself, "&{" as "${". Where a part is not
 * known the document is a text of known and unknown parts, so that what is known of it can still be read. */
#include "front/terraform/config/unit.h"

#include <stdlib.h>

/* A text under construction, of known and unknown parts. */
struct text {
    struct gl_tf_unit *unit;
    struct gl_buf known;
    struct gl_tf_value *parts;
    size_t len, capacity;
    struct gl_span span;
    const struct gl_tf_value *unknown; /* the first */
    bool is_sensitive;
    bool is_hidden; /* statements that are not known at all take part */
};

static void flush(struct text *text)
{
    if (text->known.len == 0)
        return;
    *GL_PUSH(text->unit->arena, text->parts, text->len, text->capacity) =
        gl_tf_make_string(gl_arena_copy(text->unit->arena, gl_buf_str(&text->known)), text->span);
    text->known.len = 0;
}

static void put(struct text *text, const char *literal)
{
    gl_buf_add(&text->known, gl_str_of(literal));
}

static void newline(struct text *text, unsigned indent)
{
    gl_buf_add_char(&text->known, '\n');
    for (unsigned i = 0; i < indent; i++)
        gl_buf_add(&text->known, GL_STR("  "));
}

/* As Go's encoder writes: <, > and & escaped. */
static void add_escaped(struct gl_buf *out, struct gl_str s)
{
    struct gl_buf json;

    gl_buf_init(&json);
    gl_buf_add_json(&json, s);
    for (size_t i = 1; i + 1 < json.len; i++) {
        char c = json.ptr[i];

        if (c == '<' || c == '>' || c == '&')
            gl_buf_printf(out, "\\u%04x", (unsigned)c);
        else
            gl_buf_add_char(out, c);
    }
    gl_buf_free(&json);
}

/* &{aws:username} is how the configuration writes a variable of IAM. */
static struct gl_str unescape_variables(struct gl_tf_unit *unit, struct gl_str s)
{
    char *copy;

    if (!gl_str_contains(s, GL_STR("&{")))
        return s;
    copy = gl_arena_alloc(unit->arena, s.len + 1, 1);
    memcpy(copy, s.ptr, s.len);
    for (size_t i = 0; i + 1 < s.len; i++) {
        if (copy[i] == '&' && copy[i + 1] == '{')
            copy[i] = '$';
    }
    return (struct gl_str){copy, s.len};
}

static void put_unknown(struct text *text, const struct gl_tf_value *value)
{
    flush(text);
    if (!text->unknown) { /* callers make values on their stack */
        struct gl_tf_value *first = GL_NEW(text->unit->arena, struct gl_tf_value);

        *first = *value;
        text->unknown = first;
    }
    *GL_PUSH(text->unit->arena, text->parts, text->len, text->capacity) = *value;
}

/* A JSON string. */
static void put_string(struct text *text, const struct gl_tf_value *value)
{
    struct gl_tf_unit *unit = text->unit;
    struct gl_str known;

    text->is_sensitive |= (value->flags & (GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE)) != 0;
    put(text, "\"");
    if (gl_tf_text(unit->arena, value, &known)) {
        add_escaped(&text->known, unescape_variables(unit, known));
    } else if (gl_tf_is_unknown(value) && value->u.unknown->shape == GL_TF_CONCAT) {
        for (size_t i = 0; i < value->u.unknown->part_len; i++) {
            const struct gl_tf_value *part = &value->u.unknown->parts[i];

            if (gl_tf_text(unit->arena, part, &known))
                add_escaped(&text->known, unescape_variables(unit, known));
            else
                put_unknown(text, part);
        }
    } else if (gl_tf_is_unknown(value)) {
        put_unknown(text, value);
    }
    put(text, "\"");
}

static bool is_empty(const struct gl_tf_value *value)
{
    return !value || gl_tf_is_null(value) || (gl_tf_is_known_sequence(value) && value->u.list.len == 0);
}

/* Known texts downwards, then what is not known. */
static int compare_down(const void *a_, const void *b_)
{
    const struct gl_tf_value *a = *(const struct gl_tf_value *const *)a_;
    const struct gl_tf_value *b = *(const struct gl_tf_value *const *)b_;
    bool a_known = a->kind == GL_TF_STRING && a->state == GL_TF_KNOWN;
    bool b_known = b->kind == GL_TF_STRING && b->state == GL_TF_KNOWN;

    if (!a_known || !b_known)
        return a_known != b_known ? (a_known ? -1 : 1) : a < b ? -1 : 1;
    return gl_str_cmp(b->u.text, a->u.text);
}

static void put_list(struct text *text, const struct gl_tf_value *list, unsigned indent, bool is_sorted)
{
    const struct gl_tf_value **items;
    size_t len = 0;

    if (!gl_tf_is_known_sequence(list)) {
        put_string(text, list);
        return;
    }
    items = (const struct gl_tf_value **)gl_arena_alloc(text->unit->arena, list->u.list.len, sizeof *items);
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (!gl_tf_is_null(&list->u.list.items[i]))
            items[len++] = &list->u.list.items[i];
    }
    if (len == 1) {
        put_string(text, items[0]);
        return;
    }
    if (is_sorted && len)
        qsort((void *)items, len, sizeof *items, compare_down);
    put(text, "[");
    for (size_t i = 0; i < len; i++) {
        if (i && gl_tf_is_wholly_known(items[i]) && gl_tf_is_wholly_known(items[i - 1]) && is_sorted &&
            items[i]->kind == GL_TF_STRING && items[i - 1]->kind == GL_TF_STRING &&
            gl_str_eq(items[i]->u.text, items[i - 1]->u.text))
            continue; /* a set */
        if (i)
            put(text, ",");
        newline(text, indent + 1);
        put_string(text, items[i]);
    }
    newline(text, indent);
    put(text, "]");
}

struct statement {
    const struct gl_tf_value *block; /* of the configuration; NULL: from a document that is merged */
    const struct gl_value *tree;     /* of a document */
    struct gl_str sid;
};

struct document {
    struct gl_tf_unit *unit;
    struct statement *statements;
    size_t len, capacity;
    struct gl_str version, id;
    const struct gl_tf_value *hidden; /* an unknown document that is merged */
};

static void start_member(struct text *text, bool *is_first, const char *name, unsigned indent)
{
    if (!*is_first)
        put(text, ",");
    *is_first = false;
    newline(text, indent);
    gl_buf_add_json(&text->known, gl_str_of(name));
    put(text, ": ");
}

struct pair {
    const struct gl_tf_value *type, *variable, *values;
};

static int compare_values(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    bool a_known = a && a->kind == GL_TF_STRING && a->state == GL_TF_KNOWN;
    bool b_known = b && b->kind == GL_TF_STRING && b->state == GL_TF_KNOWN;

    if (!a_known || !b_known)
        return (int)b_known - (int)a_known;
    return gl_str_cmp(a->u.text, b->u.text);
}

static int compare_pairs(const void *a_, const void *b_)
{
    const struct pair *a = a_, *b = b_;
    int order = compare_values(a->type, b->type);

    return order ? order : compare_values(a->variable, b->variable);
}

static struct pair *list_pairs(struct text *text, const struct gl_tf_value *blocks,
                               const char *const names[3], size_t *ret_len)
{
    struct pair *pairs = NULL;
    size_t len = 0, capacity = 0;

    for (size_t i = 0; gl_tf_is_known_sequence(blocks) && i < blocks->u.list.len; i++) {
        const struct gl_tf_value *block = &blocks->u.list.items[i];
        struct pair pair = {gl_tf_get(block, gl_str_of(names[0])),
                            names[1] ? gl_tf_get(block, gl_str_of(names[1])) : NULL,
                            gl_tf_get(block, gl_str_of(names[2]))};

        if (gl_tf_is_unknown(block))
            text->is_hidden = true;
        if (pair.type && pair.values)
            *GL_PUSH(text->unit->arena, pairs, len, capacity) = pair;
    }
    if (len)
        qsort(pairs, len, sizeof *pairs, compare_pairs);
    *ret_len = len;
    return pairs;
}

/* Several blocks of one type are one list. */
static struct gl_tf_value joined(struct text *text, const struct pair *pairs, size_t from, size_t to)
{
    struct gl_tf_value *items = NULL;
    size_t len = 0, capacity = 0;

    if (to == from + 1)
        return *pairs[from].values;
    for (size_t i = from; i < to; i++) {
        if (!gl_tf_is_known_sequence(pairs[i].values)) {
            *GL_PUSH(text->unit->arena, items, len, capacity) = *pairs[i].values;
            continue;
        }
        for (size_t k = 0; k < pairs[i].values->u.list.len; k++)
            *GL_PUSH(text->unit->arena, items, len, capacity) = pairs[i].values->u.list.items[k];
    }
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, pairs[from].values->span);
}

static bool is_same_text(const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    return a && b && compare_values(a, b) == 0 && a->state == GL_TF_KNOWN && a->kind == GL_TF_STRING;
}

static bool is_star(const struct gl_tf_value *value)
{
    if (gl_tf_is_known_sequence(value) && value->u.list.len == 1)
        value = &value->u.list.items[0];
    return value->kind == GL_TF_STRING && value->state == GL_TF_KNOWN &&
           gl_str_eq(value->u.text, GL_STR("*"));
}

/* Pairs [from, to) as members: principals by their type, or the variables of one operator, whose values keep
 * their order. */
static void put_members(struct text *text, const struct pair *pairs, size_t from, size_t to,
                        bool are_variables, unsigned indent)
{
    put(text, "{");
    for (size_t i = from, end; i < to; i = end) {
        const struct gl_tf_value *name = are_variables ? pairs[i].variable : pairs[i].type;
        struct gl_tf_value values;

        for (end = i + 1;
             end < to && is_same_text(name, are_variables ? pairs[end].variable : pairs[end].type);)
            end++;
        if (i > from)
            put(text, ",");
        newline(text, indent + 1);
        put_string(text, name);
        put(text, ": ");
        values = joined(text, pairs, i, end);
        put_list(text, &values, indent + 1, !are_variables);
    }
    newline(text, indent);
    put(text, "}");
}

static void put_principals(struct text *text, const struct gl_tf_value *blocks, unsigned indent)
{
    static const char *const names[] = {"type", NULL, "identifiers"};
    size_t len;
    struct pair *pairs = list_pairs(text, blocks, names, &len);

    if (len == 1 && is_star(pairs[0].type) && is_star(pairs[0].values))
        put(text, "\"*\"");
    else
        put_members(text, pairs, 0, len, false, indent);
}

static void put_conditions(struct text *text, const struct gl_tf_value *blocks, unsigned indent)
{
    static const char *const names[] = {"test", "variable", "values"};
    size_t len, kept = 0;
    struct pair *pairs = list_pairs(text, blocks, names, &len);

    for (size_t i = 0; i < len; i++) {
        if (pairs[i].variable)
            pairs[kept++] = pairs[i];
    }
    put(text, "{");
    for (size_t i = 0, end; i < kept; i = end) {
        for (end = i + 1; end < kept && is_same_text(pairs[i].type, pairs[end].type);)
            end++;
        if (i)
            put(text, ",");
        newline(text, indent + 1);
        put_string(text, pairs[i].type);
        put(text, ": ");
        put_members(text, pairs, i, end, true, indent + 1);
    }
    newline(text, indent);
    put(text, "}");
}

static void put_statement(struct text *text, const struct gl_tf_value *block, unsigned indent)
{
    static const struct {
        const char *attribute, *name;
        char what; /* text, list, principals, conditions */
    } rows[] = {{"sid", "Sid", 't'},
                {"effect", "Effect", 't'},
                {"actions", "Action", 'l'},
                {"not_actions", "NotAction", 'l'},
                {"resources", "Resource", 'l'},
                {"not_resources", "NotResource", 'l'},
                {"principals", "Principal", 'p'},
                {"not_principals", "NotPrincipal", 'p'},
                {"condition", "Condition", 'c'}};
    struct gl_tf_value allow = gl_tf_make_string(GL_STR("Allow"), block->span);
    bool is_first = true;

    put(text, "{");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct gl_tf_value *value = gl_tf_get(block, gl_str_of(rows[i].attribute));

        if (i == 1 && is_empty(value))
            value = &allow;
        if (is_empty(value) ||
            (value->kind == GL_TF_STRING && value->state == GL_TF_KNOWN && !value->u.text.len))
            continue;
        start_member(text, &is_first, rows[i].name, indent + 1);
        if (rows[i].what == 't')
            put_string(text, value);
        else if (rows[i].what == 'l')
            put_list(text, value, indent + 1, true);
        else if (rows[i].what == 'p')
            put_principals(text, value, indent + 1);
        else
            put_conditions(text, value, indent + 1);
    }
    newline(text, indent);
    put(text, "}");
}

/* ---- documents that are merged ---- */

static void put_tree(struct text *text, const struct gl_value *tree, unsigned indent)
{
    bool is_map = tree->type == GL_MAP;
    size_t len = gl_value_len(tree);
    struct gl_buf scalar;

    if (!is_map && tree->type != GL_LIST) {
        gl_buf_init(&scalar);
        if (tree->type == GL_STRING) {
            put(text, "\"");
            add_escaped(&text->known, tree->u.str);
            put(text, "\"");
        } else {
            gl_value_print(&scalar, tree);
            gl_buf_add(&text->known, gl_buf_str(&scalar));
        }
        gl_buf_free(&scalar);
        return;
    }
    put(text, is_map ? "{" : "[");
    for (size_t i = 0; i < len; i++) {
        if (i)
            put(text, ",");
        newline(text, indent + 1);
        if (is_map) {
            put(text, "\"");
            add_escaped(&text->known, tree->u.map.members[i].key);
            put(text, "\": ");
        }
        put_tree(text, is_map ? &tree->u.map.members[i].value : &tree->u.list.items[i], indent + 1);
    }
    newline(text, indent);
    put(text, is_map ? "}" : "]");
}

static void add_statement(struct document *document, struct statement statement, bool overrides)
{
    for (size_t i = 0; overrides && statement.sid.len && i < document->len; i++) {
        if (gl_str_eq(document->statements[i].sid, statement.sid)) {
            document->statements[i] = statement;
            return;
        }
    }
    *GL_PUSH(document->unit->arena, document->statements, document->len, document->capacity) = statement;
}

static struct gl_str sid_of_tree(const struct gl_value *tree)
{
    const struct gl_value *sid = gl_value_get(tree, GL_STR("Sid"));

    return gl_value_is(sid, GL_STRING) ? sid->u.str : (struct gl_str){0};
}

static void merge_text(struct document *document, struct gl_str json, bool overrides)
{
    struct gl_tf_unit *unit = document->unit;
    struct gl_source source = {.text = json, .is_read = true};
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_documents documents = {0};
    struct gl_diags diags;
    const struct gl_value *statements;

    gl_diags_init(&diags, unit->arena);
    if (gl_read(&source, unit->arena, &options, &documents, &diags) != GL_OK || documents.len != 1)
        return;
    statements = gl_value_get(&documents.items[0].root, GL_STR("Statement"));
    if (gl_value_is(statements, GL_MAP))
        add_statement(document, (struct statement){.tree = statements, .sid = sid_of_tree(statements)},
                      overrides);
    for (size_t i = 0; gl_value_is(statements, GL_LIST) && i < statements->u.list.len; i++)
        add_statement(document,
                      (struct statement){.tree = &statements->u.list.items[i],
                                         .sid = sid_of_tree(&statements->u.list.items[i])},
                      overrides);
    gl_value_text(gl_value_get(&documents.items[0].root, GL_STR("Version")), &document->version);
    gl_value_text(gl_value_get(&documents.items[0].root, GL_STR("Id")), &document->id);
}

static void merge(struct document *document, const struct gl_tf_value *json, bool overrides)
{
    if (!json || gl_tf_is_null(json))
        return;
    if (gl_tf_is_known_sequence(json)) {
        for (size_t i = 0; i < json->u.list.len; i++)
            merge(document, &json->u.list.items[i], overrides);
    } else if (json->kind == GL_TF_STRING && json->state == GL_TF_KNOWN) {
        merge_text(document, json->u.text, overrides);
    } else if (gl_tf_is_unknown(json) && !document->hidden) {
        document->hidden = json;
    }
}

static void add_blocks(struct document *document, const struct gl_tf_value *blocks)
{
    for (size_t i = 0; blocks && gl_tf_is_known_sequence(blocks) && i < blocks->u.list.len; i++) {
        const struct gl_tf_value *block = &blocks->u.list.items[i];
        const struct gl_tf_value *sid = gl_tf_get(block, GL_STR("sid"));

        if (gl_tf_is_unknown(block)) {
            if (!document->hidden)
                document->hidden = block;
            continue;
        }
        add_statement(document,
                      (struct statement){.block = block,
                                         .sid = sid && sid->kind == GL_TF_STRING && sid->state == GL_TF_KNOWN
                                                    ? sid->u.text
                                                    : (struct gl_str){0}},
                      true);
    }
    if (blocks && gl_tf_is_unknown(blocks) && !document->hidden)
        document->hidden = blocks;
}

/* ---- the whole ---- */

static void put_document(struct text *text, const struct document *document)
{
    bool is_first = true;

    put(text, "{");
    start_member(text, &is_first, "Version", 1);
    put(text, "\"");
    add_escaped(&text->known, document->version);
    put(text, "\"");
    if (document->id.len) {
        start_member(text, &is_first, "Id", 1);
        put(text, "\"");
        add_escaped(&text->known, document->id);
        put(text, "\"");
    }
    if (document->len) {
        start_member(text, &is_first, "Statement", 1);
        put(text, "[");
    }
    for (size_t i = 0; i < document->len; i++) {
        if (i)
            put(text, ",");
        newline(text, 2);
        if (document->statements[i].block)
            put_statement(text, document->statements[i].block, 2);
        else
            put_tree(text, document->statements[i].tree, 2);
    }
    if (document->len) {
        newline(text, 1);
        put(text, "]");
    }
    newline(text, 0);
    put(text, "}");
    flush(text);
}

static struct gl_tf_value finish(struct text *text, const struct document *document)
{
    const struct gl_tf_value *cause = document->hidden ? document->hidden : text->unknown;
    struct gl_tf_unknown *unknown;
    struct gl_tf_value value;

    if (cause && gl_tf_is_unknown(cause)) {
        unknown = GL_NEW(text->unit->arena, struct gl_tf_unknown);
        *unknown = (struct gl_tf_unknown){.shape = GL_TF_CONCAT,
                                          .is_not_null = true,
                                          .reason = cause->u.unknown->reason,
                                          .type = &gl_tf_string,
                                          .name = cause->u.unknown->name,
                                          .from = cause->u.unknown->from,
                                          .parts = text->parts,
                                          .part_len = text->len,
                                          .most = UINT64_MAX};
        if (document->hidden || text->is_hidden) {
            unknown->shape = GL_TF_PLAIN;
            unknown->part_len = 0;
        }
        value = gl_tf_make_unknown_as(unknown, text->span);
    } else if (text->is_hidden) {
        value = gl_tf_unit_unknown(text->unit, &gl_tf_string, GL_WHY_COMPUTED,
                                   GL_STR("data.aws_iam_policy_document"), text->span);
    } else {
        value = gl_tf_make_string(text->len ? text->parts[0].u.text : GL_STR(""), text->span);
    }
    return text->is_sensitive ? gl_tf_mark_sensitive(value) : value;
}

struct gl_tf_value gl_tf_policy_document(struct gl_tf_unit *unit, const struct gl_tf_value *values)
{
    struct document document = {.unit = unit, .version = GL_STR("2012-10-17")};
    struct text text = {.unit = unit, .span = values->span};
    const struct gl_tf_value *version = gl_tf_get(values, GL_STR("version"));
    const struct gl_tf_value *id = gl_tf_get(values, GL_STR("policy_id"));
    struct gl_tf_value result;

    merge(&document, gl_tf_get(values, GL_STR("source_json")), true);
    merge(&document, gl_tf_get(values, GL_STR("source_policy_documents")), false);
    add_blocks(&document, gl_tf_get(values, GL_STR("statement")));
    merge(&document, gl_tf_get(values, GL_STR("override_policy_documents")), true);
    merge(&document, gl_tf_get(values, GL_STR("override_json")), true);
    if (version && version->state == GL_TF_KNOWN)
        (void)!gl_tf_text(unit->arena, version, &document.version);
    if (id && id->state == GL_TF_KNOWN)
        (void)!gl_tf_text(unit->arena, id, &document.id);
    gl_buf_init(&text.known);
    put_document(&text, &document);
    result = finish(&text, &document);
    gl_buf_free(&text.known);
    return result;
}
