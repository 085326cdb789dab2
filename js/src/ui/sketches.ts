// Windowed pictures, decoded when they are to be drawn.
import type { Pictured } from "../frames/pictures.ts";
import { pictureOf } from "../sync/buffers.ts";

export interface Sketches {
  /** The picture to draw; `null` until it is decoded. */
  of(pictured: Pictured): ImageBitmap | null;
}

interface SketchesTo {
  /** How many decoded ones are kept, at least one: those asked for last. */
  most(): number;
  /** There is one more to draw. */
  decoded(): void;
  /** So many bytes more, or less, are kept. */
  keep(bytes: number): void;
}

/** What is still being decoded, or can't be, is given up when so many more were asked for since. */
const WAITING = 4;

export function sketches({ most, decoded, keep }: SketchesTo, signal: AbortSignal): Sketches {
  const kept = new Map<Pictured, ImageBitmap | null>();
  const drop = (pictured: Pictured) => {
    const bitmap = kept.get(pictured);
    kept.delete(pictured);
    if (!bitmap) return;
    keep(-bytesOf(bitmap));
    bitmap.close();
  };
  const decode = async (pictured: Pictured) => {
    const blob = pictureOf(pictured.pixels, pictured.buffer);
    const bitmap = await createImageBitmap(blob).catch(() => null);
    if (!kept.has(pictured)) return bitmap?.close();
    kept.set(pictured, bitmap);
    if (!bitmap) return;
    keep(bytesOf(bitmap));
    decoded();
  };
  // Only when one is asked for, never when one is decoded: what is on screen stays until it is
  // drawn over by what was waited for.
  const tidy = () => {
    const ready = [...kept].filter(([, bitmap]) => bitmap).map(([pictured]) => pictured);
    ready.slice(0, -most()).forEach(drop);
    for (const old of kept.keys()) if (kept.size > most() + WAITING) drop(old);
  };
  signal.addEventListener("abort", () => [...kept.keys()].forEach(drop), { once: true });
  return {
    of(pictured) {
      const bitmap = kept.get(pictured);
      if (bitmap === undefined) void decode(pictured);
      kept.delete(pictured);
      kept.set(pictured, bitmap ?? null);
      tidy();
      return bitmap ?? null;
    },
  };
}

function bytesOf({ width, height }: ImageBitmap): number {
  return 4 * width * height;
}
