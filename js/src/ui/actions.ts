// Everything a user can do to a view, whatever it is done with.
import type { Rotation } from "../display/turn.ts";
import type { FrameStore } from "../frames/store.ts";
import type { WindowPreset } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";
import type { Keys } from "./keyboard.ts";
import type { Live, When } from "./live.ts";
import type { View } from "./view.ts";
import { fitZoom } from "./viewport.ts";
import { type WindowActions, windowActions } from "./window_actions.ts";
import { type ZoomActions, zoomActions } from "./zoom_actions.ts";

export interface Actions extends WindowActions, ZoomActions {
  /** There is more than one slice. */
  readonly several: boolean;
  slice(index: number, when: When): void;
  sliceBy(steps: number): void;
  reset(): void;
  /** By a quarter as seen on the screen, whether the image is mirrored or not. */
  rotate(to: "left" | "right"): void;
  magnify(): void;
  /** With the magnifier, its spot goes by a pixel; without, the image goes that way. */
  step(columns: number, rows: number): void;
  /** Mirror what is seen. */
  flip(swapped: "sides" | "ends"): void;
}

/** How far a key moves the image, in CSS pixels. */
const PAN_PIXELS = 32;

interface Parts {
  view: View;
  live: Live;
  store: FrameStore;
  traits: State<ViewerTraits>;
}

export function actions({ view, live, store, traits }: Parts, signal: AbortSignal): Actions {
  const last = () => Math.max(store.series?.count ?? 1, 1) - 1;
  const zoom = zoomActions({ view, live, traits }, signal);
  const windowed = windowActions({ view, live });
  const slice = (index: number, when: When) => {
    const next = Math.min(Math.max(index, 0), last());
    live.show({ index: next }, when);
    store.want(next);
  };
  const turn = (degrees: number, flip: boolean) =>
    live.show({ rotation: (degrees % 360) as Rotation, flip }, "soon");
  return {
    ...zoom,
    ...windowed,
    get several() {
      return last() > 0;
    },
    slice,
    sliceBy: (steps) => slice(live.now.index + steps, "soon"),
    rotate: (to) => turn(live.now.rotation + (to === "right" ? 90 : 270), live.now.flip),
    flip: (swapped) => turn((swapped === "sides" ? 360 : 540) - live.now.rotation, !live.now.flip),
    magnify: () => live.show({ magnifier: !live.now.magnifier }, "soon"),
    step(columns, rows) {
      if (live.now.magnifier) view.step(columns, rows);
      else zoom.pan(columns * PAN_PIXELS, rows * PAN_PIXELS);
    },
    reset() {
      const own = { window_center: null, window_width: null, voi_function: null, voi_lut: 0 };
      const over = { overlays: true, overlays_off: [], shutter: true, color_profile: true };
      live.show(
        {
          ...own,
          ...over,
          invert: false,
          real_world: null,
          quantity: null,
          colormap: "grey",
          cine_rate: null,
          rotation: 0,
          flip: false,
        },
        "soon",
      );
      zoom.fit();
    },
  };
}

/** The factor shown beside the image. */
export function zoomText(view: View): string {
  if (!view.picture || view.area.width === 0) return "";
  const zoom = view.viewport.zoom ?? fitZoom(view.picture, view.area);
  const text = zoom === 1 ? "1 : 1" : `${Number(zoom.toPrecision(3))} ×`;
  return view.viewport.zoom === null ? `fit  ${text}` : text;
}

/** The keys of the viewer that no tool has. */
export function keysOf(
  to: Actions,
  more: {
    escape(): void;
    play(): void;
    series(): void;
    along(by: number): void;
    presets(): WindowPreset[];
  },
): Keys {
  const by = (steps: number) => () => to.sliceBy(steps);
  const keys: Keys = {
    ArrowLeft: by(-1),
    ArrowUp: by(-1),
    ArrowRight: by(1),
    ArrowDown: by(1),
    PageUp: by(-10),
    PageDown: by(10),
    Home: by(Number.NEGATIVE_INFINITY),
    End: by(Number.POSITIVE_INFINITY),
    Space: more.play,
    s: more.series,
    n: () => more.along(1),
    N: () => more.along(-1),
    Escape: more.escape,
    "Shift+ArrowLeft": () => to.step(-1, 0),
    "Shift+ArrowRight": () => to.step(1, 0),
    "Shift+ArrowUp": () => to.step(0, -1),
    "Shift+ArrowDown": () => to.step(0, 1),
    ".": () => to.rotate("right"),
    ",": () => to.rotate("left"),
    x: () => to.flip("sides"),
    y: () => to.flip("ends"),
    "0": () => to.preset(null),
    v: to.nextLut,
  };
  for (let k = 1; k <= 9; k++) {
    keys[k] = () => {
      const preset = more.presets()[k - 1];
      if (preset) to.preset(preset);
    };
  }
  return keys;
}
