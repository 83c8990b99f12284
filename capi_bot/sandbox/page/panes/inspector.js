/** The inspector: what Slack, the app and Vonage said to each other, row by row, the newest at the bottom. */

import * as api from "../api.js";
import { h, keepingFocus, reconcile } from "../dom.js";
import { matching, meanwhile, merged } from "../exchanges.js";
import { createFeed } from "../feed.js";
import { exchangeItem, fillExchange } from "./exchange.js";
import { createSieve } from "./sieve.js";

const REMEMBERED = "inspector";
const NEAR = 24;
const NOTHING = "Nothing yet. Type a command or press a button.";
const FILTERED = "Nothing matches the filter.";

/** Take over `node`, a pane that `button` opens and closes; it is remembered whether it is open. */
export function createInspector({ node, button }) {
  const list = h("ol", { class: "exchanges", "aria-label": "Exchanges" });
  const empty = h("p", { class: "nothing" });
  const scroll = h("div", { class: "exchange-scroll" }, list, empty);
  const sieve = createSieve(() => (draw(), toEnd()));
  const feed = createFeed(hear);
  const opened = new Map();
  let entries = [];
  let cleared = 0;
  let current = null;
  let following = true;
  let top = 0;

  node.append(sieve.node, scroll);

  function hear({ fresh, entries: news }) {
    if (fresh) forget();
    entries = merged(entries, news).filter(({ number }) => number > cleared);
    for (const { number } of news) if (opened.has(number)) fetchPayloads(number);
    draw();
    follow();
  }

  function forget() {
    entries = [];
    cleared = 0;
    opened.clear();
  }

  function draw() {
    const shown = matching(entries, sieve.wanted());
    for (const entry of shown) if (opened.has(entry.number)) fill(entry);
    keepingFocus(list, () => reconcile(list, shown.map(rowOf)));
    empty.hidden = shown.length > 0;
    empty.textContent = entries.length ? FILTERED : NOTHING;
    rove();
  }

  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  const toEnd = () => (scroll.scrollTop = scroll.scrollHeight);
  const follow = () => following && toEnd();

  /** Only who scrolls up stops following: rows that come, or a pane that shrinks, do not. */
  function scrolled() {
    following = atEnd() || (following && scroll.scrollTop >= top);
    top = scroll.scrollTop;
  }

  const rowOf = (entry) => exchangeItem(entry, { body: opened.get(entry.number)?.body, toggle });

  function fill(entry) {
    const { body, carried } = opened.get(entry.number);
    fillExchange(body, { entry, carried, calls: meanwhile(entries, entry), reveal });
  }

  function toggle(number) {
    current = number;
    if (opened.delete(number)) return draw();
    opened.set(number, { body: h("div", { class: "exchange-body" }), carried: null });
    draw();
    following = false;
    fetchPayloads(number);
  }

  async function fetchPayloads(number) {
    const carried = await api.payloads(number).catch(({ message }) => ({ sent: message, answered: null }));
    if (!opened.has(number)) return;
    const { body, carried: before } = opened.get(number);
    opened.set(number, { body, carried: { ...carried, reading: (before?.reading ?? 0) + 1 } });
    draw();
    if (!before) body.parentElement?.scrollIntoView({ block: "nearest" });
  }

  /** Show one row whatever the filter says, opened and in sight. */
  function reveal(number) {
    if (!matching(entries, sieve.wanted()).some((one) => one.number === number)) sieve.reset();
    if (!opened.has(number)) toggle(number);
    headOf(number)?.focus();
    headOf(number)?.scrollIntoView({ block: "nearest" });
  }

  const heads = () => [...list.querySelectorAll(".exchange-head")];
  const headOf = (number) => list.querySelector(`[data-key="exchange-${number}"] > .exchange-head`);

  /** Let the Tab key stop at one row only: the arrow keys walk from there. */
  function rove() {
    const all = heads();
    const here = headOf(current) ?? all.at(-1);
    for (const head of all) head.tabIndex = head === here ? 0 : -1;
  }

  function walk(event) {
    const all = heads();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || !all[to]) return;
    event.preventDefault();
    current = Number(all[to].parentElement.dataset.key.split("-").at(-1));
    rove();
    all[to].focus();
  }

  function clear() {
    cleared = entries.at(-1)?.number ?? cleared;
    entries = [];
    opened.clear();
    draw();
  }

  function open(wanted) {
    node.hidden = !wanted;
    document.body.classList.toggle("inspecting", wanted);
    button.setAttribute("aria-expanded", String(wanted));
    localStorage.setItem(REMEMBERED, wanted ? "open" : "closed");
    feed.want(wanted);
    if (!wanted) return;
    draw();
    toEnd();
  }

  function close() {
    open(false);
    button.focus();
  }

  scroll.addEventListener("scroll", scrolled, { passive: true });
  // Rows have their own height only once they have been in sight.
  const sizes = new ResizeObserver(follow);
  [scroll, list].forEach((each) => sizes.observe(each));
  list.addEventListener("keydown", walk);
  button.addEventListener("click", () => (open(node.hidden), node.hidden || sieve.focus()));
  node.querySelector(".clear").addEventListener("click", clear);
  node.querySelector(".close").addEventListener("click", close);
  node.addEventListener("keydown", (event) => event.key === "Escape" && close());
  open(localStorage.getItem(REMEMBERED) === "open");
}
