/* The conversions of the tables. */
#include "base/buf.h"
#include "front/terraform/map/mapper.h"
#include "read/read.h"

struct conversion {
    struct gl_tf_walk *walk;
    const struct gl_tf_map_row *row;
    struct gl_span expr;
};

static struct gl_str argument(const struct conversion *conversion, int at)
{
    return gl_tf_map_text(conversion->row->argument[at]);
}

static struct gl_value absent_value(struct gl_span span)
{
    return (struct gl_value){.type = GL_ABSENT, .span = span};
}

/* Known and of no use here: numbers and texts where a map is expected. */
static bool is_undecided(const struct gl_value *value)
{
    return value->type == GL_UNKNOWN || value->type == GL_REF || value->type == GL_CONCAT;
}

static struct gl_value negate(const struct gl_value *value)
{
    struct gl_value made = *value;
    struct gl_str text;

    if (!gl_value_text(value, &text))
        return made;
    made = gl_value_bool(!gl_str_eq(text, GL_STR("true")), value->span);
    made.style = GL_COMPUTED;
    return made;
}

static struct gl_value translate(const struct conversion *conversion, const struct gl_value *value)
{
    struct gl_str rest = argument(conversion, 0), pair, from, text;
    struct gl_value made = *value;

    if (!gl_value_text(value, &text))
        return made;
    while (gl_str_cut(&rest, '|', &pair)) {
        gl_str_cut(&pair, '=', &from);
        if (!gl_str_eq(from, text))
            continue;
        made = gl_value_string(pair, value->span);
        made.style = GL_COMPUTED;
        return made;
    }
    return made;
}

/* {a: 1} as [{Key: a, Value: 1}]. */
static struct gl_value pairs(const struct conversion *conversion, const struct gl_value *map,
                             struct gl_str key, struct gl_str value)
{
    struct gl_arena *arena = conversion->walk->mapper->arena;
    size_t len = gl_value_len(map);
    struct gl_value made = {.type = GL_LIST, .flags = map->flags, .span = map->span};

    if (map->type != GL_MAP)
        return *map;
    made.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, len ? len : 1);
    made.u.list.len = len;
    for (size_t i = 0; i < len; i++) {
        const struct gl_member *member = &map->u.map.members[i];
        struct gl_member *both = GL_NEW_ARRAY(arena, struct gl_member, 2);
        struct gl_span span = gl_tf_map_place(member->key_span, map->span);

        both[0] = (struct gl_member){key, span, gl_value_string(member->key, span)};
        both[1] = (struct gl_member){value, span, member->value};
        made.u.list.items[i] = (struct gl_value){
            .type = GL_MAP, .flags = map->flags, .span = member->value.span, .u.map = {both, 2}};
    }
    return made;
}

/* [{name: a, value: 1}] as {a: 1}. A block that is not known may hold any key. */
static struct gl_value join_map(const struct conversion *conversion, const struct gl_value *list)
{
    struct gl_arena *arena = conversion->walk->mapper->arena;
    struct gl_value made = {.type = GL_MAP, .flags = list->flags, .span = list->span};
    size_t len = 0;

    if (list->type != GL_LIST)
        return *list;
    made.u.map.members = GL_NEW_ARRAY(arena, struct gl_member, list->u.list.len + 1);
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *block = &list->u.list.items[i];
        const struct gl_value *key = gl_value_get(block, argument(conversion, 0));
        const struct gl_value *value = gl_value_get(block, argument(conversion, 1));
        struct gl_member *member = &made.u.map.members[len];

        member->key_span = block->span;
        if (gl_value_text(key, &member->key) && value && value->type != GL_NULL) {
            member->value = *value;
            len++;
        } else if (is_undecided(block) || (key && is_undecided(key))) {
            member->key = GL_STR("Fn::Transform");
            member->value = is_undecided(block) ? *block : *key;
            len++;
        }
    }
    made.u.map.len = len;
    return made;
}

/* JSON text whose members begin with a small letter, as properties: {"name": 1} is {Name: 1}. */
static void capitalize(struct gl_arena *arena, struct gl_value *value)
{
    for (size_t i = 0; i < gl_value_len(value); i++) {
        if (value->type == GL_LIST) {
            capitalize(arena, &value->u.list.items[i]);
        } else {
            struct gl_member *member = &value->u.map.members[i];

            member->key = gl_tf_map_camel_case(arena, member->key);
            capitalize(arena, &member->value);
        }
    }
}

static struct gl_value from_json(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_value root;

    if (!gl_read_json_text(arena, value, &root))
        return *value;
    capitalize(arena, &root);
    root.flags |= value->flags & GL_VALUE_SECRET;
    return root;
}

static struct gl_value list_of_one(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_value made = {.type = GL_LIST, .span = value->span};

    if (value->type == GL_LIST)
        return *value;
    if (gl_tf_has_calls(value))
        made.flags = GL_VALUE_HAS_CALLS;
    made.u.list.items = GL_NEW(arena, struct gl_value);
    made.u.list.items[0] = *value;
    made.u.list.len = 1;
    return made;
}

/* A name that is not simply in CamelCase: "arn:ARN", of a list of blocks "rule=Rules"; and inside of one kind
 * of block only "and_statement.statement=Statements". */
static bool find_name(const struct conversion *conversion, struct gl_str outer, struct gl_str name,
                      struct gl_str *ret_name, bool *ret_is_list)
{
    struct gl_str rest = argument(conversion, 0), pair, from, block;

    while (gl_str_cut(&rest, '|', &pair)) {
        *ret_is_list = gl_str_find_char(pair, ':') == GL_STR_NONE;
        gl_str_cut(&pair, *ret_is_list ? '=' : ':', &from);
        block = outer;
        if (gl_str_find_char(from, '.') != GL_STR_NONE)
            gl_str_cut(&from, '.', &block);
        if (!gl_str_eq(from, name) || !gl_str_eq(block, outer))
            continue;
        *ret_name = pair;
        return true;
    }
    return false;
}

/* Blocks as the API spells them: members in CamelCase, and blocks that are there once without their list. */
static struct gl_value in_camel_case(const struct conversion *conversion, const struct gl_value *value,
                                     struct gl_str outer)
{
    struct gl_arena *arena = conversion->walk->mapper->arena;
    struct gl_value made = *value;

    if (value->type == GL_LIST) {
        made.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, value->u.list.len ? value->u.list.len : 1);
        for (size_t i = 0; i < value->u.list.len; i++)
            made.u.list.items[i] = in_camel_case(conversion, &value->u.list.items[i], outer);
    }
    if (value->type != GL_MAP)
        return made;
    made.u.map.len = 0;
    made.u.map.members = GL_NEW_ARRAY(arena, struct gl_member, value->u.map.len ? value->u.map.len : 1);
    for (size_t i = 0; i < value->u.map.len; i++) {
        struct gl_member member = value->u.map.members[i];
        const struct gl_value *inner = &member.value;
        bool is_list = false, is_named = find_name(conversion, outer, member.key, &member.key, &is_list);

        if (inner->type == GL_NULL || (inner->type == GL_LIST && inner->u.list.len == 0))
            continue;
        if (!is_named)
            member.key = gl_tf_map_camel_case(arena, member.key);
        if (!(is_named && is_list) && inner->type == GL_LIST && inner->u.list.len == 1 &&
            inner->u.list.items[0].type == GL_MAP)
            inner = &inner->u.list.items[0];
        member.value = in_camel_case(conversion, inner, value->u.map.members[i].key);
        made.u.map.members[made.u.map.len++] = member;
    }
    return made;
}

/* "$vpc.default_route_table_id" as the VPC. A text tells nobody's name. */
static struct gl_value owner(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_value made = *value;
    struct gl_ref *ref;

    if (value->type != GL_REF)
        return is_undecided(value) ? made : absent_value(value->span);
    ref = GL_NEW(arena, struct gl_ref);
    ref->target = value->u.ref->target;
    made.u.ref = ref;
    return made;
}

/* The second word where the value is the first, else nothing. */
static struct gl_value when(const struct conversion *conversion, const struct gl_value *value)
{
    struct gl_value made;
    struct gl_str text;

    if (is_undecided(value))
        return *value;
    if (!gl_value_text(value, &text) || !gl_str_eq(text, argument(conversion, 0)))
        return absent_value(value->span);
    made = gl_value_string(argument(conversion, 1), value->span);
    made.style = GL_COMPUTED;
    return made;
}

static struct gl_value convert_one(struct conversion *conversion, const struct gl_value *value);

/* Each alternative apart. */
static struct gl_value convert_arms(struct conversion *conversion, const struct gl_value *value)
{
    struct gl_arena *arena = conversion->walk->mapper->arena;
    struct gl_choice *choice = GL_NEW(arena, struct gl_choice);
    struct gl_value made = *value;

    *choice = *value->u.choice;
    choice->arms = GL_NEW_ARRAY(arena, struct gl_value, choice->arm_len);
    for (uint32_t i = 0; i < choice->arm_len; i++)
        choice->arms[i] = convert_one(conversion, &value->u.choice->arms[i]);
    made.u.choice = choice;
    return made;
}

static struct gl_value convert_one(struct conversion *conversion, const struct gl_value *value)
{
    struct gl_arena *arena = conversion->walk->mapper->arena;
    struct gl_value made;

    if (value->type == GL_ABSENT || value->type == GL_NULL)
        return absent_value(value->span);
    if (value->type == GL_CHOICE)
        return convert_arms(conversion, value);
    switch ((enum gl_tf_conversion)conversion->row->convert) {
    case GL_TF_CONVERT_NOT:
        return negate(value);
    case GL_TF_CONVERT_ENUM:
        return translate(conversion, value);
    case GL_TF_CONVERT_CONST:
        made = gl_value_string(argument(conversion, 0), value->span);
        made.style = GL_COMPUTED;
        return made;
    case GL_TF_CONVERT_BLOCK:
        if (is_undecided(value))
            return *value;
        if (value->type == GL_LIST) {
            if (value->u.list.len == 0 || value->u.list.items[0].type == GL_CHOICE)
                return absent_value(value->span); /* rows for what is inside of it say what it may be */
            if (is_undecided(&value->u.list.items[0]))
                return value->u.list.items[0];
        }
        return (struct gl_value){.type = GL_MAP,
                                 .span = value->type == GL_LIST ? value->u.list.items[0].span : value->span};
    case GL_TF_CONVERT_TAGS:
        return pairs(conversion, value, GL_STR("Key"), GL_STR("Value"));
    case GL_TF_CONVERT_PAIRS:
        return pairs(conversion, value, argument(conversion, 0), argument(conversion, 1));
    case GL_TF_CONVERT_MAP:
        return join_map(conversion, value);
    case GL_TF_CONVERT_LIST:
        return list_of_one(arena, value);
    case GL_TF_CONVERT_FIRST:
        if (value->type != GL_LIST)
            return *value;
        return value->u.list.len ? value->u.list.items[0] : absent_value(value->span);
    case GL_TF_CONVERT_CAMEL:
        if (value->type == GL_LIST && value->u.list.len > 0)
            value = &value->u.list.items[0];
        return in_camel_case(conversion, value, (struct gl_str){0});
    case GL_TF_CONVERT_OWNER:
        return owner(arena, value);
    case GL_TF_CONVERT_WHEN:
        return when(conversion, value);
    case GL_TF_CONVERT_JSON:
        return from_json(arena, value);
    case GL_TF_CONVERT_PLAIN:
    case GL_TF_CONVERT_NAMED:
    case GL_TF_CONVERT_SELF:
        break;
    }
    return *value;
}

/* ---- references ---- */

static struct gl_value named(const struct conversion *conversion, const struct gl_tf_value *value)
{
    struct gl_tf_mapper *mapper = conversion->walk->mapper;
    const struct gl_tf_map_type *type = gl_tf_map_find(argument(conversion, 0));
    struct gl_tf_mapped *to =
        type ? gl_tf_map_target(mapper, type->kind, conversion->row->argument[1], value) : NULL;

    if (!to)
        return gl_tf_map_value(mapper, conversion->walk->target, value, conversion->expr);
    return gl_tf_map_reference_to(mapper, to, gl_tf_map_place(value->span, conversion->expr));
}

static struct gl_value all_named(const struct conversion *conversion, const struct gl_tf_value *value)
{
    struct gl_value made = {
        .type = GL_LIST, .flags = GL_VALUE_HAS_CALLS, .span = gl_tf_map_place(value->span, conversion->expr)};

    if (!gl_tf_is_known_sequence(value))
        return named(conversion, value);
    made.u.list.len = value->u.list.len;
    made.u.list.items = GL_NEW_ARRAY(conversion->walk->mapper->arena, struct gl_value,
                                     value->u.list.len ? value->u.list.len : 1);
    for (size_t i = 0; i < value->u.list.len; i++)
        made.u.list.items[i] = named(conversion, &value->u.list.items[i]);
    return made;
}

/* A list, as the groups that are named beside it are. */
static bool self(const struct conversion *conversion, const struct gl_tf_value *value,
                 struct gl_value *ret_value)
{
    struct gl_tf_walk *walk = conversion->walk;
    const struct gl_tf_value *group = gl_tf_get(walk->from->body, argument(conversion, 0));
    const struct gl_tf_mapped *outer = walk->from->outer ? walk->from->outer : walk->target;
    struct gl_value made;
    struct gl_str text;

    if (gl_tf_is_unknown(value)) {
        made = gl_tf_map_value(walk->mapper, walk->target, value, conversion->expr);
    } else {
        if (!gl_tf_text(walk->mapper->arena, value, &text) || !gl_str_eq(text, GL_STR("true")))
            return false;
        if (conversion->row->argument[0] && !group)
            return false;
        made = group ? gl_tf_map_value(walk->mapper, walk->target, group, conversion->expr)
                     : gl_tf_map_reference_to(walk->mapper, outer, conversion->expr);
        made.span = gl_tf_map_place(value->span, conversion->expr);
    }
    *ret_value = list_of_one(walk->mapper->arena, &made);
    return true;
}

bool gl_tf_map_convert(struct gl_tf_walk *walk, const struct gl_tf_value *value, struct gl_span expr,
                       struct gl_value *ret_value)
{
    struct conversion conversion = {walk, walk->row, expr};
    struct gl_value tree;

    if (walk->row->convert == GL_TF_CONVERT_SELF)
        return self(&conversion, value, ret_value);
    if (walk->row->convert == GL_TF_CONVERT_NAMED) {
        *ret_value = all_named(&conversion, value);
        return true;
    }
    tree = gl_tf_map_value(walk->mapper, walk->target, value, expr);
    if (walk->row->convert != GL_TF_CONVERT_PLAIN)
        tree = convert_one(&conversion, &tree);
    if (tree.type == GL_ABSENT || tree.type == GL_NULL)
        return false;
    *ret_value = tree;
    return true;
}

struct gl_value gl_tf_map_absent(struct gl_tf_mapper *mapper, const struct gl_tf_map_row *row,
                                 struct gl_span span)
{
    struct gl_str text = gl_tf_map_text(row->absent);
    struct gl_value value = gl_value_string(text, span);
    double number;

    if (gl_str_eq(text, GL_STR("unknown"))) {
        const struct gl_tf_map_step *last = &gl_tf_map_steps[row->property + row->property_len - 1u];

        value = gl_value_unknown(mapper->arena, GL_WHY_ATTRIBUTE, gl_tf_map_text(last->name), span);
    } else if (gl_str_eq(text, GL_STR("true")) || gl_str_eq(text, GL_STR("false"))) {
        value = gl_value_bool(text.len == 4, span);
    } else if (gl_str_eq(text, GL_STR("[]"))) {
        value = (struct gl_value){.type = GL_LIST, .span = span};
    } else if (gl_str_eq(text, GL_STR("{}"))) {
        value = (struct gl_value){.type = GL_MAP, .span = span};
    } else if (gl_str_to_double(text, &number)) {
        value.type = GL_NUMBER;
    }
    value.style = GL_COMPUTED;
    value.flags |= GL_VALUE_DEFAULTED;
    return value;
}
