#include "front/terraform/config/unit.h"

#include "front/terraform/config/set.h"

struct gl_str gl_tf_provider_name(struct gl_tf_unit *unit, const struct gl_tf_declaration *declaration)
{
    const struct gl_hcl_attribute *attribute = gl_hcl_body_attribute(declaration->body, GL_STR("provider"));
    struct gl_str name;

    if (attribute && gl_hcl_static_text(attribute->value, unit->arena, &name))
        return name;
    return gl_str_slice(declaration->type, 0, gl_str_find_char(declaration->type, '_'));
}

/* Text of an attribute that is known and not sensitive; empty otherwise. */
static struct gl_str text_of(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                             const struct gl_hcl_body *body, const char *name)
{
    const struct gl_hcl_attribute *attribute = gl_hcl_body_attribute(body, gl_str_of(name));
    struct gl_tf_value value;
    struct gl_str text;

    if (!attribute)
        return (struct gl_str){0};
    value = gl_tf_unit_value(unit, &node->scope, attribute->value);
    if (value.flags & GL_TF_SENSITIVE || !gl_tf_text(unit->arena, &value, &text))
        return (struct gl_str){0};
    return text;
}

/* arn:aws:iam::123456789012:role/deploy */
static struct gl_str account_of(struct gl_str arn)
{
    struct gl_str rest = arn, part = {0};

    for (int i = 0; i < 5; i++) {
        if (!gl_str_cut(&rest, ':', &part))
            return (struct gl_str){0};
    }
    return part;
}

static struct gl_str only_account(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                                  const struct gl_hcl_body *body)
{
    const struct gl_hcl_attribute *attribute = gl_hcl_body_attribute(body, GL_STR("allowed_account_ids"));
    struct gl_tf_value value;
    struct gl_str text;

    if (!attribute)
        return (struct gl_str){0};
    value = gl_tf_unit_value(unit, &node->scope, attribute->value);
    if (value.state != GL_TF_KNOWN || value.kind != GL_TF_TUPLE || value.u.list.len != 1 ||
        !gl_tf_text(unit->arena, &value.u.list.items[0], &text))
        return (struct gl_str){0};
    return text;
}

static void read_blocks(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                        const struct gl_hcl_body *body, struct gl_tf_provider *provider)
{
    for (size_t i = 0; i < body->block_len; i++) {
        const struct gl_hcl_block *block = &body->blocks[i];
        const struct gl_hcl_attribute *tags = gl_hcl_body_attribute(block->body, GL_STR("tags"));

        if (gl_str_eq(block->type, GL_STR("assume_role")) && !provider->account.len)
            provider->account = account_of(text_of(unit, node, block->body, "role_arn"));
        else if (gl_str_eq(block->type, GL_STR("default_tags")) && tags)
            provider->default_tags = gl_tf_unit_value(unit, &node->scope, tags->value);
    }
}

static void read_configuration(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                               const struct gl_tf_declaration *declaration, struct gl_tf_provider *provider)
{
    struct gl_str region = text_of(unit, node, declaration->body, "region");

    if (region.len)
        provider->region = region;
    provider->account = only_account(unit, node, declaration->body);
    read_blocks(unit, node, declaration->body, provider);
    if (!provider->account.len)
        provider->account = unit->set->options->account;
}

/* What the calling module calls the provider that this one calls `name`; false: it passes none on. */
static bool name_outside(struct gl_tf_unit *unit, const struct gl_tf_node *node, struct gl_str name,
                         struct gl_str *ret_name)
{
    const struct gl_hcl_attribute *passed = gl_hcl_body_attribute(node->call->body, GL_STR("providers"));
    struct gl_str key;

    for (size_t i = 0; passed && passed->value->kind == GL_HCL_OBJECT && i < passed->value->u.object.len;
         i++) {
        const struct gl_hcl_item *item = &passed->value->u.object.items[i];

        if (gl_hcl_static_text(item->key, unit->arena, &key) && gl_str_eq(key, name))
            return gl_hcl_static_text(item->value, unit->arena, ret_name);
    }
    *ret_name = name;
    return gl_str_find_char(name, '.') == GL_STR_NONE;
}

const struct gl_tf_provider *gl_tf_provider_of(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                               struct gl_str name)
{
    size_t dot = gl_str_find_char(name, '.');
    struct gl_str alias = dot == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(name, dot + 1);
    const struct gl_tf_declaration *declaration =
        gl_tf_module_find(node->module, GL_TF_PROVIDER, alias, gl_str_slice(name, 0, dot));
    struct gl_tf_provider *provider;
    struct gl_str outside;

    for (size_t i = 0; i < node->provider_len; i++) {
        if (gl_str_eq(node->providers[i]->name, name))
            return node->providers[i];
    }
    if (!declaration && node->parent && name_outside(unit, node, name, &outside))
        return gl_tf_provider_of(unit, node->parent, outside);
    provider = GL_NEW(unit->arena, struct gl_tf_provider);
    *provider = (struct gl_tf_provider){.name = name,
                                        .region = unit->set->options->region,
                                        .account = unit->set->options->account,
                                        .default_tags = gl_tf_make_null(&gl_tf_any, (struct gl_span){0})};
    *GL_PUSH(unit->arena, node->providers, node->provider_len, node->provider_capacity) = provider;
    if (declaration)
        read_configuration(unit, node, declaration, provider);
    return provider;
}
