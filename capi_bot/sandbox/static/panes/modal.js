/** The one modal that a person sees: the top view of their stack, as a native dialog (focus stays in, Escape closes). */

import { blockItems, plainly } from "../blocks/blocks.js";
import { h, icon, keepingFocus, reconcile } from "../dom.js";
import { valuesIn } from "../blocks/elements.js";

/** Make the modal; `submit(view, state)` resolves to errors by block or null, `close(view)` tells that it was closed. */
export function createModal({ act, submit, close }) {
  const title = h("h2", { id: "modal-title", tabindex: "-1" });
  const body = h("div", { class: "dialog-body" });
  const foot = h("footer", { class: "dialog-foot" });
  const cross = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => leave() },
    icon("close"),
  );
  const form = h("form", {}, h("header", { class: "dialog-head" }, title, cross), body, foot);
  const node = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" }, form);
  let view = null;
  let left = null;

  function show(next, names) {
    view = next && next.id !== left ? next : null;
    if (!next) left = null;
    if (!view) return node.close();
    const surface = { names, act: (...press) => act({ view_id: view.id }, ...press) };
    node.dataset.viewId = view.id;
    title.textContent = plainly(view.title, names);
    const items = blockItems(view.blocks, surface).map((item) => ({ ...item, key: `${view.id}-${item.key}` }));
    keepingFocus(body, () => reconcile(body, items));
    foot.replaceChildren(...buttons(names));
    foot.hidden = !foot.children.length;
    if (node.open) return;
    node.showModal();
    (body.querySelector("[data-holds]") ?? title).focus();
  }

  function buttons(names) {
    const no = h(
      "button",
      { type: "button", class: "button", onclick: () => leave() },
      plainly(view.close, names) || "Close",
    );
    const yes =
      view.submit && h("button", { type: "submit", class: "button solid primary" }, plainly(view.submit, names));
    return [view.close || view.submit ? no : null, yes].filter(Boolean);
  }

  function leave() {
    const closed = view;
    left = closed.id;
    node.close();
    close(closed);
  }

  async function hand(event) {
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    const errors = await submit(view, { values: valuesIn(body) });
    form.removeAttribute("aria-busy");
    complain(errors ?? {});
  }

  function complain(errors) {
    for (const block of body.querySelectorAll(".block-input")) {
      const sentence = errors[block.dataset.blockId] ?? "";
      block.classList.toggle("wrong", sentence !== "");
      block.querySelector(".error").textContent = sentence;
    }
    body.querySelector(".wrong [data-holds]")?.focus();
  }

  form.addEventListener("submit", hand);
  node.addEventListener("cancel", (event) => (event.preventDefault(), leave()));
  return { node, show };
}
