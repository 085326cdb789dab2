import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cut, nearest, type Point, patientPoint, pointBelow } from "../src/display/places.ts";
import type { FrameInfo, Places } from "../src/sync/messages.ts";
import { PROTOCOL } from "./protocol.ts";

const golden = JSON.parse(readFileSync("../tests/golden/places.json", "utf8")) as {
  nearest: {
    name: string;
    places: Places;
    point: Point;
    current: number;
    index: number;
    dimensions?: number[][];
    meant?: number[];
  }[];
};

for (const { name, places, point, current, dimensions, meant, index } of golden.nearest)
  test(name, () => expect(nearest(places, point, current, dimensions, meant)).toBe(index));

function frame(
  position: [number, number, number],
  orientation: [number, number, number, number, number, number],
  [columns, rows] = [100, 100],
): FrameInfo {
  const { frames } = PROTOCOL.events.frames as unknown as { frames: [FrameInfo] };
  const geometry = { ...frames[0].geometry, position, orientation, spacing: [2, 1] as never };
  return { ...frames[0], columns, rows, geometry };
}
const axial = (z: number) => frame([0, 0, z], [1, 0, 0, 0, 1, 0]);
/** Looks along x, at x = 30; rows run down from z = 50. */
const sagittal = frame([30, 0, 50], [0, 1, 0, 0, 0, -1]);

test("a point goes to the patient and back", () => {
  const point = patientPoint(axial(5), [20.5, 10.5]);
  expect(point).toEqual([20, 20, 5]);
  expect(pointBelow(axial(5), point as Point)).toEqual([20.5, 10.5]);
  expect(pointBelow(axial(99), point as Point)).toEqual([20.5, 10.5]);
});

test("a plane is cut where the other one stands, in both images", () => {
  const [a, b] = cut(axial(5), sagittal) ?? [];
  expect([a?.[0], b?.[0]]).toEqual([30.5, 30.5]);
  const [c, d] = cut(sagittal, axial(5)) ?? [];
  expect(c?.[1]).toBeCloseTo(23);
  expect(d?.[1]).toBeCloseTo(23);
  // Half a pixel off: the sagittal image reaches over 100 columns of 1 mm from y = −0.5.
  const ends = [a?.[1] ?? 0, b?.[1] ?? 0].sort((p, q) => p - q);
  expect(ends[0]).toBeCloseTo(0.25);
  expect(ends[1]).toBeCloseTo(50.25);
});

test("parallel planes and planes that do not reach each other are not cut", () => {
  expect(cut(axial(5), axial(9))).toBeNull();
  expect(cut(axial(900), sagittal)).toBeNull();
  expect(cut(frame([500, 0, 0], [1, 0, 0, 0, 1, 0]), sagittal)).toBeNull();
});

test("without a position there is nothing to compare", () => {
  const lost = { ...axial(5), geometry: { ...axial(5).geometry, position: null } };
  expect(cut(lost, sagittal)).toBeNull();
  expect(cut(sagittal, lost)).toBeNull();
  expect(pointBelow(lost, [0, 0, 0])).toBeNull();
});
