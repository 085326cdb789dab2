import { describe, expect, test } from "vitest";
import { MM, nextSpeed, SPEEDS, scaleOf, startAbout, tracePath } from "../src/display/traces.ts";
import type { ReportItem } from "../src/sync/report_messages.ts";
import { csv, matching, measured, visible } from "../src/ui/report/outline.ts";
import { PROTOCOL } from "./protocol.ts";

const { result } = PROTOCOL.commands.get_report as { result: { items: ReportItem[] } };
const item = (id: number, depth: number, type: string, meaning: string): ReportItem => ({
  ...(result.items[0] as ReportItem),
  id,
  depth,
  type,
  number: `1.${id}`,
  value: "",
  unit: "",
  unit_code: null,
  references: [],
  concept: meaning ? { value: `C${id}`, scheme: "99T", version: "", meaning } : null,
});
const items = [
  item(0, 0, "CONTAINER", "Report"),
  item(1, 1, "CONTAINER", "Group"),
  item(2, 2, "CONTAINER", ""),
  item(3, 3, "NUM", "Long axis"),
  item(4, 1, "TEXT", "Impression"),
];

describe("what of a report is shown", () => {
  test("closed branches hide what lies below, a search opens them", () => {
    expect([...visible(items, new Set(), null)]).toEqual([0, 1, 2, 3, 4]);
    expect([...visible(items, new Set([1]), null)]).toEqual([0, 1, 4]);
    const found = matching(items, "axis long c3");
    expect([...(found ?? [])]).toEqual([3]);
    expect([...visible(items, new Set([1]), found)]).toEqual([0, 1, 2, 3]);
    expect(matching(items, "  ")).toBeNull();
    expect(visible(items, new Set(), matching(items, "nowhere")).size).toBe(0);
  });
  test("a measurement is named after the nearest container with a name", () => {
    expect(measured(items).map(({ group }) => group)).toEqual(["Group"]);
  });
  test("CSV quotes what needs it", () => {
    expect(csv([["a,b", 'say "x"', "plain"]])).toBe('"a,b","say ""x""",plain');
  });
});

describe("the paper", () => {
  test("has the usual speeds, and stays at its ends", () => {
    expect(nextSpeed(25, 1)).toBe(50);
    expect(nextSpeed(25, -1)).toBe(12.5);
    expect(nextSpeed(SPEEDS[0] ?? 0, -1)).toBe(SPEEDS[0]);
    expect(nextSpeed(200, 1)).toBe(200);
  });
  test("keeps what is under the pointer where it is at another speed", () => {
    const time = (start: number, x: number, speed: number) => start + x / (speed * MM);
    const start = startAbout(2, 300, 25, 50);
    expect(time(start, 300, 50)).toBeCloseTo(time(2, 300, 25), 9);
    expect(startAbout(2, 0, 25, 50)).toBe(2);
  });
});

describe("traces", () => {
  test("voltages by their gain, everything else by its range", () => {
    expect(scaleOf("µV", new Float32Array([0, 500]), 10, 12)).toEqual({
      perUnit: 0.01,
      middle: 0,
      words: "",
    });
    const pressure = scaleOf("mmHg", new Float32Array([80, 120, Number.NaN]), 10, 12);
    expect(pressure).toEqual({ perUnit: 0.3, middle: 100, words: "80 to 120 mmHg" });
    expect(scaleOf("", new Float32Array([Number.NaN]), 10, 12).perUnit).toBe(1);
  });
  test("a path sample by sample, a gap where nothing was recorded", () => {
    const place = { x0: 0, step: 10, center: 50, height: 10 };
    const values = new Float32Array([0, 1, Number.NaN, -1]);
    expect(tracePath(values, place, 0)).toBe("M0.0 50.0L10.0 40.0M30.0 60.0");
  });
  test("where many samples share a pixel the ends of their range are kept", () => {
    const values = new Float32Array(1000);
    values[500] = 3;
    const path = tracePath(values, { x0: 0, step: 0.01, center: 50, height: 10 }, 0);
    expect(path).toContain(" 20.0");
    expect(path.length).toBeLessThan(400);
  });
});
