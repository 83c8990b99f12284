/**
 * Slack's date markup, in the viewer's zone and in English, as Slack's clients write it.
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
  date_num: (day) => [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join("-"),
  date_slash: (day) => [two(day.getDate()), two(day.getMonth() + 1), day.getFullYear()].join("/"),
  date: (day) => `${words(day, { month: "long" })} ${ordinal(day.getDate())}, ${day.getFullYear()}`,
  date_short: (day) => words(day, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (day) => `${words(day, { weekday: "long" })}, ${TOKENS.date(day)}`,
  date_long_full: (day) => words(day, { month: "long", day: "numeric", year: "numeric" }),
  date_pretty: (day, now) => nearby(day, now) ?? TOKENS.date(day),
  date_short_pretty: (day, now) => nearby(day, now) ?? TOKENS.date_short(day),
  date_long_pretty: (day, now) => nearby(day, now) ?? TOKENS.date_long(day),
  day_divider_pretty: (day, now) => nearby(day, now) ?? thisYear(day, now),
  time: (day) => words(day, { hour: "numeric", minute: "2-digit", hour12: HOUR_12 }),
  time_secs: (day) => words(day, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: HOUR_12 }),
  ago: (day, now) => ago((now - day) / 1000),
};

const two = (number) => String(number).padStart(2, "0");
const words = (day, options) => new Intl.DateTimeFormat("en-US", options).format(day);

function ordinal(number) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" };
  return number + ending[new Intl.PluralRules("en", { type: "ordinal" }).select(number)];
}

function nearby(day, now) {
  const noon = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 1000;
  return { 0: "today", 1: "yesterday", "-1": "tomorrow" }[(noon(now) - noon(day)) / DAY];
}

function thisYear(day, now) {
  const long = TOKENS.date_long(day);
  return day.getFullYear() === now.getFullYear() ? long.replace(/, \d+$/, "") : long;
}

function ago(seconds) {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  if (unit === "second" && Math.abs(seconds) < 5) return "just now";
  return RELATIVE.format(-Math.trunc(seconds / length), unit);
}

/** Fill in the `{tokens}` of a format for a Unix time in seconds; null when that is no time or no format at all. */
export function formatDate(format, seconds, now = new Date()) {
  const day = new Date(Number(seconds) * 1000);
  if (Number.isNaN(day.getTime()) || !/\{\w+\}/.test(format ?? "")) return null;
  return format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(day, now) ?? whole);
}

/** Say a Unix time in full, with the viewer's zone: what a date shows when pointed at. */
export function fullDate(seconds) {
  const day = new Date(Number(seconds) * 1000);
  const zone = words(day, { timeZoneName: "short" }).split(", ").at(-1);
  return `${TOKENS.date_long(day)} at ${TOKENS.time_secs(day)} ${zone}`;
}
