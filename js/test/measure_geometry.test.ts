import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { FrameGeometry, MeasurementKind } from "../src/sync/messages.ts";
import { sizesOf } from "../src/ui/measure/geometry.ts";

interface Case {
  kind: MeasurementKind;
  points: [number, number][];
  geometry: Pick<FrameGeometry, "spacing" | "regions" | "aspect">;
  unit: "mm" | "px";
  length: number | null;
  angle: number | null;
  area: number | null;
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../tests/golden/measurements.json", import.meta.url), "utf8"),
);
const drawn = (kind: MeasurementKind, points: [number, number][]) => {
  return { id: "m", kind, index: 0, points, label: "" };
};

test("there is a case of every kind, in both units", () => {
  const met = new Set(cases.map(({ kind, unit }) => `${kind} ${unit}`));
  expect(met.size).toBe(10);
});

test.each(cases.map((each, k) => [k, each] as const))(
  "what is said in the page is what Python measures, case %i",
  (_, { kind, points, geometry, unit, length, angle, area }) => {
    const found = sizesOf(drawn(kind, points), geometry);
    expect(found.unit).toBe(unit);
    for (const [is, was] of [
      [found.length, length],
      [found.angle, angle],
      [found.area, area],
    ] as const) {
      if (was === null) expect(is).toBeNull();
      else expect(Math.abs((is ?? Number.NaN) - was)).toBeLessThanOrEqual(1e-9 * Math.max(was, 1));
    }
  },
);

test("without a frame at hand lengths are in pixels", () => {
  const found = sizesOf(
    drawn("ruler", [
      [1, 1],
      [4, 5],
    ]),
    null,
  );
  expect(found).toMatchObject({ length: 5, unit: "px" });
});
