import { expect, test } from "vitest";
import { FrameCache, type StoredFrame } from "../src/frames/cache.ts";
import { outward } from "../src/frames/queue.ts";
import { PROTOCOL } from "./protocol.ts";

const { frames } = PROTOCOL.events.frames as { frames: StoredFrame["info"][] };
const frame = (index: number, bytes = 100): StoredFrame => ({
  info: { ...(frames[0] as StoredFrame["info"]), index },
  pixels: new Uint8Array(bytes),
});
const around = (current: number, budget: number) => () =>
  outward({ count: 1000, current, direction: 1, bytesPerFrame: 100, budget });

test("frames stay within the budget, the farthest go", () => {
  const cache = new FrameCache(1000);
  for (let index = 0; index < 30; index++) cache.put(frame(index), around(index, 1000));
  expect(cache.bytes).toBeLessThanOrEqual(1000);
  expect(cache.has(29)).toBe(true);
  expect(cache.has(0)).toBe(false);
});

test("what is fetched for a place is kept: fetching never chases dropping", () => {
  const cache = new FrameCache(1000);
  let fetched = 0;
  for (const current of [100, 101, 150, 149])
    for (let step = 0; step < 100; step++) {
      const missing = [...around(current, 1000)()].find((index) => !cache.has(index));
      if (missing === undefined) break;
      cache.put(frame(missing), around(current, 1000));
      fetched++;
    }
  expect(fetched).toBeLessThan(40);
});

test("a frame that comes twice counts once", () => {
  const cache = new FrameCache(1000);
  cache.put(frame(3), () => []);
  cache.put(frame(3, 50), () => []);
  expect([cache.bytes, cache.size]).toEqual([50, 1]);
});

test("the first picture's frame gets its number when the index is complete", () => {
  const cache = new FrameCache(1000);
  cache.put(frame(0), () => []);
  cache.renumber(0, 42);
  expect(cache.has(0)).toBe(false);
  expect(cache.get(42)?.info.index).toBe(42);
  expect(cache.bytes).toBe(100);
});
