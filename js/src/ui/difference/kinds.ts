// How a row stands, in words; how many of each there are; a count is a button that keeps these.
import type { DifferenceKind, GetDifferenceResult } from "../../sync/difference_messages.ts";
import { h, setFlag, setText } from "../dom.ts";

export const KINDS: readonly DifferenceKind[] = [
  "changed",
  "removed",
  "added",
  "partial",
  "moved",
  "vr",
  "spelling",
  "varies",
  "same",
];

type Shown = Pick<GetDifferenceResult, "mode" | "columns">;

export function kindName(kind: DifferenceKind, { mode, columns }: Shown): string {
  const label = (side: number) => columns[side]?.label ?? "";
  if (kind === "removed") return `Only in ${label(0)}`;
  if (kind === "added") return `Only in ${label(1)}`;
  if (kind === "same") return mode === "series" ? "Constant" : "Same";
  if (kind === "partial") return mode === "series" ? "Missing in some" : "Not in all";
  return NAMES[kind];
}

const NAMES = {
  changed: "Changed",
  moved: "Moved",
  vr: "Other VR",
  spelling: "Other spelling",
  varies: "Varies",
} as const;

export interface Kinds {
  el: HTMLElement;
  readonly chosen: DifferenceKind[];
  show(result: GetDifferenceResult): void;
}

export function kinds(onChoose: () => void): Kinds {
  const chosen = new Set<DifferenceKind>();
  const chips = new Map<DifferenceKind, { chip: HTMLElement; word: Text; number: HTMLElement }>();
  for (const kind of KINDS) {
    const number = h("b", {});
    const word = document.createTextNode("");
    const chip = h(
      "button",
      {
        class: `dw-pill dw-kind-${kind}`,
        "aria-pressed": "false",
        hidden: true,
        onclick: () => {
          if (!chosen.delete(kind)) chosen.add(kind);
          setFlag(chip, "aria-pressed", chosen.has(kind));
          onChoose();
        },
      },
      word,
      number,
    );
    chips.set(kind, { chip, word, number });
  }
  const el = h(
    "div",
    { class: "dw-kinds", role: "group", "aria-label": "Kinds of difference" },
    ...[...chips.values()].map(({ chip }) => chip),
  );
  return {
    el,
    get chosen() {
      return [...chosen];
    },
    show(result) {
      for (const [kind, { chip, word, number }] of chips) {
        const count = result.counts[kind] ?? 0;
        word.data = kindName(kind, result);
        setText(number, count.toLocaleString("en-US"));
        chip.dataset.tip = `Show only: ${word.data.toLowerCase()}`;
        chip.hidden = count === 0 && !chosen.has(kind);
      }
    },
  };
}
