/** What a screen reader hears of news: what others wrote, and which of the messages that were pressed have changed. */

import { h } from "../dom.js";
import { say } from "../text/marks.js";
import { parseMrkdwn } from "../text/mrkdwn.js";

/** Put the news into the live region `node`; no news leave what it says. */
export function announce(node, { written, touched }, names) {
  const sentences = [
    ...written.map(({ user, text, files }) => `${names.user(user)}: ${text ? said(text, names) : filesIn(files)}`),
    ...touched.map(({ user }) => `${names.user(user)} updated the message.`),
  ];
  if (sentences.length) node.replaceChildren(...sentences.map((words) => h("p", {}, words)));
}

const said = (text, names) => say(parseMrkdwn(text), names);

const filesIn = (files = []) => files.map(({ name }) => name).join(", ");
