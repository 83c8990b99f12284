/** The left column: the workspace, its channels and apps, who you are, and what was delivered to the app. */

import { h, icon, reconcile } from "../dom.js";
import { avatar } from "./avatar.js";

/** List the sidebar's parts; `look` is `{ state, names, unread, hrefOf, become }`. */
export function sidebarItems(look) {
  const { state, names, unread } = look;
  const rows = state.channels.map((channel) => ({
    ...channel,
    here: channel.id === names.here,
    unread: unread.has(channel.id),
  }));
  const channels = rows.filter(({ is_im: direct }) => !direct);
  const apps = rows.filter(({ is_im: direct }) => direct);
  return [
    { key: "team", signature: state.team.name, build: () => drawTeam(state.team) },
    { key: "channels", signature: JSON.stringify([channels, state.me]), build: () => drawChannels(channels, look) },
    { key: "apps", signature: JSON.stringify([apps, state.me]), build: () => drawApps(apps, look) },
    { key: "deliveries", signature: "fixed", build: () => drawDeliveries() },
    { key: "me", signature: JSON.stringify([state.me, state.people]), build: () => drawMe(look) },
  ];
}

/** Bring the list of deliveries up to date, leaving it open or shut. */
export function showDeliveries(root, deliveries) {
  const panel = root.querySelector(".deliveries");
  panel.hidden = deliveries.length === 0;
  panel.querySelector(".count").textContent = deliveries.length;
  const items = deliveries.map((one) => ({
    key: `delivery-${one.id}`,
    signature: JSON.stringify(one),
    build: () => drawDelivery(one),
  }));
  reconcile(panel.querySelector("ol"), items);
}

function drawTeam({ name }) {
  return h(
    "header",
    { class: "team" },
    h("span", { class: "team-tile", "aria-hidden": "true" }, name.charAt(0)),
    h("h1", {}, name),
    h("p", {}, "A stand-in for Slack, on this computer only"),
  );
}

function drawChannels(channels, { hrefOf }) {
  const rows = channels.map((channel) => h("li", {}, drawChannel(channel, hrefOf({ channel: channel.id }))));
  return h("nav", { "aria-label": "Channels" }, h("h2", {}, "Channels"), h("ul", {}, rows));
}

function drawApps(apps, { hrefOf }) {
  const rows = apps.map((app) => h("li", {}, drawApp(app, hrefOf({ tab: "home" }))));
  return h("nav", { "aria-label": "Apps" }, apps.length > 0 && h("h2", {}, "Apps"), h("ul", {}, rows));
}

function drawApp({ id, name, here, unread }, href) {
  const look = { class: unread ? "channel unread" : "channel", "aria-current": here ? "page" : null };
  const fresh = unread && h("span", { class: "visually-hidden" }, " (new messages)");
  return h(
    "a",
    { href, ...look, dataset: { channel: id } },
    avatar(id, name, true),
    h("span", { class: "channel-name" }, name),
    fresh,
  );
}

function drawChannel({ id, name, has_bot: hasBot, here, unread }, href) {
  const without =
    !hasBot && h("span", { class: "without-bot", title: "capi is not a member of this channel" }, "no bot");
  const fresh = unread && h("span", { class: "visually-hidden" }, " (new messages)");
  const attributes = {
    href,
    class: unread ? "channel unread" : "channel",
    "aria-current": here ? "page" : null,
    dataset: { channel: id },
  };
  return h("a", attributes, icon("hash"), h("span", { class: "channel-name" }, name), fresh, without);
}

function drawMe({ state, names, become }) {
  const people = state.people.filter((person) => !person.is_bot);
  const options = people.map(({ id, name }) => h("option", { value: id, selected: id === state.me }, name));
  const select = h("select", { id: "who", onchange: ({ currentTarget }) => become(currentTarget.value) }, options);
  const words = h("label", { for: "who" }, "You are");
  return h("div", { class: "me" }, avatar(state.me, names.user(state.me), false), h("div", {}, words, select));
}

function drawDeliveries() {
  const summary = h("summary", {}, "Requests to the app ", h("span", { class: "count" }));
  return h("details", { class: "deliveries" }, summary, h("ol", {}));
}

function drawDelivery({ kind, status, ms, summary }) {
  const fine = Number(status) >= 200 && Number(status) < 300;
  const result = [status, ms !== null && ms !== undefined && `${Math.round(ms)} ms`].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: fine ? "" : "failed" },
    h("b", {}, kind),
    h("span", { class: "result" }, result),
    h("span", { class: "summary", title: summary }, summary),
  );
}
