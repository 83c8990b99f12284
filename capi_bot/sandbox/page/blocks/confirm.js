/** The question that an element's `confirm` object asks before it acts. */

import { h } from "../dom.js";
import { draw } from "../text/marks.js";
import { parseMrkdwn, parsePlain } from "../text/mrkdwn.js";

/** Ask, and resolve to whether the person said yes. */
export function ask({ title, text, confirm, deny, style }, names) {
  const words = (object, otherwise) =>
    object ? draw(object.type === "mrkdwn" ? parseMrkdwn(object.text) : parsePlain(object.text), names) : otherwise;
  const dialog = h(
    "dialog",
    {
      class: "dialog question",
      role: "alertdialog",
      "aria-labelledby": "question-title",
      "aria-describedby": "question-text",
    },
    h("h2", { id: "question-title" }, words(title, "Are you sure?")),
    h("div", { class: "text", id: "question-text" }, words(text)),
    h(
      "form",
      { class: "dialog-foot", method: "dialog" },
      h("button", { class: "button", value: "no" }, words(deny, "Cancel")),
      h(
        "button",
        { class: `button solid ${style ?? "primary"}`, value: "yes", autofocus: true },
        words(confirm, "Yes"),
      ),
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
