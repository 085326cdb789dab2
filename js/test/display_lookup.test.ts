import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { COLORMAPS, palette } from "../src/display/colormap.ts";
import { patientPosition } from "../src/display/geometry.ts";
import { lookup, mapper, type Pixels, toScreen } from "../src/display/lookup.ts";
import { sigmoidThresholds } from "../src/display/voi.ts";
import type { Window } from "../src/display/window.ts";
import { paint } from "../src/render/paint.ts";
import type { FrameDisplay, FrameGeometry, LookupData, VoiFunction } from "../src/sync/messages.ts";

// Its runner is heard only between tests: on a busy machine these take a minute without a pause.
afterEach(() => new Promise((done) => setTimeout(done)));

/** A display as it is written: only what differs from the plain one, tables by their number. */
type Changes = Omit<Partial<FrameDisplay>, "modality_lut" | "voi_luts" | "presentation_lut"> & {
  modality_lut?: number;
  presentation_lut?: number;
  voi_luts?: number[];
};

interface Case {
  display: Changes;
  window: [number, number, VoiFunction] | null;
  invert: boolean;
  colormap?: string;
}

interface Golden {
  plain: FrameDisplay;
  sampled: Record<string, number[]>;
  sigmoid_thresholds: number[];
  tables: LookupData[];
  lookup: (Case & { sha256: string; sampled: string })[];
  float: {
    display: FrameDisplay;
    window: [number, number, VoiFunction];
    invert: boolean;
    stored: number[];
    screen: number[];
  }[];
  geometry: { geometry: FrameGeometry; column: number; row: number; position: number[] }[];
  colormap: Record<string, string>;
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../tests/golden/lookup.json", import.meta.url), "utf8"),
);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function displayOf({ modality_lut, presentation_lut, voi_luts, ...rest }: Changes): FrameDisplay {
  const table = (at: number | undefined) => golden.tables[at ?? -1] ?? null;
  return {
    ...golden.plain,
    ...rest,
    modality_lut: table(modality_lut),
    presentation_lut: table(presentation_lut),
    voi_luts: (voi_luts ?? []).map((at) => golden.tables[at] as LookupData),
  };
}

function windowOf(window: Case["window"]): Window | null {
  if (!window) return null;
  const [center, width, name] = window;
  return { center, width, function: name };
}

/** All patterns, painted: three bytes each. */
function painted(display: FrameDisplay, window: Window | null, one: Case): Uint8Array {
  const length = display.bits_stored <= 8 ? 256 : 65536;
  const stored: Pixels = length === 256 ? new Uint8Array(256) : new Uint16Array(65536);
  for (let at = 0; at < length; at++) stored[at] = at;
  const brush = paint();
  brush.prepare(display, window, one.invert, one.colormap ?? "grey");
  const target = new Uint32Array(length);
  const row = { width: length, height: 1, from: 0, fromStride: length, to: 0, toStride: length };
  brush.rectangle(stored, target, row);
  const colors = new Uint8Array(3 * length);
  for (let at = 0; at < length; at++) {
    const color = target[at] as number;
    colors[3 * at] = color & 255;
    colors[3 * at + 1] = (color >> 8) & 255;
    colors[3 * at + 2] = (color >> 16) & 255;
  }
  return colors;
}

describe("the look-up equals Python's, entry for entry", () => {
  const FIFTY = 50;
  const parts = Array.from({ length: Math.ceil(golden.lookup.length / FIFTY) }, (_, k) => k);
  const PATIENCE = 60_000;

  it("holds at least 2,000 cases", () => {
    expect(golden.lookup.length).toBeGreaterThanOrEqual(2000);
  });

  it.each(parts.map((part) => [part]))("fifty cases, part %i", { timeout: PATIENCE }, (part) => {
    for (const one of golden.lookup.slice(part * FIFTY, (part + 1) * FIFTY)) {
      const [display, window] = [displayOf(one.display), windowOf(one.window)];
      const table = one.colormap
        ? painted(display, window, one)
        : lookup(display, window, one.invert);
      const samples = one.colormap ? 3 : 1;
      const indices = golden.sampled[String(table.length / samples)] ?? [];
      const entries = indices.flatMap((i) => [...table.subarray(i * samples, (i + 1) * samples)]);
      const words = JSON.stringify(one);
      expect(Buffer.from(entries).toString("hex"), words).toBe(one.sampled);
      expect(sha256(table), words).toBe(one.sha256);
    }
  });

  it("does by arithmetic what the table says", { timeout: PATIENCE }, () => {
    for (const one of golden.lookup.filter((_, at) => at % 20 === 0)) {
      const [display, window] = [displayOf(one.display), windowOf(one.window)];
      const table = lookup(display, window, one.invert);
      const screen = toScreen(display, window, one.invert);
      const { length } = table;
      const wrong = [];
      for (let i = 0; i < length; i += 7) {
        const stored = display.signed && i >= length / 2 ? i - length : i;
        if (screen(stored) !== table[i]) wrong.push([stored, screen(stored), table[i]]);
      }
      expect(wrong, JSON.stringify(one)).toEqual([]);
    }
  });
});

describe("pixels that no table can hold", () => {
  it.each(golden.float.map((one, at) => [at, one] as const))("case %i", (_at, one) => {
    const out = new Uint8Array(one.stored.length);
    const window = windowOf(one.window);
    mapper(one.display, window, one.invert)(Float64Array.from(one.stored), out);
    expect(Array.from(out)).toEqual(one.screen);
  });

  it("draws what is no number as background, whatever the window", () => {
    const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { display, window } of golden.float) {
      const out = new Uint8Array(3).fill(9);
      mapper(display, windowOf(window), true)(Float32Array.from(strange), out);
      expect([...out]).toEqual([0, 0, 0]);
    }
  });

  it("paints it black, whatever colour the map begins with", () => {
    const display: FrameDisplay = { ...golden.plain, bits_stored: 32, padding: [5, 5] };
    const brush = paint();
    brush.prepare(display, { center: 0, width: 10, function: "LINEAR" }, true, "spring");
    const target = new Uint32Array(3);
    const row = { width: 3, height: 1, from: 0, fromStride: 3, to: 0, toStride: 3 };
    brush.rectangle(Float32Array.of(Number.NaN, 5, -100), target, row);
    expect([...target]).toEqual([0xff000000, 0xff000000, palette("spring")[255]]);
  });
});

describe("small pixels", () => {
  it("indexes signed values by their bit pattern", () => {
    const display = { ...golden.plain, bits_stored: 16, signed: true };
    const window: Window = { center: 0, width: 200, function: "LINEAR" };
    const out = new Uint8Array(3);
    mapper(display, window)(Int16Array.of(-1000, 0, 1000), out);
    expect(Array.from(out)).toEqual([0, 128, 255]);
  });

  it("has the same sigmoid thresholds to the last bit", () => {
    expect(Array.from(sigmoidThresholds(255))).toEqual(golden.sigmoid_thresholds);
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
