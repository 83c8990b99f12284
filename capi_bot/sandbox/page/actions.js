/** What a person does, sent to the sandbox; errors become toasts. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { renderTextObject } from "./text/render.js";

const NO_ANSWER = "The sandbox does not answer. Is it still running?";

/** Create the actions; `notify(sentence)` shows a toast, `context()` returns `{ identity, channel, names }`. */
export function createActions({ notify, context }) {
  const pressed = new Set();

  /** Await a request; an error becomes a toast. Resolves to whether it succeeded. */
  async function attempt(request) {
    try {
      await request;
      return true;
    } catch (error) {
      notify(error instanceof api.ApiError ? error.message : NO_ANSWER);
      return false;
    }
  }

  function send(text, thread) {
    const { identity, channel } = context();
    return attempt(api.send({ ...identity, channel, text, ...(thread && { thread_ts: thread }) }));
  }

  const edit = ({ channel, ts }, text) => attempt(api.changeMessage({ ...context().identity, channel, ts, text }));

  /** Delete a message of the person's own, once they have confirmed it. */
  async function remove({ channel, ts }) {
    const { identity, names } = context();
    const sentences = ["Delete message", "Are you sure you want to delete this message? This cannot be undone.", "Delete"];
    const [title, text, yes] = sentences.map((sentence) => ({ type: "plain_text", text: sentence }));
    if (await confirm({ title, text, confirm: yes, style: "danger" }, names)) await attempt(api.changeMessage({ ...identity, channel, ts }));
  }

  /** Run a global shortcut, or a message shortcut on a message. */
  function runShortcut({ callback_id: id }, message = null) {
    const target = message && { channel: message.channel, ts: message.ts };
    return attempt(api.runShortcut({ ...context().identity, callback_id: id, ...target }));
  }

  const openTab = (tab) => attempt(api.openTab({ ...context().identity, tab }));

  /**
   * Press a control: shows its confirmation dialog where it has one, and disables it until the app has answered.
   * Resolves to whether it was pressed.
   */
  async function act(container, blockId, element, choice, control) {
    const { identity, channel, names } = context();
    if (control.ariaBusy === "true" || (element.confirm && !(await confirm(element.confirm, names)))) return false;
    control.focus({ preventScroll: true });
    control.ariaBusy = "true";
    control.ariaDisabled = "true";
    if (container.ts) pressed.add(container.ts);
    const action = { block_id: blockId, action_id: element.action_id, ...choice };
    await attempt(api.act({ ...identity, channel, ...container, ...action }));
    control.ariaBusy = null;
    control.ariaDisabled = null;
    return true;
  }

  /** Load the options of an external select for a query; rejects with a sentence to show. */
  function suggest({ view_id: view, ts }, blockId, { action_id: action }, value) {
    const container = view ? { view_id: view } : { channel: context().channel, ts };
    const body = { ...context().identity, ...container, block_id: blockId, action_id: action, value };
    return api.loadOptions(body).catch((error) => {
      throw error instanceof api.ApiError ? error : new Error(NO_ANSWER);
    });
  }

  /** Submit a modal; resolves to errors by block, or null. */
  async function submit(view, values) {
    const body = { ...context().identity, view_id: view.id, type: "submit", state: values };
    const answer = await api.leaveView(body).catch((error) => error);
    if (answer instanceof Error && !answer.errors) notify(answer.message);
    return answer.errors ?? null;
  }

  /** Close a view, or its whole stack; that the sandbox has closed it already is no error. */
  const close = (id, everything = false) =>
    api.leaveView({ ...context().identity, view_id: id, type: "close", everything }).catch(() => {});

  return { act, attempt, close, edit, openTab, remove, runShortcut, send, submit, suggest, wasPressed: (ts) => pressed.delete(ts) };
}

/** Show the dialog of a `confirm` object; resolves to whether the person confirmed. */
function confirm({ title, text, confirm: yes, deny, style }, names) {
  const render = (object, fallback) => (object ? renderTextObject(object, names) : fallback);
  const labels = { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" };
  const confirmButton = { class: `button large ${style ?? "primary"}`, value: "yes", autofocus: true };
  const dialog = h(
    "dialog",
    { class: "dialog confirm", role: "alertdialog", ...labels },
    h("h2", { id: "confirm-title" }, render(title, "Are you sure?")),
    h("div", { class: "text", id: "confirm-text" }, render(text)),
    h(
      "form",
      { class: "dialog-footer", method: "dialog" },
      h("button", { class: "button", value: "no" }, render(deny, "Cancel")),
      h("button", confirmButton, render(yes, "Yes")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
