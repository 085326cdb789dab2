// How many elements get which action; a count is a button that keeps the rows with that action.
import type { PreviewAction } from "../sync/messages.ts";
import { h, setFlag, setText } from "./dom.ts";
import { ACTION_NAMES, ACTIONS } from "./preview_columns.ts";

export interface Legend {
  el: HTMLElement;
  /** As words of the query: `action:uid action:empty reason:option`. */
  readonly words: string;
  show(counts: Record<PreviewAction, number>, reasons: Readonly<Record<string, number>>): void;
  rows(show: "changed" | "all"): void;
}

export interface LegendTo {
  filter(): void;
  rows(show: "changed" | "all"): void;
}

/** Kinds of reasons, as _preview_reasons.py tells them apart. */
const REASONS: Readonly<Record<string, string>> = {
  table: "Table E.1-1",
  option: "An option",
  own: "Your own rule",
  private: "Private",
  sequence: "Goes with its sequence",
  stamp: "Stamp",
  meta: "File meta information",
  unlisted: "Not in the table",
};

export function legend(to: LegendTo): Legend {
  const chosen = new Set<PreviewAction>();
  const numbers = new Map<PreviewAction, HTMLElement>();
  const chips = new Map<PreviewAction, HTMLElement>();
  for (const action of ACTIONS) {
    const number = h("b", {}, "0");
    const chip = h(
      "button",
      {
        class: `dw-pill dw-action dw-action-${action}`,
        "aria-pressed": "false",
        "data-tip": `Show only: ${ACTION_NAMES[action].toLowerCase()}`,
        onclick: () => choose(action),
      },
      ACTION_NAMES[action],
      number,
    );
    numbers.set(action, number);
    chips.set(action, chip);
  }
  const changed = h("button", {
    class: "dw-button",
    onclick: () => all("changed"),
  });
  const every = h("button", { class: "dw-button", onclick: () => all("all") });
  changed.textContent = "Changed";
  every.textContent = "All";

  const why = h("select", { class: "dw-field dw-reasons", "aria-label": "Reason" });
  why.addEventListener("change", () => to.filter());
  let listed = "";

  const list = (reasons: Readonly<Record<string, number>>) => {
    const lines = Object.keys(REASONS)
      .filter((kind) => reasons[kind] || kind === why.value)
      .map((kind) => [kind, `${REASONS[kind]} (${reasons[kind] ?? 0})`] as const);
    const text = lines.join();
    if (text === listed) return;
    listed = text;
    const chosen = why.value;
    why.replaceChildren(
      h("option", { value: "" }, "All reasons"),
      ...lines.map(([value, label]) => h("option", { value }, label)),
    );
    why.value = chosen;
  };
  const press = () => {
    for (const [action, chip] of chips) setFlag(chip, "aria-pressed", chosen.has(action));
  };
  const choose = (action: PreviewAction) => {
    if (!chosen.delete(action)) chosen.add(action);
    press();
    to.filter();
  };
  const all = (show: "changed" | "all") => {
    chosen.clear();
    why.value = "";
    press();
    to.rows(show);
  };
  const switcher = h(
    "div",
    { class: "dw-pair", role: "group", "aria-label": "Rows" },
    changed,
    every,
  );
  const group = h(
    "div",
    { class: "dw-legend", role: "group", "aria-label": "Actions" },
    ...chips.values(),
  );
  return {
    el: h("div", { class: "dw-legend-line" }, switcher, group, why),
    get words() {
      const words = [...chosen].map((action) => `action:${action}`);
      return [...words, ...(why.value ? [`reason:${why.value}`] : [])].join(" ");
    },
    show(counts, reasons) {
      list(reasons);
      for (const [action, number] of numbers)
        setText(number, (counts[action] ?? 0).toLocaleString("en-US"));
    },
    rows(show) {
      setFlag(changed, "aria-pressed", show === "changed");
      setFlag(every, "aria-pressed", show === "all");
    },
  };
}
