#include "reports/fingerprint.h"

#include <stdlib.h>

#include "base/sort.h"
#include "engine/check.h"

/* Two FNV-1a lanes with different offsets, mixed at the end: not against an attacker, only against chance. */
struct hash {
    uint64_t lane[2];
};

static const struct hash hash_start = {{0xcbf29ce484222325u, 0x9e3779b97f4a7c15u}};
static const uint64_t fnv_prime = 0x100000001b3u;

static void hash_byte(struct hash *hash, unsigned char byte)
{
    hash->lane[0] = (hash->lane[0] ^ byte) * fnv_prime;
    hash->lane[1] = (hash->lane[1] ^ byte) * fnv_prime;
}

/* A text and its end, so that "a","bc" and "ab","c" differ. */
static void hash_text(struct hash *hash, struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        hash_byte(hash, (unsigned char)text.ptr[i]);
    hash_byte(hash, 0xff);
}

static void hash_mark(struct hash *hash, uint64_t mark)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        hash_byte(hash, (unsigned char)(mark >> shift));
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdu;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53u;
    return x ^ (x >> 33);
}

static void hash_end(const struct hash *hash, uint64_t ret[2])
{
    ret[0] = mix(hash->lane[0]);
    ret[1] = mix(hash->lane[1] ^ (hash->lane[0] << 1));
}

/* The part of a unit's name that does not come from the name of a file or folder. */
static void hash_unit(struct hash *hash, const struct gl_unit *unit)
{
    size_t slash;

    if (!unit)
        return;
    if (unit->is_cdk) {
        hash_text(hash, unit->name);
        return;
    }
    if (unit->dialect != GL_DIALECT_TERRAFORM) /* one root module is one thing in all its environments */
        hash_text(hash, unit->environment);
    slash = gl_str_find_char(unit->name, '/');
    if (slash != GL_STR_NONE)
        hash_text(hash, gl_str_from(unit->name, slash + 1));
}

/* Is some step of "A.B" a list in this resource, so that one property may have several findings? */
static bool is_in_list(const struct gl_resource *resource, struct gl_str property)
{
    const struct gl_value *value = &resource->properties;
    struct gl_str step;

    while (gl_str_cut(&property, '.', &step)) {
        value = gl_value_get(value, step);
        if (!value)
            return false;
        if (gl_value_is(value, GL_LIST))
            return true;
    }
    return false;
}

/* What neighbours in a report have in common. */
struct beginning {
    const struct gl_check *check;
    const struct gl_unit *unit;
    struct gl_str kind;
    struct hash hash;
    bool is_set;
};

static const struct hash *hash_beginning(struct beginning *last, const struct gl_finding *finding)
{
    const struct gl_resource *resource = finding->resource;

    if (last->is_set && finding->check == last->check && resource->unit == last->unit &&
        gl_str_eq(resource->kind, last->kind))
        return &last->hash;
    *last = (struct beginning){finding->check, resource->unit, resource->kind, hash_start, true};
    hash_text(&last->hash, finding->check->id);
    hash_unit(&last->hash, resource->unit);
    hash_text(&last->hash, resource->kind);
    return &last->hash;
}

static void fingerprint(struct gl_finding *finding, struct beginning *last)
{
    const struct gl_resource *resource = finding->resource;
    struct hash hash = *hash_beginning(last, finding);

    hash_text(&hash, resource->name);
    hash_text(&hash, finding->property);
    if (gl_span_is_set(finding->span) &&
        (!gl_span_is_inside(finding->span, resource->body_span) || is_in_list(resource, finding->property)))
        hash_mark(&hash, finding->mark);
    hash_end(&hash, finding->fingerprint);
}

static int compare_fingerprints(const void *a_, const void *b_)
{
    const struct gl_finding *a = ((const struct gl_sort_item *)a_)->item;
    const struct gl_finding *b = ((const struct gl_sort_item *)b_)->item;
    int order;

    if (a->fingerprint[0] != b->fingerprint[0])
        return a->fingerprint[0] < b->fingerprint[0] ? -1 : 1;
    if (a->fingerprint[1] != b->fingerprint[1])
        return a->fingerprint[1] < b->fingerprint[1] ? -1 : 1;
    order = gl_str_cmp(a->resource->address, b->resource->address);
    return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

/* The second, third, ... of equal ones get their number mixed in. */
static void number_equal_ones(struct gl_sort_item *items, size_t len)
{
    uint64_t group[2] = {0}, ordinal = 0;

    qsort(items, len, sizeof *items, compare_fingerprints);
    for (size_t i = 0; i < len; i++) {
        uint64_t *fingerprint = ((struct gl_finding *)items[i].item)->fingerprint;

        if (i > 0 && fingerprint[0] == group[0] && fingerprint[1] == group[1]) {
            ordinal++;
            fingerprint[0] = mix(fingerprint[0] + ordinal);
            fingerprint[1] = mix(fingerprint[1] + ordinal);
            continue;
        }
        group[0] = fingerprint[0];
        group[1] = fingerprint[1];
        ordinal = 0;
    }
}

enum { KEY_SHIFT = 40 }; /* enough of a fingerprint to tell all but equal ones apart */

void gl_report_fingerprint(struct gl_report *report)
{
    const struct gl_findings *findings = report->findings;
    struct gl_arena scratch = {0};
    struct gl_sort_item *items = GL_NEW_ARRAY(&scratch, struct gl_sort_item, findings->len);
    struct beginning last = {0};

    for (size_t i = 0; i < findings->len; i++) {
        fingerprint(findings->items[i], &last);
        items[i] = (struct gl_sort_item){findings->items[i]->fingerprint[0] >> KEY_SHIFT, findings->items[i]};
    }
    gl_sort_by_key(&scratch, items, findings->len);
    for (size_t begin = 0, end; begin < findings->len; begin = end) {
        for (end = begin + 1; end < findings->len && items[end].key == items[begin].key;)
            end++;
        if (end - begin > 1)
            number_equal_ones(items + begin, end - begin);
    }
    gl_arena_free(&scratch);
}

void gl_fingerprint_print(struct gl_buf *out, const struct gl_finding *finding)
{
    gl_buf_add_hex(out, finding->fingerprint[0], GL_FINGERPRINT_LEN / 2);
    gl_buf_add_hex(out, finding->fingerprint[1], GL_FINGERPRINT_LEN / 2);
}
