/* Maps as a picture: one SVG file that needs nothing else and runs nothing; several maps stand above each
 * other. */
#include "reports/escape.h"
#include "reports/map_picture.h"

static void open_svg(struct gl_buf *out, const struct gl_maps *maps, const struct gl_map_picture *pictures,
                     int width, int height)
{
    gl_buf_printf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-labelledby=\"map-title map-desc\" "
        "font-family=\"Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\" "
        "fill=\"#1e293b\">\n<title id=\"map-title\">Who reaches whom",
        width, height, width, height);
    for (size_t i = 0; i < maps->len; i++) {
        gl_buf_add(out, i ? GL_STR("; ") : GL_STR(": "));
        gl_xml_add(out, maps->items[i].title);
    }
    gl_buf_add(out, GL_STR("</title>\n<desc id=\"map-desc\">"));
    for (size_t i = 0; i < maps->len; i++) {
        if (i > 0)
            gl_buf_add_char(out, '\n');
        gl_map_picture_describe(out, &pictures[i]);
    }
    gl_buf_printf(out,
                  "</desc>\n<rect class=\"page\" width=\"%d\" height=\"%d\" fill=\"#ffffff\" "
                  "stroke=\"none\"/>\n",
                  width, height);
}

void gl_map_svg(const struct gl_maps *maps, struct gl_buf *out)
{
    struct gl_arena arena = {0};
    struct gl_map_picture *pictures = GL_NEW_ARRAY(&arena, struct gl_map_picture, maps->len);
    int width = 1, height = 1, y = 0;

    for (size_t i = 0; i < maps->len; i++) {
        gl_map_picture_make(&arena, maps, i, false, &pictures[i]);
        width = pictures[i].width > width ? pictures[i].width : width;
        height += pictures[i].height;
    }
    open_svg(out, maps, pictures, width, height);
    for (size_t i = 0; i < maps->len; i++) {
        gl_map_picture_add(out, &pictures[i], y);
        y += pictures[i].height;
    }
    gl_buf_add(out, GL_STR("</svg>\n"));
    gl_arena_free(&arena);
}
