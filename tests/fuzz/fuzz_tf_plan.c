/* Plans and states: whatever the document says, the instances made of it are sound: references lead to
 * instances of the document, depth is bounded, places are inside the source. */
#include <string.h>

#include "base/limits.h"
#include "front/terraform/config/set.h"
#include "front/terraform/plan/plan.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct gl_tf_value *value, const struct gl_source *source);

static void check_place(struct gl_span span, const struct gl_source *source)
{
    demand(span.source == 0 ||
           (span.source == source->id && span.begin <= span.end && span.end <= source->text.len));
}

static void check_inside(const struct gl_tf_value *value, const struct gl_source *source)
{
    if (value->kind == GL_TF_MAP || value->kind == GL_TF_OBJECT) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            check_place(value->u.map.members[i].key_span, source);
            check_value(&value->u.map.members[i].value, source);
        }
    } else if (value->kind == GL_TF_LIST || value->kind == GL_TF_SET || value->kind == GL_TF_TUPLE) {
        for (size_t i = 0; i < value->u.list.len; i++)
            check_value(&value->u.list.items[i], source);
    }
}

static void check_value(const struct gl_tf_value *value, const struct gl_source *source)
{
    check_place(value->span, source);
    demand(value->depth <= GL_MAX_TERRAFORM_NESTING);
    if (value->state == GL_TF_KNOWN)
        check_inside(value, source);
    if (value->state != GL_TF_UNKNOWN)
        return;
    demand(value->flags & GL_TF_HAS_UNKNOWN);
    demand(value->u.unknown->shape != GL_TF_REFERENCE || value->u.unknown->of);
    for (size_t i = 0; i < value->u.unknown->part_len; i++)
        check_value(&value->u.unknown->parts[i], source);
}

static void evaluate(struct gl_input *input, struct gl_sources *sources, struct gl_arena *arena)
{
    struct gl_inputs inputs = {.items = input, .len = 1};
    struct gl_front_options options = {0};
    struct gl_tf_set set = {.arena = arena, .inputs = &inputs, .options = &options, .sources = sources};

    gl_tf_find_plans(&set);
    demand(set.unit_len == 1);
    set.units[0]->arena = arena;
    gl_tf_plan_evaluate(set.units[0]);
    for (size_t i = 0; i < set.units[0]->instances.len; i++) {
        const struct gl_tf_instance *instance = set.units[0]->instances.items[i];

        demand(instance->type.len && instance->name.len && instance->values.open == instance);
        check_place(instance->header, input->source);
        check_value(&instance->values, input->source);
    }
    gl_arena_free(&set.units[0]->told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_document document;
    struct gl_input input = {.documents = {&document, 1}};

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    input.source =
        gl_sources_add_text(&sources, GL_STR("prod.json"), (struct gl_str){(const char *)data, size});
    if (!gl_read_json(input.source, &arena, &options, &document.root, &diags)) {
        input.kind = gl_tf_is_plan(&document.root)    ? GL_INPUT_TERRAFORM_PLAN
                     : gl_tf_is_state(&document.root) ? GL_INPUT_TERRAFORM_STATE
                                                      : GL_INPUT_OTHER;
        if (input.kind != GL_INPUT_OTHER)
            evaluate(&input, &sources, &arena);
    }
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return 0;
}
