/** The sidebar: workspaces, channels, apps, and the person one is; on a narrow window it is a drawer. */

import { h, icon, keepFocus, reconcile } from "../dom.js";
import { formatRoute } from "../state.js";

const HUES = 6;
const SLACKBOT = "USLACKBOT";

/** Render a user's avatar: an initial on one of six colours, or the app's icon. */
export function avatar(id, name, isBot) {
  const isApp = isBot && id !== SLACKBOT;
  const content = isApp ? icon("wave") : name.charAt(0).toUpperCase();
  return h("span", { class: `avatar ${isApp ? "avatar-bot" : `hue-${hueOf(id)}`}`, "aria-hidden": "true" }, content);
}

const hueOf = (id) => [...id].reduce((sum, letter) => (sum * 33 + letter.codePointAt(0)) % 9973, 0) % HUES;

/** Let a button open and close the sidebar as a drawer; returns a function that sets whether it is open. */
export function createDrawer({ button, backdrop }) {
  function setOpen(open) {
    document.body.classList.toggle("drawer-open", open);
    button.setAttribute("aria-expanded", String(open));
    backdrop.hidden = !open;
  }

  button.addEventListener("click", () => setOpen(!document.body.classList.contains("drawer-open")));
  backdrop.addEventListener("click", () => setOpen(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && setOpen(false));
  return setOpen;
}

/** Render the list of workspaces; it is hidden where there is only one. */
export function renderWorkspaces(node, { teams = [], team }) {
  node.hidden = teams.length < 2;
  document.body.classList.toggle("has-workspaces", !node.hidden);
  const items = teams.map((one) => {
    const current = one.id === team.id;
    return { key: one.id, signature: JSON.stringify([one, current]), build: () => renderWorkspace(one, current) };
  });
  keepFocus(node, () => reconcile(node, items));
}

function renderWorkspace({ id, name, installed = true }, current) {
  const label = installed ? name : `${name} (the app is not installed)`;
  const attributes = { class: installed ? "workspace" : "workspace not-installed", href: formatRoute({ team: id }) };
  return h(
    "a",
    { ...attributes, "aria-current": current && "page", "aria-label": label, title: label },
    name.charAt(0),
  );
}

/** List the sidebar's sections; `hrefOf(route)` formats a link, `becomeUser(id)` changes the person. */
export function sidebarItems({ state, names, unread, hrefOf, becomeUser }) {
  const links = state.channels.map((channel) => ({
    ...channel,
    current: channel.id === names.here,
    unread: unread.count(channel.id) > 0,
    href: hrefOf(channel.is_im ? { tab: "home" } : { channel: channel.id }),
  }));
  const channels = links.filter(({ is_im: isDirect }) => !isDirect);
  const apps = names.app ? links.filter(({ is_im: isDirect }) => isDirect) : [];
  const section = (key, data, build) => ({ key, signature: JSON.stringify(data), build });
  return [
    section("team", [state.team, names.app], () => renderTeam(state.team, names)),
    section("channels", [channels, names.app], () =>
      renderList(
        "Channels",
        channels.map((channel) => renderChannel(channel, names)),
      ),
    ),
    section("apps", apps, () => renderList("Apps", apps.map(renderApp))),
    section("user", [state.me, state.people], () => renderUserMenu(state, names, becomeUser)),
  ];
}

function renderTeam({ name }, { app }) {
  return h(
    "header",
    { class: "team" },
    h("span", { class: "workspace", "aria-hidden": "true" }, name.charAt(0)),
    h("h1", {}, name),
    h("p", {}, app ? "A stand-in for Slack, on this computer only" : "The app is not installed here"),
  );
}

function renderList(title, links) {
  const rows = links.map((link) => h("li", {}, link));
  return h("nav", { "aria-label": title }, links.length > 0 && h("h2", {}, title), h("ul", {}, rows));
}

function renderApp(app) {
  return renderLink(app, avatar(app.id, app.name, true), h("span", { class: "channel-name" }, app.name));
}

function renderChannel(channel, { app }) {
  const { name, has_bot: hasBot, is_private: isPrivate, is_ext_shared: isShared } = channel;
  const noBot = app && !hasBot;
  const suffix = isPrivate && h("span", { class: "visually-hidden" }, " (private)");
  return renderLink(
    channel,
    icon(isPrivate ? "lock" : "hash"),
    h("span", { class: "channel-name" }, name, suffix),
    isShared && icon("shared"),
    isShared && h("span", { class: "visually-hidden" }, " (shared with another workspace)"),
    noBot && h("span", { class: "badge", title: `${app} is not a member of this channel` }, "no bot"),
  );
}

function renderLink({ id, name, href, current, unread }, ...content) {
  const attributes = { class: unread ? "channel unread" : "channel", "aria-current": current && "page" };
  const suffix = unread && h("span", { class: "visually-hidden" }, " (new messages)");
  return h("a", { href, title: name, ...attributes, dataset: { channel: id } }, content, suffix);
}

function renderUserMenu({ me, people }, names, becomeUser) {
  const users = people.filter((person) => !person.is_bot);
  const options = users.map((one) => h("option", { value: one.id, selected: one.id === me }, userLabel(one)));
  const select = h("select", { id: "user", onchange: ({ currentTarget }) => becomeUser(currentTarget.value) }, options);
  const label = h("label", { for: "user" }, "You are");
  return h("div", { class: "user-menu" }, avatar(me, names.user(me), false), h("div", {}, label, select));
}

/** Return a user's name with their role or workspace. */
function userLabel({ name, is_admin: isAdmin, is_restricted: isGuest, is_external: isExternal, team_name: team }) {
  const role = isExternal ? (team ?? "external") : isAdmin ? "admin" : isGuest ? "guest" : null;
  return role ? `${name} · ${role}` : name;
}
