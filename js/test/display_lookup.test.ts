import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COLORMAPS, palette } from "../src/display/colormap.ts";
import { patientPosition } from "../src/display/geometry.ts";
import { lookup, mapper, SIGMOID_THRESHOLDS, toScreen } from "../src/display/lookup.ts";
import type { Window } from "../src/display/window.ts";
import type { FrameDisplay, FrameGeometry } from "../src/sync/messages.ts";

interface Case {
  display: FrameDisplay;
  window: Window | null;
  invert: boolean;
}

interface Golden {
  sampled: Record<string, number[]>;
  sigmoid_thresholds: number[];
  lookup: (Case & { sha256: string; sampled: number[] })[];
  float: (Case & { stored: number[]; screen: number[] })[];
  geometry: { geometry: FrameGeometry; column: number; row: number; position: number[] }[];
  colormap: Record<string, string>;
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../tests/golden/lookup.json", import.meta.url), "utf8"),
);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const named = (shown: FrameDisplay, window: Window | null) =>
  JSON.stringify([window, shown.bits_stored, shown.signed, shown.slope, shown.padding]);

describe("the look-up equals Python's, entry for entry", () => {
  it("holds at least 300 windows", () => {
    expect(golden.lookup.filter((one) => one.window).length).toBeGreaterThanOrEqual(300);
  });

  it.each(golden.lookup.map((one, at) => [at, named(one.display, one.window), one] as const))(
    "case %i: %s",
    (_at, _name, { display, window, invert, sha256: expected, sampled }) => {
      const table = lookup(display, window, invert);
      const indices = golden.sampled[String(table.length)] ?? [];
      expect(indices.map((i) => table[i])).toEqual(sampled);
      expect(sha256(table)).toBe(expected);
    },
  );

  it("does by arithmetic what the table says", () => {
    for (const { display, window, invert } of golden.lookup.slice(0, 60)) {
      const table = lookup(display, window, invert);
      const screen = toScreen(display, window, invert);
      const { length } = table;
      for (let i = 0; i < length; i += 7) {
        const stored = display.signed && i >= length / 2 ? i - length : i;
        expect(screen(stored)).toBe(table[i]);
      }
    }
  });
});

describe("pixels that no table can hold", () => {
  it.each(golden.float.map((one, at) => [at, one] as const))("case %i", (_at, one) => {
    const out = new Uint8Array(one.stored.length);
    mapper(one.display, one.window, one.invert)(Float64Array.from(one.stored), out);
    expect(Array.from(out)).toEqual(one.screen);
  });

  it("draws NaN as background, whatever the window", () => {
    for (const { display, window } of golden.float) {
      const out = new Uint8Array(1).fill(9);
      mapper(display, window, true)(Float32Array.of(Number.NaN), out);
      expect(out[0]).toBe(0);
    }
  });
});

describe("small pixels", () => {
  it("indexes signed values by their bit pattern", () => {
    const [first] = golden.lookup;
    if (!first) throw new Error("no case");
    const display = { ...first.display, bits_stored: 16, signed: true, padding: null };
    const window: Window = { center: 0, width: 200, function: "LINEAR" };
    const out = new Uint8Array(3);
    mapper({ ...display, slope: 1, intercept: 0, inverse: false }, window)(
      Int16Array.of(-1000, 0, 1000),
      out,
    );
    expect(Array.from(out)).toEqual([0, 128, 255]);
  });

  it("has the same sigmoid thresholds to the last bit", () => {
    expect(Array.from(SIGMOID_THRESHOLDS)).toEqual(golden.sigmoid_thresholds);
  });
});

describe("colour maps", () => {
  it.each(COLORMAPS.map((name) => [name]))("%s", (name) => {
    const bytes = new Uint8Array(palette(name).buffer).filter((_, at) => at % 4 !== 3);
    expect(Buffer.from(bytes).toString("hex")).toBe(golden.colormap[name]);
  });

  it("knows the same names", () => {
    expect([...COLORMAPS]).toEqual(Object.keys(golden.colormap));
  });

  it("is opaque, and grey for a name nobody knows", () => {
    expect(palette("no such map")).toEqual(palette("grey"));
    expect(palette("pet").every((color) => color >>> 24 === 255)).toBe(true);
  });
});

describe("patient positions", () => {
  it.each(golden.geometry.map((one, at) => [at, one] as const))("case %i", (_at, one) => {
    expect(patientPosition(one.geometry, one.column, one.row)).toEqual(one.position);
  });

  it("are unknown without a spacing", () => {
    const [first] = golden.geometry;
    if (!first) throw new Error("no case");
    expect(patientPosition({ ...first.geometry, spacing: null }, 0, 0)).toBeNull();
  });
});
