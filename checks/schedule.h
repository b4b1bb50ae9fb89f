/* Schedules as AWS writes them: rate(30 days), cron(0 4 1 * ? *).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
#ifndef GL_CHECKS_SCHEDULE_H
#define GL_CHECKS_SCHEDULE_H

#include "base/str.h"

/* The longest time between two runs, in whole days rounded up (a schedule of hours gives 1). False when the
 * text is no schedule. A schedule that never runs, or stops running, gives INT64_MAX. */
bool gl_schedule_longest_gap(struct gl_str text, int64_t *ret_days);

#endif
