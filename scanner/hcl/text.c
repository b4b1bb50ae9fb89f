#include "hcl/text.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"

static uint32_t place(const struct gl_hcl_text *text, size_t offset)
{
    size_t low = 0, high = text->shift_len;

    if (high == 0)
        return (uint32_t)offset;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (text->shifts[middle].text <= offset)
            low = middle;
        else
            high = middle;
    }
    return text->shifts[low].source + ((uint32_t)offset - text->shifts[low].text);
}

struct gl_span gl_hcl_span(const struct gl_hcl_text *text, size_t begin, size_t end)
{
    return (struct gl_span){text->source->id, place(text, begin), place(text, end)};
}

void gl_hcl_tell(struct gl_hcl_text *text, struct gl_span span, const char *remedy, const char *format, ...)
{
    char message[400];
    va_list args;

    if (text->report->count++ >= GL_MAX_DIAGS_PER_FILE)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    gl_diag_add(text->report->diags, GL_DIAG_INCOMPLETE, span, remedy, "%s", message);
}

void gl_hcl_tell_depth(struct gl_hcl_text *text, struct gl_span span)
{
    if (!text->report->told_depth)
        gl_hcl_tell(text, span,
                    "no configuration nests like this; split it or leave the file out of the scan",
                    "Nested too deeply: deeper than %d levels", GL_MAX_DEPTH);
    text->report->told_depth = true;
}

bool gl_hcl_report_end(struct gl_hcl_report *report, const struct gl_source *source)
{
    if (report->count > GL_MAX_DIAGS_PER_FILE)
        gl_diag_add_path(report->diags, GL_DIAG_INCOMPLETE, source->uri, NULL,
                         "%zu more problems in this file", report->count - GL_MAX_DIAGS_PER_FILE);
    return report->count > 0;
}

bool gl_hcl_text_check(struct gl_hcl_text *text)
{
    struct gl_str bytes = text->bytes;
    bool is_utf16 =
        gl_str_starts_with(bytes, GL_STR("\xff\xfe")) || gl_str_starts_with(bytes, GL_STR("\xfe\xff"));

    if (bytes.len > GL_MAX_FILE_SIZE) {
        gl_hcl_tell(text, gl_hcl_span(text, 0, 0), "split it or leave it out of the scan",
                    "File too large: larger than %zu MiB", GL_MAX_FILE_SIZE / 1024 / 1024);
        return false;
    }
    if (is_utf16) {
        gl_hcl_tell(text, gl_hcl_span(text, 0, 2), "save it as UTF-8",
                    "Invalid character encoding: the file is UTF-16, not UTF-8");
        return false;
    }
    text->is_ascii = gl_utf8_check(bytes).is_ascii;
    return true;
}
