/** The stand-in's JSON API under /ui: what the page asks and what it sends. */

/** What the server said no to, in its own sentence; `errors` names the inputs of a form that are wrong. */
export class Refusal extends Error {
  constructor(sentence, errors = null) {
    super(sentence);
    this.errors = errors;
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok && body.ok !== false) return body;
  throw new Refusal(body.error ?? `The sandbox answered with status ${response.status}.`, body.errors);
}

async function post(path, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return answer(await fetch(path, request));
}

/** Wait until the workspace differs from version `after` (up to 20 seconds), as `user` sees it. */
export async function state(user, after, signal) {
  const query = new URLSearchParams({ after, ...(user && { user }) });
  return answer(await fetch(`/ui/state?${query}`, { signal, cache: "no-store" }));
}

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
export const clearToasts = () => post("/ui/toasts/clear", {});
