// A picture from the kernel as a canvas.
import { type Binary, bytesOf, pictureOf } from "../sync/buffers.ts";
import type { BufferInfo, FirstPicture } from "../sync/messages.ts";

export type Sketch = HTMLCanvasElement;

/** A pushed picture, and what was made of it ahead of the viewer: its sketch, or that of the
 * picture before, which is seen until then. */
export interface Sketched extends FirstPicture {
  sketch?: Sketch;
  earlier?: Sketch;
}

/** At once where the picture came raw; null where it can't be read. */
export function sketchOf(buffer: Binary, info: BufferInfo): Sketch | null | Promise<Sketch | null> {
  if (info.encoding === "raw") return drawnRaw(bytesOf(buffer), info);
  return createImageBitmap(pictureOf(buffer, info)).then(drawnBitmap, () => null);
}

function sized(width: number, height: number): Sketch {
  return Object.assign(document.createElement("canvas"), { width, height });
}

function drawnBitmap(bitmap: ImageBitmap): Sketch {
  const canvas = sized(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}

/** Screen values: nothing to decode. */
function drawnRaw(bytes: Uint8Array, { shape }: BufferInfo): Sketch | null {
  const [rows = 0, columns = 0, samples = 1] = shape;
  if (rows * columns === 0 || bytes.length !== rows * columns * samples) return null;
  const canvas = sized(columns, rows);
  const image = new ImageData(columns, rows);
  for (let pixel = 0; pixel < rows * columns; pixel += 1) {
    const from = pixel * samples;
    for (let channel = 0; channel < 3; channel += 1)
      image.data[4 * pixel + channel] = bytes[from + (samples === 3 ? channel : 0)] ?? 0;
    image.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
