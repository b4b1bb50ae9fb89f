/* Whose a snapshot is, and where: accounts, regions, ARNs. */
#include "front/environment.h"
#include "front/snapshot/make.h"

enum { ACCOUNT_LEN = 12 };

struct place {
    struct gl_str account, region;
};

static bool is_account(struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!gl_is_digit(text.ptr[i]))
            return false;
    }
    return text.len == ACCOUNT_LEN;
}

/* "us-east-1" of "us-east-1a", and of a local zone "us-east-1-bos-1a". */
static struct gl_str region_of(struct gl_str zone)
{
    size_t at, dashes = 0;

    for (at = 0; at < zone.len && !gl_is_digit(zone.ptr[at]); at++) {
        if (zone.ptr[at] != '-' && !(zone.ptr[at] >= 'a' && zone.ptr[at] <= 'z'))
            return (struct gl_str){0};
        dashes += zone.ptr[at] == '-';
    }
    if (dashes < 2 || at == zone.len)
        return (struct gl_str){0};
    while (at < zone.len && gl_is_digit(zone.ptr[at]))
        at++;
    return gl_str_slice(zone, 0, at);
}

static struct place place_of_arn(struct gl_str arn)
{
    struct gl_str part[6] = {{0}};
    size_t len = 0;

    while (len < 6 && gl_str_cut(&arn, ':', &part[len]))
        len++;
    if (len < 6 || !gl_str_eq(part[0], GL_STR("arn")))
        return (struct place){0};
    return (struct place){is_account(part[4]) ? part[4] : (struct gl_str){0}, region_of(part[3])};
}

static struct gl_str text_of(const struct gl_value *value)
{
    struct gl_str text = {0};

    return gl_value_text(value, &text) ? text : (struct gl_str){0};
}

struct gl_str gl_snap_arn(const struct gl_snap_list *list, const struct gl_value *item)
{
    struct gl_str arn = {0};

    if (gl_str_starts_with(list->arn, GL_STR("@")))
        arn = text_of(gl_snap_member(item, gl_str_from(list->arn, 1)));
    return gl_str_starts_with(arn, GL_STR("arn:")) ? arn : (struct gl_str){0};
}

/* What the item itself says. */
static struct place place_of(const struct gl_snap_list *list, const struct gl_value *item,
                             const struct gl_value *outer)
{
    struct gl_str arn = gl_snap_arn(list, item), owner;
    struct place place = place_of_arn(arn);

    if (!place.account.len) {
        owner = text_of(gl_snap_member(item, GL_STR("OwnerId ownerAccount")));
        if (!owner.len)
            owner = text_of(gl_snap_member(outer, GL_STR("OwnerId")));
        place.account = is_account(owner) ? owner : (struct gl_str){0};
    }
    if (!place.region.len)
        place.region =
            region_of(text_of(gl_snap_member(item, GL_STR("AvailabilityZone Placement.AvailabilityZone "
                                                          "RegionName Region"))));
    return place;
}

/* `*told` becomes the one that all say. */
static void agree(struct gl_str said, struct gl_str *told, bool *has_several)
{
    if (!said.len || *has_several)
        return;
    if (told->len && !gl_str_eq(*told, said)) {
        *has_several = true;
        *told = (struct gl_str){0};
    } else {
        *told = said;
    }
}

static void take_list(struct gl_snap_unit *unit, const struct gl_snap_list *list,
                      const struct gl_value *answer)
{
    struct gl_snap_items items;

    gl_snap_items_begin(&items, list, answer);
    while (gl_snap_items_next(&items)) {
        struct place place = place_of(list, items.item, items.outer);

        agree(place.account, &unit->unit->account, &unit->has_accounts);
        agree(place.region, &unit->unit->region, &unit->has_regions);
    }
}

/* Collectors put the answers of each account and Region into a folder called so. */
static void take_folders(struct gl_snap_unit *unit)
{
    struct gl_str rest = gl_path_dir(unit->unit->source->uri), part;
    struct place place = {0};

    while (gl_str_cut(&rest, '/', &part)) {
        if (is_account(part))
            place.account = part;
        else if (gl_str_eq(region_of(part), part))
            place.region = part;
    }
    if (!unit->unit->account.len && !unit->has_accounts)
        unit->unit->account = place.account;
    if (!unit->unit->region.len && !unit->has_regions)
        unit->unit->region = place.region;
}

void gl_snap_find_owner(struct gl_snap_set *set, struct gl_snap_unit *unit)
{
    const struct gl_front_options *options = set->options;

    for (size_t i = 0; i < unit->file_len; i++) {
        const struct gl_value *root = &unit->files[i]->documents.items[0].root;

        for (size_t k = 0; k < root->u.map.len; k++) {
            const struct gl_snap_list *list = gl_snap_list_for(&root->u.map.members[k]);

            if (list)
                take_list(unit, list, &root->u.map.members[k].value);
        }
    }
    take_folders(unit);
    if (!unit->unit->account.len && !unit->has_accounts)
        unit->unit->account = options->account;
    if (!unit->unit->region.len && !unit->has_regions)
        unit->unit->region = options->region;
    unit->unit->partition =
        options->partition.len ? options->partition : gl_partition_of_region(unit->unit->region);
}

struct gl_str gl_snap_address(const struct gl_snap_set *set, const struct gl_snap_unit *unit,
                              const struct gl_snap_part *part, struct gl_str id)
{
    struct gl_str arn = gl_snap_arn(part->list, part->item), rest = part->list->arn, service;
    struct place place = place_of(part->list, part->item, part->outer);

    if (arn.len || !rest.len || rest.ptr[0] == '@')
        return arn.len ? arn : id;
    if (!place.account.len)
        place.account = unit->unit->account;
    if (!place.region.len)
        place.region = unit->unit->region;
    if (!place.account.len || !place.region.len || !gl_str_cut(&rest, ':', &service))
        return id;
    return gl_arena_printf(set->arena, "arn:%.*s:%.*s:%.*s:%.*s:%.*s%.*s",
                           GL_STR_ARG(gl_partition_of_region(place.region)), GL_STR_ARG(service),
                           GL_STR_ARG(place.region), GL_STR_ARG(place.account), GL_STR_ARG(rest),
                           GL_STR_ARG(id));
}
