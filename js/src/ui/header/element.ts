// The tab about the element itself: its value, unfolded, and the facts that a narrow table leaves
// out.
import type { Row } from "../../sync/messages.ts";
import { h } from "../dom.ts";
import { nameOf } from "./columns.ts";
import type { SideTab } from "./side.ts";

const SEPARATOR = " · ";

export function elementTab(): SideTab {
  return {
    key: "element",
    label: "Element",
    mount(el) {
      return {
        show(row) {
          el.replaceChildren(...(row ? detailOf(row) : [nothing()]));
        },
      };
    },
  };
}

function nothing(): Node {
  return h("p", { class: "dw-side-nothing" }, "Go to a row: it is told of here.");
}

function detailOf(row: Row): Node[] {
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
    h("h3", { class: "dw-detail-name" }, nameOf(row)),
    h("div", { class: "dw-detail-facts" }, facts.join(SEPARATOR)),
    ...(problem ? [h("div", { class: "dw-detail-problem" }, problem)] : []),
    ...(row.value ? [h("div", { class: "dw-detail-value" }, row.value)] : []),
  ];
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
