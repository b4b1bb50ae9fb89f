/* glacis's own JSON: what text says, for programs. One object; keys are only ever added. */
#include "engine/baseline.h"
#include "engine/check.h"
#include "reports/fingerprint.h"
#include "reports/shared.h"
#include "reports/writers.h"

static void add_text(struct gl_buf *out, struct gl_str key, struct gl_str text)
{
    gl_buf_add(out, key);
    gl_buf_add_json(out, text);
}

static void add_number(struct gl_buf *out, struct gl_str key, uint64_t number)
{
    gl_buf_add(out, key);
    gl_buf_add_u64(out, number);
}

static void add_region(struct gl_buf *out, const struct gl_source *source, struct gl_region region)
{
    add_text(out, GL_STR("{\"file\":"), source->uri);
    add_number(out, GL_STR(",\"line\":"), region.begin.line);
    add_number(out, GL_STR(",\"column\":"), region.begin.column);
    add_number(out, GL_STR(",\"end_line\":"), region.end.line);
    add_number(out, GL_STR(",\"end_column\":"), region.end.column);
    gl_buf_add_char(out, '}');
}

static void add_place(struct gl_buf *out, const struct gl_report *report, struct gl_span span)
{
    add_region(out, gl_sources_get(report->sources, span.source), gl_report_region(report, span));
}

static void add_related(struct gl_buf *out, const struct gl_report *report, const struct gl_finding *finding)
{
    struct gl_places places = gl_report_places(report, finding);

    gl_buf_add(out, GL_STR(",\"related\":["));
    for (size_t i = 0; i < places.len; i++) {
        if (i > 0)
            gl_buf_add_char(out, ',');
        add_text(out, GL_STR("{\"what\":"), places.items[i].message);
        if (places.items[i].resource)
            add_text(out, GL_STR(",\"address\":"), places.items[i].resource->address);
        gl_buf_add(out, GL_STR(",\"place\":"));
        add_place(out, report, places.items[i].span);
        gl_buf_add_char(out, '}');
    }
    gl_buf_add_char(out, ']');
}

static void add_region_as_sarif(struct gl_buf *out, const struct gl_report *report, struct gl_span span)
{
    struct gl_region region = gl_report_region(report, span);

    add_text(out, GL_STR(",\"at\":{\"uri\":"), gl_sources_get(report->sources, span.source)->uri);
    add_number(out, GL_STR(",\"region\":{\"startLine\":"), region.begin.line);
    add_number(out, GL_STR(",\"startColumn\":"), region.begin.column);
    add_number(out, GL_STR(",\"endLine\":"), region.end.line);
    add_number(out, GL_STR(",\"endColumn\":"), region.end.column);
    gl_buf_add(out, GL_STR("}}"));
}

/* As `glacis reach` gives paths. */
static void add_path(struct gl_buf *out, const struct gl_report *report, const struct gl_finding *finding)
{
    gl_buf_add(out, GL_STR(",\"path\":["));
    for (size_t i = 0; i < finding->step_len; i++) {
        const struct gl_step *step = &finding->steps[i];
        const struct gl_resource *resource = step->resource;
        struct gl_str word = gl_str_of(gl_step_word(step->kind));

        add_text(out, i ? GL_STR(",{\"node\":") : GL_STR("{\"node\":"),
                 step->node.len || !resource ? step->node : resource->address);
        add_text(out, GL_STR(",\"kind\":"), resource ? resource->kind : word);
        add_text(out, GL_STR(",\"step\":"), word);
        gl_buf_add(out, step->weight == GL_STEP_OPENS ? GL_STR(",\"opens\":true") : GL_STR(""));
        add_text(out, GL_STR(",\"by\":"), step->message);
        if (gl_span_is_set(step->span))
            add_region_as_sarif(out, report, step->span);
        gl_buf_add_char(out, '}');
    }
    gl_buf_add_char(out, ']');
}

static void add_exception(struct gl_buf *out, const struct gl_exception *exception)
{
    add_text(out, GL_STR(",\"accepted\":{\"owner\":"), exception->owner);
    add_text(out, GL_STR(",\"reason\":"), exception->reason);
    add_text(out, GL_STR(",\"ticket\":"), exception->ticket);
    add_text(out, GL_STR(",\"expires\":"), exception->expires);
    gl_buf_add_char(out, '}');
}

static void add_finding(struct gl_buf *out, const struct gl_report *report, const struct gl_finding *finding)
{
    const struct gl_resource *resource = finding->resource;

    add_text(out, GL_STR("\n{\"check\":"), finding->check->id);
    add_text(out, GL_STR(",\"name\":"), finding->check->name);
    add_text(out, GL_STR(",\"verdict\":"), gl_str_of(gl_verdict_word(finding->verdict)));
    add_text(out, GL_STR(",\"severity\":"), gl_str_of(gl_severity_word(finding->severity)));
    add_text(out, GL_STR(",\"address\":"), resource->address);
    add_text(out, GL_STR(",\"kind\":"), resource->kind);
    add_text(out, GL_STR(",\"resource\":"), resource->name);
    if (finding->environments.len)
        add_text(out, GL_STR(",\"environment\":"), finding->environments);
    else if (resource->unit && resource->unit->environment.len)
        add_text(out, GL_STR(",\"environment\":"), resource->unit->environment);
    add_text(out, GL_STR(",\"property\":"), finding->property);
    add_text(out, GL_STR(",\"message\":"), finding->message);
    add_text(out, GL_STR(",\"wanted\":"), finding->wanted);
    gl_buf_add(out, GL_STR(",\"place\":"));
    add_region(out, gl_sources_get(report->sources, gl_report_main_span(finding).source), finding->region);
    add_related(out, report, finding);
    if (finding->step_len)
        add_path(out, report, finding);
    if (finding->exception)
        add_exception(out, finding->exception);
    gl_buf_add(out, GL_STR(",\"fingerprint\":\""));
    gl_fingerprint_print(out, finding);
    gl_buf_add(out, GL_STR("\"}"));
}

static const char *diag_word(enum gl_diag_level level)
{
    switch (level) {
    case GL_DIAG_NOTE:
        return "note";
    case GL_DIAG_INCOMPLETE:
        return "incomplete";
    case GL_DIAG_USAGE:
        return "usage";
    }
    gl_bug("diagnostic level", __FILE__, __LINE__);
}

static void add_diag(struct gl_buf *out, const struct gl_report *report, const struct gl_diag *diag)
{
    add_text(out, GL_STR("\n{\"level\":"), gl_str_of(diag_word(diag->level)));
    add_text(out, GL_STR(",\"message\":"), diag->message);
    add_text(out, GL_STR(",\"remedy\":"), diag->remedy);
    if (diag->path.len) {
        add_text(out, GL_STR(",\"place\":{\"file\":"), diag->uri.len ? diag->uri : diag->path);
        gl_buf_add_char(out, '}');
    } else if (gl_span_is_set(diag->span)) {
        gl_buf_add(out, GL_STR(",\"place\":"));
        add_place(out, report, diag->span);
    }
    gl_buf_add_char(out, '}');
}

static void add_summary(struct gl_buf *out, const struct gl_report *report)
{
    const struct gl_findings *findings = report->findings;

    add_number(out, GL_STR("\"summary\":{\"fail\":"), findings->count[GL_FAIL]);
    add_number(out, GL_STR(",\"open\":"), findings->count[GL_OPEN]);
    add_number(out, GL_STR(",\"pass\":"), findings->count[GL_PASS]);
    add_number(out, GL_STR(",\"not_applicable\":"), findings->count[GL_NOT_APPLICABLE]);
    add_number(out, GL_STR(",\"accepted\":"), findings->suppressed);
    add_number(out, GL_STR(",\"not_read\":"), report->not_read);
    add_number(out, GL_STR(",\"files\":"), report->file_len);
    add_number(out, GL_STR(",\"stacks\":"), report->stack_len);
    add_number(out, GL_STR(",\"root_modules\":"), report->root_len);
    add_number(out, GL_STR(",\"clusters\":"), report->cluster_len);
    if (report->snapshot_len)
        add_number(out, GL_STR(",\"snapshots\":"), report->snapshot_len);
    add_number(out, GL_STR(",\"environments\":"), report->environment_len);
    add_number(out, GL_STR(",\"resources\":"), report->resource_len);
    add_number(out, GL_STR(",\"checks\":"), report->check_len);
    add_number(out, GL_STR(",\"exit\":"), (uint64_t)report->exit_code);
    gl_buf_add_char(out, '}');
}

void gl_report_write_json(const struct gl_report *report, struct gl_buf *out)
{
    bool is_first = true;

    add_text(out, GL_STR("{\"version\":1,\"tool\":\"glacis\",\"tool_version\":"), gl_str_of(GL_VERSION));
    add_text(out, GL_STR(",\"baseline\":"), report->baseline);
    gl_buf_add_char(out, ',');
    add_summary(out, report);
    gl_buf_add(out, GL_STR(",\n\"findings\":["));
    for (size_t i = 0; i < report->findings->len; i++) {
        if (!gl_report_includes(report, report->findings->items[i]->verdict))
            continue;
        if (!is_first)
            gl_buf_add_char(out, ',');
        is_first = false;
        add_finding(out, report, report->findings->items[i]);
        if (gl_report_is_due(report->sink, out))
            gl_report_drain(report->sink, out);
    }
    gl_buf_add(out, GL_STR("],\n\"diagnostics\":["));
    for (size_t i = 0; i < report->diags->len; i++) {
        if (i > 0)
            gl_buf_add_char(out, ',');
        add_diag(out, report, &report->diags->items[i]);
    }
    gl_buf_add(out, GL_STR("]}\n"));
}
