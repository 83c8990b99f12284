/** Keeps up with the workspace: asks for one state after another, and says so while the sandbox cannot be reached. */

import * as api from "./api.js";

const RETRY_MS = 1500;
const LOST = "Connection lost. Trying again…";

/**
 * Watch as `who()` says: `received(state)` hears of each, `lost(refused)` that there is none, `refused` where there is
 * no such person or workspace. The `banner` is shown meanwhile. Returns what begins the asking anew.
 */
export function watch({ banner, who, received, lost }) {
  let asking = null;

  async function ask() {
    for (let after = -1; ;) {
      asking = new AbortController();
      const state = await api.state(who(), after, asking.signal).catch(failed);
      after = state?.version ?? -1;
      if (state) keep(state);
      else await pause(asking.signal);
    }
  }

  /** A state that cannot be drawn is a mistake of the page's, not the end of the news. */
  function keep(state) {
    tell(false);
    try {
      received(state);
    } catch (mistake) {
      reportError(mistake);
    }
  }

  function failed(failure) {
    if (failure.name === "AbortError") return;
    lost(failure instanceof api.Refusal);
    tell(true);
  }

  /** Only what is written into a live region is told. */
  function tell(waiting) {
    banner.textContent = waiting ? LOST : "";
    banner.hidden = !waiting;
  }

  ask();
  return () => asking?.abort();
}

const pause = (signal) => (signal.aborted ? null : new Promise((resolve) => setTimeout(resolve, RETRY_MS)));
