/** Images. The page asks nothing of other hosts, so a picture from elsewhere is its description and address. */

import { h, icon } from "../dom.js";
import { anchor } from "../text/marks.js";

/** Draw an image block or element, or the named icon of a card. */
export function picture({ image_url: url, slack_file: file, name: iconName, alt_text: alt = "" }, name) {
  if (isHere(url)) return h("img", { class: name, src: url, alt });
  const said = alt || iconName || url || "image";
  const address = url ?? file?.url;
  return h(
    "span",
    { class: `${name} picture-elsewhere`, role: "img", "aria-label": said, title: address ?? said },
    icon("image"),
    address ? anchor(address, [said]) : h("span", {}, said),
  );
}

function isHere(url) {
  if (!url) return false;
  if (url.startsWith("data:image/")) return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}
