/* One map as elements of SVG: what the writers of SVG and of HTML put inside their <svg>.
 *
 * Plain SVG 1.1 with attributes only: no style sheet, script, foreign object, marker or font of its own, so
 * that every viewer shows it the same. Classes are there for the style sheet of the page. */
#ifndef GL_REPORTS_MAP_PICTURE_H
#define GL_REPORTS_MAP_PICTURE_H

#include "reports/map_layout.h"
#include "reports/map_writers.h"

struct gl_map_picture {
    struct gl_arena *arena; /* of everything here */
    const struct gl_maps *maps;
    const struct gl_map *map;
    const struct gl_str *names;
    struct gl_map_layout layout;
    bool is_page; /* cards can be reached by keyboard, lines tell their cards */
    int head;     /* height of what stands above the map */
    int width, height;
};

/* index: of the map. */
void gl_map_picture_make(struct gl_arena *arena, const struct gl_maps *maps, size_t index, bool is_page,
                         struct gl_map_picture *ret_picture);
/* Title, legend, causes, map and notes, from `y` down. */
void gl_map_picture_add(struct gl_buf *out, const struct gl_map_picture *picture, int y);
/* What the picture shows, in one sentence. */
void gl_map_picture_describe(struct gl_buf *out, const struct gl_map_picture *picture);

/* What the parts of a picture share: map_picture.c has what stands around the map, map_drawing.c the map. */
void gl_map_drawing_add(struct gl_buf *out, const struct gl_map_picture *picture);
const char *gl_map_color(enum gl_map_verdict verdict);
enum { GL_MAP_NO_NUMBER = 0 };
/* The sign of a verdict around (x, y): a number, or ! - ? */
void gl_map_add_mark(struct gl_buf *out, enum gl_map_verdict verdict, uint32_t number, int x, int y);
/* <text> with an escaped text of so many columns at most; `look` are further attributes. */
void gl_map_add_text(struct gl_buf *out, int x, int y, const char *look, struct gl_str text, size_t columns);
/* "internet => orders : tcp 5432", and how many more. */
void gl_map_add_edge_name(struct gl_buf *out, const struct gl_map_picture *picture, uint32_t edge,
                          size_t edge_len);

#define GL_MAP_INK "class=\"ink\" font-size=\"12\""
#define GL_MAP_BOLD "class=\"ink\" font-size=\"12\" font-weight=\"bold\""
#define GL_MAP_SUB "class=\"sub\" font-size=\"11\" fill=\"#5b6b7f\""

#endif
