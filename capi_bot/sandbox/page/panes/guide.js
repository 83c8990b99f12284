/** The guide: a newcomer's first steps, beside the channel in which they begin. */

import { h, icon, iconButton, keepFocus, reconcile } from "../dom.js";

const STORAGE_KEY = "guide";

/**
 * Create the guide in `node`: `show(opening)` renders `{ steps }` (null: nothing), `did(what)` marks the step done
 * that it does. `send(command)` and `turnOn(fault)` are what the buttons do.
 */
export function createGuide(node, { send, turnOn }) {
  const list = h("ol");
  const done = new Set();
  let opening = null;
  node.append(h("header", {}, h("h2", {}, "First steps"), iconButton("Close first steps", icon("close"), close)), list);

  function show(next) {
    opening = next;
    node.hidden = !opening || sessionStorage.getItem(STORAGE_KEY) === "closed";
    if (node.hidden) return;
    const current = opening.steps.find((step) => !done.has(step.done_by));
    const items = opening.steps.map((step) => stepItem(step, done.has(step.done_by), step === current, run));
    keepFocus(list, () => reconcile(list, items));
  }

  function did(what) {
    done.add(what);
    show(opening);
  }

  function run({ command, switch: fault, done_by: what }) {
    if (command) send(command);
    else turnOn(fault);
    did(what);
  }

  function close() {
    sessionStorage.setItem(STORAGE_KEY, "closed");
    show(opening);
  }

  return { show, did };
}

function stepItem(step, isDone, isCurrent, run) {
  const { title, text, command, switch: fault } = step;
  const label = command ? "Type it for me" : title;
  const attributes = { type: "button", class: `button ${isCurrent ? "primary" : ""}`, onclick: () => run(step) };
  const build = () =>
    h(
      "li",
      { "aria-current": isCurrent && "step" },
      h("h3", {}, title, isDone && icon("check"), isDone && h("span", { class: "visually-hidden" }, " (done)")),
      h("p", {}, text),
      command && h("code", {}, command),
      (command || fault) && h("button", { ...attributes, "aria-label": `${label}: ${title}` }, label),
    );
  return { key: title, signature: JSON.stringify([step, isDone, isCurrent]), build };
}
