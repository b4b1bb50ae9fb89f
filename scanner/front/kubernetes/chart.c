#include "front/kubernetes/chart.h"

#include "front/environment.h"
#include "front/kubernetes/manifest.h"
#include "front/kubernetes/rendered.h"

/* ---- finding ---- */

/* The outermost chart that a file is a part of; NONE: of none. */
static uint32_t chart_of(const struct gl_name_index *folders, struct gl_str path)
{
    static const char *const parts[] = {"templates", "crds", "charts"};
    struct gl_str below = gl_path_dir(path), folder = gl_path_dir(below);
    uint32_t found = GL_NAME_INDEX_NONE;

    while (folder.len < below.len) {
        if (GL_STR_IS_ONE_OF(gl_path_base(below), parts)) {
            uint32_t at = gl_name_index_find(folders, folder);

            found = at != GL_NAME_INDEX_NONE ? at : found;
        }
        below = folder;
        folder = gl_path_dir(below);
    }
    return found;
}

static bool is_template(struct gl_str path)
{
    return gl_str_contains(path, GL_STR("/templates/"));
}

void gl_k8s_find_charts(struct gl_arena *arena, struct gl_inputs *inputs, struct gl_k8s_charts *charts)
{
    struct gl_name_index folders = {0};
    size_t len;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_str path = inputs->items[i].source->path, folder = gl_path_dir(path);

        if (!gl_str_eq(gl_path_base(path), GL_STR("Chart.yaml")) || inputs->items[i].kind != GL_INPUT_OTHER)
            continue;
        if (gl_name_index_add(arena, &folders, folder, (uint32_t)charts->len) == GL_NAME_INDEX_NONE)
            *GL_PUSH(arena, charts->items, charts->len, charts->capacity) =
                (struct gl_k8s_chart){.folder = folder};
    }
    for (size_t i = 0; charts->len && i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];
        uint32_t at =
            input->kind == GL_INPUT_OTHER ? chart_of(&folders, input->source->path) : GL_NAME_INDEX_NONE;

        if (at == GL_NAME_INDEX_NONE)
            continue;
        input->kind = GL_INPUT_CHART_PART;
        charts->items[at].template_len += is_template(input->source->path);
    }
    len = charts->len;
    charts->len = 0;
    for (size_t i = 0; i < len; i++) {
        struct gl_k8s_chart chart = charts->items[i];

        /* its Chart.yaml is a part of another one */
        if (chart_of(&folders, gl_arena_printf(arena, "%.*s/Chart.yaml", GL_STR_ARG(chart.folder))) ==
            GL_NAME_INDEX_NONE)
            charts->items[charts->len++] = chart;
    }
}

/* ---- what was rendered ---- */

static struct gl_input *part(const struct gl_k8s_charting *charting, struct gl_str folder, struct gl_str name)
{
    return gl_inputs_find(charting->inputs, gl_arena_printf(charting->arena, "%.*s/%.*s", GL_STR_ARG(folder),
                                                            GL_STR_ARG(name)));
}

/* The template's text, read when it is first asked for; NULL: it cannot be. */
static const struct gl_source *read_template(const struct gl_k8s_charting *charting, struct gl_input *input)
{
    const char *why;

    if (!input)
        return NULL;
    input->is_claimed = true;
    if (!input->source->is_read && gl_source_read_into(input->source, charting->arena, &why) != GL_OK)
        return NULL;
    return input->source;
}

static void load_rendered(struct gl_k8s_charting *charting, const struct gl_k8s_chart *chart,
                          const struct gl_k8s_rendered *rendered, const struct gl_source *declared)
{
    struct gl_read_options options = {
        .duplicate_key = GL_DIAG_NOTE, .last_key_counts = true, .tells_lost_keys = true};
    struct gl_str name = gl_path_base(chart->folder), environment = charting->options->environment;
    struct gl_documents documents = {0};
    struct gl_source *output;
    struct gl_unit *unit;
    size_t last = 0;

    output = gl_sources_add_text(
        charting->sources,
        gl_arena_printf(charting->arena, "%.*s (as Helm renders it)", GL_STR_ARG(declared->uri)),
        rendered->text);
    if (gl_read_yaml(output, charting->arena, &options, &documents, charting->diags) != GL_OK &&
        !documents.len)
        return;
    unit = gl_k8s_add_unit(charting->arena, charting->output, name, declared,
                           environment.len ? environment : gl_environment_of_folders(chart->folder));
    for (size_t i = 0; i < documents.len; i++) {
        struct gl_value *root = &documents.items[i].root;
        struct gl_str file = gl_k8s_rendered_source(output->text, last, root->span.begin);
        const struct gl_source *into = NULL;

        last = root->span.end;
        if (file.len)
            into = read_template(charting, part(charting, chart->folder, file));
        if (into)
            gl_k8s_place_rendered(output, into, root);
        else /* of a chart that was installed as an archive */
            gl_value_move_spans(root, (struct gl_span){declared->id, 0, 0});
        gl_k8s_add_objects(charting->arena, charting->output, unit, root, charting->diags);
    }
}

/* As a word of a shell: people copy the command, and folders are named by strangers. */
static struct gl_str shell_word(struct gl_arena *arena, struct gl_str text)
{
    struct gl_str rest = text, part, made = GL_STR("'");
    bool is_plain = text.len > 0 && text.ptr[0] != '-';

    for (size_t i = 0; i < text.len && is_plain; i++) {
        char c = text.ptr[i];

        is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || gl_is_digit(c) || strchr("._/-", c);
    }
    if (is_plain)
        return text;
    for (bool is_first = true; gl_str_cut(&rest, '\'', &part); is_first = false)
        made =
            gl_arena_printf(arena, "%.*s%s%.*s", GL_STR_ARG(made), is_first ? "" : "'\\''", GL_STR_ARG(part));
    return gl_arena_printf(arena, "%.*s'", GL_STR_ARG(made));
}

static void tell_not_scanned(struct gl_k8s_charting *charting, const struct gl_k8s_chart *chart,
                             const struct gl_source *declared, const struct gl_k8s_rendered *rendered)
{
    struct gl_str name = gl_path_base(chart->folder), word = shell_word(charting->arena, name);
    struct gl_str shown = shell_word(charting->arena, chart->shown.len ? chart->shown : chart->folder);
    struct gl_span span = {declared->id, 0, 0};

    charting->not_read += chart->template_len;
    if (rendered)
        gl_diag_add(charting->diags, GL_DIAG_INCOMPLETE, span,
                    "make `helm template` work on it, then scan again",
                    "the chart %.*s was not rendered: %.*s; its templates are not scanned", GL_STR_ARG(name),
                    GL_STR_ARG(rendered->failure));
    else
        gl_diag_add(charting->diags, GL_DIAG_INCOMPLETE, span,
                    gl_arena_printf(
                        charting->arena,
                        "run `glacis scan --render helm %.*s`, or `helm template %.*s %.*s | glacis scan -`",
                        GL_STR_ARG(shown), GL_STR_ARG(word), GL_STR_ARG(shown))
                        .ptr,
                    "a chart of Helm: %zu %s not rendered, so not scanned", chart->template_len,
                    chart->template_len == 1 ? "template is" : "templates are");
}

void gl_k8s_load_charts(struct gl_k8s_charting *charting, const struct gl_k8s_charts *charts)
{
    for (size_t i = 0; i < charts->len; i++) {
        const struct gl_k8s_chart *chart = &charts->items[i];
        struct gl_input *declared = part(charting, chart->folder, GL_STR("Chart.yaml"));
        const struct gl_k8s_rendered *rendered = NULL;

        for (size_t k = 0; k < charting->rendered_len && !rendered; k++) {
            if (gl_str_eq(charting->rendered[k].folder, chart->folder))
                rendered = &charting->rendered[k];
        }
        if (!declared)
            continue;
        declared->is_claimed = true;
        if (rendered && !rendered->failure.len)
            load_rendered(charting, chart, rendered, declared->source);
        else
            tell_not_scanned(charting, chart, declared->source, rendered);
    }
}
