// The edits made so far, with undo, redo and copies.
import type { EditRow, GetChangesResult } from "../../sync/edit_messages.ts";
import { copyButton } from "../copy.ts";
import { h } from "../dom.ts";
import { changesTitle } from "./edit_words.ts";
import type { Edits } from "./editor.ts";

export interface ChangeList {
  el: HTMLElement;
  show(state: GetChangesResult): void;
}

const WORDS = { set: "set", insert: "new", delete: "gone" };

export function changeList(edits: Edits): ChangeList {
  const title = h("h3", { class: "dw-edit-title" });
  const undo = h(
    "button",
    { class: "dw-button", title: "Ctrl+Z", onclick: () => edits.undo() },
    "Undo",
  );
  const redo = h(
    "button",
    { class: "dw-button", title: "Ctrl+Shift+Z", onclick: () => edits.redo() },
    "Redo",
  );
  const copies = [
    copyButton("Copy as Python", () => edits.now?.code ?? ""),
    copyButton("Copy as JSON", () => edits.now?.json ?? ""),
  ];
  const rows = h("ol", { class: "dw-edit-changes" });
  const lost = h("p", { class: "dw-edit-note", hidden: true });
  const el = h(
    "section",
    { class: "dw-edit-part", "aria-label": "Changes" },
    h("div", { class: "dw-edit-head" }, title, undo, redo),
    rows,
    lost,
    h("div", { class: "dw-edit-buttons" }, ...copies),
  );
  return {
    el,
    show(state) {
      title.textContent = changesTitle(state.rows);
      undo.disabled = !state.undo;
      redo.disabled = !state.redo;
      for (const button of copies) button.hidden = state.rows.length === 0;
      copies[0]?.replaceChildren("Copy as Python");
      copies[1]?.replaceChildren("Copy as JSON");
      rows.replaceChildren(...state.rows.map((row) => entry(row, state.missing)));
      lost.hidden = state.missing.length === 0;
      lost.textContent = "What is struck through has no place in this file.";
    },
  };
}

function entry(row: EditRow, missing: string[]): HTMLElement {
  const lost = missing.includes(row.path);
  return h(
    "li",
    { class: lost ? "dw-edit-lost" : "", title: row.path },
    h("span", { class: `dw-chip dw-edit-${row.action}` }, WORDS[row.action]),
    h("span", { class: "dw-edit-path" }, row.path),
    row.follows ? h("span", { class: "dw-meaning" }, "comes with it") : "",
    h(
      "div",
      { class: "dw-edit-values" },
      row.action === "insert" ? "" : h("del", {}, row.old || "empty"),
      row.action === "delete" ? "" : h("ins", {}, row.new || "empty"),
    ),
  );
}
