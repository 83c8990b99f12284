/**
 * Slack's date tokens, in the viewer's time zone and in English, as Slack's clients write them.
 *
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */

const DAY = 86_400;
const UNITS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", 3600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const HOUR_12 = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 ?? false;

const TOKENS = {
  date_num: (date) => [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-"),
  date_slash: (date) => [pad(date.getDate()), pad(date.getMonth() + 1), date.getFullYear()].join("/"),
  date: (date) => `${format(date, { month: "long" })} ${ordinal(date.getDate())}, ${date.getFullYear()}`,
  date_short: (date) => format(date, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (date) => `${format(date, { weekday: "long" })}, ${TOKENS.date(date)}`,
  date_long_full: (date) => format(date, { month: "long", day: "numeric", year: "numeric" }),
  date_pretty: (date, now) => relativeDay(date, now) ?? TOKENS.date(date),
  date_short_pretty: (date, now) => relativeDay(date, now) ?? TOKENS.date_short(date),
  date_long_pretty: (date, now) => relativeDay(date, now) ?? TOKENS.date_long(date),
  day_divider_pretty: (date, now) => relativeDay(date, now) ?? withoutThisYear(date, now),
  time: (date) => format(date, { hour: "numeric", minute: "2-digit", hour12: HOUR_12 }),
  time_secs: (date) => format(date, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: HOUR_12 }),
  ago: (date, now) => ago((now - date) / 1000),
};

const pad = (number) => String(number).padStart(2, "0");
const format = (date, options) => new Intl.DateTimeFormat("en-US", options).format(date);

function ordinal(number) {
  const suffixes = { one: "st", two: "nd", few: "rd", other: "th" };
  return number + suffixes[new Intl.PluralRules("en", { type: "ordinal" }).select(number)];
}

function relativeDay(date, now) {
  const midnight = (day) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / 1000;
  return { 0: "today", 1: "yesterday", "-1": "tomorrow" }[(midnight(now) - midnight(date)) / DAY];
}

function withoutThisYear(date, now) {
  const long = TOKENS.date_long(date);
  return date.getFullYear() === now.getFullYear() ? long.replace(/, \d+$/, "") : long;
}

function ago(seconds) {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  if (unit === "second" && Math.abs(seconds) < 5) return "just now";
  return RELATIVE.format(-Math.trunc(seconds / length), unit);
}

/** Fill in the `{tokens}` of a format for a Unix time in seconds; null where it is no time or has no tokens. */
export function formatDate(template, seconds, now = new Date()) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime()) || !/\{\w+\}/.test(template ?? "")) return null;
  return template.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(date, now) ?? whole);
}

/** Format a Unix time in full with the viewer's time zone: the tooltip of a date. */
export function formatFullDate(seconds) {
  const date = new Date(Number(seconds) * 1000);
  const zone = format(date, { timeZoneName: "short" }).split(", ").at(-1);
  return `${TOKENS.date_long(date)} at ${TOKENS.time_secs(date)} ${zone}`;
}
