/* What files are called: in the report for people relative to the working directory, so that a terminal or an
 * editor opens them; in SARIF relative to the root of the scan. */
#ifndef GL_NAME_FILES_H
#define GL_NAME_FILES_H

#include "discover.h"

/* Names every source (also those discovery did not list: baselines, parameter files) and every path of a
 * diagnostic. Call it once, after the last diagnostic. */
void gl_name_files(const struct gl_discovery *discovery, struct gl_sources *sources, struct gl_diags *diags);
/* An absolute path as the report calls it. */
struct gl_str gl_name_relative(const struct gl_discovery *discovery, struct gl_str path);

#endif
