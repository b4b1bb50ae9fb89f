/* glacis/v1: the identity of a finding across versions of a tree.
 *
 * 128 bits over the check's id, the resource (without the name of the template file, so that a renamed file
 * keeps its findings; with the stack's name where CDK gives one), the property, and, where a property is a
 * list, the text of the element without white space and quotes. Equal ones are told apart by their order.
 * Lines, formatting, wording of messages and severities take no part. */
#ifndef GL_REPORTS_FINGERPRINT_H
#define GL_REPORTS_FINGERPRINT_H

#include "reports/report.h"

enum { GL_FINGERPRINT_LEN = 32 };

/* Sets the fingerprint of every finding, which must be sorted. */
void gl_report_fingerprint(struct gl_report *report);
void gl_fingerprint_print(struct gl_buf *out, const struct gl_finding *finding); /* 32 hex digits */

#endif
