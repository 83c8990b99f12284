/** The bodies of a modal's stacked views: going back finds what was typed, and the focus, where they were. */

import { h } from "../dom.js";

/** Keep pages under `node`: `turnTo(id, stack)` shows one and drops those outside the stack, `now()` is that one. */
export function createPages(node) {
  const pages = new Map();
  let shown = null;

  function turnTo(id, stack) {
    for (const [other, page] of pages) {
      if (stack.includes(other)) continue;
      page.node.remove();
      pages.delete(other);
    }
    if (!pages.has(id)) pages.set(id, made(id));
    shown = pages.get(id);
    for (const page of pages.values()) page.node.hidden = page !== shown;
    return shown.node;
  }

  function made(key) {
    const page = { node: h("div", { class: "page", dataset: { key } }), held: null };
    page.node.addEventListener("focusin", ({ target }) => (page.held = target));
    node.append(page.node);
    return page;
  }

  /** Give the focus to what had it on the page shown, else to the field that asks for it, the first, or `otherwise`. */
  function focus(otherwise) {
    const [wanted, first] = ["[autofocus]", ".block-input :is(input, select, textarea)"];
    const field = shown.node.querySelector(wanted) ?? shown.node.querySelector(first);
    (shown.held?.isConnected ? shown.held : (field ?? otherwise)).focus();
  }

  return { turnTo, focus, now: () => shown.node };
}
