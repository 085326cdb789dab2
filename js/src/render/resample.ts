// Shrinking: the area average of stored values, padding left out, rounded half up. Pure.

import type { Pixels } from "../display/lookup.ts";

export interface Grid {
  columns: number;
  rows: number;
  /** Numbers a pixel: 1 for grey, 3 for RGB. */
  samples: number;
}

/** For each target cell along one axis: the source cells it covers and the share of the ends. */
interface Cover {
  first: Int32Array;
  last: Int32Array;
  firstShare: Float64Array;
  lastShare: Float64Array;
}

export function cover(source: number, target: number): Cover {
  const first = new Int32Array(target);
  const last = new Int32Array(target);
  const firstShare = new Float64Array(target);
  const lastShare = new Float64Array(target);
  for (let t = 0; t < target; t++) {
    // Exact in whole numbers: the cell spans t·source/target … (t + 1)·source/target.
    const start = t * source;
    const stop = start + source;
    first[t] = Math.floor(start / target);
    last[t] = Math.ceil(stop / target) - 1;
    firstShare[t] = 1 - (start - (first[t] as number) * target) / target;
    lastShare[t] = (stop - (last[t] as number) * target) / target;
    if (first[t] === last[t]) firstShare[t] = source / target;
  }
  return { first, last, firstShare, lastShare };
}

/** `pixels` on a grid of `columns` × `rows`, in an array of the same kind. Values from `padding`
 * (an inclusive range) and NaN take no part; a cell that holds nothing else becomes padding. */
export function shrink<P extends Pixels>(
  pixels: P,
  from: Grid,
  columns: number,
  rows: number,
  padding: readonly [number, number] | null = null,
): P {
  const target = new (pixels.constructor as new (length: number) => P)(
    columns * rows * from.samples,
  );
  const float = pixels instanceof Float32Array || pixels instanceof Float64Array;
  const add = padding || float ? addKept : addAll;
  const across = cover(from.columns, columns);
  const down = cover(from.rows, rows);
  const width = columns * from.samples;
  const sums = new Float64Array(width);
  const weights = new Float64Array(width);
  const whole = ((from.columns / columns) * from.rows) / rows;
  const [low, high] = padding ?? [1, 0];
  const empty = padding ? low : Number.NaN;
  for (let y = 0; y < rows; y++) {
    sums.fill(0);
    weights.fill(add === addAll ? whole : 0);
    const top = down.first[y] as number;
    const bottom = down.last[y] as number;
    for (let row = top; row <= bottom; row++) {
      const share =
        row === top
          ? (down.firstShare[y] as number)
          : row === bottom
            ? (down.lastShare[y] as number)
            : 1;
      add(pixels, row * from.columns * from.samples, from.samples, across, share, sums, {
        weights,
        low,
        high,
      });
    }
    const start = y * width;
    for (let i = 0; i < width; i++) {
      const weight = weights[i] as number;
      const value = weight > 0 ? (sums[i] as number) / weight : empty;
      target[start + i] = float ? value : Math.floor(value + 0.5);
    }
  }
  return target;
}

interface Kept {
  weights: Float64Array;
  low: number;
  high: number;
}

/** Adds one source row, `share` of it, to the sums of a target row. */
function addAll(
  pixels: Pixels,
  start: number,
  samples: number,
  { first, last, firstShare, lastShare }: Cover,
  share: number,
  sums: Float64Array,
): void {
  const columns = first.length;
  for (let sample = 0; sample < samples; sample++) {
    const base = start + sample;
    for (let x = 0; x < columns; x++) {
      const left = first[x] as number;
      const right = last[x] as number;
      let sum = (pixels[base + left * samples] as number) * (firstShare[x] as number);
      if (right > left) {
        const stop = base + right * samples;
        for (let i = base + (left + 1) * samples; i < stop; i += samples)
          sum += pixels[i] as number;
        sum += (pixels[stop] as number) * (lastShare[x] as number);
      }
      const at = x * samples + sample;
      sums[at] = (sums[at] as number) + sum * share;
    }
  }
}

/** The same for frames with padding or NaN, which are left out of sum and weight. */
function addKept(
  pixels: Pixels,
  start: number,
  samples: number,
  { first, last, firstShare, lastShare }: Cover,
  share: number,
  sums: Float64Array,
  { weights, low, high }: Kept,
): void {
  const width = first.length * samples;
  for (let at = 0; at < width; at++) {
    const x = (at / samples) | 0;
    const sample = at - x * samples;
    const left = first[x] as number;
    const right = last[x] as number;
    let sum = 0;
    let weight = 0;
    for (let column = left; column <= right; column++) {
      const value = pixels[start + column * samples + sample] as number;
      if ((value >= low && value <= high) || Number.isNaN(value)) continue;
      const part =
        column === left
          ? (firstShare[x] as number)
          : column === right
            ? (lastShare[x] as number)
            : 1;
      sum += value * part;
      weight += part;
    }
    sums[at] = (sums[at] as number) + sum * share;
    weights[at] = (weights[at] as number) + weight * share;
  }
}
