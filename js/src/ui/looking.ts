// The spot that is read and magnified: under the pointer, or where a keyboard has put it.
import type { Window } from "../display/window.ts";
import type { FrameStore } from "../frames/store.ts";
import type { Layer } from "../render/layers.ts";
import { type Drawn, toImage, toTurned } from "./drawn.ts";
import type { Live } from "./live.ts";
import { magnifier, type Spot } from "./magnifier.ts";
import type { Point } from "./pointer.ts";
import { placeAt, readingAt } from "./reading.ts";
import type { Stage } from "./stage.ts";
import { pan, screenPoint, type Viewport } from "./viewport.ts";

export interface Looking {
  /** Where the pointer is over the image. */
  readonly pointer: Point | null;
  hover(at: Point | null, finger: boolean): void;
  /** Show the loupe for a while, whatever the trait says. */
  magnify(on: boolean): void;
  /** Move the spot by whole pixels of the frame as it is turned; answers with the viewport, which
   * moves along where the spot would leave the screen. */
  step(drawn: Drawn, view: Viewport, columns: number, rows: number): Viewport;
  /** Let probe and loupe say what is there; `layers` are the pictures drawn over pixels or in place of
   * them. */
  show(drawn: Drawn | null, window: Window | null, layers: readonly Layer[]): void;
}

interface Parts {
  live: Live;
  store: FrameStore;
  stage: Stage;
}

export function looking({ live, store, stage }: Parts): Looking {
  const loupe = magnifier(stage.screen);
  let here = false;
  let last: Spot | null = null;
  let held = false;
  const lasting = ({ area: { width, height }, ratio }: Drawn): Spot =>
    last ?? { at: [width / 2 / ratio, height / 2 / ratio], finger: false };
  const readingOf = (drawn: Drawn, { at }: Spot, window: Window | null) => {
    const { from } = drawn.frame;
    const [column, row] = toImage(drawn, ...at);
    const pixel = [Math.floor(column), Math.floor(row)] as const;
    if (from.pixels) return readingAt(from, pixel, window, live.now);
    return placeAt(from.info, pixel, store.only(from.info.index) === null);
  };
  return {
    get pointer() {
      return here && last ? last.at : null;
    },
    hover(at, finger) {
      here = at !== null;
      if (at) last = { at, finger };
    },
    magnify(on) {
      held = on;
    },
    step(drawn, view, columns, rows) {
      const { frame, at, area, ratio } = drawn;
      const { picture } = frame;
      const [column, row] = toTurned(drawn, lasting(drawn).at);
      const next: Point = [
        within(Math.floor(column) + columns, picture.columns - 1) + 0.5,
        within(Math.floor(row) + rows, picture.rows - 1) + 0.5,
      ];
      const [x, y] = screenPoint(at, picture, next);
      const [left, top] = [x - within(x, area.width), y - within(y, area.height)];
      last = { at: [(x - left) / ratio, (y - top) / ratio], finger: false };
      return left || top ? pan(view, picture, area, -left, -top) : view;
    },
    show(drawn, window, layers) {
      const { magnifier: on } = live.now;
      const spot = drawn && (here ? last : on && stage.focused() ? lasting(drawn) : null);
      const reading = spot && readingOf(drawn, spot, window);
      stage.probe.show(reading);
      loupe(reading && (on || held) ? { ...drawn, spot, window, layers, ...live.now } : null);
    },
  };
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
