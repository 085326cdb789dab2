import { expect, test } from "vitest";
import { uptakeBadges } from "../src/display/uptake.ts";
import { throughLut } from "../src/display/window.ts";
import type { FrameDisplay, FrameInfo, GetFramesResult } from "../src/sync/messages.ts";
import type { Shown } from "../src/ui/live.ts";
import { presetMenu, quantityMenu, uptakeMenu, uptakeSection } from "../src/ui/presets.ts";
import { choices, shownWindow, valueRange, widen } from "../src/ui/windowing.ts";
import { PROTOCOL } from "./protocol.ts";

const display: FrameDisplay = {
  kind: "grey",
  signed: true,
  bits_stored: 16,
  slope: 2,
  intercept: -1000,
  unit: "HU",
  padding: [-2000, -2000],
  inverse: false,
  voi_function: "SIGMOID",
  windows: [
    { name: "SOFT", center: 40, width: 400, source: "file" },
    { name: "LUNG", center: -600, width: 1500, source: "file" },
  ],
  modality_lut: null,
  voi_luts: [],
  voi_lut: null,
  presentation_lut: null,
  real_world: [],
};
const untouched: Shown = {
  index: 0,
  window_center: null,
  window_width: null,
  voi_function: null,
  voi_lut: 0,
  real_world: null,
  quantity: null,
  invert: false,
  colormap: "grey",
  overlays: true,
  overlays_off: [],
  shutter: true,
  color_profile: true,
  cine_rate: null,
  tool: "window" as const,
  rotation: 0 as const,
  flip: false,
  magnifier: false,
};

test("without a choice the file's first window and function hold", () => {
  expect(shownWindow(display, untouched)).toEqual({ center: 40, width: 400, function: "SIGMOID" });
  expect(shownWindow(display, { ...untouched, voi_function: "LINEAR" })?.function).toBe("LINEAR");
});

test("a choice takes the place of the window, not of the function", () => {
  const chosen = { ...untouched, window_center: 1, window_width: 2 };
  expect(shownWindow(display, chosen)).toEqual({ center: 1, width: 2, function: "SIGMOID" });
});

test("half a choice is completed from the file's window", () => {
  const center = { ...untouched, window_center: 1 };
  expect(shownWindow(display, center)).toEqual({ center: 1, width: 400, function: "SIGMOID" });
  const table = { name: "", first: 0, bits: 8, values: [0, 255] };
  const through: FrameDisplay = { ...display, voi_luts: [table], voi_lut: 0 };
  expect(shownWindow(through, { ...untouched, voi_function: "LINEAR" })).toBeNull();
  expect(shownWindow(through, center)?.width).toBe(400);
});

test("every VOI LUT is a choice, and the windows are presets after it", () => {
  const table = { name: "CT", first: 0, bits: 8, values: [0, 255] };
  const luts = [table, { ...table, name: "" }];
  const [file] = choices({ ...display, voi_luts: luts, voi_lut: 0 }, []);
  expect(file?.choices.map(({ label, key, voi_lut }) => [label, key, voi_lut])).toEqual([
    ["CT", "0", 0],
    ["VOI LUT 2", "v", 1],
    ["SOFT", undefined, undefined],
    ["LUNG", undefined, undefined],
  ]);
  const picked: unknown[] = [];
  const through = { window_center: null, window_width: null, voi_lut: 1 };
  const [menu] = presetMenu(file ? [file] : [], through, (...what) => picked.push(what));
  expect(menu?.items.map(({ on }) => on)).toEqual([false, true, false, false]);
  menu?.items[0]?.run();
  menu?.items[2]?.run();
  expect(picked).toEqual([
    [null, 0],
    [display.windows[0], undefined],
  ]);
  expect(throughLut({ ...display, voi_luts: luts, voi_lut: 0 }, 1).voi_lut).toBe(1);
  expect(throughLut(display, 1)).toBe(display);
});

test("what the probe reads is a choice where the file has maps", () => {
  const map = { label: "ADC", unit: "mm2/s", first: 0, last: 9, slope: 1, intercept: 0 };
  const mapped = { ...display, real_world: [{ ...map, values: null }] };
  const picked: unknown[] = [];
  const menu = quantityMenu(mapped, null, (which) => picked.push(which));
  expect(menu.items.map(({ label, detail, on }) => [label, detail, on])).toEqual([
    ["Rescaled", "HU", true],
    ["ADC", "mm2/s", false],
  ]);
  for (const { run } of menu.items) run();
  expect(picked).toEqual([null, 0]);
  expect(quantityMenu(display, null, () => {}).items).toEqual([]);
});

test("what PET is read as is a choice, also where it is not known", () => {
  const { frames } = PROTOCOL.commands.get_frames.result as GetFramesResult;
  const info = frames[0] as FrameInfo;
  const picked: unknown[] = [];
  const menu = uptakeMenu(info, null, (name) => picked.push(name));
  expect(menu.items.map(({ label, detail, on }) => [label, detail, on])).toEqual([
    ["SUVbw", "g/ml", true],
    ["SUVbsa", "not known", false],
    ["As in the file", "HU", false],
  ]);
  for (const { run } of menu.items) run();
  expect(picked).toEqual(["SUVbw", "SUVbsa", "file"]);
  const at = uptakeMenu(info, "file", () => {}).items.findIndex(({ on }) => on);
  expect(at).toBe(2);
  expect(uptakeMenu({ ...info, uptake: [] }, null, () => {}).items).toEqual([]);
  expect(uptakeBadges(info, "SUVbsa")).toEqual([
    { text: "NO SUVbsa", reason: info.uptake?.[1]?.reason, level: "info" },
  ]);
  for (const quantity of [null, "SUVbw", "file"]) expect(uptakeBadges(info, quantity)).toEqual([]);
});

test("windows by uptake begin at 0 and end at a round value, in the unit of the file", () => {
  const { frames } = PROTOCOL.commands.get_frames.result as GetFramesResult;
  const [first] = (frames[0] as FrameInfo).uptake ?? [];
  const info = { ...(frames[0] as FrameInfo), uptake: first ? [{ ...first, factor: 0.0005 }] : [] };
  const section = uptakeSection(info, null);
  expect(section.choices.map(({ label, detail }) => [label, detail]).slice(0, 2)).toEqual([
    ["SUVbw 0 … 5", "C 5000  W 10000"],
    ["SUVbw 0 … 7", "C 7000  W 14000"],
  ]);
  expect(uptakeSection(info, "file").choices).toEqual([]);
  expect(uptakeSection({ ...info, uptake: [] }, null).choices).toEqual([]);
});

test("the range leaves out padding and what is no number, and rescales", () => {
  const floats = Float32Array.of(Number.NaN, 7, Number.POSITIVE_INFINITY, 9);
  expect(valueRange(floats, { ...display, bits_stored: 32, padding: null })).toEqual([-986, -982]);
  expect(valueRange(Int16Array.of(-2000, 0, 500, 100), display)).toEqual([-1000, 0]);
  expect(valueRange(Int16Array.of(-2000), display)).toBeNull();
});

test("the range grows outward to round ends and never shrinks", () => {
  const first = widen(null, [-1003, 1790], true);
  expect(first).toEqual({ low: -1500, high: 2000, step: 1 });
  expect(widen(first, [-5, 5], true)).toBe(first);
  expect(widen(first, [-1600, 0], true)).toMatchObject({ low: -2000, high: 2000 });
  expect(widen(null, [0, 0.02], false).step).toBeCloseTo(0.00001);
});

test("the menu starts with the file's own window and numbers the modality's", () => {
  const preset = { name: "Bone", center: 480, width: 2500, source: "modality" } as const;
  const [file, modality] = choices(display, [preset]);
  expect(file?.choices.map(({ label }) => label)).toEqual(["SOFT", "LUNG"]);
  expect(file?.choices[0]).toMatchObject({ preset: null, key: "0" });
  expect(modality?.choices[0]).toMatchObject({ label: "Bone", key: "1" });
});
