/** The inspector: the HTTP exchanges of Slack, the app and Vonage, one row each, the newest at the bottom. */

import * as api from "../api.js";
import { h, keepFocus, reconcile } from "../dom.js";
import {
  callsDuring,
  exchangeItem,
  filterEntries,
  KINDS,
  kindIcon,
  mergeEntries,
  updateExchange,
} from "./exchanges.js";

const STORAGE_KEY = "inspector";
const END_DISTANCE = 24;
const EMPTY = "Nothing yet. Type a command or press a button.";
const NO_MATCHES = "Nothing matches the filter.";

/** Render the inspector into `node`, which `button` opens and closes; whether it is open survives a reload. */
export function createInspector({ node, button }) {
  const list = h("ol", { class: "exchanges", "aria-label": "Exchanges" });
  const empty = h("p", { class: "empty" });
  const scroll = h("div", { class: "exchange-scroll" }, list, empty);
  const filters = createFilters(() => (update(), scrollToEnd()));
  const feed = api.createJournalFeed(receive);
  const opened = new Map();
  let entries = [];
  let cleared = 0;
  let current = null;
  let following = true;
  let top = 0;

  node.append(filters.node, scroll);

  function receive({ fresh, entries: added }) {
    if (fresh) {
      entries = [];
      cleared = 0;
      opened.clear();
    }
    entries = mergeEntries(entries, added).filter(({ number }) => number > cleared);
    for (const { number } of added) if (opened.has(number)) loadPayloads(number);
    update();
    follow();
  }

  function update() {
    const visible = filterEntries(entries, filters.values());
    for (const entry of visible) if (opened.has(entry.number)) updateBody(entry);
    const item = (entry) => exchangeItem(entry, { body: opened.get(entry.number)?.body, toggle });
    keepFocus(list, () => reconcile(list, visible.map(item)));
    empty.hidden = visible.length > 0;
    empty.textContent = entries.length ? NO_MATCHES : EMPTY;
    updateTabStops();
  }

  const isAtEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < END_DISTANCE;
  const scrollToEnd = () => (scroll.scrollTop = scroll.scrollHeight);
  const follow = () => following && scrollToEnd();

  /** Only scrolling up stops following: new rows, or a smaller pane, do not. */
  function onScroll() {
    following = isAtEnd() || (following && scroll.scrollTop >= top);
    top = scroll.scrollTop;
  }

  function updateBody(entry) {
    const { body, payloads } = opened.get(entry.number);
    updateExchange(body, { entry, payloads, calls: callsDuring(entries, entry), reveal });
  }

  function toggle(number) {
    current = number;
    if (opened.delete(number)) return update();
    opened.set(number, { body: h("div", { class: "exchange-body" }), payloads: null });
    update();
    following = false;
    loadPayloads(number);
  }

  async function loadPayloads(number) {
    const payloads = await api.getPayloads(number).catch(({ message }) => ({ sent: message, answered: null }));
    if (!opened.has(number)) return;
    const { body, payloads: before } = opened.get(number);
    opened.set(number, { body, payloads: { ...payloads, version: (before?.version ?? 0) + 1 } });
    update();
    if (!before) body.parentElement?.scrollIntoView({ block: "nearest" });
  }

  /** Open one row and scroll to it; the filter is reset where it hides the row. */
  function reveal(number) {
    if (!filterEntries(entries, filters.values()).some((one) => one.number === number)) filters.reset();
    if (!opened.has(number)) toggle(number);
    headOf(number)?.focus();
    headOf(number)?.scrollIntoView({ block: "nearest" });
  }

  const heads = () => [...list.querySelectorAll(".exchange-head")];
  const headOf = (number) => list.querySelector(`[data-key="exchange-${number}"] > .exchange-head`);

  /** Only one row is a tab stop; the arrow keys move between rows. */
  function updateTabStops() {
    const all = heads();
    const stop = headOf(current) ?? all.at(-1);
    for (const head of all) head.tabIndex = head === stop ? 0 : -1;
  }

  function onKeyDown(event) {
    const all = heads();
    const index = all.indexOf(document.activeElement);
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
    if (index < 0 || !all[target]) return;
    event.preventDefault();
    current = Number(all[target].parentElement.dataset.key.split("-").at(-1));
    updateTabStops();
    all[target].focus();
  }

  function clear() {
    cleared = entries.at(-1)?.number ?? cleared;
    entries = [];
    opened.clear();
    update();
  }

  function setOpen(open) {
    node.hidden = !open;
    document.body.classList.toggle("has-inspector", open);
    button.setAttribute("aria-expanded", String(open));
    localStorage.setItem(STORAGE_KEY, open ? "open" : "closed");
    feed.enable(open);
    if (!open) return;
    update();
    scrollToEnd();
  }

  function close() {
    setOpen(false);
    button.focus();
  }

  scroll.addEventListener("scroll", onScroll, { passive: true });
  // Rows get their own height only once they have been visible.
  const sizes = new ResizeObserver(follow);
  [scroll, list].forEach((each) => sizes.observe(each));
  list.addEventListener("keydown", onKeyDown);
  button.addEventListener("click", () => (setOpen(node.hidden), node.hidden || filters.focus()));
  node.querySelector(".clear").addEventListener("click", clear);
  node.querySelector(".close").addEventListener("click", close);
  node.addEventListener("keydown", (event) => event.key === "Escape" && close());
  setOpen(localStorage.getItem(STORAGE_KEY) === "open");
}

/** Create the filters: by kind, by failure and by words; `onChange()` is called at each change. */
function createFilters(onChange) {
  const kinds = new Set();
  let failed = false;
  const text = h("input", {
    type: "search",
    class: "input",
    placeholder: "Filter",
    "aria-label": "Filter by words",
    oninput: onChange,
  });
  const chips = Object.entries(KINDS).map(([kind, { label }]) =>
    createChip([kindIcon(kind), label], (on) => (on ? kinds.add(kind) : kinds.delete(kind))),
  );
  chips.push(createChip(["Failed"], (on) => (failed = on)));

  function createChip(content, set) {
    const onclick = ({ currentTarget }) => {
      const on = currentTarget.ariaPressed !== "true";
      currentTarget.ariaPressed = String(on);
      set(on);
      onChange();
    };
    return h("button", { type: "button", class: "chip", "aria-pressed": "false", onclick }, content);
  }

  function reset() {
    kinds.clear();
    failed = false;
    text.value = "";
    for (const chip of chips) chip.ariaPressed = "false";
    onChange();
  }

  return {
    node: h(
      "div",
      { class: "filters" },
      text,
      h("div", { class: "chips", role: "group", "aria-label": "Show" }, chips),
    ),
    values: () => ({ kinds, failed, text: text.value }),
    focus: () => text.focus(),
    reset,
  };
}
