import { expect, test } from "vitest";
import type { MeasurementRow } from "../src/sync/messages.ts";
import type { Entry } from "../src/ui/measure/book.ts";
import { tableOf } from "../src/ui/measure/table.ts";
import { figures, linesOf, spoken } from "../src/ui/measure/text.ts";
import { PROTOCOL } from "./protocol.ts";

const { measurements } = PROTOCOL.events.measurements as { measurements: MeasurementRow[] };
const measured = (change: Partial<MeasurementRow> = {}): Entry => {
  const row = { ...(measurements[0] as MeasurementRow), ...change };
  return { shape: row, row, problem: row.problem };
};
const ruler = { kind: "ruler", area_mm2: null, area_px: null, pixels: null, mean: null } as const;
const refusal = measurements[1]?.problem ?? null;

test.each([
  [0, "0"],
  [0.01234, "0.0123"],
  [4.2345, "4.23"],
  [42.345, "42.3"],
  [312.4, "312"],
  [-1024, "−1024"],
])("%d is said as %s", (value, text) => {
  expect(figures(value)).toBe(text);
});

test("an area says its name, its size, its values", () => {
  expect(linesOf(measured(), null)).toEqual([
    "Aorta",
    "3167 mm²",
    "mean 182 HU · SD 21.7",
    "96 … 261 HU · n 4946",
  ]);
});

test("a length has one decimal, and says where it holds when that is not the patient", () => {
  const length = { ...ruler, length_mm: 142.66, length_px: 178.3, minimum: null, label: "" };
  expect(linesOf(measured(length), null)).toEqual(["142.7 mm"]);
  expect(linesOf(measured({ ...length, plane: "detector" }), null)).toEqual([
    "142.7 mm on the detector",
  ]);
  expect(linesOf(measured({ ...length, length_mm: null }), null)).toEqual(["178.3 px"]);
});

test("what a screen reader hears holds kind, name, values and what the millimetres rest on", () => {
  expect(spoken(measured(), null)).toBe(
    "Ellipse Aorta: 3167 mm², mean 182 HU · SD 21.7, 96 … 261 HU · n 4946, PixelSpacing, patient plane",
  );
});

test("why there are no values stands where the values would stand, in short lines", () => {
  const entry = { ...measured(), row: null, problem: refusal };
  const lines = linesOf(entry, null);
  expect(lines.slice(2).join(" ")).toBe(refusal?.message);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  // A length needs nobody: what is missing stands in the list.
  const length = { ...ruler, length_px: 5, length_mm: null, minimum: null, problem: refusal };
  expect(linesOf(measured(length), null)).toEqual(["Aorta", "5.00 px"]);
});

test("the table names its fields, rounds nothing, and keeps a cell in its cell", () => {
  const entries = [measured({ label: "two\twords\n", area_mm2: 1 / 3 }), measured(ruler)];
  const lines = tableOf(entries).trimEnd().split("\n");
  const cells = lines.map((line) => line.split("\t"));
  expect(lines).toHaveLength(3);
  expect(new Set(cells.map((line) => line.length)).size).toBe(1);
  const at = (name: string) => cells[1]?.[cells[0]?.indexOf(name) ?? -1];
  expect(at("area_mm2")).toBe(String(1 / 3));
  expect(at("label")).toBe("two words ");
  expect(at("angle_deg")).toBe("");
});
