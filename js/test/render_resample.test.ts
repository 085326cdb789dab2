import { describe, expect, it } from "vitest";
import { cover, shrink } from "../src/render/resample.ts";

/** A small generator of repeatable numbers (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The definition: each source cell by the area it shares with the target cell. */
function averaged(pixels: ArrayLike<number>, from: [number, number], to: [number, number]) {
  const [columns, rows] = from;
  const [width, height] = to;
  const shared = (a: number, b: number, c: number, d: number) =>
    Math.max(0, Math.min(b, d) - Math.max(a, c));
  const out: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const down = shared((y * rows) / height, ((y + 1) * rows) / height, row, row + 1);
        for (let column = 0; down > 0 && column < columns; column++) {
          const across = shared(
            (x * columns) / width,
            ((x + 1) * columns) / width,
            column,
            column + 1,
          );
          sum += (pixels[row * columns + column] ?? 0) * across * down;
        }
      }
      out.push((sum * width * height) / (columns * rows));
    }
  }
  return out;
}

describe("shrinking", () => {
  it.each([
    [12, 9, 6, 3],
    [13, 7, 5, 4],
    [10, 10, 9, 9],
    [8, 6, 8, 3],
    [5, 8, 7, 4],
    [3, 3, 1, 1],
  ])("%i × %i to %i × %i is the area average", (columns, rows, width, height) => {
    const random = numbers(columns * 100 + rows);
    const pixels = Int16Array.from({ length: columns * rows }, () => random() * 4000 - 2000);
    const got = shrink(pixels, { columns, rows, samples: 1 }, width, height);
    const expected = averaged(pixels, [columns, rows], [width, height]);
    expect(got).toBeInstanceOf(Int16Array);
    got.forEach((value, at) => {
      expect(Math.abs(value - (expected[at] ?? 0))).toBeLessThanOrEqual(0.5 + 1e-9);
    });
  });

  it("rounds half up, below zero too", () => {
    const grid = { columns: 2, rows: 1, samples: 1 };
    expect(shrink(Int16Array.of(1, 2), grid, 1, 1)[0]).toBe(2);
    expect(shrink(Int16Array.of(-2, -1), grid, 1, 1)[0]).toBe(-1);
  });

  it("keeps a flat image flat", () => {
    for (const [width, height] of [
      [7, 3],
      [96, 97],
      [31, 64],
    ] as const) {
      const pixels = new Uint16Array(101 * 97).fill(40001);
      const got = shrink(pixels, { columns: 101, rows: 97, samples: 1 }, width, height);
      expect(got.every((value) => value === 40001)).toBe(true);
    }
  });

  it("leaves padding out, and keeps what is only padding", () => {
    const pixels = Int16Array.of(-2000, 100, -2000, -2000, 300, 200, -2000, -2000);
    const got = shrink(pixels, { columns: 4, rows: 2, samples: 1 }, 2, 1, [-2000, -2000]);
    expect(Array.from(got)).toEqual([200, -2000]);
  });

  it("leaves NaN out of floating-point pixels", () => {
    const pixels = Float32Array.of(1, Number.NaN, Number.NaN, Number.NaN);
    const got = shrink(pixels, { columns: 4, rows: 1, samples: 1 }, 2, 1);
    expect(Array.from(got)).toEqual([1, Number.NaN]);
  });

  it("averages each channel of a colour image", () => {
    const pixels = Uint8Array.of(0, 10, 100, 50, 20, 201);
    const got = shrink(pixels, { columns: 2, rows: 1, samples: 3 }, 1, 1);
    expect(Array.from(got)).toEqual([25, 15, 151]);
  });

  it("covers every source cell exactly once", () => {
    const { first, last, firstShare, lastShare } = cover(17, 5);
    const total = new Float64Array(17);
    for (let t = 0; t < 5; t++) {
      const [left, right] = [first[t] ?? 0, last[t] ?? 0];
      for (let cell = left; cell <= right; cell++) {
        const share = cell === left ? firstShare[t] : cell === right ? lastShare[t] : 1;
        total[cell] = (total[cell] ?? 0) + (share ?? 0);
      }
    }
    for (const share of total) expect(share).toBeCloseTo(1, 12);
  });
});
