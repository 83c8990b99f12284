/** Where a person is, kept in the address so that reload, Back and a second tab as somebody else all work. */

const TABS = ["home", "messages"];

/**
 * Read `#team=T1&channel=C1&thread=1.2&message=1.3&as=U1`, or `#app=home` for a tab of the app, whose channel is each
 * person's own.
 */
export function readPlace(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const tab = TABS.find((name) => name === parameters.get("app")) ?? null;
  const [team, thread, message, user] = ["team", "thread", "message", "as"].map((name) => parameters.get(name));
  return { team, channel: tab ? null : parameters.get("channel"), tab, thread, message, user };
}

/** Write the same again; what is not known is left out. */
export function writePlace({ team, channel, tab, thread, message, user }) {
  const where = tab ? { app: tab } : { channel };
  const known = Object.entries({ team, ...where, thread, message, as: user }).filter(([, value]) => value);
  return `#${new URLSearchParams(known)}`;
}

/** Find the channel that a place means in a state; undefined when that is not there. */
export function channelAt({ channel, tab }, { channels }) {
  return channels.find(({ id, is_im: direct }) => (tab ? direct : id === channel));
}

/** The tab that is open in a channel: null for all but the app. */
export const tabAt = ({ tab }, channel) => (channel.is_im ? (tab ?? "messages") : null);
