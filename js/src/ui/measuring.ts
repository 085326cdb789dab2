// The values' range so far: how far the window sliders reach.
import type { StoredFrame } from "../frames/cache.ts";
import type { FrameInfo } from "../sync/messages.ts";
import { type Range, valueRange, widen } from "./windowing.ts";

export interface Measuring {
  readonly range: Range;
  /** Take a frame into account, once. */
  measure(frame: StoredFrame): void;
  /** Until a frame has been measured, this window says where the values are. */
  suggest(of: { info: FrameInfo; window: { center: number; width: number } | null }): void;
  /** Frames got other numbers. */
  forget(): void;
  /** Hold the range still while something is dragged. */
  hold(on: boolean): void;
}

const EMPTY: Range = { low: 0, high: 1, step: 1 };

export function measuring(): Measuring {
  const measured = new Set<number>();
  // Values of another unit, or fractions of one, have sliders of their own reach.
  const ranges = new Map<string, Range>();
  let kind = "";
  let held = false;
  let suggested: Range | null = null;
  return {
    get range() {
      return ranges.get(kind) ?? suggested ?? EMPTY;
    },
    measure({ info, pixels }) {
      const { display, index } = info;
      if (display.kind === "color") return;
      const whole = !(pixels instanceof Float32Array || pixels instanceof Float64Array);
      kind = `${display.unit} ${whole}`;
      const range = ranges.get(kind) ?? null;
      if ((held && range) || measured.has(index)) return;
      measured.add(index);
      const ends = valueRange(pixels as never, display);
      if (ends) ranges.set(kind, widen(range, ends, whole && Number.isInteger(display.slope)));
    },
    suggest({ info: { display }, window }) {
      if (!window || held || ranges.size > 0) return;
      const reach = 2 * window.width;
      const [low, high] = [window.center - reach, window.center + reach];
      const whole = display.bits_stored <= 16 && Number.isInteger(display.slope);
      suggested = widen(suggested, [low, high], whole);
    },
    forget: () => measured.clear(),
    hold(on) {
      held = on;
    },
  };
}
