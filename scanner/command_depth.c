/* `glacis depth`: how many changes stand between an origin and each data store and workload. */
#include "commands.h"
#include "deepen.h"
#include "load.h"
#include "name_files.h"
#include "output.h"
#include "reach/reach.h"

static void write_depths(const void *what, const struct gl_output_option *output,
                         const struct gl_report_sink *sink, struct gl_buf *out)
{
    struct gl_depths depths = *(const struct gl_depths *)what;

    depths.sink = sink;
    output->depth->write(&depths, out);
}

static int tell(struct gl_load *load)
{
    const struct gl_network *groups = gl_network_build(&load->arena, &load->graph, &load->diags);
    const struct gl_reach *reach = gl_reach_build(&load->arena, &load->graph, &load->diags);
    const struct gl_nw *nw = gl_nw_build(&load->arena, &load->graph, groups, reach, &load->diags);
    struct gl_depths depths = gl_deepen(&load->arena, nw, &load->sources);
    const struct gl_output_job job = {write_depths, &depths};

    if (depths.len == 0)
        gl_diag_add(&load->diags, GL_DIAG_NOTE, (struct gl_span){0}, "",
                    "no data store and no workload in what was scanned");
    gl_name_files(&load->discovery, &load->sources, &load->diags);
    if (!gl_output_write_job(load->options, &job))
        return 2;
    return gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

int gl_command_depth(const struct gl_options *options)
{
    struct gl_load load;
    int code = 2;

    gl_load_init(&load, options);
    if (gl_load_prepare(&load)) {
        gl_load_run(&load, options->operands.items, options->operands.len);
        code = tell(&load);
    }
    gl_diags_sort(&load.diags, &load.sources);
    gl_output_print_diags(&load.diags, &load.sources,
                          options->is_verbose ? GL_DIAG_NOTE : GL_DIAG_INCOMPLETE);
    gl_load_free(&load);
    return code;
}
