/** F6 walks from one region of the page to the next, and Shift + F6 back. */

const FOCUSABLE = "a[href], button, select, input, textarea, [tabindex='0']";

/** Let F6 walk through regions, in this order: `[root, selector of what gets the focus]`; one may lie in another. */
export function createRegions(regions) {
  const shown = () => regions.filter(([root]) => root.checkVisibility());

  function walk(event) {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    const here = shown();
    const at = here.findLastIndex(([root]) => root.contains(document.activeElement));
    const to = event.shiftKey ? (at <= 0 ? here.length : at) - 1 : (at + 1) % here.length;
    event.preventDefault();
    enter(...here[to]);
  }

  document.addEventListener("keydown", walk);
}

function enter(root, selector) {
  const inside = [...root.querySelectorAll(FOCUSABLE)].find((one) => one.checkVisibility());
  (root.querySelector(selector) ?? (root.tabIndex >= 0 ? root : inside))?.focus();
}
