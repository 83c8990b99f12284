/** Exchanges of the journal (a request and its response): as rows of the inspector, filtered and formatted. */

import { h, icon, reconcile } from "../dom.js";
import { renderJson } from "./json.js";

const MAX_ENTRIES = 500;
const ID = /((?:[A-Z]{3}-)?[0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** By kind of exchange: who sends the request to whom, and whose API it is. */
export const KINDS = {
  delivery: { label: "Slack → app", icon: "in", api: "slack" },
  method: { label: "App → Slack", icon: "out", api: "slack" },
  vonage: { label: "App → Vonage", icon: "out", api: "vonage" },
  webhook: { label: "Vonage → app", icon: "in", api: "vonage" },
};

const isIncoming = ({ kind }) => kind === "delivery" || kind === "webhook";

/** Merge new entries into known ones by number; the newest 500 remain. */
export function mergeEntries(known, added) {
  const all = new Map([...known, ...added].map((entry) => [entry.number, entry]));
  return [...all.values()].sort((one, other) => one.number - other.number).slice(-MAX_ENTRIES);
}

/** Filter entries by kinds (none: all), by failure, and by words that must all occur. */
export function filterEntries(entries, { kinds, failed, text }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const content = `${entry.title} ${entry.summary} ${entry.status}`.toLowerCase();
    const isIncluded = (kinds.size === 0 || kinds.has(entry.kind)) && (!failed || entry.failed);
    return isIncluded && words.every((word) => content.includes(word));
  });
}

/** List the calls that the app made between a delivery and the next one. */
export function callsDuring(entries, entry) {
  if (!isIncoming(entry)) return [];
  const later = entries.filter((one) => one.number > entry.number);
  const end = later.findIndex(isIncoming);
  return end < 0 ? later : later.slice(0, end);
}

/** Render the icon of a kind: whose API it is, and the direction. */
export function kindIcon(kind) {
  return h("span", { class: `kind kind-${KINDS[kind].api}`, "aria-hidden": "true" }, icon(KINDS[kind].icon));
}

/** Create the item of an exchange; `body` is what it shows where it is open, `toggle(number)` opens and closes it. */
export function exchangeItem(entry, { body, toggle }) {
  return {
    key: `exchange-${entry.number}`,
    signature: JSON.stringify([entry, Boolean(body)]),
    build: () => renderExchange(entry, body, toggle),
  };
}

function renderExchange(entry, body, toggle) {
  const id = `exchange-${entry.number}`;
  const attributes = {
    type: "button",
    class: "exchange-head",
    tabindex: "-1",
    "aria-expanded": String(Boolean(body)),
    "aria-controls": body && id,
    onclick: () => toggle(entry.number),
  };
  const head = h(
    "button",
    attributes,
    kindIcon(entry.kind),
    h("span", { class: "visually-hidden" }, `${KINDS[entry.kind].label}: `),
    summarise(entry),
    h("small", { class: "exchange-summary" }, entry.summary),
    h("time", { class: "exchange-time", datetime: new Date(entry.at * 1000).toISOString() }, formatTime(entry)),
  );
  if (body) body.id = id;
  const classes = ["exchange", entry.failed && "failed", entry.ms === null && "pending"].filter(Boolean);
  return h("li", { class: classes.join(" ") }, head, body);
}

/** The title with its ids shortened (what follows them matters more), the status and the duration. */
const summarise = (entry) => [
  h("b", { class: "exchange-title", title: entry.title }, entry.title.replace(ID, "$1…")),
  h("small", { class: "exchange-status" }, entry.status),
  h("small", { class: "exchange-duration" }, formatDuration(entry)),
];

/**
 * Update the body of an open exchange: `payloads` is `{ sent, answered, version }` once they are loaded, `calls` are those
 * that the app made meanwhile, `reveal(number)` shows one of them.
 */
export function updateExchange(body, { entry, payloads, calls, reveal }) {
  const isOver = entry.ms !== null;
  const item = (key, data, build) => ({ key, signature: JSON.stringify(data ?? null), build });
  const parts = [
    item("facts", entry, () => renderFacts(entry)),
    item("sent", Boolean(payloads), () => renderPayload("Request", payloads?.sent, true)),
    item("answered", [isOver, payloads?.version], () => renderPayload("Response", payloads?.answered, isOver)),
    calls.length && item("calls", calls, () => renderCalls(calls, reveal)),
  ];
  reconcile(body, parts.filter(Boolean));
}

function renderFacts(entry) {
  const duration = entry.ms !== null && `${entry.ms.toFixed(1)} ms`;
  const facts = [KINDS[entry.kind].label, entry.title, entry.status, duration, formatTime(entry)];
  return h("p", { class: "exchange-facts" }, facts.filter(Boolean).join(" · "));
}

function renderPayload(name, value, isOver) {
  const isEmpty = value === null || value === undefined || value === "";
  const empty = h("p", { class: "hint" }, isOver ? "Empty." : "Not answered yet.");
  return h("section", {}, h("h3", {}, name), isEmpty ? empty : renderJson(value, name));
}

function renderCalls(calls, reveal) {
  const rows = calls.map((call) => {
    const attributes = { type: "button", class: "exchange-call", onclick: () => reveal(call.number) };
    return h(
      "li",
      { class: call.failed ? "failed" : "" },
      h("button", attributes, kindIcon(call.kind), summarise(call)),
    );
  });
  return h("section", {}, h("h3", {}, `Made meanwhile (${calls.length})`), h("ol", {}, rows));
}

/** Format a duration: in whole milliseconds, or in seconds from one second on. */
function formatDuration({ ms }) {
  if (ms === null) return "…";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Format the start of an exchange, to the millisecond in the viewer's time zone. */
function formatTime({ at }) {
  const date = new Date(at * 1000);
  const pad = (number, length = 2) => String(number).padStart(length, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((number) => pad(number)).join(":");
  return `${time}.${pad(date.getMilliseconds(), 3)}`;
}
