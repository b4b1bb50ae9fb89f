#include "front/terraform/evaluate/batch.h"

#include "front/terraform/evaluate/batch_files.h"
#include "front/terraform/value/number.h"
#include "read/read.h"

struct request {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_value root;
    struct gl_tf_value vars;
};

/* ---- names ---- */

static bool resolve_variable(struct gl_tf_eval *eval, const struct request *request,
                             const struct gl_tf_step *steps, size_t len, struct gl_tf_value *ret_value,
                             size_t *ret_used)
{
    const struct gl_tf_value *given;

    if (len < 2 || steps[1].name.len == 0)
        return gl_tf_fail(eval, steps[0].span, "Invalid reference",
                          "The \"var\" object cannot be accessed directly. Instead, access one of its "
                          "attributes.");
    *ret_used = 2;
    given = gl_tf_get(&request->vars, steps[1].name);
    *ret_value = given
                     ? *given
                     : gl_tf_make_unknown(eval->arena, &gl_tf_any, GL_WHY_PARAMETER,
                                          gl_arena_printf(eval->arena, "var.%.*s", GL_STR_ARG(steps[1].name)),
                                          steps[1].span);
    return true;
}

static bool resolve_path(struct gl_tf_eval *eval, const struct gl_tf_step *steps, size_t len,
                         struct gl_tf_value *ret_value, size_t *ret_used)
{
    struct gl_str name = len > 1 ? steps[1].name : GL_STR("");

    *ret_used = 2;
    if (gl_str_eq(name, GL_STR("module")) || gl_str_eq(name, GL_STR("root")) ||
        gl_str_eq(name, GL_STR("cwd"))) {
        *ret_value = gl_tf_make_string(GL_STR("."), steps[0].span);
        return true;
    }
    return gl_tf_fail(eval, steps[0].span, "Invalid \"path\" attribute",
                      "The \"path\" object does not have an attribute named \"%.*s\".", GL_STR_ARG(name));
}

/* What the language knows besides variables, and nobody declared here. */
static bool fail_name(struct gl_tf_eval *eval, const struct gl_tf_step *steps, size_t len)
{
    static const struct {
        const char *root, *summary;
    } undeclared[] = {
        {"local", "Reference to undeclared local value"},
        {"module", "Reference to undeclared module"},
        {"each", "Reference to \"each\" in context without for_each"},
        {"count", "Reference to \"count\" in non-counted context"},
        {"self", "Invalid \"self\" reference"},
    };

    for (size_t i = 0; i < sizeof undeclared / sizeof *undeclared; i++)
        if (gl_str_eq(steps[0].name, gl_str_of(undeclared[i].root)))
            return gl_tf_fail(eval, steps[0].span, undeclared[i].summary, "Nothing is declared here.");
    if (len < 2 || steps[1].name.len == 0)
        return gl_tf_fail(eval, steps[0].span, "Invalid reference",
                          "A reference to a resource type must be followed by at least one attribute access, "
                          "specifying the resource name.");
    return gl_tf_fail(eval, steps[0].span, "Reference to undeclared resource",
                      "A managed resource \"%.*s\" \"%.*s\" has not been declared in the root module.",
                      GL_STR_ARG(steps[0].name), GL_STR_ARG(steps[1].name));
}

static bool resolve(struct gl_tf_eval *eval, void *module, const struct gl_tf_step *steps, size_t len,
                    struct gl_tf_value *ret_value, size_t *ret_used)
{
    if (gl_str_eq(steps[0].name, GL_STR("var")))
        return resolve_variable(eval, module, steps, len, ret_value, ret_used);
    if (gl_str_eq(steps[0].name, GL_STR("path")))
        return resolve_path(eval, steps, len, ret_value, ret_used);
    if (gl_str_eq(steps[0].name, GL_STR("terraform")) && len > 1 &&
        gl_str_eq(steps[1].name, GL_STR("workspace"))) {
        *ret_value = gl_tf_make_string(GL_STR("default"), steps[0].span);
        *ret_used = 2;
        return true;
    }
    return fail_name(eval, steps, len);
}

/* A name that is not declared is a mistake wherever it stands, also where it is never evaluated. */
static void check_name(void *context, struct gl_str root, struct gl_str name, struct gl_span span)
{
    struct gl_tf_eval *eval = context;
    struct gl_tf_step steps[2] = {{.name = root, .span = span}, {.name = name, .span = span}};

    if (!eval->has_problem && !gl_str_eq(root, GL_STR("var")) && !gl_str_eq(root, GL_STR("path")) &&
        !gl_str_eq(root, GL_STR("terraform")))
        fail_name(eval, steps, 2);
}

/* ---- answers ---- */

static bool has_infinity(const struct gl_tf_value *value)
{
    if (value->state != GL_TF_KNOWN)
        return false;
    if (value->kind == GL_TF_NUMBER)
        return !gl_tf_number_is_finite(value);
    if (gl_tf_has_members(value)) {
        for (size_t i = 0; i < value->u.map.len; i++)
            if (has_infinity(&value->u.map.members[i].value))
                return true;
    } else if (value->kind >= GL_TF_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            if (has_infinity(&value->u.list.items[i]))
                return true;
    }
    return false;
}

static void add_error(struct gl_buf *out, struct gl_arena *arena, struct gl_str summary, struct gl_str detail)
{
    gl_buf_add(out, GL_STR("\"error\":"));
    gl_buf_add_json(out, detail.len
                             ? gl_arena_printf(arena, "%.*s: %.*s", GL_STR_ARG(summary), GL_STR_ARG(detail))
                             : summary);
}

static void add_value(struct gl_buf *out, struct gl_arena *arena, const struct gl_tf_value *value)
{
    struct gl_buf type;

    if (has_infinity(value)) {
        add_error(out, arena, GL_STR("the value holds an infinity, which JSON cannot"), GL_STR(""));
        return;
    }
    if (gl_tf_is_unknown(value)) {
        gl_buf_add(out, GL_STR("\"unknown\":true,\"reason\":"));
        gl_buf_add_json(out, gl_arena_printf(arena, "%s: %.*s", gl_reason_word(value->u.unknown->reason),
                                             GL_STR_ARG(value->u.unknown->name)));
        return;
    }
    gl_buf_add(out, GL_STR("\"value\":"));
    gl_tf_print_json(out, value);
    gl_buf_add(out, GL_STR(",\"type\":"));
    gl_buf_init(&type);
    gl_tf_type_print(&type, gl_tf_type_of(arena, value));
    gl_buf_add_json(out, gl_buf_str(&type));
    gl_buf_free(&type);
}

static void answer(struct request *request, struct gl_str text, struct gl_buf *out)
{
    struct gl_tf_eval eval = {.arena = &request->arena,
                              .sources = &request->sources,
                              .resolve = resolve,
                              .read_file = gl_tf_read_below,
                              .list_files = gl_tf_list_below};
    struct gl_tf_scope scope = {.module = request};
    struct gl_source *source = gl_sources_add_text(&request->sources, GL_STR("expression"), text);
    const struct gl_hcl_expr *expr = gl_hcl_parse_expression(source, &request->arena, &request->diags);
    struct gl_tf_value value;

    if (expr)
        gl_tf_references(expr, check_name, &eval);
    if (!expr || request->diags.len)
        add_error(out, &request->arena,
                  request->diags.len ? request->diags.items[0].message
                                     : GL_STR("the expression is malformed"),
                  GL_STR(""));
    else if (!eval.has_problem && gl_tf_evaluate(&eval, &scope, expr, &value))
        add_value(out, &request->arena, &value);
    else
        add_error(out, &request->arena, eval.problem.summary, eval.problem.detail);
}

/* ---- requests ---- */

static bool read_request(struct request *request, struct gl_str line)
{
    static const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_source *source = gl_sources_add_text(&request->sources, GL_STR("line"), line);
    const struct gl_value *vars;

    if (gl_read_json(source, &request->arena, &options, &request->root, &request->diags) != GL_OK)
        return false;
    request->diags.len = 0;
    vars = gl_value_get(&request->root, GL_STR("vars"));
    request->vars = gl_value_is(vars, GL_MAP) ? gl_tf_from_tree(&request->arena, vars)
                                              : gl_tf_make_null(&gl_tf_any, (struct gl_span){0});
    return gl_value_is(gl_value_get(&request->root, GL_STR("expr")), GL_STRING);
}

bool gl_tf_eval_line(struct gl_str json_line, struct gl_buf *out)
{
    struct request request = {0};
    const struct gl_value *id;
    bool is_request;

    gl_sources_init(&request.sources);
    gl_diags_init(&request.diags, &request.arena);
    is_request = read_request(&request, json_line);
    gl_buf_add(out, GL_STR("{"));
    id = is_request ? gl_value_get(&request.root, GL_STR("id")) : NULL;
    if (id) {
        gl_buf_add(out, GL_STR("\"id\":"));
        gl_value_print(out, id);
        gl_buf_add_char(out, ',');
    }
    if (is_request)
        answer(&request, gl_value_get(&request.root, GL_STR("expr"))->u.str, out);
    else
        add_error(out, &request.arena, GL_STR("this line is no request"), GL_STR(""));
    gl_buf_add(out, GL_STR("}\n"));
    gl_sources_free(&request.sources);
    gl_arena_free(&request.arena);
    return is_request;
}
