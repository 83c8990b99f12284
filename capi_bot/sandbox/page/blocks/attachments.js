/**
 * Attachments: what stands beside a bar under a message, blocks or the fields of the old kind.
 *
 * https://docs.slack.dev/reference/messaging/attachments
 */

import { drawBlock } from "./blocks.js";
import { h } from "../dom.js";
import { picture } from "./picture.js";
import { anchor, draw } from "../text/marks.js";
import { formatDate } from "../text/dates.js";
import { parseMrkdwn } from "../text/mrkdwn.js";

const NAMED = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

/** Draw the attachments of a message. */
export const drawAttachments = (attachments = [], surface) => attachments.map((one) => drawAttachment(one, surface));

function drawAttachment(attachment, surface) {
  const { blocks, pretext, color } = attachment;
  const before = pretext && drawText(pretext, surface);
  const inside = blocks?.length ? blocks.map((block) => drawBlock(block, surface)) : drawFields(attachment, surface);
  const frame = h("div", { class: "attachment" }, inside);
  const bar = NAMED[color] ?? `#${String(color ?? "").replace(/^#/, "")}`;
  if (/^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(bar)) frame.style.setProperty("--bar", bar);
  return h("div", { class: "attachment-whole" }, before, frame);
}

function drawFields(attachment, surface) {
  const { author_name: author, author_link: authorLink, title, title_link: link, text, fallback } = attachment;
  const shown = [
    author && h("p", { class: "hint" }, authorLink ? anchor(authorLink, [author]) : author),
    title && h("p", { class: "attachment-title" }, link ? anchor(link, [title]) : title),
    text && drawText(text, surface),
    attachment.fields?.length && drawPairs(attachment.fields, surface),
    drawPicture(attachment),
    drawFoot(attachment),
  ].filter(Boolean);
  return shown.length ? shown : drawText(fallback ?? "", surface);
}

const drawText = (text, { names }) => h("div", { class: "text" }, draw(parseMrkdwn(text), names));

function drawPairs(fields, surface) {
  const pair = ({ title, value, short }) =>
    h("div", { class: short ? null : "wide" }, h("b", {}, title), drawText(value ?? "", surface));
  return h("div", { class: "fields" }, fields.map(pair));
}

function drawPicture({ image_url: image, thumb_url: thumb, fallback }) {
  const url = image ?? thumb;
  return url && picture({ image_url: url, alt_text: fallback ?? url }, "image");
}

function drawFoot({ footer, ts }) {
  const when = ts && formatDate("{date_short_pretty} {time}", ts);
  const words = [footer, when].filter(Boolean).join(" | ");
  return words && h("p", { class: "hint" }, words);
}
