import { describe, expect, test } from "vitest";
import type { ProblemRow } from "../src/sync/messages.ts";
import { counted, countsOf, groupsOf, SEVERITIES } from "../src/ui/header/problem_groups.ts";

function problem(changes: Partial<ProblemRow>): ProblemRow {
  return {
    severity: "error",
    id: 1,
    above: [],
    path: "StudyDate",
    tag: "(0008,0020)",
    name: "Study Date",
    message: "This is no DA.",
    why: "",
    fix: "",
    rule: "value-format",
    source: "dicomwidgets",
    ...changes,
  };
}

const ALL = new Set(SEVERITIES);

describe("groups of problems", () => {
  test("what differs only in its place stands together, in the order of the first", () => {
    const rows = [
      problem({ path: "A[0].StudyDate" }),
      problem({ rule: "vm", message: "2 values" }),
      problem({ path: "A[1].StudyDate", id: 2 }),
    ];
    const groups = groupsOf(rows, ALL);
    expect(groups.map(({ places }) => places.length)).toEqual([2, 1]);
    expect(groups[0]?.first.path).toBe("A[0].StudyDate");
  });

  test("another message, element or finder is another group", () => {
    const rows = [
      problem({}),
      problem({ message: "other" }),
      problem({ tag: "(0008,0021)" }),
      problem({ source: "dciodvfy" }),
    ];
    expect(groupsOf(rows, ALL)).toHaveLength(4);
  });

  test("only the chosen severities are left", () => {
    const rows = [problem({}), problem({ severity: "info" })];
    expect(groupsOf(rows, new Set(["info"] as const))).toHaveLength(1);
    expect(groupsOf(rows, new Set())).toEqual([]);
  });

  test("they are counted in words", () => {
    expect(countsOf([problem({}), problem({ severity: "info" })])).toEqual({
      error: 1,
      warning: 0,
      info: 1,
    });
    expect(counted(1, "error")).toBe("1 error");
    expect(counted(2, "info")).toBe("2 remarks");
    expect(counted(1234, "warning")).toBe("1,234 warnings");
  });
});
