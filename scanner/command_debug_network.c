/* `glacis debug packets PATH... QUESTIONS.jsonl` and `debug flows PATH...`: what the engine of the AWS
 * network says, for tests that hold it against other programs. */
#include <stdio.h>

#include "base/source.h"
#include "commands.h"
#include "connections.h"
#include "load.h"
#include "output.h"
#include "packet.h"

static int write_out(struct gl_buf *out, int code)
{
    if (out->len && fwrite(out->ptr, 1, out->len, stdout) != out->len)
        code = 2;
    gl_buf_free(out);
    return code;
}

static const struct gl_nw *build_network(struct gl_load *load)
{
    const struct gl_network *groups = gl_network_build(&load->arena, &load->graph, &load->diags);

    return gl_nw_build(&load->arena, &load->graph, groups, NULL, &load->diags);
}

static void answer_packets(struct gl_nw_cache *cache, struct gl_str questions, struct gl_buf *out)
{
    struct gl_nw_names names;
    struct gl_str line;

    gl_nw_names_build(&names, cache->arena, cache->nw);
    while (gl_str_cut(&questions, '\n', &line)) {
        line = gl_str_trim(line);
        if (line.len)
            gl_nw_packet_answer(cache, &names, line, out);
    }
}

/* The questions are the last operand of `packets`. */
static bool read_questions(const struct gl_options *options, struct gl_sources *sources,
                           struct gl_str *ret_text)
{
    struct gl_str path = options->operands.items[options->operands.len - 1];
    struct gl_source *source = gl_sources_add(sources, path, path);
    const char *why = "";

    if (gl_source_read(source, &why) != GL_OK) {
        fprintf(stderr, "%.*s: %s\n", GL_STR_ARG(path), why);
        return false;
    }
    *ret_text = source->text;
    return true;
}

static int load_and_answer(const struct gl_options *options, size_t paths, struct gl_str questions)
{
    struct gl_load load;
    struct gl_buf out;
    int code = 2;

    gl_load_init(&load, options);
    gl_buf_init(&out);
    if (gl_load_prepare(&load)) {
        struct gl_nw_cache cache;

        gl_load_run(&load, options->operands.items, paths);
        gl_nw_cache_init(&cache, &load.arena, build_network(&load));
        if (options->action == GL_ACTION_PACKETS)
            answer_packets(&cache, questions, &out);
        else
            gl_print_connections(&cache, &out);
        gl_nw_cache_free(&cache);
        code = gl_diags_has(&load.diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
    }
    code = write_out(&out, code);
    gl_diags_sort(&load.diags, &load.sources);
    gl_output_print_diags(&load.diags, &load.sources, GL_DIAG_NOTE);
    gl_load_free(&load);
    return code;
}

int gl_command_debug_network(const struct gl_options *options)
{
    struct gl_sources sources;
    struct gl_str questions = {0};
    int code = 2;

    if (options->action != GL_ACTION_PACKETS)
        return load_and_answer(options, options->operands.len, questions);
    if (options->operands.len < 2) {
        fprintf(stderr, "debug packets needs what is scanned, and a file of questions\n");
        return code;
    }
    gl_sources_init(&sources);
    if (read_questions(options, &sources, &questions))
        code = load_and_answer(options, options->operands.len - 1, questions);
    gl_sources_free(&sources);
    return code;
}
