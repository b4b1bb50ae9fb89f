#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "commands.h"
#include "render.h"
#include "scan.h"

static struct gl_terminal look_at_terminal(const struct gl_options *options)
{
    struct gl_terminal terminal = {.is_terminal = isatty(STDOUT_FILENO) == 1};
    const char *no_color = getenv("NO_COLOR"),
               *term = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe): one thread */
    struct winsize size;

    if (terminal.is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        terminal.width = size.ws_col;
    terminal.has_color = terminal.is_terminal && !options->no_color && (!no_color || !*no_color) &&
                         !(term && gl_str_eq(gl_str_of(term), GL_STR("dumb")));
    return terminal;
}

/* Before any file of a stranger is opened. */
static void enter_sandbox(const struct gl_options *options, struct gl_arena *arena)
{
    struct gl_str *written = GL_NEW_ARRAY(arena, struct gl_str, options->output_len);
    size_t len = 0;

    for (size_t i = 0; i < options->output_len; i++) {
        if (options->outputs[i].file.len)
            written[len++] = gl_arena_copy(arena, options->outputs[i].file);
    }
    gl_sandbox_enter(written, len);
}

static int run(const struct gl_options *options)
{
    struct gl_terminal terminal = look_at_terminal(options);

    switch (options->command) {
    case GL_COMMAND_HELP:
        return gl_command_help(options);
    case GL_COMMAND_VERSION:
        printf("glacis %s\n", GL_VERSION);
        return 0;
    case GL_COMMAND_SCAN:
        return gl_scan(options, &terminal);
    case GL_COMMAND_EXPLAIN:
        return gl_command_explain(options, terminal.width);
    case GL_COMMAND_BASELINE:
        return gl_command_baseline(options);
    case GL_COMMAND_DEBUG:
        return gl_command_debug(options);
    case GL_COMMAND_REACH:
        return gl_command_reach(options);
    case GL_COMMAND_DIFF:
        return gl_command_diff(options);
    case GL_COMMAND_DEPTH:
        return gl_command_depth(options);
    }
    return 2;
}

int main(int argc, char **argv)
{
    struct gl_arena arena = {0};
    struct gl_options options;
    struct gl_buf message;
    int code;

    gl_buf_init(&message);
    if (gl_options_parse(&arena, argc, argv, &options, &message) == GL_OK) {
        if (options.renders_helm) /* the only program that is ever run: in the cage there is none */
            gl_render_charts(&arena, &options, getenv("PATH"), /* NOLINT(concurrency-mt-unsafe) */
                             getenv("HOME"));                  /* NOLINT(concurrency-mt-unsafe) */
        enter_sandbox(&options, &arena);
        code = run(&options);
    } else {
        fprintf(stderr, "glacis: %.*s\n", GL_STR_ARG(gl_buf_str(&message)));
        code = 2;
    }
    gl_buf_free(&message);
    gl_arena_free(&arena);
    return code;
}
