/** The workspace's state and the address of the page: pure functions. */

const SLACKBOT = { id: "USLACKBOT", name: "Slackbot", is_bot: true };
const TABS = ["home", "messages"];

/** Look up names of users and channels; `here` is the open channel, `app` the app's name (null: not installed). */
export function namesOf(state, here) {
  const people = new Map([SLACKBOT, ...state.people].map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  return {
    me: state.me,
    here,
    app: state.app.installed ? state.app.name : null,
    people: state.people,
    channels: state.channels,
    user: (id, label) => people.get(id)?.name ?? label ?? id,
    channel: (id, label) => channels.get(id)?.name ?? label ?? id,
    isBot: (id) => people.get(id)?.is_bot ?? false,
  };
}

/** Return a channel's name as people write it: `#calls`, or `capi` for direct messages with the app. */
export const channelTitle = ({ name, is_im: isDirect }) => (isDirect ? name : `#${name}`);

/** Compare two lists of messages: which were posted, and which have changed. */
export function diffMessages(before, after) {
  const known = new Map(before.map((message) => [message.ts, contentOf(message)]));
  const posted = after.filter(({ ts }) => !known.has(ts));
  const changed = after.filter((message) => known.has(message.ts) && known.get(message.ts) !== contentOf(message));
  return { posted, changed };
}

const contentOf = ({ text, blocks, files }) => JSON.stringify([text, blocks, files]);

/** Return whether a message is a reply in a thread, not the thread's first message. */
export const isReply = ({ ts, thread_ts: thread }) => Boolean(thread) && thread !== ts;

/** List the messages of a channel, without replies. */
export const channelMessages = (messages, channel) =>
  messages.filter((one) => one.channel === channel && !isReply(one));

/** List the messages of a thread: its first message, if it still exists, and the replies. */
export function threadMessages(messages, channel, thread) {
  const all = messages.filter((one) => one.channel === channel);
  return [...all.filter(({ ts }) => ts === thread), ...all.filter((one) => isReply(one) && one.thread_ts === thread)];
}

/**
 * Create counters of unread messages by channel, since the page was opened. `open` marks a channel as read; until another
 * one is opened, `line` is the ts of what was its first unread message.
 */
export function createUnread() {
  const unread = new Map();
  let line = null;

  function open(channel) {
    if (unread.has(channel)) line = { channel, ts: unread.get(channel)[0] };
    else if (line?.channel !== channel) line = null;
    unread.delete(channel);
  }

  return {
    add: ({ channel, ts }) => unread.set(channel, [...(unread.get(channel) ?? []), ts]),
    open,
    line: () => line?.ts ?? null,
    clear: () => unread.clear(),
    count: (channel) => unread.get(channel)?.length ?? 0,
    total: () => [...unread.values()].flat().length,
  };
}

/**
 * Parse the hash: `#team=T1&channel=C1&thread=1.2&message=1.3&as=U1`, or `#app=home` for a tab of the app, whose channel
 * differs by person. Reload, Back and a second tab as another person all work by it.
 */
export function parseRoute(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const tab = TABS.find((name) => name === parameters.get("app")) ?? null;
  const [team, thread, message, user] = ["team", "thread", "message", "as"].map((name) => parameters.get(name));
  return { team, channel: tab ? null : parameters.get("channel"), tab, thread, message, user };
}

/** Format a route as a hash; empty fields are omitted. */
export function formatRoute({ team, channel, tab, thread, message, user }) {
  const target = tab ? { app: tab } : { channel };
  const fields = Object.entries({ team, ...target, thread, message, as: user }).filter(([, value]) => value);
  return `#${new URLSearchParams(fields)}`;
}

/** Return the channel of a route, undefined where it does not exist. */
export function routeChannel({ channel, tab }, { channels }) {
  return channels.find(({ id, is_im: isDirect }) => (tab ? isDirect : id === channel));
}

/** Return the open tab of a channel: null for all but the app. */
export const routeTab = ({ tab }, channel) => (channel.is_im ? (tab ?? "messages") : null);
