/** What the inspector shows of everything: by who talks to whom, by failure, and by words. */

import { h } from "../dom.js";
import { KINDS, wayOf } from "../exchanges.js";
import { drawWay } from "./exchange.js";

/** Make the filter; `changed()` hears of each change, `wanted()` gives `{ kinds, failed, words }`. */
export function createSieve(changed) {
  const kinds = new Set();
  let failed = false;
  const words = h("input", {
    type: "search",
    class: "input",
    placeholder: "Filter",
    "aria-label": "Filter by words",
    oninput: changed,
  });

  const chips = Object.keys(KINDS).map((kind) =>
    chip([drawWay(kind), wayOf({ kind })], (on) => (on ? kinds.add(kind) : kinds.delete(kind))),
  );
  chips.push(chip(["Failed"], (on) => (failed = on)));

  function chip(content, turn) {
    const onclick = ({ currentTarget }) => {
      const on = currentTarget.ariaPressed !== "true";
      currentTarget.ariaPressed = String(on);
      turn(on);
      changed();
    };
    return h("button", { type: "button", class: "chip", "aria-pressed": "false", onclick }, content);
  }

  function reset() {
    kinds.clear();
    failed = false;
    words.value = "";
    for (const one of chips) one.ariaPressed = "false";
    changed();
  }

  return {
    node: h("div", { class: "sieve" }, words, h("div", { class: "chips", role: "group", "aria-label": "Show" }, chips)),
    wanted: () => ({ kinds, failed, words: words.value }),
    focus: () => words.focus(),
    reset,
  };
}
