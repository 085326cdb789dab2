import { expect, test } from "vitest";
import { type Foldable, fold } from "../src/ui/folding.ts";

const tool = (width: number, words = 0, stays = 1): Foldable => ({ width, words, stays });
const LINE = [tool(26), tool(26, 0, 0), tool(90, 50, 2), tool(26), tool(26, 0, 2)];

test("where there is room everything is in the line", () => {
  expect(fold(LINE, 194, 26)).toEqual({ words: true, hidden: new Set() });
});

test("the words go before any tool does", () => {
  expect(fold(LINE, 193, 26)).toEqual({ words: false, hidden: new Set() });
  expect(fold(LINE, 144, 26)).toEqual({ words: false, hidden: new Set() });
});

test("then the least needed go, from the end of the line, and the menu needs room too", () => {
  expect([...fold(LINE, 143, 26).hidden]).toEqual([1, 3]);
  expect([...fold(LINE, 117, 26).hidden]).toEqual([1, 3, 0]);
});

test("where there is no room at all everything is in the menu", () => {
  expect(fold(LINE, 0, 26).hidden.size).toBe(LINE.length);
});
