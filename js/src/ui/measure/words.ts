// Where the words of the shapes stand: near their shape, inside the picture, clear of each other.
// Pure; everything in CSS pixels of the screen.
import type { Size } from "../viewport.ts";
import type { Point } from "./shape.ts";

/** left, top, right, bottom */
export type Box = readonly [number, number, number, number];

export interface Words {
  /** What they stand beside: an area, or the point of a line that was set last. */
  beside: Box;
  /** The line of the shape, which no words should cover. */
  line: readonly Point[];
  size: Size;
}

export interface Place {
  x: number;
  y: number;
  /** From the shape to words that had to go away from it. */
  lead: readonly [Point, Point] | null;
}

/** Between a shape and its words, and between these and the edge. */
const GAP = 8;
/** Farther away than this a line leads to the words. */
const NEAR = 14;
/** Words that find no room are tried so many pixels further up and down. */
const STEP = 12;
/** In pixels of distance, what it costs to cover: a line; the scale bar; the hint on the right. */
const COVERS = 40;
const CORNERS = [80, 15];
const CORNER: Size = { width: 150, height: 34 };

/** The places of all words, in their order; null for a shape that is out of sight. The first ones
 * choose first. */
export function placed(all: readonly Words[], area: Size): (Place | null)[] {
  const taken: Box[] = [];
  const lines = all.map(({ line }) => ({ line, box: around(line) }));
  const corners: Box[] = [0, Math.max(area.width - CORNER.width, 0)].map((left) => [
    left,
    area.height - CORNER.height,
    left + CORNER.width,
    area.height,
  ]);
  return all.map(({ beside, line, size }) => {
    const near = within(beside, area);
    if (!near) return null;
    let best: { box: Box; cost: number } | null = null;
    for (const [x, y, bias] of spots(near, size, area)) {
      const box: Box = [x, y, x + size.width, y + size.height];
      let cost = bias + Math.max(distance(box, near), NEAR);
      if (best && cost >= best.cost) continue;
      // Only where there is no other room at all.
      cost += 1e6 * taken.filter((other) => overlap(box, other)).length;
      for (const [k, other] of corners.entries()) if (overlap(box, other)) cost += CORNERS[k] ?? 0;
      if (overlap(box, near)) cost += COVERS;
      for (const other of lines)
        if (
          overlap(box, other.box) &&
          other.line.some((p, k) => cuts(other.line[k - 1] ?? p, p, box))
        )
          cost += COVERS;
      if (!best || cost < best.cost) best = { box, cost };
    }
    if (!best) return null;
    const { box } = best;
    taken.push(box);
    return {
      x: box[0],
      y: box[1],
      lead: distance(box, near) > NEAR ? leader(line, near, box) : null,
    };
  });
}

/** Places and how much less they are liked than the first: right and below, the other sides, then
 * further and further up and down, at last along the edges of the picture. */
function* spots([left, top, right, bottom]: Box, size: Size, area: Size) {
  const most = { x: area.width - GAP - size.width, y: area.height - GAP - size.height };
  const kept = (value: number, limit: number) => Math.round(Math.max(GAP, Math.min(value, limit)));
  const columns = [right + GAP, left - GAP - size.width, (left + right - size.width) / 2];
  const rows = [bottom + GAP / 2, (top + bottom - size.height) / 2, top - GAP / 2 - size.height];
  for (const [k, x] of [...columns, GAP, most.x].entries()) {
    const at = kept(x, most.x);
    for (const [j, y] of rows.entries()) yield [at, kept(y, most.y), 3 * k + 2 * j] as const;
    for (let y = GAP; y <= most.y; y += STEP) yield [at, y, 3 * k + 6] as const;
  }
}

/** From the nearest point of the line that is in sight, or of the box, to the words. */
function leader(line: readonly Point[], near: Box, to: Box): [Point, Point] {
  const seen = line.filter((point) => away(point, near) < 1);
  const from = (seen.length > 0 ? seen : [clamped([to[0], to[1]], near)]).reduce((a, b) =>
    away(b, to) < away(a, to) ? b : a,
  );
  return [from, clamped(from, to)];
}

function away(point: Point, box: Box): number {
  const [x, y] = clamped(point, box);
  return Math.hypot(point[0] - x, point[1] - y);
}

function clamped([x, y]: Point, [left, top, right, bottom]: Box): Point {
  return [Math.max(left, Math.min(x, right)), Math.max(top, Math.min(y, bottom))];
}

function within([left, top, right, bottom]: Box, { width, height }: Size): Box | null {
  const seen: Box = [
    Math.max(left, 0),
    Math.max(top, 0),
    Math.min(right, width),
    Math.min(bottom, height),
  ];
  return seen[0] <= seen[2] && seen[1] <= seen[3] ? seen : null;
}

function around(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Between two boxes; 0 where they touch. */
function distance(a: Box, b: Box): number {
  const x = Math.max(a[0] - b[2], b[0] - a[2], 0);
  return Math.hypot(x, Math.max(a[1] - b[3], b[1] - a[3], 0));
}

/** Whether the line from `a` to `b` runs through the box. */
function cuts(a: Point, b: Point, box: Box): boolean {
  let [from, until] = [0, 1];
  for (const axis of [0, 1] as const) {
    const [way, low, high] = [b[axis] - a[axis], box[axis], box[axis === 0 ? 2 : 3]];
    if (way === 0) {
      if (a[axis] < low || a[axis] > high) return false;
      continue;
    }
    const ends = [(low - a[axis]) / way, (high - a[axis]) / way];
    from = Math.max(from, Math.min(...ends));
    until = Math.min(until, Math.max(...ends));
  }
  return from <= until;
}
