/** `rich_text` blocks, parsed into the same nodes as mrkdwn. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

const STYLES = ["bold", "italic", "strike", "underline", "code"];

const PARTS = {
  rich_text_section: ({ elements }) => ({ kind: "paragraph", nodes: parseElements(elements) }),
  rich_text_preformatted: ({ elements }) => ({ kind: "pre", nodes: parseElements(elements) }),
  rich_text_quote: ({ elements }) => ({ kind: "quote", nodes: parseElements(elements) }),
  rich_text_list: ({ style, indent = 0, offset = 0, elements }) => ({
    kind: "list",
    ordered: style === "ordered",
    indent,
    start: offset + 1,
    items: elements.map((section) => parseElements(section.elements)),
  }),
};

const ELEMENTS = {
  text: ({ text }) => ({ kind: "text", text }),
  link: ({ url, text }) => ({ kind: "link", url, nodes: [{ kind: "text", text: text || url }] }),
  user: ({ user_id: id }) => ({ kind: "user", id }),
  channel: ({ channel_id: id }) => ({ kind: "channel", id }),
  usergroup: ({ usergroup_id: id }) => ({ kind: "group", id }),
  team: ({ team_id: id }) => ({ kind: "group", id }),
  broadcast: ({ range: id }) => ({ kind: "broadcast", id }),
  emoji: ({ name, unicode }) => ({ kind: "emoji", name, unicode }),
  color: ({ value }) => ({ kind: "text", text: value }),
  date: ({ timestamp: seconds, format, url, fallback = "" }) => ({ kind: "date", seconds, format, url, fallback }),
};

/** Parse the parts of a rich text block, or of a table's cell, into nodes. */
export function parseRichText(block) {
  return (block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? { kind: "unknown", name: part.type });
}

function parseElements(elements = []) {
  return elements.map((element) => {
    const node = ELEMENTS[element.type]?.(element) ?? { kind: "unknown", name: element.type };
    const styles = STYLES.filter((name) => element.style?.[name]);
    return styles.reduce((inner, kind) => ({ kind, nodes: [inner] }), node);
  });
}
