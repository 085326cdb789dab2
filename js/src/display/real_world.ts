// From stored to real-world values (PS3.3 C.7.6.16.2.11). Twin of
// dicomwidgets/display/real_world.py.

import type { FrameDisplay, RealWorldMap } from "../sync/messages.ts";

/** The value of a stored value by a map; NaN where the map does not hold, and for padding. */
export function realWorldValue(
  { first, last, slope, intercept, values }: RealWorldMap,
  { padding }: FrameDisplay,
  stored: number,
): number {
  const padded = padding !== null && stored >= padding[0] && stored <= padding[1];
  if (padded || !(stored >= first && stored <= last)) return Number.NaN;
  return values ? (values[Math.trunc(stored - first)] ?? Number.NaN) : stored * slope + intercept;
}
