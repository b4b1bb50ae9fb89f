#include "front/cloudformation/environment.h"
#include "front/environment.h"

static bool is_environment_name(struct gl_str name)
{
    static const struct gl_str names[] = {
        GL_STR_INIT("environment"),
        GL_STR_INIT("env"),
        GL_STR_INIT("stage"),
        GL_STR_INIT("environmentname"),
        GL_STR_INIT("envname"),
        GL_STR_INIT("stagename"),
        GL_STR_INIT("environmenttype"),
        GL_STR_INIT("envtype"),
        GL_STR_INIT("deploymentenvironment"),
        GL_STR_INIT("environment-name"),
        GL_STR_INIT("environment-type"),
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq_nocase(name, names[i]))
            return true;
    }
    return false;
}

static struct gl_str of_tags(const struct gl_value *tags)
{
    struct gl_str key, value;

    for (size_t i = 0; gl_value_is(tags, GL_LIST) && i < tags->u.list.len; i++) {
        const struct gl_value *tag = &tags->u.list.items[i];

        if (gl_value_text(gl_value_get(tag, GL_STR("Key")), &key) && is_environment_name(key) &&
            gl_value_text(gl_value_get(tag, GL_STR("Value")), &value))
            return gl_environment_of_text(value);
    }
    for (size_t i = 0; gl_value_is(tags, GL_MAP) && i < tags->u.map.len; i++) {
        const struct gl_member *tag = &tags->u.map.members[i];

        if (is_environment_name(tag->key) && gl_value_text(&tag->value, &value))
            return gl_environment_of_text(value);
    }
    return (struct gl_str){0};
}

static struct gl_str of_resources(const struct gl_cfn_eval *eval)
{
    for (size_t i = 0; i < eval->entry_len; i++) {
        const struct gl_value *tags = gl_value_get(&eval->entries[i].resource->properties, GL_STR("Tags"));
        struct gl_str found = tags ? of_tags(tags) : (struct gl_str){0};

        if (found.len)
            return found;
    }
    return (struct gl_str){0};
}

static struct gl_str of_parameters(struct gl_cfn_eval *eval)
{
    for (size_t i = 0; i < eval->parameter_len; i++) {
        struct gl_value value;
        struct gl_str text;

        if (is_environment_name(eval->parameters[i].name) &&
            gl_cfn_parameter(eval, eval->parameters[i].name, (struct gl_span){0}, &value) &&
            !(value.flags & GL_VALUE_SECRET) && gl_value_text(&value, &text) && text.len)
            return gl_environment_of_text(text);
    }
    return (struct gl_str){0};
}

static bool is_boundary(char c)
{
    return c == '/' || c == '-' || c == '_' || c == '.' || c == ' ';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The first part of a name that is a word for an environment: "Prod-Data", "ProdData", "envs/prod/db". */
static struct gl_str of_words(struct gl_str name)
{
    size_t begin = 0;

    for (size_t i = 1; i <= name.len; i++) {
        bool is_end = i == name.len || is_boundary(name.ptr[i]) ||
                      (is_upper(name.ptr[i]) && !is_upper(name.ptr[i - 1]));
        struct gl_str word;

        if (!is_end)
            continue;
        if (is_boundary(name.ptr[begin]))
            begin++;
        word = gl_environment_word(gl_str_slice(name, begin, i));
        if (word.len)
            return word;
        begin = i;
    }
    return (struct gl_str){0};
}

static void set_environment(struct gl_cfn_eval *eval, struct gl_str environment)
{
    eval->unit->environment = environment;
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval->entries[i].nested)
            set_environment(eval->entries[i].nested, environment);
    }
}

void gl_cfn_find_environment(struct gl_cfn_eval *eval, const struct gl_cfn_stack *stack)
{
    const struct gl_front_options *options = eval->set->options;
    struct gl_str found = options ? options->environment : (struct gl_str){0};

    if (!found.len)
        found = eval->unit->environment;
    if (!found.len)
        found = of_tags(stack->tags);
    if (!found.len)
        found = of_resources(eval);
    if (!found.len)
        found = of_parameters(eval);
    if (!found.len)
        found = of_words(eval->unit->name);
    if (!found.len)
        found = gl_environment_of_folders(gl_path_dir(eval->unit->source->uri));
    set_environment(eval, found);
}
