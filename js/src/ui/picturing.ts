// What is drawn of a frame whose stored values are not here: the pushed picture, one asked for, or
// that one with sharper parts above it.
import type { Pictured } from "../frames/pictures.ts";
import type { FrameStore, Region } from "../frames/store.ts";
import type { Layer } from "../render/layers.ts";
import type { Badge, FrameInfo } from "../sync/messages.ts";
import { pictureBadge } from "./picture_badges.ts";
import { type PushedPicture, pushedPicture } from "./pushed_picture.ts";
import { sketches } from "./sketches.ts";
import { type Tiles, tiles } from "./tiles.ts";

export interface PictureShown {
  info: FrameInfo;
  pixels: null;
  /** The window it was made with; null for colour and a VOI LUT. */
  window: { center: number; width: number } | null;
  base: Pictured | null;
}

export interface Picturing {
  readonly pushed: PushedPicture;
  /** What can be drawn of frame `index`; null: what is on screen stays. */
  of(index: number): PictureShown | null;
  first(): PictureShown | null;
  /** What to draw, lowest first, where `view` of the frame is on screen at `scale`. */
  layers(shown: PictureShown, view: Region, scale: number): Layer[];
  /** Why it is a picture, and how far it is reduced. */
  badge(shown: PictureShown): Badge;
}

/** The picture shown, the one before and the next; over a small share only the first. */
const KEPT = 3;
const LARGEST_BYTES = 4 * 2 ** 20;

export function picturing(store: FrameStore, changed: () => void, signal: AbortSignal): Picturing {
  const pushed = pushedPicture(store, changed, signal);
  const most = () => Math.max(1, Math.min(KEPT, Math.floor(store.budget / 8 / LARGEST_BYTES)));
  const bitmaps = sketches({ most, decoded: changed, keep: store.keep }, signal);
  let sharper: Tiles | null = null;
  let reduced = 1;
  let last: PictureShown | null = null;
  const shownAs = (info: FrameInfo, base: Pictured | null, of: Windowed): PictureShown => {
    if (last?.info !== info || last.base !== base)
      last = { info, pixels: null, window: windowOf(of), base };
    return last;
  };
  return {
    pushed,
    of(index) {
      const base = store.pictured(index);
      return base && bitmaps.of(base) ? shownAs(base.info, base, base) : null;
    },
    first() {
      const { picture } = store;
      return picture && pushed.bitmap ? shownAs(picture.info.frame, null, picture.info) : null;
    },
    layers({ info, base }, view, scale) {
      const image = base ? bitmaps.of(base) : pushed.bitmap;
      const whole: Region = [0, 0, info.columns, info.rows];
      if (!image) return [];
      if (!base || store.only(info.index) === null) return [{ image, region: whole }];
      sharper ??= tiles(store, changed, signal);
      const above = sharper.over(base, view, scale);
      reduced = above.reduced;
      return [{ image, region: whole }, ...above.layers];
    },
    badge: ({ info, base }) => pictureBadge(store.only(info.index), base ? reduced : 1),
  };
}

type Windowed = Pick<Pictured, "window_center" | "window_width">;

function windowOf({ window_center: center, window_width: width }: Windowed) {
  return center === null || width === null ? null : { center, width };
}
