// What was measured, as a table to compare and to copy.
import type { ReportItem } from "../../sync/report_messages.ts";
import { copyButton } from "../copy.ts";
import { h } from "../dom.ts";
import { highlight } from "../highlight.ts";
import { notice } from "../message.ts";
import { csv, matching, measured } from "./outline.ts";

const HEAD = ["Number", "Group", "Measured", "Value", "Unit", "Code"];

/** The rows that hold every word of `query`; `go` leads to an item in the document. */
export function measuredTable(
  items: readonly ReportItem[],
  query: string,
  go: (id: number) => void,
): HTMLElement {
  const found = matching(items, query);
  const rows = measured(items).filter(({ item }) => !found || found.has(item.id));
  if (rows.length === 0) return notice(query ? "Nothing matches." : "Nothing was measured here.");
  const texts = rows.map(({ group, item }) => [
    item.number,
    group,
    item.concept?.meaning ?? "",
    item.value,
    item.unit,
    item.concept ? `${item.concept.value} ${item.concept.scheme}` : "",
  ]);
  const body = texts.map((cells, at) => row(cells, query, () => go(rows[at]?.item.id ?? 0)));
  return h(
    "div",
    { class: "dw-report-measurements" },
    h(
      "table",
      { class: "dw-report-table" },
      h("thead", {}, h("tr", {}, ...HEAD.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...body),
    ),
    copyButton("Copy as CSV", () => csv([HEAD, ...texts])),
  );
}

function row(cells: string[], query: string, go: () => void): HTMLElement {
  const [number = "", ...rest] = cells;
  const link = h(
    "button",
    { class: "dw-report-link", onclick: go, "aria-label": `Go to ${number}` },
    number,
  );
  return h(
    "tr",
    {},
    h("td", {}, link),
    ...rest.map((text, at) => {
      const look = at === 2 ? "dw-report-figure" : at === 4 ? "dw-report-coded" : null;
      return h("td", { class: look }, ...highlight(text, query));
    }),
  );
}
