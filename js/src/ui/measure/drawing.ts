// Drawing a new shape: a drag, or one click a point.
import type { MeasurementKind, MeasurementShape } from "../../sync/messages.ts";
import type { Start } from "../gestures.ts";
import { inside, isEmpty, KINDS, type Point, thinned, withPoints } from "./shape.ts";

export interface Drawing {
  /** What is being drawn. */
  readonly draft: MeasurementShape | null;
  /** The tool's gesture. */
  start(kind: MeasurementKind): Start;
  /** The pointer moves, with no button down. */
  hover(x: number, y: number): void;
  /** Drop what is being drawn; answer whether there was anything. */
  drop(): boolean;
}

export interface DrawingTo {
  /** Number and size of the frame shown. */
  index(): number | null;
  size(): Point;
  toImage(x: number, y: number): Point | null;
  changed(): void;
  drawn(shape: MeasurementShape): void;
}

/** In CSS pixels: less is a click, and no step of a curve. */
export const STILL = 3;

export function drawing(to: DrawingTo): Drawing {
  let draft: MeasurementShape | null = null;
  /** The last point follows the pointer from click to click. */
  let waiting = false;

  const pointAt = (x: number, y: number) => {
    const point = to.toImage(x, y);
    return point && inside(point, to.size());
  };
  /** The last point goes there; a curve goes on to there. */
  const follow = (x: number, y: number) => {
    const point = pointAt(x, y);
    if (!draft || !point) return;
    const last = draft.kind === "freehand" ? undefined : -1;
    draft = withPoints(draft, [...draft.points.slice(0, last), point]);
    to.changed();
  };
  const drop = () => {
    const had = draft !== null;
    draft = null;
    waiting = false;
    if (had) to.changed();
    return had;
  };
  const finish = () => {
    const done = draft && withPoints(draft, thinned(draft.points));
    drop();
    if (done && !isEmpty(done)) to.drawn(done);
  };
  /** Released: is this the last point, or does another one follow? */
  const released = (clicked: boolean) => {
    if (!draft) return;
    const { kind, points } = draft;
    if (kind === "freehand") return finish();
    waiting = clicked || points.length < KINDS[kind][2];
    if (!waiting) return finish();
    if (!clicked) draft = { ...draft, points: [...points, points.at(-1) as Point] };
    to.changed();
  };
  return {
    get draft() {
      return draft;
    },
    start: (kind) => (at) => {
      const [index, point] = [to.index(), pointAt(...at)];
      if (index === null || !point) return null;
      const first = !draft;
      draft ??= newShape(kind, index, kind === "freehand" ? [point] : [point, point]);
      if (!first) follow(...at);
      waiting = false;
      let [last, moved] = [at, false];
      return {
        name: "measure",
        move(x, y) {
          if (Math.hypot(x - last[0], y - last[1]) < (moved && kind !== "freehand" ? 0 : STILL))
            return;
          [last, moved] = [[x, y], true];
          follow(x, y);
        },
        end: () => released(first && !moved),
        cancel() {
          // The points set before stay.
          waiting = !first;
          if (first) drop();
        },
      };
    },
    hover: (x, y) => waiting && follow(x, y),
    drop,
  };
}

export function newShape(kind: MeasurementKind, index: number, points: Point[]): MeasurementShape {
  // Crypto's own UUID is missing on insecure pages.
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  const id = `m${high.toString(36)}${low.toString(36)}`;
  return withPoints({ id, kind, index, points, label: "" }, points);
}
