/** Views of the app: its Home tab, and the modal with its stack of up to three views. */

import { blockItems } from "../blocks/blocks.js";
import { valuesIn } from "../blocks/values.js";
import { h, icon, iconButton, keepFocus, reconcile } from "../dom.js";
import { copyButton } from "../popover.js";
import { textOf } from "../text/render.js";
import { viewJson } from "./json.js";

const LOADING_MS = 3000;

/** Render the Home tab into `node`: the view that the app published for the person, or a placeholder. */
export function createHome(node, { openTab, act, suggest }) {
  const body = h("div", { class: "home-body", dataset: { key: "home" } });
  const json = copyButton("Copy JSON", () => viewJson(current.view));
  node.append(h("div", { class: "home-tools" }, json), body);
  let visit = null;
  let isLoading = false;
  let current = null;

  function show(view, names) {
    current = { view, names };
    const container = { view_id: view?.id };
    const surface = {
      names,
      act: (...press) => act(container, ...press),
      suggest: (...query) => suggest(container, ...query),
    };
    json.hidden = !view;
    const items = view
      ? blockItems(view.blocks, surface).map((item) => ({ ...item, key: `${view.id}-${item.key}` }))
      : [isLoading ? skeletonItem() : emptyItem(names.app)];
    keepFocus(node, () => reconcile(body, items));
    body.setAttribute("aria-busy", String(!view && isLoading));
  }

  /** Tell the app when the person opens one of its tabs (null: elsewhere). */
  function setTab(tab, user) {
    const next = tab && `${user} ${tab}`;
    if (next === visit) return;
    visit = next;
    if (tab) openTab(tab);
    if (tab === "home") startLoading();
  }

  function startLoading() {
    isLoading = true;
    node.scrollTop = 0;
    setTimeout(() => ((isLoading = false), current && show(current.view, current.names)), LOADING_MS);
  }

  return { show, setTab, reset: () => (visit = null) };
}

function skeletonItem() {
  const lines = [1, 2, 3, 4].map(() => h("div", { class: "skeleton-line" }));
  const build = () => h("div", {}, h("p", { class: "visually-hidden" }, "Loading…"), lines);
  return { key: "skeleton", signature: "fixed", build };
}

function emptyItem(app) {
  const text = `${app} has not published a Home for you. Open this tab again in a moment.`;
  const build = () => h("section", { class: "introduction" }, h("h3", {}, "Nothing here yet"), h("p", {}, text));
  return { key: "empty", signature: app, build };
}

/** Create the modal: a native dialog with the person's top view, which keeps the focus inside. */
export function createModal({ act, suggest, submit, close }) {
  const title = h("h2", { id: "modal-title", tabindex: "-1" });
  const scroll = h("div", { class: "dialog-body" });
  const footer = h("footer", { class: "dialog-footer" });
  const back = iconButton("Back", icon("back"), () => leave());
  const json = copyButton("Copy JSON", () => viewJson(view));
  const cross = iconButton("Close", icon("close"), () => leave(true));
  const header = h("header", { class: "dialog-header" }, back, title, json, cross);
  const form = h("form", { novalidate: true }, header, scroll, footer);
  const node = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" }, form);
  const pages = createPages(scroll);
  const closed = new Set();
  let view = null;

  function show(next, names) {
    if (!next) closed.clear();
    const before = view;
    view = next && !closed.has(next.id) ? next : null;
    if (!view) return node.close();
    node.dataset.viewId = view.id;
    title.textContent = textOf(view.title, names);
    back.hidden = !view.previous_view_id;
    const page = pages.show(view.id, stackOf(view));
    keepFocus(scroll, () => reconcile(page, blockItems(view.blocks, surfaceOf(view.id, page, names))));
    reconcile(
      footer,
      footerItems(view, names, () => leave()),
    );
    footer.hidden = !footer.children.length;
    if (!node.open) node.showModal();
    if (before?.id !== view.id) pages.focus(title);
    else if (!node.contains(document.activeElement)) title.focus();
  }

  function surfaceOf(id, page, names) {
    const container = { view_id: id };
    return {
      names,
      act: (...press) => act({ ...container, state: stateOf(page) }, ...press),
      suggest: (...query) => suggest(container, ...query),
    };
  }

  /** Close the top view, or the whole stack; with nothing left, the dialog closes before the server answers. */
  async function leave(everything = false) {
    const { id } = view;
    const stack = stackOf(view);
    if (everything || stack.length === 1) {
      stack.forEach((each) => closed.add(each));
      view = null;
      node.close();
    }
    await close(id, everything);
  }

  async function onSubmit(event) {
    event.preventDefault();
    const invalid = invalidFields(pages.current());
    if (form.ariaBusy || Object.keys(invalid).length) return showErrors(invalid);
    form.ariaBusy = "true";
    const errors = await submit(view, stateOf(pages.current()));
    form.ariaBusy = null;
    showErrors(errors ?? {});
  }

  function showErrors(errors) {
    for (const block of scroll.querySelectorAll(".block-input")) {
      const message = errors[block.dataset.blockId] ?? "";
      block.classList.toggle("invalid", message !== "");
      block.querySelector(".error").textContent = message;
      block.querySelector("[data-control]")?.setAttribute("aria-invalid", String(message !== ""));
    }
    const control = scroll.querySelector(".invalid [data-control]");
    (control?.querySelector("[data-field], input") ?? control)?.focus();
  }

  form.addEventListener("submit", onSubmit);
  node.addEventListener("cancel", (event) => (event.preventDefault(), leave()));
  // A browser may close a dialog at the second Escape without a "cancel" event.
  node.addEventListener("close", () => view && leave());
  return { node, show };
}

/** Return the ids of a view and of those below it, the top first. */
const stackOf = (view) => [...new Set([view.id, view.previous_view_id, view.root_view_id].filter(Boolean))];

const stateOf = (page) => ({ values: valuesIn(page) });

/** Return the messages of fields that the browser finds invalid, by block; Slack's own sentence for an empty one. */
function invalidFields(page) {
  const fields = [...page.querySelectorAll(".block-input [data-control]:invalid")];
  const message = ({ validity, validationMessage }) =>
    validity.valueMissing ? "Please complete this required field." : validationMessage;
  return Object.fromEntries(fields.map((field) => [field.dataset.blockId, message(field)]));
}

function footerItems(view, names, leave) {
  const item = (key, text, attributes) => ({ key, signature: text, build: () => h("button", attributes, text) });
  const closeButton = { type: "button", class: "button", onclick: leave };
  const submitButton = { type: "submit", class: "button large primary" };
  return [
    (view.close || view.submit) && item("close", textOf(view.close, names) || "Close", closeButton),
    view.submit && item("submit", textOf(view.submit, names), submitButton),
  ].filter(Boolean);
}

/** Keep a page for each view of a stack, so that Back finds the entered values and the focus. */
function createPages(node) {
  const pages = new Map();
  let current = null;

  /** Show the page of a view, and remove those that are no longer in the stack. */
  function show(id, stack) {
    for (const [other, page] of pages) {
      if (stack.includes(other)) continue;
      page.node.remove();
      pages.delete(other);
    }
    if (!pages.has(id)) pages.set(id, createPage(id));
    current = pages.get(id);
    for (const page of pages.values()) page.node.hidden = page !== current;
    return current.node;
  }

  function createPage(key) {
    const page = { node: h("div", { class: "page", dataset: { key } }), focused: null };
    page.node.addEventListener("focusin", ({ target }) => (page.focused = target));
    node.append(page.node);
    return page;
  }

  /** Focus what had the focus before, else the field with autofocus, the first field, or `fallback`. */
  function focus(fallback) {
    const [autofocus, first] = ["[autofocus]", ".block-input :is(input, select, textarea)"];
    const field = current.node.querySelector(autofocus) ?? current.node.querySelector(first);
    (current.focused?.isConnected ? current.focused : (field ?? fallback)).focus();
  }

  return { show, focus, current: () => current.node };
}
