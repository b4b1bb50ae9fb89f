/* The words of the command line as tables: options.c parses by them, usage.c prints them. */
#ifndef GL_OPTIONS_TABLE_H
#define GL_OPTIONS_TABLE_H

#include "options.h"

enum gl_option_id {
    GL_OPTION_BASELINE = 0,
    GL_OPTION_ENVIRONMENT,
    GL_OPTION_REGION,
    GL_OPTION_ACCOUNT,
    GL_OPTION_PARAMETERS,
    GL_OPTION_VAR_FILE,
    GL_OPTION_VAR,
    GL_OPTION_RENDER,
    GL_OPTION_HELM_VALUES,
    GL_OPTION_FORMAT,
    GL_OPTION_OUTPUT,
    GL_OPTION_INCLUDE,
    GL_OPTION_FAIL_ON,
    GL_OPTION_FAIL_ON_OPEN,
    GL_OPTION_THREADS,
    GL_OPTION_QUIET,
    GL_OPTION_VERBOSE,
    GL_OPTION_NO_COLOR,
    GL_OPTION_MARKDOWN,
    GL_OPTION_BATCH,
    GL_OPTION_VERSION,
    GL_OPTION_HELP,
    GL_OPTION_PODS,
    GL_OPTION_FOCUS,
    GL_OPTION_FOCUS_PEER,
    GL_OPTION_FOCUS_DIRECTION,
    GL_OPTION_FOCUS_CONN,
    GL_OPTION_EXPOSURE,
    GL_OPTION_EXPLAIN,
    GL_OPTION_FROM,
    GL_OPTION_TO,
    GL_OPTION_PROTOCOL,
    GL_OPTION_PORT,
    GL_OPTION_SOURCE_PORT,
    GL_OPTION_IPV6,
};

/* Whose help page lists an option; every command accepts all of them (CONTRACT.md). */
enum gl_option_use {
    GL_FOR_SCAN = 1u << 0,
    GL_FOR_EXPLAIN = 1u << 1,
    GL_FOR_BASELINE = 1u << 2,
    GL_FOR_MAIN_PAGE = 1u << 3,
    GL_FOR_REACH = 1u << 4,
    GL_FOR_DIFF = 1u << 5,
    GL_FOR_DEPTH = 1u << 6,
    GL_FOR_TREES =
        GL_FOR_SCAN | GL_FOR_REACH | GL_FOR_DIFF | GL_FOR_DEPTH, /* commands that load what is scanned */
    GL_FOR_ALL = GL_FOR_TREES | GL_FOR_EXPLAIN | GL_FOR_BASELINE | GL_FOR_MAIN_PAGE,
};

struct gl_option_row {
    enum gl_option_id id;
    char letter; /* 0: none */
    const char *name, *value, *help;
    unsigned use;
};

struct gl_command_row {
    enum gl_command command;
    bool is_later;  /* a command of the contract that this build does not have */
    bool is_hidden; /* not on the main page */
    const char *name, *usage, *help;
};

struct gl_action_row {
    enum gl_command command;
    enum gl_action action;
    const char *name;
};

extern const struct gl_option_row gl_option_rows[];
extern const size_t gl_option_row_len;
extern const struct gl_command_row gl_command_rows[];
extern const size_t gl_command_row_len;
extern const struct gl_action_row gl_action_rows[];
extern const size_t gl_action_row_len;

const struct gl_option_row *gl_option_named(struct gl_str name); /* NULL: unknown */
const struct gl_option_row *gl_option_lettered(char letter);
const struct gl_command_row *gl_command_named(struct gl_str name);

#endif
