// A slider for each dimension of the series: position, time, echo …
import { Grid } from "../display/dimensions.ts";
import type { Dimensions } from "../sync/messages.ts";
import { h, setFlag, setText } from "./dom.ts";
import { type Slider, slider } from "./slider.ts";

export interface DimensionSliders {
  el: HTMLElement;
  show(dimensions: Dimensions | null, index: number): void;
  /** Along the dimension that was used last. */
  step(by: number): void;
}

/** `slice` shows a frame by its number. */
export function dimensionSliders(
  slice: (index: number, held: boolean) => void,
  signal: AbortSignal,
): DimensionSliders {
  const rows = h("div", { class: "dw-dimensions" });
  const note = h("div", { class: "dw-dimension-note", role: "status" });
  const el = h("div", { class: "dw-controls-dimensions", hidden: true }, rows, note);
  let grid: Grid | null = null;
  let sliders: Slider[] = [];
  let built = new AbortController();
  /** The place asked for; frames there may be missing. */
  let place: number[] = [];
  let shown = -1;
  let last = 0;
  signal.addEventListener("abort", () => built.abort(), { once: true });

  const go = (axis: number, value: number, held: boolean) => {
    if (!grid) return;
    last = axis;
    place[axis] = value;
    const { index, missed } = grid.find(place, axis);
    setText(note, grid.missing(place, missed));
    shown = index;
    mark(index);
    slice(index, held);
  };
  const mark = (index: number) => {
    for (const [k, value] of (grid?.dimensions.places[index] ?? []).entries()) {
      const text = grid?.text(k, value);
      const count = grid?.dimensions.axes[k]?.values.length;
      sliders[k]?.set(value + 1);
      // A value that is its own number says how many there are instead.
      sliders[k]?.setUnit(text === String(value + 1) ? `/ ${count}` : (text ?? ""));
    }
  };
  const build = (dimensions: Dimensions | null) => {
    built.abort();
    built = new AbortController();
    grid = dimensions && new Grid(dimensions);
    shown = -1;
    sliders = (dimensions?.axes ?? []).map(({ name, source, values }, axis) => {
      const max = values.length;
      const each = slider({ label: name, min: 1, max, step: 1, value: 1 }, built.signal);
      each.onInput((value) => go(axis, Math.round(value) - 1, true));
      each.onCommit((value) => go(axis, Math.round(value) - 1, false));
      each.el.dataset.tip = [source, `${max} values`].filter(Boolean).join(", ");
      return each;
    });
    // The slice has a key of its own already: the others are what is stepped through.
    last = Math.max(
      0,
      dimensions?.axes.findIndex(({ name }) => !/slice|position/i.test(name)) ?? 0,
    );
    rows.replaceChildren(...sliders.map((each) => each.el));
  };
  return {
    el,
    show(dimensions, index) {
      if (dimensions !== (grid?.dimensions ?? null)) build(dimensions);
      setFlag(el, "hidden", !grid);
      if (!grid || index === shown) return;
      shown = index;
      place = [...(grid.dimensions.places[index] ?? [])];
      setText(note, "");
      mark(index);
    },
    step(by) {
      const values = grid?.dimensions.axes[last]?.values.length ?? 0;
      const next = (place[last] ?? 0) + by;
      if (next >= 0 && next < values) go(last, next, false);
    },
  };
}
