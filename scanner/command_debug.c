/* `glacis debug eval|spans`: what the readers and the evaluator of Terraform make of a text. The other
 * actions need a scan (gl_debug). */
#include <stdio.h>
#include <stdlib.h>

#include "base/source.h"
#include "commands.h"
#include "front/input.h"
#include "hcl/hcl.h"
#include "scan.h"

static int write_out(struct gl_buf *out, int code)
{
    if (out->len && fwrite(out->ptr, 1, out->len, stdout) != out->len)
        code = 2;
    gl_buf_free(out);
    return code;
}

static bool is_hcl(struct gl_str path)
{
    return gl_str_ends_with(path, GL_STR(".tf")) || gl_str_ends_with(path, GL_STR(".tfvars")) ||
           gl_str_ends_with(path, GL_STR(".hcl")) || gl_str_ends_with(path, GL_STR(".tf.json")) ||
           gl_str_ends_with(path, GL_STR(".tfvars.json"));
}

static int spans_of(struct gl_str path)
{
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_buf out;
    const char *why = "";
    int code = 3;

    gl_sources_init(&sources);
    gl_buf_init(&out);
    source = gl_sources_add(&sources, path, path);
    if (gl_source_read(source, &why) != GL_OK)
        fprintf(stderr, "%.*s: %s\n", GL_STR_ARG(path), why);
    else
        code = gl_hcl_print_spans(&out, source) ? 0 : 3;
    code = write_out(&out, code);
    gl_sources_free(&sources);
    return code;
}

int gl_command_debug(const struct gl_options *options)
{
    if (options->action == GL_ACTION_SPANS && options->operands.len == 1 &&
        is_hcl(options->operands.items[0]))
        return spans_of(options->operands.items[0]);
    return gl_debug(options);
}
