/** The sidebar on a narrow window: a drawer that a button opens, and that Escape or a tap beside it closes. */

/** Make the drawer of `button` and `scrim`; `open(false)` closes it. */
export function createDrawer({ button, scrim }) {
  function open(wanted) {
    document.body.classList.toggle("drawer-open", wanted);
    button.setAttribute("aria-expanded", String(wanted));
    scrim.hidden = !wanted;
  }

  button.addEventListener("click", () => open(!document.body.classList.contains("drawer-open")));
  scrim.addEventListener("click", () => open(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  return { open };
}
