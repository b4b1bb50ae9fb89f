/* `glacis scan`: the pipeline from paths to reports (ARCHITECTURE.md "The pipeline"). */
#ifndef GL_SCAN_H
#define GL_SCAN_H

#include "options.h"

/* What main.c knows of the terminal and the clock. */
struct gl_terminal {
    bool is_terminal; /* standard output */
    bool has_color;
    unsigned width; /* 0: not known */
};

/* Runs the scan, writes the reports, prints diagnostics on standard error; returns the exit code of
 * CONTRACT.md. */
int gl_scan(const struct gl_options *options, const struct gl_terminal *terminal);

#endif
