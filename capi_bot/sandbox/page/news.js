/** What changed between two states of the workspace: pure, for announcements, unread marks and pointers to new replies. */

/** Compare two lists of messages: those that were posted, and those that were there and look different now. */
export function newsBetween(before, after) {
  const known = new Map(before.map((message) => [message.ts, face(message)]));
  const posted = after.filter(({ ts }) => !known.has(ts));
  const changed = after.filter((message) => known.has(message.ts) && known.get(message.ts) !== face(message));
  return { posted, changed };
}

const face = ({ text, blocks, files }) => JSON.stringify([text, blocks, files]);

/** Tell whether a message is a reply in a thread, not the thread's first message. */
export const isReply = ({ ts, thread_ts: thread }) => Boolean(thread) && thread !== ts;

/** Pick what a channel shows: its messages but for replies. */
export const inChannel = (messages, channel) => messages.filter((one) => one.channel === channel && !isReply(one));

/** Pick what a thread shows: its first message, if it is still there, and its replies. */
export function inThread(messages, channel, thread) {
  const here = messages.filter((one) => one.channel === channel);
  return [...here.filter(({ ts }) => ts === thread), ...here.filter((one) => isReply(one) && one.thread_ts === thread)];
}
