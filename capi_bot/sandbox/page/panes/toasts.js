/** Short notes above the composer: what Slack would whisper, and what went wrong on the way. */

import { h, icon } from "../dom.js";

const SECONDS = 12;

/**
 * Take over `node`; `say` shows a note of the page's own, `sync` those of the workspace; `cleared` hears that all were
 * read.
 */
export function createToasts(node, cleared) {
  const read = new Set();
  const clear = h("button", { type: "button", class: "toast-clear", hidden: true, onclick: dismissAll }, "Clear all");
  node.append(clear);

  const notes = () => [...node.querySelectorAll(".toast")];

  function say(text, { action, act, id } = {}) {
    const shut = () => dismiss(toast, id);
    const run = () => (act(), shut());
    const more = action && h("button", { type: "button", class: "toast-action", onclick: run }, action);
    const toast = h(
      "div",
      { class: "toast" },
      h("span", {}, text),
      more,
      h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: shut }, icon("close")),
    );
    node.append(toast);
    clear.hidden = notes().length < 2;
    expire(toast, shut);
  }

  function dismiss(toast, id) {
    toast.remove();
    clear.hidden = notes().length < 2;
    if (id !== undefined && !notes().length) cleared();
  }

  function dismissAll() {
    for (const toast of notes()) toast.remove();
    clear.hidden = true;
    cleared();
  }

  function sync(toasts) {
    for (const { id, text } of toasts.filter((one) => !read.has(one.id))) {
      read.add(id);
      say(text, { id });
    }
  }

  /** Stand in a modal while it is open, where notes can be read and pressed, else in the page. */
  function lodge(modal) {
    const home = modal.open ? modal : document.body;
    if (node.parentElement !== home) home.append(node);
  }

  return { say, sync, lodge };
}

/** A note that somebody points at or has the focus in stays. */
function expire(toast, shut) {
  setTimeout(
    () => (toast.matches(":hover, :focus-within") ? expire(toast, shut) : toast.isConnected && shut()),
    SECONDS * 1000,
  );
}
