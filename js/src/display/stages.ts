// The display chain taken apart for teaching: each stage's value for one pixel and for a whole
// frame, and the chain with stages left out. Twin of nothing: the arithmetic is the look-up's own.

import type { FrameDisplay, StageName } from "../sync/messages.ts";
import { type Pixels, toScreen } from "./lookup.ts";
import { modality } from "./modality.ts";
import { colorOf } from "./palette.ts";
import { defaultWindow, type Window } from "./window.ts";

/** What happens to one pixel of a grey frame, stage by stage. */
export interface Trace {
  /** The pattern in the file, all its bits; null for floating-point pixels. */
  word: number | null;
  stored: number;
  padded: boolean;
  /** After the Modality LUT or rescale. */
  value: number;
  /** After the VOI LUT or window, 0 … 255. */
  grey: number;
  /** After the inversion; padding is 0. */
  shown: number;
  /** Red, green and blue of a supplemental palette; null where it is grey. */
  color: number[] | null;
}

/** A grey chain in force: what is left of the file's, and the window it is seen through. */
export interface Chain {
  display: FrameDisplay;
  /** Null: through the VOI LUT. */
  window: Window | null;
}

/** Values and how often each occurs. */
export interface Support {
  values: Float64Array;
  counts: Float64Array;
}

/** The chain without the stages `off`. Without the VOI stage the `whole` range of values is spread
 * over the greys, as a plotting program does; without the bits the word is read as it stands. */
export function chainOf(
  display: FrameDisplay,
  off: ReadonlySet<StageName>,
  chosen: Window | null,
  whole: readonly [number, number],
  allocated: number,
): Chain {
  let window = chosen ?? defaultWindow(display);
  let left = display;
  if (off.has("bits")) left = { ...left, signed: false, bits_stored: allocated };
  if (off.has("padding")) left = { ...left, padding: null };
  if (off.has("modality")) {
    left = { ...left, slope: 1, intercept: 0, unit: "", modality_lut: null };
  }
  if (off.has("presentation")) left = { ...left, inverse: false, presentation_lut: null };
  if (off.has("color")) {
    const { palette: _, ...grey } = left;
    left = grey;
  }
  if (off.has("voi")) {
    const [low, high] = whole;
    left = { ...left, voi_lut: null };
    window = { center: (low + high) / 2, width: high - low || 1, function: "LINEAR_EXACT" };
  }
  return { display: left, window };
}

/** What the chain makes of one stored value, which was `word` in the file. */
export function trace({ display, window }: Chain, stored: number, word: number | null): Trace {
  const [first, last] = display.padding ?? [1, 0];
  return {
    word,
    stored,
    padded: stored >= first && stored <= last,
    value: modality(display)(stored),
    grey: toScreen(upToWindow(display), window)(stored),
    shown: toScreen(display, window)(stored),
    color: colorOf(display, stored),
  };
}

/** The chain up to its window: what it gives is not inverted yet. */
export function upToWindow(display: FrameDisplay): FrameDisplay {
  return { ...display, inverse: false, presentation_lut: null, padding: null };
}

/** The pattern of `bits` bits that a stored integer was written as. */
export function wordOf(stored: number, bits: number): number {
  return stored < 0 ? stored + 2 ** bits : stored;
}

/** Most pixels that are looked at one by one: a histogram needs no more. */
const SAMPLES = 2 ** 18;

/** The values of a frame: all of them for up to 16 bits, else a sample. NaN is no value. */
export function supportOf(pixels: Pixels): Support {
  if (pixels.BYTES_PER_ELEMENT > 2) return sampled(pixels);
  const bits = 8 * pixels.BYTES_PER_ELEMENT;
  const mask = 2 ** bits - 1;
  const table = new Uint32Array(mask + 1);
  for (let i = 0; i < pixels.length; i++) {
    const at = (pixels[i] as number) & mask;
    table[at] = (table[at] as number) + 1;
  }
  const signed = pixels instanceof Int16Array || pixels instanceof Int8Array;
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const values: number[] = [];
  const counts: number[] = [];
  for (let value = least; value < least + mask + 1; value++) {
    const count = table[value & mask] as number;
    if (count === 0) continue;
    values.push(value);
    counts.push(count);
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) };
}

function sampled(pixels: Pixels): Support {
  const stride = Math.max(1, Math.ceil(pixels.length / SAMPLES));
  const values: number[] = [];
  for (let i = 0; i < pixels.length; i += stride) {
    const value = pixels[i] as number;
    if (Number.isFinite(value)) values.push(value);
  }
  return { values: Float64Array.from(values), counts: new Float64Array(values.length).fill(1) };
}

/** The same without what lies in `range`. */
export function leftOut(support: Support, range: readonly [number, number] | null): Support {
  if (!range) return support;
  const kept = [...support.values.keys()].filter((k) => {
    const value = support.values[k] as number;
    return value < range[0] || value > range[1];
  });
  return {
    values: Float64Array.from(kept, (k) => support.values[k] as number),
    counts: Float64Array.from(kept, (k) => support.counts[k] as number),
  };
}

/** The same values after `map`. */
export function mapped(support: Support, map: (value: number) => number): Support {
  return { values: support.values.map(map), counts: support.counts };
}

/** Least and greatest value; null where there is none. */
export function rangeOf({ values }: Support): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** How many values fall into each of `bins` equal steps from `low` to `high`. */
export function binned(
  { values, counts }: Support,
  [low, high]: readonly [number, number],
  bins: number,
): Float64Array {
  const out = new Float64Array(bins);
  const step = (high - low) / bins || 1;
  for (let k = 0; k < values.length; k++) {
    const at = Math.floor(((values[k] as number) - low) / step);
    const bin = Math.min(Math.max(at, 0), bins - 1);
    out[bin] = (out[bin] as number) + (counts[k] as number);
  }
  return out;
}
