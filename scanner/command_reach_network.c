/* `glacis reach` without --pods: one question about the network, or the map of all its flows. */
#include "ask_network.h"
#include "commands.h"
#include "map_network.h"
#include "name_files.h"
#include "output.h"
#include "reach_network.h"

struct written {
    const struct gl_sources *sources;
    const struct gl_answer *answer; /* NULL: a list */
    const struct gl_map *map;       /* NULL: no format that shows one was asked for */
};

static bool shows_answer(const struct gl_output_option *output)
{
    return gl_str_eq(output->format, GL_STR("txt")) || gl_str_eq(output->format, GL_STR("json"));
}

static void write_one(const void *what, const struct gl_output_option *output,
                      const struct gl_report_sink *sink, struct gl_buf *out)
{
    const struct written *written = what;
    const struct gl_maps maps = {
        .sink = sink, .sources = written->sources, .items = written->map, .len = written->map ? 1 : 0};

    if (!written->answer || !shows_answer(output))
        output->map->write(&maps, out);
    else if (gl_str_eq(output->format, GL_STR("txt")))
        gl_answer_txt(written->answer, written->sources, out);
    else
        gl_answer_json(written->answer, written->sources, out);
}

static bool needs_map(const struct gl_options *options)
{
    for (size_t i = 0; i < options->output_len; i++) {
        if (options->reach.from.len == 0 || !shows_answer(&options->outputs[i]))
            return true;
    }
    return false;
}

/* Nothing to ask about is no answer. */
static bool tell_nothing(struct gl_reach_network *network)
{
    struct gl_load *load = network->load;

    if (network->nw->nic_len)
        return false;
    gl_diag_add(&load->diags, GL_DIAG_INCOMPLETE, (struct gl_span){0},
                load->graph.cluster_len ? "for the connections of pods: glacis reach --pods"
                                        : "name a folder that holds subnets and what is in them",
                "no network interface in what was scanned: there is nobody to connect");
    return true;
}

static int code_of_answer(const struct gl_load *load, const struct gl_answer *answer)
{
    if (answer->says == GL_SAYS_YES)
        return 1;
    /* a no from what was not read wholly is no no */
    return answer->says == GL_SAYS_MAY || gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

static int answer(struct gl_reach_network *network)
{
    struct gl_load *load = network->load;
    const struct gl_options *options = load->options;
    const struct gl_network_asker asker = {&load->arena, &network->cache, &network->tiers, &options->reach,
                                           &load->diags};
    struct gl_network_asked asked = {0};
    struct written written = {.sources = &load->sources};
    const struct gl_output_job job = {write_one, &written};
    struct gl_map map;
    bool is_question = options->reach.from.len > 0;

    if (is_question && !gl_ask_network(&asker, &asked))
        return 2;
    if (needs_map(options)) {
        gl_map_network(network, is_question ? &asked : NULL, &map);
        written.map = &map;
    }
    if (is_question)
        written.answer = &asked.answer;
    gl_name_files(&load->discovery, &load->sources, &load->diags);
    if (!gl_output_write_job(options, &job))
        return 2;
    if (is_question)
        return code_of_answer(load, &asked.answer);
    return gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

int gl_command_reach_network(const struct gl_options *options)
{
    struct gl_load load;
    struct gl_reach_network network;
    int code = 2;

    gl_load_init(&load, options);
    if (gl_reach_network_prepare(&network, &load) && gl_load_prepare(&load)) {
        gl_load_run(&load, options->operands.items, options->operands.len);
        gl_reach_network_build(&network);
        code = tell_nothing(&network) && options->reach.from.len ? 3 : answer(&network);
    }
    gl_diags_sort(&load.diags, &load.sources);
    gl_output_print_diags(&load.diags, &load.sources,
                          options->is_verbose ? GL_DIAG_NOTE : GL_DIAG_INCOMPLETE);
    gl_reach_network_free(&network);
    gl_load_free(&load);
    return code;
}
