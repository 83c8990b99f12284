/** The files of a message: a card each, with its name, its size and a link to download it. */

import { h, icon } from "../dom.js";

const UNITS = ["kB", "MB", "GB"];

/** Draw the files of a message; null when it has none. */
export function drawFiles(files) {
  return files?.length ? h("ul", { class: "files", "aria-label": "Files" }, files.map(drawFile)) : null;
}

/** Say a number of bytes as people do: `512 bytes`, `1.5 kB`. */
export function sizeInWords(bytes) {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power - 1]}`;
}

function drawFile({ name, title, mimetype, size, url }) {
  const kind = /\.(\w{1,5})$/.exec(name)?.[1].toUpperCase() ?? mimetype;
  const about = [title !== name && name, kind, sizeInWords(size)].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: "file" },
    icon("file"),
    h(
      "div",
      { class: "file-words" },
      h("b", {}, title || name),
      h("span", { class: "file-about" }, about),
    ),
    h("a", { class: "button", href: url, download: name, "aria-label": `Download ${name}` }, "Download"),
  );
}
