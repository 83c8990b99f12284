/** What stands at the beginning of a channel: its name, and on a first visit what to type. */

import { h } from "../dom.js";
import { titleOf } from "../names.js";

const OWN = ["/invite", "/remove"];

/**
 * List the beginning as one item; on a `first` visit, where there is an `example`, it has a button that lets `fill` put
 * it into the composer. `app` is the app's name, null where it is not installed.
 */
export function welcomeItem(channel, { app, first, example, fill }) {
  return {
    key: "welcome",
    signature: JSON.stringify([channel, app, first, example]),
    build: () => {
      const title = channel.is_im ? titleOf(channel) : `# ${channel.name}`;
      const words = [h("h3", {}, title), h("p", {}, about(channel, app))];
      return h("section", { class: "welcome" }, words, first && example && drawFirst(example, fill));
    },
  };
}

/** Find what to type first: the first form of the app's first command, without the slash to the app itself. */
export function exampleOf(commands, channel) {
  const { command, usage_hint: usage = "" } = commands.find((one) => !OWN.includes(one.command)) ?? {};
  const form = /^[\w-]+/.exec(usage)?.[0] ?? "";
  if (channel.is_im) return form || null;
  return command ? `${command} ${form}`.trim() : null;
}

function about(channel, app) {
  if (channel.is_im) return "Ask the app here, without a slash; only you see this conversation.";
  if (!app) return "The app is not installed in this workspace: it has no commands here.";
  if (channel.has_bot) return `This is the very beginning of the channel. ${app} is a member.`;
  return `${app} is not a member of this channel; its commands work here all the same.`;
}

function drawFirst(example, fill) {
  const sentence = h("p", {}, "Type ", h("code", {}, example), " to begin, then press the buttons of the answer.");
  const onclick = () => fill(example);
  return h(
    "div",
    { class: "first" },
    sentence,
    h("button", { type: "button", class: "button solid primary", onclick }, "Type it for me"),
  );
}
