// The unfolded row: each side in full, where it stands, and what can be done with it.
import type { DifferenceLine, DifferenceSpread } from "../../sync/difference_messages.ts";
import { copyButton } from "../copy.ts";
import { h } from "../dom.ts";
import { type Shown, sideOf } from "./columns.ts";
import { pythonLines, pythonOf } from "./python.ts";

export interface DetailTo {
  shown(): Shown;
  /** Ignore what this rule names; null where rules can't be changed. */
  ignore: ((rule: string) => void) | null;
}

export function differenceDetail(row: DifferenceLine, to: DetailTo): (string | Node)[] {
  const shown = to.shown();
  const facts = [row.item ? "" : row.tag, row.keyword, row.vr].filter(Boolean).join(" · ");
  const labels = shown.columns.map(({ label }) => label);
  const python = () =>
    shown.mode === "series"
      ? pythonOf("dataset", row.path)
      : pythonLines(labels, row.paths, row.path);
  const rule = row.keyword || (row.item ? "" : row.tag);
  const { ignore } = to;
  return [
    h("div", { class: "dw-detail-facts" }, facts),
    ...(row.note ? [h("p", { class: "dw-detail-note" }, row.note)] : []),
    h(
      "div",
      { class: "dw-detail-sides" },
      ...labels.map((label, side) => sideBlock(row, label, side)),
    ),
    h(
      "div",
      { class: "dw-detail-acts" },
      h("code", {}, row.path),
      copyButton("Copy as Python", python),
      ignore && rule && !row.ignored
        ? h("button", { class: "dw-button", onclick: () => ignore(rule) }, `Ignore ${rule}`)
        : null,
    ),
  ];
}

function sideBlock(row: DifferenceLine, label: string, side: number): HTMLElement {
  const path = row.paths[side];
  const where = path && path !== row.path ? ` · ${path}` : "";
  const spread = row.spreads[side];
  return h(
    "div",
    {},
    h("div", { class: "dw-detail-label" }, `${label}${where}`),
    ...(spread ? spreadOf(spread) : [h("code", {}, ...sideOf(row, side, false))]),
  );
}

function spreadOf({ files, present, distinct, values, missing }: DifferenceSpread): HTMLElement[] {
  const rows = values.map(({ text, count: number, file }) =>
    h(
      "li",
      {},
      h("code", {}, text || "empty"),
      h("span", { class: "dw-same" }, whereText(number, file)),
    ),
  );
  const more = distinct - values.length;
  if (more > 0) rows.push(h("li", { class: "dw-same" }, `and ${count(more)} more`));
  const list = h("ul", { class: "dw-spread" }, ...rows);
  if (present === files) return [list];
  const rest = files - present - missing.length;
  const names = `${missing.join(", ")}${rest > 0 ? ` and ${count(rest)} more` : ""}`;
  return [list, h("p", {}, `Missing in ${plural(files - present, "file")}: ${names}`)];
}

function whereText(files: number, file: string): string {
  if (files === 1 && file) return ` in ${file}`;
  return ` in ${plural(files, "file")}${file ? `, first ${file}` : ""}`;
}

const count = (number: number) => number.toLocaleString("en-US");
const plural = (number: number, noun: string) =>
  `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
