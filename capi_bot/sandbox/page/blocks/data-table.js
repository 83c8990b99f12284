/**
 * Data tables: sorted by a press on a column's head, shown a page at a time.
 *
 * https://docs.slack.dev/reference/block-kit/blocks/data-table-block
 */

import { h, icon } from "../dom.js";
import { element } from "./elements.js";
import { keeping } from "./holding.js";
import { drawCell } from "./table.js";
import { say } from "../text/marks.js";
import { parseRichText } from "../text/richtext.js";

const PAGE_SIZE = 5;
const WORDS = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

/** Draw a data table. */
export function drawDataTable(block, surface) {
  const { caption, rows, block_id: blockId } = block;
  const size = block.page_size ?? PAGE_SIZE;
  const [head, ...all] = rows;
  const pages = Math.max(1, Math.ceil(all.length / size));
  let view = { page: 0, column: 0, order: "none" };

  const heads = head.map((cell, column) => drawHead(cell, blockId, () => sortBy(column)));
  const body = h("tbody");
  const count = h("span", { role: "status" });
  const back = turn("Previous page", "back", blockId, () => show({ ...view, page: view.page - 1 }));
  const next = turn("Next page", "forward", blockId, () => show({ ...view, page: view.page + 1 }));
  const table = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body);
  const scroll = h("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": caption }, table);
  const foot = h("div", { class: "table-foot" }, back, count, next);

  function sortBy(column) {
    const order = column === view.column ? NEXT[view.order] : "ascending";
    show({ page: 0, column: order === "none" ? 0 : column, order });
  }

  function show(wanted) {
    view = { ...wanted, page: Math.min(wanted.page, pages - 1) };
    const start = view.page * size;
    const shown = sorted(all, view).slice(start, start + size);
    body.replaceChildren(...shown.map((row) => drawRow(row, block, surface)));
    heads.forEach((node, column) => node.setAttribute("aria-sort", column === view.column ? view.order : "none"));
    count.textContent = `${start + 1}–${start + shown.length} of ${all.length}`;
    back.ariaDisabled = String(view.page === 0);
    next.ariaDisabled = String(view.page === pages - 1);
  }

  foot.hidden = pages === 1;
  show(view);
  const whole = h("div", { class: "block-data-table", dataset: { blockId } }, scroll, foot);
  return h("div", {}, keeping(whole, () => view, show));
}

function drawHead(cell, blockId, onclick) {
  const label = String(cell.text ?? cell.value ?? "");
  return h("th", { scope: "col" }, h("button", { type: "button", dataset: { blockId }, onclick }, label, icon("sort")));
}

function turn(label, picture, blockId, act) {
  const onclick = ({ currentTarget }) => currentTarget.ariaDisabled === "true" || act();
  const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label, onclick };
  return h("button", { ...attributes, dataset: { blockId } }, icon(picture));
}

function drawRow(row, { row_header_column_index: header = 0, block_id: blockId }, surface) {
  const cells = row.map((cell, column) => {
    const [tag, scope] = column === header ? ["th", "row"] : ["td", null];
    const content = cell.type === "action" ? element(cell.element, surface, blockId) : drawCell(cell, surface.names);
    return h(tag, { scope, class: cell.type === "raw_number" ? "align-right" : null }, content);
  });
  return h("tr", {}, cells);
}

/** Sort rows by a column: by value where all of its cells are numbers, else by their words. */
function sorted(rows, { column, order }) {
  if (order === "none") return rows;
  const cells = rows.map((row) => row[column]);
  const numbers = cells.every(({ type }) => type === "raw_number");
  const key = numbers ? ({ value }) => value : wordsOf;
  const compare = numbers ? (one, other) => one - other : WORDS.compare;
  const sign = order === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => sign * compare(key(one[column]), key(other[column])));
}

function wordsOf(cell) {
  if (cell.type === "action") return cell.element.text.text;
  return cell.type === "rich_text" ? say(parseRichText(cell), NO_NAMES) : String(cell.text ?? cell.value ?? "");
}

/** Sorting goes by what a cell says by itself. */
const NO_NAMES = { user: (id) => id, channel: (id) => id };
