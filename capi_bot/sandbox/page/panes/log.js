/**
 * A list of messages that keeps still: what you read or press stays where it is while messages change around it.
 *
 * At its end it follows new messages, though never past the top of the first one that is new.
 */

import { h, icon, keepingFocus, reconcile } from "../dom.js";

const NEAR = 48;

/**
 * Take over `node`, the scrolling element; `show(items, place)` draws, `follow()` brings the next new message into view,
 * `forget()` lets the next drawing start at the end.
 */
export function createLog(node) {
  const list = h("div", { class: "messages" });
  const pill = h(
    "button",
    { type: "button", class: "new-messages", hidden: true, onclick: () => toEnd(node) },
    icon("down"),
    "New messages",
  );
  let shown = null;
  let following = false;
  node.append(list, pill);
  node.addEventListener("scroll", () => (pill.hidden ||= atEnd(node)), { passive: true });

  function show(items, place) {
    const ended = atEnd(node);
    const anchor = anchorIn(node, list);
    const { added } = keepingFocus(list, () => reconcile(list, items));
    const fresh = added.find((key) => key.startsWith("ts-"));
    if (place !== shown) toEnd(node);
    else if (fresh && (ended || following)) reveal(node, childOf(list, fresh));
    else if (anchor) hold(node, list, anchor);
    if (place !== shown || (fresh && following)) following = false;
    pill.hidden = place !== shown || atEnd(node) || (pill.hidden && !(fresh && !visible(node, childOf(list, fresh))));
    shown = place;
  }

  return {
    show,
    forget: () => (shown = null),
    follow: () => (following = true),
    reveal: (key) => childOf(list, key) && reveal(node, childOf(list, key)),
  };
}

const atEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;

const childOf = (list, key) => [...list.children].find((child) => child.dataset.key === key);

function toEnd(node) {
  node.scrollTop = node.scrollHeight;
}

function reveal(node, message) {
  const top = message.getBoundingClientRect().top - node.getBoundingClientRect().top + node.scrollTop;
  node.scrollTop = Math.min(node.scrollHeight - node.clientHeight, top - 12);
}

function visible(node, message) {
  return message.getBoundingClientRect().top < node.getBoundingClientRect().bottom;
}

/** Remember where something looked at stands: the control with the focus, else the first message in view. */
function anchorIn(node, list) {
  const top = node.getBoundingClientRect().top;
  const focused = list.contains(document.activeElement) && document.activeElement;
  const message = focused || [...list.children].find((child) => child.getBoundingClientRect().bottom > top);
  if (!message) return null;
  return {
    focused: Boolean(focused),
    key: message.closest("[data-ts]")?.dataset.key,
    top: message.getBoundingClientRect().top,
  };
}

function hold(node, list, { focused, key, top }) {
  const control = focused && list.contains(document.activeElement) ? document.activeElement : null;
  const anchor = control ?? (focused ? null : childOf(list, key));
  if (anchor) node.scrollTop += anchor.getBoundingClientRect().top - top;
}
