/** Toasts below the panes, and announcements of changes for screen readers. */

import { h, icon, iconButton } from "../dom.js";
import { parseMrkdwn } from "../text/mrkdwn.js";
import { toPlainText } from "../text/render.js";

const TOAST_MS = 12_000;

/** Render toasts into `node`: `show` those of the page, `sync` those of the workspace; `onClear()` at the last one. */
export function createToasts(node, onClear) {
  const seen = new Set();
  const clear = h("button", { type: "button", class: "toast-clear", hidden: true, onclick: dismissAll }, "Clear all");
  node.append(clear);

  const toasts = () => [...node.querySelectorAll(".toast")];

  function show(text, id) {
    const close = () => dismiss(toast, id);
    const cross = iconButton("Dismiss", icon("close"), close);
    const toast = h("div", { class: "toast" }, h("span", {}, text), cross);
    node.append(toast);
    clear.hidden = toasts().length < 2;
    expire(toast, close);
  }

  function dismiss(toast, id) {
    toast.remove();
    clear.hidden = toasts().length < 2;
    if (id !== undefined && !toasts().length) onClear();
  }

  function dismissAll() {
    hideAll();
    onClear();
  }

  /** Those of one workspace are not seen in another. */
  function hideAll() {
    for (const toast of toasts()) toast.remove();
    clear.hidden = true;
  }

  function sync(all) {
    for (const { id, text } of all.filter((one) => !seen.has(one.id))) {
      seen.add(id);
      show(text, id);
    }
  }

  /** Move into the modal while it is open: the rest of the page is inert then. */
  function moveTo(modal) {
    const parent = modal.open ? modal : document.body;
    if (node.parentElement !== parent) parent.append(node);
  }

  return { show, sync, moveTo, hideAll };
}

/** A toast with the pointer or the focus stays. */
function expire(toast, close) {
  setTimeout(
    () => (toast.matches(":hover, :focus-within") ? expire(toast, close) : toast.isConnected && close()),
    TOAST_MS,
  );
}

/** Announce posted messages, and pressed messages that were updated, in the live region `node`. */
export function announce(node, { posted, updated }, names) {
  const content = ({ text, files = [] }) =>
    text ? toPlainText(parseMrkdwn(text), names) : files.map(({ name }) => name).join(", ");
  const sentences = [
    ...posted.map((message) => `${names.user(message.user)}: ${content(message)}`),
    ...updated.map(({ user }) => `${names.user(user)} updated the message.`),
  ];
  if (sentences.length) node.replaceChildren(...sentences.map((sentence) => h("p", {}, sentence)));
}
