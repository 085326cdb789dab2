// What turns a frame's pixels into colours for one window: a packed table, or a function. Pure.

import { palette } from "../display/colormap.ts";
import { blankPadding, lookup, type Pixels, toScreen } from "../display/lookup.ts";
import { modality } from "../display/modality.ts";
import { color, type Supplement, supplementOf } from "../display/palette.ts";
import type { Window } from "../display/window.ts";
import type { FrameDisplay } from "../sync/messages.ts";
import { blitColor, blitFunction, blitTable, type Rectangle } from "./blit.ts";

export interface Paint {
  /** Takes the window to paint with; cheap where nothing has changed. */
  prepare(display: FrameDisplay, window: Window | null, invert: boolean, colormap: string): void;
  rectangle(pixels: Pixels, target: Uint32Array, where: Rectangle): void;
}

/** What is no image is black and opaque, whatever colour the map begins with. */
const BACKGROUND = 0xff000000;
const NOTHING = 256;

function opaque(name: string): Uint32Array {
  return Uint32Array.of(...palette(name), BACKGROUND);
}

/** A painter of rectangles that keeps its tables from one window to the next. */
export function paint(): Paint {
  let greys: Uint8Array | undefined;
  let table = new Uint32Array(0);
  let colors = opaque("grey");
  let mapName = "grey";
  let screen: ((stored: number) => number) | null = null;
  let kind: FrameDisplay["kind"] = "grey";
  let last: unknown[] = [];
  let supplement: Supplement | null = null;
  let supplied: FrameDisplay | null = null;
  return {
    prepare(display, window, invert, colormap) {
      const { center, width, function: name } = window ?? {};
      const now = [display, center, width, name, invert, colormap];
      if (now.every((value, k) => value === last[k]) && last.length > 0) return;
      last = now;
      kind = display.kind;
      if (kind === "color") return;
      if (mapName !== colormap) colors = opaque(colormap);
      mapName = colormap;
      screen = display.bits_stored > 16 ? toScreen(display, window, invert, NOTHING) : null;
      if (screen) return;
      greys = lookup(display, window, invert, greys);
      const { length } = greys;
      if (table.length !== length) table = new Uint32Array(length);
      for (let i = 0; i < length; i++) table[i] = colors[greys[i] as number] as number;
      blankPadding(table, display, BACKGROUND);
      if (display !== supplied) supplement = supplementOf(display);
      supplied = display;
      if (supplement) color(table, supplement, display.signed);
    },
    rectangle(pixels, target, where) {
      if (kind === "color") blitColor(pixels, target, where);
      else if (screen) blitFunction(pixels, screen, colors, target, where);
      else blitTable(patterns(pixels), table, target, where);
    },
  };
}

/** Signed pixels as unsigned ones over the same bytes: one kind of array keeps the loop fast. */
function patterns(pixels: Pixels): Pixels {
  const { buffer, byteOffset, length } = pixels;
  if (pixels instanceof Int16Array) return new Uint16Array(buffer, byteOffset, length);
  if (pixels instanceof Int8Array) return new Uint8Array(buffer, byteOffset, length);
  return pixels;
}

/** Pixels and display to average over: where stored values have no meaning in between (a Modality
 * LUT, 1 bit), modality values take their place, NaN for padding. */
export function averageable(
  pixels: Pixels,
  display: FrameDisplay,
): { pixels: Pixels; display: FrameDisplay } {
  if (display.kind === "color" || (!display.modality_lut && display.bits_stored > 1)) {
    return { pixels, display };
  }
  const value = modality(display);
  const [low, high] = display.padding ?? [1, 0];
  const values = Float32Array.from(pixels, (stored) =>
    stored >= low && stored <= high ? Number.NaN : value(stored),
  );
  const plain = { bits_stored: 32, slope: 1, intercept: 0, padding: null, modality_lut: null };
  return { pixels: values, display: { ...display, ...plain } };
}
