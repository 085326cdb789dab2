import { describe, expect, it } from "vitest";
import { color, colorOf, supplementOf } from "../src/display/palette.ts";
import type { FrameDisplay } from "../src/sync/messages.ts";

const rgb = btoa(String.fromCharCode(255, 0, 0, 0, 128, 255));
const display = (first: number, signed = false) =>
  ({ kind: "grey", signed, palette: { first, rgb } }) as FrameDisplay;
const RED = 0xff0000ff;
const BLUE = 0xffff8000;

describe("a supplemental palette", () => {
  it("colours the values from its first on, the last colour going on", () => {
    const table = new Uint32Array(8);
    color(table, supplementOf(display(5)) as never, false);
    expect([...table]).toEqual([0, 0, 0, 0, 0, RED, BLUE, BLUE]);
  });
  it("knows signed values by their bit patterns", () => {
    const table = new Uint32Array(8);
    color(table, supplementOf(display(-1, true)) as never, true);
    expect([...table]).toEqual([BLUE, BLUE, BLUE, BLUE, 0, 0, 0, RED]);
  });
  it("names the colour of a value, and none of a grey one", () => {
    expect(colorOf(display(5), 4)).toBeNull();
    expect(colorOf(display(5), 5)).toEqual([255, 0, 0]);
    expect(colorOf(display(5), 99)).toEqual([0, 128, 255]);
    expect(colorOf({ kind: "grey" } as FrameDisplay, 99)).toBeNull();
  });
});
