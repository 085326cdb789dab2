// The window of the whole series takes the place of the provisional one, of the frame shown first.
// Pure.

import type { FrameInfo, PictureLook, SeriesAuto } from "../sync/messages.ts";

const PROVISIONAL = "PROVISIONAL WINDOW";

/** The frame with the window of its series, where it has none of its own. */
export function settled(info: FrameInfo, auto: SeriesAuto | null): FrameInfo {
  if (!auto || !isComputed(info)) return info;
  const { window, voi_function, badge } = auto;
  const display = { ...info.display, windows: [window], voi_function };
  const badges = info.badges.map((each) => (each.text === PROVISIONAL ? badge : each));
  return { ...info, display, badges };
}

interface Windowed {
  window_center: number | null;
  window_width: number | null;
}

/** Whether a picture was made with a window that no longer is the frame's. */
export function outdated(
  info: FrameInfo,
  made: Windowed,
  look: PictureLook,
  auto: SeriesAuto | null,
): boolean {
  if (!auto || !isComputed(info) || look.window_center !== null || look.window_width !== null) {
    return false;
  }
  return made.window_center !== auto.window.center || made.window_width !== auto.window.width;
}

function isComputed({ display }: FrameInfo): boolean {
  return display.windows[0]?.source === "auto";
}
