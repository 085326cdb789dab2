import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { State } from "../src/sync/state.ts";
import { type Picked, picking, type Selecting } from "../src/ui/picking.ts";

let shown: number[] = [];
let fails = false;
let said: string[] = [];
let picks: Picked;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("window", globalThis);
  shown = [10, 11, 12, 13, 14, 15];
  fails = false;
  said = [];
  let selection: readonly number[] = [];
  const traits = {
    get: () => selection,
    commit: (values: Partial<Selecting>) => {
      selection = values.selection ?? [];
    },
    on: () => {},
  } as unknown as State<Selecting>;
  const answer = async <T>(value: T): Promise<T> => {
    if (fails) throw new Error("cut");
    return value;
  };
  picks = picking(
    {
      traits,
      ids: (start, stop) => answer(shown.slice(start, stop)),
      locate: (ids) => answer(ids.map((id) => shown.indexOf(id))),
      say: (text) => said.push(text),
      changed: () => {},
    },
    new AbortController().signal,
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};
const pick = async (how: "only" | "toggle" | "range" | "all", index: number) => {
  picks.pick(how, index, shown[index] ?? null);
  await settled();
};

test("a stretch goes from the row last picked to another, in either direction", async () => {
  await pick("only", 2);
  await pick("range", 4);
  expect(picks.ids).toEqual([12, 13, 14]);
  await pick("range", 1);
  expect(picks.ids).toEqual([11, 12]);
});

test("a stretch begins at the row last picked, wherever sorting or new rows took it", async () => {
  await pick("only", 1);
  shown = [15, 14, 13, 12, 11, 10];
  await pick("range", 2);
  expect(picks.ids).toEqual([13, 12, 11]);
  shown = [1, 2, 3, ...shown];
  await pick("range", 4);
  expect(picks.ids).toEqual([14, 13, 12, 11]);
});

test("rows that moved since they were drawn are picked by what they are", async () => {
  await pick("only", 0);
  const there = [...shown];
  shown = [1, 2, ...shown];
  picks.pick("range", 1, there[1] ?? null);
  await settled();
  expect(picks.ids).toEqual([10, 11]);
});

test("where the row last picked is gone a stretch is the one row", async () => {
  await pick("only", 0);
  shown = [14, 15];
  await pick("range", 1);
  expect(picks.ids).toEqual([15]);
});

test("a question that fails leaves what is selected", async () => {
  await pick("only", 2);
  fails = true;
  await pick("range", 4);
  await pick("all", 5);
  expect(picks.ids).toEqual([12]);
});

test("where not all fit it says so", async () => {
  await pick("all", 5);
  expect([picks.ids, said]).toEqual([shown, []]);
  shown = Array.from({ length: 25_000 }, (_, i) => i);
  await pick("all", 24_999);
  expect(picks.ids.length).toBe(10_000);
  expect(said).toEqual(["10,000 of 25,000 selected: no more fit, narrow the rows down."]);
  shown = shown.slice(0, 10_000);
  await pick("all", 9_999);
  expect(said.length).toBe(1);
});
