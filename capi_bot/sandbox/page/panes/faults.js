/** The faults: switches of what can go wrong, what can be done to the app's connections, a sign while any is on. */

import * as api from "../api.js";
import { h, keepingFocus, reconcile } from "../dom.js";

const EVERY_MS = 4000;
const TURN_ON = "link_enabled";

/**
 * Take over `panel`, which `button` opens, and `sign`, which shows how many faults are on and turns them off;
 * `attempt` waits for a request and tells of its refusal.
 */
export function createFaults({ button, panel, sign, attempt }) {
  const body = panel.querySelector(".faults-body");
  const count = sign.querySelector("b");
  let switches = [];
  let sockets = { on: false, connections: [], controls: [] };

  function draw() {
    const on = switches.filter((one) => one.on).length;
    button.hidden = !switches.length && !sockets.controls.length;
    sign.hidden = on === 0;
    count.textContent = on === 1 ? "1 fault on" : `${on} faults on`;
    keepingFocus(body, () => reconcile(body, [...groupItems(switches, turn), ...socketItems(sockets, disturb)]));
  }

  async function turn(name, on) {
    await attempt(api.turn(name, on).then(({ switches: all }) => (switches = all)));
    draw();
  }

  async function turnAllOff() {
    await attempt(api.turnAllOff().then(({ switches: all }) => (switches = all)));
    draw();
    button.focus();
  }

  async function disturb(name) {
    await attempt(api.disturb(name));
    await look();
  }

  /** Ask how things stand: another tab, or the command line, may have turned a switch. */
  async function look() {
    if (document.visibilityState === "hidden") return;
    const answers = await Promise.all([api.switches(), api.sockets()]).catch(() => null);
    if (!answers) return;
    [{ switches }, sockets] = answers;
    draw();
  }

  function toggled({ newState }) {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "open") look();
  }

  panel.addEventListener("toggle", toggled);
  sign.querySelector("button").addEventListener("click", turnAllOff);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);
  look();
}

function groupItems(switches, turn) {
  const groups = [...new Set(switches.map(({ group }) => group))];
  return groups.map((group) => {
    const rows = switches.filter((one) => one.group === group);
    return { key: `group-${group}`, signature: JSON.stringify(rows), build: () => drawGroup(group, rows, turn) };
  });
}

function drawGroup(group, rows, turn) {
  return h("fieldset", {}, group && h("legend", {}, group), ...rows.map((row) => drawSwitch(row, turn)));
}

function drawSwitch({ name, label, hint, on }, turn) {
  const change = ({ currentTarget: { checked } }) => turn(name, checked);
  const look = { type: "checkbox", role: "switch", checked: on, dataset: { actionId: name } };
  const box = h("input", { ...look, onchange: change });
  box.ariaDescription = hint;
  const words = h("span", {}, h("span", { class: "switch-label" }, label), hint && drawHint(hint));
  return h("label", { class: "switch" }, box, words);
}

/** The hint is the switch's description, not a part of its name. */
const drawHint = (hint) => h("span", { class: "hint", "aria-hidden": "true" }, hint);

function socketItems(sockets, disturb) {
  if (!sockets.controls.length) return [];
  return [{ key: "sockets", signature: JSON.stringify(sockets), build: () => drawSockets(sockets, disturb) }];
}

function drawSockets({ on, connections, controls }, disturb) {
  const count = connections.length === 1 ? "1 connection open." : `${connections.length} connections open.`;
  const useful = controls.filter(({ name }) => (name === TURN_ON) !== on);
  return h(
    "fieldset",
    {},
    h("legend", {}, "Socket Mode"),
    h("p", { class: "hint" }, on ? count : "Off: the app's settings say HTTP."),
    h("ul", { class: "controls" }, ...useful.map((control) => drawControl(control, disturb))),
  );
}

function drawControl({ name, label, hint }, disturb) {
  const onclick = () => disturb(name);
  const button = h("button", { type: "button", class: "button", dataset: { actionId: name }, onclick }, label);
  button.ariaDescription = hint;
  return h("li", {}, button, drawHint(hint));
}
