// The window: which range of modality values the screen shows (PS3.3 C.11.2.1.2). Twin of
// dicomwidgets/display/window.py.

import type { FrameDisplay, VoiFunction, WindowPreset } from "../sync/messages.ts";
import { modalityRange } from "./modality.ts";

export interface Window {
  center: number;
  width: number;
  function: VoiFunction;
}

export function presetWindow(preset: WindowPreset, voiFunction: VoiFunction): Window {
  return { center: preset.center, width: preset.width, function: voiFunction };
}

/** The chain with another of the file's VOI LUTs applied, where it has that one. */
export function throughLut(display: FrameDisplay, voi_lut: number): FrameDisplay {
  const other = voi_lut > 0 && display.voi_lut !== null && voi_lut < display.voi_luts.length;
  return other ? { ...display, voi_lut } : display;
}

/** The window nobody has chosen: null where a VOI LUT comes first, else the file's first window,
 * else the whole range that the stored bits can hold. */
export function defaultWindow(display: FrameDisplay): Window | null {
  if (display.voi_lut !== null) return null;
  const first = display.windows[0];
  if (first) return presetWindow(first, display.voi_function);
  const [low, high] = modalityRange(display);
  return { center: (low + high + 1) / 2, width: high - low + 1, function: "LINEAR" };
}
