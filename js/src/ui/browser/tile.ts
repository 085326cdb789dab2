// One series in the gallery: its picture, what it is called, what is wrong with it.
import type { GroupRow } from "../../sync/browser_messages.ts";
import { h } from "../dom.ts";
import { cellWithUnit, emblem, pick } from "./columns.ts";
import { findingsBadge } from "./findings_badge.ts";

export function tile(row: GroupRow, picture: HTMLElement | null): Node[] {
  const title = row.cells.title ?? "";
  const under = ["modality", "instances", "patient"]
    .map((key) => cellWithUnit(row, key))
    .filter(Boolean);
  return [
    h(
      "div",
      { class: "dw-tile-box", title },
      h(
        "div",
        { class: "dw-tile-picture" },
        picture ?? emblem(row.level),
        pick(),
        ...findingsBadge(row.findings),
      ),
      h("div", { class: "dw-tile-title" }, title),
      h("div", { class: "dw-shelf-under" }, under.join(" · ")),
    ),
  ];
}
