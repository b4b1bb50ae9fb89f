/* A cloud assembly and its program, in parts that lines of %% separate: manifest, template, metadata,
 * program. Whatever they hold, each place lies inside its file. */
#include <stdlib.h>

#include "front/cdk/assembly.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS = 4 };

static void check_place(const struct gl_sources *sources, const struct gl_place *place)
{
    const struct gl_source *source;

    if (place->span.source == 0 || place->span.source >= sources->len)
        abort();
    source = gl_sources_get(sources, place->span.source);
    if (place->span.begin >= place->span.end || place->span.end > source->text.len)
        abort();
}

static void check_resource(struct gl_cdk *cdk, const struct gl_sources *sources,
                           const struct gl_resource *resource)
{
    static const char *const paths[] = {"SslPolicy", "SecurityGroupIngress.CidrIp", "A.B.Enabled", ""};

    for (size_t i = 0; i < resource->place_len; i++)
        check_place(sources, &resource->places[i]);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct gl_place places[GL_CDK_PROPERTY_PLACES];
        struct gl_span at = resource->span;
        const struct gl_value *rules = gl_value_get(&resource->properties, GL_STR("SecurityGroupIngress"));
        size_t len;

        if (gl_value_is(rules, GL_LIST) && rules->u.list.len > 0)
            at = rules->u.list.items[0].span;
        len = gl_cdk_place_property(cdk, resource, gl_str_of(paths[i]), at, places);
        for (size_t k = 0; k < len; k++)
            check_place(sources, &places[k]);
    }
}

static void add_part(struct gl_input *input, struct gl_sources *sources, struct gl_arena *arena,
                     struct gl_diags *diags, struct gl_str name, struct gl_str text)
{
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};

    input->source = gl_sources_add_text(sources, name, text);
    input->source->path = name;
    input->kind = GL_INPUT_PROGRAM;
    if (!gl_str_ends_with(name, GL_STR(".json")))
        return;
    input->kind = GL_INPUT_OTHER;
    if (gl_read(input->source, arena, &options, &input->documents, diags) != GL_OK)
        input->kind = GL_INPUT_UNREAD;
    else if (input->documents.len && gl_cfn_is_template(&input->documents.items[0].root))
        input->kind = GL_INPUT_TEMPLATE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* sorted, as inputs are */
    static const char *const names[PARTS] = {"a/out/S.metadata.json", "a/out/S.template.json",
                                             "a/out/manifest.json", "a/shop.ts"};
    static const size_t order[PARTS] = {2, 1, 0, 3};
    struct gl_str rest = {(const char *)data, size};
    struct gl_input items[PARTS] = {0};
    struct gl_inputs inputs = {items, PARTS};
    struct gl_front_output output = {0};
    struct gl_front_options options = {0};
    struct gl_pool pool = {.threads = 1};
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_cfn_set set;
    struct gl_cdk *cdk;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    for (size_t i = 0; i < PARTS; i++) {
        size_t end = i + 1 < PARTS ? gl_str_find(rest, GL_STR("\n%%\n")) : GL_STR_NONE;

        add_part(&items[order[i]], &sources, &arena, &diags, gl_str_of(names[order[i]]),
                 gl_str_slice(rest, 0, end));
        rest = end == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(rest, end + 4);
    }
    gl_cfn_set_init(&set, &arena, &inputs, &options);
    cdk = gl_cdk_load(&arena, &inputs, &set, &diags);
    gl_cfn_add_templates(&set);
    gl_cfn_evaluate(&set, &pool, &output, &diags);
    if (cdk)
        gl_cdk_place_constructs(cdk, &output);
    for (size_t i = 0; cdk && i < output.len; i++)
        check_resource(cdk, &sources, output.resources[i]);
    gl_pool_free(&pool);
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return 0;
}
