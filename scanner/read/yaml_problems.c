#include "read/yaml_problems.h"

#include <string.h>

static const char check_indent[] = "check the indentation of this line and of those above it";

static const struct {
    const char *sentence;
    struct gl_yaml_problem problem;
} problems[] = {
    {"mapping values are not allowed in this context",
     {"a \":\" where no key can stand", "check the indentation; put a value that holds \": \" in quotes"}},
    {"block sequence entries are not allowed in this context",
     {"a \"- \" where no list can begin", "check the indentation, or put the value in quotes"}},
    {"block mapping keys are not allowed in this context", {"a \"? \" where no key can stand", check_indent}},
    {"did not find expected key", {"a key was expected here", check_indent}},
    {"did not find expected '-' indicator", {"an item of the list was expected here", check_indent}},
    {"could not find expected ':'", {"the key before this has no \":\"", "write \": \" after the key"}},
    {"did not find expected ',' or ']'",
     {"\",\" or \"]\" was expected here", "close the list, or put the value in quotes"}},
    {"did not find expected ',' or '}'",
     {"\",\" or \"}\" was expected here", "close the map, or put the value in quotes"}},
    {"found unexpected end of stream",
     {"the file ends inside a quoted string", "the file may be cut off; close the quotes"}},
    {"found undefined tag handle",
     {"a tag of a handle that no %TAG line declares", "write a tag such as !Sub"}},
    {"found unknown escape character",
     {"unknown escape in a string in double quotes", "double the backslash, or use single quotes"}},
    {"invalid Unicode character escape code",
     {"an escape that is no Unicode character", "write the character itself; YAML has no surrogate pairs"}},
    {"control characters are not allowed",
     {"a control character", "remove it, or write it as \\xNN in double quotes"}},
    {"found duplicate %YAML directive", {"a second %YAML line", "remove it"}},
};

struct gl_yaml_problem gl_yaml_problem(const char *sentence, struct gl_str found)
{
    struct gl_yaml_problem other = {sentence ? sentence : "it cannot be parsed here", NULL};

    for (size_t i = 0; sentence && i < sizeof problems / sizeof *problems; i++) {
        if (strcmp(problems[i].sentence, sentence) == 0)
            return problems[i].problem;
    }
    if (!sentence || strcmp(sentence, "found character that cannot start any token") != 0)
        return other;
    if (gl_str_eq(found, GL_STR("\t")))
        return (struct gl_yaml_problem){"a tab where YAML allows only spaces", "use spaces to indent"};
    return (struct gl_yaml_problem){"a value without quotes cannot begin with this character",
                                    "put the value in quotes"};
}
