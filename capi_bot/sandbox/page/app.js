/** The page: follows the workspace's state, renders it, and sends what a person does. */

import { createActions } from "./actions.js";
import { clearToasts, followState } from "./api.js";
import { keepFocus, listenForLandmarkKeys, reconcile } from "./dom.js";
import { exampleCommand, introductionItem, renderHeader } from "./panes/channel.js";
import { createComposer, createHistory } from "./panes/composer.js";
import { createFaults } from "./panes/faults.js";
import { createInspector } from "./panes/inspector.js";
import { createMessageList } from "./panes/message-list.js";
import { channelItems, threadItems } from "./panes/messages.js";
import { announce, createToasts } from "./panes/notifications.js";
import { createDrawer, renderWorkspaces, sidebarItems } from "./panes/sidebar.js";
import { createHome, createModal } from "./panes/views.js";
import {
  channelMessages,
  channelTitle,
  createUnread,
  diffMessages,
  formatRoute,
  isReply,
  namesOf,
  parseRoute,
  routeChannel,
  routeTab,
  threadMessages,
} from "./state.js";
import { refreshDates } from "./text/render.js";

const element = (id) => document.getElementById(id);

let state = null;
let names = null;
let route = parseRoute(location.hash);
const unread = createUnread();
const identity = () => ({ team: state.team.id, user: state.me });
const actions = createActions({
  notify: (sentence) => toasts.show(sentence),
  context: () => ({ identity: identity(), channel: names.here, names }),
});
const { act, runShortcut, suggest } = actions;

const shortcutsOf = (type) => (state?.shortcuts ?? []).filter((one) => one.type === type);
const vocabulary = () => ({
  commands: state?.commands ?? [],
  people: state?.people ?? [],
  shortcuts: shortcutsOf("global"),
});
const history = createHistory(sessionStorage);
const composer = createComposer({ send: (text) => send(text, null), vocabulary, runShortcut, history });
const threadComposer = createComposer({ send: (text) => send(text, route.thread), vocabulary, runShortcut, history });
const channelList = createMessageList(element("channel-log"));
const threadList = createMessageList(element("thread-log"));
const toasts = createToasts(element("toasts"), () => actions.attempt(clearToasts(identity())));
const modal = createModal(actions);
const home = createHome(element("home"), actions);
const setDrawerOpen = createDrawer({ button: element("drawer"), backdrop: element("drawer-backdrop") });

function onState(next) {
  const isSameView = state?.me === next.me && state.team.id === next.team.id;
  const changes = isSameView ? diffMessages(state.messages, next.messages) : { posted: [], changed: [] };
  state = next;
  if (!routeChannel(route, state)) navigate({ channel: state.channels[0].id, tab: null, thread: null }, true);
  const channel = routeChannel(route, state);
  names = namesOf(next, channel.id);
  // A thread of an earlier sandbox no longer exists.
  if (route.thread && !channelMessages(state.messages, channel.id).some(({ ts }) => ts === route.thread))
    navigate({ thread: null }, true);
  render();
  notify(changes);
}

/** A person or workspace that does not exist, such as an earlier sandbox's, is left. */
function onLost(isRefused) {
  home.reset();
  if (isRefused && (route.user || route.team)) navigate({ team: null, user: null }, true);
}

function render() {
  const channel = routeChannel(route, state);
  const tab = routeTab(route, channel);
  if (tab !== "home" && !document.hidden) unread.markRead(channel.id);
  renderWorkspaces(element("workspaces"), state);
  const sections = sidebarItems({ state, names, unread, hrefOf, becomeUser });
  keepFocus(element("navigation"), () => reconcile(element("navigation"), sections));
  const header = {
    title: element("channel-name"),
    description: element("channel-about"),
    tabs: element("tabs"),
    addApp: element("add-app"),
  };
  const isUnread = unread.count(channel.id) > 0;
  keepFocus(element("tabs"), () => renderHeader(header, { channel, tab, names, unread: isUnread, hrefOf }));
  document.title = `${unread.total() ? `(${unread.total()}) ` : ""}${channelTitle(channel)} · ${state.team.name}`;
  renderMain(channel, tab);
  renderThread(channel);
  modal.show(state.modal, names);
  toasts.moveTo(modal.node);
  toasts.sync(state.toasts ?? []);
}

function renderMain(channel, tab) {
  const isHome = tab === "home";
  element("home").hidden = !isHome;
  element("channel-log").hidden = element("composer").hidden = isHome;
  home.setTab(tab, state.me);
  if (!isHome) return renderChannel(channel);
  channelList.reset();
  home.show(state.home, names);
}

function renderChannel(channel) {
  const messages = channelMessages(state.messages, channel.id);
  const example = exampleCommand(state.commands ?? [], channel);
  const isEmpty = messages.length === 0;
  const introduction = introductionItem(channel, { app: names.app, isEmpty, example, fill: composer.fill });
  const key = `${state.me} ${channel.id}`;
  composer.switchTo(key, `Message ${channelTitle(channel)}`);
  channelList.show([introduction, ...channelItems(messages, messageContext({ openThread }))], key);
  if (route.message) reveal(`ts-${route.message}`);
}

/** Scroll to the message of a link, once. */
function reveal(key) {
  navigate({ message: null }, true);
  channelList.reveal(key);
  document.querySelector(`#channel-log [data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function messageContext(more = {}) {
  const shortcuts = shortcutsOf("message");
  return { names, act, suggest, messages: state.messages, shortcuts, runShortcut, ...more };
}

function renderThread(channel) {
  element("thread").hidden = !route.thread;
  document.body.classList.toggle("has-thread", Boolean(route.thread));
  if (!route.thread) return;
  element("thread-about").textContent = channel.is_im ? channel.name : `# ${channel.name}`;
  threadComposer.switchTo(`${state.me} ${route.thread}`, "Reply to thread");
  const messages = threadMessages(state.messages, channel.id, route.thread);
  threadList.show(threadItems(messages, messageContext()), route.thread);
}

/** Announce what others did, count unread messages, and show a toast for replies in closed threads. */
function notify({ posted, changed }) {
  const others = posted.filter(({ user }) => user !== state.me);
  const updated = changed.filter(({ ts }) => actions.wasPressed(ts));
  announce(element("live-region"), { posted: others, updated }, names);
  const unseen = others.filter(({ channel }) => channel !== names.here || route.tab === "home" || document.hidden);
  unseen.forEach(({ channel }) => unread.add(channel));
  if (unseen.length) render();
  const isHidden = (one) => isReply(one) && one.channel === names.here && one.thread_ts !== route.thread;
  const reply = others.findLast(isHidden);
  if (!reply) return;
  const onAction = () => openThread(reply.thread_ts);
  toasts.show(`${names.user(reply.user)} replied in a thread.`, { label: "View thread", onAction });
}

const hrefOf = (target) => formatRoute({ team: route.team, user: route.user, ...target });

/** Change the route; `replace` adds no entry to the browser's history. */
function navigate(change, replace = false) {
  route = { ...route, ...change };
  window.history[replace ? "replaceState" : "pushState"](null, "", formatRoute(route));
}

function becomeUser(user) {
  navigate({ user, thread: null });
  restart();
}

/** Load the state of another person or workspace. */
function restart() {
  unread.clear();
  restartFeed();
}

function openThread(thread) {
  navigate({ thread });
  render();
  threadComposer.focus();
}

function closeThread() {
  const root = route.thread;
  navigate({ thread: null });
  render();
  const message = document.querySelector(`#channel-log [data-ts="${CSS.escape(root)}"]`);
  (message?.querySelector(".thread-link, .toolbar button") ?? composer).focus({ preventScroll: true });
}

function send(text, thread) {
  (thread ? threadList : channelList).follow();
  return actions.send(text, thread);
}

function skipToComposer() {
  navigate({}, true);
  (element("home").hidden ? composer : element("home")).focus();
}

function onPopState() {
  const before = route;
  if (location.hash === "#composer") return skipToComposer();
  route = parseRoute(location.hash);
  setDrawerOpen(false);
  if (route.user !== before.user || route.team !== before.team) restart();
  else if (state) onState(state);
}

/** Give the styles the height of the composers: toasts stand above them. */
function measureComposers() {
  const heights = [element("composer"), element("thread-composer")].map(({ offsetHeight }) => offsetHeight);
  document.body.style.setProperty("--composer-height", `${Math.max(...heights)}px`);
}

element("composer").append(composer.node);
element("thread-composer").append(threadComposer.node);
document.body.append(modal.node);
modal.node.addEventListener("close", () => toasts.moveTo(modal.node));
element("add-app").addEventListener("click", () => (send(`/invite @${names.app}`, null), composer.focus()));
element("thread-close").addEventListener("click", closeThread);
element("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
window.addEventListener("popstate", onPopState);
document.addEventListener("visibilitychange", () => state && !document.hidden && render());
const composerSizes = new ResizeObserver(measureComposers);
["composer", "thread-composer"].forEach((id) => composerSizes.observe(element(id)));
setInterval(() => refreshDates(document), 30_000);
createFaults({
  button: element("faults-open"),
  panel: element("faults"),
  badge: element("faults-badge"),
  attempt: actions.attempt,
});
createInspector({ node: element("inspector"), button: element("inspector-open") });
listenForLandmarkKeys([
  [element("sidebar"), "#navigation [aria-current]"],
  [element("channel"), "#channel-log:not([hidden]), #home:not([hidden])"],
  [element("composer"), "textarea"],
  [element("thread"), "textarea"],
  [element("inspector"), ".exchange-head[tabindex='0'], input"],
]);
const restartFeed = followState({ banner: element("offline"), identity: () => route, onState, onLost });
