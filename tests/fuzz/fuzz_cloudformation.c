/* Templates: read, evaluated, and what must hold of every evaluated value. Bytes of the form
 * "----8<----\n" part several templates a.yaml, b.yaml, ..., which may nest and import each other. */
#include "tree.h"

#include "front/cloudformation/cloudformation.h"
#include "front/cloudformation/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_TEMPLATES = 4 };

struct scan {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input items[MAX_TEMPLATES];
    struct gl_inputs inputs;
    struct gl_cfn_set set;
    struct gl_pool pool;
    struct gl_front_output output;
    struct gl_buf dump;
};

static bool is_open(const struct gl_value *value)
{
    return value->type == GL_UNKNOWN || value->type == GL_REF || value->type == GL_CHOICE ||
           value->type == GL_CONCAT;
}

/* Open values are flagged, and so is what holds them; a CONCAT holds parts of a string; nothing is absent
 * but an arm. Every walk over the resources ends in time: `budget` is what evaluation may make. */
static void check_value(const struct gl_value *value, bool may_be_absent, size_t *budget)
{
    const struct gl_value *items = value->u.list.items;
    size_t len = 0;

    demand((*budget)-- > 0);
    demand(may_be_absent || value->type != GL_ABSENT);
    demand(!is_open(value) || value->flags & GL_VALUE_HAS_CALLS);
    if (!(value->flags & GL_VALUE_HAS_CALLS))
        return;
    if (value->type == GL_LIST || value->type == GL_CONCAT) {
        len = value->u.list.len;
        demand(value->type == GL_LIST || len > 1);
    } else if (value->type == GL_CHOICE) {
        len = value->u.choice->arm_len;
        items = value->u.choice->arms;
        demand(len > 0);
    } else if (value->type == GL_REF) {
        demand(value->u.ref->target && value->u.ref->target->address.len);
    } else if (value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++)
            check_value(&value->u.map.members[i].value, false, budget);
    }
    for (size_t i = 0; i < len; i++) {
        demand(value->type != GL_CONCAT || is_open(&items[i]) || items[i].type == GL_STRING);
        check_value(&items[i], value->type == GL_CHOICE, budget);
    }
}

static void add_template(struct scan *scan, struct gl_str text)
{
    static const struct gl_str paths[MAX_TEMPLATES] = {GL_STR_INIT("a.yaml"), GL_STR_INIT("b.yaml"),
                                                       GL_STR_INIT("c.yaml"), GL_STR_INIT("d.yaml")};
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_input *input = &scan->items[scan->inputs.len];

    input->source = gl_sources_add_text(&scan->sources, paths[scan->inputs.len], text);
    input->source->path = paths[scan->inputs.len];
    if (gl_read(input->source, &scan->arena, &options, &input->documents, &scan->diags) != GL_OK ||
        input->documents.len == 0)
        return;
    input->kind = GL_INPUT_TEMPLATE; /* whether it looks like one or not */
    gl_cfn_is_parameter_file(&input->documents.items[0].root);
    gl_cfn_is_template(&input->documents.items[0].root);
    scan->inputs.len++;
}

static void run(struct scan *scan, struct gl_str data)
{
    static const struct gl_str cut = GL_STR_INIT("----8<----\n");
    size_t budget = (size_t)GL_MAX_EVAL_STEPS * 4 * MAX_TEMPLATES;

    gl_pool_init(&scan->pool, 1);
    gl_sources_init(&scan->sources);
    gl_diags_init(&scan->diags, &scan->arena);
    scan->inputs.items = scan->items;
    while (data.len && scan->inputs.len < MAX_TEMPLATES) {
        size_t at = gl_str_find(data, cut);

        add_template(scan, gl_str_slice(data, 0, at));
        data = at == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(data, at + cut.len);
    }
    gl_cfn_set_init(&scan->set, &scan->arena, &scan->inputs, NULL);
    gl_cfn_add_templates(&scan->set);
    gl_cfn_evaluate(&scan->set, &scan->pool, &scan->output, &scan->diags);
    for (size_t i = 0; i < scan->output.len; i++) {
        check_value(&scan->output.resources[i]->properties, false, &budget);
        check_value(&scan->output.resources[i]->attributes, false, &budget);
    }
}

static void release(struct scan *scan)
{
    gl_pool_free(&scan->pool);
    gl_buf_free(&scan->dump);
    gl_arena_free(&scan->arena);
    gl_sources_free(&scan->sources);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_str text = {(const char *)data, size};
    struct scan scan = {0};

    run(&scan, text);
    release(&scan);
    return 0;
}
