/** Popovers beside a control: menus, and the note after copying. */

import { h, icon, iconButton } from "./dom.js";

const NOTE_MS = 1600;

/** Open a menu of items `{ label, description, url }` at a button; `choose` gets the chosen item. */
export function openMenu(opener, items, choose) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": opener.ariaLabel });
  menu.append(...items.map((item) => renderMenuItem(item, () => pick(item))));
  const pick = (item) => {
    menu.hidePopover();
    opener.focus();
    choose(item);
  };
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && closeMenu(menu, opener));
  (opener.closest("dialog") ?? document.body).append(menu);
  opener.setAttribute("aria-expanded", "true");
  menu.showPopover();
  placeBeside(menu, opener.getBoundingClientRect());
  menu.firstElementChild.focus();
}

function renderMenuItem({ label, description, url }, onclick) {
  const content = [label, description && h("small", {}, description)];
  if (!/^https?:\/\//i.test(url ?? "")) return h("button", { type: "button", role: "menuitem", onclick }, content);
  return h("a", { role: "menuitem", href: url, target: "_blank", rel: "noopener noreferrer", onclick }, content);
}

function moveFocus(event, menu) {
  const items = [...menu.children];
  const index = items.indexOf(document.activeElement);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length).focus();
}

function closeMenu(menu, opener) {
  opener.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) opener.focus();
  menu.remove();
}

/** Place a popover below a rectangle, or above where there is no room. */
export function placeBeside(popover, { left, right, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = bottom + height + 8 < innerHeight;
  popover.style.top = `${below ? bottom + 4 : Math.max(8, top - height - 4)}px`;
  popover.style.left = `${left + width + 8 < innerWidth ? left : Math.max(8, right - width)}px`;
}

/** Copy a text, and show beside a control that it is copied (or that it failed). */
export async function copy(text, control) {
  const copied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  showNote(copied ? "Copied" : "This browser does not let the page copy.", control);
}

/** Create a button that copies what `getText()` returns when it is pressed. */
export const copyButton = (label, getText) =>
  iconButton(label, icon("copy"), ({ currentTarget }) => copy(getText(), currentTarget));

/** The text is set after the note is shown: a live region is announced when its text changes. */
function showNote(text, control) {
  document.querySelector(".tooltip")?.remove();
  const note = h("div", { class: "tooltip", role: "status", popover: "manual" });
  (control.closest("dialog") ?? document.body).append(note);
  note.showPopover();
  requestAnimationFrame(() => {
    note.textContent = text;
    placeBeside(note, control.getBoundingClientRect());
  });
  setTimeout(() => note.remove(), NOTE_MS);
}
