import { expect, test } from "vitest";
import { reveal } from "../src/ui/header/reveal.ts";

/** A table in which row 7 is hidden by what is given. */
function hidden(by: { closed?: boolean; narrowed?: boolean }) {
  const said: string[] = [];
  let { closed = false, narrowed = false } = by;
  const options = {
    placeOf: async () => (closed || narrowed ? -1 : 42),
    open: () => {
      const was = closed;
      closed = false;
      return was;
    },
    widen: () => {
      const was = narrowed;
      narrowed = false;
      if (was) said.push("widened");
      return was;
    },
    reload: async () => void said.push("reloaded"),
    go: (place: number) => void said.push(`at ${place}`),
  };
  return { said, options };
}

test.each([
  [{}, ["at 42"]],
  [{ closed: true }, ["reloaded", "at 42"]],
  [{ narrowed: true }, ["widened", "reloaded", "at 42"]],
  [{ closed: true, narrowed: true }, ["reloaded", "widened", "reloaded", "at 42"]],
])("a row that is hidden by %o is brought to sight", async (by, expected) => {
  const { said, options } = hidden(by);
  expect(await reveal(7, [1, 2], options)).toBe(true);
  expect(said).toEqual(expected);
});

test("a row that is gone moves nothing", async () => {
  const { said, options } = hidden({});
  expect(await reveal(7, [], { ...options, placeOf: async () => -1 })).toBe(false);
  expect(said).toEqual([]);
});

test("more is shown until the row is there", async () => {
  const { said, options } = hidden({});
  let shown = 0;
  const there = await reveal(7, [], {
    ...options,
    placeOf: async () => (shown < 2 ? -1 : 3),
    widen: () => ++shown < 4,
  });
  expect(there).toBe(true);
  expect(said).toEqual(["reloaded", "reloaded", "at 3"]);
});
