// How the kernel's pictures are to look: as the traits say, which change when a gesture ends.
import type { FrameStore } from "../frames/store.ts";
import type { PictureLook } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";

const LOOK = [
  "window_center",
  "window_width",
  "voi_function",
  "voi_lut",
  "invert",
  "colormap",
  "overlays",
  "overlays_off",
  "shutter",
  "color_profile",
] as const satisfies (keyof PictureLook)[];

export function lookOf(traits: State<ViewerTraits>): PictureLook {
  return Object.fromEntries(LOOK.map((name) => [name, traits.get(name)])) as unknown as PictureLook;
}

/** Ask for pictures anew when what they show was changed. */
export function followLook(
  traits: State<ViewerTraits>,
  store: FrameStore,
  signal: AbortSignal,
): void {
  let waiting = false;
  // Centre and width are committed together and heard of one by one.
  const heard = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!signal.aborted) store.show(lookOf(traits), traits.get("transport"));
    });
  };
  for (const name of [...LOOK, "transport"] as const) traits.on(name, heard, signal);
}
