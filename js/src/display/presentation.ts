// From levels to screen values: Presentation LUT and inversion (PS3.3 C.11.4, C.11.6). Twin of
// dicomwidgets/display/presentation.py.

import type { FrameDisplay } from "../sync/messages.ts";

/** The screen value of each level of the VOI stage: as many as 8 bits have, or as the Presentation
 * LUT has entries. */
export function presentation(
  { presentation_lut: table, inverse }: FrameDisplay,
  invert: boolean,
): Uint8Array {
  const flip = inverse !== invert ? 255 : 0;
  if (!table) return Uint8Array.from({ length: 256 }, (_, level) => level ^ flip);
  const most = 2 ** table.bits - 1;
  return Uint8Array.from(
    table.values,
    (entry) => Math.min(Math.floor((entry / most) * 255 + 0.5), 255) ^ flip,
  );
}
