import { expect, test } from "vitest";
import type { MeasurementKind, MeasurementShape } from "../src/sync/messages.ts";
import { outline } from "../src/ui/measure/outline.ts";
import {
  bend,
  boxOf,
  handleAt,
  handlesOf,
  isEmpty,
  NAMES,
  ofSize,
  type Point,
  shift,
  thinned,
} from "../src/ui/measure/shape.ts";

const SIZE: Point = [100, 80];
const drawn = (kind: MeasurementKind, points: Point[]): MeasurementShape => {
  return { id: "m", kind, index: 0, points, label: "" };
};
const whole = (kind: MeasurementKind) => drawn(kind, ofSize(kind, [0, 0], SIZE));

test.each(NAMES)("a %s made by a key is of half the size, in the middle, and not empty", (kind) => {
  const shape = whole(kind);
  expect(isEmpty(shape)).toBe(false);
  const [low, high] = boxOf(shape.points);
  expect(high[0] - low[0]).toBeLessThanOrEqual(50);
  expect(low[0]).toBeGreaterThanOrEqual(25);
  expect(high[1]).toBeLessThanOrEqual(60);
});

test.each(NAMES)("a %s stays inside the image and keeps its form when it is pushed out", (kind) => {
  const before = whole(kind);
  const after = shift(before, [1000, -1000], SIZE);
  const [low, high] = boxOf(after.points);
  expect(high[0]).toBeCloseTo(100, 2);
  expect(low[1]).toBeCloseTo(0, 2);
  const [was, until] = boxOf(before.points);
  expect(high[0] - low[0]).toBeCloseTo(until[0] - was[0], 2);
});

test.each(NAMES)("each handle of a %s goes where it is dragged", (kind) => {
  const shape = whole(kind);
  for (const handle of handlesOf(shape)) {
    const [x, y] = handleAt(shape, handle);
    const bent = bend(shape, handle, [3, -2], SIZE);
    const now = handleAt(bent, handle);
    expect(now[0]).toBeCloseTo(x + 3, 2);
    expect(now[1]).toBeCloseTo(y - 2, 2);
  }
});

test("a rectangle has four handles, and the corner opposite to the dragged one stays", () => {
  const shape = whole("rectangle");
  const [first, second] = handlesOf(shape);
  expect(handlesOf(shape)).toHaveLength(4);
  const bent = bend(shape, second ?? [0, 0], [5, -5], SIZE);
  expect(boxOf(bent.points)).toEqual([
    [25, 15],
    [80, 60],
  ]);
  expect(first).toEqual([0, 0]);
});

test("a bent curve takes its neighbours along and leaves the far side alone", () => {
  const shape = drawn("freehand", ofSize("freehand", [0, 0], SIZE));
  const [handle] = handlesOf(shape);
  const bent = bend(shape, handle ?? [0, 0], [4, 0], SIZE);
  const moved = bent.points.map(([x], k) => x - (shape.points[k]?.[0] ?? 0));
  expect(moved[0]).toBeCloseTo(4, 2);
  expect(moved[1]).toBeCloseTo(2, 2);
  expect(moved.at(-1)).toBeCloseTo(2, 2);
  expect(moved[12]).toBeCloseTo(0, 2);
});

test("what a click leaves behind is nothing", () => {
  const at: Point = [5, 5];
  expect(isEmpty(drawn("ruler", [at, at]))).toBe(true);
  expect(isEmpty(drawn("angle", [at, [9, 9], [9, 9]]))).toBe(true);
  expect(isEmpty(drawn("rectangle", [at, [9, 5]]))).toBe(true);
  expect(isEmpty(drawn("freehand", [at, [9, 9]]))).toBe(true);
});

test("long curves are thinned evenly, short ones left alone", () => {
  const curve = (n: number) => Array.from({ length: n }, (_, k): Point => [k, k % 7]);
  expect(thinned(curve(400))).toHaveLength(400);
  const few = thinned(curve(2000));
  expect(few.length).toBeLessThanOrEqual(400);
  expect(few[1]).toEqual([8, 1]);
});

test("boxes and ellipses are drawn from any two opposite corners", () => {
  const corners: Point[] = [
    [30, 10],
    [10, 20],
  ];
  expect(outline("rectangle", corners)).toBe("M10 10H30V20H10Z");
  expect(outline("ellipse", corners)).toBe("M10 15A10 5 0 1 0 30 15A10 5 0 1 0 10 15Z");
});

test("a ruler has marks across its ends, an angle an arc at its vertex, a curve is closed", () => {
  expect(
    outline("ruler", [
      [0, 0],
      [10, 0],
    ]),
  ).toBe("M0 0L10 0M0 -5L0 5M10 -5L10 5");
  expect(
    outline("angle", [
      [50, 0],
      [0, 0],
      [0, 50],
    ]),
  ).toMatch(/A16 16 0 0 1 0 16$/);
  expect(outline("freehand", whole("freehand").points)).toMatch(/Z$/);
});
