/* Terraform expressions, separated by form feeds (which the language does not know). What comes out is
 * sound: flags tell what is inside, members and elements are sorted and unique, texts are UTF-8, depth is
 * bounded; the same again the second time; and no expression takes long. */
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "front/terraform/evaluate/evaluate.h"
#include "front/terraform/value/number.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Enough for whatever the corpus makes; a hundred of a unit's steps would only be slow under sanitizers. */
enum { MOST_STEPS = 20000 };

static unsigned check_value(const struct gl_tf_value *value);

static unsigned check_members(const struct gl_tf_value *value)
{
    unsigned flags = 0;

    for (size_t i = 0; i < value->u.map.len; i++) {
        demand(i == 0 || gl_str_cmp(value->u.map.members[i - 1].key, value->u.map.members[i].key) < 0);
        flags |= check_value(&value->u.map.members[i].value);
        demand(value->u.map.members[i].value.depth < value->depth);
        demand(value->kind == GL_TF_OBJECT || value->u.map.members[i].value.kind == value->type->kind ||
               value->type->kind == GL_TF_DYNAMIC);
    }
    return flags;
}

static unsigned check_items(const struct gl_tf_value *value)
{
    unsigned flags = 0;

    for (size_t i = 0; i < value->u.list.len; i++) {
        flags |= check_value(&value->u.list.items[i]);
        demand(value->u.list.items[i].depth < value->depth);
        demand(value->kind == GL_TF_TUPLE || value->u.list.items[i].kind == value->type->kind ||
               value->type->kind == GL_TF_DYNAMIC);
        if (value->kind == GL_TF_SET && i > 0)
            demand(gl_tf_set_order(&value->u.list.items[i - 1], &value->u.list.items[i]) <= 0);
    }
    return flags;
}

static unsigned check_unknown(const struct gl_tf_value *value)
{
    const struct gl_tf_unknown *unknown = value->u.unknown;

    demand(unknown->type == value->type && unknown->type->kind == value->kind);
    demand(unknown->least <= unknown->most || unknown->most == 0);
    for (size_t i = 0; i < unknown->part_len; i++)
        check_value(&unknown->parts[i]);
    return GL_TF_HAS_UNKNOWN;
}

/* The flags that the value must have, from what it holds. */
static unsigned check_value(const struct gl_tf_value *value)
{
    unsigned flags = value->flags & GL_TF_SENSITIVE ? GL_TF_HAS_SENSITIVE : 0;

    demand(value->depth <= GL_MAX_TERRAFORM_NESTING);
    if (value->state == GL_TF_UNKNOWN)
        flags |= check_unknown(value);
    else if (value->state == GL_TF_NULL)
        demand(value->type && value->type->kind == value->kind);
    else if (value->kind == GL_TF_MAP || value->kind == GL_TF_OBJECT)
        flags |= check_members(value);
    else if (value->kind >= GL_TF_LIST)
        flags |= check_items(value);
    else if (value->kind == GL_TF_STRING)
        demand(gl_utf8_check(value->u.text).invalid_at == GL_STR_NONE);
    else
        demand(value->kind != GL_TF_DYNAMIC);
    demand((value->flags & (GL_TF_HAS_UNKNOWN | GL_TF_HAS_SENSITIVE)) == flags);
    return flags;
}

static bool resolve(struct gl_tf_eval *eval, void *module, const struct gl_tf_step *steps, size_t len,
                    struct gl_tf_value *ret_value, size_t *ret_used)
{
    const struct gl_tf_value *vars = module, *value = len > 1 ? gl_tf_get(vars, steps[1].name) : NULL;

    *ret_used = value ? 2 : 1;
    *ret_value =
        value ? *value
              : gl_tf_make_unknown(eval->arena, &gl_tf_any, GL_WHY_PARAMETER, steps[0].name, steps[0].span);
    return true;
}

static struct gl_tf_value variables(struct gl_arena *arena)
{
    static const char names[][2] = {"b", "l", "n", "s"};
    struct gl_tf_member *members = GL_NEW_ARRAY(arena, struct gl_tf_member, 4);
    struct gl_tf_value *items = GL_NEW_ARRAY(arena, struct gl_tf_value, 2);
    struct gl_span span = {0};

    items[0] = gl_tf_make_string(GL_STR("a"), span);
    items[1] = gl_tf_make_string(GL_STR("b"), span);
    members[0].value = gl_tf_make_bool(true, span);
    members[1].value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, 2, span);
    members[2].value = gl_tf_make_i64(5, span);
    members[3].value = gl_tf_mark_sensitive(gl_tf_make_string(GL_STR("secret"), span));
    for (size_t i = 0; i < 4; i++)
        members[i].key = gl_str_of(names[i]);
    return gl_tf_make_map(NULL, members, 4, span);
}

static void print(struct gl_buf *out, struct gl_arena *arena, struct gl_str text)
{
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_tf_value vars = variables(arena), value;
    struct gl_tf_scope scope = {.module = &vars};
    struct gl_tf_eval eval = {.arena = arena, .resolve = resolve};
    const struct gl_hcl_expr *expr;

    gl_sources_init(&sources);
    gl_diags_init(&diags, arena);
    eval.sources = &sources;
    eval.steps = GL_MAX_TERRAFORM_STEPS - MOST_STEPS;
    expr = gl_hcl_parse_expression(gl_sources_add_text(&sources, GL_STR("x"), text), arena, &diags);
    if (expr && gl_tf_evaluate(&eval, &scope, expr, &value)) {
        check_value(&value);
        gl_tf_print_json(out, &value);
        gl_tf_type_print(out, gl_tf_type_of(arena, &value));
        demand(gl_tf_to_tree(arena, &value).type <= GL_CONCAT);
        demand(value.state != GL_TF_KNOWN || gl_tf_equal(arena, &value, &value) != 0 ||
               value.flags & GL_TF_HAS_UNKNOWN);
    } else if (expr) {
        demand(eval.has_problem && eval.problem.summary.len);
        gl_buf_add(out, eval.problem.summary);
        gl_buf_add(out, eval.problem.detail);
    }
    gl_sources_free(&sources);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_str rest = {(const char *)data, size}, text;

    while (gl_str_cut(&rest, '\f', &text)) {
        struct gl_arena arena = {0};
        struct gl_buf once, twice;

        gl_buf_init(&once);
        gl_buf_init(&twice);
        print(&once, &arena, text);
        print(&twice, &arena, text);
        demand(gl_str_eq(gl_buf_str(&once), gl_buf_str(&twice)));
        gl_buf_free(&once);
        gl_buf_free(&twice);
        gl_arena_free(&arena);
    }
    return 0;
}
