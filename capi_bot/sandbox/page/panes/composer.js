/** The box that messages and commands are typed in, with its offers; a draft is kept for every channel and thread. */

import { h, icon } from "../dom.js";
import { openMenu } from "../blocks/menu.js";
import { suggestions } from "./suggest.js";

let count = 0;

/**
 * Make a composer; `send(text)` resolves when it is sent, `vocabulary()` gives the commands, people and shortcuts to
 * offer, `run(shortcut)` runs one, `history` brings back what was sent.
 */
export function createComposer({ send, vocabulary, run, history }) {
  const id = `offers-${(count += 1)}`;
  const box = h("textarea", {
    rows: 1,
    "aria-autocomplete": "list",
    "aria-controls": id,
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "send",
  });
  const offers = h("div", { class: "offers", role: "listbox", id, "aria-label": "Suggestions", hidden: true });
  const told = h("p", { class: "visually-hidden", role: "status" });
  const go = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
  const type = (text) => h("button", { type: "button", class: "icon-button", onclick: () => start(text) }, text);
  const command = labelled(type("/"), "Type a command");
  const mention = labelled(type("@"), "Mention somebody");
  const bolt = h(
    "button",
    { type: "button", class: "icon-button", "aria-haspopup": "menu", hidden: true, onclick: listShortcuts },
    icon("bolt"),
  );
  const shortcut = labelled(bolt, "Shortcuts");
  const hint = h(
    "p",
    { class: "composer-hint", "aria-hidden": "true" },
    h("b", {}, "Return"),
    " to send · ",
    h("b", {}, "Shift + Return"),
    " for a new line",
  );
  const form = h(
    "form",
    { class: "composer" },
    offers,
    told,
    h("div", { class: "composer-box" }, box, h("div", { class: "composer-row" }, shortcut, command, mention, hint, go)),
  );
  const drafts = new Map();
  let place = null;
  let list = [];
  let active = -1;

  function aim(to, label) {
    shortcut.hidden = !vocabulary().shortcuts.length;
    if (to === place) return;
    if (place !== null) drafts.set(place, box.value);
    place = to;
    box.setAttribute("aria-label", label);
    box.placeholder = label;
    put(drafts.get(to) ?? "");
    offer([]);
  }

  function put(text) {
    box.value = text;
    box.setSelectionRange(text.length, text.length);
    fit();
  }

  function fit() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    form.classList.toggle("has-text", box.value.trim() !== "");
  }

  function start(mark) {
    put(mark === "/" ? "/" : `${box.value}${/(^|\s)$/.test(box.value) ? "" : " "}@`);
    box.focus();
    look();
  }

  function listShortcuts() {
    const { shortcuts } = vocabulary();
    openMenu(shortcut, shortcuts, run, ...[({ name }) => name, ({ description }) => description]);
  }

  function look() {
    offer(suggestions(box.value.slice(0, box.selectionStart), vocabulary()));
  }

  function offer(found) {
    list = found;
    active = found[0]?.eager ? 0 : -1;
    offers.replaceChildren(...found.map((one, index) => drawOffer(one, `${id}-${index}`, () => take(index))));
    offers.hidden = found.length === 0;
    const heard = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    told.textContent = found.length ? `${heard}. Arrow keys to choose, Tab to take.` : "";
    mark();
  }

  function mark() {
    [...offers.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === active)));
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `${id}-${active}`);
    offers.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const { shortcut: chosen, insert } = list[index];
    put(chosen ? "" : insert + box.value.slice(box.selectionStart));
    box.focus();
    look();
    if (chosen) run(chosen);
  }

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    const from = place;
    history.add(text);
    put("");
    offer([]);
    const sent = await send(text);
    if (!sent && place === from && !box.value) put(text);
  }

  function move(step) {
    active = (active + step + list.length) % list.length;
    mark();
  }

  const OFFERED = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(active < 0 ? 0 : -1),
    Tab: () => take(Math.max(active, 0)),
    Escape: () => offer([]),
    ...{ Enter: () => (active < 0 ? submit() : take(active)) },
  };

  /** Bring back what was sent, where the arrow key has nowhere to go in the box. */
  function recall(by) {
    const beyond = by < 0 ? box.value.slice(0, box.selectionStart) : box.value.slice(box.selectionEnd);
    const text = beyond.includes("\n") ? null : history.step(by, box.value);
    if (text === null) return null;
    return () => (put(text), offer([]));
  }

  function meant(key) {
    if (list.length) return OFFERED[key];
    if (key === "ArrowUp" || key === "ArrowDown") return recall(key === "ArrowUp" ? -1 : 1);
    return { Enter: submit }[key];
  }

  function press(event) {
    if (event.isComposing || event.shiftKey) return;
    const act = meant(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  box.addEventListener("input", () => (fit(), look()));
  box.addEventListener("keydown", press);
  box.addEventListener("blur", () => setTimeout(() => form.contains(document.activeElement) || offer([]), 150));
  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  return {
    node: form,
    aim,
    focus: (options) => box.focus(options),
    fill: (text) => (put(text), box.focus(), offer([])),
  };
}

function labelled(button, label) {
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

function drawOffer({ label, usage, hint }, id, take) {
  const keepFocus = (event) => event.preventDefault();
  return h(
    "div",
    { role: "option", id, class: "offer", onmousedown: keepFocus, onclick: take },
    h("span", { class: "offered" }, h("b", {}, label), usage && h("span", { class: "usage" }, ` ${usage.trim()}`)),
    hint && h("span", { class: "about" }, hint),
  );
}
