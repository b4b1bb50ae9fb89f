#include <stdio.h>

#include "front/kustomize/build.h"

/* kustomize reads objects as YAML 1.2 with the dates of 1.1, and writes JSON's types: what it takes for text
 * reaches the API as text, though kubectl would read the same file in another way. */

enum { HOURS = 24, SIXTY = 60, MONTHS = 12, LONGEST_DATE = 40 };

typedef struct gl_value settle(struct gl_kust *kust, const struct gl_value *scalar);

static bool is_old_bool(struct gl_str text)
{
    static const char *const words[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    struct gl_value value = {.type = GL_STRING, .style = GL_PLAIN, .u = {.str = text}};

    return gl_scalar_type(&value, GL_DIALECT_KUBERNETES) == GL_BOOL && !GL_STR_IS_ONE_OF(text, words);
}

static struct gl_value settle_word(struct gl_kust *kust, const struct gl_value *scalar)
{
    struct gl_value made = *scalar;

    (void)kust;
    if (scalar->type == GL_STRING && scalar->style == GL_PLAIN && is_old_bool(scalar->u.str))
        made.style = GL_QUOTED;
    return made;
}

/* ---- walking ---- */

static struct gl_value walk(struct gl_kust *kust, const struct gl_value *value, settle *settle_one);

static struct gl_value walk_list(struct gl_kust *kust, const struct gl_value *list, settle *settle_one)
{
    struct gl_value made = *list;

    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];
        struct gl_value settled = walk(kust, item, settle_one);

        if (gl_kust_is_same(&settled, item))
            continue;
        if (made.u.list.items == list->u.list.items) {
            if (!gl_kust_step(kust, list->u.list.len, list->span))
                return *list;
            made.u.list.items = GL_NEW_ARRAY(kust->arena, struct gl_value, list->u.list.len);
            memcpy(made.u.list.items, list->u.list.items, list->u.list.len * sizeof *item);
        }
        made.u.list.items[i] = settled;
    }
    return made;
}

static bool own_members(struct gl_kust *kust, struct gl_value *made, const struct gl_value *map)
{
    if (made->u.map.members != map->u.map.members)
        return true;
    if (!gl_kust_step(kust, map->u.map.len, map->span))
        return false;
    made->u.map.members = GL_NEW_ARRAY(kust->arena, struct gl_member, map->u.map.len);
    memcpy(made->u.map.members, map->u.map.members, map->u.map.len * sizeof *map->u.map.members);
    return true;
}

/* A key that is written like a Boolean, without quotes. */
static bool is_word_key(const struct gl_member *member)
{
    return member->key.len && member->key_span.end - member->key_span.begin == member->key.len &&
           strchr("yYnNoO", member->key.ptr[0]) && is_old_bool(member->key);
}

static struct gl_value walk_map(struct gl_kust *kust, const struct gl_value *map, settle *settle_one)
{
    struct gl_value made = *map;

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];
        struct gl_value settled = walk(kust, &member->value, settle_one);
        bool is_word = is_word_key(member);

        if (!is_word && gl_kust_is_same(&settled, &member->value))
            continue;
        if (!own_members(kust, &made, map))
            return *map;
        made.u.map.members[i].value = settled;
        if (is_word) /* no width: no reader of plain keys takes it for a Boolean */
            made.u.map.members[i].key_span.end = member->key_span.begin;
    }
    return made;
}

static struct gl_value walk(struct gl_kust *kust, const struct gl_value *value, settle *settle_one)
{
    if (value->type == GL_LIST)
        return walk_list(kust, value, settle_one);
    if (value->type == GL_MAP)
        return walk_map(kust, value, settle_one);
    return settle_one(kust, value);
}

struct gl_value gl_kust_settle_words(struct gl_kust *kust, const struct gl_value *value)
{
    return walk(kust, value, settle_word);
}

/* ---- dates ---- */

/* Up to `most` digits; false when there is none. */
static bool take_number(struct gl_str *text, size_t most, unsigned *ret_number)
{
    size_t len = 0;

    *ret_number = 0;
    for (; len < most && len < text->len && gl_is_digit(text->ptr[len]); len++)
        *ret_number = *ret_number * 10 + (unsigned)(text->ptr[len] - '0');
    *text = gl_str_from(*text, len);
    return len > 0;
}

static bool take(struct gl_str *text, char c)
{
    if (!text->len || text->ptr[0] != c)
        return false;
    *text = gl_str_from(*text, 1);
    return true;
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? days[1] + 1u : days[month - 1];
}

/* "Z", "+02:00", or nothing where the date and the time are apart. */
static bool is_zone(struct gl_str text, bool is_apart)
{
    unsigned hours, minutes;

    if (!text.len)
        return is_apart;
    if (is_apart)
        return false;
    if (gl_str_eq(text, GL_STR("Z")))
        return true;
    if (text.len != sizeof "+00:00" - 1 || (text.ptr[0] != '+' && text.ptr[0] != '-'))
        return false;
    text = gl_str_from(text, 1);
    return take_number(&text, 2, &hours) && take(&text, ':') && take_number(&text, 2, &minutes) &&
           hours < HOURS && minutes < SIXTY;
}

static struct gl_str take_fraction(struct gl_str *text)
{
    struct gl_str fraction = *text;
    size_t len = 1;

    if (!text->len || text->ptr[0] != '.')
        return (struct gl_str){0};
    while (len < text->len && gl_is_digit(text->ptr[len]))
        len++;
    fraction.len = len;
    *text = gl_str_from(*text, len);
    while (fraction.len && (fraction.ptr[fraction.len - 1] == '0' || fraction.len == 1))
        fraction.len--;
    return fraction;
}

/* As Go writes a time (RFC 3339) that YAML 1.1 takes this text for; empty: it is none. */
static struct gl_str date_of(struct gl_arena *arena, struct gl_str text)
{
    unsigned year, month, day, hour, minute, second;
    bool is_apart;
    struct gl_str fraction;

    if (text.len > LONGEST_DATE || !take_number(&text, 4, &year) || !take(&text, '-') ||
        !take_number(&text, 2, &month) || !take(&text, '-') || !take_number(&text, 2, &day) || month < 1 ||
        month > MONTHS || day < 1 || day > days_of(year, month))
        return (struct gl_str){0};
    if (!text.len)
        return gl_arena_printf(arena, "%04u-%02u-%02uT00:00:00Z", year, month, day);
    is_apart = text.ptr[0] == ' ';
    if (!is_apart && text.ptr[0] != 'T' && text.ptr[0] != 't')
        return (struct gl_str){0};
    text = gl_str_from(text, 1);
    if (!take_number(&text, 2, &hour) || !take(&text, ':') || !take_number(&text, 2, &minute) ||
        !take(&text, ':') || !take_number(&text, 2, &second) || hour >= HOURS || minute >= SIXTY ||
        second >= SIXTY)
        return (struct gl_str){0};
    fraction = take_fraction(&text);
    if (!is_zone(text, is_apart))
        return (struct gl_str){0};
    return gl_arena_printf(arena, "%04u-%02u-%02uT%02u:%02u:%02u%.*s%.*s", year, month, day, hour, minute,
                           second, GL_STR_ARG(fraction), is_apart ? 1 : (int)text.len,
                           is_apart ? "Z" : text.ptr);
}

static struct gl_value settle_date(struct gl_kust *kust, const struct gl_value *scalar)
{
    enum { YEAR = 4, SHORTEST_DATE = 8 };
    struct gl_value made = *scalar;
    struct gl_str date;

    if (scalar->type != GL_STRING || scalar->style != GL_PLAIN || scalar->tag == GL_TAG_STR ||
        scalar->u.str.len < SHORTEST_DATE || !gl_is_digit(scalar->u.str.ptr[0]) ||
        scalar->u.str.ptr[YEAR] != '-')
        return made;
    date = date_of(kust->arena, scalar->u.str);
    if (date.len)
        made = gl_kust_string(date, scalar->span);
    return made;
}

struct gl_value gl_kust_settle_dates(struct gl_kust *kust, const struct gl_value *value)
{
    return walk(kust, value, settle_date);
}
