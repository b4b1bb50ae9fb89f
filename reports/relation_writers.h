/* The writers of the table in relation.c, and what several of them need. */
#ifndef GL_REPORTS_RELATION_WRITERS_H
#define GL_REPORTS_RELATION_WRITERS_H

#include "reports/relation.h"

void gl_relation_txt(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_csv(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_json(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_dot(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_svg(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_html(const struct gl_relations *relations, struct gl_buf *out);
void gl_relation_diff_txt(const struct gl_relation_diffs *diffs, struct gl_buf *out);
void gl_relation_diff_csv(const struct gl_relation_diffs *diffs, struct gl_buf *out);
void gl_relation_diff_json(const struct gl_relation_diffs *diffs, struct gl_buf *out);
void gl_relation_answer_txt(const struct gl_relation_answers *answers, struct gl_buf *out);
void gl_relation_answer_json(const struct gl_relation_answers *answers, struct gl_buf *out);

/* Hands on what has come together, when that is enough. */
void gl_relation_drain(const struct gl_report_sink *sink, struct gl_buf *out);
/* "TCP 80,443", and "(may: TCP 443)" after it for the part that is not sure. */
void gl_relation_add_ports(struct gl_buf *out, const struct gl_relation_ports *ports);
/* "policies.yaml:12:7"; nothing for a span that is nowhere. */
void gl_relation_add_place(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span);
/* Which ends a connection or an exposure names. */
bool *gl_relation_used_ends(struct gl_arena *arena, const struct gl_relation *relation);
const char *gl_change_word(enum gl_change_kind kind);
const char *gl_answer_word(enum gl_answer_verdict verdict);

#endif
