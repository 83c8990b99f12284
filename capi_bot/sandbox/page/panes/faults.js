/** The faults panel: switches of what can fail, and controls of the app's Socket Mode connections. */

import * as api from "../api.js";
import { h, keepFocus, reconcile } from "../dom.js";

const POLL_MS = 4000;
const TURN_ON = "link_enabled";

/**
 * Render into `panel`, which `button` opens, and into `badge`, which shows how many faults are on and turns them off;
 * `attempt` awaits a request and shows its error, `onTurn()` is called when a fault is turned on. Returns a function that
 * turns one on by name.
 */
export function createFaults({ button, panel, badge, attempt, onTurn }) {
  const body = panel.querySelector(".faults-body");
  const count = badge.querySelector("b");
  let switches = [];
  let sockets = { on: false, connections: [], controls: [] };

  function update() {
    const on = switches.filter((one) => one.on).length;
    button.hidden = !switches.length && !sockets.controls.length;
    badge.hidden = on === 0;
    count.textContent = on === 1 ? "1 fault on" : `${on} faults on`;
    keepFocus(body, () => reconcile(body, [...groupItems(switches, setSwitch), ...socketItems(sockets, runControl)]));
  }

  async function receive(request) {
    await attempt(request.then(({ switches: all }) => (switches = all)));
    update();
  }

  async function setSwitch(name, on) {
    await receive(api.setSwitch(name, on));
    if (on) onTurn();
  }

  async function clear() {
    await receive(api.clearSwitches());
    button.focus();
  }

  async function runControl(name) {
    await attempt(api.runSocketControl(name));
    await poll();
  }

  /** Another tab, or the command line, may have turned a switch. */
  async function poll() {
    if (document.visibilityState === "hidden") return;
    const answers = await Promise.all([api.getSwitches(), api.getSockets()]).catch(() => null);
    if (!answers) return;
    [{ switches }, sockets] = answers;
    update();
  }

  function onToggle({ newState }) {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "open") poll();
  }

  panel.addEventListener("toggle", onToggle);
  badge.querySelector("button").addEventListener("click", clear);
  document.addEventListener("visibilitychange", poll);
  setInterval(poll, POLL_MS);
  poll();
  return (name) => setSwitch(name, true);
}

function groupItems(switches, setSwitch) {
  const groups = [...new Set(switches.map(({ group }) => group))];
  return groups.map((group) => {
    const rows = switches.filter((one) => one.group === group);
    const build = () =>
      h(
        "fieldset",
        {},
        group && h("legend", {}, group),
        rows.map((row) => renderSwitch(row, setSwitch)),
      );
    return { key: `group-${group}`, signature: JSON.stringify(rows), build };
  });
}

function renderSwitch({ name, label, hint, on }, setSwitch) {
  const onchange = ({ currentTarget: { checked } }) => setSwitch(name, checked);
  const box = h("input", { type: "checkbox", role: "switch", checked: on, dataset: { actionId: name }, onchange });
  box.ariaDescription = hint;
  return h("label", { class: "switch" }, box, h("span", {}, label, hint && renderHint(hint)));
}

/** The hint is the control's description, not part of its name. */
const renderHint = (hint) => h("span", { class: "hint", "aria-hidden": "true" }, hint);

function socketItems(sockets, runControl) {
  if (!sockets.controls.length) return [];
  return [{ key: "sockets", signature: JSON.stringify(sockets), build: () => renderSockets(sockets, runControl) }];
}

function renderSockets({ on, connections, controls }, runControl) {
  const count = connections.length === 1 ? "1 connection open." : `${connections.length} connections open.`;
  const available = controls.filter(({ name }) => (name === TURN_ON) !== on);
  return h(
    "fieldset",
    {},
    h("legend", {}, "Socket Mode"),
    h("p", { class: "hint" }, on ? count : "Off: the app's settings say HTTP."),
    h(
      "ul",
      { class: "controls" },
      available.map((control) => renderControl(control, runControl)),
    ),
  );
}

function renderControl({ name, label, hint }, runControl) {
  const attributes = { type: "button", class: "button", dataset: { actionId: name }, onclick: () => runControl(name) };
  const button = h("button", attributes, label);
  button.ariaDescription = hint;
  return h("li", {}, button, renderHint(hint));
}
