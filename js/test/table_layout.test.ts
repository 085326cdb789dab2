import { describe, expect, it } from "vitest";
import {
  contentHeight,
  indexAt,
  type Layout,
  MAX_HEIGHT,
  offsetOf,
  scrollHeight,
  scrollTo,
  windowAt,
} from "../src/ui/table_layout.ts";

const plain: Layout = { total: 100_000, rowHeight: 24, viewport: 400, open: null };
const unfolded: Layout = { ...plain, open: { index: 10, extra: 90 } };
const enormous: Layout = { ...plain, total: 5_000_000 };

describe("offsets", () => {
  it("finds the row again at every pixel of it", () => {
    for (const layout of [plain, unfolded])
      for (const index of [0, 1, 9, 10, 11, 12, 99_999]) {
        const top = offsetOf(layout, index);
        const height = 24 + (layout.open?.index === index ? layout.open.extra : 0);
        for (const y of [top, top + 1, top + height - 1]) expect(indexAt(layout, y)).toBe(index);
      }
  });

  it("makes room for an unfolded row that is there, and only then", () => {
    expect(contentHeight(unfolded)).toBe(100_000 * 24 + 90);
    expect(contentHeight({ ...unfolded, total: 5 })).toBe(5 * 24);
  });
});

describe("window", () => {
  it("covers the viewport and the overscan, and no more", () => {
    const { first, stop, top, bottom } = windowAt(plain, 24 * 500 + 5, 8);
    expect([top, bottom]).toEqual([500, 517]);
    expect([first, stop]).toEqual([492, 525]);
  });

  it("ends with the table", () => {
    const { stop, bottom } = windowAt({ ...plain, total: 3 }, 0, 8);
    expect([stop, bottom]).toEqual([3, 3]);
    expect(windowAt({ ...plain, total: 0 }, 0, 8)).toMatchObject({ first: 0, stop: 0 });
  });

  it("reaches both ends of a table that is taller than browsers allow", () => {
    expect(scrollHeight(enormous)).toBe(MAX_HEIGHT);
    expect(windowAt(enormous, 0, 0).first).toBe(0);
    const end = windowAt(enormous, MAX_HEIGHT - 400, 0);
    expect(end.stop).toBe(5_000_000);
    const lastTop = offsetOf(enormous, 4_999_999) + end.shift;
    expect(lastTop + 24).toBeCloseTo(MAX_HEIGHT, -1);
  });
});

describe("scrollTo", () => {
  it("moves no further than needed", () => {
    expect(scrollTo(plain, 5, 0)).toBe(0);
    expect(scrollTo(plain, 20, 0)).toBe(21 * 24 - 400);
    expect(scrollTo(plain, 3, 1000)).toBe(72);
  });

  it("shows the whole detail of an unfolded row", () => {
    const layout: Layout = { ...plain, open: { index: 15, extra: 90 } };
    expect(scrollTo(layout, 15, 0)).toBe(16 * 24 + 90 - 400);
  });

  it("shows the wanted row of an enormous table", () => {
    const at = scrollTo(enormous, 3_000_000, 0);
    const { top, bottom } = windowAt(enormous, at, 0);
    expect(top).toBeLessThanOrEqual(3_000_000);
    expect(bottom).toBeGreaterThan(3_000_000);
  });
});
