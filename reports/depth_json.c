/* Depth as JSON: {"receivers": [...]}. Keys are only ever added. */
#include "reports/depth.h"
#include "reports/json_lines.h"

static void add_text_if(struct gl_json_lines *json, const char *key, struct gl_str text)
{
    if (text.len)
        gl_json_text(json, key, text);
}

static void add_change(struct gl_json_lines *json, const struct gl_depths *depths,
                       const struct gl_depth_change *change)
{
    gl_json_open(json, NULL, '{');
    gl_json_text(json, "kind", change->kind);
    gl_json_text(json, "change", change->sentence);
    add_text_if(json, "resource", change->resource);
    add_text_if(json, "name", change->subject);
    add_text_if(json, "target", change->target);
    add_text_if(json, "peers", change->peers);
    add_text_if(json, "ports", change->ports);
    gl_json_place(json, depths->sources, change->span);
    gl_json_close(json, '}');
}

static void add_sets(struct gl_json_lines *json, const struct gl_depths *depths, const char *key,
                     const struct gl_depth_set *sets, size_t len)
{
    gl_json_open(json, key, '[');
    for (size_t i = 0; i < len; i++) {
        gl_json_open(json, NULL, '{');
        gl_json_text(json, "way", sets[i].way);
        gl_json_open(json, "changes", '[');
        for (size_t k = 0; k < sets[i].len; k++)
            add_change(json, depths, sets[i].changes[k]);
        gl_json_close(json, ']');
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

static void add_layers(struct gl_json_lines *json, const struct gl_depths *depths, const char *key,
                       const struct gl_depth_layer *layers, size_t len)
{
    gl_json_open(json, key, '[');
    for (size_t i = 0; i < len; i++) {
        gl_json_open(json, NULL, '{');
        gl_json_text(json, "layer", layers[i].layer);
        gl_json_text(json, "state", gl_str_of(gl_depth_stand_word(layers[i].stands)));
        gl_json_text(json, "by", layers[i].text);
        add_text_if(json, "reason", layers[i].reason);
        gl_json_place(json, depths->sources, layers[i].span);
        gl_json_close(json, '}');
    }
    gl_json_close(json, ']');
}

static void add_origin(struct gl_json_lines *json, const struct gl_depths *depths,
                       const struct gl_depth_origin *origin)
{
    gl_json_open(json, NULL, '{');
    gl_json_text(json, "origin", origin->kind);
    gl_json_text(json, "name", origin->name);
    gl_json_number(json, "least", origin->least);
    gl_json_number(json, "most", origin->most);
    if (origin->is_least_more)
        gl_json_word(json, "least_or_more", "true");
    if (origin->is_most_more)
        gl_json_word(json, "most_or_more", "true");
    add_text_if(json, "reason", origin->reason);
    add_text_if(json, "way", origin->way);
    add_layers(json, depths, "layers", origin->layers, origin->layer_len);
    add_sets(json, depths, "sets", origin->sets, origin->set_len);
    if (origin->possible_len)
        add_sets(json, depths, "possible_sets", origin->possible, origin->possible_len);
    gl_json_word(json, "complete", origin->is_cut ? "false" : "true");
    gl_json_close(json, '}');
}

void gl_depth_json(const struct gl_depths *depths, struct gl_buf *out)
{
    struct gl_json_lines json = {.out = out};

    gl_json_open(&json, NULL, '{');
    gl_json_open(&json, "receivers", '[');
    for (size_t i = 0; i < depths->len; i++) {
        const struct gl_depth_receiver *receiver = &depths->items[i];

        gl_json_open(&json, NULL, '{');
        gl_json_text(&json, "address", receiver->address);
        gl_json_text(&json, "kind", receiver->kind);
        gl_json_text(&json, "name", receiver->name);
        gl_json_text(&json, "role", receiver->role);
        gl_json_text(&json, "ports", receiver->ports);
        gl_json_place(&json, depths->sources, receiver->span);
        gl_json_open(&json, "origins", '[');
        for (size_t k = 0; k < receiver->origin_len; k++)
            add_origin(&json, depths, &receiver->origins[k]);
        gl_json_close(&json, ']');
        add_layers(&json, depths, "controls", receiver->controls, receiver->control_len);
        gl_json_close(&json, '}');
        if (gl_report_is_due(depths->sink, out))
            gl_report_drain(depths->sink, out);
    }
    gl_json_close(&json, ']');
    gl_json_close(&json, '}');
    gl_buf_add_char(out, '\n');
}
