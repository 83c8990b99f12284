/** The workspaces, where there are several: a tile each, at the very left. */

import { h, keepingFocus, reconcile } from "../dom.js";

/** Bring the rail up to date; `look` is `{ teams, team, hrefOf }`. One workspace needs no rail. */
export function showRail(node, { teams, team, hrefOf }) {
  node.hidden = teams.length < 2;
  document.body.classList.toggle("railed", !node.hidden);
  const items = teams.map((one) => {
    const here = one.id === team.id;
    const href = hrefOf(one.id);
    return { key: one.id, signature: JSON.stringify([one, here, href]), build: () => drawTile(one, here, href) };
  });
  keepingFocus(node, () => reconcile(node, items));
}

function drawTile({ name, installed = true }, here, href) {
  const label = installed ? name : `${name} (the app is not installed)`;
  const look = { class: installed ? "tile" : "tile bare", "aria-current": here ? "page" : null };
  return h("a", { href, ...look, "aria-label": label, title: label }, name.charAt(0));
}
