// Windowed pictures, decoded when they are to be drawn.
import type { Pictured } from "../frames/pictures.ts";
import { pictureOf } from "../sync/buffers.ts";

export interface Sketches {
  /** The picture to draw; `null` until it is decoded. */
  of(pictured: Pictured): ImageBitmap | null;
}

/** The last `most` are kept; `decoded` runs when there is one more to draw. */
export function sketches(most: number, decoded: () => void, signal: AbortSignal): Sketches {
  const kept = new Map<Pictured, ImageBitmap | null>();
  const drop = (pictured: Pictured) => {
    kept.get(pictured)?.close();
    kept.delete(pictured);
  };
  const decode = async (pictured: Pictured) => {
    const blob = pictureOf(pictured.pixels, pictured.buffer);
    const bitmap = await createImageBitmap(blob).catch(() => null);
    if (!kept.has(pictured)) return bitmap?.close();
    kept.set(pictured, bitmap);
    if (bitmap) decoded();
  };
  signal.addEventListener("abort", () => [...kept.keys()].forEach(drop), { once: true });
  return {
    of(pictured) {
      const bitmap = kept.get(pictured);
      if (bitmap === undefined) void decode(pictured);
      kept.delete(pictured);
      kept.set(pictured, bitmap ?? null);
      for (const old of kept.keys()) if (kept.size > most) drop(old);
      return bitmap ?? null;
    },
  };
}
