/** Blocks in a frame with a title, which can fold. https://docs.slack.dev/reference/block-kit/blocks/container-block */

import { h, icon } from "../dom.js";
import { keeping } from "./holding.js";
import { draw } from "../text/marks.js";
import { picture } from "./picture.js";
import { parseRichText } from "../text/richtext.js";
import { words } from "./words.js";

/** Draw a container; `drawBlock` draws each of its children. */
export function drawContainer(block, surface, drawBlock) {
  const children = block.child_blocks.map((child) => drawBlock(child, surface));
  const body = h("div", { class: "container-body" }, children);
  const head = drawHead(block, surface);
  const name = `block-container width-${block.width ?? "standard"} ${block.has_header_divider ? "divided" : ""}`;
  if (!block.is_collapsible) return h("div", { class: name }, h("div", { class: "container-head" }, head), body);
  const dataset = { blockId: block.block_id };
  const summary = h("summary", { class: "container-head", dataset }, icon("forward"), head);
  const folding = h("details", { open: !block.default_collapsed, dataset }, summary, body);
  keeping(folding, () => folding.open, (left) => (folding.open = left));
  return h("div", { class: name }, folding);
}

function drawHead({ title, rich_text_title: rich, subtitle, icon: image }, { names }) {
  return [
    image && picture(image, "icon-image"),
    h(
      "div",
      { class: "container-words" },
      h("div", { class: "text container-title" }, rich ? draw(parseRichText(rich), names) : words(title, names)),
      subtitle && h("div", { class: "text container-subtitle" }, words(subtitle, names)),
    ),
  ];
}
