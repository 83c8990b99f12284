/** The sandbox's JSON API under /ui, and the two feeds (long polling) of the workspace's state and the journal. */

const RETRY_MS = 1500;
const JOURNAL_WAIT_SECONDS = 20;
const CONNECTION_LOST = "Connection lost. Trying again…";

/** An error response: the server's sentence; `errors` has the messages of wrong inputs by block. */
export class ApiError extends Error {
  constructor(sentence, { errors = null, status }) {
    super(sentence);
    this.errors = errors;
    this.status = status;
  }
}

async function parse(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok && body.ok !== false) return body;
  const { status } = response;
  throw new ApiError(body.error ?? `The sandbox answered with status ${status}.`, { errors: body.errors, status });
}

async function get(path, query = {}, signal = undefined) {
  const parameters = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return parse(await fetch(`${path}?${new URLSearchParams(parameters)}`, { signal, cache: "no-store" }));
}

async function post(path, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return parse(await fetch(path, request));
}

/** Wait until the workspace differs from version `after` (up to 20 seconds), as `user` of `team` sees it. */
const getState = ({ team, user }, after, signal) => get("/ui/state", { after, team, user }, signal);

/** Wait for entries after version `after` of a `journal`: `{ id, version, fresh, entries }`. */
const getJournal = (known, signal) => get("/ui/journal", { ...known, wait: JOURNAL_WAIT_SECONDS }, signal);

/** Send what a person typed: a message, a mention or a slash command. */
export const send = (message) => post("/ui/send", message);

/** Change a message of the person's own, or delete it where there is no `text`. */
export const changeMessage = (message) => post("/ui/change", message);

/** Press a control of a message or a view; resolves when the app has acknowledged. */
export const act = (action) => post("/ui/action?wait=1", action);

/** Submit or close a modal. */
export const leaveView = (body) => post("/ui/view?wait=1", body);

/** Notify the app that a person opened one of its tabs. */
export const openTab = (body) => post("/ui/home?wait=1", body);

/** Run a shortcut; `channel` and `ts` name the message of a message shortcut. */
export const runShortcut = (body) => post("/ui/shortcut?wait=1", body);

/** Ask the app for the options of an external select. */
export const loadOptions = (body) => post("/ui/options", body);

/** Delete all toasts of the workspace. */
export const clearToasts = (identity) => post("/ui/toasts/clear", identity);

/** Return the payloads of one journal entry: `{ sent, answered }`. */
export const getPayloads = (number) => get(`/ui/journal/${number}`);

/** List the faults, each `{ name, label, hint, group, on }`. */
export const getSwitches = () => get("/ui/switches");

/** Turn one fault on or off; resolves to all. */
export const setSwitch = (name, on) => post("/ui/switches", { name, on });

/** Turn all faults off; resolves to all. */
export const clearSwitches = () => post("/ui/switches/off", {});

/** Return the app's Socket Mode: `{ on, connections, controls }`; no controls where it has none. */
export const getSockets = () => get("/ui/sockets");

/** Run one of Socket Mode's controls by name. */
export const runSocketControl = (name) => post("/ui/sockets", { do: name });

/**
 * Follow the workspace's state: `onState(state)` gets each version, `onLost(isRefused)` is called where there is none;
 * `isRefused` means that the person or workspace does not exist. Returns a function that restarts the feed.
 */
export function followState({ banner, identity, onState, onLost }) {
  let request = null;

  async function poll() {
    for (let after = -1; ;) {
      request = new AbortController();
      const state = await getState(identity(), after, request.signal).catch(fail);
      after = state?.version ?? -1;
      if (state) receive(state);
      else if (!request.signal.aborted) await pause();
    }
  }

  /** An error in rendering a state does not end the feed. */
  function receive(state) {
    showBanner(false);
    try {
      onState(state);
    } catch (error) {
      reportError(error);
    }
  }

  function fail(error) {
    if (error.name === "AbortError") return;
    onLost(error instanceof ApiError);
    showBanner(true);
  }

  /** A live region is announced only where its text changes. */
  function showBanner(visible) {
    banner.textContent = visible ? CONNECTION_LOST : "";
    banner.hidden = !visible;
  }

  poll();
  return () => request?.abort();
}

/**
 * Create a feed of the journal: `onEntries({ fresh, entries })`; `fresh` means that earlier entries are void: they are
 * another sandbox's. It polls only while enabled and while the tab is visible: browsers limit connections to one host.
 */
export function createJournalFeed(onEntries) {
  let enabled = false;
  let request = null;
  let known = {};

  async function poll(signal) {
    while (!signal.aborted) {
      const answer = await getJournal(known, signal).catch(() => null);
      if (signal.aborted) return;
      if (answer) receive(answer);
      else await pause();
    }
  }

  function receive({ id, version, fresh, entries }) {
    known = { journal: id, after: version };
    if (fresh || entries.length) onEntries({ fresh, entries });
  }

  function update() {
    const active = enabled && document.visibilityState === "visible";
    if (active === Boolean(request)) return;
    request?.abort();
    request = active ? new AbortController() : null;
    if (request) poll(request.signal);
  }

  document.addEventListener("visibilitychange", update);
  return { enable: (yes) => ((enabled = yes), update()) };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));
