#include "front/environment.h"

#include <string.h>

struct gl_str gl_environment_word(struct gl_str text)
{
    static const struct {
        struct gl_str word, environment;
    } words[] = {
        {GL_STR_INIT("dev"), GL_STR_INIT("dev")},          {GL_STR_INIT("develop"), GL_STR_INIT("dev")},
        {GL_STR_INIT("development"), GL_STR_INIT("dev")},  {GL_STR_INIT("sandbox"), GL_STR_INIT("dev")},
        {GL_STR_INIT("staging"), GL_STR_INIT("staging")},  {GL_STR_INIT("stage"), GL_STR_INIT("staging")},
        {GL_STR_INIT("stg"), GL_STR_INIT("staging")},      {GL_STR_INIT("preprod"), GL_STR_INIT("staging")},
        {GL_STR_INIT("pre-prod"), GL_STR_INIT("staging")}, {GL_STR_INIT("uat"), GL_STR_INIT("staging")},
        {GL_STR_INIT("prod"), GL_STR_INIT("prod")},        {GL_STR_INIT("production"), GL_STR_INIT("prod")},
        {GL_STR_INIT("prd"), GL_STR_INIT("prod")},         {GL_STR_INIT("live"), GL_STR_INIT("prod")},
    };

    text = gl_str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (gl_str_eq_nocase(text, words[i].word))
            return words[i].environment;
    }
    return (struct gl_str){0};
}

struct gl_str gl_environment_of_text(struct gl_str text)
{
    struct gl_str word = gl_environment_word(text);

    return word.len ? word : gl_str_trim(text);
}

struct gl_str gl_environment_of_parts(struct gl_str name, const char *separators)
{
    struct gl_str found = {0};
    size_t begin = 0;

    for (size_t i = 0; i <= name.len; i++) {
        struct gl_str word;

        if (i < name.len && (!name.ptr[i] || !strchr(separators, name.ptr[i])))
            continue;
        word = gl_environment_word(gl_str_slice(name, begin, i));
        if (word.len)
            found = word;
        begin = i + 1;
    }
    return found;
}

struct gl_str gl_environment_of_folders(struct gl_str dir)
{
    struct gl_str part, found = {0};

    while (gl_str_cut(&dir, '/', &part)) {
        size_t dash = gl_str_find_last_char(part, '-');
        struct gl_str word = gl_environment_word(part);

        if (!word.len && dash != GL_STR_NONE)
            word = gl_environment_word(gl_str_from(part, dash + 1));
        if (word.len)
            found = word;
    }
    return found;
}

struct gl_str gl_partition_of_region(struct gl_str region)
{
    static const struct {
        struct gl_str prefix, partition;
    } rows[] = {
        {GL_STR_INIT("cn-"), GL_STR_INIT("aws-cn")},
        {GL_STR_INIT("us-gov-"), GL_STR_INIT("aws-us-gov")},
        {GL_STR_INIT("us-isob-"), GL_STR_INIT("aws-iso-b")},
        {GL_STR_INIT("us-isof-"), GL_STR_INIT("aws-iso-f")},
        {GL_STR_INIT("eu-isoe-"), GL_STR_INIT("aws-iso-e")},
        {GL_STR_INIT("us-iso-"), GL_STR_INIT("aws-iso")},
        {GL_STR_INIT("eusc-"), GL_STR_INIT("aws-eusc")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (gl_str_starts_with(region, rows[i].prefix))
            return rows[i].partition;
    }
    return region.len ? GL_STR("aws") : region;
}

struct gl_str gl_partition_dns_suffix(struct gl_str partition)
{
    if (!partition.len)
        return partition;
    return gl_str_eq(partition, GL_STR("aws-cn")) ? GL_STR("amazonaws.com.cn") : GL_STR("amazonaws.com");
}
