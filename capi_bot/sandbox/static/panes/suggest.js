/** What the composer offers while somebody types: pure, from the text before the caret. */

const LIMIT = 6;

/** List offers as `{ insert, label, hint, eager }`; an eager one is taken by Enter, the others by Tab or the arrows. */
export function suggestions(text, { commands, people }) {
  if (/^\/\S*$/.test(text))
    return commands.filter(({ command }) => command.startsWith(text)).map((one) => wholeCommand(one, text));
  const command = commands.find((one) => text.startsWith(`${one.command} `));
  if (command) return subcommands(command, text);
  return mentions(text, people).slice(0, LIMIT);
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
  const called = people.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()));
  return called.map(({ name, is_bot: isBot }) => ({
    insert: `${before}@${name} `,
    label: `@${name}`,
    hint: isBot ? "App" : "",
    eager: name !== typed,
  }));
}
