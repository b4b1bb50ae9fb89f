#include "reports/fingerprint.h"

#include <stdlib.h>

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

static bool is_inside(struct gl_span inner, struct gl_span outer)
{
    return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

static void fingerprint(struct gl_finding *finding)
{
    const struct gl_resource *resource = finding->resource;
    struct hash hash = hash_start;

    hash_text(&hash, finding->check->id);
    hash_unit(&hash, resource->unit);
    hash_text(&hash, resource->kind);
    hash_text(&hash, resource->name);
    hash_text(&hash, finding->property);
    if (gl_span_is_set(finding->span) &&
        (is_in_list(resource, finding->property) || !is_inside(finding->span, resource->body_span)))
        hash_mark(&hash, finding->mark);
    hash_end(&hash, finding->fingerprint);
}

static int compare_fingerprints(const void *a_, const void *b_)
{
    const struct gl_finding *a = *(const struct gl_finding *const *)a_;
    const struct gl_finding *b = *(const struct gl_finding *const *)b_;
    int order = gl_str_cmp(a->resource->address, b->resource->address);

    if (a->fingerprint[0] != b->fingerprint[0])
        return a->fingerprint[0] < b->fingerprint[0] ? -1 : 1;
    if (a->fingerprint[1] != b->fingerprint[1])
        return a->fingerprint[1] < b->fingerprint[1] ? -1 : 1;
    if (order)
        return order;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool has_same_fingerprint(const struct gl_finding *a, const uint64_t fingerprint[2])
{
    return a->fingerprint[0] == fingerprint[0] && a->fingerprint[1] == fingerprint[1];
}

/* The second, third, ... of equal ones get their number mixed in. */
static void number_equal_ones(struct gl_report *report)
{
    struct gl_findings *findings = report->findings;
    struct gl_finding **order = GL_NEW_ARRAY(report->arena, struct gl_finding *, findings->len);
    uint64_t group[2] = {0}, ordinal = 0;

    for (size_t i = 0; i < findings->len; i++)
        order[i] = findings->items[i];
    qsort(order, findings->len, sizeof(struct gl_finding *), compare_fingerprints);
    for (size_t i = 0; i < findings->len; i++) {
        struct gl_finding *finding = order[i];

        if (i > 0 && has_same_fingerprint(finding, group)) {
            ordinal++;
            finding->fingerprint[0] = mix(finding->fingerprint[0] + ordinal);
            finding->fingerprint[1] = mix(finding->fingerprint[1] + ordinal);
            continue;
        }
        group[0] = finding->fingerprint[0];
        group[1] = finding->fingerprint[1];
        ordinal = 0;
    }
}

void gl_report_fingerprint(struct gl_report *report)
{
    for (size_t i = 0; i < report->findings->len; i++)
        fingerprint(report->findings->items[i]);
    number_equal_ones(report);
}

void gl_fingerprint_print(struct gl_buf *out, const struct gl_finding *finding)
{
    static const char digits[] = "0123456789abcdef";
    char text[GL_FINGERPRINT_LEN];

    for (size_t i = 0; i < GL_FINGERPRINT_LEN; i++)
        text[i] = digits[(finding->fingerprint[i / 16] >> (60 - 4 * (i % 16))) & 15];
    gl_buf_add(out, (struct gl_str){text, sizeof text});
}
