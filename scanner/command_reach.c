/* `glacis reach --pods`: who can talk to whom in the clusters of what is scanned; one question. */
#include "commands.h"
#include "load.h"
#include "name_files.h"
#include "output.h"
#include "relate.h"

static void write_list(const void *what, const struct gl_output_option *output,
                       const struct gl_report_sink *sink, struct gl_buf *out)
{
    struct gl_relations relations = *(const struct gl_relations *)what;

    relations.sink = sink;
    output->relation->write_list(&relations, out);
}

static void write_answers(const void *what, const struct gl_output_option *output,
                          const struct gl_report_sink *sink, struct gl_buf *out)
{
    (void)sink;
    output->relation->write_answer(what, out);
}

/* Nothing to list is no list without connections. */
static void tell_nothing(struct gl_load *load, const struct gl_reached_list *clusters)
{
    if (clusters->len == 0)
        gl_diag_add(&load->diags, GL_DIAG_INCOMPLETE, (struct gl_span){0},
                    "name a folder that holds the manifests of workloads",
                    "no Kubernetes workload in what was scanned: there is nobody to connect");
}

static bool has_unsure(const struct gl_relation *relation)
{
    for (size_t i = 0; i < relation->row_len; i++) {
        if (relation->ports[relation->rows[i].ports].may.len)
            return true;
    }
    return false;
}

static int list(struct gl_load *load, const struct gl_reached_list *clusters)
{
    const struct gl_reach_options *reach = &load->options->reach;
    struct gl_relation *items = GL_NEW_ARRAY(&load->arena, struct gl_relation, clusters->len);
    struct gl_relations relations = {.sources = &load->sources,
                                     .items = items,
                                     .len = clusters->len,
                                     .has_exposure = reach->has_exposure,
                                     .focus = reach->has_conn ? gl_reach_ports_shown(&load->arena, reach)
                                                              : (struct gl_str){0}};
    const struct gl_output_job job = {write_list, &relations};

    if (clusters->len) {
        gl_focus_check(clusters, &reach->focus, &load->diags);
        gl_focus_check(clusters, &reach->focus_peers, &load->diags);
    }
    relations.hides_ports = reach->has_conn;
    for (size_t i = 0; i < clusters->len; i++) {
        struct gl_focus focus;

        gl_focus_find(&load->arena, clusters->items[i].pods, reach, &focus);
        items[i] = gl_reach_relation(&load->arena, &clusters->items[i], &focus);
        relations.hides_ports &= !has_unsure(&items[i]);
    }
    gl_name_files(&load->discovery, &load->sources, &load->diags);
    if (!gl_output_write_job(load->options, &job))
        return 2;
    return gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

/* yes: 1, no: 0, may: 3; a no from what was not read wholly is no no. */
static int ask(struct gl_load *load, const struct gl_reached_list *clusters)
{
    struct gl_relation_answers answers =
        gl_reach_ask(&load->arena, clusters, &load->options->reach, &load->diags);
    const struct gl_output_job job = {write_answers, &answers};
    enum gl_answer_verdict verdict = GL_ANSWER_NO;

    gl_name_files(&load->discovery, &load->sources, &load->diags);
    answers.sources = &load->sources;
    if (gl_diags_has(&load->diags, GL_DIAG_USAGE))
        return 2;
    if (answers.len == 0)
        return 3;
    if (!gl_output_write_job(load->options, &job))
        return 2;
    for (size_t i = 0; i < answers.len; i++)
        verdict = answers.items[i].verdict > verdict ? answers.items[i].verdict : verdict;
    if (verdict == GL_ANSWER_YES)
        return 1;
    return verdict == GL_ANSWER_MAY || gl_diags_has(&load->diags, GL_DIAG_INCOMPLETE) ? 3 : 0;
}

int gl_command_reach(const struct gl_options *options)
{
    struct gl_load load;
    struct gl_reached_list clusters;
    int code = 2;

    if (!options->reach.is_pods)
        return gl_command_reach_network(options);
    gl_load_init(&load, options);
    if (gl_load_prepare(&load)) {
        gl_load_run(&load, options->operands.items, options->operands.len);
        clusters = gl_reach_clusters(&load.arena, &load.graph, &options->reach, &load.diags);
        tell_nothing(&load, &clusters);
        code = options->reach.from.len ? ask(&load, &clusters) : list(&load, &clusters);
    }
    gl_diags_sort(&load.diags, &load.sources);
    gl_output_print_diags(&load.diags, &load.sources,
                          options->is_verbose ? GL_DIAG_NOTE : GL_DIAG_INCOMPLETE);
    gl_load_free(&load);
    return code;
}
