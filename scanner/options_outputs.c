/* -f FORMAT and -o FILE: pairs in the order of the command line. Which formats there are depends on the
 * command, so names are looked up when the whole line is known. */
#include "base/suggest.h"
#include "options_parts.h"
#include "reports/depth.h"
#include "reports/map.h"
#include "reports/relation.h"
#include "reports/report.h"

/* The formats of one command. */
struct formats {
    struct gl_str *names, *suffixes;
    size_t len, capacity;
    const char *endings; /* for people */
    const char *who;     /* writes them */
    enum { OF_SCAN = 0, OF_RELATION, OF_DEPTH, OF_MAP } family;
};

static struct gl_output_option *push_output(struct gl_arena *arena, struct gl_options *options)
{
    return GL_PUSH(arena, options->outputs, options->output_len, options->output_capacity);
}

/* An output whose format is still to come: -o before its -f. */
static struct gl_output_option *pending(const struct gl_options *options)
{
    struct gl_output_option *last = options->output_len ? &options->outputs[options->output_len - 1] : NULL;

    return last && last->format.len == 0 ? last : NULL;
}

void gl_outputs_take_format(struct gl_arena *arena, struct gl_options *options, struct gl_str format)
{
    struct gl_output_option *output = pending(options);

    if (!output)
        output = push_output(arena, options);
    output->format = format.len ? format : GL_STR(" "); /* an empty word is no format either */
}

enum gl_err gl_outputs_take_file(struct gl_arena *arena, struct gl_options *options, struct gl_str file,
                                 struct gl_buf *reterr_message)
{
    struct gl_output_option *last = options->output_len ? &options->outputs[options->output_len - 1] : NULL;

    if (file.len == 0) {
        gl_buf_add(reterr_message, GL_STR("--output needs the name of a file"));
        return GL_ERR_USAGE;
    }
    if (gl_str_eq(file, GL_STR("-")))
        return GL_OK; /* what a format without a file does anyway */
    if (!last || last->file.len)
        last = push_output(arena, options);
    last->file = file;
    return GL_OK;
}

static void push_format(struct gl_arena *arena, struct formats *formats, struct gl_str name,
                        struct gl_str suffix)
{
    size_t capacity = formats->capacity, len = formats->len;

    *GL_PUSH(arena, formats->names, len, capacity) = name;
    *GL_PUSH(arena, formats->suffixes, formats->len, formats->capacity) = suffix;
}

static struct formats formats_of(struct gl_arena *arena, const struct gl_options *options)
{
    enum gl_command command = options->command;
    size_t report_len, relation_len, depth_len, map_len;
    const struct gl_report_writer *reports = gl_report_writers(&report_len);
    const struct gl_relation_writer *relations = gl_relation_writers(&relation_len);
    const struct gl_depth_writer *depths = gl_depth_writers(&depth_len);
    const struct gl_map_writer *maps = gl_map_writers(&map_len);
    struct formats formats = {
        .family = OF_SCAN, .endings = ".sarif, .json or .txt", .who = "this build writes"};

    if (command == GL_COMMAND_DEPTH) {
        formats.family = OF_DEPTH;
        formats.endings = ".txt, .csv or .json";
        formats.who = "depth writes";
        for (size_t i = 0; i < depth_len; i++)
            push_format(arena, &formats, depths[i].name, depths[i].suffix);
    } else if (command == GL_COMMAND_REACH && !options->reach.is_pods) {
        formats.family = OF_MAP;
        formats.endings = ".txt, .json, .dot, .svg or .html";
        formats.who = "reach writes";
        for (size_t i = 0; i < map_len; i++)
            push_format(arena, &formats, maps[i].name, maps[i].suffix);
    } else if (command == GL_COMMAND_REACH || command == GL_COMMAND_DIFF) {
        formats.family = OF_RELATION;
        formats.endings = ".txt, .csv, .json, .dot, .svg or .html";
        formats.who = "reach and diff write";
        for (size_t i = 0; i < relation_len; i++)
            push_format(arena, &formats, relations[i].name, relations[i].suffix);
    } else {
        for (size_t i = 0; i < report_len; i++)
            push_format(arena, &formats, reports[i].name, reports[i].suffix);
    }
    return formats;
}

static enum gl_err unknown_format(const struct formats *formats, struct gl_str format,
                                  struct gl_buf *reterr_message)
{
    struct gl_suggestion suggestion;

    gl_suggestion_init(&suggestion, format);
    for (size_t i = 0; i < formats->len; i++)
        gl_suggestion_offer(&suggestion, formats->names[i]);
    gl_buf_printf(reterr_message, "%s no format '", formats->who);
    gl_buf_quote(reterr_message, gl_str_trim(format));
    gl_buf_add(reterr_message,
               formats->family == OF_RELATION ? GL_STR("'; they write ") : GL_STR("'; it writes "));
    for (size_t i = 0; i < formats->len; i++) {
        if (i > 0)
            gl_buf_add(reterr_message, i + 1 == formats->len ? GL_STR(" and ") : GL_STR(", "));
        gl_buf_add(reterr_message, formats->names[i]);
    }
    gl_suggestion_add(reterr_message, &suggestion);
    return GL_ERR_USAGE;
}

static enum gl_err no_format(const struct formats *formats, struct gl_str file, struct gl_buf *reterr_message)
{
    gl_buf_add(reterr_message, GL_STR("no format for --output "));
    gl_buf_quote(reterr_message, file);
    gl_buf_printf(reterr_message, "; give one with --format, or a name that ends in %s", formats->endings);
    return GL_ERR_USAGE;
}

static enum gl_err resolve(const struct formats *formats, struct gl_output_option *output,
                           struct gl_buf *reterr_message)
{
    size_t at = 0, len;

    for (; at < formats->len; at++) {
        if (output->format.len ? gl_str_eq(output->format, formats->names[at])
                               : gl_str_ends_with(output->file, formats->suffixes[at]))
            break;
    }
    if (at == formats->len && output->format.len)
        return unknown_format(formats, output->format, reterr_message);
    if (at == formats->len)
        return no_format(formats, output->file, reterr_message);
    output->format = formats->names[at];
    if (formats->family == OF_RELATION)
        output->relation = &gl_relation_writers(&len)[at];
    else if (formats->family == OF_MAP)
        output->map = &gl_map_writers(&len)[at];
    else if (formats->family == OF_DEPTH)
        output->depth = &gl_depth_writers(&len)[at];
    else
        output->writer = &gl_report_writers(&len)[at];
    return GL_OK;
}

/* Two reports at one place would be one mess. */
static enum gl_err check_places(const struct gl_options *options, struct gl_buf *reterr_message)
{
    const struct gl_output_option *on_terminal = NULL;

    for (size_t i = 0; i < options->output_len; i++) {
        const struct gl_output_option *output = &options->outputs[i];

        if (output->file.len == 0 && on_terminal) {
            gl_buf_printf(
                reterr_message,
                "both --format %.*s and --format %.*s would go to standard output; give one of them a "
                "file with --output",
                GL_STR_ARG(on_terminal->format), GL_STR_ARG(output->format));
            return GL_ERR_USAGE;
        }
        if (output->file.len == 0)
            on_terminal = output;
        for (size_t j = 0; j < i; j++) {
            if (output->file.len && gl_str_eq(options->outputs[j].file, output->file)) {
                gl_buf_add(reterr_message, GL_STR("two reports would be written to "));
                gl_buf_quote(reterr_message, output->file);
                return GL_ERR_USAGE;
            }
        }
    }
    return GL_OK;
}

enum gl_err gl_outputs_resolve(struct gl_arena *arena, struct gl_options *options,
                               struct gl_buf *reterr_message)
{
    struct formats formats = formats_of(arena, options);

    if (options->output_len == 0)
        push_output(arena, options)->format = formats.family == OF_SCAN ? GL_STR("text") : GL_STR("txt");
    for (size_t i = 0; i < options->output_len; i++) {
        if (resolve(&formats, &options->outputs[i], reterr_message) != GL_OK)
            return GL_ERR_USAGE;
    }
    return check_places(options, reterr_message);
}
