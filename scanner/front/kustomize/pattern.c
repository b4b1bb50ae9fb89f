#include "front/kustomize/pattern.h"

#include "front/terraform/function/regex.h"

struct gl_kust_pattern {
    struct gl_str literal; /* no character of it means anything else */
    bool is_literal;
    struct gl_tf_regex regex;
    struct gl_span span;
};

static bool is_literal(struct gl_str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (strchr(".^$*+?()[]{}|\\", pattern.ptr[i]))
            return false;
    }
    return true;
}

struct gl_kust_pattern *gl_kust_pattern_init(struct gl_kust *kust, const struct gl_value *text,
                                             struct gl_str pattern)
{
    struct gl_kust_pattern *made = GL_NEW(kust->arena, struct gl_kust_pattern);
    struct gl_tf_regex_mistake mistake;

    made->span = text->span;
    if (is_literal(pattern)) {
        made->is_literal = true;
        made->literal = pattern;
        return made;
    }
    if (gl_tf_regex_init(&made->regex, kust->arena,
                         gl_arena_printf(kust->arena, "^(?:%.*s)$", GL_STR_ARG(pattern)), &mistake))
        return made;
    gl_tf_regex_free(&made->regex);
    gl_kust_tell(kust, text->span, "correct it (the syntax is RE2's)", "no regular expression: %s",
                 mistake.what);
    return NULL;
}

bool gl_kust_pattern_matches(struct gl_kust *kust, struct gl_kust_pattern *pattern, struct gl_str text)
{
    enum gl_tf_regex_answer answer;

    if (pattern->is_literal)
        return gl_str_eq(pattern->literal, text);
    answer = gl_tf_regex_match(&pattern->regex, text, 0);
    if (answer == GL_TF_REGEX_TOO_LONG)
        gl_kust_tell(kust, pattern->span, "write a simpler one",
                     "matching this regular expression takes too long");
    return answer == GL_TF_REGEX_MATCH;
}

void gl_kust_pattern_free(struct gl_kust_pattern *pattern)
{
    if (pattern && !pattern->is_literal)
        gl_tf_regex_free(&pattern->regex);
}

static struct gl_kust_pattern *field_pattern(struct gl_kust *kust, const struct gl_value *written,
                                             const char *field, bool *reterr_broken)
{
    struct gl_kust_pattern *pattern;
    struct gl_str text;

    if (!gl_kust_text(written, field, &text))
        return NULL;
    pattern = gl_kust_pattern_init(kust, gl_kust_get(written, field), text);
    *reterr_broken = *reterr_broken || !pattern;
    return pattern;
}

void gl_kust_target_init(struct gl_kust *kust, const struct gl_value *written, struct gl_kust_target *target)
{
    struct gl_str text;

    *target = (struct gl_kust_target){0};
    target->group = field_pattern(kust, written, "group", &target->is_broken);
    target->version = field_pattern(kust, written, "version", &target->is_broken);
    target->kind = field_pattern(kust, written, "kind", &target->is_broken);
    target->name = field_pattern(kust, written, "name", &target->is_broken);
    target->ns = field_pattern(kust, written, "namespace", &target->is_broken);
    if (gl_kust_text(written, "labelSelector", &text))
        target->labels = gl_kust_get(written, "labelSelector");
    if (gl_kust_text(written, "annotationSelector", &text))
        target->annotations = gl_kust_get(written, "annotationSelector");
}

void gl_kust_target_free(struct gl_kust_target *target)
{
    gl_kust_pattern_free(target->group);
    gl_kust_pattern_free(target->version);
    gl_kust_pattern_free(target->kind);
    gl_kust_pattern_free(target->name);
    gl_kust_pattern_free(target->ns);
}

static bool matches(struct gl_kust *kust, struct gl_kust_pattern *pattern, struct gl_str text)
{
    return !pattern || gl_kust_pattern_matches(kust, pattern, text);
}

bool gl_kust_target_selects(struct gl_kust *kust, const struct gl_kust_target *target,
                            const struct gl_kust_object *object)
{
    struct gl_kust_id first = gl_kust_original_id(object);
    const struct gl_kust_id *now = &object->id;
    const struct gl_value *metadata = gl_value_get(&object->root, GL_STR("metadata"));

    if (target->is_broken || object->root.type != GL_MAP)
        return false;
    return matches(kust, target->kind, now->kind) && matches(kust, target->group, now->group) &&
           matches(kust, target->version, now->version) &&
           (matches(kust, target->name, first.name) || matches(kust, target->name, now->name)) &&
           (matches(kust, target->ns, first.ns) || matches(kust, target->ns, now->ns)) &&
           (!target->labels ||
            gl_kust_selector_matches(kust, target->labels, gl_value_get(metadata, GL_STR("labels")))) &&
           (!target->annotations || gl_kust_selector_matches(kust, target->annotations,
                                                             gl_value_get(metadata, GL_STR("annotations"))));
}
