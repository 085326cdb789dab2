// How the row of a header reads: its cells.
import type { Row } from "../../sync/messages.ts";
import { h } from "../dom.ts";
import { highlight } from "../highlight.ts";
import type { Column } from "../table.ts";

/** Kinds of values whose meaning follows after " · " (dicomwidgets/elements/values.py). */
const EXPLAINED = new Set(["AS", "AT", "DA", "DT", "PN", "TM", "UI", "UN", "OB", ""]);
const SEPARATOR = " · ";

/** The columns; `query` gives the words to mark. */
export function headerColumns(query: () => string): Column<Row>[] {
  const marked = (text: string, row: Row) => highlight(text, row.match ? query() : "");
  return [
    { key: "tag", label: "Tag", content: (row) => marked(row.tag, row) },
    {
      key: "name",
      label: "Name",
      outline: true,
      content: (row) => marked(nameOf(row), row),
      title: (row) => (row.keyword ? `${nameOf(row)} · ${row.keyword}` : nameOf(row)),
    },
    { key: "keyword", label: "Keyword", content: (row) => marked(row.keyword, row) },
    {
      key: "vr",
      label: "VR",
      content: (row) => (row.vr ? h("span", { class: "dw-chip" }, ...marked(row.vr, row)) : ""),
    },
    { key: "vm", label: "VM", content: (row) => (row.vr === "SQ" ? "" : row.vm) },
    {
      key: "value",
      label: "Value",
      content: (row) => [...alarm(row), ...value(row, marked)],
      title: (row) => row.problem ?? row.value,
    },
  ];
}

/** Classes by which the sheet tells rows apart. */
export function headerRowClass(row: Row): string {
  return [
    row.private && "dw-is-private",
    !row.vr && "dw-is-item",
    row.vr === "SQ" && "dw-is-sequence",
  ]
    .filter(Boolean)
    .join(" ");
}

export function nameOf(row: Row): string {
  return row.name || (row.private ? "Private element" : "Unknown element");
}

function alarm({ problem }: Row): Node[] {
  if (!problem) return [];
  return [h("span", { class: "dw-alarm", role: "img", "aria-label": `Problem: ${problem}` })];
}

function value(row: Row, marked: (text: string, row: Row) => (string | Node)[]) {
  const line = row.value.replace(/[\r\n\t\f]+/g, " ⏎ ");
  const at = EXPLAINED.has(row.vr) && !line.includes(" \\ ") ? line.indexOf(SEPARATOR) : -1;
  if (at < 0) return marked(line, row);
  const meaning = marked(line.slice(at + SEPARATOR.length), row);
  return [...marked(line.slice(0, at), row), h("span", { class: "dw-meaning" }, ...meaning)];
}
