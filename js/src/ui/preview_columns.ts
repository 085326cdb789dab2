// How an element reads before and after an anonymization: its cells, and the unfolded row.
import type { PreviewAction, PreviewRow } from "../sync/messages.ts";
import { h } from "./dom.ts";
import { highlight } from "./highlight.ts";
import type { Column } from "./table.ts";

export const ACTIONS: readonly PreviewAction[] = [
  "remove",
  "empty",
  "replace",
  "uid",
  "clean",
  "keep",
];

export const ACTION_NAMES: Readonly<Record<PreviewAction, string>> = {
  remove: "Removed",
  empty: "Emptied",
  replace: "Replaced",
  uid: "New UID",
  clean: "Cleaned",
  keep: "Kept",
};

/** Stands in `before` for an element that is not there yet (plan_rows.py). */
const NOTHING = "—";
const ITEM = "(FFFE,E000)";

/** The columns; `query` gives the words to mark. */
export function previewColumns(query: () => string): Column<PreviewRow>[] {
  const marked = (text: string) => highlight(line(text), query());
  return [
    { key: "tag", label: "Tag", content: (row) => (isItem(row) ? "" : marked(row.tag)) },
    {
      key: "name",
      label: "Name",
      outline: true,
      content: (row) => marked(row.name),
      title: (row) => (row.keyword ? `${row.name} · ${row.keyword}` : row.name),
    },
    {
      key: "before",
      label: "Before",
      content: (row) => before(row, marked),
      title: (row) => row.before,
    },
    { key: "action", label: "Action", content: (row) => chip(row), title: (row) => row.why },
    {
      key: "after",
      label: "After",
      content: (row) => after(row, marked),
      title: (row) => row.after,
    },
    { key: "why", label: "Why", content: (row) => marked(row.why), title: (row) => row.why },
  ];
}

/** Classes by which the sheet tells rows apart. */
export function previewRowClass(row: PreviewRow): string {
  const kind = isItem(row) ? " dw-is-item" : row.vr === "SQ" ? " dw-is-sequence" : "";
  const isPrivate = Number.parseInt(row.tag.slice(1, 5), 16) & 1 ? " dw-is-private" : "";
  return `dw-does-${row.action}${kind}${isPrivate}`;
}

/** Both values in full, side by side, and the reason; `below` is what can be done about it. */
export function previewDetail(row: PreviewRow, below: Node[] = []): (string | Node)[] {
  const facts = [row.tag, row.keyword, row.vr].filter(Boolean).join(" · ");
  const code = row.code && row.code !== NOTHING ? `code ${row.code}` : "";
  return [
    h("p", { class: "dw-detail-facts" }, [facts, code].filter(Boolean).join(" · ")),
    h("p", { class: "dw-detail-why" }, h("strong", {}, `${nameOf(row)}. `), row.why),
    h(
      "div",
      { class: "dw-detail-sides" },
      side("Before", row.before === NOTHING ? "not there" : row.before || "empty"),
      side("After", row.action === "remove" ? "not there" : row.after || "empty"),
    ),
    ...below,
  ];
}

function nameOf(row: PreviewRow): string {
  return row.before === NOTHING && row.action === "replace" ? "Added" : ACTION_NAMES[row.action];
}

function side(label: string, text: string): HTMLElement {
  return h("div", {}, h("div", { class: "dw-detail-label" }, label), h("code", {}, text));
}

function chip(row: PreviewRow): HTMLElement | string {
  if (isItem(row) && row.action === "keep") return "";
  return h(
    "span",
    { class: `dw-pill dw-action dw-action-${row.action}` },
    nameOf(row),
    row.code && row.code !== NOTHING ? h("span", { class: "dw-code" }, row.code) : null,
  );
}

function before(row: PreviewRow, marked: (text: string) => (string | Node)[]) {
  if (row.before === NOTHING) return [h("span", { class: "dw-same" }, "not there")];
  if (row.before === "") return isItem(row) ? [] : [h("span", { class: "dw-same" }, "empty")];
  return row.action === "keep" ? marked(row.before) : [h("s", {}, ...marked(row.before))];
}

function after(row: PreviewRow, marked: (text: string) => (string | Node)[]): (string | Node)[] {
  if (isItem(row)) return [];
  if (row.action === "keep") return [h("span", { class: "dw-same" }, "same")];
  if (row.action === "empty") return [h("span", { class: "dw-same" }, "empty")];
  return marked(row.after);
}

function isItem({ tag }: PreviewRow): boolean {
  return tag === ITEM;
}

function line(text: string): string {
  return text.replace(/[\r\n\t\f]+/g, " ⏎ ");
}
