// From modality values to levels 0 … top, rounded half up: the VOI LUT or the window (PS3.3 C.11.2).
// Twin of dicomwidgets/display/voi.py.

import type { FrameDisplay, LookupData } from "../sync/messages.ts";
import type { Window } from "./window.ts";

/** From a modality value to a level. */
export type Level = (value: number) => number;

/** Where top / (1 + exp(-t)) reaches k - 0.5, for k = 1 … top, rounded to 12 decimals. */
export function sigmoidThresholds(top: number): Float64Array {
  return Float64Array.from(
    { length: top },
    (_, k) => Math.floor(-Math.log(top / (k + 0.5) - 1) * 1e12 + 0.5) / 1e12,
  );
}
const USUAL = /* @__PURE__ */ sigmoidThresholds(255);

/** A null window: through the file's VOI LUT. */
export function voi(display: FrameDisplay, window: Window | null, top: number): Level {
  if (!window) return throughTable(display.voi_luts[display.voi_lut ?? -1], top);
  const { center, width } = window;
  if (window.function === "SIGMOID") {
    return width > 0 ? sigmoid(center, width, top) : step(center, top);
  }
  const { middle, span } = extent(window);
  return span > 0 ? ramp(middle, span, top) : step(middle - span / 2, top);
}

/** LINEAR spans one value less, and its middle lies half a value lower (PS3.3 C.11.2.1.2.1). */
export function extent({ center, width, function: name }: Window): {
  middle: number;
  span: number;
} {
  return name === "LINEAR"
    ? { middle: center - 0.5, span: width - 1 }
    : { middle: center, span: width };
}

const step =
  (edge: number, top: number): Level =>
  (value) =>
    value > edge ? top : 0;

function ramp(middle: number, span: number, top: number): Level {
  return (value) => {
    const level = ((value - middle) / span + 0.5) * top + 0.5;
    return level >= top ? top : level > 0 ? level | 0 : 0;
  };
}

/** PS3.3 C.11.2.1.3.1: how many thresholds lie at or below. */
export function sigmoid(center: number, width: number, top: number): Level {
  const thresholds = top === 255 ? USUAL : sigmoidThresholds(top);
  return (value) => {
    const steepness = ((value - center) * 4) / width;
    let low = 0;
    let high = top;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((thresholds[middle] as number) <= steepness) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** VOI LUT (PS3.3 C.11.2.1.1); its ends go on beyond it. */
function throughTable(table: LookupData | undefined, top: number): Level {
  if (!table) return () => 0;
  const { first, values } = table;
  const most = 2 ** table.bits - 1;
  const last = values.length - 1;
  const levels = Uint16Array.from(values, (entry) =>
    Math.min(Math.floor((entry / most) * top + 0.5), top),
  );
  return (value) =>
    levels[Math.min(Math.max(Math.floor((value || 0) + 0.5) - first, 0), last)] ?? 0;
}
