#include <stdarg.h>

#include "base/suggest.h"
#include "front/kustomize/build.h"
#include "tree/scalar.h"

enum shape {
    NONE = 0,
    TOP,
    META,
    LABEL_SET,
    FIELD,
    PATCH,
    SELECTOR,
    IMAGE_SET,
    REPLICAS,
    GENERATOR,
    SECRET,
    OPTIONS,
    REPLACEMENT,
    SOURCE,
    TARGET,
    FIELD_OPTIONS
};
enum type { TEXT = 0, FLAG, COUNT, TEXTS, TEXT_MAP, FLAG_MAP, ONE, MANY, ANY };

static const struct may {
    enum shape shape;
    struct gl_str name;
    enum type type;
    enum shape of;
} mays[] = {
#define KUST_MAY(shape, name, type, of) {shape, GL_STR_INIT(name), type, of},
#include "front/kustomize/kustomization.def"
#undef KUST_MAY
};

/* ---- reading ---- */

const struct gl_member *gl_kust_member(const struct gl_value *map, const char *name)
{
    if (!gl_value_is(map, GL_MAP))
        return NULL;
    for (size_t i = 0; i < map->u.map.len; i++) {
        if (gl_str_eq_nocase(map->u.map.members[i].key, gl_str_of(name)))
            return &map->u.map.members[i];
    }
    return NULL;
}

const struct gl_value *gl_kust_get(const struct gl_value *map, const char *name)
{
    const struct gl_member *member = gl_kust_member(map, name);

    return member ? &member->value : NULL;
}

bool gl_kust_text(const struct gl_value *map, const char *name, struct gl_str *ret_text)
{
    const struct gl_value *value = gl_kust_get(map, name);

    if (!value || gl_scalar_type(value, GL_DIALECT_KUBERNETES) != GL_STRING || !value->u.str.len)
        return false;
    *ret_text = value->u.str;
    return true;
}

bool gl_kust_flag(const struct gl_value *map, const char *name)
{
    const struct gl_value *value = gl_kust_get(map, name);
    bool flag;

    return value && gl_scalar_as_bool(value, GL_DIALECT_KUBERNETES, &flag) && flag;
}

/* ---- checking ---- */

static const struct may *find_may(enum shape shape, struct gl_str name)
{
    for (size_t i = 0; i < sizeof mays / sizeof *mays; i++) {
        if (mays[i].shape == shape && gl_str_eq_nocase(mays[i].name, name))
            return &mays[i];
    }
    return NULL;
}

static void tell_unknown(struct gl_kust *kust, enum shape shape, const struct gl_member *member)
{
    struct gl_suggestion suggestion;
    struct gl_buf text;

    gl_suggestion_init(&suggestion, member->key);
    for (size_t i = 0; i < sizeof mays / sizeof *mays; i++) {
        if (mays[i].shape == shape)
            gl_suggestion_offer(&suggestion, mays[i].name);
    }
    gl_buf_init(&text);
    gl_buf_quote(&text, member->key);
    gl_suggestion_add(&text, &suggestion);
    gl_kust_tell(kust, member->key_span, "correct or remove it",
                 "kustomize knows no such field and refuses the file: %.*s", GL_STR_ARG(gl_buf_str(&text)));
    gl_buf_free(&text);
}

static void check_struct(struct gl_kust *kust, enum shape shape, const struct gl_value *value);

static bool is_type(const struct gl_value *value, enum gl_type type)
{
    return gl_scalar_type(value, GL_DIALECT_KUBERNETES) == type;
}

static bool is_whole(const struct gl_value *value)
{
    int64_t number;

    return gl_scalar_as_i64(value, GL_DIALECT_KUBERNETES, &number);
}

/* The first value in a list or map that is not of the type; NULL: all are. */
static const struct gl_value *find_other(const struct gl_value *value, enum gl_type type)
{
    for (size_t i = 0; i < gl_value_len(value); i++) {
        const struct gl_value *item =
            value->type == GL_LIST ? &value->u.list.items[i] : &value->u.map.members[i].value;

        if (!is_type(item, type) && !is_type(item, GL_NULL))
            return item;
    }
    return NULL;
}

/* What is wrong with the value of a field, or NULL. */
static const char *wrong_type(const struct may *may, const struct gl_value *value, struct gl_span *ret_span)
{
    const struct gl_value *other = NULL;

    *ret_span = value->span;
    switch (may->type) {
    case TEXT:
        return is_type(value, GL_STRING) ? NULL : "text: write it in quotes";
    case FLAG:
        return is_type(value, GL_BOOL) ? NULL : "true or false";
    case COUNT:
        return is_whole(value) ? NULL : "a whole number";
    case TEXTS:
        other = value->type == GL_LIST ? find_other(value, GL_STRING) : value;
        break;
    case TEXT_MAP:
        other = value->type == GL_MAP ? find_other(value, GL_STRING) : value;
        break;
    case FLAG_MAP:
        other = value->type == GL_MAP ? find_other(value, GL_BOOL) : value;
        break;
    case ONE:
        return value->type == GL_MAP ? NULL : "a map";
    case MANY:
        other = value->type == GL_LIST ? find_other(value, GL_MAP) : value;
        break;
    case ANY:
        return NULL;
    }
    if (!other)
        return NULL;
    *ret_span = other->span;
    if (other == value)
        return may->type == TEXTS || may->type == MANY ? "a list" : "a map";
    if (may->type == MANY)
        return "a list of maps";
    return may->type == FLAG_MAP ? "true or false" : "text: write it in quotes";
}

static void check_member(struct gl_kust *kust, enum shape shape, const struct gl_member *member)
{
    const struct may *may = find_may(shape, member->key);
    struct gl_span span;
    const char *wanted;

    if (!may) {
        tell_unknown(kust, shape, member);
        return;
    }
    if (is_type(&member->value, GL_NULL))
        return;
    wanted = wrong_type(may, &member->value, &span);
    if (wanted) {
        gl_kust_tell(kust, span, "correct it", "kustomize refuses the value of %.*s; it wants %s",
                     GL_STR_ARG(may->name), wanted);
        return;
    }
    if (may->type == ONE)
        check_struct(kust, may->of, &member->value);
    for (size_t i = 0; may->type == MANY && i < member->value.u.list.len; i++)
        check_struct(kust, may->of, &member->value.u.list.items[i]);
}

static void check_struct(struct gl_kust *kust, enum shape shape, const struct gl_value *value)
{
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++)
        check_member(kust, shape, &value->u.map.members[i]);
}

/* Fields whose effect is not computed. */
static void check_unread(struct gl_kust *kust, const struct gl_value *root)
{
    static const struct {
        const char *name, *what;
    } unread[] = {
        {"vars",
         "variables of a kustomization are not read: the objects that use them are not as they will be"},
        {"helmCharts", "Helm charts of a kustomization are not read: their objects are not scanned"},
        {"helmChartInflationGenerator",
         "Helm charts of a kustomization are not read: their objects are not scanned"},
        {"generators", "generator plugins are not run: their objects are not scanned"},
        {"transformers", "transformer plugins are not run: the objects are not as they will be"},
        {"validators", "validator plugins are not run: what they would refuse is not known"},
        {"configurations", "transformer configurations are not read: the fields they add are not changed"},
        {"openapi", "schemas of a kustomization are not read: lists of their kinds are replaced by patches"},
    };

    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        const struct gl_member *member = gl_kust_member(root, unread[i].name);

        if (member && gl_value_len(&member->value))
            gl_kust_tell(kust, member->key_span, "build it with kustomize and scan what that writes", "%s",
                         unread[i].what);
    }
}

static bool is_empty(const struct gl_value *root)
{
    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_member *member = &root->u.map.members[i];

        if (!gl_str_eq_nocase(member->key, GL_STR("kind")) &&
            !gl_str_eq_nocase(member->key, GL_STR("apiVersion")) && !is_type(&member->value, GL_NULL) &&
            !gl_value_text_is(&member->value, ""))
            return false;
    }
    return true;
}

void gl_kust_check_fields(struct gl_kust *kust, const struct gl_kust_folder *folder)
{
    const struct gl_value *root = folder->root, *kind = gl_kust_get(root, "kind"),
                          *version = gl_kust_get(root, "apiVersion");
    bool is_component = gl_value_text_is(kind, "Component");
    const char *wanted =
        is_component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";

    check_struct(kust, TOP, root);
    if (is_empty(root))
        gl_kust_tell(kust, root->span, "list resources",
                     "kustomize refuses a kustomization that says nothing");
    if (kind && !is_component && !gl_value_text_is(kind, "Kustomization") && !gl_value_text_is(kind, ""))
        gl_kust_tell(kust, kind->span, "write Kustomization or Component", "kustomize knows no such kind");
    if (version && version->type == GL_STRING && version->u.str.len && !gl_value_text_is(version, wanted))
        gl_kust_tell(kust, version->span, wanted, "kustomize refuses this apiVersion");
    check_unread(kust, root);
}
