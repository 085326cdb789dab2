// How the row of a header reads: its columns, which of them there is room for, its cells.
import type { Field } from "../../sync/header_query.ts";
import type { Row } from "../../sync/messages.ts";
import { type Place, placesThatFit } from "../arranged.ts";
import { h } from "../dom.ts";
import type { Column } from "../table.ts";

/** Kinds of values whose meaning follows after " · " (dicomwidgets/elements/values.py). */
const EXPLAINED = new Set(["AS", "AT", "DA", "DT", "PN", "TM", "UI", "UN", "OB", ""]);
const SEPARATOR = " · ";

/** In the order in which they stand: columns of `HeaderTable`. */
export const PLACES: Place[] = [
  { key: "marks", label: "Marks", track: "34px", room: 34, gives: 4 },
  { key: "tag", label: "Tag", track: "100px", room: 100, gives: 0 },
  { key: "name", label: "Name", track: "minmax(110px, 1fr)", room: 150, gives: 0 },
  { key: "keyword", label: "Keyword", track: "minmax(120px, 0.8fr)", room: 190, gives: 7 },
  { key: "vr", label: "VR", track: "46px", room: 46, gives: 2 },
  { key: "vm", label: "VM", track: "46px", room: 46, gives: 3 },
  { key: "length", label: "Length", track: "70px", room: 70, gives: 5 },
  { key: "path", label: "Path", track: "minmax(120px, 1fr)", room: 160, gives: 8 },
  { key: "creator", label: "Creator", track: "minmax(80px, 0.5fr)", room: 110, gives: 6 },
  { key: "value", label: "Value", track: "minmax(110px, 1.9fr)", room: 220, gives: 0 },
  { key: "raw", label: "As written", track: "minmax(90px, 1fr)", room: 200, gives: 9 },
];

/** Whether a column is shown where there is room for it. */
export function isChosen(key: string, chosen: readonly string[]): boolean {
  return key === "name" || chosen.includes(key);
}

/** Which of the chosen columns there is room for, and the grid that they make. */
export function arranged(
  chosen: readonly string[],
  width: number,
): { template: string; hidden: string[] } {
  const wanted = ({ key, gives }: Place) => chosen.includes(key) || (gives === 0 && key === "name");
  const { shown, hidden } = placesThatFit(PLACES, wanted, width);
  // Where hardly anything is left beside it, the name needs its share more than the value.
  const tracks = shown.map(({ key, track }) =>
    key === "value" && shown.length < 5 ? track.replace("1.9fr", "1.2fr") : track,
  );
  return { template: tracks.join(" "), hidden };
}

/** What is known beyond the rows themselves; nothing of it before there is somebody to ask. */
export interface Marking {
  /** A text of a cell with what a search found in it. */
  marked?: (text: string, row: Row, field: Field) => (string | Node)[];
  /** How a row compares with others. */
  signs?: (row: Row) => Node[];
  /** Whether rows stand without their nesting. */
  flat?: () => boolean;
}

export function headerColumns(marking: Marking = {}): Column<Row>[] {
  const { marked = (text) => [text], signs = () => [], flat = () => false } = marking;
  const cells: Record<string, Omit<Column<Row>, "key" | "label">> = {
    marks: { hint: "What differs, and what is constant", content: signs },
    tag: { sort: "tag", content: (row) => marked(row.tag, row, "tag") },
    name: {
      sort: "name",
      outline: true,
      content: (row) => [...marked(nameOf(row), row, "name"), ...above(row, flat())],
      title: (row) =>
        [nameOf(row), flat() ? row.path : row.keyword].filter(Boolean).join(SEPARATOR),
    },
    keyword: { sort: "keyword", content: (row) => marked(row.keyword, row, "keyword") },
    vr: {
      sort: "vr",
      content: (row) =>
        row.vr ? h("span", { class: "dw-chip" }, ...marked(row.vr, row, "vr")) : "",
    },
    vm: { content: (row) => (row.vr === "SQ" ? "" : row.vm) },
    length: { sort: "length", content: (row) => row.length?.toLocaleString("en-US") ?? "" },
    path: { content: (row) => row.path, title: (row) => row.path },
    creator: { content: (row) => row.creator, title: (row) => row.creator },
    value: {
      sort: "value",
      content: (row) => [...alarm(row), ...value(row, (text) => marked(text, row, "value"))],
      title: (row) => row.problem ?? row.value,
    },
    raw: { content: (row) => padded(oneLine(row.raw)), title: (row) => row.raw },
  };
  return PLACES.map(({ key, label }) => ({ key, label, content: () => "", ...cells[key] }));
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

/** Where a row without its nesting comes from. */
function above({ path }: Row, flat: boolean): Node[] {
  const at = path.lastIndexOf(".");
  return flat && at > 0 ? [h("span", { class: "dw-above" }, `in ${path.slice(0, at)}`)] : [];
}

function alarm({ problem }: Row): Node[] {
  if (!problem) return [];
  return [h("span", { class: "dw-alarm", role: "img", "aria-label": `Problem: ${problem}` })];
}

function value(row: Row, marked: (text: string) => (string | Node)[]): (string | Node)[] {
  const line = oneLine(row.value);
  const at = EXPLAINED.has(row.vr) && !line.includes(" \\ ") ? line.indexOf(SEPARATOR) : -1;
  if (at < 0) return marked(line);
  const meaning = marked(line.slice(at + SEPARATOR.length));
  return [...marked(line.slice(0, at)), h("span", { class: "dw-meaning" }, ...meaning)];
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t\f]+/g, " ⏎ ");
}

/** Blanks at the end are padding: they are made to be seen. */
export function padded(text: string): (string | Node)[] {
  const end = text.trimEnd().length;
  const blanks = text.slice(end).replaceAll(" ", "␣");
  return blanks ? [text.slice(0, end), h("span", { class: "dw-padding" }, blanks)] : [text];
}
