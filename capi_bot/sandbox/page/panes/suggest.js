/** What the composer offers while somebody types: pure, from the text before the caret. */

const LIMIT = 8;

/**
 * List offers as `{ insert, label, hint, eager }`; an eager one is taken by Enter, the others by Tab or the arrows. One
 * with a `shortcut` runs that instead of being inserted.
 */
export function suggestions(text, { commands, people, shortcuts }) {
  if (/^\/\S*$/.test(text)) {
    const begun = commands.filter(({ command }) => command.startsWith(text));
    return [...begun.map((one) => wholeCommand(one, text)), ...called(shortcuts, text.slice(1))].slice(0, LIMIT);
  }
  const command = commands.find((one) => text.startsWith(`${one.command} `));
  const forms = command ? subcommands(command, text) : [];
  return (forms.length ? forms : mentions(text, people)).slice(0, LIMIT);
}

function called(shortcuts, typed) {
  const found = shortcuts.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
  return found.map((shortcut) => ({ shortcut, label: shortcut.name, usage: "shortcut", hint: shortcut.description }));
}

function wholeCommand({ command, usage_hint: usage, description }, text) {
  return { insert: `${command} `, label: command, usage, hint: description, eager: command !== text };
}

function subcommands({ command, usage_hint: usage = "" }, text) {
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

function mentions(text, people) {
  const [, before, typed] = /^(.*(?:^|\s))@([\w-]*)$/s.exec(text) ?? [];
  if (typed === undefined) return [];
  const meant = people.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()));
  return meant.map(({ name, is_bot: isBot }) => ({
    insert: `${before}@${name} `,
    label: `@${name}`,
    hint: isBot ? "App" : "",
    eager: name !== typed,
  }));
}
