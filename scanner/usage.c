/* The pages of --help. */
#include "options_table.h"

enum { HELP_COLUMN = 30, WIDTH = 100 };

static void add_spaces(struct gl_buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        gl_buf_add_char(out, ' ');
}

/* `text` from HELP_COLUMN on, broken at words; `used` columns of the first line are taken. */
static void add_help(struct gl_buf *out, size_t used, const char *text)
{
    struct gl_str rest = gl_str_of(text), word;
    size_t column = HELP_COLUMN;

    if (used + 2 > HELP_COLUMN) {
        gl_buf_add_char(out, '\n');
        used = 0;
    }
    add_spaces(out, HELP_COLUMN - used);
    for (bool is_first = true; gl_str_cut(&rest, ' ', &word); is_first = false) {
        if (!is_first && column + 1 + word.len > WIDTH) {
            gl_buf_add_char(out, '\n');
            add_spaces(out, HELP_COLUMN);
            column = HELP_COLUMN;
        } else if (!is_first) {
            gl_buf_add_char(out, ' ');
            column++;
        }
        gl_buf_add(out, word);
        column += word.len;
    }
    gl_buf_add_char(out, '\n');
}

static void add_options(struct gl_buf *out, unsigned use)
{
    gl_buf_add(out, GL_STR("\nOptions:\n"));
    for (size_t i = 0; i < gl_option_row_len; i++) {
        const struct gl_option_row *row = &gl_option_rows[i];
        size_t begin = out->len;

        if (!(row->use & use))
            continue;
        if (row->letter)
            gl_buf_printf(out, "  -%c, --%s", row->letter, row->name);
        else
            gl_buf_printf(out, "      --%s", row->name);
        if (row->value)
            gl_buf_printf(out, " %s", row->value);
        add_help(out, out->len - begin, row->help);
    }
}

static void main_page(struct gl_buf *out)
{
    gl_buf_add(out,
               GL_STR("glacis checks infrastructure code against a written security baseline and shows where "
                      "it deviates.\n\nUsage: glacis COMMAND [OPTION]... [OPERAND]...\n\nCommands:\n"));
    for (size_t i = 0; i < gl_command_row_len; i++) {
        const struct gl_command_row *row = &gl_command_rows[i];
        size_t begin = out->len;

        if (row->is_later || row->is_hidden)
            continue;
        gl_buf_printf(out, "  %s", row->name);
        add_help(out, out->len - begin, row->help);
    }
    add_options(out, GL_FOR_MAIN_PAGE);
    gl_buf_add(out,
               GL_STR("\nExit status: 0 nothing at or above --fail-on; 1 findings; 2 the command line or a "
                      "baseline is wrong;\n3 something could not be read, what was found is reported.\n"
                      "glacis COMMAND --help tells more of a command.\n"));
}

static void add_scan_notes(struct gl_buf *out)
{
    gl_buf_add(
        out,
        GL_STR("\nPATH is a file or a folder; - reads one document from standard input.\n"
               "\nExamples:\n"
               "  glacis scan\n"
               "  glacis scan infra -f text -f sarif -o glacis.sarif\n"
               "  glacis scan cdk.out --fail-on high --parameters prod.json\n"
               "\nExit status:\n"
               "  0  scan complete, nothing at or above --fail-on\n"
               "  1  scan complete, findings at or above --fail-on\n"
               "  2  the command line, a baseline or a configuration file is wrong: nothing was scanned\n"
               "  3  an input could not be read or understood; what was found is still reported\n"));
}

static void add_reach_notes(struct gl_buf *out)
{
    gl_buf_add(
        out,
        GL_STR("\nPATH is a file or a folder; - reads one document from standard input. Every cluster of the "
               "scan\n"
               "(an overlay, a chart, a folder of manifests) is listed by itself.\n"
               "Without --pods: the AWS network, with the pods behind its load balancers.\n"
               "\nExamples:\n"
               "  glacis reach infra --from internet --to AWS::RDS::DBInstance/orders --port 5432\n"
               "  glacis reach infra --from compute --to 10.0.4.7 --protocol udp --port 53 --explain\n"
               "  glacis reach infra -f html -o map.html\n"
               "  glacis reach --pods k8s\n"
               "  glacis reach --pods k8s --focus default/db --focus-direction ingress --explain\n"
               "  glacis reach --pods k8s --from shop/web --to shop/db --port 5432\n"
               "  glacis reach --pods k8s -f svg -o map.svg\n"
               "\nExit status of a list:\n"
               "  0  complete\n"
               "  2  the command line is wrong\n"
               "  3  something could not be read or understood, or there is nobody to connect\n"
               "Exit status of a question: 1 yes, 0 no, 3 it depends on something that is not known here\n"));
}

static void add_diff_notes(struct gl_buf *out)
{
    gl_buf_add(
        out,
        GL_STR("\nBEFORE and AFTER are files or folders. Clusters are compared with those of the same name, "
               "or the\none with the other where each side has one.\n"
               "\nExample:\n"
               "  glacis diff --pods main/k8s branch/k8s -f csv\n"
               "\nExit status:\n"
               "  0  complete, whatever the differences\n"
               "  2  the command line is wrong\n"
               "  3  something could not be read or understood, or there is no workload at all\n"));
}

static void add_depth_notes(struct gl_buf *out)
{
    gl_buf_add(
        out,
        GL_STR(
            "\nPATH is a file or a folder of any dialect or of describe answers; - reads one document from "
            "standard\ninput. For each data store and workload and each origin (internet, peer VPC, other "
            "namespace, onprem):\nthe least number of distinct changes after which a path exists, the sets "
            "of "
            "up to three changes that open\none and of which none can be left out, and the layers that "
            "stand.\n"
            "\nExamples:\n"
            "  glacis depth infra\n"
            "  glacis depth infra k8s -f json -o depth.json\n"
            "\nExit status:\n"
            "  0  complete, whatever the depth\n"
            "  2  the command line is wrong\n"
            "  3  something could not be read or understood\n"));
}

void gl_options_help(struct gl_buf *out, enum gl_command command)
{
    const struct gl_command_row *row = NULL;
    unsigned use = GL_FOR_SCAN;

    if (command == GL_COMMAND_HELP || command == GL_COMMAND_VERSION) {
        main_page(out);
        return;
    }
    for (size_t i = 0; i < gl_command_row_len && !row; i++) {
        if (gl_command_rows[i].command == command)
            row = &gl_command_rows[i];
    }
    gl_assert(row); /* every command has a row */
    gl_buf_printf(out, "Usage: %s\n\n%s\n", row->usage, row->help);
    if (command == GL_COMMAND_EXPLAIN)
        use = GL_FOR_EXPLAIN;
    else if (command == GL_COMMAND_BASELINE)
        use = GL_FOR_BASELINE;
    else if (command == GL_COMMAND_REACH)
        use = GL_FOR_REACH;
    else if (command == GL_COMMAND_DIFF)
        use = GL_FOR_DIFF;
    else if (command == GL_COMMAND_DEPTH)
        use = GL_FOR_DEPTH;
    if (command == GL_COMMAND_SCAN)
        add_scan_notes(out);
    else if (command == GL_COMMAND_REACH)
        add_reach_notes(out);
    else if (command == GL_COMMAND_DIFF)
        add_diff_notes(out);
    else if (command == GL_COMMAND_DEPTH)
        add_depth_notes(out);
    add_options(out, use);
}
