// The pushed preview, decoded, until stored values take its place.
import type { FrameStore } from "../frames/store.ts";
import { pictureOf } from "../sync/buffers.ts";

export interface PushedPicture {
  readonly bitmap: ImageBitmap | null;
  load(): Promise<void>;
  /** It is not needed any more. */
  drop(): void;
}

/** `loaded` runs when there is something to draw. */
export function pushedPicture(
  store: FrameStore,
  loaded: () => void,
  signal: AbortSignal,
): PushedPicture {
  let bitmap: ImageBitmap | null = null;
  let over = false;
  const drop = () => {
    over = true;
    bitmap?.close();
    bitmap = null;
  };
  signal.addEventListener("abort", drop, { once: true });
  return {
    get bitmap() {
      return bitmap;
    },
    drop,
    async load() {
      const { picture } = store;
      const [described] = picture?.info.buffers ?? [];
      if (!picture || !described) return;
      const blob = pictureOf(picture.buffer, described);
      // Without a preview the exact frame comes all the same.
      const made = await createImageBitmap(blob).catch(() => null);
      if (over) made?.close();
      else if (made) {
        bitmap = made;
        loaded();
      }
    },
  };
}
