import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Pixels } from "../src/display/lookup.ts";
import {
  type Rotation,
  type Turn,
  turnInfo,
  turnPixels,
  turnPoint,
  unturnPoint,
} from "../src/display/turn.ts";
import type { FrameInfo } from "../src/sync/messages.ts";
import type { Shown } from "../src/ui/showing.ts";
import { carried, turnBadges, turning } from "../src/ui/turning.ts";

interface Size {
  columns: number;
  rows: number;
}
interface Golden {
  infos: { name: string; turn: Turn; info: FrameInfo; turned: FrameInfo }[];
  pixels: (Size & { turn: Turn; samples: number; stored: number[]; turned: number[] })[];
  points: (Size & { turn: Turn; point: [number, number]; turned: [number, number] })[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../tests/golden/turn.json", import.meta.url), "utf8"),
);
const said = ({ rotation, flip }: Turn) => `${rotation}°${flip ? " flipped" : ""}`;
const quarter: Turn = { rotation: 90, flip: false };

describe("a turned frame equals Python's", () => {
  it("holds all eight orientations", () => {
    expect(new Set(golden.infos.map(({ turn }) => said(turn))).size).toBe(8);
  });

  it.each(golden.infos.map((one) => [said(one.turn), one.name, one] as const))(
    "%s: %s",
    (_turn, _name, { info, turn, turned }) => {
      expect(turnInfo(info, turn)).toEqual(turned);
    },
  );

  it.each(golden.pixels.map((one) => [said(one.turn), one.columns, one.samples, one] as const))(
    "%s: pixels, %i columns, %i samples",
    (_turn, _columns, _samples, one) => {
      expect(Array.from(turnPixels(Uint8Array.from(one.stored), one, one.turn))).toEqual(
        one.turned,
      );
    },
  );

  it.each(golden.points.map((one) => [said(one.turn), one] as const))(
    "%s: points",
    (_turn, { point, turn, turned, ...size }) => {
      expect(turnPoint(point, size, turn)).toEqual(turned);
      expect(unturnPoint(turned, size, turn)).toEqual(point);
    },
  );
});

describe("pixels", () => {
  const info = { columns: 2, rows: 3, samples: 1 };

  it.each([
    Uint8Array,
    Int8Array,
    Uint16Array,
    Int16Array,
    Uint32Array,
    Int32Array,
    Float32Array,
    Float64Array,
  ])("keep their kind and their bits: %o", (Kind) => {
    const float = Kind === Float32Array || Kind === Float64Array;
    const pixels = (float
      ? Kind.of(-1.5, Number.NaN, 3, 4, -0, 1e30)
      : Kind.of(-1, 2, 3, 4, 5, 6)) as unknown as Pixels;
    const turned = turnPixels(pixels, info, quarter);
    expect(turned).toBeInstanceOf(Kind);
    expect(Array.from(turned)).toEqual([4, 2, 0, 5, 3, 1].map((at) => pixels[at]));
  });

  it("are read where they lie in a buffer of others", () => {
    const pixels = Int16Array.of(9, 9, 1, 2, 3, 4, 5, 6).subarray(2);
    expect(Array.from(turnPixels(pixels, info, quarter))).toEqual([5, 3, 1, 6, 4, 2]);
  });

  it("are written over what is not needed any more, where that fits", () => {
    const room = new Int16Array(6);
    expect(turnPixels(Int16Array.of(1, 2, 3, 4, 5, 6), info, quarter, room)).toBe(room);
    expect(turnPixels(Uint16Array.of(1, 2, 3, 4, 5, 6), info, quarter, room)).not.toBe(room);
    expect(turnPixels(Int16Array.of(1, 2), { ...info, rows: 1 }, quarter, room)).toHaveLength(2);
  });
});

function frame(columns: number, rows: number, aspect = 1): NonNullable<Shown> {
  const geometry = { ...(golden.infos[0] as (typeof golden.infos)[0]).info.geometry, aspect };
  const info = { index: 0, columns, rows, samples: 1, geometry, badges: [] };
  return { info: info as unknown as FrameInfo, pixels: new Int16Array(columns * rows) };
}

describe("a frame on screen", () => {
  it("is turned once, and not copied where it is as in the file", () => {
    const of = turning();
    const shown = frame(4, 3);
    const plain = of(shown, { rotation: 0, flip: false });
    expect([plain.info, plain.pixels]).toEqual([shown.info, shown.pixels]);
    expect(plain.pixels).toBe(shown.pixels);
    const turned = of(shown, quarter);
    expect(of(shown, { ...quarter })).toBe(turned);
    expect([turned.picture.columns, turned.picture.rows]).toEqual([3, 4]);
    const next = of(frame(4, 3), quarter);
    expect(next).not.toBe(turned);
    expect(next.pixels).toBe(turned.pixels);
  });

  it("keeps the size of its pixels when it lies on its side", () => {
    const of = turning();
    const tall = frame(40, 30, 2);
    expect(of(tall, { rotation: 180, flip: true }).picture).toMatchObject({ aspect: 2, unit: 1 });
    expect(of(tall, quarter).picture).toMatchObject({ aspect: 0.5, unit: 2 });
  });

  it("keeps in the middle what was there, turned or of another size", () => {
    const of = turning();
    const before = of(frame(40, 20), { rotation: 0, flip: false });
    const view = { zoom: 3, center: [10, 5] as [number, number] };
    const turned = of(before.from, quarter);
    expect(carried(view, before, turned)).toEqual({ zoom: 3, center: [15, 10] });
    const larger = of(frame(80, 80), quarter);
    expect(carried({ zoom: 3, center: [15, 10] }, turned, larger).center).toEqual([60, 20]);
    const fitted = { zoom: null, center: null };
    expect(carried(fitted, before, larger)).toBe(fitted);
  });

  it.each<[Rotation, boolean, string[]]>([
    [0, false, []],
    [90, false, ["TURNED 90°"]],
    [0, true, ["FLIPPED"]],
    [180, true, ["FLIPPED"]],
    [270, true, ["FLIPPED", "TURNED 270°"]],
  ])("says that it is turned: %i, %o", (rotation, flip, texts) => {
    expect(turnBadges({ rotation, flip }).map(({ text }) => text)).toEqual(texts);
  });
});
