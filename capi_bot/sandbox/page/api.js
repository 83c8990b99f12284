/** The stand-in's JSON API under /ui: what the page asks and what it sends. */

/** What the server said no to, in its own sentence; `errors` names the inputs of a form that are wrong. */
export class Refusal extends Error {
  constructor(sentence, { errors = null, status }) {
    super(sentence);
    this.errors = errors;
    this.status = status;
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok && body.ok !== false) return body;
  const { status } = response;
  throw new Refusal(body.error ?? `The sandbox answered with status ${status}.`, { errors: body.errors, status });
}

async function get(path, query = {}, signal = undefined) {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return answer(await fetch(`${path}?${new URLSearchParams(known)}`, { signal, cache: "no-store" }));
}

async function post(path, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return answer(await fetch(path, request));
}

/** Wait until the workspace differs from version `after` (up to 20 seconds), as `user` of `team` sees it. */
export const state = ({ team, user }, after, signal) => get("/ui/state", { after, team, user }, signal);

/** Send what a person typed: a message, a mention or a slash command. */
export const send = (message) => post("/ui/send", message);

/** Press a control of a message or of a modal; resolves once the app has acknowledged it. */
export const act = (action) => post("/ui/action?wait=1", action);

/** Submit or close a modal. */
export const view = (verdict) => post("/ui/view?wait=1", verdict);

/** Tell the app that a person opened a tab of it. */
export const home = (visit) => post("/ui/home?wait=1", visit);

/** Run a shortcut; `channel` and `ts` name the message of a message's shortcut. */
export const shortcut = (use) => post("/ui/shortcut?wait=1", use);

/** Forget the toasts that have been read. */
export const clearToasts = (who) => post("/ui/toasts/clear", who);

/** Wait for what the journal tells after version `after`: `{ version, fresh, entries }`. */
export const journal = (after, wait, signal) => get("/ui/journal", { after, wait }, signal);

/** What one exchange of the journal carried: `{ sent, answered }`. */
export const payloads = (number) => get(`/ui/journal/${number}`);

/** The switches of what can fail, each `{ name, label, hint, group, on }`. */
export const switches = () => get("/ui/switches");

/** Turn one switch; resolves to all of them. */
export const turn = (name, on) => post("/ui/switches", { name, on });

/** Turn every switch off; resolves to all of them. */
export const turnAllOff = () => post("/ui/switches/off", {});

/** The Socket Mode of the app: `{ on, connections, controls }`; no controls where it has none. */
export const sockets = () => get("/ui/sockets");

/** Do something to the app's connections; `name` is that of a control. */
export const disturb = (name) => post("/ui/sockets", { do: name });

/** The options of a menu that the app fills while somebody types. */
export const options = (asked) => post("/ui/options", asked);
