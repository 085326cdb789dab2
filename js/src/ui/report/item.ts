// One item of a report, as part of a document to read or as a row of its tree.
import type { ReportCode, ReportItem, ReportReference } from "../../sync/report_messages.ts";
import { type Child, h } from "../dom.ts";
import { highlight } from "../highlight.ts";

export interface ItemActions {
  open(item: ReportItem, reference: number): void;
  go(id: number): void;
  query(): string;
}

/** The content of an item in a document: what is contained simply stands there. */
export function documentItem(item: ReportItem, to: ItemActions): Child[] {
  const name = label(item, to);
  const told = item.relationship !== "contains" && relation(item);
  if (item.type === "CONTAINER")
    return [h("span", { class: "dw-report-heading" }, name ?? "Section"), ...tail(item, to), told];
  return [
    name && h("span", { class: "dw-report-name" }, name),
    h("div", { class: "dw-report-rest" }, value(item, to), ...tail(item, to), told),
  ];
}

/** The content of an item in the tree: its number, relationship, type and codes as well. */
export function treeItem(item: ReportItem, to: ItemActions): Child[] {
  return [
    h("span", { class: "dw-report-number" }, item.number),
    relation(item),
    h("span", { class: "dw-chip" }, item.type || "REF"),
    label(item, to) && h("span", { class: "dw-report-name" }, label(item, to) ?? ""),
    coded(item.concept, to),
    value(item, to),
    coded(item.code ?? item.unit_code, to),
    item.template && h("span", { class: "dw-report-quiet" }, `TID ${item.template}`),
    ...tail(item, to),
  ];
}

function label(item: ReportItem, to: ItemActions): HTMLElement | null {
  if (!item.concept) return null;
  return h("span", { "data-tip": tipOf(item.concept) }, ...marked(item.concept.meaning, to));
}

function value(item: ReportItem, to: ItemActions): Child {
  if (item.code) return chip(item.code, to);
  if (item.table) return table(item);
  if (item.references.length > 0 && /^(IMAGE|COMPOSITE|WAVEFORM)$/.test(item.type)) return null;
  if (item.type === "NUM") return number(item, to);
  if (!item.value) return null;
  const shape = item.type === "TEXT" ? "dw-report-text" : "dw-report-value";
  return h("span", { class: shape }, ...marked(item.value, to));
}

function number(item: ReportItem, to: ItemActions): HTMLElement {
  const odd = item.qualifier && item.qualifier !== item.value;
  return h(
    "span",
    { class: "dw-report-measured" },
    h("span", { class: "dw-report-figure" }, ...marked(item.value || "—", to)),
    h(
      "span",
      { class: "dw-report-unit", "data-tip": item.unit_code && tipOf(item.unit_code) },
      item.unit,
    ),
    odd && h("span", { class: "dw-report-quiet" }, item.qualifier),
  );
}

/** A button, so that the keyboard reaches the scheme. */
function chip(code: ReportCode, to: ItemActions): HTMLElement {
  return h(
    "button",
    {
      class: "dw-report-code",
      tabindex: "-1",
      "data-tip": tipOf(code),
      "aria-label": `${code.meaning}, code ${tipOf(code)}`,
    },
    ...marked(code.meaning, to),
  );
}

function coded(code: ReportCode | null, to: ItemActions): Child {
  if (!code?.value) return null;
  const text = code.scheme ? `${code.value} ${code.scheme}` : code.value;
  return h("span", { class: "dw-report-coded" }, ...marked(text, to));
}

function tipOf({ value: code, scheme, version, meaning }: ReportCode): string {
  const from = version ? `${scheme} ${version}` : scheme;
  return [code || meaning, from].filter(Boolean).join(" · ");
}

function relation(item: ReportItem): Child {
  return item.relationship && h("span", { class: "dw-report-relation" }, item.relationship);
}

function tail(item: ReportItem, to: ItemActions): Child[] {
  return [
    ...item.references.map((each, place) => reference(item, each, place, to)),
    item.target !== null && jump(item.target, to),
    item.observed && h("span", { class: "dw-report-quiet" }, item.observed),
    ...item.problems.map((text) => h("span", { class: "dw-report-problem" }, text)),
  ];
}

const STATES = {
  image: "Opens beside the report",
  report: "Opens in place of this report",
  here: "It is here, and nothing to look at",
  missing: "Not here: read_report(x, images=…) says where images lie",
  unknown: "Looking for it…",
};

function reference(item: ReportItem, each: ReportReference, place: number, to: ItemActions): Child {
  const opens = each.state === "image" || each.state === "report";
  const tip = STATES[each.state];
  const text = each.drawn && each.state === "image" ? `Show in ${each.label}` : each.label;
  if (!opens)
    return h(
      "span",
      { class: "dw-report-quiet", "data-tip": tip },
      `${text} · ${WORDS[each.state]}`,
    );
  return h(
    "button",
    {
      class: "dw-button dw-report-open",
      tabindex: "-1",
      "data-tip": tip,
      onclick: () => to.open(item, place),
    },
    text,
  );
}

const WORDS = { image: "", report: "", here: "here", missing: "not here", unknown: "looking…" };

function jump(target: number, to: ItemActions): HTMLElement {
  const go = () => to.go(target);
  return h(
    "button",
    { class: "dw-button dw-report-open", tabindex: "-1", onclick: go },
    "Go to it",
  );
}

function table({ table: cells }: ReportItem): Child {
  const head = cells?.columns.map((name) => h("th", { scope: "col" }, name)) ?? [];
  const rows = cells?.rows.map(([name, ...values]) =>
    h("tr", {}, h("th", { scope: "row" }, name), ...values.map((text) => h("td", {}, text))),
  );
  return h(
    "table",
    { class: "dw-report-table" },
    h("thead", {}, h("tr", {}, h("td", {}), ...head)),
    h("tbody", {}, ...(rows ?? [])),
  );
}

function marked(text: string, to: ItemActions): (string | Node)[] {
  return highlight(text, to.query());
}
