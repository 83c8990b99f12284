/** The one modal that a person sees: the top view of their stack, as a native dialog (focus stays in). */

import { blockItems } from "../blocks/blocks.js";
import { h, icon, keepingFocus, reconcile } from "../dom.js";
import { valuesIn } from "../blocks/holding.js";
import { plainly } from "../blocks/words.js";
import { createPages } from "./pages.js";

/** Make the modal; `submit(view, state)` resolves to errors by block or null, `close(id)` tells of a view closed. */
export function createModal({ act, submit, close }) {
  const title = h("h2", { id: "modal-title", tabindex: "-1" });
  const scroll = h("div", { class: "dialog-body" });
  const foot = h("footer", { class: "dialog-foot" });
  const back = tool("Back", "back", () => leave([view.id]));
  const cross = tool("Close", "close", () => leave(stackOf(view)));
  const form = h("form", { novalidate: true }, h("header", { class: "dialog-head" }, back, title, cross), scroll, foot);
  const node = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" }, form);
  const pages = createPages(scroll);
  const left = new Set();
  let view = null;

  function show(next, names) {
    if (!next) left.clear();
    const before = view;
    view = next && !left.has(next.id) ? next : null;
    if (!view) return node.close();
    node.dataset.viewId = view.id;
    title.textContent = plainly(view.title, names);
    back.hidden = !view.previous_view_id;
    const page = pages.turnTo(view.id, stackOf(view));
    const surface = { names, act: (...press) => act({ view_id: view.id, state: stateOf(page) }, ...press) };
    keepingFocus(scroll, () => reconcile(page, blockItems(view.blocks, surface)));
    reconcile(foot, buttonItems(view, names, () => leave([view.id])));
    foot.hidden = !foot.children.length;
    if (!node.open) node.showModal();
    if (before?.id !== view.id) pages.focus(title);
    else if (!node.contains(document.activeElement)) title.focus();
  }

  /** Close views from the top down; when the last one goes, the dialog does not wait for the server. */
  async function leave(views) {
    if (views.length === stackOf(view).length) {
      views.forEach((id) => left.add(id));
      view = null;
      node.close();
    }
    for (const id of views) await close(id);
  }

  async function hand(event) {
    event.preventDefault();
    const wrong = invalidIn(pages.now());
    if (form.ariaBusy || Object.keys(wrong).length) return complain(wrong);
    form.ariaBusy = "true";
    const errors = await submit(view, stateOf(pages.now()));
    form.ariaBusy = null;
    complain(errors ?? {});
  }

  function complain(errors) {
    for (const block of scroll.querySelectorAll(".block-input")) {
      const sentence = errors[block.dataset.blockId] ?? "";
      block.classList.toggle("wrong", sentence !== "");
      block.querySelector(".error").textContent = sentence;
      block.querySelector("[data-holds]")?.setAttribute("aria-invalid", String(sentence !== ""));
    }
    focusable(scroll.querySelector(".wrong [data-holds]"))?.focus();
  }

  form.addEventListener("submit", hand);
  node.addEventListener("cancel", (event) => (event.preventDefault(), leave([view.id])));
  // A browser may close a dialog at the second Escape without asking.
  node.addEventListener("close", () => view && leave([view.id]));
  return { node, show };
}

/** The ids of a view and of those below it, the one on top first: a stack holds three at most. */
const stackOf = (view) => [...new Set([view.id, view.previous_view_id, view.root_view_id].filter(Boolean))];

const stateOf = (page) => ({ values: valuesIn(page) });

/** Say what a browser finds wrong in fields, by block, in the words that Slack has for an empty one. */
function invalidIn(page) {
  const wrong = [...page.querySelectorAll(".block-input [data-holds]:invalid")];
  const sentence = ({ validity, validationMessage }) =>
    validity.valueMissing ? "Please complete this required field." : validationMessage;
  return Object.fromEntries(wrong.map((field) => [field.dataset.blockId, sentence(field)]));
}

const focusable = (control) => (control?.matches(".choices") ? control.querySelector("input") : control);

function tool(label, picture, onclick) {
  const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label, onclick };
  return h("button", attributes, icon(picture));
}

function buttonItems(view, names, leave) {
  const item = (key, text, attributes) => ({ key, signature: text, build: () => h("button", attributes, text) });
  const no = { type: "button", class: "button", onclick: leave };
  const yes = { type: "submit", class: "button solid primary" };
  return [
    (view.close || view.submit) && item("close", plainly(view.close, names) || "Close", no),
    view.submit && item("submit", plainly(view.submit, names), yes),
  ].filter(Boolean);
}
