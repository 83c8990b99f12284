/** Asks the journal for news while it is wanted and the tab is in sight: a browser has few connections to one host. */

import * as api from "./api.js";

const WAIT_SECONDS = 20;
const RETRY_MS = 1500;

/** Make the feed; `told({ fresh, entries })` hears of news, `want(yes)` begins and ends it. */
export function createFeed(told) {
  let wanted = false;
  let asking = null;
  let after = null;

  const active = () => wanted && document.visibilityState === "visible";

  async function ask(signal) {
    while (!signal.aborted) {
      const news = await api.journal(after ?? 0, WAIT_SECONDS, signal).catch(() => null);
      if (signal.aborted) return;
      if (news) hear(news);
      else await lose();
    }
  }

  function hear({ version, fresh, entries }) {
    const anew = fresh || after === null;
    after = version;
    if (anew || entries.length) told({ fresh: anew, entries });
  }

  /** Begin afresh in a moment: it may be another sandbox that answers then. */
  function lose() {
    after = null;
    return new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  function heed() {
    if (active() === Boolean(asking)) return;
    asking?.abort();
    asking = active() ? new AbortController() : null;
    if (asking) ask(asking.signal);
  }

  document.addEventListener("visibilitychange", heed);
  return { want: (yes) => ((wanted = yes), heed()) };
}
