// From stored values to modality values (PS3.3 C.11.1). Twin of dicomwidgets/display/modality.py.

import type { FrameDisplay } from "../sync/messages.ts";

/** The function from a stored value to its modality value. */
export function modality(display: FrameDisplay): (stored: number) => number {
  const { slope, intercept, modality_lut: table } = display;
  if (!table) return (stored) => stored * slope + intercept;
  const { first, values } = table;
  const last = values.length - 1;
  return (stored) => values[Math.min(Math.max(Math.trunc(stored || 0) - first, 0), last)] ?? 0;
}

/** The smallest and the largest value that the stored bits can hold. */
export function storedRange(display: FrameDisplay): [number, number] {
  const half = 2 ** Math.max(0, display.bits_stored - 1);
  return display.signed ? [-half, half - 1] : [0, 2 * half - 1];
}

/** The smallest and the largest modality value that can be stored. */
export function modalityRange(display: FrameDisplay): [number, number] {
  const values = display.modality_lut?.values;
  if (values) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  }
  const [first, last] = storedRange(display);
  const a = first * display.slope + display.intercept;
  const b = last * display.slope + display.intercept;
  return a < b ? [a, b] : [b, a];
}
