import { describe, expect, it } from "vitest";
import type { Point } from "../src/ui/measure/shape.ts";
import { type Box, type Place, placed, type Words } from "../src/ui/measure/words.ts";

const AREA = { width: 500, height: 360 };

function box(left: number, top: number, right: number, bottom: number, size = [140, 60]): Words {
  const line: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ];
  return {
    beside: [left, top, right, bottom],
    line,
    size: { width: size[0] ?? 0, height: size[1] ?? 0 },
  };
}

function boxes(words: readonly Words[], places: readonly (Place | null)[]): Box[] {
  return places.flatMap((place, k) => {
    const { width = 0, height = 0 } = words[k]?.size ?? {};
    return place ? [[place.x, place.y, place.x + width, place.y + height] as const] : [];
  });
}

function overlapping(all: readonly Box[]): number {
  return all.flatMap((a, k) =>
    all.slice(k + 1).filter((b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]),
  ).length;
}

describe("placed", () => {
  it("puts words right and below where there is room, and leads no line to them", () => {
    expect(placed([box(100, 100, 160, 140)], AREA)).toEqual([{ x: 168, y: 144, lead: null }]);
  });

  it("stays inside and beside the shape at the edge", () => {
    expect(placed([box(400, 100, 480, 140)], AREA)).toEqual([{ x: 352, y: 144, lead: null }]);
    const [corner] = placed([box(400, 280, 495, 355)], AREA);
    expect(corner).toEqual({ x: 352, y: 280 - 4 - 60, lead: null });
  });

  it("covers no arm of an angle", () => {
    const line: Point[] = [
      [300, 60],
      [200, 150],
      [300, 240],
    ];
    const size = { width: 50, height: 18 };
    const [place] = placed([{ beside: [200, 150, 200, 150], line, size }], AREA);
    expect(place?.x).toBeLessThanOrEqual(200 - 50);
  });

  it("keeps neighbours apart, and leads a line to what had to go far", () => {
    const words = Array.from({ length: 8 }, (_, k) => box(200 + 4 * k, 150 + 3 * k, 250, 190));
    const places = placed(words, AREA);
    const all = boxes(words, places);
    expect(overlapping(all)).toBe(0);
    for (const [left, top, right, bottom] of all) {
      expect(left).toBeGreaterThanOrEqual(8);
      expect(top).toBeGreaterThanOrEqual(8);
      expect(right).toBeLessThanOrEqual(AREA.width - 8);
      expect(bottom).toBeLessThanOrEqual(AREA.height - 8);
    }
    const led = places.filter((place) => place?.lead);
    expect(led.length).toBeGreaterThan(0);
    for (const place of led) {
      const [from, to] = place?.lead ?? [];
      expect(words.some(({ line }) => line.some((point) => point === from))).toBe(true);
      expect(to?.[0]).toBeGreaterThanOrEqual(place?.x ?? 0);
      expect(to?.[1]).toBeGreaterThanOrEqual(place?.y ?? 0);
    }
  });

  it("says nothing of what is out of sight, and stays beside what is partly in sight", () => {
    const [gone, half] = placed([box(-200, 10, -100, 60), box(-50, 100, 40, 160)], AREA);
    expect(gone).toBeNull();
    expect(half?.x).toBe(48);
  });

  it("finds some place in any picture", () => {
    for (const size of [0, 10, 60, 200]) {
      const places = placed([box(0, 0, size, size), box(0, 0, size, size)], {
        width: size,
        height: size,
      });
      for (const place of places) expect(Number.isFinite(place?.x)).toBe(true);
    }
  });

  it("has room for as many as the picture holds", () => {
    let seed = 7;
    const next = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    for (let round = 0; round < 40; round++) {
      const words = Array.from({ length: 9 }, () => {
        const [x, y] = [next() * 440, next() * 300];
        return box(x, y, x + 10 + next() * 50, y + 10 + next() * 50, [90, 34]);
      });
      expect(overlapping(boxes(words, placed(words, AREA)))).toBe(0);
    }
  });
});
