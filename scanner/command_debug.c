/* `glacis debug eval|spans`: what the readers and the evaluator of Terraform make of a text. The other
 * actions load what the paths hold, as a scan does, and dump it. */
#include <stdio.h>

#include "base/limits.h"
#include "base/source.h"
#include "commands.h"
#include "front/cloudformation/dump.h"
#include "front/terraform/evaluate/batch.h"
#include "front/terraform/terraform.h"
#include "graph/kubernetes.h"
#include "hcl/hcl.h"
#include "load.h"
#include "output.h"
#include "print_network.h"
#include "print_objects.h"
#include "reach/reach.h"

static int write_out(struct gl_buf *out, int code)
{
    if (out->len && fwrite(out->ptr, 1, out->len, stdout) != out->len)
        code = 2;
    gl_buf_free(out);
    return code;
}

/* JSON lines on standard input, one answer for each. */
static int eval_batch(void)
{
    struct gl_buf in, out;
    struct gl_str rest, line;
    char block[16384];
    size_t got;

    gl_buf_init(&in);
    gl_buf_init(&out);
    while ((got = fread(block, 1, sizeof block, stdin)) > 0)
        gl_buf_add(&in, (struct gl_str){block, got});
    rest = gl_buf_str(&in);
    while (gl_str_cut(&rest, '\n', &line)) {
        line = gl_str_trim(line);
        if (line.len)
            gl_tf_eval_line(line, &out);
    }
    gl_buf_free(&in);
    return write_out(&out, 0);
}

/* The operands are expressions. */
static int eval_operands(const struct gl_options *options)
{
    int code = 0;

    for (size_t i = 0; i < options->operands.len; i++) {
        struct gl_buf line, out;

        gl_buf_init(&line);
        gl_buf_init(&out);
        gl_buf_add(&line, GL_STR("{\"id\":"));
        gl_buf_add_json(&line, options->operands.items[i]);
        gl_buf_add(&line, GL_STR(",\"expr\":"));
        gl_buf_add_json(&line, options->operands.items[i]);
        gl_buf_add_char(&line, '}');
        if (!gl_tf_eval_line(gl_buf_str(&line), &out))
            code = 3;
        gl_buf_free(&line);
        code = write_out(&out, code);
    }
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

/* Marks the values of Secrets, also of those in lists. */
static void hide_secrets(struct gl_arena *arena, struct gl_value *root, unsigned depth)
{
    const struct gl_value *items = gl_value_get(root, GL_STR("items"));

    if (gl_value_text_is(gl_value_get(root, GL_STR("kind")), "Secret"))
        gl_k8s_hide_secret(arena, root);
    if (!gl_value_is(items, GL_LIST) || depth > GL_MAX_DEPTH)
        return;
    for (size_t i = 0; i < items->u.list.len; i++)
        hide_secrets(arena, &items->u.list.items[i], depth + 1);
}

static void dump_trees(struct gl_load *load, struct gl_buf *out)
{
    for (size_t i = 0; i < load->discovery.inputs.len; i++) {
        struct gl_input *input = &load->discovery.inputs.items[i];

        for (size_t k = 0; k < input->documents.len; k++) {
            gl_buf_quote(out, input->source->uri);
            gl_buf_add_char(out, '\n');
            hide_secrets(&load->arena, &input->documents.items[k].root, 0);
            gl_value_dump(out, &input->documents.items[k].root, &load->sources, 0);
        }
    }
}

static void dump_edges(const struct gl_load *load, struct gl_buf *out)
{
    for (size_t i = 0; i < load->graph.edge_len; i++) {
        const struct gl_edge *edge = &load->graph.out[i];

        gl_buf_quote(out, load->graph.resources[edge->from]->address);
        gl_buf_add_char(out, ' ');
        gl_buf_quote(out, edge->path);
        gl_buf_add(out, GL_STR(" -> "));
        gl_buf_quote(out, load->graph.resources[edge->to]->address);
        if (edge->attribute.len) {
            gl_buf_add_char(out, '.');
            gl_buf_quote(out, edge->attribute);
        }
        gl_buf_add(out, edge->choice ? GL_STR(" (may)\n") : GL_STR("\n"));
    }
}

/* Terraform's instances as they were evaluated; else the canonical resources. */
static void dump_resources(const struct gl_load *load, struct gl_buf *out)
{
    gl_tf_print_instances(out, load->terraform);
    if (out->len == 0)
        gl_front_dump(out, &load->resources);
}

static void dump_network(struct gl_load *load, struct gl_buf *out)
{
    const struct gl_network *groups = gl_network_build(&load->arena, &load->graph, &load->diags);

    const struct gl_reach *reach = gl_reach_build(&load->arena, &load->graph, &load->diags);

    gl_print_network(out, gl_nw_build(&load->arena, &load->graph, groups, reach, &load->diags));
}

static int scan_and_dump(const struct gl_options *options)
{
    struct gl_load load;
    struct gl_buf out;
    int code = 2;

    gl_load_init(&load, options);
    gl_buf_init(&out);
    if (gl_load_prepare(&load)) {
        load.front.is_one_root = options->action == GL_ACTION_RESOURCES && options->operands.len == 1;
        gl_load_run(&load, options->operands.items, options->operands.len);
        if (options->action == GL_ACTION_TREE || options->action == GL_ACTION_SPANS)
            dump_trees(&load, &out);
        else if (options->action == GL_ACTION_GRAPH)
            dump_edges(&load, &out);
        else if (options->action == GL_ACTION_OBJECTS)
            gl_print_objects(&out, &load.graph);
        else if (options->action == GL_ACTION_NETWORK)
            dump_network(&load, &out);
        else if (options->action == GL_ACTION_CANONICAL)
            gl_front_dump(&out, &load.resources);
        else
            dump_resources(&load, &out);
        code = gl_diags_has(&load.diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
    }
    code = write_out(&out, code);
    gl_diags_sort(&load.diags, &load.sources);
    gl_output_print_diags(&load.diags, &load.sources, GL_DIAG_NOTE);
    gl_load_free(&load);
    return code;
}

int gl_command_debug(const struct gl_options *options)
{
    if (options->action == GL_ACTION_EVAL)
        return options->is_batch ? eval_batch() : eval_operands(options);
    if (options->action == GL_ACTION_SPANS && options->operands.len == 1 &&
        is_hcl(options->operands.items[0]))
        return spans_of(options->operands.items[0]);
    if (options->action == GL_ACTION_PACKETS || options->action == GL_ACTION_FLOWS)
        return gl_command_debug_network(options);
    return scan_and_dump(options);
}
