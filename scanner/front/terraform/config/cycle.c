#include "front/terraform/config/unit.h"

enum { SHOWN = 8 };

void gl_tf_enter(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                 const struct gl_tf_declaration *declaration)
{
    *GL_PUSH(unit->arena, unit->busy, unit->busy_len, unit->busy_capacity) =
        (struct gl_tf_busy){node, declaration};
}

void gl_tf_leave(struct gl_tf_unit *unit)
{
    unit->busy_len--;
}

static struct gl_str name_of(struct gl_tf_unit *unit, const struct gl_tf_busy *busy)
{
    static const char *const kinds[GL_TF_CLASSES] = {"var.",  "local.",     "output.", "",
                                                     "data.", "ephemeral.", "module.", "provider."};
    const struct gl_tf_declaration *declaration = busy->declaration;

    return gl_tf_unit_printf(unit, "%.*s%s%s%.*s%s%.*s", GL_STR_ARG(busy->node->address),
                             busy->node->address.len ? "." : "", kinds[declaration->class],
                             GL_STR_ARG(declaration->type), declaration->type.len ? "." : "",
                             GL_STR_ARG(declaration->name));
}

static bool is_before(struct gl_span a, struct gl_span b)
{
    return a.source != b.source ? a.source < b.source : a.begin < b.begin;
}

/* "local.a needs local.b, which needs local.a": from the member that is written first on. */
static struct gl_str describe(struct gl_tf_unit *unit, const struct gl_tf_busy *members, size_t len,
                              size_t first)
{
    struct gl_buf text;
    struct gl_str copy;

    gl_buf_init(&text);
    gl_buf_add(&text, name_of(unit, &members[first]));
    for (size_t i = 1; i <= len && i <= SHOWN; i++) {
        gl_buf_add(&text, i == 1 ? GL_STR(" needs ") : GL_STR(", which needs "));
        gl_buf_add(&text, name_of(unit, &members[(first + i) % len]));
    }
    if (len > SHOWN)
        gl_buf_printf(&text, ", and so on: %zu in all", len);
    copy = gl_arena_copy(unit->arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return copy;
}

struct gl_tf_value gl_tf_cycle(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                               const struct gl_tf_declaration *declaration)
{
    struct gl_tf_busy self = {node, declaration};
    struct gl_str name = name_of(unit, &self);
    size_t from = unit->busy_len, first = 0, len;

    while (from > 0 && (unit->busy[from - 1].node != node || unit->busy[from - 1].declaration != declaration))
        from--;
    len = from > 0 ? unit->busy_len - from + 1 : 0;
    for (size_t i = 1; i < len; i++) {
        if (is_before(unit->busy[from - 1 + i].declaration->header,
                      unit->busy[from - 1 + first].declaration->header))
            first = i;
    }
    if (len)
        gl_tf_unit_tell(unit, unit->busy[from - 1 + first].declaration->header, GL_STR("Cycle"),
                        describe(unit, unit->busy + from - 1, len, first));
    return gl_tf_unit_unknown(unit, &gl_tf_any, GL_WHY_LIMIT, name, declaration->header);
}
