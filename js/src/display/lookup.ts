// The grey chain compiled to one look-up: the screen is lookup(display, window)[stored]. Twin of
// dicomwidgets/display/lookup.py; both are held to tests/golden/lookup.json. All maths in float64
// and in the same order on both sides.

import type { FrameDisplay } from "../sync/messages.ts";
import { modality } from "./modality.ts";
import { presentation } from "./presentation.ts";
import { extent, sigmoid, voi } from "./voi.ts";
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

/** The screen value of every stored value: 256 entries for up to 8 bits stored, else 65,536,
 * indexed by the stored value's bit pattern. `window` null shows the frame as its file says. */
export function lookup(
  display: FrameDisplay,
  window: Window | null = null,
  invert = false,
  room?: Uint8Array,
): Uint8Array {
  const length = display.bits_stored <= 8 ? 256 : 65536;
  const table = room?.length === length ? room : new Uint8Array(length);
  const half = length / 2;
  const shown = window ?? defaultWindow(display);
  const screen = presentation(display, invert);
  if (shown && !display.modality_lut && shown.function !== "SIGMOID") {
    fillRamp(table, display, shown, screen);
  } else if (shown && !display.modality_lut && shown.width > 0) {
    fillSigmoid(table, display, shown, screen);
  } else {
    const value = modality(display);
    const level = voi(display, shown, screen.length - 1);
    for (let i = 0; i < length; i++) {
      const stored = display.signed && i >= half ? i - length : i;
      table[i] = screen[level(value(stored))] as number;
    }
  }
  blankPadding(table, display, 0);
  return table;
}

/** The function that writes the screen values of `pixels` into `out`, for pixels of any kind.
 * NaN and infinities are drawn as background, 0. */
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

/** The function from one stored value to its screen value, by arithmetic; what is no image comes
 * as `nothing`. */
export function toScreen(
  display: FrameDisplay,
  window: Window | null = null,
  invert = false,
  nothing = 0,
): (stored: number) => number {
  const screen = presentation(display, invert);
  const value = modality(display);
  const level = voi(display, window ?? defaultWindow(display), screen.length - 1);
  const [first, last] = display.padding ?? [1, 0];
  return (stored) =>
    !Number.isFinite(stored) || (stored >= first && stored <= last)
      ? nothing
      : (screen[level(value(stored))] as number);
}

function fillRamp(
  table: Uint8Array,
  display: FrameDisplay,
  window: Window,
  screen: Uint8Array,
): void {
  const { slope, intercept, signed } = display;
  const { middle, span } = extent(window);
  const { length } = table;
  const half = length / 2;
  const top = screen.length - 1;
  const [black, white] = [screen[0] as number, screen[top] as number];
  if (span <= 0) {
    const edge = middle - span / 2;
    for (let i = 0; i < length; i++) {
      const value = (signed && i >= half ? i - length : i) * slope + intercept;
      table[i] = value > edge ? white : black;
    }
    return;
  }
  const level = (stored: number) =>
    ((stored * slope + intercept - middle) / span + 0.5) * top + 0.5;
  const least = signed ? -half : 0;
  const most = least + length - 1;
  // The ramp is monotone, and most of a table lies beyond its ends.
  const rising = slope >= 0;
  const from = firstWhere(least, most + 1, (stored) =>
    rising ? level(stored) > 0 : level(stored) < top,
  );
  const until = firstWhere(from, most + 1, (stored) =>
    rising ? level(stored) >= top : !(level(stored) > 0),
  );
  fillPatterns(table, least, from - 1, rising ? black : white);
  for (let stored = from; stored < until; stored++)
    table[stored & (length - 1)] = screen[level(stored) | 0] as number;
  fillPatterns(table, until, most, rising ? white : black);
}

/** The first number from `low` on, below `high`, for which `is` holds and goes on to hold. */
function firstWhere(low: number, high: number, is: (stored: number) => boolean): number {
  let [first, last] = [low, high];
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    if (is(middle)) last = middle;
    else first = middle + 1;
  }
  return first;
}

/** Sigmoid over an affine chain: it is monotone, so each threshold is found by bisection. */
function fillSigmoid(
  table: Uint8Array,
  display: FrameDisplay,
  window: Window,
  screen: Uint8Array,
): void {
  const { slope, intercept, signed } = display;
  const { length } = table;
  const least = signed ? -length / 2 : 0;
  const level = sigmoid(window.center, window.width, screen.length - 1);
  const at = (i: number): number => level((least + i) * slope + intercept);
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
    fillPatterns(table, least + start, least + inside, screen[shown] as number);
    start = inside + 1;
  }
}

/** Writes `nothing` where stored values are padding. */
export function blankPadding(
  table: Uint8Array | Uint32Array,
  display: FrameDisplay,
  nothing: number,
): void {
  if (!display.padding) return;
  const { length } = table;
  const least = display.signed ? -length / 2 : 0;
  const first = Math.max(Math.ceil(display.padding[0]), least);
  const last = Math.min(Math.floor(display.padding[1]), least + length - 1);
  if (first <= last) fillPatterns(table, first, last, nothing);
}

/** Fills the entries of the stored values first … last, whose patterns wrap below zero. */
function fillPatterns(
  table: Uint8Array | Uint32Array,
  first: number,
  last: number,
  value: number,
): void {
  const { length } = table;
  if (first > last) return;
  if (first < 0) table.fill(value, length + first, length + Math.min(last, -1) + 1);
  if (last >= 0) table.fill(value, Math.max(first, 0), last + 1);
}
