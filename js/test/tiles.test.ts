import { expect, test } from "vitest";
import type { Region } from "../src/frames/store.ts";
import { levelOf, TILE, tilesOf } from "../src/frames/tiles.ts";

const grid = { columns: 20_000, rows: 12_000 };

test.each([
  [1, 1],
  [3, 1],
  [0.9, 1],
  [0.5, 2],
  [0.3, 2],
  [0.25, 4],
  [0.04, 16],
])("at %d screen pixels a pixel, level %i is sharp enough", (scale, level) => {
  expect(levelOf(scale)).toBe(level);
  expect(level * scale).toBeLessThanOrEqual(Math.max(1, scale));
});

test("the tiles cover what is seen, once, and nothing outside of the frame", () => {
  for (const view of [
    [-50, -80, 900, 700],
    [18_000.5, 11_500, 21_000, 13_000],
    [5000, 5000, 5001, 5001],
  ] as Region[])
    for (const level of [1, 4]) {
      const tiles = tilesOf(view, level, grid);
      const x1 = Math.min(view[2], grid.columns);
      const y1 = Math.min(view[3], grid.rows);
      for (let k = 0; k < 50; k++) {
        const x = Math.max(0, view[0]) + (k / 50) * (x1 - Math.max(0, view[0]));
        const y = Math.max(0, view[1]) + (((k * 7) % 50) / 50) * (y1 - Math.max(0, view[1]));
        const over = tiles.filter(([a, b, c, d]) => x >= a && x < c && y >= b && y < d);
        expect(over.length).toBe(1);
      }
      for (const [a, b, c, d] of tiles) {
        expect(Math.min(a, b)).toBeGreaterThanOrEqual(0);
        expect([c <= grid.columns, d <= grid.rows]).toEqual([true, true]);
        expect(Math.max(c - a, d - b)).toBeLessThanOrEqual(TILE * level);
      }
    }
});

test("the middle of the view comes first", () => {
  const [first] = tilesOf([0, 0, 3 * TILE, 3 * TILE], 1, grid);
  expect(first).toEqual([TILE, TILE, 2 * TILE, 2 * TILE]);
});
