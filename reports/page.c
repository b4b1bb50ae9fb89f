/* The frame of a page. Browsers run and apply only what the hashes of the policy name, so a name that slipped
 * through escaping could do nothing; tests/lint/page.py holds that they fit. Source: Content Security Policy
 * Level 3. */
#include "reports/page.h"

#include "reports/escape.h"

#define STYLE_HASH "SRQxzjZE4Mvzyw4D3WaV1ekwTJCF9sAHTzOE9tPQmMk="
#define SCRIPT_HASH "1q2IlmCV9rKgG2eYOLDntFLmpqCHTiBzn6Fcjv7dMIM="

static const char style[] =
    "\n"
    ":root{--page:#fff;--ink:#1e293b;--sub:#5b6b7f;--band:#f3f6fa;--edge:#d3dbe5;--frame:#aebccd;--card:#fff;"
    "--border:#64748b;\n"
    "--allowed:#3a6ea5;--violation:#c81e1e;--blocked:#6d28d9;--may:#a8570a;--accent:#0f766e;--sign:#fff}\n"
    "@media screen and "
    "(prefers-color-scheme:dark){:root{--page:#10161f;--ink:#e2e8f0;--sub:#9fb0c3;--band:#182130;--edge:#"
    "2c394b;\n"
    "--frame:#4b5d75;--card:#1f2a3b;--border:#7f90a6;--allowed:#7fb0e6;--violation:#ff7b7b;--blocked:#b79bff;"
    "--may:#f0a954;\n"
    "--accent:#4fd1c0;--sign:#10161f}}\n"
    "body{margin:0 auto;padding:16px 24px;max-width:1600px;background:var(--page);color:var(--ink);\n"
    "font:14px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}\n"
    "h1{font-size:22px;margin:0 0 4px}h2{font-size:18px;margin:28px 0 2px}h3{font-size:15px;margin:24px 0 "
    "6px}\n"
    "p{margin:2px 0}.sub{color:var(--sub)}a{color:var(--accent)}\n"
    ".scroll{overflow-x:auto;margin:8px 0}.scroll:focus-visible,.card:focus-visible{outline:3px solid "
    "var(--accent)}\n"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:700;font-size:15px;"
    "padding:20px 0 6px}\n"
    "th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid "
    "var(--edge);overflow-wrap:anywhere}\n"
    "td.name,td.ports{min-width:9em}td.place{min-width:13em}td.why{min-width:16em}th{white-space:nowrap}td."
    "number,th.number{text-align:right}td.place{color:var(--sub)}\n"
    "td.violation,td.blocked,td.may{font-weight:700;white-space:nowrap}td.allowed{white-space:nowrap}\n"
    ".violation{color:var(--violation)}.blocked{color:var(--blocked)}.may{color:var(--may)}\n"
    "ol,ul{margin:4px 0;padding-left:26px}.stop{color:var(--violation);font-weight:700}\n"
    ".bar{margin-top:16px}.bar label{margin-right:16px;white-space:nowrap}.bar "
    "input[type=search]{font:inherit;width:260px;max-width:100%;padding:3px 6px}\n"
    "th "
    "button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-decoration:"
    "underline dotted}\n"
    "svg .page{fill:var(--page)}svg text{fill:var(--ink)}svg text.sub{fill:var(--sub)}\n"
    "svg .band{fill:var(--band);stroke:var(--edge)}svg .frame{stroke:var(--frame)}svg "
    ".face{fill:var(--card);stroke:var(--border)}\n"
    "svg .face.path{stroke:var(--accent)}svg .hop{fill:var(--accent);stroke:var(--accent)}svg "
    ".hop.far{fill:var(--page)}\n"
    "svg .lines.allowed path,svg .lines.allowed{stroke:var(--allowed)}svg .lines.violation path,svg "
    ".lines.violation{stroke:var(--violation)}\n"
    "svg .lines.blocked path,svg .lines.blocked{stroke:var(--blocked)}svg .lines.may path,svg "
    ".lines.may{stroke:var(--may)}\n"
    "svg .lines .tip{stroke:none!important}svg .lines.allowed .tip{fill:var(--allowed)}svg .lines.violation "
    ".tip{fill:var(--violation)}\n"
    "svg .lines.blocked .tip{fill:var(--blocked)}svg .lines.may .tip{fill:var(--may)}\n"
    "svg .violation>text,svg text.violation{fill:var(--violation)}svg text.blocked{fill:var(--blocked)}svg "
    "text.may{fill:var(--may)}\n"
    "svg .mark.violation circle{fill:var(--violation)}svg .mark.blocked rect{fill:var(--blocked)}svg "
    ".mark.may path{fill:var(--may)}\n"
    "svg .mark text{fill:var(--sign)!important}\n"
    "svg .line:hover{stroke-width:4;stroke-opacity:1}svg.lit .line{opacity:.12}svg.lit "
    ".line.near{opacity:1;stroke-opacity:1}\n"
    "svg .card{cursor:default}\n"
    "svg.pods .title{font-size:16px;font-weight:700}svg.pods .sub,svg.pods .lane,svg.pods "
    ".name{font-size:12px}\n"
    "svg.pods .lane,svg.pods .name{font-weight:700}svg.pods .note,svg.pods .ports{font-size:10px}svg.pods "
    ".note{font-weight:400;fill:var(--sub)}\n"
    "svg.pods .pod rect{fill:var(--card);stroke:var(--border)}svg.pods .outside "
    "rect{fill:var(--card);stroke:var(--may)}\n"
    "svg.pods .unknown rect{fill:var(--card);stroke:var(--may);stroke-dasharray:4 3}\n"
    "svg.pods>g path{fill:none;stroke-width:1.2;stroke-opacity:.7}svg.pods>g "
    "path:hover{stroke-width:3;stroke-opacity:1}\n"
    "svg.pods .within{stroke:var(--allowed)}svg.pods .across{stroke:var(--may)}svg.pods "
    ".exposed{stroke:var(--may);stroke-dasharray:2 3}\n"
    "svg.pods path.may{stroke-dasharray:6 4}svg.pods marker path{fill:var(--border)}\n"
    "@media "
    "print{body{padding:0;font-size:11px}.bar{display:none}.scroll{overflow:visible}svg{width:100%;height:"
    "auto;max-height:235mm}tr{break-inside:avoid}}\n"
    "@page{size:A4;margin:12mm}\n";

static const char script[] =
    "\n"
    "(function () {\n"
    "  \"use strict\";\n"
    "  var list = function (root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); "
    "};\n"
    "  function control(bar, type, text, name) {\n"
    "    var label = document.createElement(\"label\"), input = document.createElement(\"input\");\n"
    "    input.type = type;\n"
    "    if (type === \"checkbox\") { input.checked = true; input.value = name; label.append(input, \" \" + "
    "text); }\n"
    "    else { label.append(text + \" \", input); }\n"
    "    bar.append(label);\n"
    "    return input;\n"
    "  }\n"
    "  function filter(table) {\n"
    "    var rows = list(table.tBodies[0], \"tr\"), bar = document.createElement(\"p\"), seen = {}, boxes = "
    "[], words, told;\n"
    "    bar.className = \"bar\";\n"
    "    words = control(bar, \"search\", \"Filter\");\n"
    "    rows.forEach(function (row) {\n"
    "      var name = row.dataset.verdict;\n"
    "      if (name && !seen[name]) { seen[name] = 1; boxes.push(control(bar, \"checkbox\", "
    "row.dataset.phrase, name)); }\n"
    "    });\n"
    "    told = document.createElement(\"output\");\n"
    "    bar.append(told);\n"
    "    function apply() {\n"
    "      var on = {}, shown = 0, wanted = words.value.toLowerCase();\n"
    "      boxes.forEach(function (box) { on[box.value] = box.checked; });\n"
    "      rows.forEach(function (row) {\n"
    "        var is = (!row.dataset.verdict || on[row.dataset.verdict]) && "
    "row.textContent.toLowerCase().includes(wanted);\n"
    "        row.hidden = !is;\n"
    "        shown += is ? 1 : 0;\n"
    "      });\n"
    "      told.textContent = shown + \" of \" + rows.length;\n"
    "    }\n"
    "    bar.addEventListener(\"input\", apply);\n"
    "    table.before(bar);\n"
    "    apply();\n"
    "  }\n"
    "  function sort(table) {\n"
    "    list(table, \"thead th\").forEach(function (head, at) {\n"
    "      var button = document.createElement(\"button\"), way = 1;\n"
    "      button.type = \"button\";\n"
    "      button.append.apply(button, Array.prototype.slice.call(head.childNodes));\n"
    "      head.append(button);\n"
    "      button.addEventListener(\"click\", function () {\n"
    "        var body = table.tBodies[0], order = new Intl.Collator(\"en\", { numeric: true });\n"
    "        list(body, \"tr\").sort(function (a, b) {\n"
    "          return way * order.compare(a.cells[at].textContent, b.cells[at].textContent);\n"
    "        }).forEach(function (row) { body.append(row); });\n"
    "        list(table, \"th\").forEach(function (other) { other.removeAttribute(\"aria-sort\"); });\n"
    "        head.setAttribute(\"aria-sort\", way === 1 ? \"ascending\" : \"descending\");\n"
    "        way = -way;\n"
    "      });\n"
    "    });\n"
    "  }\n"
    "  function light(svg) {\n"
    "    var lines = list(svg, \".line\");\n"
    "    function show(card) {\n"
    "      var ids = card ? [card.dataset.card, card.dataset.lane] : [];\n"
    "      svg.classList.toggle(\"lit\", card !== null);\n"
    "      lines.forEach(function (line) {\n"
    "        line.classList.toggle(\"near\", ids.indexOf(line.dataset.from) >= 0 || "
    "ids.indexOf(line.dataset.to) >= 0);\n"
    "      });\n"
    "    }\n"
    "    list(svg, \".card\").forEach(function (card) {\n"
    "      [\"mouseenter\", \"focus\"].forEach(function (what) {\n"
    "        card.addEventListener(what, function () { show(card); });\n"
    "      });\n"
    "      [\"mouseleave\", \"blur\"].forEach(function (what) {\n"
    "        card.addEventListener(what, function () { show(null); });\n"
    "      });\n"
    "    });\n"
    "  }\n"
    "  list(document, \"table.flows\").forEach(filter);\n"
    "  list(document, \"table\").forEach(sort);\n"
    "  list(document, \"svg\").forEach(light);\n"
    "}());\n";

void gl_page_begin(struct gl_buf *out, struct gl_str title)
{
    gl_buf_add(out, GL_STR("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                           "style-src 'sha256-" STYLE_HASH "'; script-src 'sha256-" SCRIPT_HASH
                           "'; base-uri 'none'; form-action 'none'\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"));
    gl_xml_add_short(out, title, GL_PAGE_TITLE);
    gl_buf_add(out, GL_STR("</title>\n<style>"));
    gl_buf_add(out, gl_str_of(style));
    gl_buf_add(out, GL_STR("</style>\n</head>\n<body>\n<h1>"));
    gl_xml_add_short(out, title, GL_PAGE_TITLE);
    gl_buf_add(out, GL_STR("</h1>\n"));
}

void gl_page_end(struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("<script>"));
    gl_buf_add(out, gl_str_of(script));
    gl_buf_add(out, GL_STR("</script>\n</body>\n</html>\n"));
}

void gl_page_table(struct gl_buf *out, const char *kind, const char *caption, const char *const *heads,
                   size_t len)
{
    gl_buf_printf(out, "<table class=\"%s\">\n<caption>%s</caption>\n<thead><tr>", kind, caption);
    for (size_t i = 0; i < len; i++)
        gl_buf_printf(out, "<th scope=\"col\">%s</th>", heads[i]);
    gl_buf_add(out, GL_STR("</tr></thead>\n<tbody>\n"));
}

void gl_page_table_end(struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("</tbody>\n</table>\n"));
}

void gl_page_cell(struct gl_buf *out, const char *look, struct gl_str text)
{
    gl_buf_printf(out, "<td class=\"%s\"", look);
    if (text.len > GL_PAGE_CELL && gl_shown_columns(text, GL_PAGE_CELL + 1) > GL_PAGE_CELL) {
        gl_buf_add(out, GL_STR(" title=\""));
        gl_xml_add(out, text);
        gl_buf_add_char(out, '"');
    }
    gl_buf_add_char(out, '>');
    gl_xml_add_short(out, text, GL_PAGE_CELL);
    gl_buf_add(out, GL_STR("</td>"));
}
