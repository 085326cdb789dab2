import { describe, expect, it } from "vitest";
import type { GroupLevel, GroupRow } from "../src/sync/browser_messages.ts";
import { folding } from "../src/ui/browser/folding.ts";

const row = (id: number, level: GroupLevel, children = 1): GroupRow => ({
  id,
  level,
  children,
  depth: 0,
  cells: {},
  findings: null,
  thumbnail: false,
});

describe("groups that are closed", () => {
  it("are told one by one while all is unfolded", () => {
    const tree = folding();
    tree.learn([row(1, "patients"), row(2, "studies"), row(3, "series", 0)]);
    expect(tree.has(2)).toBe(false);
    expect(tree.set(2, true)).toBe(true);
    expect(tree.set(2, true)).toBe(false);
    expect(tree.asked).toEqual({ closed: [2], folded: [], opened: [] });
    expect(tree.set(2, false)).toBe(true);
    expect(tree.asked.closed).toEqual([]);
  });

  it("are told by their level where all of it is folded, but for those that were opened", () => {
    const tree = folding();
    tree.learn([row(1, "patients"), row(2, "studies"), row(4, "studies")]);
    tree.unfold("studies");
    expect([tree.has(1), tree.has(2), tree.has(4)]).toEqual([false, true, true]);
    tree.set(4, false);
    tree.set(1, true);
    expect(tree.asked).toEqual({ closed: [1], folded: ["studies"], opened: [4] });
    expect([tree.has(1), tree.has(4)]).toEqual([true, false]);
    tree.set(4, true);
    expect(tree.asked.opened).toEqual([]);
  });

  it("are forgotten when another level is unfolded", () => {
    const tree = folding();
    tree.learn([row(1, "patients")]);
    tree.set(1, true);
    tree.unfold("patients");
    expect(tree.down).toBe("patients");
    expect(tree.asked).toEqual({ closed: [], folded: ["patients", "studies"], opened: [] });
    tree.clear();
    expect([tree.down, tree.has(1)]).toEqual(["series", false]);
  });
});
