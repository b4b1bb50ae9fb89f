/* Rendered documents back to the lines of their templates. */
#include "read_fixture.h"

#include "front/kubernetes/rendered.h"

struct world {
    struct gl_sources sources;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_source *rendered, *of_template;
    struct gl_documents documents;
};

static void place(struct world *w, const char *of_template, const char *rendered)
{
    const struct gl_read_options options = {0};

    *w = (struct world){0};
    gl_sources_init(&w->sources);
    gl_diags_init(&w->diags, &w->arena);
    w->of_template = gl_sources_add_text(&w->sources, GL_STR("t.yaml"), gl_str_of(of_template));
    w->rendered = gl_sources_add_text(&w->sources, GL_STR("r"), gl_str_of(rendered));
    assert_int_equal(gl_read(w->rendered, &w->arena, &options, &w->documents, &w->diags), GL_OK);
    for (size_t i = 0; i < w->documents.len; i++)
        gl_k8s_place_rendered(w->rendered, w->of_template, &w->documents.items[i].root);
}

static void unload(struct world *w)
{
    gl_arena_free(&w->arena);
    gl_sources_free(&w->sources);
}

/* The text of the template that a value of the first document comes from. */
static void assert_place(const struct world *w, const char *path, unsigned line, const char *text)
{
    const struct gl_value *value = gl_value_path(&w->documents.items[0].root, path);
    struct gl_str found;

    assert_non_null(value);
    assert_int_equal(value->span.source, w->of_template->id);
    assert_int_equal(gl_source_position(w->of_template, value->span.begin).line, line);
    found = gl_source_slice(w->of_template, value->span);
    if (!gl_str_eq(found, gl_str_of(text)))
        fail_msg("%s: %.*s", path, GL_STR_ARG(found));
}

static void test_literal_lines_keep_their_columns(void **state)
{
    struct world w;

    (void)state;
    place(&w, "{{- if .Values.on }}\nkind: Pod\nspec:\n    hostNetwork: true\n{{- end }}\n",
          "# Source: a/templates/t.yaml\nkind: Pod\nspec:\n    hostNetwork: true\n");
    assert_place(&w, "kind", 2, "Pod");
    assert_place(&w, "spec.hostNetwork", 4, "true");
    assert_place(&w, "spec", 4, "hostNetwork: true");
    unload(&w);
}

static void test_a_value_that_an_action_wrote_is_the_action(void **state)
{
    struct world w;

    (void)state;
    place(&w, "metadata:\n  name: {{ .Release.Name }}-web\nimage: \"{{ .Values.image }}:1\"\n",
          "metadata:\n  name: shop-web\nimage: \"nginx:1\"\n");
    assert_place(&w, "metadata.name", 2, "{{ .Release.Name }}-web");
    assert_place(&w, "image", 3, "\"{{ .Values.image }}:1\"");
    unload(&w);
}

static void test_lines_that_an_action_wrote_are_its_line(void **state)
{
    struct world w;

    (void)state;
    place(&w, "resources:\n  {{- toYaml .Values.resources | nindent 2 }}\nkind: Pod\n",
          "resources:\n  limits:\n    cpu: 1\nkind: Pod\n");
    assert_place(&w, "resources.limits.cpu", 2, "{{- toYaml .Values.resources | nindent 2 }}");
    assert_place(&w, "kind", 3, "Pod");
    unload(&w);
}

static void test_every_turn_of_a_range_is_its_body(void **state)
{
    struct world w;

    (void)state;
    place(&w,
          "env:\n{{- range .Values.hosts }}\n- name: HOST_{{ . }}\n  value: {{ . | quote }}\n{{- end "
          "}}\nkind: Pod\n",
          "env:\n- name: HOST_a\n  value: \"a\"\n- name: HOST_b\n  value: \"b\"\nkind: Pod\n");
    assert_place(&w, "env.0.value", 4, "{{ . | quote }}");
    assert_place(&w, "env.1.name", 3, "HOST_{{ . }}");
    assert_place(&w, "env.1.value", 4, "{{ . | quote }}");
    assert_place(&w, "kind", 6, "Pod");
    unload(&w);
}

static void test_arms_of_an_if_are_told_apart(void **state)
{
    struct world w;

    (void)state;
    place(&w, "{{- if .a }}\ntype: NodePort\n{{- else }}\ntype: ClusterIP\n{{- end }}\n",
          "type: ClusterIP\n");
    assert_place(&w, "type", 4, "ClusterIP");
    unload(&w);
}

static void test_what_no_line_matches_is_the_first_line(void **state)
{
    struct world w;

    (void)state;
    place(&w, "{{ include \"all\" . }}\n", "kind: Pod\nspec: {a: b}\n");
    assert_place(&w, "spec.a", 1, "{{ include \"all\" . }}");
    unload(&w);
}

static void test_documents_of_one_template_are_placed_each(void **state)
{
    struct world w;

    (void)state;
    place(&w, "kind: Pod\n---\nkind: Service\n",
          "---\n# Source: a\nkind: Service\n---\n# Source: a\nkind: Pod\n");
    assert_int_equal(w.documents.len, 2);
    assert_place(&w, "kind", 3, "Service");
    unload(&w);
}

static void test_the_source_of_a_document_is_named_without_its_chart(void **state)
{
    struct gl_str text = GL_STR("---\n# Source: c/charts/sub/templates/a.yaml\n# note\nkind: Pod\n");

    (void)state;
    assert_true(gl_str_eq(gl_k8s_rendered_source(text, 0, text.len), GL_STR("charts/sub/templates/a.yaml")));
    assert_int_equal(gl_k8s_rendered_source(text, 0, 4).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literal_lines_keep_their_columns),
        cmocka_unit_test(test_a_value_that_an_action_wrote_is_the_action),
        cmocka_unit_test(test_lines_that_an_action_wrote_are_its_line),
        cmocka_unit_test(test_every_turn_of_a_range_is_its_body),
        cmocka_unit_test(test_arms_of_an_if_are_told_apart),
        cmocka_unit_test(test_what_no_line_matches_is_the_first_line),
        cmocka_unit_test(test_documents_of_one_template_are_placed_each),
        cmocka_unit_test(test_the_source_of_a_document_is_named_without_its_chart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
