/* Availability zones that a list of subnets spans: distinct zones, not subnets.
 *
 * A subnet of the scan tells its zone; two that say Select [0, GetAZs] and Select [1, GetAZs] differ whatever
 * the Region is, and so does their unknown value by its name ("availability zones[0]"). Terraform's data
 * source has names like "data.aws_availability_zones.all.names[0]",
 * "slice(data.aws_availability_zones.all.names, 0, 3)[0]" and "element(
 * data.aws_availability_zones.all.names, 0)". Of a subnet that is only an id the zone is not known: it may be
 * a new one or not. */
#include "checks/natives.h"

enum { MAX_SUBNETS = 256 };

struct zones {
    const struct gl_value *known[MAX_SUBNETS];   /* distinct */
    const struct gl_value *unknown[MAX_SUBNETS]; /* distinct subnets whose zone is not known */
    size_t known_len, unknown_len;
    bool is_open; /* the list itself is not known */
};

/* The number at the begin of the text, which is cut off. */
static bool cut_number(struct gl_str *text, int64_t *ret_number)
{
    size_t len = 0;

    while (len < text->len && len < 9 && text->ptr[len] >= '0' && text->ptr[len] <= '9')
        len++;
    *ret_number = 0;
    for (size_t i = 0; i < len; i++)
        *ret_number = *ret_number * 10 + (text->ptr[i] - '0');
    *text = gl_str_from(*text, len);
    return len > 0;
}

/* Which of the zones of Terraform's data source a value is. */
static bool data_zone(struct gl_str name, struct gl_str *ret_list, int64_t *ret_index)
{
    bool is_slice = gl_str_starts_with(name, GL_STR("slice("));
    bool is_element = gl_str_starts_with(name, GL_STR("element("));
    size_t source = gl_str_find(name, GL_STR("data.aws_availability_zones."));
    int64_t first = 0, last;

    if (source == GL_STR_NONE) /* what stands before it is the module */
        return false;
    name = gl_str_from(name, source);
    if (!is_slice && !is_element)
        return gl_str_cut(&name, '[', ret_list) && cut_number(&name, ret_index) &&
               gl_str_eq(name, GL_STR("]"));
    gl_str_cut(&name, ',', ret_list);
    name = gl_str_trim(name);
    if (!cut_number(&name, &first))
        return false;
    *ret_index = first;
    if (is_element)
        return gl_str_eq(name, GL_STR(")"));
    if (!gl_str_starts_with(name, GL_STR(", ")))
        return false;
    name = gl_str_from(name, 2);
    if (!cut_number(&name, &last) || !gl_str_starts_with(name, GL_STR(")[")))
        return false;
    name = gl_str_from(name, 2);
    if (!cut_number(&name, ret_index) || !gl_str_eq(name, GL_STR("]")))
        return false;
    *ret_index += first;
    return true;
}

static bool is_zone_name(const struct gl_value *value)
{
    struct gl_str list;
    int64_t index;

    if (value->type != GL_UNKNOWN)
        return false;
    if (value->u.unknown->reason == GL_WHY_DATA_SOURCE)
        return data_zone(value->u.unknown->name, &list, &index);
    return value->u.unknown->reason == GL_WHY_PSEUDO &&
           gl_str_starts_with(value->u.unknown->name, GL_STR("availability zones"));
}

static bool are_same_unknown(struct gl_str a, struct gl_str b)
{
    struct gl_str list_a, list_b;
    int64_t index_a, index_b;

    if (data_zone(a, &list_a, &index_a) && data_zone(b, &list_b, &index_b))
        return index_a == index_b && gl_str_eq(list_a, list_b);
    return gl_str_eq(a, b);
}

static bool are_same(const struct gl_value *a, const struct gl_value *b)
{
    struct gl_str x, y;

    if (a->type == GL_REF && b->type == GL_REF)
        return a->u.ref->target == b->u.ref->target;
    if (a->type == GL_UNKNOWN && b->type == GL_UNKNOWN)
        return are_same_unknown(a->u.unknown->name, b->u.unknown->name);
    return gl_value_text(a, &x) && gl_value_text(b, &y) && gl_str_eq(x, y);
}

static void add(const struct gl_value **list, size_t *len, const struct gl_value *value)
{
    for (size_t i = 0; i < *len; i++) {
        if (are_same(list[i], value))
            return;
    }
    if (*len < MAX_SUBNETS)
        list[(*len)++] = value;
}

static const struct gl_value *zone_of(struct gl_check_ctx *ctx, const struct gl_value *subnet)
{
    const struct gl_resource *target = gl_value_target(subnet);
    const struct gl_value *zone;

    if (!target || !gl_str_eq(target->kind, GL_STR("AWS::EC2::Subnet")))
        return NULL;
    zone = gl_pick(ctx, gl_property(target, "AvailabilityZone"));
    if (!zone)
        zone = gl_pick(ctx, gl_property(target, "AvailabilityZoneId"));
    return zone;
}

static void add_subnet(struct gl_check_ctx *ctx, struct zones *zones, const struct gl_value *subnet)
{
    const struct gl_value *zone;
    struct gl_str text;

    subnet = gl_pick(ctx, subnet);
    if (gl_value_is(subnet, GL_MAP)) /* SubnetMappings */
        subnet = gl_pick(ctx, gl_value_get(subnet, GL_STR("SubnetId")));
    if (gl_value_is_nothing(subnet))
        return;
    zone = zone_of(ctx, subnet);
    if (zone && (gl_value_text(zone, &text) || is_zone_name(zone)))
        add(zones->known, &zones->known_len, zone);
    else
        add(zones->unknown, &zones->unknown_len, subnet);
}

static void add_list(struct gl_check_ctx *ctx, struct zones *zones, const struct gl_value *list)
{
    list = gl_pick(ctx, list);
    if (gl_value_is_nothing(list))
        return;
    if (list->type == GL_LIST) {
        for (size_t i = 0; i < list->u.list.len; i++)
            add_subnet(ctx, zones, &list->u.list.items[i]);
    } else if (list->type == GL_UNKNOWN || list->type == GL_CHOICE || list->type == GL_CONCAT ||
               (list->type == GL_REF && !zone_of(ctx, list))) {
        gl_culprit(ctx, list);
        zones->is_open = true;
    } else {
        add_subnet(ctx, zones, list);
    }
}

static size_t fewest(const struct zones *zones)
{
    return zones->known_len ? zones->known_len : zones->unknown_len != 0;
}

/* With: how many zones. */
enum gl_truth gl_spans_zones(struct gl_check_ctx *ctx, const struct gl_value *value,
                             const struct gl_value *argument)
{
    struct zones zones = {0};
    int64_t wanted;

    if (!gl_scalar_as_i64(argument, GL_DIALECT_CORE, &wanted) || wanted < 0)
        return GL_FALSE;
    add_list(ctx, &zones, value);
    if (fewest(&zones) >= (size_t)wanted)
        return GL_TRUE;
    if (!zones.is_open && zones.known_len + zones.unknown_len < (size_t)wanted)
        return GL_FALSE;
    for (size_t i = 0; i < zones.unknown_len; i++)
        gl_culprit(ctx, zones.unknown[i]);
    return GL_MAYBE;
}

/* On the properties of a load balancer: surely one zone. Never MAYBE: what is not known cannot be one zone,
 * because an application load balancer is not made in fewer than two. */
enum gl_truth gl_stays_in_one_zone(struct gl_check_ctx *ctx, const struct gl_value *value,
                                   const struct gl_value *argument)
{
    struct zones zones = {0};

    (void)argument;
    add_list(ctx, &zones, gl_value_get(value, GL_STR("Subnets")));
    add_list(ctx, &zones, gl_value_get(value, GL_STR("SubnetMappings")));
    return gl_truth_of(!zones.is_open && zones.known_len + zones.unknown_len == 1);
}
