// The grey chain compiled to one look-up: the screen is lookup(display, window)[stored]. Twin of
// dicomwidgets/display/lookup.py; both are held to tests/golden/lookup.json. All maths in float64
// and in the same order on both sides; a screen value is floor(v + 0.5). The sigmoid is evaluated
// by its 255 thresholds, so that no side's exp has a say.

import type { FrameDisplay, LookupData } from "../sync/messages.ts";
import { modality } from "./modality.ts";
import { defaultWindow, type Window } from "./window.ts";

/** Pixels as they come over the wire, or out of a resampling. */
export type Pixels =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

type Grey = (value: number) => number;

/** Where 255 / (1 + exp(-t)) reaches k - 0.5, for k = 1 … 255, rounded to 12 decimals. */
export const SIGMOID_THRESHOLDS: Float64Array = Float64Array.from(
  { length: 255 },
  (_, k) => Math.floor(-Math.log(255 / (k + 0.5) - 1) * 1e12 + 0.5) / 1e12,
);

/** The screen value of every stored value: 256 entries for up to 8 bits stored, else 65,536,
 * indexed by the stored value's bit pattern. `window` null shows the frame as its file says. */
export function lookup(
  display: FrameDisplay,
  window: Window | null = null,
  invert = false,
  out?: Uint8Array,
): Uint8Array {
  const length = display.bits_stored <= 8 ? 256 : 65536;
  const table = out?.length === length ? out : new Uint8Array(length);
  const half = length / 2;
  const shown = window ?? defaultWindow(display);
  const flip = display.inverse !== invert ? 255 : 0;
  if (shown && !display.modality_lut && shown.function !== "SIGMOID") {
    fillRamp(table, display, shown, flip);
  } else if (shown && !display.modality_lut && shown.width > 0) {
    fillSigmoid(table, display, shown, flip);
  } else {
    const value = modality(display);
    const grey = voi(display, shown);
    for (let i = 0; i < length; i++) {
      table[i] = grey(value(display.signed && i >= half ? i - length : i)) ^ flip;
    }
  }
  blankPadding(table, display);
  return table;
}

/** The function that writes the screen values of `pixels` into `out`, for pixels of any kind.
 * NaN is drawn as background, 0. */
export function mapper(
  display: FrameDisplay,
  window: Window | null = null,
  invert = false,
): (pixels: Pixels, out: Uint8Array) => void {
  if (display.bits_stored <= 16) {
    const table = lookup(display, window, invert);
    const mask = table.length - 1;
    return (pixels, out) => {
      for (let i = 0; i < pixels.length; i++) out[i] = table[(pixels[i] ?? 0) & mask] ?? 0;
    };
  }
  const screen = toScreen(display, window, invert);
  return (pixels, out) => {
    for (let i = 0; i < pixels.length; i++) out[i] = screen(pixels[i] ?? 0);
  };
}

/** The function from one stored value to its screen value, by arithmetic. */
export function toScreen(
  display: FrameDisplay,
  window: Window | null = null,
  invert = false,
): (stored: number) => number {
  const value = modality(display);
  const grey = voi(display, window ?? defaultWindow(display));
  const flip = display.inverse !== invert ? 255 : 0;
  const [first, last] = display.padding ?? [1, 0];
  return (stored) =>
    Number.isNaN(stored) || (stored >= first && stored <= last) ? 0 : grey(value(stored)) ^ flip;
}

function voi(display: FrameDisplay, window: Window | null): Grey {
  if (!window) return throughTable(display.voi_lut);
  const { center, width } = window;
  if (window.function === "SIGMOID") return width > 0 ? sigmoid(center, width) : step(center);
  if (window.function === "LINEAR_EXACT") {
    return width > 0 ? ramp(center, width) : step(center - width / 2);
  }
  const span = width - 1;
  return span > 0 ? ramp(center - 0.5, span) : step(center - 0.5 - span / 2);
}

const step =
  (edge: number): Grey =>
  (value) =>
    value > edge ? 255 : 0;

/** PS3.3 C.11.2.1.2.1 and C.11.2.1.3.2, clamped to 0 … 255, half up. */
function ramp(middle: number, span: number): Grey {
  return (value) => {
    const grey = ((value - middle) / span + 0.5) * 255 + 0.5;
    return grey >= 255 ? 255 : grey > 0 ? grey | 0 : 0;
  };
}

/** PS3.3 C.11.2.1.3.1: how many thresholds lie at or below. */
function sigmoid(center: number, width: number): Grey {
  return (value) => {
    const steepness = ((value - center) * 4) / width;
    let low = 0;
    let high = 255;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((SIGMOID_THRESHOLDS[middle] as number) <= steepness) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** VOI LUT (PS3.3 C.11.2.1.1); its ends go on beyond it. */
function throughTable(table: LookupData | null): Grey {
  if (!table) return () => 0;
  const top = 2 ** table.bits - 1;
  const greys = Uint8ClampedArray.from(table.values, (entry) =>
    Math.floor((entry / top) * 255 + 0.5),
  );
  const last = greys.length - 1;
  return (value) =>
    greys[Math.min(Math.max(Math.floor((value || 0) + 0.5) - table.first, 0), last)] ?? 0;
}

function fillRamp(table: Uint8Array, display: FrameDisplay, window: Window, flip: number): void {
  const { slope, intercept, signed } = display;
  const exact = window.function === "LINEAR_EXACT";
  const span = exact ? window.width : window.width - 1;
  const middle = exact ? window.center : window.center - 0.5;
  const { length } = table;
  const half = length / 2;
  if (span <= 0) {
    const edge = middle - span / 2;
    for (let i = 0; i < length; i++) {
      const value = (signed && i >= half ? i - length : i) * slope + intercept;
      table[i] = value > edge ? 255 - flip : flip;
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    const value = (signed && i >= half ? i - length : i) * slope + intercept;
    const grey = ((value - middle) / span + 0.5) * 255 + 0.5;
    table[i] = (grey >= 255 ? 255 : grey > 0 ? grey | 0 : 0) ^ flip;
  }
}

/** Sigmoid over an affine chain: it is monotone, so each threshold is found by bisection. */
function fillSigmoid(table: Uint8Array, display: FrameDisplay, window: Window, flip: number): void {
  const { slope, intercept, signed } = display;
  const { length } = table;
  const least = signed ? -length / 2 : 0;
  const grey = sigmoid(window.center, window.width);
  const at = (i: number): number => grey((least + i) * slope + intercept);
  let start = 0;
  while (start < length) {
    const shown = at(start);
    let inside = start;
    let reach = 1;
    while (inside + reach < length && at(inside + reach) === shown) {
      inside += reach;
      reach *= 2;
    }
    for (; reach >= 1; reach >>= 1) {
      if (inside + reach < length && at(inside + reach) === shown) inside += reach;
    }
    fillPatterns(table, least + start, least + inside, shown ^ flip);
    start = inside + 1;
  }
}

function blankPadding(table: Uint8Array, display: FrameDisplay): void {
  if (!display.padding) return;
  const { length } = table;
  const least = display.signed ? -length / 2 : 0;
  const first = Math.max(Math.ceil(display.padding[0]), least);
  const last = Math.min(Math.floor(display.padding[1]), least + length - 1);
  if (first <= last) fillPatterns(table, first, last, 0);
}

/** Fills the entries of the stored values first … last, whose patterns wrap below zero. */
function fillPatterns(table: Uint8Array, first: number, last: number, grey: number): void {
  const { length } = table;
  if (first < 0) table.fill(grey, length + first, length + Math.min(last, -1) + 1);
  if (last >= 0) table.fill(grey, Math.max(first, 0), last + 1);
}
