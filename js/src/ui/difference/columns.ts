// How a row of a comparison reads: its cells, a column for each side.
import type { DifferenceLine, GetDifferenceResult } from "../../sync/difference_messages.ts";
import { h } from "../dom.ts";
import { highlight } from "../highlight.ts";
import type { Column } from "../table.ts";
import { kindName } from "./kinds.ts";
import { differing, type Range } from "./marks.ts";

export type Shown = Pick<GetDifferenceResult, "mode" | "columns">;

export function differenceColumns(shown: Shown, query: () => string): Column<DifferenceLine>[] {
  const marked = (text: string, row: DifferenceLine) => highlight(text, row.match ? query() : "");
  return [
    { key: "tag", label: "Tag", content: (row) => (row.item ? "" : marked(row.tag, row)) },
    {
      key: "name",
      label: "Name",
      outline: true,
      content: (row) => marked(row.name, row),
      title: (row) => (row.keyword ? `${row.name} · ${row.keyword}` : row.name),
    },
    {
      key: "kind",
      label: "Kind",
      content: (row) => kindChip(row, shown),
      title: ({ note }) => note,
    },
    ...shown.columns.map(({ label, name }, side) => ({
      key: `side dw-cell-side-${side}`,
      label: name ? `${label} · ${name}` : label,
      content: (row: DifferenceLine) => sideOf(row, side),
      title: (row: DifferenceLine) => row.values[side] ?? "not there",
    })),
  ];
}

export function differenceRowClass(row: DifferenceLine): string {
  const vr = row.vr === "SQ" ? " dw-is-sequence" : "";
  return [
    `dw-is-${row.ignored ? "ignored" : row.kind}${vr}`,
    row.item && "dw-is-item",
    row.private && "dw-is-private",
    row.inherited && "dw-is-inherited",
  ]
    .filter(Boolean)
    .join(" ");
}

/** VRs whose meaning follows after " · " (dicomwidgets/elements/values.py). */
const EXPLAINED = new Set(["AS", "AT", "DA", "DT", "TM", "UI"]);
const SEPARATOR = " · ";
/** A difference further on than this brings its own beginning along, in a cell that may be narrow. */
const FAR = 22;
const BEFORE = 10;

/** What a side has, with the characters marked that the first side has not. */
export function sideOf(row: DifferenceLine, side: number, cut = true): (string | Node)[] {
  const text = row.values[side];
  if (text === null || text === undefined) return [absent("not there")];
  if (text === "") return row.item ? [] : [absent("empty")];
  if (row.spreads.length > 0) return [line(text)];
  const own = bareText(row, text, cut);
  const meaning = text.length > own.length ? text.slice(own.length + SEPARATOR.length) : "";
  const marked = row.kind === "changed" || row.kind === "spelling";
  const parts = marked ? withRanges(own, rangesOf(row, side, cut), cut) : [own];
  if (meaning) parts.push(h("span", { class: "dw-meaning" }, meaning));
  return parts;
}

/** The text without what it means. */
function bareText({ vr }: DifferenceLine, text: string, cut: boolean): string {
  const flat = cut ? line(text) : text;
  const at = EXPLAINED.has(vr) && !flat.includes(" \\ ") ? flat.indexOf(SEPARATOR) : -1;
  return at < 0 ? flat : flat.slice(0, at);
}

function rangesOf(row: DifferenceLine, side: number, cut: boolean): Range[] {
  const texts = row.values.map((each) => (each === null ? null : bareText(row, each, cut)));
  const own = texts[side] ?? "";
  const first = texts.findIndex((each) => each !== null);
  // The first is held against the next one that is another.
  const other = side === first ? texts.find((each) => each !== null && each !== own) : texts[first];
  if (other === undefined || other === null) return [];
  return side === first ? differing(own, other)[0] : differing(other, own)[1];
}

function withRanges(text: string, ranges: Range[], cut: boolean): (string | Node)[] {
  const parts: (string | Node)[] = [];
  const far = ranges[0]?.[0] ?? 0;
  let at = cut && far > FAR ? far - BEFORE : 0;
  if (at > 0) parts.push("…");
  for (const [start, stop] of ranges) {
    parts.push(text.slice(at, start));
    parts.push(h("mark", { class: "dw-other" }, text.slice(start, stop)));
    at = stop;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}

export function kindChip(row: DifferenceLine, shown: Shown): (string | Node)[] {
  if (row.kind === "same") {
    if (row.below === 0) return [];
    const inside = `${row.below.toLocaleString("en-US")} inside`;
    return [h("span", { class: "dw-kind-inside" }, inside)];
  }
  const name = row.ignored ? "Ignored" : kindName(row.kind, shown);
  return [h("span", { class: `dw-pill dw-kind-${row.ignored ? "same" : row.kind}` }, name)];
}

function absent(text: string): Node {
  return h("span", { class: "dw-same" }, text);
}

function line(text: string): string {
  return text.replace(/[\r\n\t\f]+/g, " ⏎ ");
}
