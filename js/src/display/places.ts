// Comparing two series place by place (PS3.3 C.7.6.2.1.1). `nearest` is the twin of
// dicomwidgets/series/places.py, both held to tests/golden/places.json. Image points are (column,
// row) with (0, 0) at the top left corner of the first pixel; patient points LPS mm.

import type { FrameGeometry, FrameInfo, Places } from "../sync/messages.ts";
import { distance } from "./dimensions.ts";
import { patientPosition } from "./geometry.ts";

export type Point = readonly [number, number, number];
export type ImagePoint = [number, number];

/** Frames closer than this lie at the same place. */
const SAME_MM = 1e-3;
/** Sine of the angle from which two planes are said to cut: about 6°. */
const CUTS = 0.1;

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + value * (b[axis] ?? 0), 0);
}

/**
 * The frame nearest to a point along the normal; of equally near ones the one shown, or else the
 * one most like it in `dimensions`: a series of times stays at its time. Where no frame was at the
 * time that is kept, another one is shown: `meant` is the place that it stands for.
 */
export function nearest(
  { normal, distances }: Places,
  point: Point,
  current: number,
  dimensions?: readonly (readonly number[])[],
  meant?: readonly number[],
): number {
  const where = dot(point, normal);
  let best = 0;
  distances.forEach((distance, index) => {
    if (Math.abs(distance - where) < Math.abs((distances[best] ?? 0) - where)) best = index;
  });
  const near = (index: number) =>
    Math.abs((distances[index] ?? Number.NaN) - (distances[best] ?? 0)) < SAME_MM;
  if (near(current)) return current;
  const kept = meant ?? dimensions?.[current];
  if (!kept) return best;
  let least = Number.POSITIVE_INFINITY;
  dimensions?.forEach((place, index) => {
    const away = near(index) ? distance(place, kept) : least;
    if (away < least) [best, least] = [index, away];
  });
  return best;
}

/** Whether places of the one mean something in the other. */
export function comparable(a: Places | null, b: Places | null): boolean {
  return !!a && !!b && a.frame_of_reference === b.frame_of_reference;
}

export function isParallel(a: Places, b: Places): boolean {
  return Math.abs(dot(a.normal, b.normal)) > Math.sqrt(1 - CUTS * CUTS);
}

/** Where an image point lies in the patient. */
export function patientPoint({ geometry }: FrameInfo, [column, row]: ImagePoint): Point | null {
  return patientPosition(geometry, column - 0.5, row - 0.5);
}

/** The image point below a patient point, along the normal; also outside the image. */
export function pointBelow({ geometry }: FrameInfo, point: Point): ImagePoint | null {
  const { position, orientation, spacing } = geometry;
  if (!position || !orientation || !spacing) return null;
  const away = point.map((value, axis) => value - (position[axis] ?? 0));
  return [
    dot(away, orientation.slice(0, 3)) / spacing[1] + 0.5,
    dot(away, orientation.slice(3)) / spacing[0] + 0.5,
  ];
}

/**
 * Where the image plane of `other` cuts the one of `here`: two image points of `here`, as far as
 * both images reach. Null for parallel planes and where they do not meet.
 */
export function cut(here: FrameInfo, other: FrameInfo): [ImagePoint, ImagePoint] | null {
  const plane = planeOf(other.geometry);
  const origin = patientPoint(here, [0, 0]);
  const { orientation, spacing } = here.geometry;
  if (!plane || !origin || !orientation || !spacing) return null;
  const [across, down] = [orientation.slice(0, 3), orientation.slice(3)];
  // In millimetres of this plane, (u, v) from its corner: a u + b v + c = 0.
  const [a, b] = [dot(plane.normal, across), dot(plane.normal, down)];
  const c = dot(plane.normal, origin) - plane.distance;
  const sine = Math.hypot(a, b);
  if (sine < CUTS) return null;
  const at = (t: number): ImagePoint => [
    ((-c * a) / sine ** 2 - (b / sine) * t) / spacing[1],
    ((-c * b) / sine ** 2 + (a / sine) * t) / spacing[0],
  ];
  const there = (t: number) => {
    const point = patientPoint(here, at(t));
    return (point && pointBelow(other, point)) ?? [0, 0];
  };
  const inside = (points: [ImagePoint, ImagePoint], { columns, rows }: FrameInfo) =>
    [columns, rows].map((end, axis) => {
      const [from, to] = points.map((point) => point[axis] ?? 0) as [number, number];
      return [from, to - from, end] as const;
    });
  const ends = within([...inside([at(0), at(1)], here), ...inside([there(0), there(1)], other)]);
  return ends && [at(ends[0]), at(ends[1])];
}

/** The stretch of t in which every `from + t · step` lies between 0 and `end`. */
function within(limits: (readonly [number, number, number])[]): [number, number] | null {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [from, step, end] of limits) {
    const [a, b] = [-from / step, (end - from) / step];
    if (Math.abs(step) < 1e-9) {
      if (from < 0 || from > end) return null;
    } else {
      low = Math.max(low, Math.min(a, b));
      high = Math.min(high, Math.max(a, b));
    }
  }
  return low < high ? [low, high] : null;
}

function planeOf({ position, orientation }: FrameGeometry) {
  if (!position || !orientation) return null;
  const [a, b, c, d, e, f] = orientation;
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  return { normal, distance: dot(position, normal) };
}
