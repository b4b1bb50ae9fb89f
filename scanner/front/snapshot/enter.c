/* Names: every item of a unit enters its own, so that references can be told from other texts. */
#include "base/limits.h"
#include "front/snapshot/make.h"

struct entering {
    struct gl_snap_set *set;
    struct gl_snap_unit *unit;
    size_t told;
};

static void tell(struct entering *entering, enum gl_diag_level level, const struct gl_value *at,
                 const char *remedy, const char *what, struct gl_str name)
{
    if (entering->told++ < GL_MAX_DIAGS_PER_FILE)
        gl_diag_add(entering->set->diags, level, at->span, remedy, "%.*s %s", GL_STR_ARG(name), what);
}

/* What was deleted is still listed for a while. */
static bool is_gone(const struct gl_snap_list *list, const struct gl_value *item)
{
    static const char *const words[] = {"deleted", "terminated", "delete-complete"};
    struct gl_str state;

    return gl_value_text(gl_snap_member(item, list->state), &state) && GL_STR_IS_ONE_OF(state, words);
}

/* The id, or of what has none ("^A B C") A of what holds it and the first of the others. */
static bool name_of(struct gl_arena *arena, const struct gl_snap_part *part, struct gl_str *ret_id,
                    struct gl_span *ret_span)
{
    struct gl_str rest = part->list->id, outer_key, outer = {0};
    const struct gl_value *value;

    if (gl_str_starts_with(rest, GL_STR("^"))) {
        gl_str_cut(&rest, ' ', &outer_key);
        if (!gl_value_text(gl_value_get(part->outer, gl_str_from(outer_key, 1)), &outer))
            return false;
    }
    value = gl_snap_member(part->item, rest);
    if (!gl_value_text(value, ret_id) || !ret_id->len)
        return false;
    if (outer.len)
        *ret_id = gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(outer), GL_STR_ARG(*ret_id));
    *ret_span = value->span;
    return true;
}

/* One list tells of attachments of every sort, another one of peerings. */
static struct gl_str kind_of(const struct gl_snap_part *part)
{
    if (gl_str_eq(part->list->kind, GL_STR("AWS::EC2::TransitGatewayAttachment")) &&
        gl_value_text_is(gl_value_get(part->item, GL_STR("ResourceType")), "peering"))
        return GL_STR("AWS::EC2::TransitGatewayPeeringAttachment");
    return part->list->kind;
}

/* What people call it: an ARN's last part. */
static struct gl_str short_name(struct gl_str id)
{
    size_t colon = gl_str_find_last_char(id, ':');

    return gl_str_starts_with(id, GL_STR("arn:")) && colon + 1 < id.len ? gl_str_from(id, colon + 1) : id;
}

static struct gl_snap_made *make(struct entering *entering, const struct gl_snap_part *part, struct gl_str id,
                                 struct gl_span span, struct gl_str address)
{
    struct gl_snap_unit *unit = entering->unit;
    struct gl_snap_made *made = GL_NEW(entering->set->arena, struct gl_snap_made);

    made->resource = GL_NEW(entering->set->arena, struct gl_resource);
    *made->resource = (struct gl_resource){.kind = kind_of(part),
                                           .name = short_name(id),
                                           .address = address,
                                           .span = span,
                                           .body_span = part->item->span,
                                           .unit = unit->unit};
    made->list = part->list;
    made->item = part->item;
    *unit->last_made = made;
    unit->last_made = &made->next;
    return made;
}

/* By id and ARN in the unit and among all units; the first one of a unit stays. */
static void index_id(struct entering *entering, struct gl_str text, uint32_t part)
{
    struct gl_snap_set *set = entering->set;
    struct gl_snap_unit *unit = entering->unit;
    uint32_t at;

    if (gl_name_index_add(set->arena, &unit->by_id, text, part) != GL_NAME_INDEX_NONE)
        return;
    at = gl_name_index_add(set->arena, &set->by_id, text, (uint32_t)set->named_len);
    if (at == GL_NAME_INDEX_NONE)
        *GL_PUSH(set->arena, set->named, set->named_len, set->named_capacity) =
            unit->parts[part].made->resource;
    else
        set->named[at] = NULL;
}

static void index_part(struct entering *entering, struct gl_str id, struct gl_str key)
{
    struct gl_snap_unit *unit = entering->unit;
    uint32_t at = (uint32_t)(unit->len - 1);
    const struct gl_snap_part *part = &unit->parts[at];
    struct gl_arena *arena = entering->set->arena;
    struct gl_str name = gl_arena_printf(arena, "%.*s %.*s", GL_STR_ARG(kind_of(part)), GL_STR_ARG(id));

    gl_name_index_add(arena, &unit->by_key, key, at);
    if (!gl_str_eq(key, name))
        gl_name_index_add(arena, &unit->by_key, name, at);
    if (gl_str_starts_with(part->made->resource->address, GL_STR("arn:")))
        index_id(entering, part->made->resource->address, at);
    if (!(part->list->flags & GL_SNAP_NAMED) && !gl_str_starts_with(part->list->id, GL_STR("^")))
        index_id(entering, id, at);
}

static void tell_again(struct entering *entering, const struct gl_snap_part *first,
                       const struct gl_snap_part *again, struct gl_str id)
{
    if (gl_value_hash(first->item) == gl_value_hash(again->item))
        tell(entering, GL_DIAG_NOTE, again->item, "remove one of them", "is listed twice, in the same words",
             id);
    else
        tell(entering, GL_DIAG_INCOMPLETE, again->item, "keep the answer of one moment only",
             "is listed twice and differs; the first one counts", id);
}

static void enter_item(struct entering *entering, struct gl_snap_part part)
{
    struct gl_snap_unit *unit = entering->unit;
    struct gl_arena *arena = entering->set->arena;
    struct gl_str id, address, key;
    struct gl_span span;
    uint32_t at;

    if (part.item->type != GL_MAP || !name_of(arena, &part, &id, &span)) {
        tell(entering, GL_DIAG_INCOMPLETE, part.item, "ask the API again, and keep its whole answer",
             "holds an item without an id; left out", part.list->key);
        return;
    }
    if (is_gone(part.list, part.item))
        return;
    address = gl_snap_address(entering->set, unit, &part, id);
    key = gl_str_starts_with(address, GL_STR("arn:"))
              ? address
              : gl_arena_printf(arena, "%.*s %.*s", GL_STR_ARG(kind_of(&part)), GL_STR_ARG(id));
    at = gl_name_index_find(&unit->by_key, key);
    if (at != GL_NAME_INDEX_NONE && unit->parts[at].list == part.list) {
        tell_again(entering, &unit->parts[at], &part, id);
        return;
    }
    part.made = at == GL_NAME_INDEX_NONE ? make(entering, &part, id, span, address) : unit->parts[at].made;
    *GL_PUSH(arena, unit->parts, unit->len, unit->capacity) = part;
    if (at == GL_NAME_INDEX_NONE)
        index_part(entering, id, key);
}

static void note_list(struct entering *entering, struct gl_str name, bool is_cut)
{
    struct gl_snapshot *snapshot = entering->unit->snapshot;

    for (size_t i = 0; i < snapshot->len; i++) {
        if (gl_str_eq(snapshot->lists[i].name, name)) {
            snapshot->lists[i].is_cut |= is_cut;
            return;
        }
    }
    *GL_PUSH(entering->set->arena, snapshot->lists, snapshot->len, snapshot->capacity) =
        (struct gl_snapshot_list){name, is_cut};
}

static void enter_answer(struct entering *entering, const struct gl_member *member, bool is_cut)
{
    const struct gl_snap_list *list = gl_snap_list_of(member->key);
    struct gl_snap_items items;

    if (!list) {
        if (member->value.type == GL_LIST && !gl_snap_is_about_answer(member->key))
            gl_diag_add(entering->set->diags, GL_DIAG_NOTE, member->key_span, NULL,
                        "glacis knows no answer %.*s; not read",
                        GL_STR_ARG(gl_str_slice(member->key, 0, 60)));
        return;
    }
    gl_snap_items_begin(&items, list, &member->value);
    if (!gl_value_is(items.answer, GL_LIST) && !(list->flags & GL_SNAP_SINGLE)) {
        gl_diag_add(entering->set->diags, GL_DIAG_INCOMPLETE, member->key_span,
                    "ask the API again, and keep its whole answer", "%.*s is no list; left out",
                    GL_STR_ARG(list->key));
        return;
    }
    if (!(list->flags & GL_SNAP_SINGLE) || gl_value_is(items.answer, GL_LIST))
        note_list(entering, list->key, is_cut);
    while (list->kind.len && gl_snap_items_next(&items))
        enter_item(entering, (struct gl_snap_part){.list = list, .item = items.item, .outer = items.outer});
}

/* Instances hold their interfaces, which no other list of the unit may tell of. */
static void enter_interfaces_of(struct entering *entering, size_t instance)
{
    const struct gl_snap_list *list = gl_snap_list_of(GL_STR("NetworkInterfaces"));
    const struct gl_value *instance_item = entering->unit->parts[instance].item;
    const struct gl_value *interfaces = gl_value_get(instance_item, list->key);

    for (size_t i = 0; gl_value_is(interfaces, GL_LIST) && i < interfaces->u.list.len; i++) {
        const struct gl_value *item = &interfaces->u.list.items[i];
        struct gl_str id;

        if (gl_value_text(gl_value_get(item, list->id), &id) &&
            gl_name_index_find(&entering->unit->by_id, id) == GL_NAME_INDEX_NONE)
            enter_item(entering, (struct gl_snap_part){.list = list, .item = item, .outer = instance_item});
    }
}

static void enter_file(struct entering *entering, struct gl_input *file)
{
    const struct gl_value *root = &file->documents.items[0].root;
    bool is_cut = gl_snap_is_cut(root);

    entering->told = 0;
    file->is_claimed = true;
    if (is_cut)
        gl_diag_add_path(entering->set->diags, GL_DIAG_INCOMPLETE, file->source->uri,
                         "ask the API for the further pages too",
                         "the answer was cut: there is a next page, whose items are not known");
    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_snap_list *list = gl_snap_list_of(root->u.map.members[i].key);

        if (list && list->flags & GL_SNAP_SECRET)
            file->source->is_never_quoted = true;
        enter_answer(entering, &root->u.map.members[i], is_cut);
    }
}

void gl_snap_enter(struct gl_snap_set *set, struct gl_snap_unit *unit)
{
    struct entering entering = {.set = set, .unit = unit};
    size_t len;

    unit->last_made = &unit->made;
    for (size_t i = 0; i < unit->file_len; i++)
        enter_file(&entering, unit->files[i]);
    len = unit->len;
    for (size_t i = 0; i < len; i++) {
        if (gl_str_eq(unit->parts[i].list->kind, GL_STR("AWS::EC2::Instance")))
            enter_interfaces_of(&entering, i);
    }
}

const struct gl_resource *gl_snap_find(const struct gl_snap_making *making, struct gl_str kind,
                                       struct gl_str text)
{
    const struct gl_snap_unit *unit = making->unit;
    uint32_t at = gl_name_index_find(&unit->by_id, text);

    if (at == GL_NAME_INDEX_NONE && kind.len) {
        struct gl_buf key;

        gl_buf_init(&key);
        gl_buf_printf(&key, "%.*s %.*s", GL_STR_ARG(kind), GL_STR_ARG(text));
        at = gl_name_index_find(&unit->by_key, gl_buf_str(&key));
        gl_buf_free(&key);
    }
    if (at != GL_NAME_INDEX_NONE)
        return unit->parts[at].made->resource;
    at = gl_name_index_find(&making->set->by_id, text);
    return at == GL_NAME_INDEX_NONE ? NULL : making->set->named[at];
}
