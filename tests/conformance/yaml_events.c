/* The events of libyaml alone, in the notation of the yaml-test-suite's `tree`: what the YAML reader is
 * measured against. yaml_events FILE; exit 1 when libyaml rejects the file. */
#include <stdio.h>

#include <yaml.h>

static void print_properties(const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        printf(" &%s", (const char *)anchor);
    if (tag)
        printf(" <%s>", (const char *)tag);
}

static void print_text(const yaml_char_t *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (text[i]) {
        case '\\':
            fputs("\\\\", stdout);
            break;
        case '\n':
            fputs("\\n", stdout);
            break;
        case '\t':
            fputs("\\t", stdout);
            break;
        case '\r':
            fputs("\\r", stdout);
            break;
        case '\b':
            fputs("\\b", stdout);
            break;
        case '\0':
            fputs("\\0", stdout);
            break;
        default:
            putchar(text[i]);
        }
    }
}

static void print_scalar(const yaml_event_t *event)
{
    static const char marks[] = {[YAML_PLAIN_SCALAR_STYLE] = ':',
                                 [YAML_SINGLE_QUOTED_SCALAR_STYLE] = '\'',
                                 [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = '"',
                                 [YAML_LITERAL_SCALAR_STYLE] = '|',
                                 [YAML_FOLDED_SCALAR_STYLE] = '>'};

    fputs("=VAL", stdout);
    print_properties(event->data.scalar.anchor, event->data.scalar.tag);
    printf(" %c", marks[event->data.scalar.style]);
    print_text(event->data.scalar.value, event->data.scalar.length);
    putchar('\n');
}

static void print_collection(const char *what, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    fputs(what, stdout);
    print_properties(anchor, tag);
    putchar('\n');
}

static void print_event(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_STREAM_START_EVENT:
        puts("+STR");
        break;
    case YAML_STREAM_END_EVENT:
        puts("-STR");
        break;
    case YAML_DOCUMENT_START_EVENT:
        puts(event->data.document_start.implicit ? "+DOC" : "+DOC ---");
        break;
    case YAML_DOCUMENT_END_EVENT:
        puts(event->data.document_end.implicit ? "-DOC" : "-DOC ...");
        break;
    case YAML_SEQUENCE_START_EVENT:
        print_collection(event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? "+SEQ []" : "+SEQ",
                         event->data.sequence_start.anchor, event->data.sequence_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
        puts("-SEQ");
        break;
    case YAML_MAPPING_START_EVENT:
        print_collection(event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? "+MAP {}" : "+MAP",
                         event->data.mapping_start.anchor, event->data.mapping_start.tag);
        break;
    case YAML_MAPPING_END_EVENT:
        puts("-MAP");
        break;
    case YAML_SCALAR_EVENT:
        print_scalar(event);
        break;
    case YAML_ALIAS_EVENT:
        printf("=ALI *%s\n", (const char *)event->data.alias.anchor);
        break;
    default:
        break;
    }
}

static int print_events(FILE *file)
{
    yaml_parser_t parser;
    int is_done = 0, is_good = yaml_parser_initialize(&parser);

    if (is_good)
        yaml_parser_set_input_file(&parser, file);
    while (is_good && !is_done) {
        yaml_event_t event;

        is_good = yaml_parser_parse(&parser, &event);
        if (!is_good)
            break;
        print_event(&event);
        is_done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return is_good ? 0 : 1;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    int code;

    if (!file) {
        fputs("usage: yaml_events FILE\n", stderr);
        return 2;
    }
    code = print_events(file);
    fclose(file);
    return code;
}
