import assert from "node:assert/strict";
import { test } from "vitest";
import { nextDifference, searchDifference } from "../src/sync/difference_archive.ts";
import type { DifferenceLine, GetDifferenceResult } from "../src/sync/difference_messages.ts";
import { differing, type Range } from "../src/ui/difference/marks.ts";
import { pythonLines, pythonOf } from "../src/ui/difference/python.ts";
import { PROTOCOL } from "./protocol.ts";

function marked(text: string, ranges: Range[]): string {
  let out = "";
  let at = 0;
  for (const [start, stop] of ranges) {
    out += `${text.slice(at, start)}[${text.slice(start, stop)}]`;
    at = stop;
  }
  return out + text.slice(at);
}

test.each([
  ["", "", "", ""],
  ["512", "512", "512", "512"],
  ["512", "516", "51[2]", "51[6]"],
  ["1.2.840.1.7", "1.2.840.19.7", "1.2.840.1.7", "1.2.840.1[9].7"],
  ["Doe^Jane", "Doe^John^A", "Doe^J[ane]", "Doe^J[ohn^A]"],
  ["a long text", "a text", "a [long ]text", "a text"],
  ["CHEST PA and side", "Chest PA or side", "C[HEST] PA [and] side", "C[hest] PA [or] side"],
  ["山田^太郎", "山本^太郎", "山[田]^太郎", "山[本]^太郎"],
  ["x😀y", "x😁y", "x[😀]y", "x[😁]y"],
])("%s against %s", (one, other, left, right) => {
  const [a, b] = differing(one, other);
  assert.equal(marked(one, a), left);
  assert.equal(marked(other, b), right);
});

test("texts without a common word differ between their ends", () => {
  const [a, b] = differing("a".repeat(9000), `${"a".repeat(4000)}!${"a".repeat(4999)}`);
  assert.ok(a.length <= 1);
  assert.ok(b.length <= 1);
});

test("what is not marked is the same on both sides", () => {
  const words = ["one", "two", " ", "^", "3", "44", "é", "."];
  let seed = 7;
  const pick = () => {
    seed = (seed * 16807) % 2147483647;
    return words[seed % words.length] ?? "";
  };
  const without = (text: string, ranges: Range[]) =>
    [...ranges].reverse().reduce((rest, [a, b]) => rest.slice(0, a) + rest.slice(b), text);
  for (let round = 0; round < 300; round++) {
    const one = Array.from({ length: round % 12 }, pick).join("");
    const other = Array.from({ length: (round * 7) % 12 }, pick).join("");
    const [a, b] = differing(one, other);
    assert.equal(without(one, a), without(other, b));
  }
});

test.each([
  ["PatientName", "a.PatientName"],
  ["TransferSyntaxUID", "a.file_meta.TransferSyntaxUID"],
  ["BeamSequence[0].GantryAngle", "a.BeamSequence[0].GantryAngle"],
  ["(0019,10AB)", "a[0x0019, 0x10AB].value"],
  [
    "RequestAttributesSequence[1].(0019,1001)[2].Rows",
    "a.RequestAttributesSequence[1][0x0019, 0x1001].value[2].Rows",
  ],
])("%s as Python", (path, python) => {
  assert.equal(pythonOf("a", path), python);
});

test("each side that has the element has a line", () => {
  assert.equal(pythonLines(["A", "B"], [], "Rows"), "a.Rows\nb.Rows");
  assert.equal(pythonLines(["before", "after 2"], ["Rows", null], "Rows"), "before.Rows");
  assert.equal(pythonLines(["1", "B"], ["X[0]", "X[1]"], "X[0]"), "a.X[0]\nb.X[1]");
});

const example = PROTOCOL.commands.get_difference.result as GetDifferenceResult;
const row = (id: number, change: Partial<DifferenceLine>): DifferenceLine => ({
  ...(example.rows[0] as DifferenceLine),
  id,
  depth: 0,
  name: `Row ${id}`,
  kind: "same",
  inherited: false,
  ...change,
});
const saved: GetDifferenceResult = {
  ...example,
  rows: [
    row(1, { kind: "changed", keyword: "First" }),
    row(2, {}),
    row(3, { children: 1 }),
    row(4, { depth: 1, kind: "added" }),
    row(5, { depth: 2, kind: "added", inherited: true }),
    row(6, { kind: "changed", ignored: true }),
  ],
};
const question = { query: "", collapsed: [], show: "different" as const, kinds: [] };
const ids = (change: object) => {
  const args = { start: 0, stop: 99, ...question, ...change };
  return searchDifference(saved, args).rows.map(({ id }) => id);
};

test("a saved comparison is searched where it is", () => {
  assert.deepEqual(ids({}), [1, 3, 4, 5]);
  assert.deepEqual(ids({ show: "all" }), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(ids({ kinds: ["changed"] }), [1]);
  assert.deepEqual(ids({ collapsed: [3] }), [1, 3]);
  assert.deepEqual(ids({ query: "row 4" }), [3, 4]);
  assert.deepEqual(ids({ query: "first" }), [1]);
  assert.equal(searchDifference(saved, { start: 1, stop: 2, ...question }).rows[0]?.id, 3);
});

test("the next difference of a saved comparison comes round", () => {
  const next = (from: number, step: 1 | -1) => nextDifference(saved, { ...question, from, step });
  assert.deepEqual(next(-1, 1), { index: 0, number: 1, total: 2 });
  assert.deepEqual(next(0, 1), { index: 2, number: 2, total: 2 });
  assert.equal(next(2, 1).index, 0);
  assert.equal(next(0, -1).index, 2);
  assert.equal(next(2, -1).index, 0);
  const none = nextDifference(saved, { ...question, query: "zzz", from: 0, step: 1 });
  assert.equal(none.index, null);
});
