#include "options.h"

#include <string.h>

#include "base/limits.h"
#include "base/suggest.h"
#include "options_parts.h"
#include "options_table.h"

enum { SHOWN_BY_DEFAULT = 1u << GL_FAIL | 1u << GL_OPEN, MAX_OPERANDS = 100000 };

struct parser {
    struct gl_arena *arena;
    struct gl_options *options;
    struct gl_buf *message;
    char **argv;
    int argc, at;
    bool only_operands; /* after "--" */
    bool has_command, has_include;
    const struct gl_option_row *special; /* an option that only reach, or reach and diff, know */
};

static void push_text(struct parser *parser, struct gl_texts *list, struct gl_str text)
{
    *GL_PUSH(parser->arena, list->items, list->len, list->capacity) = text;
}

static enum gl_err refuse(struct parser *parser, struct gl_str sentence)
{
    gl_buf_add(parser->message, sentence);
    return GL_ERR_USAGE;
}

/* "WHAT 'WORD' ...; did you mean NEAREST?" */
static enum gl_err unknown_word(struct parser *parser, const char *what, struct gl_str word,
                                const struct gl_suggestion *suggestion)
{
    gl_buf_add(parser->message, gl_str_of(what));
    gl_buf_add(parser->message, GL_STR(" '"));
    gl_buf_quote(parser->message, word);
    gl_buf_add_char(parser->message, '\'');
    gl_suggestion_add(parser->message, suggestion);
    return GL_ERR_USAGE;
}

static enum gl_err wrong_value(struct parser *parser, const struct gl_option_row *row, struct gl_str value,
                               const char *allowed)
{
    gl_buf_printf(parser->message, "--%s takes %s, not '", row->name, allowed);
    gl_buf_quote(parser->message, value);
    gl_buf_add_char(parser->message, '\'');
    return GL_ERR_USAGE;
}

/* ---- single options ---- */

static enum gl_err take_verdicts(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    struct gl_str rest = value, word;

    if (!parser->has_include)
        parser->options->include = 1u << GL_FAIL;
    parser->has_include = true;
    while (gl_str_cut(&rest, ',', &word)) {
        enum gl_verdict verdict = GL_NOT_APPLICABLE;

        word = gl_str_trim(word);
        for (; verdict <= GL_FAIL; verdict++) {
            if (gl_str_eq(word, gl_str_of(gl_verdict_word(verdict))))
                break;
        }
        if (verdict > GL_FAIL)
            return wrong_value(parser, row, word, "a list of pass, open and not-applicable");
        parser->options->include |= 1u << verdict;
    }
    return GL_OK;
}

static enum gl_err take_fail_on(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    parser->options->has_fail_on = true;
    parser->options->fail_never = gl_str_eq(value, GL_STR("never"));
    if (parser->options->fail_never || gl_severity_parse(value, &parser->options->fail_on))
        return GL_OK;
    return wrong_value(parser, row, value, "critical, high, medium, low or never");
}

static enum gl_err take_threads(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    int64_t number;

    if (!gl_str_to_i64(value, &number) || number < 1 || number > GL_MAX_THREADS)
        return wrong_value(parser, row, value, "a number of threads from 1 to 64");
    parser->options->threads = (unsigned)number;
    return GL_OK;
}

static enum gl_err take_variable(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    size_t equals = gl_str_find_char(value, '=');

    if (equals == GL_STR_NONE || equals == 0)
        return wrong_value(parser, row, value, "NAME=VALUE");
    push_text(parser, &parser->options->variables, value);
    return GL_OK;
}

static enum gl_err take_text(struct parser *parser, const struct gl_option_row *row, struct gl_str value,
                             struct gl_str *ret_text)
{
    if (value.len == 0)
        return wrong_value(parser, row, value, row->value);
    *ret_text = value;
    return GL_OK;
}

static enum gl_err take_reach(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    const char *allowed = row->value;

    if (gl_reach_option_take(parser->arena, &parser->options->reach, row->id, value, &allowed))
        return GL_OK;
    return wrong_value(parser, row, value, allowed);
}

static enum gl_err take_value(struct parser *parser, const struct gl_option_row *row, struct gl_str value)
{
    struct gl_options *options = parser->options;

    switch (row->id) {
    case GL_OPTION_BASELINE:
        return take_text(parser, row, value, &options->baseline);
    case GL_OPTION_ENVIRONMENT:
        return take_text(parser, row, value, &options->environment);
    case GL_OPTION_REGION:
        return take_text(parser, row, value, &options->region);
    case GL_OPTION_ACCOUNT:
        return take_text(parser, row, value, &options->account);
    case GL_OPTION_FORMAT:
        gl_outputs_take_format(parser->arena, options, value);
        return GL_OK;
    case GL_OPTION_OUTPUT:
        return gl_outputs_take_file(parser->arena, options, value, parser->message);
    case GL_OPTION_INCLUDE:
        return take_verdicts(parser, row, value);
    case GL_OPTION_FAIL_ON:
        return take_fail_on(parser, row, value);
    case GL_OPTION_PARAMETERS:
        push_text(parser, &options->parameter_files, value);
        return GL_OK;
    case GL_OPTION_VAR_FILE:
        push_text(parser, &options->var_files, value);
        return GL_OK;
    case GL_OPTION_VAR:
        return take_variable(parser, row, value);
    case GL_OPTION_RENDER:
        options->renders_helm = gl_str_eq(value, GL_STR("helm"));
        return options->renders_helm ? GL_OK : wrong_value(parser, row, value, "helm");
    case GL_OPTION_HELM_VALUES:
        push_text(parser, &options->helm_values, value);
        return GL_OK;
    case GL_OPTION_THREADS:
        return take_threads(parser, row, value);
    case GL_OPTION_FOCUS:
    case GL_OPTION_FOCUS_PEER:
    case GL_OPTION_FOCUS_DIRECTION:
    case GL_OPTION_FOCUS_CONN:
    case GL_OPTION_FROM:
    case GL_OPTION_TO:
    case GL_OPTION_PROTOCOL:
    case GL_OPTION_PORT:
    case GL_OPTION_SOURCE_PORT:
        return take_reach(parser, row, value);
    case GL_OPTION_PODS:
    case GL_OPTION_EXPOSURE:
    case GL_OPTION_EXPLAIN:
    case GL_OPTION_IPV6:
    case GL_OPTION_FAIL_ON_OPEN:
    case GL_OPTION_QUIET:
    case GL_OPTION_VERBOSE:
    case GL_OPTION_NO_COLOR:
    case GL_OPTION_MARKDOWN:
    case GL_OPTION_BATCH:
    case GL_OPTION_VERSION:
    case GL_OPTION_HELP:
        break;
    }
    return GL_ERR_USAGE; /* switches take no value: take_switch */
}

static void take_switch(struct parser *parser, enum gl_option_id id)
{
    struct gl_options *options = parser->options;

    if (id == GL_OPTION_FAIL_ON_OPEN)
        options->fail_on_open = true;
    else if (id == GL_OPTION_QUIET)
        options->is_quiet = true;
    else if (id == GL_OPTION_VERBOSE)
        options->is_verbose = true;
    else if (id == GL_OPTION_NO_COLOR)
        options->no_color = true;
    else if (id == GL_OPTION_MARKDOWN)
        options->is_markdown = true;
    else if (id == GL_OPTION_BATCH)
        options->is_batch = true;
    else if (id == GL_OPTION_PODS)
        options->reach.is_pods = true;
    else if (id == GL_OPTION_EXPOSURE)
        options->reach.has_exposure = true;
    else if (id == GL_OPTION_EXPLAIN)
        options->reach.is_explained = true;
    else if (id == GL_OPTION_IPV6)
        options->reach.has_ipv6 = true;
}

/* ---- words of the command line ---- */

/* --help and --version win over everything that follows and over a missing command. */
static bool take_page(struct parser *parser, enum gl_option_id id)
{
    struct gl_options *options = parser->options;

    if (id == GL_OPTION_HELP) {
        options->help_of = parser->has_command ? options->command : GL_COMMAND_HELP;
        options->command = GL_COMMAND_HELP;
        return true;
    }
    if (id == GL_OPTION_VERSION)
        options->command = GL_COMMAND_VERSION;
    return id == GL_OPTION_VERSION;
}

static enum gl_err next_value(struct parser *parser, const struct gl_option_row *row,
                              struct gl_str *ret_value)
{
    if (parser->at + 1 >= parser->argc) {
        gl_buf_printf(parser->message, "--%s needs a value: --%s %s", row->name, row->name, row->value);
        return GL_ERR_USAGE;
    }
    *ret_value = gl_str_of(parser->argv[++parser->at]);
    return GL_OK;
}

static enum gl_err unknown_option(struct parser *parser, struct gl_str written, struct gl_str name)
{
    struct gl_suggestion suggestion;
    struct gl_buf dashed = {0};
    enum gl_err err;

    gl_suggestion_init(&suggestion, name);
    for (size_t i = 0; i < gl_option_row_len; i++)
        gl_suggestion_offer(&suggestion, gl_str_of(gl_option_rows[i].name));
    if (suggestion.best.len) {
        gl_buf_add(&dashed, GL_STR("--"));
        gl_buf_add(&dashed, suggestion.best);
        suggestion.best = gl_arena_copy(parser->arena, gl_buf_str(&dashed));
        gl_buf_free(&dashed);
    }
    err = unknown_word(parser, "unknown option", written, &suggestion);
    return err;
}

/* Of several, one that only reach has. */
static void note_special(struct parser *parser, const struct gl_option_row *row)
{
    if (!row->use || row->use & ~(unsigned)(GL_FOR_REACH | GL_FOR_DIFF))
        return;
    if (!parser->special || !(row->use & GL_FOR_DIFF))
        parser->special = row;
}

static enum gl_err long_option(struct parser *parser, struct gl_str word, bool *ret_done)
{
    struct gl_str name = gl_str_from(word, 2), value = {0};
    size_t equals = gl_str_find_char(name, '=');
    const struct gl_option_row *row;

    if (equals != GL_STR_NONE) {
        value = gl_str_from(name, equals + 1);
        name = gl_str_slice(name, 0, equals);
    }
    row = gl_option_named(name);
    if (!row)
        return unknown_option(parser, gl_str_slice(word, 0, name.len + 2), name);
    note_special(parser, row);
    if (!row->value) {
        if (equals != GL_STR_NONE) {
            gl_buf_printf(parser->message, "--%s takes no value", row->name);
            return GL_ERR_USAGE;
        }
        *ret_done = take_page(parser, row->id);
        take_switch(parser, row->id);
        return GL_OK;
    }
    if (equals == GL_STR_NONE && next_value(parser, row, &value) != GL_OK)
        return GL_ERR_USAGE;
    return take_value(parser, row, value);
}

/* -qv, -j4, -j 4, -f sarif */
static enum gl_err short_options(struct parser *parser, struct gl_str word, bool *ret_done)
{
    for (size_t i = 1; i < word.len && !*ret_done; i++) {
        const struct gl_option_row *row = gl_option_lettered(word.ptr[i]);
        struct gl_str value = gl_str_from(word, i + 1);

        if (!row)
            return unknown_option(parser, word, gl_str_from(word, 1));
        if (!row->value) {
            *ret_done = take_page(parser, row->id);
            take_switch(parser, row->id);
            continue;
        }
        if (value.len == 0 && next_value(parser, row, &value) != GL_OK)
            return GL_ERR_USAGE;
        return take_value(parser, row, value);
    }
    return GL_OK;
}

static enum gl_err take_command(struct parser *parser, struct gl_str word)
{
    const struct gl_command_row *row = gl_command_named(word);
    struct gl_suggestion suggestion;

    parser->has_command = true;
    if (row && row->is_later) {
        gl_buf_printf(parser->message,
                      "this build does not have the command %s yet; glacis --help lists what it has",
                      row->name);
        return GL_ERR_USAGE;
    }
    if (row) {
        parser->options->command = row->command;
        return GL_OK;
    }
    gl_suggestion_init(&suggestion, word);
    for (size_t i = 0; i < gl_command_row_len; i++) {
        if (!gl_command_rows[i].is_later)
            gl_suggestion_offer(&suggestion, gl_str_of(gl_command_rows[i].name));
    }
    return unknown_word(parser, "unknown command", word, &suggestion);
}

static enum gl_err take_action(struct parser *parser, struct gl_str word)
{
    enum gl_command command = parser->options->command;
    struct gl_suggestion suggestion;

    gl_suggestion_init(&suggestion, word);
    for (size_t i = 0; i < gl_action_row_len; i++) {
        if (gl_action_rows[i].command != command)
            continue;
        gl_suggestion_offer(&suggestion, gl_str_of(gl_action_rows[i].name));
        if (gl_str_eq(word, gl_str_of(gl_action_rows[i].name))) {
            parser->options->action = gl_action_rows[i].action;
            return GL_OK;
        }
    }
    return unknown_word(
        parser, command == GL_COMMAND_BASELINE ? "unknown command: baseline" : "unknown command: debug", word,
        &suggestion);
}

static enum gl_err take_operand(struct parser *parser, struct gl_str word)
{
    struct gl_options *options = parser->options;
    bool wants_action = options->command == GL_COMMAND_BASELINE || options->command == GL_COMMAND_DEBUG;

    if (!parser->has_command)
        return take_command(parser, word);
    if (wants_action && options->action == GL_ACTION_NONE)
        return take_action(parser, word);
    if (word.len == 0)
        return refuse(parser, GL_STR("an empty word is no path"));
    if (options->operands.len >= MAX_OPERANDS)
        return refuse(parser, GL_STR("more than 100,000 paths; give the folder"));
    push_text(parser, &options->operands, word);
    return GL_OK;
}

static enum gl_err take_word(struct parser *parser, bool *ret_done)
{
    struct gl_str word = gl_str_of(parser->argv[parser->at]);

    if (parser->only_operands || word.len < 2 || word.ptr[0] != '-')
        return take_operand(parser, word);
    if (gl_str_eq(word, GL_STR("--"))) {
        parser->only_operands = true;
        return GL_OK;
    }
    return word.ptr[1] == '-' ? long_option(parser, word, ret_done) : short_options(parser, word, ret_done);
}

/* ---- what only the whole line shows ---- */

/* An option that would change nothing silently is refused. */
static enum gl_err check_special(struct parser *parser)
{
    const struct gl_options *options = parser->options;
    const struct gl_option_row *row = parser->special;
    bool is_known = options->command == GL_COMMAND_REACH || options->command == GL_COMMAND_HELP ||
                    (options->command == GL_COMMAND_DIFF && row && row->use & GL_FOR_DIFF);

    if (row && !is_known) {
        gl_buf_printf(parser->message, "--%s is an option of glacis %s", row->name,
                      row->use & GL_FOR_DIFF ? "reach and glacis diff" : "reach");
        return GL_ERR_USAGE;
    }
    return GL_OK;
}

static enum gl_err check_operands(struct parser *parser)
{
    struct gl_options *options = parser->options;
    bool wants_file = options->action == GL_ACTION_CHECK;

    if (options->helm_values.len && !options->renders_helm)
        return refuse(parser, GL_STR("--helm-values needs --render helm: without it no chart is rendered"));
    switch (options->command) {
    case GL_COMMAND_SCAN:
    case GL_COMMAND_REACH:
    case GL_COMMAND_DEPTH:
        break;
    case GL_COMMAND_DIFF:
        if (options->operands.len == 2)
            return GL_OK;
        return refuse(parser, GL_STR("diff needs two paths: what was, and what is to be"));
    case GL_COMMAND_DEBUG:
        if (options->action == GL_ACTION_NONE)
            return refuse(parser,
                          GL_STR("debug needs eval, resources, spans, tree or graph before the path"));
        break;
    case GL_COMMAND_EXPLAIN:
        if (options->operands.len > 0)
            return GL_OK;
        gl_buf_add(parser->message, GL_STR("explain needs a check: its id (GLC-NET-001) or its name"));
        return GL_ERR_USAGE;
    case GL_COMMAND_BASELINE:
        if (options->action == GL_ACTION_NONE)
            return refuse(parser, GL_STR("baseline needs list, show or check"));
        if (wants_file && options->operands.len == 0)
            return refuse(parser, GL_STR("baseline check needs a file"));
        return GL_OK;
    case GL_COMMAND_HELP:
    case GL_COMMAND_VERSION:
        return GL_OK;
    }
    if (options->operands.len == 0)
        push_text(parser, &options->operands, GL_STR("."));
    return GL_OK;
}

/* `glacis help scan` is `glacis scan --help`. */
static void help_of_operand(struct gl_options *options)
{
    const struct gl_command_row *row;

    if (options->command != GL_COMMAND_HELP || options->operands.len == 0)
        return;
    row = gl_command_named(options->operands.items[0]);
    if (row && !row->is_later)
        options->help_of = row->command;
}

enum gl_err gl_options_parse(struct gl_arena *arena, int argc, char **argv, struct gl_options *ret_options,
                             struct gl_buf *reterr_message)
{
    struct parser parser = {
        .arena = arena, .options = ret_options, .message = reterr_message, .argv = argv, .argc = argc};
    bool is_done = false;

    *ret_options = (struct gl_options){.baseline = GL_STR("defense-in-depth"),
                                       .include = SHOWN_BY_DEFAULT,
                                       .reach = {.port = -1, .source_port = -1}};
    for (parser.at = 1; parser.at < argc && !is_done; parser.at++) {
        if (take_word(&parser, &is_done) != GL_OK)
            return GL_ERR_USAGE;
    }
    if (is_done)
        return GL_OK;
    help_of_operand(ret_options);
    if (ret_options->is_quiet && !parser.has_include)
        ret_options->include &= ~(1u << GL_OPEN);
    if (check_special(&parser) != GL_OK || check_operands(&parser) != GL_OK)
        return GL_ERR_USAGE;
    if (gl_outputs_resolve(arena, ret_options, reterr_message) != GL_OK)
        return GL_ERR_USAGE;
    if (ret_options->command == GL_COMMAND_REACH || ret_options->command == GL_COMMAND_DIFF)
        return gl_reach_options_check(ret_options, reterr_message);
    return GL_OK;
}
