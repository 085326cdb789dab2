import { describe, expect, it } from "vitest";
import type { BulkPlan, BulkState } from "../src/sync/bulk_messages.ts";
import { windowOf } from "../src/ui/browser/bulk_export.ts";
import { planText, stateText, statusWord } from "../src/ui/browser/bulk_words.ts";

const plan: BulkPlan = {
  rows: [],
  omitted: 0,
  files: 300,
  looked: 300,
  counts: { change: 298, unchanged: 1, refused: 1 },
  written: 300,
  bytes: 0,
  clashes: 0,
  remarks: [],
};
const state: BulkState = {
  kind: "export",
  running: true,
  done: 1200,
  total: null,
  where: "out",
  counts: {},
  problems: [],
  remarks: [],
  error: null,
};

describe("what a plan comes to", () => {
  it("is said of edits", () => {
    expect(planText(plan, "edit")).toBe("298 files will change · 1 stay as they are · 1 refused");
  });
  it("is said of exports", () => {
    const counts = { write: 299, refused: 1 };
    const asked = { ...plan, counts, written: 299, bytes: 2.3e6, clashes: 2 };
    expect(planText(asked, "export")).toBe(
      "299 files, about 2.3 MB · 2 with another's name · 1 refused",
    );
    const table = { ...plan, counts: {}, written: 0 };
    expect(planText(table, "export")).toBe("The metadata of 300 files");
  });
  it("says how far it looked", () => {
    const some = { ...plan, looked: 20, counts: { change: 20 } };
    expect(planText(some, "edit")).toBe("Of the first 20 of 300 files: 20 files will change");
  });
});

describe("what a run comes to", () => {
  it("is told while it goes on, and at the end", () => {
    expect(stateText(state)).toBe("1,200 done");
    expect(stateText({ ...state, total: 3000 })).toBe("1,200 of 3,000 done");
    const counts = { written: 2999, cancelled: 1 };
    expect(stateText({ ...state, running: false, counts })).toBe("2,999 written, 1 not done");
    expect(statusWord("something new")).toBe("something new");
  });
});

describe("a window that is typed", () => {
  it("is none, or one, or not yet one", () => {
    expect(windowOf("", " ")).toBeNull();
    expect(windowOf("40", "400")).toEqual([40, 400]);
    expect(windowOf("0", "1")).toEqual([0, 1]);
    for (const [center, width] of [
      ["40", ""],
      ["", "400"],
      ["a", "1"],
      ["1", "0"],
    ] as const)
      expect(windowOf(center, width)).toBeUndefined();
  });
});
