#include "front/terraform/config/module.h"

#include "base/suggest.h"
#include "front/input.h"

bool gl_tf_is_override_file(struct gl_str name)
{
    struct gl_str stem = name;

    if (gl_str_ends_with(stem, GL_STR(".json")))
        stem.len -= GL_STR(".json").len;
    if (gl_str_ends_with(stem, GL_STR(".tf")))
        stem.len -= GL_STR(".tf").len;
    return gl_str_eq(stem, GL_STR("override")) || gl_str_ends_with(stem, GL_STR("_override"));
}

/* ---- finding ---- */

static uint64_t hash_of(enum gl_tf_class class, struct gl_str type, struct gl_str name)
{
    return gl_str_hash(name) * 31 + gl_str_hash(type) * 7 + (uint64_t) class;
}

static bool is_of(const struct gl_tf_declaration *declaration, enum gl_tf_class class, struct gl_str type,
                  struct gl_str name)
{
    return declaration->class == class && gl_str_eq(declaration->name, name) &&
           gl_str_eq(declaration->type, type);
}

/* The cell that holds it, or the empty one where it belongs. The table always has empty cells. */
static size_t cell_of(const struct gl_tf_module *module, enum gl_tf_class class, struct gl_str type,
                      struct gl_str name)
{
    size_t at = hash_of(class, type, name) & (module->table_len - 1);

    while (module->table[at] && !is_of(module->items[module->table[at] - 1], class, type, name))
        at = (at + 1) & (module->table_len - 1);
    return at;
}

struct gl_tf_declaration *gl_tf_module_find(const struct gl_tf_module *module, enum gl_tf_class class,
                                            struct gl_str type, struct gl_str name)
{
    size_t cell;

    if (module->len == 0)
        return NULL;
    cell = cell_of(module, class, type, name);
    return module->table[cell] ? module->items[module->table[cell] - 1] : NULL;
}

static void grow_table(struct gl_tf_module *module, struct gl_arena *arena)
{
    enum { FIRST = 32 };

    if (module->table_len && (module->len + 1) * 2 <= module->table_len)
        return;
    module->table_len = module->table_len ? module->table_len * 2 : FIRST;
    module->table = GL_NEW_ARRAY(arena, uint32_t, module->table_len);
    for (size_t i = 0; i < module->len; i++) {
        const struct gl_tf_declaration *item = module->items[i];

        module->table[cell_of(module, item->class, item->type, item->name)] = (uint32_t)i + 1;
    }
}

static void add(struct gl_tf_module *module, struct gl_arena *arena, struct gl_tf_declaration *declaration)
{
    grow_table(module, arena);
    module->table[cell_of(module, declaration->class, declaration->type, declaration->name)] =
        (uint32_t)module->len + 1;
    *GL_PUSH(arena, module->items, module->len, module->capacity) = declaration;
}

static void list_classes(struct gl_tf_module *module, struct gl_arena *arena)
{
    for (size_t i = 0; i < module->len; i++)
        module->items[i]->slot = module->count[module->items[i]->class]++;
    for (size_t class = 0; class < GL_TF_CLASSES; class ++)
        module->of[class] =
            (struct gl_tf_declaration **)gl_arena_alloc(arena, module->count[class], sizeof(void *));
    for (size_t i = 0; i < module->len; i++)
        module->of[module->items[i]->class][module->items[i]->slot] = module->items[i];
}

/* ---- overrides ---- */

static bool has_block(const struct gl_hcl_body *body, struct gl_str type)
{
    for (size_t i = 0; i < body->block_len; i++) {
        const struct gl_hcl_block *block = &body->blocks[i];

        if (gl_str_eq(block->type, type) || (gl_str_eq(block->type, GL_STR("dynamic")) &&
                                             block->label_len == 1 && gl_str_eq(block->labels[0].text, type)))
            return true;
    }
    return false;
}

/* A dynamic block is of the type that it makes. */
static struct gl_str type_made(const struct gl_hcl_block *block)
{
    if (gl_str_eq(block->type, GL_STR("dynamic")) && block->label_len == 1)
        return block->labels[0].text;
    return block->type;
}

const struct gl_hcl_body *gl_tf_merge_bodies(const struct gl_hcl_body *base, const struct gl_hcl_body *over,
                                             struct gl_arena *arena)
{
    struct gl_hcl_body *body = GL_NEW(arena, struct gl_hcl_body);

    *body = *base;
    body->attribute_len = body->block_len = 0;
    body->attributes =
        GL_NEW_ARRAY(arena, struct gl_hcl_attribute, base->attribute_len + over->attribute_len);
    body->blocks = GL_NEW_ARRAY(arena, struct gl_hcl_block, base->block_len + over->block_len);
    for (size_t i = 0; i < base->attribute_len; i++) {
        const struct gl_hcl_attribute *other = gl_hcl_body_attribute(over, base->attributes[i].name);

        body->attributes[body->attribute_len++] = other ? *other : base->attributes[i];
    }
    for (size_t i = 0; i < over->attribute_len; i++) {
        if (!gl_hcl_body_attribute(base, over->attributes[i].name))
            body->attributes[body->attribute_len++] = over->attributes[i];
    }
    for (size_t i = 0; i < base->block_len; i++) {
        bool is_merged = gl_str_eq(base->blocks[i].type, GL_STR("lifecycle"));

        if (is_merged || !has_block(over, type_made(&base->blocks[i])))
            body->blocks[body->block_len++] = base->blocks[i];
    }
    for (size_t i = 0; i < over->block_len; i++)
        body->blocks[body->block_len++] = over->blocks[i];
    return body;
}

/* ---- declarations ---- */

struct builder {
    struct gl_tf_module *module;
    struct gl_arena *arena;
    struct gl_diags *diags;
    bool is_override;
};

static const struct gl_hcl_expr *expr_of(const struct gl_hcl_body *body, const char *name)
{
    const struct gl_hcl_attribute *attribute = gl_hcl_body_attribute(body, gl_str_of(name));

    return attribute ? attribute->value : NULL;
}

static bool is_constant_bool(const struct gl_hcl_body *body, const char *name, bool otherwise)
{
    const struct gl_hcl_expr *expr = expr_of(body, name);

    if (expr && expr->kind == GL_HCL_BOOL)
        return expr->u.boolean;
    if (expr && expr->kind == GL_HCL_STRING)
        return gl_str_eq(expr->u.text, GL_STR("true"));
    return otherwise;
}

static void read_repetition(struct gl_tf_declaration *declaration)
{
    declaration->count = expr_of(declaration->body, "count");
    declaration->for_each = expr_of(declaration->body, "for_each");
}

static void read_source(struct gl_tf_declaration *declaration, struct gl_arena *arena)
{
    const struct gl_hcl_expr *expr = expr_of(declaration->body, "source");

    declaration->source = (struct gl_str){0};
    if (!expr)
        return;
    declaration->source_span = expr->span;
    if (!gl_hcl_static_text(expr, arena, &declaration->source))
        declaration->source = (struct gl_str){0};
}

/* What the body says that is needed before anything is evaluated. */
static void read_body(struct gl_tf_declaration *declaration, struct gl_arena *arena)
{
    const struct gl_hcl_body *body = declaration->body;
    const struct gl_hcl_expr *expr;

    switch (declaration->class) {
    case GL_TF_VARIABLE:
        declaration->value = expr_of(body, "default");
        declaration->type_expr = expr_of(body, "type");
        declaration->is_sensitive =
            is_constant_bool(body, "sensitive", false) || is_constant_bool(body, "ephemeral", false);
        declaration->is_not_nullable = !is_constant_bool(body, "nullable", true);
        break;
    case GL_TF_OUTPUT:
        declaration->value = expr_of(body, "value");
        declaration->is_sensitive = is_constant_bool(body, "sensitive", false);
        break;
    case GL_TF_CALL:
        read_source(declaration, arena);
        read_repetition(declaration);
        break;
    case GL_TF_MANAGED:
    case GL_TF_DATA:
    case GL_TF_EPHEMERAL:
        read_repetition(declaration);
        break;
    case GL_TF_PROVIDER:
        expr = expr_of(body, "alias");
        if (expr && !gl_hcl_static_text(expr, arena, &declaration->type))
            declaration->type = (struct gl_str){0};
        break;
    case GL_TF_LOCAL:
    case GL_TF_CLASSES:
        break;
    }
}

static const char *word_of(enum gl_tf_class class)
{
    static const char *const words[] = {"variable",    "local value",           "output",
                                        "resource",    "data source",           "ephemeral resource",
                                        "module call", "provider configuration"};

    return words[class];
}

static void tell_duplicate(struct builder *builder, const struct gl_tf_declaration *first,
                           const struct gl_tf_declaration *second)
{
    gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, first->header, "remove one of them",
                "%s \"%.*s%s%.*s\" is declared more than once; this is the first", word_of(first->class),
                GL_STR_ARG(first->type), first->type.len ? "." : "", GL_STR_ARG(first->name));
    gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, second->header, "remove one of them",
                "%s \"%.*s%s%.*s\" is declared already; this one is left out", word_of(second->class),
                GL_STR_ARG(second->type), second->type.len ? "." : "", GL_STR_ARG(second->name));
}

static void override(struct builder *builder, struct gl_tf_declaration *base,
                     const struct gl_tf_declaration *over)
{
    if (over->class == GL_TF_LOCAL) {
        base->value = over->value;
        base->header = over->header;
        base->span = over->span;
        return;
    }
    base->body = gl_tf_merge_bodies(base->body, over->body, builder->arena);
    read_body(base, builder->arena);
}

static void declare(struct builder *builder, struct gl_tf_declaration *declaration)
{
    struct gl_tf_declaration *base;

    if (declaration->body)
        read_body(declaration, builder->arena);
    base = gl_tf_module_find(builder->module, declaration->class, declaration->type, declaration->name);
    if (base && (builder->is_override))
        override(builder, base, declaration);
    else if (base)
        tell_duplicate(builder, base, declaration);
    else if (builder->is_override && declaration->class != GL_TF_LOCAL)
        gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, declaration->header,
                    "declare it in a file that is no override", "%s \"%.*s\" overrides nothing",
                    word_of(declaration->class), GL_STR_ARG(declaration->name));
    else
        add(builder->module, builder->arena, declaration);
}

static void declare_locals(struct builder *builder, const struct gl_hcl_body *body)
{
    for (size_t i = 0; i < body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &body->attributes[i];
        struct gl_tf_declaration *local = GL_NEW(builder->arena, struct gl_tf_declaration);

        *local = (struct gl_tf_declaration){.class = GL_TF_LOCAL,
                                            .name = attribute->name,
                                            .header = attribute->name_span,
                                            .span = attribute->value->span,
                                            .value = attribute->value};
        declare(builder, local);
    }
    for (size_t i = 0; i < body->block_len; i++)
        gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, body->blocks[i].header, "write NAME = VALUE",
                    "blocks are not allowed in locals");
}

static const struct block_kind {
    struct gl_str type;
    uint32_t labels;
    bool is_declaration;
    enum gl_tf_class class;
} block_kinds[] = {
    {GL_STR_INIT("resource"), 2, true, GL_TF_MANAGED},    {GL_STR_INIT("variable"), 1, true, GL_TF_VARIABLE},
    {GL_STR_INIT("output"), 1, true, GL_TF_OUTPUT},       {GL_STR_INIT("data"), 2, true, GL_TF_DATA},
    {GL_STR_INIT("module"), 1, true, GL_TF_CALL},         {GL_STR_INIT("provider"), 1, true, GL_TF_PROVIDER},
    {GL_STR_INIT("ephemeral"), 2, true, GL_TF_EPHEMERAL}, {GL_STR_INIT("locals"), 0, false, GL_TF_LOCAL},
    {GL_STR_INIT("terraform"), 0, false, GL_TF_CLASSES},  {GL_STR_INIT("moved"), 0, false, GL_TF_CLASSES},
    {GL_STR_INIT("import"), 0, false, GL_TF_CLASSES},     {GL_STR_INIT("removed"), 0, false, GL_TF_CLASSES},
    {GL_STR_INIT("check"), 1, false, GL_TF_CLASSES},
};

static const struct block_kind *kind_of(struct gl_str type)
{
    for (size_t i = 0; i < sizeof block_kinds / sizeof *block_kinds; i++) {
        if (gl_str_eq(block_kinds[i].type, type))
            return &block_kinds[i];
    }
    return NULL;
}

static void tell_unknown_block(struct builder *builder, const struct gl_hcl_block *block)
{
    struct gl_suggestion suggestion;
    struct gl_buf text;

    gl_buf_init(&text);
    gl_suggestion_init(&suggestion, block->type);
    for (size_t i = 0; i < sizeof block_kinds / sizeof *block_kinds; i++)
        gl_suggestion_offer(&suggestion, block_kinds[i].type);
    gl_suggestion_add(&text, &suggestion);
    gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, block->header, NULL,
                "blocks of type \"%.*s\" are not expected here%.*s", GL_STR_ARG(block->type),
                GL_STR_ARG(gl_buf_str(&text)));
    gl_buf_free(&text);
}

static void declare_block(struct builder *builder, const struct gl_hcl_block *block)
{
    const struct block_kind *kind = kind_of(block->type);
    struct gl_tf_declaration *declaration;

    if (!kind) {
        tell_unknown_block(builder, block);
        return;
    }
    if (block->label_len != kind->labels) {
        gl_diag_add(builder->diags, GL_DIAG_INCOMPLETE, block->header, NULL,
                    "a %.*s block has %u label%s, this one %u", GL_STR_ARG(block->type), kind->labels,
                    kind->labels == 1 ? "" : "s", block->label_len);
        return;
    }
    if (kind->class == GL_TF_LOCAL)
        declare_locals(builder, block->body);
    if (!kind->is_declaration)
        return;
    declaration = GL_NEW(builder->arena, struct gl_tf_declaration);
    *declaration = (struct gl_tf_declaration){.class = kind->class,
                                              .name = block->labels[kind->labels - 1].text,
                                              .header = block->header,
                                              .span = block->span,
                                              .body = block->body};
    if (kind->labels == 2)
        declaration->type = block->labels[0].text;
    declare(builder, declaration);
}

void gl_tf_module_build(struct gl_tf_module *module, const struct gl_tf_file *files, size_t len,
                        struct gl_arena *arena, struct gl_diags *diags)
{
    struct builder builder = {.module = module, .arena = arena, .diags = diags};

    for (int pass = 0; pass < 2; pass++) {
        builder.is_override = pass == 1;
        for (size_t i = 0; i < len; i++) {
            const struct gl_hcl_body *body = files[i].parsed.body;

            if (files[i].is_override != builder.is_override)
                continue;
            for (size_t k = 0; k < body->block_len; k++)
                declare_block(&builder, &body->blocks[k]);
            for (size_t k = 0; k < body->attribute_len; k++)
                gl_diag_add(diags, GL_DIAG_INCOMPLETE, body->attributes[k].name_span,
                            "values belong into a locals block or a .tfvars file",
                            "an argument named \"%.*s\" is not expected here",
                            GL_STR_ARG(body->attributes[k].name));
        }
    }
    list_classes(module, arena);
}
