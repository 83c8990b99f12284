/**
 * Block Kit blocks, rendered as Slack renders them; a block of another type is a box with its type and its JSON.
 *
 * A surface is where blocks stand and what people can do there:
 * `{ names, act(blockId, element, choice, control), suggest(blockId, element, query) }`.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

import { h, icon } from "../dom.js";
import { parseMarkdown } from "../text/markdown.js";
import { render, renderTable, renderTextObject } from "../text/render.js";
import { parseRichText } from "../text/rich-text.js";
import { renderElement, renderImage, renderUnsupported } from "./elements.js";

const BLOCKS = {
  section: renderSection,
  header: ({ text }, { names }) => h("h3", { class: "block-header" }, renderTextObject(text, names)),
  divider: () => h("hr"),
  context: renderContext,
  actions: renderActions,
  image: renderImageBlock,
  file: ({ external_id: id, source }) => h("p", { class: "placeholder" }, icon("file"), `A ${source} file, ${id}`),
  input: renderInput,
  rich_text: (block, { names }) => h("div", { class: "text rich" }, render(parseRichText(block), names)),
  markdown: ({ text }, { names }) => h("div", { class: "text rich" }, render(parseMarkdown(text), names)),
  table: renderTableBlock,
};

let inputCount = 0;

/** List blocks as items for `reconcile`, so that only changed ones are rebuilt. */
export function blockItems(blocks, surface) {
  return blocks.map((block, index) => ({
    key: block.block_id ?? `block-${index}`,
    signature: JSON.stringify(block),
    build: () => renderBlock(block, surface),
  }));
}

/** Render one block. */
export function renderBlock(block, surface) {
  const node = BLOCKS[block.type]?.(block, surface) ?? renderUnsupported("block", block);
  if (block.block_id) node.dataset.blockId = block.block_id;
  node.dataset.blockType = block.type;
  return node;
}

function renderSection({ text, fields, accessory, block_id: blockId }, surface) {
  const renderText = (object) => h("div", { class: "text" }, renderTextObject(object, surface.names));
  const texts = [text && renderText(text), fields && h("div", { class: "fields" }, fields.map(renderText))];
  const control = accessory && h("div", { class: "accessory" }, renderElement(accessory, surface, blockId));
  return h("div", { class: "block-section" }, h("div", { class: "section-text" }, texts), control);
}

function renderActions({ elements, block_id: blockId }, surface) {
  return h(
    "div",
    { class: "block-actions" },
    elements.map((element) => renderElement(element, surface, blockId)),
  );
}

function renderContext({ elements }, { names }) {
  const parts = elements.map((part) =>
    part.type === "image"
      ? renderImage(part, "context-image")
      : h("span", { class: "text" }, renderTextObject(part, names)),
  );
  return h("div", { class: "block-context" }, parts);
}

function renderImageBlock(block, { names }) {
  const caption = block.title && h("figcaption", {}, renderTextObject(block.title, names));
  return h("figure", { class: "block-image" }, caption, renderImage(block, "image"));
}

/** The first row of a table block is its head. */
function renderTableBlock({ rows, column_settings: columns = [] }, { names }) {
  const [head = [], ...body] = rows.map((row) => row.map((cell) => renderCell(cell, names)));
  return renderTable(head, body, (column, isHead) => {
    const { align = "left", is_wrapped: wraps } = columns[column] ?? {};
    return { scope: isHead && "col", class: `align-${align} ${wraps ? "wraps" : ""}` };
  });
}

function renderCell(cell, names) {
  return cell.type === "rich_text" ? render(parseRichText(cell), names) : String(cell.text ?? cell.value ?? "");
}

/** The control of an input block sends its changes to the app only where the block sets `dispatch_action`. */
function renderInput(block, surface) {
  const id = `input-${(inputCount += 1)}`;
  const dispatches = Boolean(block.dispatch_action);
  const inputSurface = { ...surface, dispatches, act: dispatches ? surface.act : () => {} };
  const control = renderElement({ ...block.element, optional: block.optional }, inputSurface, block.block_id);
  const field = control.querySelector("[data-field]") ?? control;
  field.setAttribute("aria-labelledby", `${id}-label`);
  field.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const optional = block.optional && h("span", { class: "hint-inline" }, " (optional)");
  return h(
    "div",
    { class: "block-input" },
    h("p", { class: "label", id: `${id}-label` }, renderTextObject(block.label, surface.names), optional),
    control,
    h("p", { class: "hint", id: `${id}-hint` }, renderTextObject(block.hint, surface.names)),
    h("p", { class: "error", id: `${id}-error`, role: "alert" }),
  );
}
