#include "options_table.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

const struct gl_option_row gl_option_rows[] = {
    {GL_OPTION_PODS, 0, "pods", NULL, "the connections of pods, by the network policies of their clusters",
     GL_FOR_REACH | GL_FOR_DIFF},
    {GL_OPTION_FOCUS, 0, "focus", "NAMES",
     "only connections of these workloads: namespace/name or name, separated by commas; ingress-controller",
     GL_FOR_REACH},
    {GL_OPTION_FOCUS_PEER, 0, "focus-peer", "NAMES", "... with these", GL_FOR_REACH},
    {GL_OPTION_FOCUS_DIRECTION, 0, "focus-direction", "ingress|egress", "... into them, or out of them only",
     GL_FOR_REACH},
    {GL_OPTION_FOCUS_CONN, 0, "focus-conn", "PROTOCOL-PORT", "only connections on that port: tcp-8080",
     GL_FOR_REACH},
    {GL_OPTION_EXPOSURE, 0, "exposure", NULL,
     "also what pods and namespaces that are not in the scan could reach, and who is not protected at all",
     GL_FOR_REACH},
    {GL_OPTION_IPV6, 0, "ipv6", NULL, "also ranges of IPv6 addresses, where a policy names any",
     GL_FOR_REACH | GL_FOR_DIFF},
    {GL_OPTION_EXPLAIN, 0, "explain", NULL,
     "for each connection the policies and rules, with file and line, that allow it and deny the rest (txt, "
     "json)",
     GL_FOR_REACH},
    {GL_OPTION_FROM, 0, "from", "END",
     "with --to: one question, answered by yes, no or may. END is internet, onprem, an address, a CIDR "
     "block, a tier of "
     "the baseline, KIND/NAME, an id or name, namespace/pod; with --pods also ingress-controller",
     GL_FOR_REACH},
    {GL_OPTION_TO, 0, "to", "END", "see --from", GL_FOR_REACH},
    {GL_OPTION_PROTOCOL, 0, "protocol", "tcp|udp|icmp|NUMBER",
     "of the question (default: tcp with --port, else any)", GL_FOR_REACH},
    {GL_OPTION_PORT, 0, "port", "N", "of the question: where the receiver is spoken to (default: any)",
     GL_FOR_REACH},
    {GL_OPTION_SOURCE_PORT, 0, "source-port", "N",
     "of the question: where the sender takes answers (default: any)", GL_FOR_REACH},
    {GL_OPTION_BASELINE, 'b', "baseline", "NAME|FILE",
     "what is asked: defense-in-depth (default), audit, all, or a file of your own",
     GL_FOR_SCAN | GL_FOR_REACH},
    {GL_OPTION_ENVIRONMENT, 0, "environment", "dev|staging|prod",
     "the environment of every stack and root module; otherwise its name, tags, variables and file tell it",
     GL_FOR_TREES},
    {GL_OPTION_REGION, 0, "region", "REGION", "the region where no stack or provider states one",
     GL_FOR_TREES},
    {GL_OPTION_ACCOUNT, 0, "account", "ID", "the account where no stack or provider states one",
     GL_FOR_TREES},
    {GL_OPTION_PARAMETERS, 0, "parameters", "FILE",
     "values of template parameters (AWS CLI, CodePipeline or CDK form); repeatable", GL_FOR_TREES},
    {GL_OPTION_VAR_FILE, 0, "var-file", "FILE",
     "values of Terraform variables (.tfvars, .tfvars.json); repeatable, later ones win", GL_FOR_TREES},
    {GL_OPTION_VAR, 0, "var", "NAME=VALUE",
     "the value of one parameter or variable; repeatable, wins over files", GL_FOR_TREES},
    {GL_OPTION_RENDER, 0, "render", "helm",
     "run your own `helm template` on each chart before the scan, without network, and scan what it writes",
     GL_FOR_TREES},
    {GL_OPTION_HELM_VALUES, 0, "helm-values", "FILE", "values for --render helm; repeatable, later ones win",
     GL_FOR_TREES},
    {GL_OPTION_FORMAT, 'f', "format", "FORMAT",
     "text (default), sarif or json; repeatable, each with its --output", GL_FOR_SCAN},
    {GL_OPTION_OUTPUT, 'o', "output", "FILE",
     "where the report of the --format before it goes; - is standard output", GL_FOR_TREES},
    {GL_OPTION_FORMAT, 'f', "format", "FORMAT",
     "txt (default), csv, json, dot, svg or html (diff and questions: txt, csv or json); repeatable, each "
     "with its --output",
     GL_FOR_REACH | GL_FOR_DIFF},
    {GL_OPTION_FORMAT, 'f', "format", "FORMAT",
     "txt (default), csv or json; repeatable, each with its --output", GL_FOR_DEPTH},
    {GL_OPTION_INCLUDE, 0, "include", "LIST",
     "outcomes listed beside fail: pass, open, not-applicable (default: open; nothing with -q)", GL_FOR_SCAN},
    {GL_OPTION_FAIL_ON, 0, "fail-on", "SEVERITY",
     "exit 1 from this severity on: critical, high, medium, low, never (default: what the baseline says)",
     GL_FOR_SCAN},
    {GL_OPTION_FAIL_ON_OPEN, 0, "fail-on-open", NULL, "treat open like fail for the exit code", GL_FOR_SCAN},
    {GL_OPTION_THREADS, 'j', "jobs", "N", "threads, 1 to 64 (default: one per processor)", GL_FOR_TREES},
    {GL_OPTION_QUIET, 'q', "quiet", NULL, "nothing but findings", GL_FOR_SCAN},
    {GL_OPTION_QUIET, 'q', "quiet", NULL, "nothing but connections", GL_FOR_REACH | GL_FOR_DIFF},
    {GL_OPTION_VERBOSE, 'v', "verbose", NULL,
     "also notes, on standard error, where only machine formats are written", GL_FOR_TREES},
    {GL_OPTION_NO_COLOR, 0, "no-color", NULL, "no colour, also on a terminal (so does NO_COLOR)", GL_FOR_ALL},
    {GL_OPTION_MARKDOWN, 0, "markdown", NULL, "Markdown, as in docs/checks", GL_FOR_EXPLAIN},
    {GL_OPTION_BATCH, 0, "batch", NULL, "debug eval: JSON lines on standard input", 0},
    {GL_OPTION_VERSION, 'V', "version", NULL, "the version", GL_FOR_ALL},
    {GL_OPTION_HELP, 'h', "help", NULL, "this page", GL_FOR_ALL},
};
const size_t gl_option_row_len = COUNT(gl_option_rows);

const struct gl_command_row gl_command_rows[] = {
    {GL_COMMAND_SCAN, false, false, "scan", "glacis scan [OPTION]... [PATH]...",
     "find every template under PATH (default: this folder), check it, report"},
    {GL_COMMAND_REACH, false, false, "reach", "glacis reach [--pods] [OPTION]... [PATH]...",
     "who can reach whom in the AWS network: all flows, or the answer to one question; --pods: in clusters"},
    {GL_COMMAND_DIFF, false, false, "diff", "glacis diff --pods [OPTION]... BEFORE AFTER",
     "which connections of pods a change adds, removes or alters"},
    {GL_COMMAND_DEPTH, false, false, "depth", "glacis depth [OPTION]... [PATH]...",
     "how many changes stand between the internet and each data store and workload, and which"},
    {GL_COMMAND_EXPLAIN, false, false, "explain", "glacis explain [--markdown] CHECK...",
     "what a check means, why it matters, how to fix it, which controls it serves"},
    {GL_COMMAND_BASELINE, false, false, "baseline", "glacis baseline list | show [NAME|FILE] | check FILE...",
     "the baselines: which there are, what one asks, whether a file is right"},
    {GL_COMMAND_DEBUG, false, true, "debug",
     "glacis debug resources|canonical|spans|tree|graph|objects|network|flows PATH... | packets PATH... "
     "QUESTIONS | "
     "eval EXPRESSION... | eval --batch",
     "what glacis makes of a file; unstable, for tests"},
    {GL_COMMAND_HELP, false, true, "help", "glacis help [COMMAND]", "this page, or the page of a command"},
    {GL_COMMAND_VERSION, false, true, "version", "glacis version", "the version"},
    {GL_COMMAND_HELP, true, true, "live", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "probe", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "report", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "collect", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "drift", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "fix", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "lsp", NULL, NULL},
    {GL_COMMAND_HELP, true, true, "history", NULL, NULL},
};
const size_t gl_command_row_len = COUNT(gl_command_rows);

const struct gl_action_row gl_action_rows[] = {
    {GL_COMMAND_BASELINE, GL_ACTION_LIST, "list"},
    {GL_COMMAND_BASELINE, GL_ACTION_SHOW, "show"},
    {GL_COMMAND_BASELINE, GL_ACTION_CHECK, "check"},
    {GL_COMMAND_DEBUG, GL_ACTION_EVAL, "eval"},
    {GL_COMMAND_DEBUG, GL_ACTION_RESOURCES, "resources"},
    {GL_COMMAND_DEBUG, GL_ACTION_SPANS, "spans"},
    {GL_COMMAND_DEBUG, GL_ACTION_TREE, "tree"},
    {GL_COMMAND_DEBUG, GL_ACTION_GRAPH, "graph"},
    {GL_COMMAND_DEBUG, GL_ACTION_OBJECTS, "objects"},
    {GL_COMMAND_DEBUG, GL_ACTION_CANONICAL, "canonical"},
    {GL_COMMAND_DEBUG, GL_ACTION_NETWORK, "network"},
    {GL_COMMAND_DEBUG, GL_ACTION_PACKETS, "packets"},
    {GL_COMMAND_DEBUG, GL_ACTION_FLOWS, "flows"},
};
const size_t gl_action_row_len = COUNT(gl_action_rows);

const struct gl_option_row *gl_option_named(struct gl_str name)
{
    for (size_t i = 0; i < gl_option_row_len; i++) {
        if (gl_str_eq(name, gl_str_of(gl_option_rows[i].name)))
            return &gl_option_rows[i];
    }
    return NULL;
}

const struct gl_option_row *gl_option_lettered(char letter)
{
    for (size_t i = 0; i < gl_option_row_len; i++) {
        if (gl_option_rows[i].letter == letter)
            return &gl_option_rows[i];
    }
    return NULL;
}

const struct gl_command_row *gl_command_named(struct gl_str name)
{
    for (size_t i = 0; i < gl_command_row_len; i++) {
        if (gl_str_eq(name, gl_str_of(gl_command_rows[i].name)))
            return &gl_command_rows[i];
    }
    return NULL;
}
