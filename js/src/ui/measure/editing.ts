// Changing a shape: dragging it or one of its handles, and the keys while it has the focus.
import type { MeasurementShape } from "../../sync/messages.ts";
import type { Start } from "../gestures.ts";
import { REST_MS } from "../live.ts";
import type { Book } from "./book.ts";
import { STILL } from "./drawing.ts";
import type { Layer, Spot } from "./layer.ts";
import { bend, handlesOf, type Point, shift } from "./shape.ts";

export interface EditingTo {
  size(): Point;
  toImage(x: number, y: number): Point | null;
  select(id: string | null): void;
  /** Away from the shapes: the viewer has the focus. */
  leave(): void;
}

const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Far enough to tell which way an arrow of the screen points in the image. */
const FAR = 1000;

export function editing(
  { book, layer }: { book: Book; layer: Layer },
  to: EditingTo,
  signal: AbortSignal,
): Start {
  let untold: string | null = null;
  let timer = 0;

  const changed = (shape: MeasurementShape, { handle }: Spot, by: Point) => {
    const size = to.size();
    const which = handle === null ? undefined : handlesOf(shape)[handle];
    return which ? bend(shape, which, by, size) : shift(shape, by, size);
  };
  const tell = () => {
    clearTimeout(timer);
    const entry = untold && book.get(untold);
    untold = null;
    if (entry) book.put(entry.shape);
  };
  const nudge = (spot: Spot, [x, y]: Point, steps: number) => {
    const entry = book.get(spot.id);
    const [from, until] = [to.toImage(0, 0), to.toImage(x * FAR, y * FAR)];
    if (!entry || !from || !until) return;
    const way = [until[0] - from[0], until[1] - from[1]];
    const most = Math.max(...way.map(Math.abs));
    book.show(changed(entry.shape, spot, way.map((w) => Math.round(w / most) * steps) as Point));
    untold = spot.id;
    clearTimeout(timer);
    timer = window.setTimeout(tell, REST_MS);
  };
  const keys: Record<string, (spot: Spot) => void> = {
    Delete({ id }) {
      to.leave();
      book.remove(id);
    },
    Enter: ({ id, handle }) => layer.focus({ id, handle: handle === null ? 0 : null }),
    Escape() {
      to.select(null);
      to.leave();
    },
  };
  Object.assign(keys, { Backspace: keys.Delete, " ": keys.Enter });
  const pressed = (event: KeyboardEvent) => {
    const spot = layer.spot(event.target);
    if (!spot || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) nudge(spot, arrow, event.shiftKey ? 10 : 1);
    else if (keys[event.key]) keys[event.key]?.(spot);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { el } = layer;
  el.addEventListener("keydown", pressed, { signal });
  el.addEventListener("focusin", ({ target }) => to.select(layer.spot(target)?.id ?? null), {
    signal,
  });
  el.addEventListener("focusout", tell, { signal });
  // On a shape it would go to the image, and fit or enlarge it.
  el.addEventListener("dblclick", (event) => event.stopPropagation(), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  return (at, { target }) => {
    const spot = layer.spot(target);
    const shape = spot && book.get(spot.id)?.shape;
    to.select(spot?.id ?? null);
    const from = to.toImage(...at);
    if (!spot || !shape || !from) return null;
    let moved = false;
    return {
      name: "measure",
      move(x, y) {
        const until = to.toImage(x, y);
        moved ||= Math.hypot(x - at[0], y - at[1]) >= STILL;
        if (moved && until)
          book.show(changed(shape, spot, [until[0] - from[0], until[1] - from[1]]));
      },
      end() {
        const entry = book.get(spot.id);
        if (moved && entry) book.put(entry.shape);
      },
      cancel: () => book.revert(spot.id),
    };
  };
}
