import { expect, test } from "vitest";
import type { GroupsAsked } from "../src/sync/browser_messages.ts";
import { hiding } from "../src/ui/browser/way_to.ts";

const ASKED: GroupsAsked = {
  level: "series",
  tree: true,
  query: "CT",
  facets: {},
  sort: null,
  closed: [3],
  folded: ["studies"],
  opened: [],
};
const open = ({ closed, folded }: GroupsAsked) => closed.length === 0 && folded?.length === 0;
const wide = ({ query, facets }: GroupsAsked) => query === "" && Object.keys(facets).length === 0;

test.each([
  ["nothing", () => true],
  ["closed", open],
  ["narrowed", (asked: GroupsAsked) => open(asked) && wide(asked)],
  [null, () => false],
] as const)("a row may be hidden by %s", async (reason, shows) => {
  expect(await hiding(ASKED, async (asked) => shows(asked))).toBe(reason);
});

test("what is not narrowed is not asked for without", async () => {
  let questions = 0;
  const asked = { ...ASKED, query: "" };
  const never = async () => {
    questions += 1;
    return false;
  };
  expect([await hiding(asked, never), questions]).toEqual([null, 2]);
});
