/** What stands at the beginning of a channel: its name, and on a first visit what to type. */

import { h } from "../dom.js";

const MEMBER = "This is the very beginning of the channel. capi is a member.";
const DIRECT = "Ask the app here, without a slash; only you see this conversation.";
const NO_MEMBER = "capi is not a member of this channel; its commands work here all the same.";

/** List the beginning as one item; on a `first` visit it has a button that lets `fill` put `example` into the composer. */
export function welcomeItem(channel, { first, example, fill }) {
  return {
    key: "welcome",
    signature: JSON.stringify([channel, first]),
    build: () => {
      const about = channel.is_im ? DIRECT : channel.has_bot ? MEMBER : NO_MEMBER;
      const words = [h("h3", {}, channel.is_im ? channel.name : `# ${channel.name}`), h("p", {}, about)];
      return h("section", { class: "welcome" }, words, first && drawFirst(example, fill));
    },
  };
}

function drawFirst(example, fill) {
  const buttons = [h("b", {}, "Members"), ", ", h("b", {}, "Events"), " or ", h("b", {}, "User")];
  const sentence = h("p", {}, "Type ", h("code", {}, example), " to begin, then press ", buttons, ".");
  const onclick = () => fill(example);
  return h(
    "div",
    { class: "first" },
    sentence,
    h("button", { type: "button", class: "button solid primary", onclick }, "Type it for me"),
  );
}
