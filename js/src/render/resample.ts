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
 * (an inclusive range), NaN and infinities take no part; a cell that holds nothing else becomes
 * padding. */
export function shrink<P extends Pixels>(
  pixels: P,
  from: Grid,
  columns: number,
  rows: number,
  padding: readonly [number, number] | null = null,
): P {
  const Kind = pixels.constructor as new (length: number) => P;
  const target = new Kind(columns * rows * from.samples);
  const float = pixels instanceof Float32Array || pixels instanceof Float64Array;
  const width = from.columns * from.samples;
  const across = cover(from.columns, columns);
  const down = cover(from.rows, rows);
  const sums = new Float64Array(width);
  const missing = new Float64Array(width);
  const line = new Float64Array(columns * from.samples);
  const gaps = new Float64Array(line.length);
  // Without padding every number lies outside of 1 … 0, and NaN does not.
  const [low, high] = padding ?? [1, 0];
  const empty = padding ? low : Number.NaN;
  const whole = ((from.columns / columns) * from.rows) / rows;
  for (let y = 0; y < rows; y++) {
    let left = 0;
    sums.fill(0);
    for (let row = down.first[y] as number; row <= (down.last[y] as number); row++) {
      const share = shareOf(down, y, row);
      if (padding || float) {
        left += addKept(pixels, row * width, share, sums, missing, low, high);
      } else addAll(pixels, row * width, share, sums);
    }
    gather(sums, across, from.samples, line);
    if (left > 0) {
      gather(missing, across, from.samples, gaps);
      missing.fill(0);
    }
    const start = y * line.length;
    for (let i = 0; i < line.length; i++) {
      const weight = left > 0 ? whole - (gaps[i] as number) : whole;
      const value = weight > whole * 1e-9 ? (line[i] as number) / weight : empty;
      target[start + i] = float ? value : Math.floor(value + 0.5);
    }
  }
  return target;
}

/** How much of a source cell belongs to target cell `t`. */
function shareOf({ first, last, firstShare, lastShare }: Cover, t: number, cell: number): number {
  if (cell === first[t]) return firstShare[t] as number;
  return cell === last[t] ? (lastShare[t] as number) : 1;
}

function addAll(pixels: Pixels, start: number, share: number, sums: Float64Array): void {
  const { length } = sums;
  for (let i = 0; i < length; i++) {
    sums[i] = (sums[i] as number) + (pixels[start + i] as number) * share;
  }
}

/** The same, leaving out padding and what is no number; says how many were left out. */
function addKept(
  pixels: Pixels,
  start: number,
  share: number,
  sums: Float64Array,
  missing: Float64Array,
  low: number,
  high: number,
): number {
  const { length } = sums;
  let left = 0;
  for (let i = 0; i < length; i++) {
    const value = pixels[start + i] as number;
    if ((value < low || value > high) && Number.isFinite(value)) {
      sums[i] = (sums[i] as number) + value * share;
    } else {
      missing[i] = (missing[i] as number) + share;
      left++;
    }
  }
  return left;
}

/** Sums a row's cells into the wider cells of the target. */
function gather(
  sums: Float64Array,
  { first, last, firstShare, lastShare }: Cover,
  samples: number,
  line: Float64Array,
): void {
  const columns = first.length;
  for (let sample = 0; sample < samples; sample++) {
    for (let x = 0; x < columns; x++) {
      const left = first[x] as number;
      const right = last[x] as number;
      let sum = (sums[left * samples + sample] as number) * (firstShare[x] as number);
      for (let column = left + 1; column < right; column++) {
        sum += sums[column * samples + sample] as number;
      }
      if (right > left)
        sum += (sums[right * samples + sample] as number) * (lastShare[x] as number);
      line[x * samples + sample] = sum;
    }
  }
}
