import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { realWorldValue } from "../src/display/real_world.ts";
import type { FrameDisplay, RealWorldMap } from "../src/sync/messages.ts";

interface Case {
  map: RealWorldMap;
  padding: [number, number] | null;
  stored: number[];
  values: (number | null)[];
}
const golden: Case[] = JSON.parse(
  readFileSync(new URL("../../tests/golden/real_world.json", import.meta.url), "utf8"),
);

test.each(golden.map((one, at) => [at, one] as const))("case %i", (_at, one) => {
  const display = { padding: one.padding } as FrameDisplay;
  const got = one.stored.map((stored) => realWorldValue(one.map, display, stored));
  expect(got.map((value) => (Number.isNaN(value) ? null : value))).toEqual(one.values);
});
