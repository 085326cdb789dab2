import { expect, test } from "vitest";
import { imagePoint, pan, place, roundLength, screenPoint, zoomAt } from "../src/ui/viewport.ts";

const area = { width: 1000, height: 500 };
const picture = { columns: 512, rows: 512, aspect: 1 };
const fitted = { zoom: null, center: null };

test("fit fills the smaller side and stands in the middle", () => {
  const at = place(fitted, picture, area);
  expect(at.height).toBeCloseTo(500);
  expect(at.x).toBe(250);
  expect(at.y).toBe(0);
});

test("1:1 starts at whole pixels, also in odd areas", () => {
  const at = place({ zoom: 1, center: null }, picture, { width: 1001, height: 333 });
  expect([at.x, at.y].every(Number.isInteger)).toBe(true);
  expect([at.width, at.height]).toEqual([512, 512]);
});

test("tall pixels are drawn tall", () => {
  const at = place(fitted, { columns: 100, rows: 100, aspect: 2 }, area);
  expect(at.height / at.width).toBeCloseTo(2);
});

test("zooming keeps the point under the cursor", () => {
  const cursor: [number, number] = [620, 130];
  const before = imagePoint(place(fitted, picture, area), picture, ...cursor);
  const zoomed = zoomAt(fitted, picture, area, 4, cursor);
  const after = imagePoint(place(zoomed, picture, area), picture, ...cursor);
  expect(after[0]).toBeCloseTo(before[0], 0);
  expect(after[1]).toBeCloseTo(before[1], 0);
});

test("screen and image points are each other's way back", () => {
  const tall = { columns: 100, rows: 80, aspect: 1.5 };
  const at = place({ zoom: 3, center: [20, 70] }, tall, area);
  expect(screenPoint(at, tall, [0, 0])).toEqual([at.x, at.y]);
  expect(screenPoint(at, tall, [100, 80])).toEqual([at.x + at.width, at.y + at.height]);
  const [column, row] = imagePoint(at, tall, ...screenPoint(at, tall, [12.25, 33.5]));
  expect(column).toBeCloseTo(12.25);
  expect(row).toBeCloseTo(33.5);
});

test("panning moves by device pixels and never loses the image", () => {
  const view = { zoom: 2, center: null };
  const before = place(view, picture, area);
  const after = place(pan(view, picture, area, 30, -20), picture, area);
  expect([after.x - before.x, after.y - before.y]).toEqual([30, -20]);
  expect(pan(view, picture, area, 1e6, 0).center).toEqual([0, 256]);
});

test.each([
  [160, 100],
  [49, 20],
  [7.1, 5],
  [0.3, 0.2],
])("the longest round length up to %s is %s", (longest, length) => {
  expect(roundLength(longest)).toBeCloseTo(length);
});
