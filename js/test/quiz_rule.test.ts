import { describe, expect, it } from "vitest";
import { type Asked, verdict } from "../src/sync/quiz_rule.ts";

const asked: Asked = {
  text: "Which window shows the lung?",
  why: "Lung is mostly air.",
  hints: [],
  expect: { window_center: { from: -800, to: -400 }, window_width: { from: 1000, to: 2500 } },
  instead: [{ when: { window_center: { from: 200, to: 900 } }, say: "That is for bone." }],
  show: {},
};
const read = (values: Record<string, unknown>) => (name: string) => values[name];

describe("verdict", () => {
  it.each([
    [{ window_center: -600, window_width: 1500 }, true, "Lung is mostly air."],
    [{ window_center: -800, window_width: 2500 }, true, "Lung is mostly air."],
    [{ window_center: 400, window_width: 1500 }, false, "That is for bone."],
    [{ window_center: -600, window_width: 999 }, false, "That is not it."],
    [{ window_center: null, window_width: null }, false, "That is not it."],
    [{}, false, "That is not it."],
  ])("%j", (values, right, text) => {
    expect(verdict(asked, read(values))).toEqual({ right, text });
  });

  it("takes one of several values, and selections in any order", () => {
    const one = { ...asked, expect: { index: { any: [10, 11] } } };
    expect(verdict(one, read({ index: 11 })).right).toBe(true);
    expect(verdict(one, read({ index: 12 })).right).toBe(false);
    const rows = { ...asked, expect: { selection: { any: [[3], [4, 5]] } } };
    expect(verdict(rows, read({ selection: [5, 4] })).right).toBe(true);
    expect(verdict(rows, read({ selection: [4] })).right).toBe(false);
    expect(verdict(rows, read({ selection: [3, 4] })).right).toBe(false);
    expect(verdict(rows, read({ selection: [] })).right).toBe(false);
  });
});
