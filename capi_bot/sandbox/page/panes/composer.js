/** The composer: a field for messages and commands, with suggestions, a history, and a draft by channel and thread. */

import { h, icon, iconButton } from "../dom.js";
import { openMenu } from "../popover.js";

const MAX_SUGGESTIONS = 8;
const MAX_HISTORY = 50;
const HISTORY_KEY = "sent";
let count = 0;

/**
 * Create a composer; `send(text)` resolves to whether it was sent, `vocabulary()` returns `{ commands, people, shortcuts }`
 * to suggest, `runShortcut(shortcut)` runs one.
 */
export function createComposer({ send, vocabulary, runShortcut, history }) {
  const id = `suggestions-${(count += 1)}`;
  const box = h("textarea", {
    rows: 1,
    "aria-autocomplete": "list",
    "aria-controls": id,
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "send",
  });
  const listbox = h("div", { class: "suggestions", role: "listbox", id, "aria-label": "Suggestions", hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const shortcutsButton = iconButton("Shortcuts", icon("bolt"), openShortcuts, {
    "aria-haspopup": "menu",
    hidden: true,
  });
  const row = h(
    "div",
    { class: "composer-row" },
    shortcutsButton,
    iconButton("Type a command", "/", () => start("/")),
    iconButton("Mention somebody", "@", () => start("@")),
    h("p", { class: "hint", "aria-hidden": "true" }, "Return to send · Shift + Return for a new line"),
    h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send")),
  );
  const form = h("form", { class: "composer" }, listbox, status, h("div", { class: "composer-box" }, box, row));
  const drafts = new Map();
  let current = null;
  let suggestions = [];
  let active = -1;

  /** Switch to the draft of a channel or thread. */
  function switchTo(key, label) {
    shortcutsButton.hidden = !vocabulary().shortcuts.length;
    if (key === current) return;
    if (current !== null) drafts.set(current, box.value);
    current = key;
    box.setAttribute("aria-label", label);
    box.placeholder = label;
    setText(drafts.get(key) ?? "");
    showSuggestions([]);
  }

  function setText(text) {
    box.value = text;
    box.setSelectionRange(text.length, text.length);
    resize();
  }

  function resize() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    form.classList.toggle("has-text", box.value.trim() !== "");
  }

  function start(prefix) {
    setText(prefix === "/" ? "/" : `${box.value}${/(^|\s)$/.test(box.value) ? "" : " "}@`);
    box.focus();
    suggest();
  }

  function openShortcuts() {
    const items = vocabulary().shortcuts.map((shortcut) => ({
      label: shortcut.name,
      description: shortcut.description,
      shortcut,
    }));
    openMenu(shortcutsButton, items, ({ shortcut }) => runShortcut(shortcut));
  }

  const suggest = () => showSuggestions(suggestionsFor(box.value.slice(0, box.selectionStart), vocabulary()));

  function showSuggestions(list) {
    suggestions = list;
    active = list[0]?.eager ? 0 : -1;
    listbox.replaceChildren(...list.map((one, index) => renderSuggestion(one, `${id}-${index}`, () => accept(index))));
    listbox.hidden = list.length === 0;
    const number = list.length === 1 ? "1 suggestion" : `${list.length} suggestions`;
    status.textContent = list.length ? `${number}. Arrow keys to choose, Tab to take.` : "";
    updateActive();
  }

  function updateActive() {
    [...listbox.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === active)));
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `${id}-${active}`);
    listbox.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function accept(index) {
    const { shortcut, insert } = suggestions[index];
    setText(shortcut ? "" : insert + box.value.slice(box.selectionStart));
    box.focus();
    suggest();
    if (shortcut) runShortcut(shortcut);
  }

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    const key = current;
    history.add(text);
    setText("");
    showSuggestions([]);
    const sent = await send(text);
    if (!sent && current === key && !box.value) setText(text);
  }

  function move(step) {
    active = (active + step + suggestions.length) % suggestions.length;
    updateActive();
  }

  const SUGGESTION_KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(active < 0 ? 0 : -1),
    Tab: () => accept(Math.max(active, 0)),
    Escape: () => showSuggestions([]),
    Enter: () => (active < 0 ? submit() : accept(active)),
  };

  /** Return a step through the history, where the arrow key has no line to move to. */
  function recall(step) {
    const rest = step < 0 ? box.value.slice(0, box.selectionStart) : box.value.slice(box.selectionEnd);
    const text = rest.includes("\n") ? null : history.step(step, box.value);
    return text === null ? null : () => (setText(text), showSuggestions([]));
  }

  function handlerOf(key) {
    if (suggestions.length) return SUGGESTION_KEYS[key];
    if (key === "ArrowUp" || key === "ArrowDown") return recall(key === "ArrowUp" ? -1 : 1);
    return { Enter: submit }[key];
  }

  function onKeyDown(event) {
    if (event.isComposing || event.shiftKey) return;
    const handle = handlerOf(event.key);
    if (!handle) return;
    event.preventDefault();
    event.stopPropagation();
    handle();
  }

  box.addEventListener("input", () => (resize(), suggest()));
  box.addEventListener("keydown", onKeyDown);
  box.addEventListener("blur", () =>
    setTimeout(() => form.contains(document.activeElement) || showSuggestions([]), 150),
  );
  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  return { node: form, switchTo, focus: (options) => box.focus(options) };
}

function renderSuggestion({ label, usage, hint }, id, accept) {
  const onmousedown = (event) => event.preventDefault(); // the focus stays in the field
  const title = h("span", {}, h("b", {}, label), usage && h("small", {}, ` ${usage.trim()}`));
  return h("div", { role: "option", id, onmousedown, onclick: accept }, title, hint && h("small", {}, hint));
}

/**
 * List suggestions `{ insert, label, usage, hint, eager }` for the text before the caret; Enter accepts an eager one, Tab
 * and the arrow keys the others. One with a `shortcut` runs it.
 */
function suggestionsFor(text, { commands, people, shortcuts }) {
  if (/^\/\S*$/.test(text)) {
    const matching = commands.filter(({ command }) => command.startsWith(text));
    return [...matching.map((one) => suggestCommand(one, text)), ...suggestShortcuts(shortcuts, text.slice(1))].slice(
      0,
      MAX_SUGGESTIONS,
    );
  }
  const command = commands.find((one) => text.startsWith(`${one.command} `));
  const forms = command ? suggestForms(command, text) : [];
  return (forms.length ? forms : suggestMentions(text, people)).slice(0, MAX_SUGGESTIONS);
}

function suggestCommand({ command, usage_hint: usage, description }, text) {
  return { insert: `${command} `, label: command, usage, hint: description, eager: command !== text };
}

function suggestShortcuts(shortcuts, query) {
  const matching = shortcuts.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  return matching.map((shortcut) => ({
    shortcut,
    label: shortcut.name,
    usage: "shortcut",
    hint: shortcut.description,
  }));
}

/** Suggest the forms of a command's usage hint, such as `[conversations|user <name>]`. */
function suggestForms({ command, usage_hint: usage = "" }, text) {
  const typed = text.slice(command.length + 1).trimStart();
  const forms = usage
    .replace(/^\[(.*)\]$/, "$1")
    .split(/\|(?![^<]*>)/)
    .map((form) => form.trim())
    .filter(Boolean);
  return forms
    .map((form) => ({ form, fixed: form.replace(/\s*[<[(].*$/, "") }))
    .filter(({ fixed }) => fixed.startsWith(typed) && fixed !== typed)
    .map(({ form, fixed }) => ({
      insert: `${command} ${fixed}${fixed === form ? "" : " "}`,
      label: `${command} ${fixed}`,
      usage: form.slice(fixed.length),
    }));
}

function suggestMentions(text, people) {
  const [, before, typed] = /^(.*(?:^|\s))@([\w-]*)$/s.exec(text) ?? [];
  if (typed === undefined) return [];
  const matching = people.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()));
  return matching.map(({ name, is_bot: isBot }) => ({
    insert: `${before}@${name} `,
    label: `@${name}`,
    hint: isBot ? "App" : "",
    eager: name !== typed,
  }));
}

/** Create the history of sent texts in a storage such as `sessionStorage`: the newest last, none twice in a row. */
export function createHistory(storage) {
  const sent = JSON.parse(storage.getItem(HISTORY_KEY) ?? "[]");
  let index = sent.length;

  function add(text) {
    if (sent.at(-1) !== text) sent.push(text);
    sent.splice(0, sent.length - MAX_HISTORY);
    storage.setItem(HISTORY_KEY, JSON.stringify(sent));
    index = sent.length;
  }

  /** Step back (-1) or forward (1) from the text in the field; null where there is none, or where it is a draft. */
  function step(by, text) {
    if (text !== (sent[index] ?? "")) index = sent.length;
    if (text && text !== sent[index]) return null;
    const target = index + by;
    if (target < 0 || target > sent.length) return null;
    index = target;
    return sent[index] ?? "";
  }

  return { add, step };
}
