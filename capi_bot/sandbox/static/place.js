/** Where a person is, kept in the address so that reload, Back and a second tab as somebody else all work. */

/** Read `#channel=C1&thread=1.2&as=U1`. */
export function readPlace(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  return { channel: parameters.get("channel"), thread: parameters.get("thread"), user: parameters.get("as") };
}

/** Write the same again; what is not known is left out. */
export function writePlace({ channel, thread, user }) {
  const known = Object.entries({ channel, thread, as: user }).filter(([, value]) => value);
  return `#${new URLSearchParams(known)}`;
}
