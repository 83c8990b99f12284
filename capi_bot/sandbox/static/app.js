/** The page: asks for the workspace's state again and again, draws it, and sends what a person does. */

import * as api from "./api.js";
import { ask } from "./blocks/confirm.js";
import { createComposer } from "./panes/composer.js";
import { h, keepingFocus, reconcile } from "./dom.js";
import { createLog } from "./panes/log.js";
import { refreshDates, say as inWords } from "./text/marks.js";
import { channelItems, threadItems } from "./panes/messages.js";
import { createModal } from "./panes/modal.js";
import { parseMrkdwn } from "./text/mrkdwn.js";
import { namesOf } from "./names.js";
import { inChannel, inThread, isReply, newsBetween } from "./news.js";
import { readPlace, writePlace } from "./place.js";
import { sidebarItems, showDeliveries } from "./panes/sidebar.js";
import { createToasts } from "./panes/toasts.js";
import { welcomeItem } from "./panes/welcome.js";

const EXAMPLE = "/capi conversations";
const RETRY_MS = 1500;
const at = (id) => document.getElementById(id);

let state = null;
let names = null;
let place = readPlace(location.hash);
let polling = new AbortController();
const unread = new Set();
const pressed = new Set();

const vocabulary = () => ({ commands: state?.commands ?? [], people: state?.people ?? [] });
const composer = createComposer({ send: (text) => send(text, null), vocabulary });
const threadComposer = createComposer({ send: (text) => send(text, place.thread), vocabulary });
const channelLog = createLog(at("channel-log"));
const threadLog = createLog(at("thread-log"));
const toasts = createToasts(at("toasts"), () => attempt(api.clearToasts()));
const modal = createModal({
  act,
  submit,
  close: (view) => attempt(api.view({ user: state.me, view_id: view.id, type: "close" })),
});

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
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function receive(next) {
  const news = state?.me === next.me ? newsBetween(state.messages, next.messages) : { posted: [], changed: [] };
  state = next;
  names = namesOf(next);
  const channel = state.channels.find(({ id }) => id === place.channel) ?? state.channels[0];
  if (channel.id !== place.channel) go({ channel: channel.id, thread: null }, true);
  // A thread of an earlier sandbox: its messages are gone.
  if (place.thread && !inChannel(state.messages, channel.id).some(({ ts }) => ts === place.thread))
    go({ thread: null }, true);
  render();
  tell(news);
}

function render() {
  const channel = state.channels.find(({ id }) => id === place.channel);
  unread.delete(channel.id);
  keepingFocus(at("sidebar"), () =>
    reconcile(at("sidebar"), sidebarItems({ state, names, place, unread, hrefOf, become })),
  );
  showDeliveries(at("sidebar"), state.deliveries ?? []);
  renderChannel(channel);
  renderThread(channel);
  modal.show(state.modal, names);
  toasts.sync(state.toasts ?? []);
}

function renderChannel(channel) {
  document.title = `#${channel.name} · ${state.team.name}`;
  at("channel-name").textContent = `# ${channel.name}`;
  at("channel-about").textContent = channel.has_bot
    ? "capi is in this channel"
    : "capi is not in this channel; its commands still work";
  const messages = inChannel(state.messages, channel.id);
  const welcome = welcomeItem(channel, { first: messages.length === 0, example: EXAMPLE, fill: composer.fill });
  const desk = { names, act, openThread, messages: state.messages };
  composer.aim(`${state.me} ${channel.id}`, `Message #${channel.name}`);
  channelLog.show([welcome, ...channelItems(messages, desk)], `${state.me} ${channel.id}`);
}

function renderThread(channel) {
  at("thread").hidden = !place.thread;
  document.body.classList.toggle("in-thread", Boolean(place.thread));
  if (!place.thread) return;
  at("thread-about").textContent = `# ${channel.name}`;
  threadComposer.aim(`${state.me} ${place.thread}`, "Reply to thread");
  const desk = { names, act, messages: state.messages };
  threadLog.show(threadItems(inThread(state.messages, channel.id, place.thread), desk), place.thread);
}

/** Announce what others did, mark channels unread, and point at replies that nobody would see otherwise. */
function tell({ posted, changed }) {
  const others = posted.filter(({ user }) => user !== state.me);
  const sentences = others.map(({ user, text }) => `${names.user(user)}: ${inWords(parseMrkdwn(text), names)}`);
  const touched = changed
    .filter(({ ts }) => pressed.delete(ts))
    .map(({ user }) => `${names.user(user)} updated the message.`);
  if (sentences.length + touched.length)
    at("announcer").replaceChildren(...[...sentences, ...touched].map((words) => h("p", {}, words)));
  others.filter(({ channel }) => channel !== place.channel).forEach(({ channel }) => unread.add(channel));
  const aside = others.findLast(
    (one) => isReply(one) && one.channel === place.channel && one.thread_ts !== place.thread,
  );
  if (aside)
    toasts.say(`${names.user(aside.user)} replied in a thread.`, {
      action: "View thread",
      act: () => openThread(aside.thread_ts),
    });
}

function hrefOf(channel) {
  return writePlace({ user: place.user, channel });
}

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

async function send(text, thread) {
  (thread ? threadLog : channelLog).follow();
  return attempt(api.send({ user: state.me, channel: place.channel, text, ...(thread && { thread_ts: thread }) }));
}

/** Press a control: asks first where it says so, and holds it down until the app has answered. */
async function act(where, blockId, spec, choice, control) {
  if (control.ariaBusy === "true" || (spec.confirm && !(await ask(spec.confirm, names)))) return;
  control.focus({ preventScroll: true });
  control.ariaBusy = "true";
  control.ariaDisabled = "true";
  if (where.ts) pressed.add(where.ts);
  await attempt(
    api.act({
      user: state.me,
      channel: place.channel,
      ...where,
      block_id: blockId,
      action_id: spec.action_id,
      ...choice,
    }),
  );
  control.ariaBusy = null;
  control.ariaDisabled = null;
}

async function submit(view, values) {
  const answer = await api
    .view({ user: state.me, view_id: view.id, type: "submit", state: values })
    .catch((refusal) => refusal);
  if (answer instanceof Error && !answer.errors) toasts.say(answer.message);
  return answer.errors ?? null;
}

/** Wait for a request; a refusal becomes a note. Resolves to whether it went well. */
async function attempt(request) {
  try {
    await request;
    return true;
  } catch (refusal) {
    toasts.say(refusal instanceof api.Refusal ? refusal.message : "The sandbox does not answer. Is it still running?");
    return false;
  }
}

function drawer(open) {
  document.body.classList.toggle("drawer-open", open);
  at("drawer").setAttribute("aria-expanded", String(open));
  at("scrim").hidden = !open;
}

function move() {
  const before = place.user;
  if (location.hash === "#composer") return composer.focus();
  place = readPlace(location.hash);
  drawer(false);
  if (place.user !== before) polling.abort();
  else if (state) receive(state);
}

at("composer").append(composer.node);
at("thread-composer").append(threadComposer.node);
document.body.append(modal.node);
at("thread-close").addEventListener("click", closeThread);
at("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
at("drawer").addEventListener("click", () => drawer(!document.body.classList.contains("drawer-open")));
at("scrim").addEventListener("click", () => drawer(false));
document.addEventListener("keydown", (event) => event.key === "Escape" && drawer(false));
window.addEventListener("popstate", move);
setInterval(() => refreshDates(document), 30_000);
watch();
