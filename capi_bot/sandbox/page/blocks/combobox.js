/**
 * A combobox: a text field with a listbox of entries; the selected ones stand before the field as removable tokens.
 *
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */

import { h, icon, iconButton } from "../dom.js";
import { placeBeside } from "../popover.js";

const DEBOUNCE_MS = 200;
let count = 0;

/**
 * Create a combobox; its `node` fires "select-entries" when a person changes the selection.
 *
 * `source` is `{ find(query), entry(data), minLength }`: the groups of entries for a query (or a promise of them), the
 * entry of a selected value, and, where the app is asked, the minimum length of a query. `selected()` returns the values,
 * `select(values)` replaces them.
 */
export function createCombobox({ multiple, limit, label, autofocus, dataset, source }) {
  const id = `combobox-${(count += 1)}`;
  const tokens = h("ul", { class: "tokens", "aria-label": "Chosen" });
  const field = { type: "text", autocomplete: "off", "aria-autocomplete": "list", "aria-label": label, autofocus };
  const attributes = { class: "combobox-field", role: "combobox", "aria-controls": id, "aria-expanded": "false" };
  const input = h("input", { ...field, ...attributes, dataset: { ...dataset, field: "" } });
  const listbox = createListbox({ id, label, multiple, input, isSelected, toggle });
  const node = h("div", { class: "input combobox", dataset }, tokens, input, listbox.node);
  const isRemote = source.minLength !== undefined;
  let selection = [];
  let results = [];
  let query = 0;
  let timer = 0;

  function isSelected({ value }) {
    return selection.some((one) => one.value === value);
  }

  const without = ({ value }) => selection.filter((one) => one.value !== value);

  function setSelection(entries) {
    selection = entries;
    tokens.replaceChildren(...selection.map((entry) => renderToken(entry, () => changeSelection(without(entry)))));
    tokens.hidden = !selection.length;
    input.placeholder = selection.length ? "" : label;
    listbox.update();
  }

  function changeSelection(entries) {
    setSelection(entries);
    input.focus();
    node.dispatchEvent(new Event("select-entries"));
  }

  function toggle(entry) {
    if (isSelected(entry)) return changeSelection(without(entry));
    if (multiple && selection.length >= limit) return listbox.showNote(`You can choose up to ${limit}.`);
    input.value = "";
    changeSelection(multiple ? [...selection, entry] : [entry]);
    if (multiple) open();
    else close();
  }

  function close() {
    query += 1;
    listbox.close();
  }

  /** Show the entries for what is typed; the answer to an outdated query is dropped. */
  async function open() {
    const current = (query += 1);
    const missing = (source.minLength ?? 0) - input.value.trim().length;
    if (missing > 0) return show([], `Type ${missing} more ${missing === 1 ? "letter" : "letters"} to search.`);
    if (!isRemote) return show(source.find(input.value));
    listbox.show(results, "Loading…");
    const groups = await source.find(input.value).catch((error) => error);
    if (current !== query) return;
    if (groups instanceof Error) show([], groups.message);
    else show(groups);
  }

  function show(groups, note = "") {
    results = groups;
    listbox.show(groups, note || (groups.some(({ entries }) => entries.length) ? "" : "No results"));
  }

  const move = (step) => (listbox.isOpen() ? listbox.move(step) : open());

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (listbox.active() ? toggle(listbox.active()) : open()),
    Escape: () => (listbox.isOpen() ? close() : false),
    Backspace: () => (selection.length && !input.value ? changeSelection(selection.slice(0, -1)) : false),
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key] || KEYS[event.key]() === false) return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (isRemote) timer = setTimeout(open, DEBOUNCE_MS);
    else open();
  });
  input.addEventListener("click", open);
  input.addEventListener("blur", close);
  setSelection([]);
  return {
    node,
    selected: () => selection.map(({ data }) => data),
    select: (values) => setSelection(values.map(source.entry)),
  };
}

function renderToken({ label }, remove) {
  return h("li", { class: "token" }, label, iconButton(`Remove ${label}`, icon("close"), remove));
}

/** The popover of a combobox: `show(groups, note)` opens it, `move(step)` moves the active entry, `active()` returns it. */
function createListbox({ id, label, multiple, input, isSelected, toggle }) {
  const listbox = h("div", { role: "listbox", id, "aria-label": label, "aria-multiselectable": String(multiple) });
  const note = h("p", { class: "hint", role: "status" });
  const node = h("div", { class: "menu listbox", popover: "manual" }, listbox, note);
  let entries = [];
  let options = [];
  let index = -1;

  function show(groups, text) {
    index = -1;
    entries = groups.flatMap((group) => group.entries);
    options = entries.map((entry, position) => renderOption(entry, `${id}-${position}`, () => toggle(entry)));
    listbox.replaceChildren(...groups.map((group) => renderGroup(group, (entry) => options[entries.indexOf(entry)])));
    showNote(text);
    update();
    if (!isOpen()) node.showPopover();
    input.setAttribute("aria-expanded", "true");
    placeBeside(node, input.parentElement.getBoundingClientRect());
  }

  const isOpen = () => node.matches(":popover-open");

  function close() {
    if (isOpen()) node.hidePopover();
    index = -1;
    input.setAttribute("aria-expanded", "false");
    update();
  }

  function showNote(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  /** Mark the selected entries and the active one. */
  function update() {
    options.forEach((option, position) => {
      option.setAttribute("aria-selected", String(isSelected(entries[position])));
      option.classList.toggle("active", position === index);
    });
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    if (!entries.length) return;
    index = index < 0 && step < 0 ? entries.length - 1 : (index + step + entries.length) % entries.length;
    update();
  }

  return { node, show, close, isOpen, showNote, update, move, active: () => entries[index] };
}

/** A click on an option leaves the focus in the field. */
function renderOption({ label, description }, id, onclick) {
  const onmousedown = (event) => event.preventDefault();
  return h("div", { role: "option", id, onmousedown, onclick }, label, description && h("small", {}, description));
}

function renderGroup({ label, entries }, optionOf) {
  const heading = label && h("p", { class: "group-label", "aria-hidden": "true" }, label);
  return h("div", { role: "group", "aria-label": label || null }, heading, entries.map(optionOf));
}
