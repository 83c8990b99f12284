/**
 * A field that offers entries while one types; what is chosen stands before it, each with a way to take it out.
 *
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */

import { h, icon } from "../dom.js";
import { createOffers } from "./offers.js";

const PAUSE_MS = 200;
let count = 0;

/**
 * Make a chooser; its `node` fires "chosen" when a person changed what is chosen.
 *
 * `source` is `{ find(query), entry(gives), shortest }`: the groups to offer (or a promise of them), the entry for what
 * is held, and, where somebody else is asked, how much must be typed before. `chosen()` gives what is held,
 * `choose(held)` replaces it.
 */
export function createChooser({ several, most, label, autofocus, dataset, source }) {
  const id = `chooser-${(count += 1)}`;
  const tokens = h("ul", { class: "tokens", "aria-label": "Chosen" });
  const typing = { type: "text", autocomplete: "off", "aria-autocomplete": "list", "aria-label": label, autofocus };
  const attributes = { class: "chooser-box", role: "combobox", "aria-controls": id, "aria-expanded": "false" };
  const box = h("input", { ...typing, ...attributes, dataset: { ...dataset, field: "" } });
  const offers = createOffers({ id, label, several, box, has: (entry) => has(entry), take: (entry) => take(entry) });
  const node = h("div", { class: "input chooser", dataset }, tokens, box, offers.node);
  const isAsked = source.shortest !== undefined;
  let held = [];
  let found = [];
  let asking = 0;
  let pause = 0;

  const has = ({ value }) => held.some((one) => one.value === value);
  const without = ({ value }) => held.filter((one) => one.value !== value);

  function put(entries) {
    held = entries;
    tokens.replaceChildren(...held.map((entry) => drawToken(entry, () => change(without(entry)))));
    tokens.hidden = !held.length;
    box.placeholder = held.length ? "" : label;
    offers.mark();
  }

  function change(entries) {
    put(entries);
    box.focus();
    node.dispatchEvent(new Event("chosen"));
  }

  function take(entry) {
    if (has(entry)) return change(without(entry));
    if (several && held.length >= most) return offers.say(`You can choose up to ${most}.`);
    box.value = "";
    change(several ? [...held, entry] : [entry]);
    if (several) offer();
    else close();
  }

  function close() {
    asking += 1;
    offers.close();
  }

  /** Offer what fits what is typed; an answer that something newer has overtaken is dropped. */
  async function offer() {
    const mine = (asking += 1);
    const missing = (source.shortest ?? 0) - box.value.trim().length;
    if (missing > 0) return show([], `Type ${missing} more ${missing === 1 ? "letter" : "letters"} to search.`);
    if (!isAsked) return show(source.find(box.value));
    offers.show(found, "Loading…");
    const groups = await source.find(box.value).catch((refusal) => refusal);
    if (mine !== asking) return;
    if (groups instanceof Error) show([], groups.message);
    else show(groups);
  }

  function show(groups, sentence = "") {
    found = groups;
    offers.show(groups, sentence || (groups.some(({ entries }) => entries.length) ? "" : "No results"));
  }

  const walk = (step) => (offers.isOpen() ? offers.move(step) : offer());

  const KEYS = {
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    Enter: () => (offers.active() ? take(offers.active()) : offer()),
    Escape: () => (offers.isOpen() ? close() : false),
    Backspace: () => (held.length && !box.value ? change(held.slice(0, -1)) : false),
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key] || KEYS[event.key]() === false) return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("input", () => {
    clearTimeout(pause);
    if (isAsked) pause = setTimeout(offer, PAUSE_MS);
    else offer();
  });
  box.addEventListener("click", offer);
  box.addEventListener("blur", close);
  put([]);
  return { node, chosen: () => held.map(({ gives }) => gives), choose: (all) => put(all.map(source.entry)) };
}

function drawToken({ label }, remove) {
  const attributes = { type: "button", class: "icon-button", "aria-label": `Remove ${label}`, onclick: remove };
  return h("li", { class: "token" }, label, h("button", attributes, icon("close")));
}
