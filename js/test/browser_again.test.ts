import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Again, again } from "../src/ui/browser/again.ts";

describe("asking again while a collection fills", () => {
  let asked = 0;
  let fresh: Again;
  let gone = new AbortController();
  beforeEach(() => {
    vi.useFakeTimers();
    asked = 0;
    gone = new AbortController();
    fresh = again(() => {
      asked += 1;
    }, gone.signal);
  });
  afterEach(() => vi.useRealTimers());

  it("waits for the answer, whatever comes meanwhile", () => {
    for (let i = 0; i < 9; i++) fresh.now();
    vi.advanceTimersByTime(5000);
    expect(asked).toBe(0);
    fresh.answered(true);
    vi.advanceTimersByTime(500);
    expect(asked).toBe(1);
  });

  it("asks once for many changes", () => {
    fresh.answered(false);
    for (let i = 0; i < 9; i++) fresh.now();
    vi.advanceTimersByTime(500);
    expect(asked).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(asked).toBe(1);
  });

  it("asks now and then though nobody said that something came, until the end", () => {
    fresh.answered(true);
    vi.advanceTimersByTime(3100);
    expect(asked).toBe(1);
    fresh.answered(false);
    vi.advanceTimersByTime(60_000);
    expect(asked).toBe(1);
  });

  it("goes on after a question that failed", () => {
    fresh.answered(false);
    fresh.now();
    vi.advanceTimersByTime(500);
    fresh.now();
    fresh.answered(false);
    vi.advanceTimersByTime(500);
    expect(asked).toBe(2);
  });

  it("ends with the view", () => {
    fresh.answered(true);
    gone.abort();
    vi.advanceTimersByTime(60_000);
    expect(asked).toBe(0);
  });
});
