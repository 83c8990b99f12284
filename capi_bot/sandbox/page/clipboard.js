/** Copying, and saying so beside what was pressed: in a modal too, where the rest of the page is silent. */

import { h, icon } from "./dom.js";
import { beside } from "./blocks/menu.js";

const SHOWN_MS = 1600;

/** Copy a text, and say so (or that it did not work) near a control. */
export async function copy(text, near) {
  const done = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  say(done ? "Copied" : "This browser does not let the page copy.", near);
}

/** Make a button that copies what `textOf()` gives at that moment. */
export function copyButton(label, textOf) {
  const onclick = ({ currentTarget }) => copy(textOf(), currentTarget);
  const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label, onclick };
  return h("button", attributes, icon("copy"));
}

/** A live region is heard when its words change, so they come after it. */
function say(sentence, near) {
  document.querySelector(".bubble")?.remove();
  const bubble = h("div", { class: "bubble", role: "status", popover: "manual" });
  (near.closest("dialog") ?? document.body).append(bubble);
  bubble.showPopover();
  requestAnimationFrame(() => {
    bubble.textContent = sentence;
    beside(bubble, near.getBoundingClientRect());
  });
  setTimeout(() => bubble.remove(), SHOWN_MS);
}
