/** Pickers of dates and times. https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */

import { h } from "../dom.js";
import { identity } from "./holding.js";
import { telling } from "./telling.js";
import { plainly } from "./words.js";

const OLDEST_DATE = "1900-01-01"; // a year that is being typed passes through "0002", "0020" and "0202"
const AS_TYPED = { read: (value) => value, write: (value) => value };
const MOMENT = { read: (value) => Math.floor(new Date(value) / 1000), write: localMoment };

export const PICKERS = {
  datepicker: picker({ type: "date", name: "Date", key: "date", min: OLDEST_DATE }),
  timepicker: picker({ type: "time", name: "Time", key: "time" }),
  datetimepicker: picker({
    type: "datetime-local",
    name: "Date and time",
    key: "date_time",
    min: `${OLDEST_DATE}T00:00`,
    as: MOMENT,
  }),
};

function picker({ type, name, key, min, as = AS_TYPED }) {
  const selected = `selected_${key}`;
  const shown = (held) => (held === null || held === undefined ? "" : as.write(held));
  return (spec, surface, blockId) => {
    const attributes = {
      class: "input",
      required: !spec.optional,
      "aria-label": plainly(spec.placeholder) || name,
      title: spec.timezone ? `In the time zone ${spec.timezone}` : null,
      autofocus: spec.focus_on_load,
      value: shown(spec[`initial_${key}`]),
    };
    const node = h("input", { type, min, ...attributes, dataset: identity(spec, blockId) });
    const read = () => ({ [selected]: node.value ? as.read(node.value) : null });
    const write = (held) => (node.value = shown(held[selected]));
    return telling(node, { spec, surface, blockId }, { read, write, ready: () => node.validity.valid });
  };
}

/** Write Unix seconds as a `datetime-local` field holds them: in the viewer's zone, to the minute. */
function localMoment(seconds) {
  const day = new Date(seconds * 1000);
  return new Date(day - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
