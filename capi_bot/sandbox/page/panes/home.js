/** The app's Home: the view that it published for this person, or what stands there until it has. */

import { blockItems } from "../blocks/blocks.js";
import { viewJson } from "../builder.js";
import { copyButton } from "../clipboard.js";
import { h, keepingFocus, reconcile } from "../dom.js";

const PATIENCE_MS = 3000;

/**
 * Take over `node`; `open(tab)` tells the app that a tab was opened, `act` presses a control of the view, `suggest` fills
 * its menus.
 */
export function createHome(node, { open, act, suggest }) {
  const body = h("div", { class: "home-body", dataset: { key: "home" } });
  const json = copyButton("Copy JSON", () => viewJson(last.view));
  node.append(h("div", { class: "home-tools" }, json), body);
  let opened = null;
  let patient = false;
  let last = null;

  function show(view, names) {
    last = { view, names };
    const where = { view_id: view?.id };
    const surface = { names, act: (...press) => act(where, ...press), suggest: (...query) => suggest(where, ...query) };
    json.hidden = !view;
    const items = view
      ? blockItems(view.blocks, surface).map((item) => ({ ...item, key: `${view.id}-${item.key}` }))
      : [patient ? skeletonItem() : emptyItem(names.app)];
    keepingFocus(node, () => reconcile(body, items));
    body.setAttribute("aria-busy", String(!view && patient));
  }

  /** Notice where the person is now: `tab` of the app, or null for elsewhere; `forget` lets it be as if just opened. */
  function notice(tab, user) {
    const visit = tab && `${user} ${tab}`;
    if (visit === opened) return;
    opened = visit;
    if (tab) open(tab);
    if (tab === "home") wait();
  }

  function wait() {
    patient = true;
    node.scrollTop = 0;
    setTimeout(() => ((patient = false), last && show(last.view, last.names)), PATIENCE_MS);
  }

  return { show, notice, forget: () => (opened = null) };
}

function skeletonItem() {
  const lines = [1, 2, 3, 4].map((nth) => h("div", { class: `skeleton-line skeleton-${nth}` }));
  const build = () => h("div", { class: "skeleton" }, h("p", { class: "visually-hidden" }, "Loading…"), lines);
  return { key: "skeleton", signature: "fixed", build };
}

function emptyItem(app) {
  const build = () =>
    h(
      "section",
      { class: "welcome" },
      h("h3", {}, "Nothing here yet"),
      h("p", {}, `${app} has not published a Home for you. Open this tab again in a moment.`),
    );
  return { key: "empty", signature: app, build };
}
