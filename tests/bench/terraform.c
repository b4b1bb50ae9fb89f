/* What parsing and evaluating Terraform costs, without checks and reports:
 *
 *   bench_terraform FOLDER
 *
 * Prints one JSON object: bytes of the files, CPU seconds of one thread from their bytes to evaluated
 * resources, resources, units. The files are read before the clock starts. */
#include <stdio.h>
#include <time.h>

#include "discover.h"
#include "front/terraform/config/set.h"

static double cpu(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static size_t read_files(struct gl_inputs *inputs)
{
    size_t bytes = 0;
    const char *why;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (input->kind != GL_INPUT_TERRAFORM)
            input->kind = GL_INPUT_OTHER;
        else if (gl_source_read(input->source, &why) != GL_OK)
            input->kind = GL_INPUT_UNREAD;
        else
            bytes += input->source->text.len;
    }
    return bytes;
}

int main(int argc, char **argv)
{
    struct gl_arena arena = {0};
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_pool pool;
    struct gl_discovery discovery = {.arena = &arena, .sources = &sources, .diags = &diags};
    struct gl_front_options options = {0};
    struct gl_str path = gl_str_of(argc > 1 ? argv[1] : ".");
    struct gl_tf_set set = {
        .arena = &arena, .inputs = &discovery.inputs, .sources = &sources, .diags = &diags};
    size_t bytes, instances = 0;
    double begin;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    gl_pool_init(&pool, 1);
    gl_discover(&discovery, &path, 1);
    options.tree = discovery.tree;
    set.options = &options;
    bytes = read_files(&discovery.inputs);
    begin = cpu();
    gl_tf_load_modules(&set, &pool);
    gl_tf_find_units(&set);
    for (size_t i = 0; i < set.unit_len; i++) {
        set.units[i]->arena = gl_pool_arena(&pool, 0);
        gl_tf_unit_evaluate(set.units[i]);
        instances += set.units[i]->instances.len;
    }
    printf("{\"bytes\": %zu, \"cpu\": %.6f, \"resources\": %zu, \"units\": %zu}\n", bytes, cpu() - begin,
           instances, set.unit_len);
    return 0;
}
