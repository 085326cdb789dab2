// What one can do with the rows that are selected: each opens a pane beside them.
import type { Transport } from "../../sync/transport.ts";
import { h, setFlag, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import { count } from "./figures.ts";
import { type Sign, sign } from "./signs.ts";

export interface Act {
  /** Of the pane that it opens. */
  kind: string;
  label: string;
  key: string;
  tip: string;
  sign: Sign | "header" | "panels";
}

export const ACTS: Act[] = [
  { kind: "series_viewer", label: "View", key: "v", tip: "Look at the images", sign: "picture" },
  { kind: "header_table", label: "Header", key: "h", tip: "Read the header", sign: "header" },
  {
    kind: "header_diff",
    label: "Compare",
    key: "c",
    tip: "Compare the headers of what is selected",
    sign: "panels",
  },
  {
    kind: "anonymization_preview",
    label: "Anonymize",
    key: "a",
    tip: "See what an anonymization would change, and write it",
    sign: "person",
  },
  {
    kind: "bulk_edit",
    label: "Edit",
    key: "e",
    tip: "Edit the headers of all files of what is selected",
    sign: "pencil",
  },
  {
    kind: "bulk_export",
    label: "Export",
    key: "x",
    tip: "Write the files as images, volumes or copies",
    sign: "out",
  },
  { kind: "findings", label: "Findings", key: "f", tip: "Read what is wrong", sign: "warning" },
];

export interface ActBar {
  el: HTMLElement;
  all: readonly Act[];
  /** How many rows are selected, and which pane is open. */
  show(selected: number, open: string): void;
}

/** What can be done: in a page that was saved, what was open then, and reading what is wrong. */
function actsFor({ can }: Transport): Act[] {
  return ACTS.filter(({ kind }) => {
    if (kind === "findings") return can("get_group_findings");
    return kind.startsWith("bulk_") ? can("get_bulk_plan") : can(`open_pane:${kind}`);
  });
}

export function actBar(
  transport: Transport,
  run: (kind: string) => void,
  clear: () => void,
): ActBar {
  const all = actsFor(transport);
  const buttons = all.map((act) => {
    const { kind, label, key, tip } = act;
    const button = h(
      "button",
      {
        class: "dw-button",
        "aria-pressed": "false",
        "data-act": kind,
        "data-tip": tip,
        "data-tip-key": key,
        onclick: () => run(kind),
      },
      act.sign === "header" || act.sign === "panels" ? icon(act.sign) : sign(act.sign),
      h("span", {}, label),
    );
    return { kind, button };
  });
  const words = h("span", { class: "dw-shelf-selected", role: "status" });
  const none = h("button", { class: "dw-shelf-link", onclick: clear }, "Clear");
  none.setAttribute("aria-label", "Clear the selection");
  return {
    all,
    el: h(
      "div",
      { class: "dw-shelf-acts", role: "group", "aria-label": "With what is selected" },
      ...buttons.map(({ button }) => button),
      words,
      none,
    ),
    show(selected, open) {
      for (const { kind, button } of buttons) {
        button.disabled = selected === 0 && kind !== open;
        setFlag(button, "aria-pressed", kind === open);
      }
      setText(words, selected === 0 ? "Nothing selected" : `${count(selected)} selected`);
      none.hidden = selected === 0;
    },
  };
}
