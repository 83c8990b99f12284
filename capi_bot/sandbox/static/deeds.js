/** What a person does, told to the sandbox; what it refuses becomes a note. */

import * as api from "./api.js";
import { ask } from "./blocks/confirm.js";

const SILENT = "The sandbox does not answer. Is it still running?";

/** Make the deeds; `say(sentence)` shows a note, `here()` gives `{ user, channel, names }` as they are now. */
export function createDeeds({ say, here }) {
  const pressed = new Set();

  /** Wait for a request; a refusal becomes a note. Resolves to whether it went well. */
  async function attempt(request) {
    try {
      await request;
      return true;
    } catch (refusal) {
      say(refusal instanceof api.Refusal ? refusal.message : SILENT);
      return false;
    }
  }

  function send(text, thread) {
    const { user, channel } = here();
    return attempt(api.send({ user, channel, text, ...(thread && { thread_ts: thread }) }));
  }

  /** Run a shortcut, on a message if it is one of those. */
  function run({ callback_id: id }, message = null) {
    const on = message && { channel: message.channel, ts: message.ts };
    return attempt(api.shortcut({ user: here().user, callback_id: id, ...on }));
  }

  /** Open a tab of the app. */
  const open = (tab) => attempt(api.home({ user: here().user, tab }));

  /**
   * Press a control: asks first where it says so, and holds it down until the app has answered. Resolves to whether it
   * was pressed.
   */
  async function act(where, blockId, spec, choice, control) {
    const { user, channel, names } = here();
    if (control.ariaBusy === "true" || (spec.confirm && !(await ask(spec.confirm, names)))) return false;
    control.focus({ preventScroll: true });
    control.ariaBusy = "true";
    control.ariaDisabled = "true";
    if (where.ts) pressed.add(where.ts);
    await attempt(api.act({ user, channel, ...where, block_id: blockId, action_id: spec.action_id, ...choice }));
    control.ariaBusy = null;
    control.ariaDisabled = null;
    return true;
  }

  /** Submit a modal; resolves to what is wrong by block, or null. */
  async function submit(view, values) {
    const request = api.view({ user: here().user, view_id: view.id, type: "submit", state: values });
    const answer = await request.catch((refusal) => refusal);
    if (answer instanceof Error && !answer.errors) say(answer.message);
    return answer.errors ?? null;
  }

  /** Close a view; one that the sandbox has closed already needs no note. */
  const close = (id) => api.view({ user: here().user, view_id: id, type: "close" }).catch(() => {});

  return { act, attempt, close, open, run, send, submit, wasPressed: (ts) => pressed.delete(ts) };
}
