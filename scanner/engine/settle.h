/* Settling: exceptions of the baseline are applied, verdicts counted. Order and fingerprints are the reports'
 * (report.h). */
#ifndef GL_ENGINE_SETTLE_H
#define GL_ENGINE_SETTLE_H

#include "base/diag.h"
#include "engine/check.h"

/* `today` is YYYY-MM-DD. Marks accepted findings, tells expired and unused exceptions as notes, and counts
 * fail and open findings anew without the accepted ones (pass and not-applicable stay counts of pairs). */
void gl_settle(struct gl_findings *findings, const struct gl_baseline *baseline, struct gl_str today,
               struct gl_diags *diags);
/* Fail findings (open ones too with `with_open`) at or above a severity that are not accepted. */
bool gl_findings_reach(const struct gl_findings *findings, enum gl_severity fail_on, bool with_open);

#endif
