/** The page: asks for the workspace's state again and again, draws it, and sends what a person does. */

import * as api from "./api.js";
import { announce } from "./panes/announcer.js";
import { createComposer } from "./panes/composer.js";
import { createDeeds } from "./deeds.js";
import { createDrawer } from "./panes/drawer.js";
import { keepingFocus, reconcile } from "./dom.js";
import { createFaults } from "./panes/faults.js";
import { showHead } from "./panes/head.js";
import { createHistory } from "./panes/history.js";
import { createHome } from "./panes/home.js";
import { createInspector } from "./panes/inspector.js";
import { createLog } from "./panes/log.js";
import { refreshDates } from "./text/marks.js";
import { channelItems, threadItems } from "./panes/messages.js";
import { createModal } from "./panes/modal.js";
import { namesOf, titleOf } from "./names.js";
import { inChannel, inThread, isReply, newsBetween } from "./news.js";
import { channelAt, readPlace, tabAt, writePlace } from "./place.js";
import { showRail } from "./panes/rail.js";
import { createRegions } from "./panes/regions.js";
import { sidebarItems } from "./panes/sidebar.js";
import { createToasts } from "./panes/toasts.js";
import { createUnread } from "./unread.js";
import { exampleOf, welcomeItem } from "./panes/welcome.js";
import { watch } from "./watch.js";

const at = (id) => document.getElementById(id);

let state = null;
let names = null;
let place = readPlace(location.hash);
const unread = createUnread();
const who = () => ({ team: state.team.id, user: state.me });
const deeds = createDeeds({
  say: (sentence) => toasts.say(sentence),
  here: () => ({ who: who(), channel: names.here, names }),
});
const { act, run, suggest } = deeds;

const shortcutsOf = (type) => (state?.shortcuts ?? []).filter((one) => one.type === type);
const vocabulary = () => ({
  commands: state?.commands ?? [],
  people: state?.people ?? [],
  shortcuts: shortcutsOf("global"),
});
const history = createHistory(sessionStorage);
const composer = createComposer({ send: (text) => send(text, null), vocabulary, run, history });
const threadComposer = createComposer({ send: (text) => send(text, place.thread), vocabulary, run, history });
const channelLog = createLog(at("channel-log"));
const threadLog = createLog(at("thread-log"));
const toasts = createToasts(at("toasts"), () => deeds.attempt(api.clearToasts(who())));
const modal = createModal(deeds);
const home = createHome(at("home"), deeds);
const drawer = createDrawer({ button: at("drawer"), scrim: at("scrim") });

/** Begin afresh; a person or a workspace that is not there, such as an earlier sandbox's, is left. */
function lost(refused) {
  home.forget();
  if (refused && (place.user || place.team)) go({ team: null, user: null }, true);
}

function receive(next) {
  const same = state?.me === next.me && state.team.id === next.team.id;
  const news = same ? newsBetween(state.messages, next.messages) : { posted: [], changed: [] };
  state = next;
  if (!channelAt(place, state)) go({ channel: state.channels[0].id, tab: null, thread: null }, true);
  const channel = channelAt(place, state);
  names = namesOf(next, channel.id);
  // A thread of an earlier sandbox: its messages are gone.
  if (place.thread && !inChannel(state.messages, channel.id).some(({ ts }) => ts === place.thread))
    go({ thread: null }, true);
  render();
  tell(news);
}

function render() {
  const channel = channelAt(place, state);
  const tab = tabAt(place, channel);
  if (tab !== "home" && !document.hidden) unread.read(channel.id);
  showRail(at("rail"), { teams: state.teams ?? [], team: state.team, hrefOf: (team) => writePlace({ team }) });
  keepingFocus(at("column"), () => reconcile(at("column"), sidebarItems({ state, names, unread, hrefOf, become })));
  const parts = { name: at("channel-name"), about: at("channel-about"), tabs: at("tabs"), add: at("add-app") };
  const look = { channel, tab, names, fresh: unread.at(channel.id) > 0, hrefOf };
  keepingFocus(at("tabs"), () => showHead(parts, look));
  document.title = `${unread.total() ? `(${unread.total()}) ` : ""}${titleOf(channel)} · ${state.team.name}`;
  renderMain(channel, tab);
  renderThread(channel);
  modal.show(state.modal, names);
  toasts.lodge(modal.node);
  toasts.sync(state.toasts ?? []);
}

function renderMain(channel, tab) {
  const atHome = tab === "home";
  at("home").hidden = !atHome;
  at("channel-log").hidden = at("composer").hidden = atHome;
  home.notice(tab, state.me);
  if (!atHome) return renderChannel(channel);
  channelLog.forget();
  home.show(state.home ?? null, names);
}

function renderChannel(channel) {
  const messages = inChannel(state.messages, channel.id);
  const example = exampleOf(state.commands ?? [], channel);
  const first = messages.length === 0;
  const welcome = welcomeItem(channel, { app: names.app, first, example, fill: composer.fill });
  composer.aim(`${state.me} ${channel.id}`, `Message ${titleOf(channel)}`);
  channelLog.show([welcome, ...channelItems(messages, desk({ openThread }))], `${state.me} ${channel.id}`);
  if (place.message) point(`ts-${place.message}`);
}

/** Bring the message that a link names into view, once. */
function point(key) {
  go({ message: null }, true);
  channelLog.reveal(key);
  document.querySelector(`#channel-log [data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** What messages are drawn with. */
function desk(more) {
  return { names, act, suggest, messages: state.messages, shortcuts: shortcutsOf("message"), run, ...more };
}

function renderThread(channel) {
  at("thread").hidden = !place.thread;
  document.body.classList.toggle("in-thread", Boolean(place.thread));
  if (!place.thread) return;
  at("thread-about").textContent = channel.is_im ? channel.name : `# ${channel.name}`;
  threadComposer.aim(`${state.me} ${place.thread}`, "Reply to thread");
  threadLog.show(threadItems(inThread(state.messages, channel.id, place.thread), desk()), place.thread);
}

/** Announce what others did, mark channels unread, and point at replies that nobody would see otherwise. */
function tell({ posted, changed }) {
  const others = posted.filter(({ user }) => user !== state.me);
  const touched = changed.filter(({ ts }) => deeds.wasPressed(ts));
  announce(at("announcer"), { written: others, touched }, names);
  mark(others.filter(({ channel }) => channel !== names.here || place.tab === "home" || document.hidden));
  const aside = others.findLast((one) => isReply(one) && one.channel === names.here && one.thread_ts !== place.thread);
  if (aside)
    toasts.say(`${names.user(aside.user)} replied in a thread.`, {
      action: "View thread",
      act: () => openThread(aside.thread_ts),
    });
}

function mark(messages) {
  messages.forEach(({ channel }) => unread.add(channel));
  if (messages.length) render();
}

const hrefOf = (where) => writePlace({ team: place.team, user: place.user, ...where });

/** Go to a channel or a thread; `quietly` leaves no step for Back. */
function go(change, quietly = false) {
  place = { ...place, ...change };
  window.history[quietly ? "replaceState" : "pushState"](null, "", writePlace(place));
}

function become(user) {
  go({ user, thread: null });
  begin();
}

/** Look at the workspace as somebody else, or at another one. */
function begin() {
  unread.forget();
  again();
}

function openThread(thread) {
  go({ thread });
  render();
  threadComposer.focus();
}

function closeThread() {
  const root = place.thread;
  go({ thread: null });
  render();
  const message = document.querySelector(`#channel-log [data-ts="${CSS.escape(root)}"]`);
  (message?.querySelector(".thread-link, .tools button") ?? composer).focus({ preventScroll: true });
}

function send(text, thread) {
  (thread ? threadLog : channelLog).follow();
  return deeds.send(text, thread);
}

function skip() {
  go({}, true);
  (at("home").hidden ? composer : at("home")).focus();
}

function move() {
  const before = place;
  if (location.hash === "#composer") return skip();
  place = readPlace(location.hash);
  drawer.open(false);
  if (place.user !== before.user || place.team !== before.team) begin();
  else if (state) receive(state);
}

/** Tell the styles how tall what stands at the foot of the window is, so that notes stand above it. */
function measure() {
  const heights = [at("composer"), at("thread-composer")].map(({ offsetHeight }) => offsetHeight);
  document.body.style.setProperty("--foot", `${Math.max(...heights)}px`);
}

at("composer").append(composer.node);
at("thread-composer").append(threadComposer.node);
document.body.append(modal.node);
modal.node.addEventListener("close", () => toasts.lodge(modal.node));
at("add-app").addEventListener("click", () => (send(`/invite @${names.app}`, null), composer.focus()));
at("thread-close").addEventListener("click", closeThread);
at("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
window.addEventListener("popstate", move);
document.addEventListener("visibilitychange", () => state && !document.hidden && render());
const feet = new ResizeObserver(measure);
["composer", "thread-composer"].forEach((id) => feet.observe(at(id)));
setInterval(() => refreshDates(document), 30_000);
createFaults({ button: at("faults-open"), panel: at("faults"), sign: at("faults-sign"), attempt: deeds.attempt });
createInspector({ node: at("inspector"), button: at("inspector-open") });
createRegions([
  [at("sidebar"), "#column [aria-current]"],
  [at("channel"), "#channel-log:not([hidden]), #home:not([hidden])"],
  [at("composer"), "textarea"],
  [at("thread"), "textarea"],
  [at("inspector"), ".exchange-head[tabindex='0'], input"],
]);
const again = watch({ banner: at("offline"), who: () => place, received: receive, lost });
