/**
 * Block Kit, drawn as Slack draws it: one function per block type, and an honest box for any other.
 *
 * A surface says where the blocks stand and what a person can do there:
 * `{ names, act(blockId, element, choice, control), suggest(blockId, element, query) }`.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

import { drawAlert } from "./alert.js";
import { drawCard, drawCarousel } from "./cards.js";
import { drawChart } from "./chart.js";
import { drawContainer } from "./container.js";
import { drawDataTable } from "./data-table.js";
import { h } from "../dom.js";
import { element } from "./elements.js";
import { notDrawn } from "./honest.js";
import { drawInput } from "./input.js";
import { draw } from "../text/marks.js";
import { parseMarkdown } from "../text/markdown.js";
import { drawCall, drawFile, drawImage, drawVideo } from "./media.js";
import { picture } from "./picture.js";
import { parseRichText } from "../text/richtext.js";
import { drawTable } from "./table.js";
import { drawPlan, drawTask } from "./tasks.js";
import { words } from "./words.js";

const BLOCKS = {
  section: drawSection,
  header: ({ text }, { names }) => h("h3", { class: "block-header" }, words(text, names)),
  divider: () => h("hr", { class: "block-divider" }),
  context: drawContext,
  actions: drawActions,
  context_actions: drawActions,
  image: drawImage,
  video: drawVideo,
  file: drawFile,
  call: drawCall,
  input: drawInput,
  rich_text: (block, { names }) => h("div", { class: "text rich" }, draw(parseRichText(block), names)),
  markdown: ({ text }, { names }) => h("div", { class: "text rich" }, draw(parseMarkdown(text), names)),
  table: drawTable,
  data_table: drawDataTable,
  data_visualization: (block) => drawChart(block) ?? notDrawn("chart", block.chart),
  alert: drawAlert,
  card: drawCard,
  carousel: drawCarousel,
  container: (block, surface) => drawContainer(block, surface, drawBlock),
  task_card: drawTask,
  plan: drawPlan,
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
  const node = (BLOCKS[block.type] ?? (() => notDrawn("block", block)))(block, surface);
  if (block.block_id) node.dataset.blockId = block.block_id;
  node.dataset.blockType = block.type;
  return node;
}

function drawSection(block, surface) {
  const { text, fields, accessory, block_id: blockId } = block;
  const one = (object) => h("div", { class: "text" }, words(object, surface.names));
  const said = [text && one(text), fields && h("div", { class: "fields" }, fields.map(one))];
  const beside = accessory && element(accessory, surface, blockId);
  const aside = beside && h("div", { class: "accessory" }, beside);
  return h("div", { class: "block-section" }, h("div", { class: "section-words" }, said), aside);
}

function drawActions({ elements, block_id: blockId }, surface) {
  return h("div", { class: "block-actions" }, elements.map((spec) => element(spec, surface, blockId)));
}

function drawContext({ elements }, { names }) {
  const parts = elements.map((part) =>
    part.type === "image" ? picture(part, "context-image") : h("span", { class: "text" }, words(part, names)),
  );
  return h("div", { class: "block-context" }, parts);
}
