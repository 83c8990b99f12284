/** Images. The page asks nothing of other hosts, so a picture from elsewhere is shown as its description and address. */

import { h } from "../dom.js";
import { anchor } from "../text/marks.js";

/** Draw an image block or element. */
export function picture({ image_url: url, alt_text: alt = "" }, name) {
  if (isHere(url)) return h("img", { class: name, src: url, alt });
  return h(
    "span",
    { class: `${name} picture-elsewhere`, role: "img", "aria-label": alt },
    url ? anchor(url, [alt || url]) : alt,
  );
}

function isHere(url) {
  return Boolean(url) && (url.startsWith("data:image/") || new URL(url, location.href).origin === location.origin);
}
