// The colours of a supplemental palette (PS3.3 C.7.6.19). Twin of dicomwidgets/display/palette.py.

import { bytesOf } from "../sync/buffers.ts";
import type { FrameDisplay } from "../sync/messages.ts";

export interface Supplement {
  first: number;
  /** One opaque colour for each stored value from `first` on; the last one goes on. */
  colors: Uint32Array;
}

export function supplementOf({ palette }: FrameDisplay): Supplement | null {
  if (!palette) return null;
  const bytes = bytesOf(palette.rgb);
  const at = (k: number) => bytes[k] as number;
  const packed = (_: unknown, k: number) =>
    (0xff000000 | (at(3 * k + 2) << 16) | (at(3 * k + 1) << 8) | at(3 * k)) >>> 0;
  return { first: palette.first, colors: Uint32Array.from({ length: bytes.length / 3 }, packed) };
}

/** Put the colours into a table indexed by the bit patterns of stored values. */
export function color(table: Uint32Array, { first, colors }: Supplement, signed: boolean): void {
  const { length } = table;
  const least = signed ? -length / 2 : 0;
  const last = colors.length - 1;
  for (let value = Math.max(first, least); value < least + length; value++) {
    table[value & (length - 1)] = colors[Math.min(value - first, last)] as number;
  }
}

/** Red, green and blue of a stored value; null where it is grey. */
export function colorOf(display: FrameDisplay, stored: number): number[] | null {
  const supplement = supplementOf(display);
  if (!supplement || stored < supplement.first) return null;
  const { first, colors } = supplement;
  const packed = colors[Math.min(stored - first, colors.length - 1)] as number;
  return [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255];
}
