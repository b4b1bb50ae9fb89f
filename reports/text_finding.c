/* One finding, or the findings of one check, for people. */
#include "reports/text.h"
#include "reports/wrap.h"

enum {
    LABEL = 11,
    QUOTE_INDENT = 2,
    SHOWN_IN_FULL = 5,
    SHOWN_RELATED = 4,
    SHOWN_STEPS = 40,
    GAP = 3,
    STEP = LABEL + 4
};

static enum gl_style_of severity_paint(const struct gl_finding *finding)
{
    if (finding->verdict == GL_OPEN)
        return GL_PAINT_OPEN;
    switch (finding->severity) {
    case GL_CRITICAL:
        return GL_PAINT_CRITICAL;
    case GL_HIGH:
        return GL_PAINT_HIGH;
    case GL_MEDIUM:
        return GL_PAINT_MEDIUM;
    case GL_LOW:
        return GL_PAINT_LOW;
    }
    gl_bug("severity", __FILE__, __LINE__);
}

static const char *heading_word(const struct gl_finding *finding)
{
    static const char *const words[] = {
        [GL_LOW] = "LOW", [GL_MEDIUM] = "MEDIUM", [GL_HIGH] = "HIGH", [GL_CRITICAL] = "CRITICAL"};

    return finding->verdict == GL_OPEN ? "OPEN" : words[finding->severity];
}

/* "CRITICAL  GLC-NET-002  sentence", continued under the sentence. */
static void add_heading(struct gl_text *text, const struct gl_finding *finding, struct gl_str sentence)
{
    struct gl_str word = gl_str_of(heading_word(finding));
    size_t indent = word.len + 2 + gl_columns(finding->check->id) + 2;

    gl_text_paint(text, severity_paint(finding));
    gl_buf_add(text->out, word);
    gl_text_paint(text, GL_PAINT_PLAIN);
    gl_buf_add(text->out, GL_STR("  "));
    gl_buf_quote(text->out, finding->check->id);
    gl_buf_add(text->out, GL_STR("  "));
    gl_text_paint(text, GL_PAINT_STRONG);
    gl_wrap(text->out, sentence, indent, indent, text->width);
    gl_text_paint(text, GL_PAINT_PLAIN);
    gl_buf_add_char(text->out, '\n');
}

static void begin_label(struct gl_text *text, const char *label)
{
    size_t begin = text->out->len, painted;

    gl_text_paint(text, GL_PAINT_FAINT);
    painted = text->out->len - begin;
    gl_buf_add(text->out, GL_STR("  "));
    gl_buf_add(text->out, gl_str_of(label));
    gl_add_spaces(text->out, LABEL - (text->out->len - begin - painted));
    gl_text_paint(text, GL_PAINT_PLAIN);
}

static void add_labelled(struct gl_text *text, const char *label, struct gl_str words)
{
    if (!words.len)
        return;
    begin_label(text, label);
    gl_wrap(text->out, words, LABEL, LABEL, text->width);
    gl_buf_add_char(text->out, '\n');
}

/* Code keeps its lines, prose is wrapped. */
static void add_fix(struct gl_text *text, struct gl_str fix)
{
    struct gl_str rest = gl_str_trim(fix), line;
    bool is_first = true;

    if (gl_str_find_char(rest, '\n') == GL_STR_NONE) {
        add_labelled(text, "fix", rest);
        return;
    }
    begin_label(text, "fix");
    while (gl_str_cut(&rest, '\n', &line)) {
        if (!is_first && line.len)
            gl_add_spaces(text->out, LABEL);
        gl_buf_quote(text->out, line);
        gl_buf_add_char(text->out, '\n');
        is_first = false;
    }
}

static struct gl_str remedy_in(const struct gl_check *check, struct gl_str dialect)
{
    for (size_t i = 0; i < check->remedy_len; i++) {
        if (gl_str_eq(check->remedies[i].dialect, dialect))
            return check->remedies[i].text;
    }
    return (struct gl_str){0};
}

/* The remedy in the dialect the reader writes. */
static struct gl_str remedy_of(const struct gl_finding *finding)
{
    const struct gl_check *check = finding->check;
    const struct gl_unit *unit = finding->resource->unit;
    struct gl_str remedy = {0};

    if (unit && unit->is_cdk)
        remedy = remedy_in(check, GL_STR("cdk"));
    else if (unit && unit->dialect == GL_DIALECT_TERRAFORM)
        remedy = remedy_in(check, GL_STR("terraform"));
    else if (unit && unit->dialect == GL_DIALECT_KUBERNETES)
        remedy = remedy_in(check, GL_STR("kubernetes"));
    if (!remedy.len)
        remedy = remedy_in(check, GL_STR("cloudformation"));
    if (!remedy.len && check->remedy_len)
        remedy = check->remedies[0].text;
    return remedy;
}

static const struct gl_related *program_place(const struct gl_text *text, const struct gl_places *places)
{
    for (size_t i = 0; i < places->own; i++) {
        if (gl_report_is_program(text->report, places->items[i].span))
            return &places->items[i];
    }
    return NULL;
}

/* Appends what text->piece holds after a gap, on a line of its own where the line would be too long, and
 * empties it; names and places are never cut. Returns the column. */
static size_t add_piece(struct gl_text *text, size_t at)
{
    size_t len = gl_columns(gl_buf_str(&text->piece));

    if (at + GAP + len > text->width) {
        gl_buf_add(text->out, GL_STR("\n    "));
        at = 4;
    } else {
        gl_add_spaces(text->out, GAP);
        at += GAP;
    }
    gl_buf_add(text->out, gl_buf_str(&text->piece));
    text->piece.len = 0;
    return at + len;
}

/* "  net.yaml:12:3   WebSg   (lib/net.ts:40)   in prod, dev"; `program` may be NULL */
static void add_place_line(struct gl_text *text, const struct gl_finding *finding,
                           const struct gl_related *program, struct gl_str where)
{
    size_t begin = text->out->len, at;

    gl_buf_add(text->out, GL_STR("  "));
    gl_text_main_place(text, finding);
    at = gl_columns(gl_str_from(gl_buf_str(text->out), begin));
    gl_buf_quote(&text->piece, finding->resource->name);
    at = add_piece(text, at);
    if (program) {
        gl_buf_add_char(&text->piece, '(');
        gl_text_place(text, &text->piece, program->span, false);
        gl_buf_add_char(&text->piece, ')');
        at = add_piece(text, at);
    }
    if (where.len) {
        gl_buf_add(&text->piece, GL_STR("in "));
        gl_buf_quote(&text->piece, where);
        add_piece(text, at);
    }
    gl_buf_add_char(text->out, '\n');
}

/* A variable and its value on one line, as flow style has them: {name: DB_PASSWORD, value: ...}. */
static bool gives_away(struct gl_text *text, const struct gl_finding *finding, struct gl_span span)
{
    struct gl_source *source = gl_sources_get(text->report->sources, span.source);
    struct gl_str line;

    if (!finding->resource->object)
        return false;
    line = gl_source_line(source, gl_source_position(source, span.begin).line);
    return gl_str_contains(line, GL_STR("value")) && gl_line_may_hold_secret(line);
}

static void add_quote(struct gl_text *text, const struct gl_finding *finding, struct gl_span span)
{
    if (!finding->is_secret && gl_span_is_set(span) && !gives_away(text, finding, span))
        gl_quote_span(text->out, text->report->sources, span, QUOTE_INDENT);
}

/* The line of the program that the template was made from: where a CDK user mends it. */
static void add_program(struct gl_text *text, const struct gl_finding *finding,
                        const struct gl_places *places)
{
    const struct gl_related *program = program_place(text, places);
    size_t begin = text->out->len, at;

    if (!program)
        return;
    gl_buf_add(text->out, GL_STR("  "));
    gl_text_place(text, text->out, program->span, true);
    at = gl_columns(gl_str_from(gl_buf_str(text->out), begin));
    gl_buf_quote(&text->piece, program->message);
    add_piece(text, at);
    gl_buf_add_char(text->out, '\n');
    add_quote(text, finding, program->span);
}

/* Appends what text->piece holds behind a text that ends at column `at`, else under it. Returns the column.
 */
static size_t add_behind(struct gl_text *text, size_t at, size_t indent)
{
    size_t len = gl_columns(gl_buf_str(&text->piece));

    if (at + 2 + len > text->width) {
        gl_buf_add_char(text->out, '\n');
        gl_add_spaces(text->out, indent);
        at = indent;
    } else if (at > indent) {
        gl_add_spaces(text->out, 2);
        at += 2;
    }
    gl_buf_add(text->out, gl_buf_str(&text->piece));
    text->piece.len = 0;
    return at + len;
}

static void add_related(struct gl_text *text, const struct gl_places *places)
{
    size_t shown = 0;

    for (size_t i = 0; i < places->len && shown < SHOWN_RELATED; i++) {
        const struct gl_related *place = &places->items[i];
        size_t at;

        if (gl_report_is_program(text->report, place->span))
            continue;
        begin_label(text, shown ? "" : "see");
        at = gl_wrap(text->out, place->message, LABEL, LABEL, text->width);
        gl_text_place(text, &text->piece, place->span, true);
        add_behind(text, at, LABEL);
        gl_buf_add_char(text->out, '\n');
        shown++;
    }
}

static void add_step(struct gl_text *text, const struct gl_step *step, size_t number)
{
    struct gl_str words = step->message;
    size_t at;

    if (step->weight == GL_STEP_OPENS)
        words = gl_arena_printf(text->arena, "%.*s (opens it)", GL_STR_ARG(words));
    gl_buf_printf(text->out, "%2zu  ", number);
    gl_text_paint(text, step->weight == GL_STEP_OPENS ? GL_PAINT_STRONG : GL_PAINT_PLAIN);
    at = gl_wrap(text->out, words, STEP, STEP, text->width);
    gl_text_paint(text, GL_PAINT_PLAIN);
    if (!gl_span_is_set(step->span)) {
        gl_buf_add_char(text->out, '\n');
        return;
    }
    gl_text_place(text, &text->piece, step->span, true);
    at = add_behind(text, at, STEP);
    if (gl_span_is_set(step->program)) {
        gl_buf_add_char(&text->piece, '(');
        gl_text_place(text, &text->piece, step->program, false);
        gl_buf_add_char(&text->piece, ')');
        add_behind(text, at, STEP);
    }
    gl_buf_add_char(text->out, '\n');
}

/* The path that proves it, one hop a line; of a very long one the beginning and the end. */
static void add_path(struct gl_text *text, const struct gl_finding *finding)
{
    size_t len = finding->step_len;

    for (size_t i = 0; i < len; i++) {
        begin_label(text, i ? "" : "path");
        if (len > SHOWN_STEPS && i == SHOWN_STEPS - 2) {
            gl_buf_printf(text->out, "    %zu more\n", len - (SHOWN_STEPS - 1));
            i = len - 2;
        } else {
            add_step(text, &finding->steps[i], i + 1);
        }
    }
}

static void add_where_and_explain(struct gl_text *text, struct gl_str where, const struct gl_check *check)
{
    size_t at = LABEL;

    if (where.len) {
        begin_label(text, "in");
        at = gl_wrap(text->out, where, LABEL, LABEL, text->width);
        if (at + 8 + 15 + check->id.len > text->width) {
            gl_buf_add_char(text->out, '\n');
            gl_add_spaces(text->out, LABEL);
        } else {
            gl_add_spaces(text->out, 8);
        }
    } else {
        gl_add_spaces(text->out, LABEL);
    }
    gl_text_paint(text, GL_PAINT_FAINT);
    gl_buf_add(text->out, GL_STR("glacis explain "));
    gl_buf_quote(text->out, check->id);
    gl_text_paint(text, GL_PAINT_PLAIN);
    gl_buf_add_char(text->out, '\n');
}

/* What is the same for all findings of the check. */
static void add_advice(struct gl_text *text, const struct gl_finding *finding, struct gl_str where)
{
    if (finding->verdict == GL_FAIL) {
        add_labelled(text, "why", finding->check->why);
        add_labelled(text, "wanted", finding->wanted);
        add_fix(text, remedy_of(finding));
    }
    add_where_and_explain(text, where, finding->check);
}

static void add_single(struct gl_text *text, const struct gl_text_group *group)
{
    const struct gl_finding *finding = group->items[0];
    struct gl_places places = gl_report_places(text->report, finding);

    add_heading(text, finding, finding->message);
    add_place_line(text, finding, NULL, (struct gl_str){0});
    add_quote(text, finding, gl_report_main_span(finding));
    add_program(text, finding, &places);
    add_path(text, finding);
    add_related(text, &places);
    add_advice(text, finding, gl_text_where(text, group));
}

static void add_item(struct gl_text *text, const struct gl_text_group *group, bool is_full)
{
    const struct gl_finding *finding = group->items[0];
    struct gl_places places = gl_report_places(text->report, finding);

    add_place_line(text, finding, is_full ? NULL : program_place(text, &places), gl_text_where(text, group));
    if (!is_full)
        return;
    gl_add_spaces(text->out, 4);
    gl_wrap(text->out, finding->message, 4, 4, text->width);
    gl_buf_add_char(text->out, '\n');
    add_quote(text, finding, gl_report_main_span(finding));
    add_program(text, finding, &places);
    add_path(text, finding);
    add_related(text, &places);
}

static void add_several(struct gl_text *text, const struct gl_text_cluster *cluster)
{
    const struct gl_finding *first = cluster->groups[0].items[0];
    struct gl_buf sentence;

    gl_buf_init(&sentence);
    gl_buf_add(&sentence, first->check->title);
    gl_buf_add(&sentence, first->verdict == GL_OPEN ? GL_STR(" (not known in ") : GL_STR(" (not so in "));
    gl_text_number(&sentence, cluster->len);
    gl_buf_add(&sentence, GL_STR(" places)"));
    add_heading(text, first, gl_buf_str(&sentence));
    gl_buf_free(&sentence);
    for (size_t i = 0; i < cluster->len; i++)
        add_item(text, &cluster->groups[i], i < SHOWN_IN_FULL);
    add_advice(text, first, (struct gl_str){0});
}

/* Pass and not-applicable, when they were asked for: one line each. */
static void add_lines(struct gl_text *text, const struct gl_text_cluster *cluster)
{
    for (size_t i = 0; i < cluster->len; i++) {
        for (size_t j = 0; j < cluster->groups[i].len; j++) {
            const struct gl_finding *finding = cluster->groups[i].items[j];

            gl_buf_add(text->out, gl_str_of(gl_verdict_word(finding->verdict)));
            gl_buf_add(text->out, GL_STR("  "));
            gl_buf_quote(text->out, finding->check->id);
            gl_buf_add(text->out, GL_STR("  "));
            gl_buf_quote(text->out, finding->resource->address);
            gl_buf_add_char(text->out, '\n');
        }
    }
}

void gl_text_write_cluster(struct gl_text *text, const struct gl_text_cluster *cluster)
{
    enum gl_verdict verdict = cluster->groups[0].items[0]->verdict;
    bool is_line = verdict == GL_PASS || verdict == GL_NOT_APPLICABLE;

    if (!is_line || !text->in_lines)
        gl_text_block(text);
    text->in_lines = is_line;
    if (is_line) {
        add_lines(text, cluster);
        return;
    }
    if (cluster->len == 1)
        add_single(text, &cluster->groups[0]);
    else
        add_several(text, cluster);
}
