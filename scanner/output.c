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

static bool write_stream(FILE *stream, struct gl_str bytes)
{
    bool ok = fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len;

    return fclose(stream) == 0 && ok;
}

/* Through a file beside it, which then takes its place: nobody ever sees half a report. */
static bool replace_file(const char *path, struct gl_str bytes)
{
    struct gl_buf temporary;
    FILE *stream;
    bool ok;

    gl_buf_init(&temporary);
    gl_buf_printf(&temporary, "%s.%ld.tmp", path, (long)getpid());
    gl_buf_add_char(&temporary, '\0');
    stream = fopen(temporary.ptr, "wbx");
    ok = stream && write_stream(stream, bytes) && rename(temporary.ptr, path) == 0;
    if (stream && !ok) {
        int why = errno;

        unlink(temporary.ptr);
        errno = why;
    }
    gl_buf_free(&temporary);
    return ok;
}

/* A device or a pipe is written to and never replaced; a link stays one, its target is replaced. */
static bool write_file(struct gl_str file, struct gl_str bytes)
{
    char real[PATH_MAX];
    struct stat status;
    FILE *stream;
    bool ok;

    if (stat(file.ptr, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        int opened = open(file.ptr, O_WRONLY | O_NOCTTY | O_CLOEXEC);

        stream = opened < 0 ? NULL : fdopen(opened, "wb");
        ok = stream && write_stream(stream, bytes);
    } else {
        ok = replace_file(realpath(file.ptr, real) ? real : file.ptr, bytes);
    }
    return ok || tell_failure(file, strerror(errno));
}

static bool write_one(const struct gl_output_option *output, const struct gl_report *report)
{
    struct gl_report shown = *report;
    struct gl_buf out;
    bool ok;

    if (output->file.len)
        shown.has_color = false;
    gl_buf_init(&out);
    output->writer->write(&shown, &out);
    if (output->file.len) {
        ok = write_file(output->file, gl_buf_str(&out));
    } else {
        ok = out.len == 0 || (fwrite(out.ptr, 1, out.len, stdout) == out.len && fflush(stdout) == 0);
        if (!ok)
            tell_failure(GL_STR("standard output"), strerror(errno));
    }
    gl_buf_free(&out);
    return ok;
}

static void print_diags(const struct gl_options *options, const struct gl_report *report)
{
    struct gl_buf out;

    gl_buf_init(&out);
    for (size_t i = 0; i < report->diags->len; i++) {
        if (report->diags->items[i].level != GL_DIAG_NOTE || options->is_verbose)
            gl_diag_print(&out, &report->diags->items[i], report->sources, false);
    }
    if (out.len)
        fwrite(out.ptr, 1, out.len, stderr);
    gl_buf_free(&out);
}

bool gl_output_write(const struct gl_options *options, const struct gl_report *report)
{
    bool ok = true, told = false;

    for (size_t i = 0; i < options->output_len; i++) {
        told |= !options->outputs[i].file.len && !report->is_quiet && /* -q: nothing but findings there */
                gl_str_eq(options->outputs[i].writer->name, GL_STR("text"));
        ok &= write_one(&options->outputs[i], report);
    }
    if (!told)
        print_diags(options, report);
    return ok;
}
