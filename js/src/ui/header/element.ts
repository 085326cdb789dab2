// The tab about the element itself: its value unfolded, as it is written, and what a narrow table
// leaves out.
import type { CopyForm, ElementDetail, NameGroup } from "../../sync/header_messages.ts";
import type { Row } from "../../sync/messages.ts";
import { copyButton } from "../copy.ts";
import { h } from "../dom.ts";
import { nameOf, padded } from "./columns.ts";
import type { Explaining } from "./explanation.ts";
import type { SideTab } from "./side.ts";

const SEPARATOR = " · ";

interface Options {
  detail: (id: number) => Promise<ElementDetail>;
  copy: (id: number, form: CopyForm) => Promise<string>;
  /** Whether there is JSON to copy. */
  json: boolean;
  /** What the element is, whatever its value. */
  explaining: Explaining;
}

export function elementTab({ detail, copy, json, explaining }: Options): SideTab {
  return {
    key: "element",
    label: "Element",
    mount(el, signal) {
      const head = h("div", {});
      const more = h("div", {});
      const copies = h("div", { class: "dw-detail-copies", role: "group", "aria-label": "Copy" });
      el.append(head, more, explaining.el, copies);
      let shown: Row | null = null;
      return {
        show(row) {
          shown = row;
          explaining.show(row);
          copies.hidden = row === null;
          head.replaceChildren(...(row ? headOf(row) : [nothing()]));
          if (!row) return more.replaceChildren();
          more.replaceChildren(unfolded(row.value));
          copies.replaceChildren(...copiesOf(row, copy, json));
          void detail(row.id)
            .then((told) => {
              if (shown === row && !signal.aborted) more.replaceChildren(...moreOf(row, told));
            })
            // The row itself is here, and stays.
            .catch(() => {});
        },
      };
    },
  };
}

function nothing(): Node {
  return h("p", { class: "dw-side-nothing" }, "Go to a row: it is told of here.");
}

function headOf(row: Row): Node[] {
  const { tag, keyword, vr, vm, length, problem, children } = row;
  const facts = [
    tag,
    keyword,
    vr,
    vr && vr !== "SQ" && vm !== "0" ? `VM ${vm}` : "",
    length === null || vm === "0" ? "" : plural(length, "byte"),
    vm === "0" ? "empty" : "",
    vr || !tag ? "" : plural(children, "element"),
    row.private ? `private${row.creator ? `, of ${row.creator}` : ""}` : "",
  ].filter(Boolean);
  return [
    h("h3", { class: "dw-detail-name" }, nameOf(row)),
    h("div", { class: "dw-detail-facts" }, facts.join(SEPARATOR)),
    ...(row.path && row.path !== keyword && row.path !== tag
      ? [h("div", { class: "dw-detail-facts" }, row.path)]
      : []),
    ...(problem ? [h("div", { class: "dw-detail-problem" }, problem)] : []),
  ];
}

function moreOf(row: Row, { written, values, count, names }: ElementDetail): Node[] {
  const told = names.some((groups) => groups.some(({ parts }) => parts.length > 1));
  const explained = values.some(({ meaning }) => meaning);
  const several = values.length > 1;
  const text = values.length === 1 && !explained ? (values[0]?.text ?? "") : row.value;
  const padded = written !== "" && written !== text;
  return [
    ...(told ? names.map(nameOfPerson) : []),
    ...(!told && (several || explained) ? [listOf(values, count)] : []),
    ...(!told && !several && !explained ? [unfolded(text)] : []),
    ...(padded ? [h("div", { class: "dw-detail-label" }, "As written"), writtenOf(written)] : []),
  ];
}

function unfolded(text: string): HTMLElement {
  return h("div", { class: "dw-detail-value", hidden: text === "" }, text);
}

function writtenOf(text: string): HTMLElement {
  return h("div", { class: "dw-detail-value dw-detail-written" }, ...padded(text));
}

function listOf(values: ElementDetail["values"], count: number): HTMLElement {
  const entries = values.map(({ text, meaning }) =>
    h("li", {}, text, meaning ? h("span", { class: "dw-meaning" }, meaning) : ""),
  );
  const left = count - values.length;
  const more =
    left > 0 ? [h("li", { class: "dw-detail-more" }, `and ${plural(left, "more value")}`)] : [];
  const single = values.length === 1 ? " dw-detail-single" : "";
  return h("ol", { class: `dw-detail-values${single}`, start: 1 }, ...entries, ...more);
}

function nameOfPerson(groups: NameGroup[]): HTMLElement {
  const rows = groups.map(({ group, parts }) =>
    h(
      "div",
      { class: "dw-detail-group" },
      h("div", { class: "dw-detail-label" }, group),
      h(
        "dl",
        { class: "dw-facts" },
        ...parts.flatMap(([label, text]) => [h("dt", {}, label), h("dd", {}, text)]),
      ),
    ),
  );
  return h("div", { class: "dw-detail-person" }, ...rows);
}

const FORMS: [CopyForm, string][] = [
  ["value", "Value"],
  ["python", "Python"],
  ["json", "JSON"],
  ["path", "Path"],
  ["tag", "Tag"],
];

function copiesOf(row: Row, copy: Options["copy"], json: boolean): Node[] {
  const buttons = FORMS.filter(([form]) => json || form !== "json").map(([form, label]) => {
    const button = copyButton(label, () => copy(row.id, form));
    button.setAttribute("aria-label", `Copy as ${label}`);
    return button;
  });
  return [h("span", { class: "dw-detail-label" }, "Copy"), ...buttons];
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
