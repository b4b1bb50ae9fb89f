/* The writers of the table in report.c, one file a format. */
#ifndef GL_REPORTS_WRITERS_H
#define GL_REPORTS_WRITERS_H

#include "reports/report.h"

gl_report_fn gl_report_write_json, gl_report_write_sarif, gl_report_write_text;

#endif
