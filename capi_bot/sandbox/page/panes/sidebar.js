/** The left column: the workspace, its channels and apps, and who you are. */

import { h, icon } from "../dom.js";
import { avatar } from "./avatar.js";

/** List the sidebar's parts; `look` is `{ state, names, unread, hrefOf, become }`. */
export function sidebarItems(look) {
  const { state, names, unread } = look;
  const rows = state.channels.map((channel) => ({
    ...channel,
    here: channel.id === names.here,
    unread: unread.at(channel.id) > 0,
    href: look.hrefOf(channel.is_im ? { tab: "home" } : { channel: channel.id }),
  }));
  const channels = rows.filter(({ is_im: direct }) => !direct);
  const apps = names.app ? rows.filter(({ is_im: direct }) => direct) : [];
  return [
    { key: "team", signature: JSON.stringify([state.team, names.app]), build: () => drawTeam(state.team, names) },
    { key: "channels", signature: JSON.stringify([channels, names.app]), build: () => drawChannels(channels, names) },
    { key: "apps", signature: JSON.stringify(apps), build: () => drawApps(apps) },
    { key: "me", signature: JSON.stringify([state.me, state.people]), build: () => drawMe(look) },
  ];
}

function drawTeam({ name }, { app }) {
  return h(
    "header",
    { class: "team" },
    h("span", { class: "team-tile", "aria-hidden": "true" }, name.charAt(0)),
    h("h1", {}, name),
    h("p", {}, app ? "A stand-in for Slack, on this computer only" : "The app is not installed here"),
  );
}

function drawChannels(channels, names) {
  const rows = channels.map((channel) => h("li", {}, drawChannel(channel, names)));
  return h("nav", { "aria-label": "Channels" }, h("h2", {}, "Channels"), h("ul", {}, rows));
}

function drawApps(apps) {
  const rows = apps.map((app) => h("li", {}, drawApp(app)));
  return h("nav", { "aria-label": "Apps" }, apps.length > 0 && h("h2", {}, "Apps"), h("ul", {}, rows));
}

function drawApp({ id, name, ...look }) {
  return drawLink({ id, ...look }, avatar(id, name, true), h("span", { class: "channel-name" }, name));
}

function drawChannel(channel, { app }) {
  const { name, has_bot: hasBot, is_private: closed, is_ext_shared: shared } = channel;
  const alone = app && !hasBot;
  return drawLink(
    channel,
    icon(closed ? "lock" : "hash"),
    h("span", { class: "channel-name" }, name, closed && h("span", { class: "visually-hidden" }, " (private)")),
    shared && h("span", { class: "channel-mark", title: "People of another workspace are here too" }, "shared"),
    alone && h("span", { class: "channel-mark", title: `${app} is not a member of this channel` }, "no bot"),
  );
}

function drawLink({ id, href, here, unread }, ...content) {
  const look = { class: unread ? "channel unread" : "channel", "aria-current": here ? "page" : null };
  const fresh = unread && h("span", { class: "visually-hidden" }, " (new messages)");
  return h("a", { href, ...look, dataset: { channel: id } }, content, fresh);
}

function drawMe({ state, names, become }) {
  const people = state.people.filter((person) => !person.is_bot);
  const options = people.map((one) => h("option", { value: one.id, selected: one.id === state.me }, said(one)));
  const select = h("select", { id: "who", onchange: ({ currentTarget }) => become(currentTarget.value) }, options);
  const words = h("label", { for: "who" }, "You are");
  return h("div", { class: "me" }, avatar(state.me, names.user(state.me), false), h("div", {}, words, select));
}

/** Say a person's name with what is unlike others about them. */
function said({ name, is_admin: admin, is_restricted: guest, is_external: external, team_name: from }) {
  const mark = external ? (from ?? "external") : admin ? "admin" : guest ? "guest" : null;
  return mark ? `${name} · ${mark}` : name;
}
