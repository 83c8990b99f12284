/** What a person sent from this tab, to bring back with the arrow keys: the newest last, none twice in a row. */

const KEPT = 50;
const KEY = "sent";

/** Make the history over a storage, such as `sessionStorage`. */
export function createHistory(storage) {
  const sent = JSON.parse(storage.getItem(KEY) ?? "[]");
  let at = sent.length;

  function add(text) {
    if (sent.at(-1) !== text) sent.push(text);
    sent.splice(0, sent.length - KEPT);
    storage.setItem(KEY, JSON.stringify(sent));
    at = sent.length;
  }

  /** Go a step back (-1) or forth (1) from what the box holds; null where there is nothing to go to. */
  function step(by, held) {
    if (held !== (sent[at] ?? "")) at = sent.length;
    if (held && held !== sent[at]) return null;
    const to = at + by;
    if (to < 0 || to > sent.length) return null;
    at = to;
    return sent[at] ?? "";
  }

  return { add, step };
}
