import { describe, expect, it } from "vitest";
import type { CollectionProgress } from "../src/sync/browser_messages.ts";
import { arranged } from "../src/ui/browser/columns.ts";
import { leftOutText, of, plural, readingText, size } from "../src/ui/browser/figures.ts";
import { columnsIn, step } from "../src/ui/browser/tiling.ts";

const progress: CollectionProgress = {
  done: 1200,
  total: null,
  loading: true,
  complete: false,
  skipped: 0,
  unreadable: 0,
  checking: false,
  checked: false,
  problem: null,
};

describe("figures", () => {
  it("are read at a glance", () => {
    expect([0, 999, 1000, 9940, 9960, 999_600, 6_123_456_789].map(size)).toEqual([
      "0 bytes",
      "999 bytes",
      "1.0 kB",
      "9.9 kB",
      "10 kB",
      "1.0 MB",
      "6.1 GB",
    ]);
    expect([plural(1, "file"), plural(1234, "file"), plural(2, "match", "matches")]).toEqual([
      "1 file",
      "1,234 files",
      "2 matches",
    ]);
    expect([of(5, 5), of(5, 1200)]).toEqual(["5", "5 of 1,200"]);
  });

  it("tell how far the reading is, and how it ended", () => {
    expect(readingText(progress)).toBe("Looking for files: 1,200 files so far");
    const known = { ...progress, total: 10_000 };
    expect(readingText(known)).toBe("Reading: 1,200 of 10,000 files");
    expect(readingText({ ...known, loading: false })).toMatch(/^The reading was stopped after 1,2/);
    expect(readingText({ ...known, loading: false, complete: true })).toBe("");
  });

  it("tell what is not among the rows", () => {
    expect(leftOutText(progress)).toBe("");
    expect(leftOutText({ ...progress, skipped: 3, unreadable: 1 })).toBe(
      "3 not DICOM · 1 with reading problems",
    );
  });
});

describe("columns", () => {
  const all = ["findings", "modality", "study_date", "instances", "bytes"];
  it("give way to the name where it is narrow, the least telling first", () => {
    expect(all.some((key) => arranged(all, 900).hidden.includes(key))).toBe(false);
    const half = arranged(all, 450).hidden;
    expect(half).toContain("bytes");
    expect(half).not.toContain("instances");
    expect(all.every((key) => arranged(all, 200).hidden.includes(key))).toBe(true);
    expect(arranged([], 900).template).toBe("minmax(150px, 2.4fr)");
  });
});

describe("tiles", () => {
  it("fill the line", () => {
    expect([0, 151, 152, 304, 1000].map((width) => columnsIn(width, 152))).toEqual([1, 1, 1, 2, 6]);
  });
  it("are walked by arrows in both directions", () => {
    expect(step("ArrowRight", 4, 3, 2)).toBe(5);
    expect(step("ArrowDown", 4, 3, 2)).toBe(7);
    expect(step("ArrowUp", 1, 3, 2)).toBe(1);
    expect(step("PageDown", 1, 3, 2)).toBe(7);
    expect(step("Home", 9, 3, 2)).toBe(0);
    expect(step("ArrowDown", null, 3, 2)).toBe(0);
    expect(step("x", 1, 3, 2)).toBeNull();
  });
});
