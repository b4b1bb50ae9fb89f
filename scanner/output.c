#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool tell_failure(struct gl_str file, const char *why)
{
    fprintf(stderr, "glacis: %.*s: %s; the report was not written\n", GL_STR_ARG(file), why);
    return false;
}

/* A report on its way out. */
struct target {
    FILE *stream;
    bool ok;
};

static void take(void *context, struct gl_str bytes)
{
    struct target *target = context;

    if (target->ok && bytes.len)
        target->ok = fwrite(bytes.ptr, 1, bytes.len, target->stream) == bytes.len;
}

/* Writes the output to a stream that is open. */
static bool write_stream(const struct gl_output_option *output, const struct gl_output_job *job, FILE *stream)
{
    struct target target = {stream, true};
    const struct gl_report_sink sink = {take, &target};
    struct gl_buf out;

    gl_buf_init(&out);
    job->write(job->what, output, &sink, &out);
    take(&target, gl_buf_str(&out));
    gl_buf_free(&out);
    return fflush(stream) == 0 && target.ok;
}

static bool write_and_close(const struct gl_output_option *output, const struct gl_output_job *job,
                            FILE *stream)
{
    bool ok = write_stream(output, job, stream);

    return fclose(stream) == 0 && ok;
}

/* Through a file beside it, which then takes its place: nobody ever sees half a report. */
static bool replace_file(const char *path, const struct gl_output_option *output,
                         const struct gl_output_job *job)
{
    struct gl_buf temporary;
    FILE *stream;
    bool ok;

    gl_buf_init(&temporary);
    gl_buf_printf(&temporary, "%s.%ld.tmp", path, (long)getpid());
    gl_buf_add_char(&temporary, '\0');
    stream = fopen(temporary.ptr, "wbx");
    ok = stream && write_and_close(output, job, stream) && rename(temporary.ptr, path) == 0;
    if (stream && !ok) {
        int why = errno;

        unlink(temporary.ptr);
        errno = why;
    }
    gl_buf_free(&temporary);
    return ok;
}

/* A device or a pipe is written to and never replaced; a link stays one, its target is replaced. */
static bool write_file(const struct gl_output_option *output, const struct gl_output_job *job)
{
    struct gl_str file = output->file;
    char real[PATH_MAX];
    struct stat status;
    FILE *stream;
    bool ok;

    if (stat(file.ptr, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        int opened = open(file.ptr, O_WRONLY | O_NOCTTY | O_CLOEXEC);

        stream = opened < 0 ? NULL : fdopen(opened, "wb");
        ok = stream && write_and_close(output, job, stream);
    } else {
        ok = replace_file(realpath(file.ptr, real) ? real : file.ptr, output, job);
    }
    return ok || tell_failure(file, strerror(errno));
}

static bool write_one(const struct gl_output_option *output, const struct gl_output_job *job)
{
    if (output->file.len)
        return write_file(output, job);
    return write_stream(output, job, stdout) || tell_failure(GL_STR("standard output"), strerror(errno));
}

void gl_output_print_diags(const struct gl_diags *diags, const struct gl_sources *sources,
                           enum gl_diag_level least)
{
    struct gl_buf out;

    gl_buf_init(&out);
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].level >= least)
            gl_diag_print(&out, &diags->items[i], sources, false);
    }
    if (out.len)
        fwrite(out.ptr, 1, out.len, stderr);
    gl_buf_free(&out);
}

bool gl_output_write_job(const struct gl_options *options, const struct gl_output_job *job)
{
    bool ok = true;

    for (size_t i = 0; i < options->output_len; i++)
        ok &= write_one(&options->outputs[i], job);
    return ok;
}

static void write_report(const void *what, const struct gl_output_option *output,
                         const struct gl_report_sink *sink, struct gl_buf *out)
{
    struct gl_report shown = *(const struct gl_report *)what;

    shown.sink = sink;
    shown.has_color &= output->file.len == 0;
    output->writer->write(&shown, out);
}

bool gl_output_write(const struct gl_options *options, const struct gl_report *report)
{
    const struct gl_output_job job = {write_report, report};
    bool ok = gl_output_write_job(options, &job), told = false;

    for (size_t i = 0; i < options->output_len; i++) {
        told |= !options->outputs[i].file.len && !report->is_quiet && /* -q: nothing but findings there */
                gl_str_eq(options->outputs[i].writer->name, GL_STR("text"));
    }
    if (!told)
        gl_output_print_diags(report->diags, report->sources,
                              options->is_verbose ? GL_DIAG_NOTE : GL_DIAG_INCOMPLETE);
    return ok;
}
