#include "reports/shared.h"

#include "engine/check.h"

enum { SHORT_SPAN = 4096, BYTE_ORDER_MARK = 3 };

struct gl_span gl_report_main_span(const struct gl_finding *finding)
{
    const struct gl_resource *resource = finding->resource;

    if (gl_span_is_set(finding->span))
        return finding->span;
    if (gl_span_is_set(resource->span))
        return resource->span;
    if (gl_span_is_set(resource->body_span))
        return resource->body_span;
    if (resource->unit && resource->unit->source)
        return (struct gl_span){resource->unit->source->id, 0, 0};
    return (struct gl_span){0};
}

/* Most spans end on the line they begin on: no second search for the line. */
static struct gl_position end_position(struct gl_source *source, struct gl_span span,
                                       struct gl_position begin)
{
    bool is_last = begin.line == source->line_len;

    if (span.end < span.begin || span.end > source->text.len || span.end - span.begin > SHORT_SPAN ||
        (!is_last && span.end >= source->line_start[begin.line]) || span.begin < BYTE_ORDER_MARK)
        return gl_source_position(source, span.end);
    for (uint32_t i = span.begin; i < span.end; i++)
        begin.column += ((unsigned char)source->text.ptr[i] & 0xc0) != 0x80;
    return begin;
}

struct gl_region gl_report_region(const struct gl_report *report, struct gl_span span)
{
    struct gl_source *source = gl_sources_get(report->sources, span.source);
    struct gl_region region;

    region.begin = gl_source_position(source, span.begin);
    region.end = end_position(source, span, region.begin);
    if (span.end <= span.begin)
        region.end = (struct gl_position){region.begin.line, region.begin.column + 1};
    return region;
}

static bool is_same(const struct gl_related *place, struct gl_span span)
{
    return place->span.source == span.source && place->span.begin == span.begin &&
           place->span.end == span.end;
}

static void add_place(struct gl_places *places, struct gl_related place)
{
    if (!gl_span_is_set(place.span))
        return;
    for (size_t i = 0; i < places->len; i++) {
        if (is_same(&places->items[i], place.span) && gl_str_eq(places->items[i].message, place.message))
            return;
    }
    places->items[places->len++] = place;
}

struct gl_places gl_report_places(const struct gl_report *report, const struct gl_finding *finding)
{
    const struct gl_resource *resource = finding->resource;
    size_t most = finding->related_len + resource->place_len + resource->part_len + finding->step_len;
    struct gl_places places = {0};

    if (most == 0)
        return places;
    places.items = GL_NEW_ARRAY(report->arena, struct gl_related, most);
    for (size_t i = 0; i < finding->related_len; i++)
        add_place(&places, finding->related[i]);
    for (size_t i = 0; i < resource->place_len; i++) {
        const struct gl_place *place = &resource->places[i];

        add_place(&places, (struct gl_related){place->span, place->what, resource});
    }
    for (size_t i = 0; i < resource->part_len; i++) {
        const struct gl_resource *part = resource->parts[i];

        add_place(&places, (struct gl_related){part->span,
                                               gl_arena_printf(report->arena, "%.*s configures it here",
                                                               GL_STR_ARG(part->name)),
                                               part});
    }
    places.own = places.len;
    for (size_t i = 0; i < finding->step_len; i++)
        add_place(&places, (struct gl_related){finding->steps[i].program, finding->steps[i].message,
                                               finding->steps[i].resource});
    return places;
}

static struct gl_span own_span(const struct gl_step *step)
{
    if (gl_span_is_set(step->span) || !step->resource)
        return step->span;
    return gl_span_is_set(step->resource->span) ? step->resource->span : step->resource->body_span;
}

struct gl_span gl_report_step_span(const struct gl_finding *finding, size_t at)
{
    for (size_t i = at; i < finding->step_len; i++) {
        struct gl_span span = own_span(&finding->steps[i]);

        if (gl_span_is_set(span))
            return span;
    }
    return gl_report_main_span(finding);
}

bool gl_report_is_outside(const struct gl_report *report, struct gl_span span)
{
    return gl_str_starts_with(gl_sources_get(report->sources, span.source)->uri, GL_STR("/"));
}

bool gl_report_is_program(const struct gl_report *report, struct gl_span span)
{
    static const struct gl_str suffixes[] = {
        GL_STR_INIT(".ts"),   GL_STR_INIT(".js"),  GL_STR_INIT(".mts"),  GL_STR_INIT(".mjs"),
        GL_STR_INIT(".cts"),  GL_STR_INIT(".cjs"), GL_STR_INIT(".tsx"),  GL_STR_INIT(".jsx"),
        GL_STR_INIT(".py"),   GL_STR_INIT(".go"),  GL_STR_INIT(".cs"),   GL_STR_INIT(".fs"),
        GL_STR_INIT(".java"), GL_STR_INIT(".kt"),  GL_STR_INIT(".scala")};
    struct gl_str uri = gl_sources_get(report->sources, span.source)->uri;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (gl_str_ends_with(uri, suffixes[i]))
            return true;
    }
    return false;
}
