/**
 * Charts of `data_visualization` blocks, drawn plainly: bars from zero with their values, or lines over a stated range.
 *
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */

import { h, svg } from "../dom.js";

const HEIGHT = 40;
const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const CHARTS = {
  bar: (chart) => drawBars(readSeries(chart)),
  pie: ({ segments }) => drawBars(readSegments(segments)),
  line: (chart) => drawLines(readSeries(chart), false),
  area: (chart) => drawLines(readSeries(chart), true),
};

/** Draw a chart with its title; null for a kind that is not known. */
export function drawChart({ title, chart }) {
  const parts = CHARTS[chart?.type]?.(chart);
  return parts ? h("figure", { class: "chart" }, h("figcaption", {}, title), parts) : null;
}

/** Read bars, lines and areas: `values[n]` of each series stands over `labels[n]`, null where there is no point. */
function readSeries({ series, axis_config: axis = {} }) {
  const labels = axis.categories ?? series[0].data.map(({ label }) => label);
  const valueAt = (data, label) => data.find((point) => point.label === label)?.value ?? null;
  const lines = series.map(({ name, data }) => ({ name, values: labels.map((label) => valueAt(data, label)) }));
  return { labels, series: lines, across: axis.x_label, up: axis.y_label, ...rangeOf(lines) };
}

/** Read a pie as bars: shares of a whole are easier to compare side by side. */
function readSegments(segments) {
  const values = segments.map(({ value }) => value);
  const total = values.reduce((sum, value) => sum + value, 0);
  const share = (value) => `${NUMBER.format(value)} (${Math.round((value / total) * 100)} %)`;
  const series = [{ name: "Share", values }];
  return { labels: segments.map(({ label }) => label), series, words: total ? share : undefined, ...rangeOf(series) };
}

function rangeOf(series) {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  return { least: Math.min(0, ...values), most: Math.max(0, ...values) };
}

function drawBars({ labels, series, across, up, words = NUMBER.format, least, most }) {
  const width = (value) => (Math.abs(value) / (most - least || 1)) * 100;
  const start = (value) => ((Math.min(value, 0) - least) / (most - least || 1)) * 100;
  const bar = (value, nth) =>
    svg("svg", { class: "bar", "aria-hidden": "true" }, [
      svg("rect", { class: `series-${nth}`, x: `${start(value)}%`, width: `${width(value)}%`, height: "100%", rx: 2 }),
    ]);
  const cell = ({ values }, nth, row) =>
    h("div", { class: "bar-row" }, bar(values[row] ?? 0, nth), values[row] === null ? "no value" : words(values[row]));
  const rows = labels.map((label, row) =>
    h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, series.map((one, nth) => cell(one, nth, row)))),
  );
  return [axisWords(across, up), drawLegend(series), h("table", { class: "bars" }, h("tbody", {}, rows))];
}

function drawLines({ labels, series, across, up, least, most }, filled) {
  const x = (nth) => (labels.length > 1 ? (nth / (labels.length - 1)) * 100 : 50);
  const y = (value) => HEIGHT - ((value - least) / (most - least || 1)) * HEIGHT;
  const lines = series.flatMap(({ values }, nth) => runs(values).flatMap((run) => drawRun(run, { nth, x, y, filled })));
  const plot = svg("svg", { class: "plot", viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: "none" }, [
    svg("line", { class: "zero", x1: 0, x2: 100, y1: y(0), y2: y(0) }),
    ...lines,
  ]);
  plot.setAttribute("aria-hidden", "true");
  const scale = h("div", { class: "scale" }, h("span", {}, NUMBER.format(most)), h("span", {}, NUMBER.format(least)));
  const ends = [labels[0], ...(labels.length > 1 ? [labels.at(-1)] : [])].map((label) => h("span", {}, label));
  const drawing = h("div", { class: "lines" }, scale, plot, h("div", { class: "ends" }, ends));
  return [axisWords(across, up), drawLegend(series), drawing, drawValues(labels, series)];
}

/** Part a series at its missing points, so that no line bridges what is not known. */
function runs(values) {
  const found = [[]];
  values.forEach((value, nth) => (value === null ? found.push([]) : found.at(-1).push([nth, value])));
  return found.filter(({ length }) => length);
}

function drawRun(run, { nth, x, y, filled }) {
  const points = run.map(([at, value]) => `${x(at)},${y(value)}`);
  const [first, last] = [run[0][0], run.at(-1)[0]];
  const below = `${x(first)},${y(0)} ${points.join(" ")} ${x(last)},${y(0)}`;
  const area = filled && svg("polygon", { class: `series-${nth} area`, points: below });
  // A line of one point has no length: its round cap draws it as a dot.
  const line = points.length > 1 ? points.join(" ") : `${points[0]} ${points[0]}`;
  return [area, svg("polyline", { class: `series-${nth} line`, points: line })].filter(Boolean);
}

function axisWords(across, up) {
  const words = [up, across].filter(Boolean).join(" by ");
  return words && h("p", { class: "chart-about" }, words);
}

function drawLegend(series) {
  const whole = { width: "100%", height: "100%" };
  const swatch = (nth) => svg("svg", { class: "swatch" }, [svg("rect", { class: `series-${nth}`, ...whole })]);
  const entry = ({ name }, nth) => h("li", {}, swatch(nth), name);
  return series.length > 1 && h("ul", { class: "legend" }, series.map(entry));
}

function drawValues(labels, series) {
  const head = h("tr", {}, h("td", {}), series.map(({ name }) => h("th", { scope: "col" }, name)));
  const value = (number) => (number === null ? "–" : NUMBER.format(number));
  const row = (label, at) =>
    h("tr", {}, h("th", { scope: "row" }, label), series.map(({ values }) => h("td", {}, value(values[at]))));
  const table = h("table", {}, h("thead", {}, head), h("tbody", {}, labels.map(row)));
  return h("details", {}, h("summary", {}, "Show the values"), h("div", { class: "block-table" }, table));
}
