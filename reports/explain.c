#include "reports/explain.h"

#include "reports/wrap.h"

enum { DEFAULT_WIDTH = 100, LABEL = 15 };

static struct gl_str dialect_title(struct gl_str dialect)
{
    static const struct {
        struct gl_str dialect, title;
    } titles[] = {
        {GL_STR_INIT("cloudformation"), GL_STR_INIT("CloudFormation")},
        {GL_STR_INIT("cdk"), GL_STR_INIT("CDK")},
        {GL_STR_INIT("terraform"), GL_STR_INIT("Terraform")},
        {GL_STR_INIT("kubernetes"), GL_STR_INIT("Kubernetes")},
    };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (gl_str_eq(titles[i].dialect, dialect))
            return titles[i].title;
    }
    return dialect;
}

static struct gl_str framework_title(struct gl_str framework)
{
    static const struct {
        struct gl_str framework, title;
    } titles[] = {
        {GL_STR_INIT("cis_aws"), GL_STR_INIT("CIS AWS 3.0")},
        {GL_STR_INIT("fsbp"), GL_STR_INIT("AWS FSBP")},
        {GL_STR_INIT("nist_800_53"), GL_STR_INIT("NIST 800-53")},
        {GL_STR_INIT("pci_4"), GL_STR_INIT("PCI DSS 4.0")},
        {GL_STR_INIT("other"), GL_STR_INIT("other")},
    };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (gl_str_eq(titles[i].framework, framework))
            return titles[i].title;
    }
    return framework;
}

static void add_list(struct gl_buf *out, const struct gl_text_list *list, struct gl_str separator)
{
    for (size_t i = 0; i < list->len; i++) {
        if (i > 0)
            gl_buf_add(out, separator);
        gl_buf_quote(out, list->items[i]);
    }
}

static void add_fallback(struct gl_buf *out, const struct gl_param *param)
{
    struct gl_str text;

    if (gl_value_text(&param->fallback, &text))
        gl_buf_quote(out, text);
    else
        gl_value_print(out, &param->fallback);
}

/* ---- text ---- */

static void add_label(struct gl_buf *out, struct gl_str label)
{
    gl_buf_add(out, GL_STR("  "));
    gl_buf_add(out, label);
    gl_add_spaces(out, gl_columns(label) + 3 > LABEL ? 1 : LABEL - 2 - gl_columns(label));
}

static void add_labelled(struct gl_buf *out, struct gl_str label, struct gl_str text, size_t width)
{
    size_t at = gl_columns(label) + 3 > LABEL ? gl_columns(label) + 3 : LABEL;

    add_label(out, label);
    gl_wrap(out, text, at, LABEL, width);
    gl_buf_add_char(out, '\n');
}

static void add_remedy_text(struct gl_buf *out, const struct gl_remedy *remedy, size_t width)
{
    struct gl_str rest = remedy->text, line;
    bool is_code = gl_str_find_char(remedy->text, '\n') != GL_STR_NONE;

    gl_buf_add(out, GL_STR("\n  "));
    gl_buf_add(out, dialect_title(remedy->dialect));
    gl_buf_add_char(out, '\n');
    if (!is_code) {
        gl_add_spaces(out, 4);
        gl_wrap(out, remedy->text, 4, 4, width);
        gl_buf_add_char(out, '\n');
        return;
    }
    while (gl_str_cut(&rest, '\n', &line)) {
        if (line.len)
            gl_add_spaces(out, 4);
        gl_buf_quote(out, line);
        gl_buf_add_char(out, '\n');
    }
}

static void add_paragraph(struct gl_buf *out, const char *title, struct gl_str text, size_t width)
{
    if (!text.len)
        return;
    gl_buf_printf(out, "\n%s\n  ", title);
    gl_wrap(out, text, 2, 2, width);
    gl_buf_add_char(out, '\n');
}

static void add_params_text(struct gl_buf *out, const struct gl_check *check, size_t width)
{
    if (check->param_len == 0)
        return;
    gl_buf_add(out, GL_STR("\nParameters a baseline may set\n"));
    for (size_t i = 0; i < check->param_len; i++) {
        size_t begin = out->len;

        gl_buf_add(out, GL_STR("  "));
        gl_buf_quote(out, check->params[i].name);
        gl_buf_add(out, GL_STR(" = "));
        add_fallback(out, &check->params[i]);
        gl_buf_add(out, GL_STR("  "));
        gl_wrap(out, check->params[i].what, gl_columns((struct gl_str){out->ptr + begin, out->len - begin}),
                4, width);
        gl_buf_add_char(out, '\n');
    }
}

void gl_explain_text(struct gl_buf *out, const struct gl_check *check, const struct gl_text_list *asked_by,
                     size_t width)
{
    struct gl_buf list;

    width = width ? width : DEFAULT_WIDTH;
    gl_buf_init(&list);
    gl_buf_quote(out, check->id);
    gl_buf_add(out, GL_STR("  "));
    gl_wrap(out, check->title, gl_columns(check->id) + 2, gl_columns(check->id) + 2, width);
    gl_buf_add(out, GL_STR("\n\n"));
    add_labelled(out, GL_STR("name"), check->name, width);
    add_labelled(out, GL_STR("severity"), gl_str_of(gl_severity_word(check->severity)), width);
    add_list(&list, &check->applies_to, GL_STR(", "));
    if (list.len)
        add_labelled(out, GL_STR("looks at"), gl_buf_str(&list), width);
    if (check->seed.len)
        add_labelled(out, GL_STR("promised"), check->seed, width);
    list.len = 0;
    if (asked_by)
        add_list(&list, asked_by, GL_STR(", "));
    if (list.len)
        add_labelled(out, GL_STR("asked by"), gl_buf_str(&list), width);
    add_paragraph(out, "Why", check->why, width);
    if (check->remedy_len)
        gl_buf_add(out, GL_STR("\nHow to fix\n"));
    for (size_t i = 0; i < check->remedy_len; i++)
        add_remedy_text(out, &check->remedies[i], width);
    add_params_text(out, check, width);
    if (check->control_len)
        gl_buf_add(out, GL_STR("\nControls\n"));
    for (size_t i = 0; i < check->control_len; i++) {
        list.len = 0;
        add_list(&list, &check->controls[i].ids, GL_STR(", "));
        add_labelled(out, framework_title(check->controls[i].framework), gl_buf_str(&list), width);
    }
    gl_buf_free(&list);
}

/* ---- Markdown ---- */

/* The check's own texts are Markdown already (backquotes); what could break out of a table cell is escaped.
 */
static void add_cell(struct gl_buf *out, struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|')
            gl_buf_add_char(out, '\\');
        gl_buf_add_char(out, (char)(text.ptr[i] == '\n' ? ' ' : text.ptr[i]));
    }
}

static void add_remedy_markdown(struct gl_buf *out, const struct gl_remedy *remedy)
{
    bool is_code = gl_str_find_char(gl_str_trim(remedy->text), '\n') != GL_STR_NONE &&
                   gl_str_find(remedy->text, GL_STR("```")) == GL_STR_NONE;

    gl_buf_add(out, GL_STR("\n### "));
    gl_buf_add(out, dialect_title(remedy->dialect));
    gl_buf_add(out, is_code ? GL_STR("\n\n```\n") : GL_STR("\n\n"));
    gl_buf_add(out, gl_str_trim(remedy->text));
    gl_buf_add(out, is_code ? GL_STR("\n```\n") : GL_STR("\n"));
}

static void add_params_markdown(struct gl_buf *out, const struct gl_check *check)
{
    if (check->param_len == 0)
        return;
    gl_buf_add(out, GL_STR("\n## Parameters\n\nA baseline may set these.\n\n| name | default | what |\n| --- "
                           "| --- | --- |\n"));
    for (size_t i = 0; i < check->param_len; i++) {
        gl_buf_add(out, GL_STR("| `"));
        add_cell(out, check->params[i].name);
        gl_buf_add(out, GL_STR("` | `"));
        add_fallback(out, &check->params[i]);
        gl_buf_add(out, GL_STR("` | "));
        add_cell(out, check->params[i].what);
        gl_buf_add(out, GL_STR(" |\n"));
    }
}

static void add_row(struct gl_buf *out, const char *label, struct gl_str text)
{
    gl_buf_printf(out, "| %s | ", label);
    add_cell(out, text);
    gl_buf_add(out, GL_STR(" |\n"));
}

static void add_facts(struct gl_buf *out, const struct gl_check *check, const struct gl_text_list *asked_by)
{
    struct gl_buf list;

    gl_buf_init(&list);
    gl_buf_add(out, GL_STR("| | |\n| --- | --- |\n| name | `"));
    add_cell(out, check->name);
    gl_buf_add(out, GL_STR("` |\n"));
    add_row(out, "severity", gl_str_of(gl_severity_word(check->severity)));
    for (size_t i = 0; i < check->applies_to.len; i++) {
        gl_buf_add(&list, i ? GL_STR(", `") : GL_STR("`"));
        gl_buf_add(&list, check->applies_to.items[i]);
        gl_buf_add_char(&list, '`');
    }
    if (list.len)
        add_row(out, "looks at", gl_buf_str(&list));
    if (check->seed.len)
        add_row(out, "promised", check->seed);
    list.len = 0;
    if (asked_by)
        add_list(&list, asked_by, GL_STR(", "));
    if (list.len)
        add_row(out, "asked by", gl_buf_str(&list));
    gl_buf_free(&list);
}

static void add_body(struct gl_buf *out, const struct gl_check *check)
{
    if (check->why.len) {
        gl_buf_add(out, GL_STR("\n## Why\n\n"));
        gl_buf_add(out, gl_str_trim(check->why));
        gl_buf_add_char(out, '\n');
    }
    if (check->remedy_len)
        gl_buf_add(out, GL_STR("\n## How to fix\n"));
    for (size_t i = 0; i < check->remedy_len; i++)
        add_remedy_markdown(out, &check->remedies[i]);
    add_params_markdown(out, check);
    if (check->control_len)
        gl_buf_add(out, GL_STR("\n## Controls\n\n"));
    for (size_t i = 0; i < check->control_len; i++) {
        gl_buf_add(out, GL_STR("- "));
        gl_buf_add(out, framework_title(check->controls[i].framework));
        gl_buf_add(out, GL_STR(": "));
        add_list(out, &check->controls[i].ids, GL_STR(", "));
        gl_buf_add_char(out, '\n');
    }
}

void gl_explain_markdown(struct gl_buf *out, const struct gl_check *check)
{
    gl_buf_add(out, GL_STR("**"));
    gl_buf_add(out, check->title);
    gl_buf_add(out, GL_STR("**\n"));
    add_body(out, check);
}

void gl_explain_page(struct gl_buf *out, const struct gl_check *check, const struct gl_text_list *asked_by)
{
    gl_buf_add(out, GL_STR("# "));
    gl_buf_add(out, check->id);
    gl_buf_add(out, GL_STR(": "));
    gl_buf_add(out, check->title);
    gl_buf_add(out, GL_STR("\n\n"));
    add_facts(out, check, asked_by);
    add_body(out, check);
}
