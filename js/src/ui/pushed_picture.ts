// The pushed preview, decoded, until stored values take its place.
import type { FrameStore } from "../frames/store.ts";
import { type Sketch, sketchOf } from "../render/sketch.ts";

export interface PushedPicture {
  readonly bitmap: Sketch | null;
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
  let bitmap: Sketch | null = null;
  let over = false;
  const drop = (again = false) => {
    over = !again;
    bitmap = null;
  };
  const take = (made: Sketch) => {
    bitmap = made;
    loaded();
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
      const { sketch, earlier } = picture.info;
      if (sketch) return take(sketch);
      // Seen already, and drawn on until the finer one is decoded.
      if (earlier && !bitmap) take(earlier);
      const coming = sketchOf(buffer, described);
      const made = coming instanceof Promise ? await coming : coming;
      // Without a preview the exact frame comes all the same.
      if (made && !over && store.picture === picture) take(made);
    },
  };
}
