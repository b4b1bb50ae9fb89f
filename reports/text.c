#include "reports/text.h"

#include "reports/wrap.h"
#include "reports/writers.h"

enum { DEFAULT_WIDTH = 100, MIN_WIDTH = 40, GAP = 3, EXIT = 6 };

void gl_text_paint(struct gl_text *text, enum gl_style_of style)
{
    static const char *const codes[] = {
        [GL_PAINT_PLAIN] = "\033[0m",       [GL_PAINT_STRONG] = "\033[1m", [GL_PAINT_FAINT] = "\033[2m",
        [GL_PAINT_CRITICAL] = "\033[1;31m", [GL_PAINT_HIGH] = "\033[31m",  [GL_PAINT_MEDIUM] = "\033[33m",
        [GL_PAINT_LOW] = "\033[34m",        [GL_PAINT_OPEN] = "\033[36m"};

    if (text->report->has_color)
        gl_buf_add(text->out, gl_str_of(codes[style]));
}

void gl_text_number(struct gl_buf *out, uint64_t number)
{
    char digits[32];
    size_t at = sizeof digits, count = 0;

    do {
        if (count && count % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
        count++;
    } while (number);
    gl_buf_add(out, (struct gl_str){digits + at, sizeof digits - at});
}

static void add_position(struct gl_buf *out, const struct gl_source *source, struct gl_position at,
                         bool with_column)
{
    gl_buf_quote(out, gl_source_shown(source));
    gl_buf_add_char(out, ':');
    gl_buf_add_u64(out, at.line);
    if (with_column) {
        gl_buf_add_char(out, ':');
        gl_buf_add_u64(out, at.column);
    }
}

void gl_text_place(struct gl_text *text, struct gl_buf *out, struct gl_span span, bool with_column)
{
    struct gl_source *source = gl_sources_get(text->report->sources, span.source);

    add_position(out, source, gl_source_position(source, span.begin), with_column);
}

void gl_text_main_place(struct gl_text *text, const struct gl_finding *finding)
{
    uint32_t source = gl_report_main_span(finding).source;

    add_position(text->out, gl_sources_get(text->report->sources, source), finding->region.begin, true);
}

void gl_text_block(struct gl_text *text)
{
    if (text->has_blocks)
        gl_buf_add_char(text->out, '\n');
    text->has_blocks = true;
}

/* ---- first and last line ---- */

static void add_count(struct gl_text *text, uint64_t count, const char *one, const char *many)
{
    gl_text_number(text->out, count);
    gl_buf_add_char(text->out, ' ');
    gl_buf_add(text->out, gl_str_of(count == 1 ? one : many));
}

static void add_duration(struct gl_text *text)
{
    uint64_t ms = (text->report->duration_us + 500) / 1000;

    if (ms < 10000)
        gl_buf_printf(text->out, "%u ms", (unsigned)ms);
    else
        gl_buf_printf(text->out, "%u.%u s", (unsigned)(ms / 1000), (unsigned)(ms % 1000 / 100));
}

static bool has_units(const struct gl_report *report)
{
    return report->stack_len + report->root_len + report->cluster_len + report->snapshot_len > 0;
}

/* "2 stacks, 1 root module, 3 clusters" */
static void add_units(struct gl_text *text)
{
    const struct gl_report *report = text->report;
    const struct {
        size_t len;
        const char *one, *many;
    } units[] = {
        {report->stack_len, "stack", "stacks"},
        {report->root_len, "root module", "root modules"},
        {report->cluster_len, "cluster", "clusters"},
        {report->snapshot_len, "snapshot", "snapshots"},
    };
    bool is_first = true;

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!units[i].len)
            continue;
        if (!is_first)
            gl_buf_add(text->out, GL_STR(", "));
        add_count(text, units[i].len, units[i].one, units[i].many);
        is_first = false;
    }
}

static void add_first_line(struct gl_text *text)
{
    const struct gl_report *report = text->report;

    gl_text_paint(text, GL_PAINT_STRONG);
    gl_buf_quote(text->out, report->root);
    gl_text_paint(text, GL_PAINT_PLAIN);
    gl_buf_add(text->out, GL_STR("  "));
    if (!has_units(report)) {
        gl_buf_add(text->out, GL_STR("no CloudFormation, CDK, Terraform or Kubernetes in "));
        add_count(text, report->file_len, "file", "files");
    } else {
        add_units(text);
        if (report->environment_len) {
            gl_buf_add(text->out, GL_STR(", "));
            add_count(text, report->environment_len, "environment", "environments");
        }
        gl_buf_add(text->out, GL_STR(", "));
        add_count(text, report->resource_len, "resource", "resources");
        gl_add_spaces(text->out, GAP);
        add_count(text, report->check_len, "check", "checks");
    }
    gl_add_spaces(text->out, GAP);
    add_duration(text);
}

/* "(5 critical, 9 high)" of the fails that count. */
static void add_severities(struct gl_text *text)
{
    const struct gl_findings *findings = text->report->findings;
    size_t count[GL_CRITICAL + 1] = {0};
    bool is_first = true;

    for (size_t i = 0; i < findings->len; i++) {
        if (findings->items[i]->verdict == GL_FAIL && !findings->items[i]->exception)
            count[findings->items[i]->severity]++;
    }
    for (enum gl_severity severity = GL_CRITICAL;; severity--) {
        if (count[severity]) {
            gl_buf_add(text->out, is_first ? GL_STR(" (") : GL_STR(", "));
            gl_text_number(text->out, count[severity]);
            gl_buf_add_char(text->out, ' ');
            gl_buf_add(text->out, gl_str_of(gl_severity_word(severity)));
            is_first = false;
        }
        if (severity == GL_LOW)
            break;
    }
    if (!is_first)
        gl_buf_add_char(text->out, ')');
}

static void add_counts(struct gl_text *text)
{
    const struct gl_findings *findings = text->report->findings;

    gl_text_number(text->out, findings->count[GL_FAIL]);
    gl_buf_add(text->out, GL_STR(" fail"));
    add_severities(text);
    gl_add_spaces(text->out, GAP);
    gl_text_number(text->out, findings->count[GL_OPEN]);
    gl_buf_add(text->out, GL_STR(" open"));
    gl_add_spaces(text->out, GAP);
    gl_text_number(text->out, findings->count[GL_PASS]);
    gl_buf_add(text->out, GL_STR(" pass"));
    if (findings->suppressed) {
        gl_add_spaces(text->out, GAP);
        gl_text_number(text->out, findings->suppressed);
        gl_buf_add(text->out, GL_STR(" accepted"));
    }
    gl_add_spaces(text->out, GAP);
    gl_text_number(text->out, text->report->not_read);
    gl_buf_add(text->out, GL_STR(" not read"));
}

static void add_last_line(struct gl_text *text)
{
    size_t begin, used, wanted = text->width > DEFAULT_WIDTH ? DEFAULT_WIDTH : text->width;

    gl_text_block(text);
    begin = text->out->len;
    add_counts(text);
    used = text->out->len - begin + GAP + EXIT;
    if (used < wanted)
        gl_add_spaces(text->out, wanted - used);
    gl_add_spaces(text->out, GAP);
    gl_buf_printf(text->out, "exit %d\n", text->report->exit_code);
}

/* ---- between them ---- */

static bool is_shown(const struct gl_text *text, const struct gl_finding *finding)
{
    return gl_report_includes(text->report, finding->verdict) && !finding->exception;
}

static void add_findings(struct gl_text *text)
{
    const struct gl_findings *findings = text->report->findings;
    size_t open = 0;

    for (size_t at = 0; at < findings->len;) {
        const struct gl_finding *first = findings->items[at];
        struct gl_text_cluster cluster;

        if (!is_shown(text, first)) {
            at++;
            continue;
        }
        cluster = gl_text_next_cluster(text, &at);
        gl_text_write_cluster(text, &cluster);
        if (gl_report_is_due(text->report->sink, text->out))
            gl_report_drain(text->report->sink, text->out);
        open += first->verdict == GL_OPEN;
    }
    if (open && !text->report->is_quiet) {
        gl_text_block(text);
        gl_wrap(text->out,
                GL_STR("open: what decides is not known here; give values with --parameters FILE or --var "
                       "NAME=VALUE; "
                       "--fail-on-open treats open as a failure"),
                0, 2, text->width);
        gl_buf_add_char(text->out, '\n');
    }
}

static void add_diags(struct gl_text *text)
{
    const struct gl_diags *diags = text->report->diags;

    for (size_t i = 0; i < diags->len; i++) {
        gl_text_block(text);
        if (diags->items[i].level == GL_DIAG_NOTE)
            gl_buf_add(text->out, GL_STR("note: "));
        gl_diag_print(text->out, &diags->items[i], text->report->sources, text->report->has_color);
    }
}

static bool is_anything_to_tell(const struct gl_text *text)
{
    const struct gl_findings *findings = text->report->findings;

    if (text->report->diags->len || findings->count[GL_FAIL] || text->report->exit_code)
        return true;
    for (size_t i = 0; i < findings->len; i++) {
        if (is_shown(text, findings->items[i]))
            return true;
    }
    return false;
}

static void add_everything(struct gl_text *text)
{
    add_first_line(text);
    if (!is_anything_to_tell(text)) {
        if (has_units(text->report)) {
            gl_add_spaces(text->out, GAP);
            add_counts(text);
        }
        gl_buf_add_char(text->out, '\n');
        return;
    }
    gl_buf_add_char(text->out, '\n');
    text->has_blocks = true;
    add_findings(text);
    add_diags(text);
    add_last_line(text);
}

void gl_report_write_text(const struct gl_report *report, struct gl_buf *out)
{
    struct gl_text text = {.report = report, .arena = report->arena, .out = out};

    text.width = report->width ? report->width : DEFAULT_WIDTH;
    if (text.width < MIN_WIDTH)
        text.width = MIN_WIDTH;
    gl_buf_init(&text.piece);
    if (report->is_quiet)
        add_findings(&text);
    else
        add_everything(&text);
    gl_buf_free(&text.piece);
}
