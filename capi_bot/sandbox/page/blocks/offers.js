/** The list under a field that offers entries: a listbox over the page, walked from the field by arrow keys. */

import { h } from "../dom.js";
import { beside } from "./menu.js";

/**
 * Make the list for the field `box`; `has(entry)` tells whether one is chosen, `take(entry)` chooses it.
 *
 * `show(groups, sentence)` opens it, `move(step)` walks it, `active()` is the entry that the keys are on, if any.
 */
export function createOffers({ id, label, several, box, has, take }) {
  const listbox = h("div", { role: "listbox", id, "aria-label": label, "aria-multiselectable": String(several) });
  const note = h("p", { class: "chooser-note", role: "status" });
  const node = h("div", { class: "menu chooser-menu", popover: "manual" }, listbox, note);
  let entries = [];
  let options = [];
  let at = -1;

  function show(groups, sentence) {
    at = -1;
    entries = groups.flatMap((group) => group.entries);
    options = entries.map((entry, nth) => drawOption(entry, `${id}-${nth}`, () => take(entry)));
    listbox.replaceChildren(...groups.map((group) => drawGroup(group, ({ value }) => options[indexOf(value)])));
    say(sentence);
    mark();
    if (!isOpen()) node.showPopover();
    box.setAttribute("aria-expanded", "true");
    beside(node, box.parentElement.getBoundingClientRect());
  }

  const indexOf = (value) => entries.findIndex((entry) => entry.value === value);
  const isOpen = () => node.matches(":popover-open");

  function close() {
    if (isOpen()) node.hidePopover();
    at = -1;
    box.setAttribute("aria-expanded", "false");
    mark();
  }

  function say(sentence) {
    note.textContent = sentence;
    note.hidden = !sentence;
  }

  /** Show which entries are chosen and where the keys are. */
  function mark() {
    options.forEach((option, nth) => {
      option.setAttribute("aria-selected", String(has(entries[nth])));
      option.classList.toggle("active", nth === at);
    });
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    if (!entries.length) return;
    at = at < 0 && step < 0 ? entries.length - 1 : (at + step + entries.length) % entries.length;
    mark();
  }

  return { node, show, close, isOpen, say, mark, move, active: () => entries[at] };
}

/** A press on an option leaves the focus in the field. */
function drawOption({ label, about }, id, onclick) {
  const onmousedown = (event) => event.preventDefault();
  return h("div", { role: "option", id, onmousedown, onclick }, label, about && h("small", {}, about));
}

function drawGroup({ label, entries }, drawn) {
  const heading = label && h("p", { class: "chooser-group", "aria-hidden": "true" }, label);
  return h("div", { role: "group", "aria-label": label || null }, heading, entries.map(drawn));
}
