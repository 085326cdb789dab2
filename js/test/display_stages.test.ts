import { describe, expect, it } from "vitest";
import { lookup } from "../src/display/lookup.ts";
import {
  binned,
  chainOf,
  leftOut,
  mapped,
  rangeOf,
  supportOf,
  trace,
  wordOf,
} from "../src/display/stages.ts";
import type { FrameDisplay, FrameInfo, GetFramesResult, StageName } from "../src/sync/messages.ts";
import { PROTOCOL } from "./protocol.ts";

const frames = PROTOCOL.commands.get_frames.result as GetFramesResult;
const ct: FrameDisplay = {
  ...(frames.frames[0] as FrameInfo).display,
  signed: true,
  bits_stored: 16,
  slope: 2,
  intercept: -1000,
  padding: [-2000, -1990],
  inverse: true,
  modality_lut: null,
  voi_lut: null,
  presentation_lut: null,
};
const WINDOW = { center: 40, width: 400, function: "LINEAR" } as const;
const off = (...names: StageName[]) => new Set(names);

describe("a pixel's way through the chain", () => {
  it("ends where the look-up ends, for every stored value", () => {
    const chain = chainOf(ct, off(), WINDOW, [0, 1], 16);
    const table = lookup(ct, WINDOW);
    for (let stored = -32768; stored < 32768; stored += 97)
      expect(trace(chain, stored, null).shown).toBe(table[stored & 0xffff]);
  });

  it("tells each stage apart", () => {
    const chain = chainOf(ct, off(), WINDOW, [0, 1], 16);
    const at = trace(chain, 520, 520);
    expect(at).toMatchObject({ stored: 520, value: 40, padded: false, grey: 128, shown: 127 });
    expect(trace(chain, -1995, 63541)).toMatchObject({ padded: true, shown: 0, word: 63541 });
  });

  it("leaves a stage out", () => {
    const at = (names: StageName[], stored: number) =>
      trace(chainOf(ct, off(...names), WINDOW, [-1000, 3000], 16), stored, null);
    expect(at(["modality"], 40).value).toBe(40);
    expect(at(["presentation"], 520).shown).toBe(128);
    expect(at(["padding"], -1995)).toMatchObject({ padded: false, shown: 255 });
    expect(at(["bits"], 63541).value).toBe(2 * 63541 - 1000);
    // The whole range of values over all greys.
    expect(at(["voi"], 0).grey).toBe(0);
    expect(at(["voi"], 2000).grey).toBe(255);
    expect(at(["voi"], 1000).grey).toBe(128);
  });

  it("ends in colours from the first value of a supplemental palette on", () => {
    const palette = { first: 520, rgb: "CgsM" };
    const at = (names: StageName[], stored: number) =>
      trace(chainOf({ ...ct, palette }, off(...names), WINDOW, [0, 1], 16), stored, null);
    expect(at([], 519).color).toBeNull();
    expect(at([], 520)).toMatchObject({ color: [10, 11, 12], grey: 128, shown: 127 });
    expect(at([], 9999).color).toEqual([10, 11, 12]);
    expect(at(["color"], 520)).toMatchObject({ color: null, shown: 127 });
  });

  it("knows the word of a negative value", () => {
    expect(wordOf(-2000, 16)).toBe(63536);
    expect(wordOf(5, 8)).toBe(5);
  });
});

describe("the values of a frame", () => {
  it("are counted, signed ones in their order", () => {
    const support = supportOf(Int16Array.of(-3, 4, 4, -3, -3, 0));
    expect([...support.values]).toEqual([-3, 0, 4]);
    expect([...support.counts]).toEqual([3, 1, 2]);
    expect(rangeOf(support)).toEqual([-3, 4]);
  });

  it("are without what is left out, and go through a map", () => {
    const support = leftOut(supportOf(Uint8Array.of(0, 0, 7, 9)), [0, 5]);
    expect([...mapped(support, (value) => value * 10).values]).toEqual([70, 90]);
  });

  it("have no NaN and no infinity among them", () => {
    const support = supportOf(Float32Array.of(1, Number.NaN, 2, Number.POSITIVE_INFINITY));
    expect([...support.values]).toEqual([1, 2]);
    expect(rangeOf(supportOf(Float32Array.of(Number.NaN)))).toBeNull();
  });

  it("fall into steps, the greatest into the last", () => {
    const support = supportOf(Uint8Array.of(0, 1, 9, 10, 10));
    expect([...binned(support, [0, 10], 5)]).toEqual([2, 0, 0, 0, 3]);
  });
});
