// Mouse, pen, finger and keys on the picture: drawing a box, moving it, pulling an edge.
import type { Point } from "../pointer.ts";
import type { Size } from "../viewport.ts";
import type { Layer } from "./layer.ts";
import { between, HANDLES, moved, pulled, type Rectangle } from "./rect.ts";

export interface GesturesTo {
  /** Of the frame; null while there is no image. */
  image(): Size | null;
  /** Where a point of the window lies in the frame. */
  point(x: number, y: number): Point;
  box(id: number): Rectangle | null;
  /** Whether a finger draws: else it scrolls the page. */
  drawing(): boolean;
  choose(id: number | null): void;
  /** While it is dragged; null: it is over. */
  move(state: { id: number | null; rect: Rectangle } | null): void;
  put(id: number | null, rect: Rectangle): void;
  drop(id: number): void;
  /** Only in the frame shown, or in all again. */
  turn(id: number): void;
}

const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 10;
/** Several keys in a row are one change. */
const REST_MS = 400;
/** A drag over fewer CSS pixels is a click. */
const LEAST = 4;

export function gestures(area: HTMLElement, layer: Layer, to: GesturesTo, signal: AbortSignal) {
  let held: ((x: number, y: number) => Rectangle | null) | null = null;
  let id: number | null = null;
  let last: Rectangle | null = null;
  let start: Point = [0, 0];
  let timer = 0;
  let typed: { id: number; rect: Rectangle } | null = null;

  const settle = () => {
    clearTimeout(timer);
    if (!typed) return;
    to.put(typed.id, typed.rect);
    typed = null;
    to.move(null);
  };
  const release = (keep: boolean) => {
    if (!held) return;
    held = null;
    const rect = last;
    last = null;
    if (keep && rect) to.put(id, rect);
    to.move(null);
  };
  area.addEventListener(
    "pointerdown",
    (event) => {
      const image = to.image();
      if (!image || event.button !== 0 || !event.isPrimary) return;
      settle();
      const spot = layer.spot(event.target);
      if (!spot && event.pointerType === "touch" && !to.drawing()) return;
      event.preventDefault();
      start = [event.clientX, event.clientY];
      const from = to.point(...start);
      const by = (x: number, y: number): Point => {
        const [column, row] = to.point(x, y);
        return [column - from[0], row - from[1]];
      };
      id = spot?.id ?? null;
      to.choose(id);
      const before = spot && to.box(spot.id);
      if (spot && before) {
        layer.focus(spot);
        const { handle } = spot;
        held = (x, y) =>
          handle === null
            ? moved(before, by(x, y), image)
            : pulled(before, handle, by(x, y), image);
      } else {
        held = (x, y) => between(from, to.point(x, y), image);
      }
      area.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  area.addEventListener(
    "pointermove",
    (event) => {
      if (!held || !event.isPrimary) return;
      const far = Math.hypot(event.clientX - start[0], event.clientY - start[1]);
      if (!last && far < LEAST) return;
      last = held(event.clientX, event.clientY);
      if (last) to.move({ id, rect: last });
    },
    { signal },
  );
  area.addEventListener("pointerup", () => release(true), { signal });
  area.addEventListener("pointercancel", () => release(false), { signal });

  area.addEventListener(
    "keydown",
    (event) => {
      const spot = layer.spot(event.target);
      const image = to.image();
      if (!spot || !image || event.ctrlKey || event.metaKey) return;
      if (typed && typed.id !== spot.id) settle();
      const before = typed?.rect ?? to.box(spot.id);
      const arrow = ARROWS[event.key];
      if (before && arrow) {
        const step = event.shiftKey ? STEP : 1;
        const by: Point = [arrow[0] * step, arrow[1] * step];
        // Alt pulls the bottom right corner; on a handle arrows pull that one.
        const handle =
          spot.handle ?? (event.altKey ? HANDLES.findIndex(([x, y]) => x + y === 2) : null);
        const rect = handle === null ? moved(before, by, image) : pulled(before, handle, by, image);
        typed = { id: spot.id, rect };
        to.choose(spot.id);
        to.move({ id: spot.id, rect });
        clearTimeout(timer);
        timer = window.setTimeout(settle, REST_MS);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        clearTimeout(timer);
        typed = null;
        to.move(null);
        to.drop(spot.id);
      } else if (event.key === "Enter" || event.key === " ") {
        to.choose(spot.id);
      } else if (event.key === "Escape") {
        to.choose(null);
      } else if (event.key === "f") {
        settle();
        to.turn(spot.id);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}
