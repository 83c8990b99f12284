/** One exchange of the journal as a row: what was asked and how it went, and opened, what it carried. */

import { h, icon, reconcile } from "../dom.js";
import { brief, clockOf, duration, KINDS, wayOf } from "../exchanges.js";
import { drawJson } from "./json.js";

/** Draw the tile that says whose API it is and which way it goes. */
export function drawWay(kind) {
  const { picture, of } = KINDS[kind];
  return h("span", { class: `way way-${of}`, "aria-hidden": "true" }, icon(picture));
}

/** List one row; `open` is its body where it is opened, `toggle` opens and closes it. */
export function exchangeItem(entry, { body, toggle }) {
  return {
    key: `exchange-${entry.number}`,
    signature: JSON.stringify([entry, Boolean(body)]),
    build: () => drawExchange(entry, body, toggle),
  };
}

function drawExchange(entry, body, toggle) {
  const id = `exchange-${entry.number}`;
  const head = h(
    "button",
    {
      type: "button",
      class: "exchange-head",
      tabindex: "-1",
      "aria-expanded": String(Boolean(body)),
      "aria-controls": body && id,
      onclick: () => toggle(entry.number),
    },
    drawWay(entry.kind),
    h("span", { class: "visually-hidden" }, `${wayOf(entry)}: `),
    h("b", { class: "exchange-title", title: entry.title }, brief(entry)),
    h("span", { class: "exchange-status" }, entry.status),
    h("span", { class: "exchange-ms" }, duration(entry)),
    h("span", { class: "exchange-summary" }, entry.summary),
    h("time", { class: "exchange-at", datetime: new Date(entry.at * 1000).toISOString() }, clockOf(entry)),
  );
  if (body) body.id = id;
  const classes = ["exchange", entry.failed && "failed", entry.ms === null && "pending"].filter(Boolean);
  return h("li", { class: classes.join(" ") }, head, body);
}

/**
 * Bring an opened row's body up to date: `carried` is `{ sent, answered, reading }` once read, `reading` counts how
 * often that was; `calls` were made meanwhile.
 */
export function fillExchange(body, { entry, carried, calls, reveal }) {
  const over = entry.ms !== null;
  const parts = [
    { key: "way", signature: JSON.stringify(entry), build: () => drawFacts(entry) },
    { key: "sent", signature: String(Boolean(carried)), build: () => drawPart("Request", carried?.sent, true) },
    {
      key: "answered",
      signature: `${over} ${carried?.reading}`,
      build: () => drawPart("Response", carried?.answered, over),
    },
    calls.length && { key: "calls", signature: JSON.stringify(calls), build: () => drawCalls(calls, reveal) },
  ];
  reconcile(body, parts.filter(Boolean));
}

function drawFacts(entry) {
  const took = entry.ms !== null && `${entry.ms.toFixed(1)} ms`;
  const facts = [wayOf(entry), entry.title, entry.status, took, clockOf(entry)];
  return h("p", { class: "exchange-facts" }, facts.filter(Boolean).join(" · "));
}

function drawPart(name, value, over) {
  const nothing = over ? "Empty." : "Not answered yet.";
  const none = value === null || value === undefined || value === "";
  return h("section", {}, h("h3", {}, name), none ? h("p", { class: "hint" }, nothing) : drawJson(value, name));
}

function drawCalls(calls, reveal) {
  const rows = calls.map((call) =>
    h(
      "li",
      { class: call.failed ? "failed" : "" },
      h(
        "button",
        { type: "button", class: "made", onclick: () => reveal(call.number) },
        drawWay(call.kind),
        h("span", { class: "exchange-title", title: call.title }, brief(call)),
        h("span", { class: "exchange-status" }, call.status),
        h("span", { class: "exchange-ms" }, duration(call)),
      ),
    ),
  );
  return h("section", {}, h("h3", {}, `Made meanwhile (${calls.length})`), h("ol", {}, rows));
}
