/** The one modal that a person sees: the top view of their stack, as a native dialog (focus stays in). */

import { blockItems } from "../blocks/blocks.js";
import { viewJson } from "../builder.js";
import { copyButton } from "../clipboard.js";
import { h, icon, keepingFocus, reconcile } from "../dom.js";
import { valuesIn } from "../blocks/holding.js";
import { plainly } from "../blocks/words.js";
import { createPages } from "./pages.js";

/** Make the modal; `submit(view, state)` resolves to errors by block or null, `close(id, everything)` closes views. */
export function createModal({ act, suggest, submit, close }) {
  const title = h("h2", { id: "modal-title", tabindex: "-1" });
  const scroll = h("div", { class: "dialog-body" });
  const foot = h("footer", { class: "dialog-foot" });
  const back = tool("Back", "back", () => leave());
  const cross = tool("Close", "close", () => leave(true));
  const json = copyButton("Copy JSON", () => viewJson(view));
  const head = h("header", { class: "dialog-head" }, back, title, json, cross);
  const form = h("form", { novalidate: true }, head, scroll, foot);
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
    keepingFocus(scroll, () => reconcile(page, blockItems(view.blocks, surfaceOf(view.id, page, names))));
    reconcile(foot, buttonItems(view, names, () => leave()));
    foot.hidden = !foot.children.length;
    if (!node.open) node.showModal();
    if (before?.id !== view.id) pages.focus(title);
    else if (!node.contains(document.activeElement)) title.focus();
  }

  function surfaceOf(id, page, names) {
    const here = { view_id: id };
    return {
      names,
      act: (...press) => act({ ...here, state: stateOf(page) }, ...press),
      suggest: (...query) => suggest(here, ...query),
    };
  }

  /** Close the view on top, or everything; when nothing is left, the dialog does not wait for the server. */
  async function leave(everything = false) {
    const { id } = view;
    const stack = stackOf(view);
    if (everything || stack.length === 1) {
      stack.forEach((each) => left.add(each));
      view = null;
      node.close();
    }
    await close(id, everything);
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
  node.addEventListener("cancel", (event) => (event.preventDefault(), leave()));
  // A browser may close a dialog at the second Escape without asking.
  node.addEventListener("close", () => view && leave());
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

const focusable = (control) => control?.querySelector("[data-field], input") ?? control;

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
