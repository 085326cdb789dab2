// Which frame a view shows: the one wanted as soon as it is here, before that the one of before,
// at the very start the pushed picture.
import type { StoredFrame } from "../frames/cache.ts";
import type { FrameStore } from "../frames/store.ts";
import type { FrameInfo } from "../sync/messages.ts";
import type { Graphics } from "./graphics.ts";
import type { Live } from "./live.ts";
import { type Measuring, measuring } from "./measuring.ts";
import { type PictureShown, type Picturing, picturing } from "./picturing.ts";
import type { Stage } from "./stage.ts";

/** The frame on screen; its pixels are null while it is a picture. */
export type Shown = { info: FrameInfo; pixels: StoredFrame["pixels"] } | PictureShown | null;

export interface Showing {
  readonly shown: Shown;
  readonly values: Measuring;
  readonly pictures: Picturing;
  /** Choose for the moment, and say what is missing or wrong. */
  choose(): void;
}

interface Parts {
  live: Live;
  store: FrameStore;
  stage: Stage;
  over: Graphics;
}

/** `changed` runs when there is something new to choose from; `waited` for, if it is what should be
 * on screen and was not here. */
export function showing(
  { live, store, stage, over }: Parts,
  changed: (waited?: boolean) => void,
  signal: AbortSignal,
): Showing {
  const values = measuring();
  const pictures = picturing(store, changed, signal);
  const { pushed } = pictures;
  let shown: Shown = null;
  const tell = (index: number, here: boolean) => {
    const { series } = store;
    const nothing = series?.count === 0 ? series.problems[0] : undefined;
    const error = here ? undefined : (store.error(index) ?? nothing);
    stage.trouble(error ?? null);
    stage.loading(!here && !error, other(index));
  };
  /** What a reader must not take for the slice that the number names. */
  const other = (index: number) =>
    shown && shown.info.index !== index && store.series?.complete
      ? `Slice ${index + 1} has not come yet: this is slice ${shown.info.index + 1}`
      : "";
  store.on((news) => {
    if (news.kind === "series" && (news.renumbered || news.replaced)) values.forget();
    if (news.kind === "series" && news.replaced) {
      shown = null;
      pushed.drop(true);
    }
    if (news.kind === "picture") void pushed.load();
    else changed(news.kind === "frame" && news.index === live.now.index);
  }, signal);
  live.on(() => changed(), signal);
  return {
    get shown() {
      return shown;
    },
    values,
    pictures,
    choose() {
      // Until the index is complete there is the first picture, whatever number it will have.
      const index = store.series?.complete ? live.now.index : store.current;
      const here = store.get(index);
      // A frame never shows for a moment what its shutter hides.
      const frame = here && over.ready(here.info) ? here : undefined;
      if (frame && frame !== shown) {
        shown = frame;
        pushed.drop();
      } else if (!here) {
        const picture = pictures.of(index);
        const start = shown === null || (shown.pixels === null && !shown.base);
        shown = picture ?? (start ? pictures.first() : null) ?? shown;
      }
      if (frame) values.measure(frame);
      else if (shown?.pixels === null) values.suggest(shown);
      const enough = store.only(index) !== null && store.pictured(index) !== undefined;
      tell(index, here !== undefined || enough);
    },
  };
}
