/** Cards, alone and in a row that scrolls. https://docs.slack.dev/reference/block-kit/blocks/card-block */

import { h, icon } from "../dom.js";
import { element } from "./elements.js";
import { keeping } from "./holding.js";
import { picture } from "./picture.js";
import { plainly, words } from "./words.js";

/** Draw a card. */
export function drawCard(card, surface) {
  const { names } = surface;
  const line = (name, tag = "div") => card[name] && h(tag, { class: `text card-${name}` }, words(card[name], names));
  const buttons = card.actions?.map((spec) => element(spec, surface, card.block_id));
  return h(
    "div",
    { class: "block-card", role: "group", "aria-label": plainly(card.title, names) || "Card" },
    card.hero_image && picture(card.hero_image, "hero-image"),
    h(
      "div",
      { class: "card-head" },
      card.icon && picture(card.icon, "icon-image"),
      h("div", { class: "card-words" }, line("title", "h4"), line("subtitle")),
    ),
    line("body"),
    buttons?.length && h("div", { class: "block-actions" }, buttons),
    line("subtext"),
  );
}

/** Draw a row of cards, with a button for each direction. */
export function drawCarousel({ elements, block_id: blockId }, surface) {
  const cards = elements.map((card) => h("li", { dataset: { blockId: card.block_id } }, drawCard(card, surface)));
  const row = h("ul", { class: "carousel-row", tabindex: "0", "aria-label": `${cards.length} cards` }, cards);
  const step = (direction) => () => row.scrollBy({ left: direction * cards[0].offsetWidth, behavior: "smooth" });
  const turn = (label, picture_, direction) => {
    const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label };
    return h("button", { ...attributes, dataset: { blockId }, onclick: step(direction) }, icon(picture_));
  };
  const turns = cards.length > 1 && [turn("Previous card", "back", -1), turn("Next card", "forward", 1)];
  const whole = h("div", { dataset: { blockId } }, row, h("div", { class: "carousel-turns" }, turns));
  keeping(whole, () => row.scrollLeft, (left) => requestAnimationFrame(() => (row.scrollLeft = left)));
  return h("div", { class: "block-carousel", role: "group", "aria-label": "Carousel" }, whole);
}
