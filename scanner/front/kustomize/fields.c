#include "front/kustomize/fields.h"

static const struct row {
    enum gl_kust_list list;
    struct gl_kust_field field;
} rows[] = {
#define KUST_FIELD(list, path, create, group, version, kind)                                                 \
    {GL_KUST_##list,                                                                                         \
     {GL_STR_INIT(path), create, GL_STR_INIT(group), GL_STR_INIT(version), GL_STR_INIT(kind)}},
#include "front/kustomize/fields.def"
#undef KUST_FIELD
};

/* kustomize leaves out a field that one before it covers. */
static bool is_covered(const struct gl_kust_fields *fields, const struct gl_kust_field *field)
{
    for (size_t i = 0; i < fields->len; i++) {
        const struct gl_kust_field *have = fields->items[i];
        struct gl_kust_id id = {.group = have->group, .version = have->version, .kind = have->kind};

        if (gl_str_eq(have->path, field->path) && gl_kust_field_is_for(field, &id))
            return true;
    }
    return false;
}

void gl_kust_fields_add(struct gl_kust *kust, struct gl_kust_fields *fields,
                        const struct gl_kust_field *field)
{
    if (!is_covered(fields, field))
        *GL_PUSH(kust->arena, fields->items, fields->len, fields->capacity) = field;
}

void gl_kust_fields_add_list(struct gl_kust *kust, struct gl_kust_fields *fields, enum gl_kust_list list)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].list == list)
            gl_kust_fields_add(kust, fields, &rows[i].field);
    }
}

void gl_kust_fields_add_written(struct gl_kust *kust, struct gl_kust_fields *fields,
                                const struct gl_value *list)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];
        struct gl_kust_field *field = GL_NEW(kust->arena, struct gl_kust_field);

        if (!gl_kust_text(item, "path", &field->path))
            continue;
        field->create = gl_kust_flag(item, "create");
        gl_kust_text(item, "group", &field->group);
        gl_kust_text(item, "version", &field->version);
        gl_kust_text(item, "kind", &field->kind);
        *GL_PUSH(kust->arena, fields->items, fields->len, fields->capacity) = field;
    }
}
