/**
 * A list of messages with a stable scroll position: what one reads or presses stays in place while messages change.
 *
 * At its end it scrolls to new messages, but never past the top of the first new one.
 */

import { h, icon, keepFocus, reconcile } from "../dom.js";

const END_DISTANCE = 48;

/**
 * Make `node` a list: `show(items, key)` renders the list of one channel or thread, at its line of new messages or at its
 * end, `follow()` scrolls to the next new message, `reset()` lets the next rendering start at the end, `reveal(key)` scrolls to an item.
 */
export function createMessageList(node) {
  const list = h("div", { class: "messages" });
  const attributes = { type: "button", class: "new-messages", hidden: true, onclick: () => scrollToEnd(node) };
  const newMessages = h("button", attributes, icon("down"), "New messages");
  let current = null;
  let following = false;
  let atEnd = true;
  node.append(list, newMessages);
  node.addEventListener("scroll", () => ((atEnd = isAtEnd(node)), (newMessages.hidden ||= atEnd)), { passive: true });
  new ResizeObserver(onResize).observe(node);

  /** The end, or what has the focus, stays in sight; what is under the pointer stays there. */
  function onResize() {
    if (list.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
    else if (atEnd && !node.matches(":hover")) scrollToEnd(node);
  }

  function show(items, key) {
    const isOther = key !== current;
    const wasAtEnd = isAtEnd(node);
    const anchor = findAnchor(node, list);
    const { added } = keepFocus(list, () => reconcile(list, items));
    const firstKey = added.find((one) => one.startsWith("ts-"));
    const first = firstKey && childOf(list, firstKey);
    const line = isOther && childOf(list, "new");
    if (line) scrollTo(node, line);
    else if (isOther) scrollToEnd(node);
    else if (first && (wasAtEnd || following)) scrollTo(node, first);
    else if (anchor) restoreAnchor(node, list, anchor);
    if (isOther || (first && following)) following = false;
    const isBelow = first && !isAboveEnd(node, first);
    newMessages.hidden = isOther || isAtEnd(node) || (newMessages.hidden && !isBelow);
    current = key;
    atEnd = isAtEnd(node);
  }

  return {
    show,
    reset: () => (current = null),
    follow: () => (following = true),
    reveal: (key) => childOf(list, key) && scrollTo(node, childOf(list, key)),
  };
}

const isAtEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < END_DISTANCE;

const childOf = (list, key) => [...list.children].find((child) => child.dataset.key === key);

function scrollToEnd(node) {
  node.scrollTop = node.scrollHeight;
}

function scrollTo(node, message) {
  const top = message.getBoundingClientRect().top - node.getBoundingClientRect().top + node.scrollTop;
  node.scrollTop = Math.min(node.scrollHeight - node.clientHeight, top - 12);
}

const isAboveEnd = (node, message) => message.getBoundingClientRect().top < node.getBoundingClientRect().bottom;

/** Return what should stay in place: the focused control, else the first message in view. */
function findAnchor(node, list) {
  const top = node.getBoundingClientRect().top;
  const focused = list.contains(document.activeElement) && document.activeElement;
  const anchor = focused || [...list.children].find((child) => child.getBoundingClientRect().bottom > top);
  if (!anchor) return null;
  const key = anchor.closest("[data-ts]")?.dataset.key;
  return { isFocused: Boolean(focused), key, top: anchor.getBoundingClientRect().top };
}

function restoreAnchor(node, list, { isFocused, key, top }) {
  const control = isFocused && list.contains(document.activeElement) ? document.activeElement : null;
  const anchor = control ?? (isFocused ? null : childOf(list, key));
  if (anchor) node.scrollTop += anchor.getBoundingClientRect().top - top;
}
