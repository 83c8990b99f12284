/**
 * Images, videos, remote files and calls. The page asks nothing of other hosts, so what lies there is named and linked.
 *
 * https://docs.slack.dev/reference/block-kit/blocks/video-block
 */

import { h, icon } from "../dom.js";
import { leftOut } from "./honest.js";
import { anchor } from "../text/marks.js";
import { picture } from "./picture.js";
import { plainly, words } from "./words.js";

/** Draw an image block, under its title. */
export function drawImage(block, { names }) {
  const caption = block.title && h("figcaption", {}, words(block.title, names));
  return h("figure", { class: "block-image" }, caption, picture(block, "image"));
}

/** Draw a box for a video: who made it, what it is, and where it is. */
export function drawVideo(block, { names }) {
  const about = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const title = words(block.title, names);
  return h(
    "figure",
    { class: "block-video", "aria-label": plainly(block.title, names) },
    about && h("p", { class: "hint" }, about),
    h("p", { class: "video-title" }, anchor(block.title_url ?? block.video_url, title)),
    block.description && h("p", { class: "text" }, words(block.description, names)),
    h("p", { class: "placeholder" }, icon("play"), h("span", {}, block.alt_text)),
    leftOut("Videos do not play in the sandbox."),
  );
}

/** Draw a box for a remote file, of which a block tells only the id. */
export function drawFile({ external_id: id, source }) {
  return h("p", { class: "placeholder" }, icon("file"), h("span", {}, `A ${source} file, ${id}`));
}

/** Draw a box for a call that an app has told Slack of; without its name where the block tells only the id. */
export function drawCall({ call_id: id, call }) {
  const { name, join_url: url } = call?.v1 ?? {};
  const title = h("span", {}, name || `The call ${id}`);
  return h("p", { class: "placeholder" }, icon("wave"), title, url && anchor(url, ["Join"]));
}
