/** The exchanges of the journal, as the inspector lists them: pure. */

export const KEPT = 500;

/** Each kind of exchange: who begins it with whom, and whose API it is. */
export const KINDS = {
  delivery: { from: "Slack", to: "app", picture: "in", of: "slack" },
  method: { from: "App", to: "Slack", picture: "out", of: "slack" },
  vonage: { from: "App", to: "Vonage", picture: "out", of: "vonage" },
  webhook: { from: "Vonage", to: "app", picture: "in", of: "vonage" },
};

/** Say who talks to whom, such as `Slack → app`. */
export const wayOf = ({ kind }) => `${KINDS[kind].from} → ${KINDS[kind].to}`;

const ID = /((?:[A-Z]{3}-)?[0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Write a title with its ids cut, since what follows them says more: `GET /v1/conversations/CON-4c65bd60…/events`. */
export const brief = ({ title }) => title.replace(ID, "$1…");

/** Take news into what is known: by number, the newest `KEPT`. */
export function merged(known, news) {
  const all = new Map([...known, ...news].map((entry) => [entry.number, entry]));
  return [...all.values()].sort((one, other) => one.number - other.number).slice(-KEPT);
}

/** Pick what a filter lets through; `{ kinds, failed, words }`: no kinds are all kinds, every word must be found. */
export function matching(entries, { kinds, failed, words }) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.title} ${entry.summary} ${entry.status}`.toLowerCase();
    const right = (kinds.size === 0 || kinds.has(entry.kind)) && (!failed || entry.failed);
    return right && wanted.every((word) => text.includes(word));
  });
}

/** List the calls that the app made from the beginning of a delivery until the next one. */
export function meanwhile(entries, { kind, number }) {
  if (kind !== "delivery" && kind !== "webhook") return [];
  const later = entries.filter((one) => one.number > number);
  const end = later.findIndex((one) => one.kind === "delivery" || one.kind === "webhook");
  return (end < 0 ? later : later.slice(0, end)).filter((one) => one.kind === "method" || one.kind === "vonage");
}

/** Say how long something took: in whole milliseconds, or seconds from one second on. */
export function duration({ ms }) {
  if (ms === null) return "…";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Say when something began, to the millisecond in the viewer's own zone. */
export function clockOf({ at }) {
  const time = new Date(at * 1000);
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits);
  return `${hours}:${minutes}:${seconds}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

const twoDigits = (number) => String(number).padStart(2, "0");
