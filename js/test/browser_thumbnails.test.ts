import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ThumbnailQueue, thumbnailQueue } from "../src/ui/browser/thumbnail_queue.ts";

interface Asked {
  ids: number[];
  signal: AbortSignal;
  answer(): Promise<void>;
  fail(): Promise<void>;
}

describe("thumbnails", () => {
  let asked: Asked[] = [];
  let gone = new AbortController();
  let queue: ThumbnailQueue;
  const settled = async () => {
    await vi.advanceTimersByTimeAsync(0);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    gone = new AbortController();
    const ask = (ids: number[], signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("withdrawn")));
        asked.push({
          ids,
          signal,
          answer() {
            resolve();
            return settled();
          },
          fail() {
            reject(new Error("no answer"));
            return settled();
          },
        });
      });
    queue = thumbnailQueue({ ask, rest: 80 }, gone.signal);
  });
  afterEach(() => vi.useRealTimers());

  it("are asked for three at a time, one question after the other, once scrolling rests", async () => {
    for (const id of [1, 2, 3, 4]) queue.want(id);
    await vi.advanceTimersByTimeAsync(60);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(30);
    expect(asked.map(({ ids }) => ids)).toEqual([[1, 2, 3]]);
    await asked[0]?.answer();
    expect(asked.map(({ ids }) => ids)).toEqual([[1, 2, 3], [4]]);
    await asked[1]?.answer();
    queue.drop(1);
    queue.want(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.length).toBe(2);
  });

  it("that have flown by are not asked for", async () => {
    for (let id = 0; id < 1000; id++) {
      queue.want(id);
      if (id > 3) queue.drop(id - 4);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(asked[0]?.ids).toEqual([996, 997, 998]);
  });

  it("that nobody waits for any more are withdrawn, and asked for when they come back", async () => {
    for (const id of [1, 2, 3]) queue.want(id);
    await vi.advanceTimersByTimeAsync(100);
    for (const id of [1, 2]) queue.drop(id);
    expect(asked[0]?.signal.aborted).toBe(false);
    queue.drop(3);
    queue.want(9);
    expect(asked[0]?.signal.aborted).toBe(true);
    await settled();
    expect(asked[1]?.ids).toEqual([9]);
    await asked[1]?.answer();
    queue.want(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked[2]?.ids).toEqual([2]);
  });

  it("that fail are not asked for again and again, until all are asked anew", async () => {
    queue.want(1);
    await vi.advanceTimersByTimeAsync(100);
    await asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.length).toBe(1);
    queue.renew();
    await vi.advanceTimersByTimeAsync(100);
    expect(asked[1]?.ids).toEqual([1]);
  });

  it("are not asked for any more when the view is gone", async () => {
    queue.want(1);
    gone.abort();
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual([]);
  });
});
