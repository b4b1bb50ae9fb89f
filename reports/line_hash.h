/* primaryLocationLineHash: the hash of a line as GitHub's upload action computes it (codeql-action,
 * src/fingerprints.ts; facts only).
 *
 * Polynomial over 64 bits with base 37 of the 100 UTF-16 units from the line's start that are no space or
 * tab, across line ends; CR and CRLF count as LF, the end of the file as 65535, then zeros. Lines of one file
 * with the same hash are numbered in order. */
#ifndef GL_REPORTS_LINE_HASH_H
#define GL_REPORTS_LINE_HASH_H

#include "base/arena.h"

struct gl_line_hash {
    uint32_t line; /* in: 1-based */
    uint32_t occurrence;
    uint64_t hash;
};

/* Fills in `wanted`, which is sorted by line without doubles. Lines the text does not have get occurrence 0.
 */
void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len);

#endif
