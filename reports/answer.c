/* Answers as text and as JSON. */
#include "reports/answer.h"

#include "reports/json_lines.h"
#include "reports/wrap.h"

enum { PLACE_COLUMN = 72, MAX_NAMES = 6 };

const char *gl_answer_says(enum gl_answer_word word)
{
    switch (word) {
    case GL_SAYS_NO:
        return "no";
    case GL_SAYS_MAY:
        return "may";
    case GL_SAYS_YES:
        return "yes";
    }
    return "";
}

/* ---- text ---- */

static void end_line(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span, size_t begin)
{
    size_t used = gl_columns(gl_str_from(gl_buf_str(out), begin));

    if (gl_span_is_set(span)) {
        struct gl_source *source = gl_sources_get(sources, span.source);
        struct gl_position at = gl_source_position(source, span.begin);

        gl_add_spaces(out, used + 2 < PLACE_COLUMN ? PLACE_COLUMN - used : 2);
        gl_buf_quote(out, gl_source_shown(source));
        gl_buf_printf(out, ":%u:%u", at.line, at.column);
    }
    gl_buf_add_char(out, '\n');
}

static void add_node(struct gl_buf *out, const struct gl_answer_step *step)
{
    gl_buf_quote(out, step->node);
    if (step->kind.len) {
        gl_buf_add_char(out, '[');
        gl_buf_quote(out, step->kind);
        gl_buf_add_char(out, ']');
    }
}

static bool is_same_node(const struct gl_answer_step *a, const struct gl_answer_step *b)
{
    return gl_str_eq(a->node, b->node) && gl_str_eq(a->kind, b->kind);
}

/* Nodes stand alone on a line, the rules at each below it. */
static void add_steps(struct gl_buf *out, const struct gl_sources *sources,
                      const struct gl_answer_steps *steps)
{
    for (size_t i = 0; i < steps->len; i++) {
        const struct gl_answer_step *step = &steps->items[i];
        size_t begin;
        bool is_new = i == 0 || !is_same_node(step, &steps->items[i - 1]);

        if (is_new) {
            gl_buf_add(out, i == 0 ? GL_STR("  ") : GL_STR("  -> "));
            add_node(out, step);
            gl_buf_add_char(out, '\n');
        }
        if (step->by.len == 0)
            continue;
        begin = out->len;
        gl_buf_add(out, step->passes == GL_SAYS_YES  ? GL_STR("       ")
                        : step->passes == GL_SAYS_NO ? GL_STR("     x ")
                                                     : GL_STR("     ? "));
        gl_buf_quote(out, step->by);
        end_line(out, sources, step->span, begin);
    }
}

static void add_blockers(struct gl_buf *out, const struct gl_sources *sources,
                         const struct gl_answer_steps *steps)
{
    for (size_t i = 0; i < steps->len; i++) {
        const struct gl_answer_step *step = &steps->items[i];
        size_t begin = out->len;

        gl_buf_add(out, GL_STR("  stopped by "));
        gl_buf_quote(out, step->layer);
        gl_buf_add(out, GL_STR(": "));
        gl_buf_quote(out, step->by);
        end_line(out, sources, step->span, begin);
    }
}

static void add_names(struct gl_buf *out, const char *word, struct gl_str asked, const struct gl_str *names,
                      size_t len)
{
    if (len == 0 || (len == 1 && gl_str_eq(asked, names[0])))
        return;
    gl_buf_printf(out, "  %s: ", word);
    for (size_t i = 0; i < len && i < MAX_NAMES; i++) {
        gl_buf_add(out, i > 0 ? GL_STR(", ") : GL_STR(""));
        gl_buf_quote(out, names[i]);
    }
    if (len > MAX_NAMES)
        gl_buf_printf(out, " and %zu more", len - MAX_NAMES);
    gl_buf_add_char(out, '\n');
}

static void add_way(struct gl_buf *out, const struct gl_sources *sources, const struct gl_answer *answer,
                    const struct gl_answer_way *way)
{
    gl_buf_add_char(out, '\n');
    gl_buf_quote(out, way->what);
    if (way->says != GL_SAYS_NO && way->ports.len) {
        gl_buf_add(out, GL_STR(": "));
        gl_buf_quote(out, way->ports);
    }
    gl_buf_printf(out, "%s\n", way->says == GL_SAYS_NO ? ": no" : way->says == GL_SAYS_MAY ? " (may)" : "");
    add_steps(out, sources, &way->path);
    add_blockers(out, sources, &way->blockers);
    if (way->reply_path.len && answer->is_explained) {
        gl_buf_add(out, GL_STR("  the answer goes back:\n"));
        add_steps(out, sources, &way->reply_path);
    }
}

void gl_answer_txt(const struct gl_answer *answer, const struct gl_sources *sources, struct gl_buf *out)
{
    gl_buf_printf(out, "%s: ", gl_answer_says(answer->says));
    gl_buf_quote(out, answer->from);
    gl_buf_add(out, GL_STR(" => "));
    gl_buf_quote(out, answer->to);
    gl_buf_add(out, GL_STR(" : "));
    gl_buf_quote(out, answer->ports);
    gl_buf_add_char(out, '\n');
    add_names(out, "from", answer->from, answer->from_names, answer->from_len);
    add_names(out, "to", answer->to, answer->to_names, answer->to_len);
    for (size_t i = 0; i < answer->way_len; i++)
        add_way(out, sources, answer, &answer->ways[i]);
    if (answer->more)
        gl_buf_printf(out, "\n%zu more way%s: --explain tells %s\n", answer->more,
                      answer->more == 1 ? "" : "s", answer->more == 1 ? "it" : "them");
    if (answer->has_reply)
        gl_buf_printf(out, "\nanswers come back: %s\n", gl_answer_says(answer->reply));
    for (size_t i = 0; i < answer->note_len; i++) {
        size_t begin;

        if (i == 0)
            gl_buf_add_char(out, '\n');
        begin = out->len;
        gl_buf_add(out, GL_STR("note: "));
        gl_buf_quote(out, answer->notes[i].text);
        end_line(out, sources, answer->notes[i].span, begin);
    }
}

/* ---- JSON ---- */

static void json_steps(struct gl_json_lines *json, const char *key, const struct gl_sources *sources,
                       const struct gl_answer_steps *steps, bool is_blocking)
{
    gl_json_open(json, key, '[');
    for (size_t i = 0; i < steps->len; i++) {
        const struct gl_answer_step *step = &steps->items[i];

        gl_json_open(json, NULL, '{');
        gl_json_text(json, "node", step->node);
        gl_json_text(json, "kind", step->kind);
        gl_json_text(json, "by", step->by);
        if (is_blocking)
            gl_json_text(json, "layer", step->layer);
        else if (step->passes != GL_SAYS_YES)
            gl_json_text(json, "passes", gl_str_of(gl_answer_says(step->passes)));
        gl_json_place(json, sources, step->span);
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

static void json_names(struct gl_json_lines *json, const char *key, const struct gl_str *names, size_t len)
{
    gl_json_open(json, key, '[');
    for (size_t i = 0; i < len; i++)
        gl_json_text(json, NULL, names[i]);
    gl_json_close(json, ']');
}

static void json_ways(struct gl_json_lines *json, const struct gl_answer *answer,
                      const struct gl_sources *sources)
{
    gl_json_open(json, "ways", '[');
    for (size_t i = 0; answer->ways && i < answer->way_len; i++) {
        const struct gl_answer_way *way = &answer->ways[i];

        gl_json_open(json, NULL, '{');
        gl_json_text(json, "way", way->what);
        gl_json_text(json, "verdict", gl_str_of(gl_answer_says(way->says)));
        gl_json_text(json, "ports", way->ports);
        json_steps(json, "path", sources, &way->path, false);
        json_steps(json, "reply_path", sources, &way->reply_path, false);
        json_steps(json, "blockers", sources, &way->blockers, true);
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

void gl_answer_json(const struct gl_answer *answer, const struct gl_sources *sources, struct gl_buf *out)
{
    static const struct gl_answer_steps none = {0};
    const struct gl_answer_way *first = answer->way_len ? &answer->ways[0] : NULL;
    struct gl_json_lines json = {.out = out};

    gl_json_open(&json, NULL, '{');
    gl_json_text(&json, "verdict", gl_str_of(gl_answer_says(answer->says)));
    json_steps(&json, "path", sources, first ? &first->path : &none, false);
    json_steps(&json, "blockers", sources, first && answer->says == GL_SAYS_NO ? &first->blockers : &none,
               true);
    gl_json_text(&json, "reply", gl_str_of(gl_answer_says(answer->has_reply ? answer->reply : GL_SAYS_NO)));
    gl_json_open(&json, "question", '{');
    gl_json_text(&json, "from", answer->from);
    gl_json_text(&json, "to", answer->to);
    gl_json_text(&json, "ports", answer->ports);
    gl_json_close(&json, '}');
    json_names(&json, "from", answer->from_names, answer->from_len);
    json_names(&json, "to", answer->to_names, answer->to_len);
    json_ways(&json, answer, sources);
    gl_json_open(&json, "notes", '[');
    for (size_t i = 0; i < answer->note_len; i++) {
        gl_json_open(&json, NULL, '{');
        gl_json_text(&json, "text", answer->notes[i].text);
        gl_json_place(&json, sources, answer->notes[i].span);
        gl_json_close(&json, '}');
    }
    gl_json_close(&json, ']');
    gl_json_close(&json, '}');
    gl_buf_add_char(out, '\n');
}
