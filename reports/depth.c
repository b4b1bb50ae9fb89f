#include "reports/depth.h"

static const struct gl_depth_writer writers[] = {
    {GL_STR_INIT("txt"), GL_STR_INIT(".txt"), gl_depth_txt},
    {GL_STR_INIT("csv"), GL_STR_INIT(".csv"), gl_depth_csv},
    {GL_STR_INIT("json"), GL_STR_INIT(".json"), gl_depth_json},
};

const struct gl_depth_writer *gl_depth_writers(size_t *ret_len)
{
    *ret_len = sizeof writers / sizeof *writers;
    return writers;
}

const char *gl_depth_stand_word(enum gl_depth_stand stands)
{
    switch (stands) {
    case GL_DEPTH_OPEN:
        return "open";
    case GL_DEPTH_MAY:
        return "may";
    case GL_DEPTH_STANDS:
        return "stands";
    }
    return "";
}
