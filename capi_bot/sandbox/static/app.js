/** The page: asks for the workspace's state again and again, draws it, and sends what a person does. */

import * as api from "./api.js";
import { announce } from "./panes/announcer.js";
import { createComposer } from "./panes/composer.js";
import { createDeeds } from "./deeds.js";
import { createDrawer } from "./panes/drawer.js";
import { keepingFocus, reconcile } from "./dom.js";
import { showHead, titleOf } from "./panes/head.js";
import { createHome } from "./panes/home.js";
import { createLog } from "./panes/log.js";
import { refreshDates } from "./text/marks.js";
import { channelItems, threadItems } from "./panes/messages.js";
import { createModal } from "./panes/modal.js";
import { namesOf } from "./names.js";
import { inChannel, inThread, isReply, newsBetween } from "./news.js";
import { channelAt, readPlace, tabAt, writePlace } from "./place.js";
import { sidebarItems, showDeliveries } from "./panes/sidebar.js";
import { createToasts } from "./panes/toasts.js";
import { welcomeItem } from "./panes/welcome.js";

const EXAMPLE = "conversations";
const RETRY_MS = 1500;
const at = (id) => document.getElementById(id);

let state = null;
let names = null;
let place = readPlace(location.hash);
let polling = new AbortController();
const unread = new Set();
const deeds = createDeeds({
  say: (sentence) => toasts.say(sentence),
  here: () => ({ user: state.me, channel: names.here, names }),
});
const { act, run } = deeds;

const shortcutsOf = (type) => (state?.shortcuts ?? []).filter((one) => one.type === type);
const vocabulary = () => ({
  commands: state?.commands ?? [],
  people: state?.people ?? [],
  shortcuts: shortcutsOf("global"),
});
const composer = createComposer({ send: (text) => send(text, null), vocabulary, run });
const threadComposer = createComposer({ send: (text) => send(text, place.thread), vocabulary, run });
const channelLog = createLog(at("channel-log"));
const threadLog = createLog(at("thread-log"));
const toasts = createToasts(at("toasts"), () => deeds.attempt(api.clearToasts()));
const modal = createModal(deeds);
const home = createHome(at("home"), deeds);
const drawer = createDrawer({ button: at("drawer"), scrim: at("scrim") });

/** Ask for one state after another; a restart of the server or a change of person begins again. */
async function watch() {
  for (let after = -1; ;) {
    try {
      polling = new AbortController();
      const next = await api.state(place.user, after, polling.signal);
      at("offline").hidden = true;
      after = next.version;
      receive(next);
    } catch (failure) {
      after = -1;
      if (failure.name === "AbortError") continue;
      if (failure instanceof api.Refusal && place.user) go({ user: null }, true);
      at("offline").hidden = false;
      home.forget();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function receive(next) {
  const news = state?.me === next.me ? newsBetween(state.messages, next.messages) : { posted: [], changed: [] };
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
  if (tab !== "home") unread.delete(channel.id);
  keepingFocus(at("sidebar"), () => reconcile(at("sidebar"), sidebarItems({ state, names, unread, hrefOf, become })));
  showDeliveries(at("sidebar"), state.deliveries ?? []);
  const parts = { name: at("channel-name"), about: at("channel-about"), tabs: at("tabs") };
  const look = { channel, tab, team: state.team.name, user: place.user, unread: unread.has(channel.id) };
  keepingFocus(at("tabs"), () => showHead(parts, look));
  renderMain(channel, tab);
  renderThread(channel);
  modal.show(state.modal, names);
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
  const example = channel.is_im ? EXAMPLE : `/capi ${EXAMPLE}`;
  const welcome = welcomeItem(channel, { first: messages.length === 0, example, fill: composer.fill });
  composer.aim(`${state.me} ${channel.id}`, `Message ${titleOf(channel)}`);
  channelLog.show([welcome, ...channelItems(messages, desk({ openThread }))], `${state.me} ${channel.id}`);
}

/** What messages are drawn with. */
function desk(more) {
  return { names, act, messages: state.messages, shortcuts: shortcutsOf("message"), run, ...more };
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
  mark(others.filter(({ channel }) => channel !== names.here || place.tab === "home"));
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

const hrefOf = (where) => writePlace({ user: place.user, ...where });

/** Go to a channel or a thread; `quietly` leaves no step for Back. */
function go(change, quietly = false) {
  place = { ...place, ...change };
  history[quietly ? "replaceState" : "pushState"](null, "", writePlace(place));
}

function become(user) {
  go({ user, thread: null });
  polling.abort();
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
  const before = place.user;
  if (location.hash === "#composer") return skip();
  place = readPlace(location.hash);
  drawer.open(false);
  if (place.user !== before) polling.abort();
  else if (state) receive(state);
}

at("composer").append(composer.node);
at("thread-composer").append(threadComposer.node);
document.body.append(modal.node);
at("thread-close").addEventListener("click", closeThread);
at("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
window.addEventListener("popstate", move);
setInterval(() => refreshDates(document), 30_000);
watch();
