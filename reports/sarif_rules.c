/* tool.driver.rules and the taxonomies that rules relate to. */
#include <stdlib.h>

#include "reports/explain.h"
#include "reports/sarif.h"

struct taxonomy {
    struct gl_str key; /* in the `controls` of a check */
    struct gl_str name, version, organization, uri, text;
};

static const struct taxonomy taxonomies[] = {
    {GL_STR_INIT("cis_aws"), GL_STR_INIT("CIS AWS Foundations Benchmark"), GL_STR_INIT("3.0.0"),
     GL_STR_INIT("Center for Internet Security"),
     GL_STR_INIT("https://www.cisecurity.org/benchmark/amazon_web_services"),
     GL_STR_INIT("Consensus configuration guidelines for AWS accounts.")},
    {GL_STR_INIT("fsbp"), GL_STR_INIT("AWS Foundational Security Best Practices"), GL_STR_INIT("1.0.0"),
     GL_STR_INIT("Amazon Web Services"),
     GL_STR_INIT("https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html"),
     GL_STR_INIT("Security Hub controls that detect deviations from security best practices.")},
    {GL_STR_INIT("nist_800_53"), GL_STR_INIT("NIST SP 800-53"), GL_STR_INIT("5.1.1"),
     GL_STR_INIT("National Institute of Standards and Technology"),
     GL_STR_INIT("https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final"),
     GL_STR_INIT("Security and privacy controls for information systems and organizations.")},
    {GL_STR_INIT("pci_4"), GL_STR_INIT("PCI DSS"), GL_STR_INIT("4.0"),
     GL_STR_INIT("PCI Security Standards Council"),
     GL_STR_INIT("https://www.pcisecuritystandards.org/document_library/"),
     GL_STR_INIT("Payment Card Industry Data Security Standard.")},
};
enum { TAXONOMIES = sizeof taxonomies / sizeof *taxonomies };

/* ---- which rules ---- */

static int compare_rules(const void *a_, const void *b_)
{
    const struct gl_sarif_rule *a = a_, *b = b_;

    return gl_str_cmp(a->check->id, b->check->id);
}

static void remove_double_rules(struct gl_sarif *sarif)
{
    size_t kept = 0;

    for (size_t i = 0; i < sarif->rule_len; i++) {
        if (kept > 0 && sarif->rules[kept - 1].check == sarif->rules[i].check)
            continue;
        sarif->rules[kept++] = sarif->rules[i];
    }
    sarif->rule_len = kept;
}

uint32_t gl_sarif_rule_of(const struct gl_sarif *sarif, const struct gl_check *check)
{
    struct gl_sarif_rule key = {.check = check};
    const struct gl_sarif_rule *found =
        bsearch(&key, sarif->rules, sarif->rule_len, sizeof key, compare_rules);

    gl_assert(found != NULL);
    return (uint32_t)(found - sarif->rules);
}

/* The checks that were asked, and those findings name without having been asked. */
void gl_sarif_collect_rules(struct gl_sarif *sarif)
{
    const struct gl_report *report = sarif->report;
    const struct gl_check *last = NULL;
    size_t most = report->check_len + report->findings->len;

    sarif->rules = GL_NEW_ARRAY(sarif->arena, struct gl_sarif_rule, most);
    for (size_t i = 0; i < report->check_len; i++)
        sarif->rules[sarif->rule_len++] =
            (struct gl_sarif_rule){report->checks[i], report->checks[i]->severity, {0}};
    for (size_t i = 0; i < report->findings->len; i++) {
        const struct gl_check *check = report->findings->items[i]->check;

        if (check != last)
            sarif->rules[sarif->rule_len++] = (struct gl_sarif_rule){check, check->severity, {0}};
        last = check;
    }
    qsort(sarif->rules, sarif->rule_len, sizeof *sarif->rules, compare_rules);
    remove_double_rules(sarif);
}

/* A baseline may give a check another severity: the rule says what its results say. */
static void settle_severities(struct gl_sarif *sarif)
{
    bool *has_result = GL_NEW_ARRAY(sarif->arena, bool, sarif->rule_len);

    for (size_t i = 0; i < sarif->result_len; i++) {
        struct gl_sarif_rule *rule = &sarif->rules[sarif->results[i].rule];
        enum gl_severity severity = sarif->results[i].finding->severity;

        if (!has_result[sarif->results[i].rule] || severity > rule->severity)
            rule->severity = severity;
        has_result[sarif->results[i].rule] = true;
    }
}

/* ---- one rule ---- */

/* At most GL_SARIF_MAX_TEXT code points of a text. */
static struct gl_str clamp(struct gl_str text)
{
    size_t points = 0;

    for (size_t i = 0; i < text.len; i++) {
        points += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
        if (points > GL_SARIF_MAX_TEXT)
            return gl_str_slice(text, 0, i);
    }
    return text;
}

/* {"text":"..."} with a capital and a full stop: titles are kept without (SARIF 3.49.9, 3.49.10). */
static void add_sentence(struct gl_buf *out, struct gl_arena *arena, struct gl_str text)
{
    text = clamp(gl_str_trim(text));
    gl_buf_add(out, GL_STR("{\"text\":"));
    if (text.len && text.len < GL_SARIF_MAX_TEXT && text.ptr[text.len - 1] != '.')
        text = gl_arena_printf(arena, "%.*s.", GL_STR_ARG(text));
    gl_buf_add_json(out, text);
    gl_buf_add_char(out, '}');
}

static void add_help(struct gl_sarif *sarif, const struct gl_check *check)
{
    struct gl_buf *page = &sarif->scratch;

    page->len = 0;
    gl_explain_text(page, check, NULL, 0);
    gl_buf_add(sarif->out, GL_STR(",\"help\":{\"text\":"));
    gl_buf_add_json(sarif->out, gl_buf_str(page));
    page->len = 0;
    gl_explain_markdown(page, check);
    gl_buf_add(sarif->out, GL_STR(",\"markdown\":"));
    gl_buf_add_json(sarif->out, gl_buf_str(page));
    gl_buf_add_char(sarif->out, '}');
}

static size_t taxonomy_of(struct gl_str framework)
{
    for (size_t i = 0; i < TAXONOMIES; i++) {
        if (gl_str_eq(taxonomies[i].key, framework))
            return i;
    }
    return TAXONOMIES;
}

/* ---- taxa: the controls that some rule names, sorted ---- */

static struct gl_text_list taxa_of(const struct gl_sarif *sarif, size_t taxonomy)
{
    struct gl_text_list taxa = {0};
    size_t capacity = 0, kept = 0;

    for (size_t i = 0; i < sarif->rule_len; i++) {
        const struct gl_check *check = sarif->rules[i].check;

        for (size_t j = 0; j < check->control_len; j++) {
            if (taxonomy_of(check->controls[j].framework) != taxonomy)
                continue;
            for (size_t k = 0; k < check->controls[j].ids.len; k++)
                *GL_PUSH(sarif->arena, taxa.items, taxa.len, capacity) = check->controls[j].ids.items[k];
        }
    }
    if (taxa.len)
        qsort(taxa.items, taxa.len, sizeof *taxa.items, gl_str_compare);
    for (size_t i = 0; i < taxa.len; i++) {
        if (kept == 0 || !gl_str_eq(taxa.items[kept - 1], taxa.items[i]))
            taxa.items[kept++] = taxa.items[i];
    }
    taxa.len = kept;
    return taxa;
}

static size_t taxon_index(const struct gl_text_list *taxa, struct gl_str id)
{
    const struct gl_str *found = bsearch(&id, taxa->items, taxa->len, sizeof id, gl_str_compare);

    gl_assert(found != NULL);
    return (size_t)(found - taxa->items);
}

static void add_relationships(struct gl_sarif *sarif, const struct gl_check *check,
                              const struct gl_text_list taxa[TAXONOMIES])
{
    struct gl_buf *out = sarif->out;
    bool is_first = true;

    for (size_t i = 0; i < check->control_len; i++) {
        size_t taxonomy = taxonomy_of(check->controls[i].framework);

        for (size_t j = 0; j < check->controls[i].ids.len && taxonomy < TAXONOMIES; j++) {
            struct gl_str id = check->controls[i].ids.items[j];

            gl_buf_add(out, is_first ? GL_STR(",\"relationships\":[") : GL_STR(","));
            is_first = false;
            gl_buf_add(out, GL_STR("{\"target\":{\"id\":"));
            gl_buf_add_json(out, id);
            gl_buf_add(out, GL_STR(",\"index\":"));
            gl_buf_add_u64(out, taxon_index(&taxa[taxonomy], id));
            gl_buf_add(out, GL_STR(",\"toolComponent\":{\"name\":"));
            gl_buf_add_json(out, taxonomies[taxonomy].name);
            gl_buf_add(out, GL_STR(",\"index\":"));
            gl_buf_add_u64(out, taxonomy);
            gl_buf_add(out, GL_STR("}},\"kinds\":[\"relevant\"]}"));
        }
    }
    if (!is_first)
        gl_buf_add_char(out, ']');
}

static void add_tags(struct gl_sarif *sarif, const struct gl_check *check)
{
    struct gl_buf *out = sarif->out;
    size_t count = 1;

    gl_buf_add(out, GL_STR("\"tags\":[\"security\""));
    for (size_t i = 0; i < check->tags.len && count < GL_SARIF_MAX_TAGS; i++) {
        if (gl_str_eq(check->tags.items[i], GL_STR("security")))
            continue;
        gl_buf_add_char(out, ',');
        gl_buf_add_json(out, check->tags.items[i]);
        count++;
    }
    gl_buf_add_char(out, ']');
}

static const char *security_severity(enum gl_severity severity)
{
    switch (severity) {
    case GL_CRITICAL:
        return "9.5";
    case GL_HIGH:
        return "8.0";
    case GL_MEDIUM:
        return "5.5";
    case GL_LOW:
        return "2.0";
    }
    gl_bug("severity", __FILE__, __LINE__);
}

static void add_rule(struct gl_sarif *sarif, const struct gl_sarif_rule *rule,
                     const struct gl_text_list taxa[TAXONOMIES])
{
    const struct gl_check *check = rule->check;
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR("\n{\"id\":"));
    gl_buf_add_json(out, check->id);
    gl_buf_add(out, GL_STR(",\"name\":"));
    gl_buf_add_json(out, check->name);
    gl_buf_add(out, GL_STR(",\"shortDescription\":"));
    add_sentence(out, sarif->arena, check->title);
    gl_buf_add(out, GL_STR(",\"fullDescription\":"));
    add_sentence(out, sarif->arena, check->why.len ? check->why : check->title);
    add_help(sarif, check);
    gl_buf_add(out, GL_STR(",\"helpUri\":\"" GL_HOMEPAGE "/docs/checks/"));
    gl_buf_add_uri(out, check->id);
    gl_buf_printf(out, ".md\",\"defaultConfiguration\":{\"level\":\"%s\"}", gl_sarif_level(rule->severity));
    add_relationships(sarif, check, taxa);
    gl_buf_add(out, GL_STR(",\"properties\":{"));
    add_tags(sarif, check);
    gl_buf_printf(out, ",\"precision\":\"very-high\",\"security-severity\":\"%s\"}}",
                  security_severity(rule->severity));
}

void gl_sarif_add_rules(struct gl_sarif *sarif)
{
    struct gl_text_list taxa[TAXONOMIES];

    settle_severities(sarif);
    for (size_t i = 0; i < TAXONOMIES; i++)
        taxa[i] = taxa_of(sarif, i);
    gl_buf_add(sarif->out, GL_STR(",\"rules\":["));
    for (size_t i = 0; i < sarif->rule_len; i++) {
        if (i > 0)
            gl_buf_add_char(sarif->out, ',');
        add_rule(sarif, &sarif->rules[i], taxa);
    }
    gl_buf_add_char(sarif->out, ']');
}

/* ---- taxonomies ---- */

void gl_sarif_add_supported_taxonomies(struct gl_sarif *sarif)
{
    gl_buf_add(sarif->out, GL_STR(",\"supportedTaxonomies\":["));
    for (size_t i = 0; i < TAXONOMIES; i++) {
        gl_buf_add(sarif->out, i ? GL_STR(",{\"name\":") : GL_STR("{\"name\":"));
        gl_buf_add_json(sarif->out, taxonomies[i].name);
        gl_buf_add(sarif->out, GL_STR(",\"index\":"));
        gl_buf_add_u64(sarif->out, i);
        gl_buf_add_char(sarif->out, '}');
    }
    gl_buf_add_char(sarif->out, ']');
}

void gl_sarif_add_taxonomies(struct gl_sarif *sarif)
{
    struct gl_buf *out = sarif->out;

    gl_buf_add(out, GL_STR(",\n\"taxonomies\":["));
    for (size_t i = 0; i < TAXONOMIES; i++) {
        const struct taxonomy *taxonomy = &taxonomies[i];
        struct gl_text_list taxa = taxa_of(sarif, i);

        gl_buf_add(out, i ? GL_STR(",\n{\"name\":") : GL_STR("\n{\"name\":"));
        gl_buf_add_json(out, taxonomy->name);
        gl_buf_add(out, GL_STR(",\"version\":"));
        gl_buf_add_json(out, taxonomy->version);
        gl_buf_add(out, GL_STR(",\"organization\":"));
        gl_buf_add_json(out, taxonomy->organization);
        gl_buf_add(out, GL_STR(",\"informationUri\":"));
        gl_buf_add_json(out, taxonomy->uri);
        gl_buf_add(out, GL_STR(",\"isComprehensive\":false,\"shortDescription\":{\"text\":"));
        gl_buf_add_json(out, taxonomy->text);
        gl_buf_add(out, GL_STR("},\"taxa\":["));
        for (size_t j = 0; j < taxa.len; j++) {
            gl_buf_add(out, j ? GL_STR(",{\"id\":") : GL_STR("{\"id\":"));
            gl_buf_add_json(out, taxa.items[j]);
            gl_buf_add_char(out, '}');
        }
        gl_buf_add(out, GL_STR("]}"));
    }
    gl_buf_add_char(out, ']');
}
