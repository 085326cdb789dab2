// A shape and what can be done with it. Pure: points are [column, row] of the frame as stored, with
// (0, 0) at the top left corner of the first pixel.
import type { MeasurementKind, MeasurementShape } from "../../sync/messages.ts";

export type Point = [number, number];

/** A point that can be dragged: whose column, and whose row. */
export type Handle = [column: number, row: number];

/** In the order of the menu: what it is called, its key, how many points it has at least. */
export const KINDS: Record<MeasurementKind, readonly [name: string, key: string, points: number]> =
  {
    ruler: ["Ruler", "l", 2],
    angle: ["Angle", "a", 3],
    rectangle: ["Rectangle", "b", 2],
    ellipse: ["Ellipse", "e", 2],
    freehand: ["Freehand", "d", 3],
  };
export const NAMES = Object.keys(KINDS) as MeasurementKind[];

export function isKind(name: string): name is MeasurementKind {
  return name in KINDS;
}

export function isArea(kind: MeasurementKind): boolean {
  return kind !== "ruler" && kind !== "angle";
}

/** Given by two opposite corners. */
export function isBoxed(kind: MeasurementKind): boolean {
  return kind === "rectangle" || kind === "ellipse";
}

/** A closed curve is bent at this many places; its neighbours follow. */
const GRIPS = 12;
/** More points than a hand draws on purpose; a message holds them easily. */
const MOST_POINTS = 400;

export function handlesOf({ kind, points }: MeasurementShape): Handle[] {
  if (isBoxed(kind))
    return [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
  const step = kind === "freehand" ? stepOf(points) : 1;
  return points.flatMap((_, k): Handle[] => (k % step ? [] : [[k, k]]));
}

/** So many points lie from handle to handle of a curve. */
function stepOf({ length }: readonly Point[]): number {
  return Math.ceil(length / GRIPS);
}

export function handleAt({ points }: MeasurementShape, [column, row]: Handle): Point {
  return [points[column]?.[0] ?? 0, points[row]?.[1] ?? 0];
}

/** The shape with one handle moved by (dx, dy). */
export function bend(shape: MeasurementShape, handle: Handle, by: Point, size: Point) {
  const { kind, points } = shape;
  const reach = kind === "freehand" ? stepOf(points) : 1;
  const share = (k: number, at: number) => {
    const away = Math.min(Math.abs(k - at), points.length - Math.abs(k - at));
    return away < reach ? (1 + Math.cos((Math.PI * away) / reach)) / 2 : 0;
  };
  const bent = points.map(([x, y], k) =>
    inside([x + by[0] * share(k, handle[0]), y + by[1] * share(k, handle[1])], size),
  );
  return withPoints(shape, bent);
}

/** The whole shape moved, as far as the image goes. */
export function shift(shape: MeasurementShape, by: Point, size: Point): MeasurementShape {
  const [low, high] = boxOf(shape.points);
  const way = (axis: 0 | 1) => Math.max(-low[axis], Math.min(by[axis], size[axis] - high[axis]));
  const moved = shape.points.map(([x, y]): Point => [x + way(0), y + way(1)]);
  return withPoints(shape, moved);
}

export function inside(point: Point, size: Point): Point {
  return point.map((value, axis) => Math.min(Math.max(value, 0), size[axis] ?? 0)) as Point;
}

/** A thousandth of a pixel is finer than any hand, and short to say. */
export function withPoints(shape: MeasurementShape, points: Point[]): MeasurementShape {
  const rounded = points.map((point) => point.map((value) => Math.round(value * 1000) / 1000));
  return { ...shape, points: rounded as Point[] };
}

/** One of half the size of the box, in its middle. */
export function ofSize(kind: MeasurementKind, [x0, y0]: Point, [x1, y1]: Point): Point[] {
  const at = (right: number, down: number): Point => [
    (x0 + x1) / 2 + ((x1 - x0) / 4) * right,
    (y0 + y1) / 2 + ((y1 - y0) / 4) * down,
  ];
  if (kind === "ruler") return [at(-1, 0), at(1, 0)];
  if (kind === "angle") return [at(1, 0), at(0, 0), at(0, -1)];
  if (isBoxed(kind)) return [at(-1, -1), at(1, 1)];
  const turns = Array.from({ length: 24 }, (_, k) => (k * Math.PI) / 12);
  return turns.map((turn) => at(Math.cos(turn), Math.sin(turn)));
}

/** Nothing that could be measured: a click, a line forth and back. */
export function isEmpty({ kind, points }: MeasurementShape): boolean {
  const [low, high] = boxOf(points);
  const short = (a: Point, b: Point = [9, 9]) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.01;
  if (points.length < KINDS[kind][2]) return true;
  if (isArea(kind)) return Math.min(high[0] - low[0], high[1] - low[1]) < 0.01;
  return points.slice(1).some((point, k) => short(point, points[k]));
}

export function boxOf(points: readonly Point[]): [Point, Point] {
  const ends = (most: (...values: number[]) => number): Point => [
    most(...points.map(([x]) => x)),
    most(...points.map(([, y]) => y)),
  ];
  return [ends(Math.min), ends(Math.max)];
}

/** Every second point is left out until few enough are left: they lie close together then. */
export function thinned(points: Point[]): Point[] {
  return points.length > MOST_POINTS ? thinned(points.filter((_, k) => k % 2 === 0)) : points;
}
