/* What a run says of itself: invocation, notifications, provenance.
 *
 * executionSuccessful follows SARIF 2.1.0 appendix I: false when the exit code denotes failure, which 3 does
 * and 1 (findings) does not; a notification of level "error" says that the results are incomplete, also when
 * exit code 1 hides the 3. */
#include "reports/sarif.h"

enum notification { INCOMPLETE = 0, NOTE, TRUNCATED };

/* GitHub's rules ask of every descriptor what they ask of a rule. */
static const struct {
    struct gl_str id, level, what, help;
} notifications[] = {
    [INCOMPLETE] =
        {GL_STR_INIT("glacis/incomplete"), GL_STR_INIT("error"),
         GL_STR_INIT("Something was not read or not understood: results about it are missing."),
         GL_STR_INIT(
             "Do what the message says, then scan again. The exit code is 3 unless findings make it 1.")},
    [NOTE] = {GL_STR_INIT("glacis/note"), GL_STR_INIT("note"),
              GL_STR_INIT("Something worth knowing; the scan is complete."),
              GL_STR_INIT("Nothing needs to be done for the results to be right.")},
    [TRUNCATED] = {GL_STR_INIT("glacis/truncated"), GL_STR_INIT("warning"),
                   GL_STR_INIT("Results were left out to keep the limits of code scanning."),
                   GL_STR_INIT("Scan parts of the tree apart, or read the text report.")},
};

static void add_text_member(struct gl_buf *out, struct gl_str key, struct gl_str text)
{
    gl_buf_add(out, key);
    gl_buf_add_json(out, text);
    gl_buf_add_char(out, '}');
}

void gl_sarif_add_notification_kinds(struct gl_sarif *sarif)
{
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR(",\"notifications\":["));
    for (size_t i = 0; i < sizeof notifications / sizeof *notifications; i++) {
        gl_buf_add(out, i ? GL_STR(",{\"id\":") : GL_STR("{\"id\":"));
        gl_buf_add_json(out, notifications[i].id);
        add_text_member(out, GL_STR(",\"shortDescription\":{\"text\":"), notifications[i].what);
        add_text_member(out, GL_STR(",\"fullDescription\":{\"text\":"), notifications[i].what);
        add_text_member(out, GL_STR(",\"help\":{\"text\":"), notifications[i].help);
        add_text_member(out, GL_STR(",\"defaultConfiguration\":{\"level\":"), notifications[i].level);
        gl_buf_add_char(out, '}');
    }
    gl_buf_add_char(out, ']');
}

static void add_descriptor(struct gl_buf *out, enum notification kind)
{
    gl_buf_add(out, GL_STR("{\"descriptor\":{\"id\":"));
    gl_buf_add_json(out, notifications[kind].id);
    gl_buf_add(out, GL_STR(",\"index\":"));
    gl_buf_add_u64(out, kind);
    gl_buf_add(out, GL_STR("},\"level\":"));
    gl_buf_add_json(out, notifications[kind].level);
    gl_buf_add(out, GL_STR(",\"message\":{\"text\":"));
}

static bool has_place(const struct gl_sarif *sarif, const struct gl_diag *diag)
{
    return !diag->path.len && gl_span_is_set(diag->span) && !gl_report_is_outside(sarif->report, diag->span);
}

/* A file outside the root has no location: its name goes into the message. */
static void add_outside_name(const struct gl_sarif *sarif, const struct gl_diag *diag, struct gl_buf *text)
{
    struct gl_source *source = gl_sources_get(sarif->report->sources, diag->span.source);

    if (diag->uri.len || has_place(sarif, diag))
        return;
    if (diag->path.len)
        gl_buf_printf(text, "%.*s: ", GL_STR_ARG(diag->path));
    else if (gl_span_is_set(diag->span))
        gl_buf_printf(text, "%.*s:%u: ", GL_STR_ARG(gl_source_shown(source)),
                      gl_source_position(source, diag->span.begin).line);
}

static void add_diag_place(struct gl_sarif *sarif, const struct gl_diag *diag)
{
    struct gl_buf *out = sarif->out;

    if (diag->uri.len) {
        gl_buf_add(out, GL_STR(",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\""));
        gl_buf_add_uri(out, diag->uri);
        gl_buf_add(out, GL_STR("\",\"uriBaseId\":\"%SRCROOT%\"}}}]"));
    } else if (has_place(sarif, diag)) {
        gl_buf_add(out, GL_STR(",\"locations\":[{"));
        gl_sarif_add_physical(sarif, diag->span.source, gl_report_region(sarif->report, diag->span));
        gl_buf_add(out, GL_STR("}]"));
    }
}

static void add_diag(struct gl_sarif *sarif, const struct gl_diag *diag)
{
    struct gl_buf text;

    add_descriptor(sarif->out, diag->level == GL_DIAG_NOTE ? NOTE : INCOMPLETE);
    gl_buf_init(&text);
    add_outside_name(sarif, diag, &text);
    gl_buf_add(&text, diag->message);
    if (diag->remedy.len) {
        gl_buf_add(&text, GL_STR("; "));
        gl_buf_add(&text, diag->remedy);
    }
    gl_buf_add_char(&text, '.');
    gl_buf_add_json(sarif->out, gl_buf_str(&text));
    gl_buf_free(&text);
    gl_buf_add_char(sarif->out, '}');
    add_diag_place(sarif, diag);
    gl_buf_add_char(sarif->out, '}');
}

static void add_truncation(struct gl_sarif *sarif)
{
    struct gl_str steps = {0}, text;

    if (sarif->steps_left_out)
        steps = gl_arena_printf(sarif->arena, ", with %zu steps of paths,", sarif->steps_left_out);
    text = gl_arena_printf(
        sarif->arena,
        "%zu results and %zu related places%.*s were left out to keep the limits of code scanning; the most "
        "severe results were kept. Scan parts of the tree apart, or read the text report, to see all.",
        sarif->results_left_out, sarif->locations_left_out, GL_STR_ARG(steps));
    add_descriptor(sarif->out, TRUNCATED);
    gl_buf_add_json(sarif->out, text);
    gl_buf_add(sarif->out, GL_STR("}}"));
}

static void add_notifications(struct gl_sarif *sarif)
{
    const struct gl_diags *diags = sarif->report->diags;
    bool is_truncated = sarif->results_left_out || sarif->locations_left_out || sarif->steps_left_out;

    gl_buf_add(sarif->out, GL_STR(",\"toolExecutionNotifications\":["));
    for (size_t i = 0; i < diags->len; i++) {
        gl_buf_add(sarif->out, i ? GL_STR(",\n") : GL_STR("\n"));
        add_diag(sarif, &diags->items[i]);
    }
    if (is_truncated && diags->len)
        gl_buf_add_char(sarif->out, ',');
    if (is_truncated)
        add_truncation(sarif);
    gl_buf_add_char(sarif->out, ']');
}

void gl_sarif_add_invocation(struct gl_sarif *sarif)
{
    const struct gl_report *report = sarif->report;
    struct gl_buf *out = sarif->out;

    gl_buf_printf(out, ",\n\"invocations\":[{\"executionSuccessful\":%s,\"exitCode\":%d",
                  report->exit_code == 3 ? "false" : "true", report->exit_code);
    if (report->start_time.len) {
        gl_buf_add(out, GL_STR(",\"startTimeUtc\":"));
        gl_buf_add_json(out, report->start_time);
        gl_buf_add(out, GL_STR(",\"endTimeUtc\":"));
        gl_buf_add_json(out, report->end_time);
    }
    add_notifications(sarif);
    gl_buf_add(out, GL_STR("}]"));
}

void gl_sarif_add_provenance(struct gl_sarif *sarif)
{
    const struct gl_git *git = &sarif->report->git;
    struct gl_buf *out = sarif->out;

    if (!git->repository.len)
        return; /* repositoryUri is required */
    gl_buf_add(out, GL_STR(",\n\"versionControlProvenance\":[{\"repositoryUri\":"));
    gl_buf_add_json(out, git->repository);
    if (git->revision.len) {
        gl_buf_add(out, GL_STR(",\"revisionId\":"));
        gl_buf_add_json(out, git->revision);
    }
    if (git->branch.len) {
        gl_buf_add(out, GL_STR(",\"branch\":"));
        gl_buf_add_json(out, git->branch);
    }
    gl_buf_add(out, GL_STR(",\"mappedTo\":{\"uriBaseId\":\"%SRCROOT%\"}}]"));
}
