/** What came in since the person looked: counted by channel, from the moment the page was opened. */

/** Make the counts; `at` tells of one channel, `total` of all. */
export function createUnread() {
  const counts = new Map();
  return {
    add: (channel) => counts.set(channel, (counts.get(channel) ?? 0) + 1),
    read: (channel) => counts.delete(channel),
    forget: () => counts.clear(),
    at: (channel) => counts.get(channel) ?? 0,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
