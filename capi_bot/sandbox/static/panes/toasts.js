/** Short notes at the foot of the page: what Slack would whisper, and what went wrong on the way. */

import { h, icon } from "../dom.js";

const SECONDS = 12;

/** Take over `node`; `say` shows a note of the page's own, `sync` those of the workspace, `cleared` hears that all were read. */
export function createToasts(node, cleared) {
  const read = new Set();

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
    expire(toast, shut);
  }

  function dismiss(toast, id) {
    toast.remove();
    if (id !== undefined && !node.children.length) cleared();
  }

  function sync(toasts) {
    for (const { id, text } of toasts.filter((one) => !read.has(one.id))) {
      read.add(id);
      say(text, { id });
    }
  }

  return { say, sync };
}

/** A note that somebody points at or has the focus in stays. */
function expire(toast, shut) {
  setTimeout(
    () => (toast.matches(":hover, :focus-within") ? expire(toast, shut) : toast.isConnected && shut()),
    SECONDS * 1000,
  );
}
