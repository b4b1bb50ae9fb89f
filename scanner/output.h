/* Output: finished reports to standard output and to files (written beside, then renamed, so that no half
 * report is ever seen). */
#ifndef GL_OUTPUT_H
#define GL_OUTPUT_H

#include "options.h"
#include "reports/report.h"

/* Writes every report that was asked for; diagnostics go to standard error where no text report on standard
 * output tells them. False, told on standard error, when something could not be written. */
bool gl_output_write(const struct gl_options *options, const struct gl_report *report);
/* The same for anything that can be written in the formats that were asked for. */
struct gl_output_job {
    void (*write)(const void *what, const struct gl_output_option *output, const struct gl_report_sink *sink,
                  struct gl_buf *out);
    const void *what;
};
bool gl_output_write_job(const struct gl_options *options, const struct gl_output_job *job);
/* Diagnostics of that level and above, on standard error. */
void gl_output_print_diags(const struct gl_diags *diags, const struct gl_sources *sources,
                           enum gl_diag_level least);

#endif
