// Windowed pictures, decoded when they are to be drawn.
import type { Pictured } from "../frames/pictures.ts";
import { pictureOf } from "../sync/buffers.ts";

export interface Sketches {
  /** The picture to draw; `null` until it is decoded. */
  of(pictured: Pictured): ImageBitmap | null;
}

interface SketchesTo {
  /** How many are kept, those used last. */
  most(): number;
  /** There is one more to draw. */
  decoded(): void;
  /** So many bytes more, or less, are kept. */
  keep(bytes: number): void;
}

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
  signal.addEventListener("abort", () => [...kept.keys()].forEach(drop), { once: true });
  return {
    of(pictured) {
      const bitmap = kept.get(pictured);
      if (bitmap === undefined) void decode(pictured);
      kept.delete(pictured);
      kept.set(pictured, bitmap ?? null);
      for (const old of kept.keys()) if (kept.size > most()) drop(old);
      return bitmap ?? null;
    },
  };
}

function bytesOf({ width, height }: ImageBitmap): number {
  return 4 * width * height;
}
