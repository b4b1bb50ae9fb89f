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

/* Of a launch template the default version counts; the default rule of a listener is the listener's own
 * action. */
static bool is_other_version(const struct gl_value *item)
{
    bool flag;

    if (gl_value_get(item, GL_STR("LaunchTemplateData")))
        return gl_scalar_as_bool(gl_value_get(item, GL_STR("DefaultVersion")), GL_DIALECT_SNAPSHOT, &flag) &&
               !flag;
    return gl_value_get(item, GL_STR("RuleArn")) &&
           gl_scalar_as_bool(gl_value_get(item, GL_STR("IsDefault")), GL_DIALECT_SNAPSHOT, &flag) && flag;
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

/* One call answers with things of several kinds: what `member` begins with tells which. */
static struct gl_str kind_of(const struct gl_snap_part *part)
{
    static const struct {
        struct gl_str kind, member, text, other;
    } rows[] = {
        {GL_STR_INIT("AWS::EC2::TransitGatewayAttachment"), GL_STR_INIT("ResourceType"),
         GL_STR_INIT("peering"), GL_STR_INIT("AWS::EC2::TransitGatewayPeeringAttachment")},
        {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("Engine"), GL_STR_INIT("docdb"),
         GL_STR_INIT("AWS::DocDB::DBInstance")},
        {GL_STR_INIT("AWS::RDS::DBInstance"), GL_STR_INIT("Engine"), GL_STR_INIT("neptune"),
         GL_STR_INIT("AWS::Neptune::DBInstance")},
        {GL_STR_INIT("AWS::RDS::DBCluster"), GL_STR_INIT("Engine"), GL_STR_INIT("docdb"),
         GL_STR_INIT("AWS::DocDB::DBCluster")},
        {GL_STR_INIT("AWS::RDS::DBCluster"), GL_STR_INIT("Engine"), GL_STR_INIT("neptune"),
         GL_STR_INIT("AWS::Neptune::DBCluster")},
        {GL_STR_INIT("AWS::MSK::Cluster"), GL_STR_INIT("ClusterType"), GL_STR_INIT("SERVERLESS"),
         GL_STR_INIT("AWS::MSK::ServerlessCluster")},
        {GL_STR_INIT("AWS::OpenSearchService::Domain"), GL_STR_INIT("ElasticsearchVersion"), GL_STR_INIT(""),
         GL_STR_INIT("AWS::Elasticsearch::Domain")},
    };
    struct gl_str text;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (gl_str_eq(rows[i].kind, part->list->kind) &&
            gl_value_text(gl_value_get(part->item, rows[i].member), &text) &&
            gl_str_starts_with(text, rows[i].text))
            return rows[i].other;
    }
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
    if (part->list->arn.len && gl_str_starts_with(part->made->resource->address, GL_STR("arn:")))
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
    if (is_gone(part.list, part.item) || is_other_version(part.item))
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
    if (at == GL_NAME_INDEX_NONE && part.list->flags & GL_SNAP_ADDS)
        return;
    part.made = at == GL_NAME_INDEX_NONE ? make(entering, &part, id, span, address) : unit->parts[at].made;
    *GL_PUSH(arena, unit->parts, unit->len, unit->capacity) = part;
    if (at == GL_NAME_INDEX_NONE)
        index_part(entering, id, key);
}

static void note_list(struct entering *entering, const struct gl_snap_list *list, bool is_cut)
{
    struct gl_snapshot *snapshot = entering->unit->snapshot;
    struct gl_str kind = list->kind;

    if (list->flags & GL_SNAP_ADDS) /* to what another list tells: it does not list the kind */
        kind.len = 0;
    for (size_t i = 0; i < snapshot->len; i++) {
        if (gl_str_eq(snapshot->lists[i].name, list->key)) {
            snapshot->lists[i].is_cut |= is_cut;
            return;
        }
    }
    *GL_PUSH(entering->set->arena, snapshot->lists, snapshot->len, snapshot->capacity) =
        (struct gl_snapshot_list){list->key, kind, is_cut};
}

void gl_snap_tell_strange(struct gl_snap_set *set, const struct gl_member *member)
{
    gl_diag_add(set->diags, GL_DIAG_NOTE, member->key_span, NULL,
                "glacis makes nothing of the list %.*s of a describe call; not read",
                GL_STR_ARG(gl_str_slice(member->key, 0, 60)));
}

static void enter_answer(struct entering *entering, const struct gl_member *member, bool is_cut, bool adds)
{
    const struct gl_snap_list *list = gl_snap_list_for(member);
    struct gl_snap_items items;

    if (list && !!(list->flags & GL_SNAP_ADDS) != adds)
        return;
    if (!list && adds)
        return;
    if (!list) {
        if (member->value.type == GL_LIST && !gl_snap_is_about_answer(member->key))
            gl_snap_tell_strange(entering->set, member);
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
        note_list(entering, list, is_cut);
    while (list->kind.len && gl_snap_items_next(&items))
        enter_item(entering, (struct gl_snap_part){.list = list, .item = items.item, .outer = items.outer});
}

/* Members of items that are items of another list, which the snapshot may not hold. */
struct held {
    struct gl_str in, member, list;
};

static void enter_held_at(struct entering *entering, const struct held *row, const struct gl_value *item)
{
    const struct gl_snap_list *list = gl_snap_list_of(row->list);
    const struct gl_value *held = gl_value_get(item, row->member);
    size_t len = gl_value_is(held, GL_LIST) ? held->u.list.len : held != NULL;
    struct gl_str id;

    for (size_t i = 0; i < len; i++) {
        struct gl_snap_part part = {.list = list, .item = held, .outer = item};

        if (held->type == GL_LIST)
            part.item = &held->u.list.items[i];
        if (gl_value_text(gl_value_get(part.item, list->id), &id) &&
            !gl_snap_part_of(entering->unit, list->kind, id))
            enter_item(entering, part);
    }
}

static void enter_held(struct entering *entering, const struct gl_snap_part *holder)
{
    static const struct held rows[] = {
        {GL_STR_INIT("Reservations"), GL_STR_INIT("NetworkInterfaces"), GL_STR_INIT("NetworkInterfaces")},
        {GL_STR_INIT("DBInstances"), GL_STR_INIT("DBSubnetGroup"), GL_STR_INIT("DBSubnetGroups")},
    };
    const struct gl_value *item = holder->item;
    struct gl_str key = holder->list->key;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (gl_str_eq(rows[i].in, key))
            enter_held_at(entering, &rows[i], item);
    }
}

static void enter_file(struct entering *entering, struct gl_input *file, bool adds)
{
    const struct gl_value *root = &file->documents.items[0].root;
    bool is_cut = gl_snap_is_cut(root);

    entering->told = 0;
    file->is_claimed = true;
    if (is_cut && !adds)
        gl_diag_add_path(entering->set->diags, GL_DIAG_INCOMPLETE, file->source->uri,
                         "ask the API for the further pages too",
                         "the answer was cut: there is a next page, whose items are not known");
    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_snap_list *list = gl_snap_list_for(&root->u.map.members[i]);

        if (list && list->flags & GL_SNAP_SECRET)
            file->source->is_never_quoted = true;
        enter_answer(entering, &root->u.map.members[i], is_cut, adds);
    }
    if (entering->told > GL_MAX_DIAGS_PER_FILE)
        gl_diag_add_path(entering->set->diags, GL_DIAG_INCOMPLETE, file->source->uri, NULL,
                         "%zu more problems in this file", entering->told - GL_MAX_DIAGS_PER_FILE);
}

void gl_snap_enter(struct gl_snap_set *set, struct gl_snap_unit *unit)
{
    struct entering entering = {.set = set, .unit = unit};
    size_t len;

    unit->last_made = &unit->made;
    for (size_t i = 0; i < unit->file_len; i++)
        enter_file(&entering, unit->files[i], false);
    for (size_t i = 0; i < unit->file_len; i++)
        enter_file(&entering, unit->files[i], true);
    len = unit->len;
    for (size_t i = 0; i < len; i++)
        enter_held(&entering, &unit->parts[i]);
}

const struct gl_snap_part *gl_snap_part_of(const struct gl_snap_unit *unit, struct gl_str kind,
                                           struct gl_str name)
{
    struct gl_buf key;
    uint32_t at;

    gl_buf_init(&key);
    gl_buf_printf(&key, "%.*s %.*s", GL_STR_ARG(kind), GL_STR_ARG(name));
    at = gl_name_index_find(&unit->by_key, gl_buf_str(&key));
    gl_buf_free(&key);
    return at == GL_NAME_INDEX_NONE ? NULL : &unit->parts[at];
}

const struct gl_resource *gl_snap_find(const struct gl_snap_making *making, struct gl_str kind,
                                       struct gl_str text)
{
    const struct gl_snap_unit *unit = making->unit;
    uint32_t at = gl_name_index_find(&unit->by_id, text);

    struct gl_str one;

    if (at != GL_NAME_INDEX_NONE)
        return unit->parts[at].made->resource;
    while (kind.len && gl_str_cut(&kind, ' ', &one)) {
        const struct gl_snap_part *part = gl_snap_part_of(unit, one, text);

        if (part)
            return part->made->resource;
    }
    at = gl_name_index_find(&making->set->by_id, text);
    return at == GL_NAME_INDEX_NONE ? NULL : making->set->named[at];
}
