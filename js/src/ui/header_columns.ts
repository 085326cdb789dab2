// How the row of a header reads: its cells, and what stands below it when it is unfolded.
import type { Row } from "../sync/messages.ts";
import { h } from "./dom.ts";
import { highlight } from "./highlight.ts";
import type { Column } from "./table.ts";

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

/** The whole value, wrapped, and the facts that a narrow table leaves out. */
export function headerDetail(row: Row): (string | Node)[] {
  const { tag, keyword, vr, vm, length, problem, children } = row;
  const facts = [
    tag,
    keyword,
    vr,
    vr && vr !== "SQ" && vm !== "0" ? `VM ${vm}` : "",
    length === null || vm === "0" ? "" : plural(length, "byte"),
    vm === "0" ? "empty" : "",
    vr ? "" : plural(children, "element"),
    row.private ? "private" : "",
  ].filter(Boolean);
  return [
    h("div", { class: "dw-detail-facts" }, facts.join(SEPARATOR)),
    h("div", { class: "dw-detail-name" }, nameOf(row)),
    ...(row.value ? [h("div", { class: "dw-detail-value" }, row.value)] : []),
    ...(problem ? [h("div", { class: "dw-detail-problem" }, problem)] : []),
  ];
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

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
