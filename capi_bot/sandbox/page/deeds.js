/** What a person does, told to the sandbox; what it refuses becomes a note. */

import * as api from "./api.js";
import { ask } from "./blocks/confirm.js";

const SILENT = "The sandbox does not answer. Is it still running?";

/** Make the deeds; `say(sentence)` shows a note, `here()` gives `{ who, channel, names }` as they are now. */
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
    const { who, channel } = here();
    return attempt(api.send({ ...who, channel, text, ...(thread && { thread_ts: thread }) }));
  }

  /** Run a shortcut, on a message if it is one of those. */
  function run({ callback_id: id }, message = null) {
    const on = message && { channel: message.channel, ts: message.ts };
    return attempt(api.shortcut({ ...here().who, callback_id: id, ...on }));
  }

  /** Open a tab of the app. */
  const open = (tab) => attempt(api.home({ ...here().who, tab }));

  /**
   * Press a control: asks first where it says so, and holds it down until the app has answered. Resolves to whether it
   * was pressed.
   */
  async function act(where, blockId, spec, choice, control) {
    const { who, channel, names } = here();
    if (control.ariaBusy === "true" || (spec.confirm && !(await ask(spec.confirm, names)))) return false;
    control.focus({ preventScroll: true });
    control.ariaBusy = "true";
    control.ariaDisabled = "true";
    if (where.ts) pressed.add(where.ts);
    await attempt(api.act({ ...who, channel, ...where, block_id: blockId, action_id: spec.action_id, ...choice }));
    control.ariaBusy = null;
    control.ariaDisabled = null;
    return true;
  }

  /** Ask the app what a menu offers for what is typed; rejects with a sentence to show. */
  const suggest = ({ view_id: view, ts }, blockId, { action_id: action }, value) => {
    const where = view ? { view_id: view } : { channel: here().channel, ts };
    return api.options({ ...here().who, ...where, block_id: blockId, action_id: action, value }).catch((refusal) => {
      throw refusal instanceof api.Refusal ? refusal : new Error(SILENT);
    });
  };

  /** Submit a modal; resolves to what is wrong by block, or null. */
  async function submit(view, values) {
    const request = api.view({ ...here().who, view_id: view.id, type: "submit", state: values });
    const answer = await request.catch((refusal) => refusal);
    if (answer instanceof Error && !answer.errors) say(answer.message);
    return answer.errors ?? null;
  }

  /** Close a view, or everything with it on the stack; one that the sandbox has closed already needs no note. */
  const close = (id, everything = false) =>
    api.view({ ...here().who, view_id: id, type: "close", everything }).catch(() => {});

  return { act, attempt, close, open, run, send, submit, suggest, wasPressed: (ts) => pressed.delete(ts) };
}
