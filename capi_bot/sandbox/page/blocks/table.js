/** Tables. https://docs.slack.dev/reference/block-kit/blocks/table-block */

import { h } from "../dom.js";
import { draw } from "../text/marks.js";
import { parseRichText } from "../text/richtext.js";

/** Draw a table block: its first row is the head. */
export function drawTable({ rows, column_settings: columns = [] }, { names }) {
  const cell = (tag) => (content, column) => {
    const { align = "left", is_wrapped: wraps } = columns[column] ?? {};
    const scope = tag === "th" ? "col" : null;
    return h(tag, { scope, class: `align-${align} ${wraps ? "wraps" : ""}` }, drawCell(content, names));
  };
  const [head = [], ...body] = rows;
  const drawn = body.map((row) => h("tr", {}, row.map(cell("td"))));
  const table = h("table", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, drawn));
  return h("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}

/** Draw what a cell of raw or rich text holds. */
export function drawCell(content, names) {
  if (content.type === "rich_text") return draw(parseRichText(content), names);
  return String(content.text ?? content.value ?? "");
}
