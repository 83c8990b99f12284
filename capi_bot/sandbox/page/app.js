/** The page: follows the workspace's state, renders it, and sends what a person does. */

import { createActions } from "./actions.js";
import { clearToasts, followState } from "./api.js";
import { keepFocus, listenForLandmarkKeys, reconcile } from "./dom.js";
import { exampleCommand, introductionItem, renderHeader } from "./panes/channel.js";
import { createComposer, createHistory } from "./panes/composer.js";
import { createFaults } from "./panes/faults.js";
import { createGuide } from "./panes/guide.js";
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
  namesOf,
  parseRoute,
  routeChannel,
  routeTab,
  threadMessages,
} from "./state.js";
import { refreshDates } from "./text/render.js";

const NARROW = 740;
const CLIENT = (sessionStorage.client ??= crypto.randomUUID());
const element = (id) => document.getElementById(id);

let state = null;
let names = null;
let route = parseRoute(location.hash);
const unread = createUnread();
const identity = () => ({ team: state.team.id, user: state.me, client: CLIENT });
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
const guide = createGuide(element("guide"), { send: (command) => send(command, null), turnOn: (name) => turnOn(name) });
let editing = null;
const editor = {
  isOpen: ({ ts }) => ts === editing,
  open: ({ ts }) => ((editing = ts), render(), document.querySelector(".editor textarea").focus()),
  close: async (message, text = null) =>
    (text === null || (await actions.edit(message, text))) && ((editing = null), render()),
  remove: actions.remove,
};
const setDrawerOpen = createDrawer({ button: element("drawer"), backdrop: element("drawer-backdrop") });

function onState(next) {
  const isFirst = !state;
  const isSameView = state?.me === next.me && state.team.id === next.team.id;
  const changes = isSameView ? diffMessages(state.messages, next.messages) : { posted: [], changed: [] };
  state = next;
  if (!routeChannel(route, state)) navigate({ channel: state.channels[0].id, tab: null, thread: null }, true);
  const channel = routeChannel(route, state);
  names = namesOf(next, channel.id);
  // A thread of an earlier sandbox no longer exists.
  if (route.thread && !channelMessages(state.messages, channel.id).some(({ ts }) => ts === route.thread))
    navigate({ thread: null }, true);
  const isLinked = Boolean(route.message);
  if (isFirst) markOpening(state);
  render();
  // A phone would cover the page with its keyboard, and what somebody has begun to use keeps the focus.
  const isFree = document.activeElement === document.body && matchMedia("(hover: hover)").matches;
  if (isFirst && !isLinked && isFree) composer.focus({ preventScroll: true });
  notify(changes);
}

/** A tab that is new shows the opening as unread. */
function markOpening({ opening, messages }) {
  if (!opening || sessionStorage.opening === opening.ts) return;
  sessionStorage.opening = opening.ts;
  messages.filter(({ ts, channel }) => ts >= opening.ts && channel === opening.channel).forEach(unread.add);
}

/** A person or workspace that does not exist, such as an earlier sandbox's, is left. */
function onLost(isRefused) {
  home.reset();
  if (isRefused && (route.user || route.team)) navigate({ team: null, user: null }, true);
}

function render() {
  const channel = routeChannel(route, state);
  const tab = routeTab(route, channel);
  if (tab !== "home" && !document.hidden) unread.open(channel.id);
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
  // A modal is in the tab in which the person opened it.
  modal.show(!state.modal?.client || state.modal.client === CLIENT ? state.modal : null, names);
  toasts.moveTo(modal.node);
  toasts.sync(state.toasts ?? []);
}

function renderMain(channel, tab) {
  const isHome = tab === "home";
  element("home").hidden = !isHome;
  element("channel-log").hidden = element("composer").hidden = isHome;
  home.setTab(tab, state.me);
  guide.show(!isHome && state.opening?.channel === names.here ? state.opening : null);
  if (!isHome) return renderChannel(channel);
  channelList.reset();
  home.show(state.home, names);
}

function renderChannel(channel) {
  const messages = channelMessages(state.messages, channel.id);
  const example = exampleCommand(state.commands ?? [], channel);
  const isEmpty = messages.length === 0;
  const introduction = introductionItem(channel, { app: names.app, isEmpty, example, send: (text) => send(text, null) });
  const key = `${state.me} ${channel.id}`;
  composer.switchTo(key, `Message ${channelTitle(channel)}`);
  channelList.show([introduction, ...channelItems(messages, messageContext({ openThread }), unread.line())], key);
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
  const press = (...all) => (guide.did("press"), act(...all));
  return { names, act: press, suggest, messages: state.messages, shortcuts, runShortcut, editor, ...more };
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

/** Announce what others did, and count unread messages. */
function notify({ posted, changed }) {
  const others = posted.filter(({ user }) => user !== state.me);
  const updated = changed.filter(({ ts }) => actions.wasPressed(ts));
  announce(element("live-region"), { posted: others, updated }, names);
  const unseen = others.filter(({ channel }) => channel !== names.here || route.tab === "home" || document.hidden);
  unseen.forEach(unread.add);
  if (unseen.length) render();
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
  toasts.hideAll();
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
  if (text.startsWith("/")) guide.did("command");
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

/** Tell the styles whether the channel is too narrow for the guide beside it. */
const measureChannel = ([{ contentRect }]) =>
  element("channel").classList.toggle("narrow", contentRect.width < NARROW);

/** Give the styles the height of the toasts: they stand below the panes and cover nothing. */
function measureToasts() {
  const { offsetHeight, parentElement } = element("toasts");
  document.body.style.setProperty("--toasts-height", `${parentElement === document.body ? offsetHeight : 0}px`);
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
new ResizeObserver(measureChannel).observe(element("channel"));
new ResizeObserver(measureToasts).observe(element("toasts"));
setInterval(() => refreshDates(document), 30_000);
const turnOn = createFaults({
  button: element("faults-open"),
  panel: element("faults"),
  badge: element("faults-badge"),
  attempt: actions.attempt,
  onTurn: () => guide.did("fault"),
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
