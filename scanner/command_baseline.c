#include <stdio.h>

#include "commands.h"
#include "engine/baseline_load.h"
#include "reports/wrap.h"

enum { WIDTH = 100, MAX_PORTS = 20 };

struct shown {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_catalogue catalogue;
    struct gl_baseline baseline;
    struct gl_buf out;
};

static void shown_init(struct shown *shown)
{
    *shown = (struct shown){0};
    gl_sources_init(&shown->sources);
    gl_diags_init(&shown->diags, &shown->arena);
    gl_buf_init(&shown->out);
}

/* Prints what was collected and ends. */
static void shown_end(struct shown *shown)
{
    struct gl_buf told;

    gl_buf_init(&told);
    for (size_t i = 0; i < shown->diags.len; i++)
        gl_diag_print(&told, &shown->diags.items[i], &shown->sources, false);
    if (shown->out.len)
        fwrite(shown->out.ptr, 1, shown->out.len, stdout);
    if (told.len)
        fwrite(told.ptr, 1, told.len, stderr);
    gl_buf_free(&told);
    gl_buf_free(&shown->out);
    gl_catalogue_free(&shown->catalogue);
    gl_sources_free(&shown->sources);
    gl_arena_free(&shown->arena);
}

static bool load(struct shown *shown, struct gl_str name)
{
    struct gl_baseline_loader loader = {&shown->arena, &shown->sources, &shown->catalogue, &shown->diags};

    gl_catalogue_init(&shown->catalogue, &shown->arena);
    return gl_baseline_load(&loader, name, &shown->baseline);
}

static size_t count_asked(const struct shown *shown)
{
    size_t count = 0;

    if (shown->baseline.is_everything)
        return shown->catalogue.len;
    for (size_t i = 0; i < shown->catalogue.len; i++) {
        const struct gl_requirement *requirement =
            gl_baseline_requires(&shown->baseline, shown->catalogue.checks[i]->id, GL_STR(""));

        count += requirement && !requirement->is_off;
    }
    return count;
}

static const char *fail_on_word(const struct gl_baseline *baseline)
{
    return baseline->fail_never ? "never" : gl_severity_word(baseline->fail_on);
}

/* ---- list ---- */

static int list(void)
{
    struct gl_arena arena = {0};
    struct gl_text_list names = gl_baseline_names(&arena);
    int code = 0;

    for (size_t i = 0; i < names.len; i++) {
        struct shown shown;

        shown_init(&shown);
        if (load(&shown, names.items[i])) {
            size_t begin;

            gl_buf_printf(&shown.out, "%-20.*s %3zu checks   fails on %-9s ", GL_STR_ARG(names.items[i]),
                          count_asked(&shown), fail_on_word(&shown.baseline));
            begin = shown.out.len;
            gl_wrap(&shown.out, shown.baseline.title, begin, begin, WIDTH);
            gl_buf_add_char(&shown.out, '\n');
        } else {
            code = 2;
        }
        shown_end(&shown);
    }
    gl_arena_free(&arena);
    return code;
}

/* ---- show ---- */

static void show_tiers(struct shown *shown)
{
    struct gl_buf *out = &shown->out;

    if (shown->baseline.tier_len)
        gl_buf_add(out, GL_STR("\nTiers\n"));
    for (size_t i = 0; i < shown->baseline.tier_len; i++) {
        const struct gl_tier *tier = &shown->baseline.tiers[i];

        gl_buf_printf(out, "  %-12.*s ", GL_STR_ARG(tier->name));
        gl_wrap(out, tier->title, 15, 15, WIDTH);
        for (size_t k = 0; k < tier->kind_len; k++) {
            gl_buf_add(out, k || tier->title.len ? GL_STR("\n               ") : GL_STR(""));
            gl_buf_quote(out, tier->kinds[k]);
        }
        gl_buf_add_char(out, '\n');
    }
}

static void add_ports(struct gl_buf *out, const struct gl_flow *flow)
{
    if (flow->is_any_port)
        gl_buf_add(out, GL_STR("any port"));
    else if (flow->is_service_port)
        gl_buf_add(out, GL_STR("the port the target listens on"));
    else
        gl_portset_print(out, flow->ports, MAX_PORTS);
}

static void show_flows(struct shown *shown)
{
    const struct gl_baseline *baseline = &shown->baseline;

    if (baseline->flow_len)
        gl_buf_add(&shown->out, GL_STR("\nAllowed flows (everything else is denied)\n"));
    for (size_t i = 0; i < baseline->flow_len; i++) {
        const struct gl_flow *flow = &baseline->flows[i];

        gl_buf_printf(&shown->out, "  %-12.*s -> %-12.*s ", GL_STR_ARG(baseline->tiers[flow->from].name),
                      GL_STR_ARG(baseline->tiers[flow->to].name));
        add_ports(&shown->out, flow);
        gl_buf_add_char(&shown->out, '\n');
    }
}

static void add_check_line(struct shown *shown, const struct gl_check *check,
                           const struct gl_requirement *requirement)
{
    enum gl_severity severity =
        requirement && requirement->has_severity ? requirement->severity : check->severity;
    struct gl_buf *out = &shown->out;

    gl_buf_printf(out, "  %-12.*s %-9s ", GL_STR_ARG(check->id), gl_severity_word(severity));
    gl_wrap(out, check->title, 25, 25, WIDTH);
    gl_buf_add_char(out, '\n');
    if (requirement && requirement->params) {
        gl_add_spaces(out, 25);
        gl_value_print(out, requirement->params);
        gl_buf_add_char(out, '\n');
    }
}

static void show_checks(struct shown *shown)
{
    gl_buf_printf(&shown->out, "\nChecks (%zu)\n", count_asked(shown));
    for (size_t i = 0; i < shown->catalogue.len; i++) {
        const struct gl_check *check = shown->catalogue.checks[i];
        const struct gl_requirement *requirement =
            gl_baseline_requires(&shown->baseline, check->id, GL_STR(""));

        if (shown->baseline.is_everything || (requirement && !requirement->is_off))
            add_check_line(shown, check, requirement);
    }
}

static void show_environments(struct shown *shown)
{
    for (size_t i = 0; i < shown->baseline.environment_len; i++) {
        const struct gl_environment_override *override = &shown->baseline.environments[i];

        gl_buf_printf(&shown->out, "\nIn %.*s\n", GL_STR_ARG(override->environment));
        for (size_t k = 0; k < override->len; k++) {
            const struct gl_requirement *requirement = &override->requirements[k];
            const struct gl_check *check = gl_catalogue_find(&shown->catalogue, requirement->id);

            if (requirement->is_off)
                gl_buf_printf(&shown->out, "  %-12.*s not asked\n", GL_STR_ARG(requirement->id));
            else if (check)
                add_check_line(shown, check, requirement);
        }
    }
}

static void show_exceptions(struct shown *shown)
{
    if (shown->baseline.exception_len)
        gl_buf_add(&shown->out, GL_STR("\nExceptions\n"));
    for (size_t i = 0; i < shown->baseline.exception_len; i++) {
        const struct gl_exception *exception = &shown->baseline.exceptions[i];
        struct gl_str text = gl_arena_printf(&shown->arena, "%.*s on %.*s until %.*s, %.*s: %.*s",
                                             GL_STR_ARG(exception->check), GL_STR_ARG(exception->scope),
                                             GL_STR_ARG(exception->expires), GL_STR_ARG(exception->owner),
                                             GL_STR_ARG(exception->reason));

        gl_add_spaces(&shown->out, 2);
        gl_wrap(&shown->out, text, 2, 4, WIDTH);
        if (exception->ticket.len) {
            gl_buf_add(&shown->out, GL_STR(" ("));
            gl_buf_quote(&shown->out, exception->ticket);
            gl_buf_add_char(&shown->out, ')');
        }
        gl_buf_add_char(&shown->out, '\n');
    }
}

static int show(struct gl_str name)
{
    struct shown shown;
    bool ok;

    shown_init(&shown);
    ok = load(&shown, name);
    if (ok) {
        const struct gl_baseline *baseline = &shown.baseline;

        gl_buf_quote(&shown.out, baseline->name);
        gl_buf_add(&shown.out, GL_STR("  "));
        gl_wrap(&shown.out, baseline->title, baseline->name.len + 2, baseline->name.len + 2, WIDTH);
        if (baseline->description.len) {
            gl_buf_add(&shown.out, GL_STR("\n\n  "));
            gl_wrap(&shown.out, baseline->description, 2, 2, WIDTH);
        }
        gl_buf_printf(&shown.out, "\n\nfails on %s\n", fail_on_word(baseline));
        show_tiers(&shown);
        show_flows(&shown);
        show_checks(&shown);
        show_environments(&shown);
        show_exceptions(&shown);
    }
    shown_end(&shown);
    return ok ? 0 : 2;
}

/* ---- check ---- */

static int check(struct gl_str name)
{
    struct shown shown;
    bool ok;

    shown_init(&shown);
    ok = load(&shown, name);
    if (ok) {
        gl_buf_quote(&shown.out, name);
        gl_buf_printf(&shown.out, ": right: %zu checks, %zu tiers, %zu flows, %zu exceptions; fails on %s\n",
                      count_asked(&shown), shown.baseline.tier_len, shown.baseline.flow_len,
                      shown.baseline.exception_len, fail_on_word(&shown.baseline));
    }
    shown_end(&shown);
    return ok ? 0 : 2;
}

int gl_command_baseline(const struct gl_options *options)
{
    int code = 0;

    if (options->action == GL_ACTION_LIST)
        return list();
    if (options->action == GL_ACTION_SHOW && options->operands.len == 0)
        return show(options->baseline);
    for (size_t i = 0; i < options->operands.len; i++) {
        int one = options->action == GL_ACTION_SHOW ? show(options->operands.items[i])
                                                    : check(options->operands.items[i]);

        code = one ? one : code;
    }
    return code;
}
