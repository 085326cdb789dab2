// By how much two frames differ, as a frame of its own. Pure.
import type { Pixels } from "./lookup.ts";

export interface Difference {
  /** One value a pixel: the largest difference of its samples. */
  values: Uint16Array<ArrayBuffer>;
  most: number;
  /** How many pixels differ. */
  pixels: number;
}

/** Differences beyond 65,535 are shown as that. */
export function difference(before: Pixels, after: Pixels, samples: number): Difference {
  const values = new Uint16Array(before.length / samples);
  let [most, pixels] = [0, 0];
  for (let i = 0, at = 0; i < values.length; i++) {
    let off = 0;
    for (let k = 0; k < samples; k++, at++)
      off = Math.max(off, Math.abs((before[at] as number) - (after[at] as number)));
    if (off > 0) pixels += 1;
    if (off > most) most = off;
    values[i] = Math.min(Math.ceil(off), 0xffff);
  }
  return { values, most, pixels };
}
