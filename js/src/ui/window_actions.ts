// Window and inversion, for all views of a model.
import type { WindowPreset } from "../sync/messages.ts";
import type { Live, Shown, When } from "./live.ts";
import type { View } from "./view.ts";
import { startWindow } from "./windowing.ts";

/** A drag over this many CSS pixels runs through the whole range of the values. */
const DRAG_PIXELS = 1024;

export interface WindowActions {
  window(values: { center?: number; width?: number }, when: When): void;
  dragWindow(dx: number, dy: number): void;
  /** Released: the traits are told. */
  endDrag(): void;
  /** Back to the window that the drag began with. */
  cancelDrag(): void;
  /** A null preset is what the file says: its VOI LUT of that number, or its window. */
  preset(preset: WindowPreset | null, voi_lut?: number): void;
  /** The file's next VOI LUT; from a window back to the one before it. */
  nextLut(): void;
  invert(): void;
}

export function windowActions({ view, live }: { view: View; live: Live }): WindowActions {
  let dragged: { center: number; width: number } | null = null;
  let before: Pick<Shown, "window_center" | "window_width"> | null = null;
  const display = () => view.shown?.info.display;
  const setWindow: WindowActions["window"] = ({ center, width }, when) => {
    const shown = display();
    if (!shown || shown.kind === "color") return;
    const from = startWindow(shown, live.now, view.range);
    const linear = (live.now.voi_function ?? shown.voi_function) === "LINEAR";
    const least = linear ? Math.min(1, view.range.step) : view.range.step;
    const window_width = Math.max(width ?? from.width, least);
    live.show({ window_center: center ?? from.center, window_width }, when);
  };
  const preset: WindowActions["preset"] = (chosen, voi_lut = 0) => {
    const { center: window_center = null, width: window_width = null } = chosen ?? {};
    const lut = chosen ? {} : { voi_lut };
    live.show({ window_center, window_width, ...lut }, "soon");
  };
  const endDrag = () => {
    dragged = before = null;
    live.commit();
  };
  return {
    window: setWindow,
    dragWindow(dx, dy) {
      const shown = display();
      if (!shown) return;
      const { low, high, step } = view.range;
      const unit = (high - low) / DRAG_PIXELS;
      // Kept unrounded: a slow drag over a small range must not be rounded to a standstill.
      const { window_center, window_width } = live.now;
      before ??= { window_center, window_width };
      dragged ??= startWindow(shown, live.now, view.range);
      const { center, width } = dragged;
      dragged = { center: center + dy * unit, width: Math.max(width + dx * unit, 0) };
      setWindow({ center: round(dragged.center, step), width: round(dragged.width, step) }, "held");
    },
    endDrag,
    cancelDrag() {
      if (before) live.show(before, "held");
      endDrag();
    },
    preset,
    nextLut() {
      const count = display()?.voi_luts.length ?? 0;
      const { window_center, window_width, voi_lut } = live.now;
      const windowed = window_center !== null || window_width !== null;
      if (count > 0) preset(null, windowed ? voi_lut : (voi_lut + 1) % count);
    },
    invert() {
      if (display()?.kind !== "color") live.show({ invert: !live.now.invert }, "soon");
    },
  };
}

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
