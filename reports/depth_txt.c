/* Depth as text: a receiver, its origins, what stands, and the smallest sets of changes; as a table in CSV.
 */
#include "reports/csv.h"
#include "reports/depth.h"
#include "reports/relation_writers.h"
#include "reports/wrap.h"

enum { PLACE_COLUMN = 84, SHOWN_SETS = 3 };

static void add_number(struct gl_buf *out, uint32_t number, bool is_more)
{
    gl_buf_printf(out, "%u%s", number, is_more ? " or more" : "");
}

/* "1 change", "0 to 2 changes", "7 or more changes" */
static void add_depth(struct gl_buf *out, const struct gl_depth_origin *origin)
{
    add_number(out, origin->least, origin->is_least_more);
    if (origin->most != origin->least) {
        gl_buf_add(out, GL_STR(" to "));
        add_number(out, origin->most, origin->is_most_more);
    }
    gl_buf_add(out, origin->least == 1 && origin->most == 1 ? GL_STR(" change") : GL_STR(" changes"));
}

static void end_line(struct gl_buf *out, size_t begin, const struct gl_sources *sources, struct gl_span span)
{
    size_t used = gl_columns((struct gl_str){out->ptr + begin, out->len - begin});

    if (gl_span_is_set(span)) {
        gl_add_spaces(out, used + 2 < PLACE_COLUMN ? PLACE_COLUMN - used : 2);
        gl_relation_add_place(out, sources, span);
    }
    gl_buf_add_char(out, '\n');
}

static void add_layers(struct gl_buf *out, const struct gl_depths *depths,
                       const struct gl_depth_layer *layers, size_t len, enum gl_depth_stand stands,
                       const char *heading)
{
    bool is_first = true;

    for (size_t i = 0; i < len; i++) {
        size_t begin = out->len;

        if (layers[i].stands != stands)
            continue;
        gl_buf_printf(out, "    %-9s %-14.*s ", is_first ? heading : "", GL_STR_ARG(layers[i].layer));
        gl_buf_quote(out, layers[i].text);
        if (layers[i].reason.len) {
            gl_buf_add(out, GL_STR(": "));
            gl_buf_quote(out, layers[i].reason);
        }
        end_line(out, begin, depths->sources, layers[i].span);
        is_first = false;
    }
}

static void add_set(struct gl_buf *out, const struct gl_depths *depths, const struct gl_depth_set *set,
                    size_t number)
{
    for (size_t i = 0; i < set->len; i++) {
        size_t begin = out->len;

        if (i == 0)
            gl_buf_printf(out, "      %zu. ", number);
        else
            gl_buf_add(out, GL_STR("         "));
        gl_buf_quote(out, set->changes[i]->sentence);
        end_line(out, begin, depths->sources, set->changes[i]->span);
    }
}

static void add_sets(struct gl_buf *out, const struct gl_depths *depths, const char *heading,
                     const struct gl_depth_set *sets, size_t len, bool is_cut)
{
    if (len == 0 || sets[0].len == 0)
        return;
    gl_buf_printf(out, "    %s\n", heading);
    for (size_t i = 0; i < len && i < SHOWN_SETS; i++)
        add_set(out, depths, &sets[i], i + 1);
    if (len > SHOWN_SETS)
        gl_buf_printf(out, "      and %s%zu more smallest sets of up to 3 changes (-f json)\n",
                      is_cut ? "at least " : "", len - SHOWN_SETS);
}

static void add_origin(struct gl_buf *out, const struct gl_depths *depths,
                       const struct gl_depth_origin *origin)
{
    gl_buf_add(out, GL_STR("  from "));
    gl_buf_quote(out, origin->name);
    gl_buf_add(out, GL_STR(": "));
    if (origin->is_least_more && origin->way.len == 0)
        gl_buf_add(out, GL_STR("no way that a few changes open"));
    else
        add_depth(out, origin);
    if (origin->way.len) {
        gl_buf_add(out, GL_STR(", "));
        gl_buf_quote(out, origin->way);
    }
    gl_buf_add_char(out, '\n');
    if (origin->reason.len) {
        gl_buf_add(out, GL_STR("    not known "));
        gl_buf_quote(out, origin->reason);
        gl_buf_add_char(out, '\n');
    }
    add_layers(out, depths, origin->layers, origin->layer_len, GL_DEPTH_STANDS, "stands");
    add_layers(out, depths, origin->layers, origin->layer_len, GL_DEPTH_MAY, "may stand");
    add_layers(out, depths, origin->layers, origin->layer_len, GL_DEPTH_OPEN, "open");
    add_sets(out, depths, "opened by", origin->sets, origin->set_len, origin->is_cut);
    add_sets(out, depths, "or, if what is not known is open, by", origin->possible, origin->possible_len,
             origin->is_cut);
    if (origin->is_cut)
        gl_buf_add(out, GL_STR("    not everything was tried: there may be more sets, and smaller ones\n"));
}

void gl_depth_txt(const struct gl_depths *depths, struct gl_buf *out)
{
    for (size_t i = 0; i < depths->len; i++) {
        const struct gl_depth_receiver *receiver = &depths->items[i];
        size_t begin;

        if (i > 0)
            gl_buf_add_char(out, '\n');
        begin = out->len;
        gl_buf_quote(out, receiver->shown);
        gl_buf_add(out, GL_STR("  "));
        gl_buf_add(out, receiver->ports);
        end_line(out, begin, depths->sources, receiver->span);
        for (size_t k = 0; k < receiver->origin_len; k++)
            add_origin(out, depths, &receiver->origins[k]);
        if (receiver->control_len) {
            gl_buf_add(out, GL_STR("  at the receiver itself (no layer of the path)\n"));
            add_layers(out, depths, receiver->controls, receiver->control_len, GL_DEPTH_STANDS, "holds");
            add_layers(out, depths, receiver->controls, receiver->control_len, GL_DEPTH_MAY, "may hold");
            add_layers(out, depths, receiver->controls, receiver->control_len, GL_DEPTH_OPEN, "lacks");
        }
        if (gl_report_is_due(depths->sink, out))
            gl_report_drain(depths->sink, out);
    }
}

static void add_first_set(struct gl_buf *out, const struct gl_depth_origin *origin)
{
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; origin->set_len && i < origin->sets[0].len; i++) {
        if (i)
            gl_buf_add(&text, GL_STR("; "));
        gl_buf_add(&text, origin->sets[0].changes[i]->sentence);
    }
    gl_csv_add(out, gl_buf_str(&text), true);
    gl_buf_free(&text);
}

static void add_csv_number(struct gl_buf *out, uint32_t number, bool is_more)
{
    gl_buf_printf(out, "%s%u,", is_more ? ">=" : "", number);
}

void gl_depth_csv(const struct gl_depths *depths, struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("receiver,kind,ports,origin,origin name,least,most,way,sets,first set\n"));
    for (size_t i = 0; i < depths->len; i++) {
        const struct gl_depth_receiver *receiver = &depths->items[i];

        for (size_t k = 0; k < receiver->origin_len; k++) {
            const struct gl_depth_origin *origin = &receiver->origins[k];

            gl_csv_add(out, receiver->address, false);
            gl_csv_add(out, receiver->kind, false);
            gl_csv_add(out, receiver->ports, false);
            gl_csv_add(out, origin->kind, false);
            gl_csv_add(out, origin->name, false);
            add_csv_number(out, origin->least, origin->is_least_more);
            add_csv_number(out, origin->most, origin->is_most_more);
            gl_csv_add(out, origin->way, false);
            gl_buf_printf(out, "%zu,", origin->set_len);
            add_first_set(out, origin);
        }
        if (gl_report_is_due(depths->sink, out))
            gl_report_drain(depths->sink, out);
    }
}
