#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool tell_failure(struct gl_str file, const char *why)
{
    fprintf(stderr, "glacis: %.*s: %s; the report was not written\n", GL_STR_ARG(file), why);
    return false;
}

static bool write_file(struct gl_str file, struct gl_str bytes)
{
    char *name = NULL;
    FILE *stream;
    struct gl_buf temporary;
    bool ok;

    gl_buf_init(&temporary);
    gl_buf_printf(&temporary, "%.*s.%ld.tmp", GL_STR_ARG(file), (long)getpid());
    gl_buf_add_char(&temporary, '\0');
    name = temporary.ptr;
    stream = fopen(name, "wbx");
    ok = stream && fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len;
    if (stream)
        ok = fclose(stream) == 0 && ok;
    ok = ok && rename(name, file.ptr) == 0;
    if (!ok) {
        tell_failure(file, strerror(errno));
        if (stream)
            unlink(name);
    }
    gl_buf_free(&temporary);
    return ok;
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
