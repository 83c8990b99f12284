/** Messages and views as Block Kit Builder takes them. Pure. https://app.slack.com/block-kit-builder */

const VIEW = ["type", "title", "blocks", "submit", "close", "private_metadata", "callback_id", "external_id"];
const FLAGS = ["clear_on_close", "notify_on_close", "submit_disabled"];

/** Write the blocks of a message; a message without blocks becomes one section of its text. */
export function messageJson({ text, blocks, attachments }) {
  const shown = blocks ?? (text ? [{ type: "section", text: { type: "mrkdwn", text } }] : []);
  return written({ blocks: shown, ...(attachments?.length && { attachments }) });
}

/** Write a view as an app would open it: without what the workspace added. */
export function viewJson(view) {
  const said = VIEW.filter((name) => ![null, undefined, ""].includes(view[name]));
  const names = [...said, ...FLAGS.filter((name) => view[name])];
  return written(Object.fromEntries(names.map((name) => [name, view[name]])));
}

const written = (value) => JSON.stringify(value, null, 2);
