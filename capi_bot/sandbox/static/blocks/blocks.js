/**
 * Block Kit, drawn as Slack draws it: one function per block type, and an honest box for any other.
 *
 * A surface says where the blocks stand: `{ names, act(blockId, element, choice, control) }`.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

import { drawChart } from "./chart.js";
import { h } from "../dom.js";
import { element, notDrawn } from "./elements.js";
import { draw } from "../text/marks.js";
import { parseMarkdown } from "../text/markdown.js";
import { picture } from "./picture.js";
import { parseRichText } from "../text/richtext.js";
import { words } from "./words.js";

const BLOCKS = {
  section: drawSection,
  header: ({ text }, { names }) => h("h3", { class: "block-header" }, words(text, names)),
  divider: () => h("hr", { class: "block-divider" }),
  context: drawContext,
  actions: (block, surface) =>
    h(
      "div",
      { class: "block-actions" },
      block.elements.map((spec) => element(spec, surface, block.block_id)),
    ),
  image: drawImage,
  input: drawInput,
  rich_text: (block, { names }) => h("div", { class: "text rich" }, draw(parseRichText(block), names)),
  markdown: ({ text }, { names }) => h("div", { class: "text rich" }, draw(parseMarkdown(text), names)),
  table: drawTable,
  data_visualization: (block) => drawChart(block) ?? notDrawn("chart", block.chart?.type),
};

/** List blocks as items to reconcile, so that only what changed is built again. */
export function blockItems(blocks, surface) {
  return blocks.map((block, index) => ({
    key: block.block_id ?? `block-${index}`,
    signature: JSON.stringify(block),
    build: () => drawBlock(block, surface),
  }));
}

/** Draw one block. */
export function drawBlock(block, surface) {
  const node = (BLOCKS[block.type] ?? (() => notDrawn("block", block.type)))(block, surface);
  if (block.block_id) node.dataset.blockId = block.block_id;
  node.dataset.blockType = block.type;
  return node;
}

function drawSection(block, surface) {
  const { text, fields, accessory, block_id: blockId } = block;
  return h(
    "div",
    { class: "block-section" },
    h(
      "div",
      { class: "section-words" },
      text && h("div", { class: "text" }, words(text, surface.names)),
      fields &&
        h(
          "div",
          { class: "fields" },
          fields.map((field) => h("div", { class: "text" }, words(field, surface.names))),
        ),
    ),
    accessory && h("div", { class: "accessory" }, element(accessory, surface, blockId)),
  );
}

function drawContext({ elements }, { names }) {
  const parts = elements.map((part) =>
    part.type === "image" ? picture(part, "context-image") : h("span", { class: "text" }, words(part, names)),
  );
  return h("div", { class: "block-context" }, parts);
}

function drawImage(block, { names }) {
  const caption = block.title && h("figcaption", {}, words(block.title, names));
  return h("figure", { class: "block-image" }, caption, picture(block, "image"));
}

function drawInput(block, surface) {
  const id = `input-${block.block_id}`;
  const dispatches = Boolean(block.dispatch_action);
  const quiet = { ...surface, dispatches, act: dispatches ? surface.act : () => {} };
  const control = element({ ...block.element, optional: block.optional }, quiet, block.block_id);
  control.setAttribute("aria-labelledby", `${id}-label`);
  control.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  return h(
    "div",
    { class: "block-input" },
    h(
      "p",
      { class: "label", id: `${id}-label` },
      words(block.label, surface.names),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    control,
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, words(block.hint, surface.names)),
    h("p", { class: "error", id: `${id}-error`, role: "alert" }),
  );
}

function drawTable({ rows, column_settings: columns = [] }, { names }) {
  const cell = (tag) => (content, column) => {
    const { align = "left", is_wrapped: wraps } = columns[column] ?? {};
    const scope = tag === "th" ? "col" : null;
    return h(tag, { scope, class: `align-${align} ${wraps ? "wraps" : ""}` }, drawCell(content, names));
  };
  const [head = [], ...body] = rows;
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, head.map(cell("th")))),
    h(
      "tbody",
      {},
      body.map((row) => h("tr", {}, row.map(cell("td")))),
    ),
  );
  return h("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}

function drawCell(content, names) {
  if (content.type === "rich_text") return draw(parseRichText(content), names);
  return String(content.text ?? content.value ?? "");
}
