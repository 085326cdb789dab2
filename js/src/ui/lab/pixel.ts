// What a pixel is in the file and on the way to the screen. Pure.

import { wordOf } from "../../display/stages.ts";
import type { Pixels } from "../../sync/buffers.ts";
import type { StageName } from "../../sync/messages.ts";
import type { LabFrame } from "./source.ts";

/** The word of the file at a place of a grey frame; null for floating-point pixels. */
export function wordAt({ raw, pixels, word }: LabFrame, at: number): number | null {
  if (!word) return null;
  return raw ? (raw[at] as number) : wordOf(pixels[at] as number, word.allocated);
}

/** The pixels that the chain starts from. */
export function pixelsOf(frame: LabFrame, off: ReadonlySet<StageName>): Pixels {
  const { raw, pixels, word } = frame;
  if (!off.has("bits") || !word) return pixels;
  return raw ?? unsigned(pixels);
}

/** The same bytes without a sign. */
function unsigned(pixels: Pixels): Pixels {
  const { buffer, byteOffset, length } = pixels;
  if (pixels instanceof Int16Array) return new Uint16Array(buffer, byteOffset, length);
  if (pixels instanceof Int8Array) return new Uint8Array(buffer, byteOffset, length);
  if (pixels instanceof Int32Array) return new Uint32Array(buffer, byteOffset, length);
  return pixels;
}

/** The samples of a colour pixel, as text. */
export function samplesAt(pixels: Pixels, at: number, samples: number): string {
  return Array.from({ length: samples }, (_, k) => pixels[at * samples + k]).join(", ");
}
