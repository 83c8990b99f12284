/** A menu behind a button: a popover that arrow keys walk, and that Escape or a click elsewhere closes. */

import { h } from "../dom.js";

/** Open a menu of `options` at `opener`; `choose` gets the option picked, `label` words one and `about` says more. */
export function openMenu(opener, options, choose, label, about = () => null) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": opener.ariaLabel });
  menu.append(...options.map((option) => drawItem(option, [label(option), about(option)], () => pick(option))));
  const pick = (option) => {
    menu.hidePopover();
    opener.focus();
    choose(option);
  };
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && close(menu, opener));
  (opener.closest("dialog") ?? document.body).append(menu);
  opener.setAttribute("aria-expanded", "true");
  menu.showPopover();
  beside(menu, opener.getBoundingClientRect());
  menu.firstElementChild.focus();
}

function drawItem({ url }, [text, about], onclick) {
  const words = [text, about && h("small", {}, about)];
  if (!/^https?:\/\//i.test(url ?? "")) return h("button", { type: "button", role: "menuitem", onclick }, words);
  return h("a", { role: "menuitem", href: url, target: "_blank", rel: "noopener noreferrer", onclick }, words);
}

/** Put a popover below what it belongs to, or above where there is no room. */
export function beside(menu, { left, right, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = bottom + height + 8 < innerHeight;
  menu.style.top = `${below ? bottom + 4 : Math.max(8, top - height - 4)}px`;
  menu.style.left = `${left + width + 8 < innerWidth ? left : Math.max(8, right - width)}px`;
}

function walk(event, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}

function close(menu, opener) {
  opener.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) opener.focus();
  menu.remove();
}
