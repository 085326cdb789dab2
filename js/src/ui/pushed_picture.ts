// The pushed preview, decoded, until stored values take its place.
import type { FrameStore } from "../frames/store.ts";
import { bytesOf, pictureOf } from "../sync/buffers.ts";
import type { BufferInfo } from "../sync/messages.ts";

type Drawable = ImageBitmap | HTMLCanvasElement;

export interface PushedPicture {
  readonly bitmap: Drawable | null;
  load(): Promise<void>;
  /** It is not needed any more; `again` there may be another one, of another series. */
  drop(again?: boolean): void;
}

/** `loaded` runs when there is something to draw. */
export function pushedPicture(
  store: FrameStore,
  loaded: () => void,
  signal: AbortSignal,
): PushedPicture {
  let bitmap: Drawable | null = null;
  let over = false;
  const drop = (again = false) => {
    over = !again;
    close(bitmap);
    bitmap = null;
  };
  signal.addEventListener("abort", () => drop(), { once: true });
  return {
    get bitmap() {
      return bitmap;
    },
    drop,
    async load() {
      const { picture } = store;
      const described = picture?.info.buffers[0];
      const buffer = picture?.buffers[0];
      if (over || !described || !buffer) return;
      const made =
        described.encoding === "raw"
          ? drawnRaw(bytesOf(buffer), described)
          : await createImageBitmap(pictureOf(buffer, described)).catch(() => null);
      // Without a preview the exact frame comes all the same.
      if (!made) return;
      if (over || store.picture !== picture) return close(made);
      close(bitmap);
      bitmap = made;
      loaded();
    },
  };
}

function close(drawable: Drawable | null): void {
  if (drawable instanceof ImageBitmap) drawable.close();
}

/** Screen values as a canvas, at once: nothing to decode. */
function drawnRaw(bytes: Uint8Array, { shape }: BufferInfo): HTMLCanvasElement | null {
  const [rows = 0, columns = 0, samples = 1] = shape;
  if (rows * columns === 0 || bytes.length !== rows * columns * samples) return null;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: columns, height: rows });
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
