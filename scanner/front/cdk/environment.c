#include "front/cdk/environment.h"
#include "front/environment.h"

static const struct gl_value *member_of(const struct gl_value *map, struct gl_str lower, struct gl_str upper)
{
    const struct gl_value *value = gl_value_get(map, lower);

    return value ? value : gl_value_get(map, upper);
}

const struct gl_value *gl_cdk_tag_map(struct gl_arena *arena, const struct gl_value *list)
{
    struct gl_value *map = GL_NEW(arena, struct gl_value);

    if (!gl_value_is(list, GL_LIST))
        return NULL;
    *map = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = list->span};
    map->u.map.members = GL_NEW_ARRAY(arena, struct gl_member, list->u.list.len);
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];
        const struct gl_value *key = member_of(item, GL_STR("key"), GL_STR("Key"));
        const struct gl_value *value = member_of(item, GL_STR("value"), GL_STR("Value"));
        struct gl_str name = {0};

        if (value && gl_value_text(key, &name))
            map->u.map.members[map->u.map.len++] = (struct gl_member){name, key->span, *value};
    }
    return map;
}

static struct gl_str lower_case(struct gl_arena *arena, struct gl_str text)
{
    struct gl_str copy = gl_arena_copy(arena, text);
    char *bytes = GL_NEW_ARRAY(arena, char, text.len);

    for (size_t i = 0; i < copy.len; i++)
        bytes[i] = (char)(copy.ptr[i] >= 'A' && copy.ptr[i] <= 'Z' ? copy.ptr[i] + 'a' - 'A' : copy.ptr[i]);
    return (struct gl_str){bytes, copy.len};
}

static struct gl_str environment_of_tags(struct gl_arena *arena, const struct gl_value *tags)
{
    static const struct gl_str names[] = {GL_STR_INIT("Environment"), GL_STR_INIT("Env"),
                                          GL_STR_INIT("Stage")};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t j = 0; j < gl_value_len(tags); j++) {
            const struct gl_member *tag = &tags->u.map.members[j];
            struct gl_str text = {0}, word;

            if (!gl_str_eq_nocase(tag->key, names[i]) || !gl_value_text(&tag->value, &text) || text.len == 0)
                continue;
            word = gl_environment_word(text);
            return word.len ? word : lower_case(arena, text);
        }
    }
    return (struct gl_str){0};
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Cuts the next word off "Prod/Data", "prod-data" or "ProdData"; false at the end. `ret_alone`: nothing is
 * joined to it, as in "prod-data". */
static bool cut_word(struct gl_str *rest, struct gl_str *ret_word, bool *ret_alone)
{
    size_t begin = 0, end;

    while (begin < rest->len && !is_upper(rest->ptr[begin]) && !is_lower_or_digit(rest->ptr[begin]))
        begin++;
    if (begin == rest->len)
        return false;
    for (end = begin + 1; end < rest->len; end++) {
        char c = rest->ptr[end];

        if (!is_lower_or_digit(c) && !(is_upper(c) && is_upper(rest->ptr[end - 1])))
            break;
    }
    *ret_alone = begin > 0 && (end == rest->len || !is_upper(rest->ptr[end]));
    *ret_word = gl_str_slice(*rest, begin, end);
    *rest = gl_str_from(*rest, end);
    return true;
}

/* Words that name an environment only when they stand alone: "DeployStage" and "LiveChat" do not. */
static bool is_ambiguous(struct gl_str word)
{
    return gl_str_eq_nocase(word, GL_STR("stage")) || gl_str_eq_nocase(word, GL_STR("live")) ||
           gl_str_eq_nocase(word, GL_STR("develop"));
}

static struct gl_str without_number(struct gl_str word)
{
    while (word.len && word.ptr[word.len - 1] >= '0' && word.ptr[word.len - 1] <= '9')
        word.len--;
    return word;
}

static struct gl_str environment_in_name(struct gl_arena *arena, struct gl_str name)
{
    struct gl_str rest = gl_arena_printf(arena, "/%.*s", GL_STR_ARG(name)), part, before = {0};
    bool is_alone;

    while (cut_word(&rest, &part, &is_alone)) {
        struct gl_str word = gl_environment_word(without_number(part));

        if (gl_str_eq_nocase(before, GL_STR("pre")) && gl_str_eq(word, GL_STR("prod")))
            return GL_STR("staging");
        /* "DevOps" is a job, "non-prod" says only what it is not. */
        if (word.len && (is_alone || !is_ambiguous(part)) && !gl_str_starts_with(rest, GL_STR("Ops")) &&
            !gl_str_eq_nocase(before, GL_STR("non")))
            return word;
        before = part;
    }
    return (struct gl_str){0};
}

void gl_cdk_set_environment(struct gl_arena *arena, struct gl_unit *unit,
                            const struct gl_front_options *options, const struct gl_value *tags,
                            struct gl_str display)
{
    struct gl_str environment = options ? options->environment : (struct gl_str){0};

    if (environment.len == 0)
        environment = environment_of_tags(arena, tags);
    if (environment.len == 0)
        environment = environment_in_name(arena, display);
    if (environment.len == 0)
        environment = environment_in_name(arena, unit->name);
    unit->environment = environment;
}

static struct gl_str first_set(struct gl_str option, struct gl_str derived)
{
    return option.len ? option : derived;
}

void gl_cdk_set_target(struct gl_unit *unit, const struct gl_front_options *options, struct gl_str target)
{
    static const struct gl_front_options none = {0};
    struct gl_str account = {0}, region = {0};

    options = options ? options : &none;
    if (gl_str_starts_with(target, GL_STR("aws://"))) {
        region = gl_str_from(target, 6);
        if (!gl_str_cut(&region, '/', &account))
            region = (struct gl_str){0};
    }
    if (gl_str_eq(account, GL_STR("unknown-account")))
        account = (struct gl_str){0};
    if (gl_str_eq(region, GL_STR("unknown-region")))
        region = (struct gl_str){0};
    unit->account = first_set(options->account, account);
    unit->region = first_set(options->region, region);
    unit->partition = first_set(options->partition, gl_partition_of_region(unit->region));
}
