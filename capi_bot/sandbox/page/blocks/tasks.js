/** Tasks of an agent and the plan they belong to. https://docs.slack.dev/reference/block-kit/blocks/task-card-block */

import { h, icon } from "../dom.js";
import { keeping } from "./holding.js";
import { anchor, draw } from "../text/marks.js";
import { parseRichText } from "../text/richtext.js";

const STATUSES = {
  pending: ["pending", "Not started"],
  in_progress: ["clock", "In progress"],
  complete: ["check", "Done"],
  error: ["alert", "Failed"],
};

/** Draw a plan: its title and its tasks in order. */
export function drawPlan({ title, tasks = [] }, surface) {
  const rows = tasks.map((task) => h("li", {}, drawTask(task, surface)));
  return h("div", { class: "block-plan" }, h("h4", {}, title), h("ol", { class: "plan-tasks" }, rows));
}

/** Draw a task: what there is to say of it unfolds. */
export function drawTask(task, { names }) {
  const [picture, word] = STATUSES[task.status] ?? STATUSES.pending;
  const mark = h("span", { class: `task-status task-${task.status}` }, icon(picture), h("small", {}, word));
  const head = [h("span", { class: "task-title" }, task.title), mark];
  const texts = [task.details, task.output].filter(Boolean).map((block) => drawText(block, names));
  const inside = task.sources?.length ? [...texts, drawSources(task.sources)] : texts;
  if (!inside.length) return h("div", { class: "block-task" }, h("div", { class: "task-head" }, head));
  const dataset = { blockId: task.block_id ?? task.task_id };
  const summary = h("summary", { class: "task-head", dataset }, icon("forward"), head);
  const folding = h("details", { dataset }, summary, inside);
  keeping(folding, () => folding.open, (left) => (folding.open = left));
  return h("div", { class: "block-task" }, folding);
}

const drawText = (block, names) => h("div", { class: "text rich" }, draw(parseRichText(block), names));

function drawSources(sources) {
  const rows = sources.map(({ url, text }) => h("li", {}, anchor(url, [text || url])));
  return h("ul", { class: "task-sources", "aria-label": "Sources" }, rows);
}
