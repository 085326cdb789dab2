// How the row of a patient, a study or a series reads: its columns, which of them there is room for.
import type { GroupRow } from "../../sync/browser_messages.ts";
import { type Place, placesThatFit } from "../arranged.ts";
import { h } from "../dom.ts";
import { highlight } from "../highlight.ts";
import type { Column } from "../table.ts";
import { findingsBadge } from "./findings_badge.ts";
import { type Sign, sign } from "./signs.ts";

/** In the order in which they stand: columns of `CollectionBrowser`. */
export const PLACES: Place[] = [
  { key: "title", label: "Name", track: "minmax(150px, 2.4fr)", room: 300, gives: 0 },
  { key: "findings", label: "Findings", track: "minmax(62px, 0.7fr)", room: 62, gives: 1 },
  { key: "patient", label: "Patient", track: "minmax(90px, 0.9fr)", room: 130, gives: 6 },
  { key: "patient_id", label: "Patient ID", track: "minmax(70px, 0.6fr)", room: 100, gives: 7 },
  { key: "modality", label: "Modality", track: "84px", room: 84, gives: 3 },
  { key: "study_date", label: "Date", track: "92px", room: 92, gives: 4 },
  { key: "body_part", label: "Body part", track: "minmax(70px, 0.5fr)", room: 90, gives: 8 },
  { key: "manufacturer", label: "Manufacturer", track: "minmax(90px, 0.7fr)", room: 120, gives: 9 },
  { key: "sop_class", label: "Kind", track: "minmax(100px, 0.9fr)", room: 140, gives: 10 },
  {
    key: "transfer_syntax",
    label: "Transfer syntax",
    track: "minmax(110px, 0.9fr)",
    room: 150,
    gives: 11,
  },
  { key: "series", label: "Series", track: "64px", room: 64, gives: 7 },
  { key: "instances", label: "Files", track: "72px", room: 72, gives: 2 },
  { key: "bytes", label: "Size", track: "80px", room: 80, gives: 5 },
];

/** Which of the chosen columns there is room for, and the grid that they make. */
export function arranged(
  chosen: readonly string[],
  width: number,
): { template: string; hidden: string[] } {
  const wanted = ({ key, gives }: Place) => gives === 0 || chosen.includes(key);
  const { shown, hidden } = placesThatFit(PLACES, wanted, width);
  return { template: shown.map(({ track }) => track).join(" "), hidden };
}

/** What is known beyond the rows themselves. */
export interface Showing {
  /** Words that a search looks for. */
  words: () => string[];
  /** The picture of a row; null where rows have none. */
  picture: (row: GroupRow) => HTMLElement | null;
  /** Keys of the columns that stand below the title. */
  below: () => readonly string[];
}

export function browserColumns({ words, picture, below }: Showing): Column<GroupRow>[] {
  const text = (row: GroupRow, key: string) => highlight(row.cells[key] ?? "", words());
  return PLACES.map(({ key, label }) => ({
    key,
    label,
    sort: key,
    title: (row) => (key === "findings" ? "" : (row.cells[key] ?? "")),
    ...(key === "title" && { outline: true }),
    content(row) {
      if (key === "findings") return findingsBadge(row.findings);
      if (key !== "title") return text(row, key);
      const under = below()
        .map((each) => cellWithUnit(row, each))
        .filter(Boolean);
      return [
        pick(),
        picture(row) ?? emblem(row.level),
        h(
          "span",
          { class: "dw-shelf-words" },
          h("span", { class: "dw-shelf-title" }, ...text(row, "title")),
          under.length > 0 && h("span", { class: "dw-shelf-under" }, under.join(" · ")),
        ),
      ];
    },
  }));
}

/** A box to press where there is no Ctrl key; the row itself says whether it is selected. */
export function pick(): HTMLElement {
  return h("span", { class: "dw-pick", "aria-hidden": "true", title: "Select this too" });
}

/** What stands for a row without a picture. */
export function emblem(level: Sign): HTMLElement {
  return h("span", { class: "dw-emblem" }, sign(level));
}

/** "300 files": a number alone would say nothing without the head of its column. */
export function cellWithUnit({ cells }: GroupRow, key: string): string {
  const cell = cells[key] ?? "";
  if (key === "series" && cell) return `${cell} series`;
  return key === "instances" && cell ? `${cell} file${cell === "1" ? "" : "s"}` : cell;
}

/** Classes by which the sheet tells rows apart. */
export function groupRowClass({ level }: GroupRow): string {
  return `dw-is-${level}`;
}
