/** Controls that tell the app of each choice. */

import { holding } from "./holding.js";

/**
 * Tell the app when a control's choice changes, one change at a time: what changes meanwhile is told next, and what the
 * person does not confirm is taken back.
 *
 * `at` is `{ spec, surface, blockId }`; `read` and `write` are those of `holding`; `ready()` tells whether there is
 * something to tell.
 */
export function telling(node, { spec, surface, blockId }, { read, write, ready = () => true, on = "change" }) {
  let told = read();
  let busy = false;

  async function tell() {
    if (busy) return;
    busy = true;
    while (ready() && !same(read(), told)) {
      const now = read();
      if ((await surface.act(blockId, spec, now, node)) === false) {
        write(told);
        break;
      }
      told = now;
    }
    busy = false;
  }

  node.addEventListener(on, tell);
  return holding(node, spec.type, read, (held) => {
    write(held);
    told = read();
  });
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
