// Frames of a series mostly are displayed alike: then they share one description.

import type { FrameInfo } from "../sync/messages.ts";

/**
 * Gives a frame the description of the one before where both say the same: the look-up made for
 * the one then holds for the other, and walking the slices compiles none. Long tables are not
 * compared.
 */
export function displaySharer(): (info: FrameInfo) => FrameInfo {
  let text = "";
  let display: FrameInfo["display"] | null = null;
  return (info) => {
    const { modality_lut, voi_lut, presentation_lut, real_world } = info.display;
    if (modality_lut || voi_lut !== null || presentation_lut || real_world.length > 0) return info;
    const next = JSON.stringify(info.display);
    if (!display || next !== text) {
      text = next;
      display = info.display;
    }
    return { ...info, display };
  };
}
