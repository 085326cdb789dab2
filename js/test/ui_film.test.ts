import { describe, expect, test } from "vitest";
import {
  type At,
  advance,
  type Film,
  following,
  nextRate,
  rateOf,
  staying,
} from "../src/ui/film.ts";

const film = (more: Partial<Film> = {}): Film => ({
  count: 5,
  sweep: false,
  stays: () => 100,
  ready: () => true,
  ...more,
});
const start: At = { index: 0, forward: true, due: 100 };

/** The frames shown at the ticks of a display. */
function play(shown: Film, period: number, until: number, from: At = start): [number, number][] {
  const seen: [number, number][] = [];
  let at = from;
  for (let k = 1; k * period <= until; k++) {
    const next = advance(at, k * period, shown);
    at = next.at;
    if (next.due > 0) seen.push([k * period, at.index]);
  }
  return seen;
}

describe("the film goes by the clock", () => {
  test("a frame is shown when it is due, and starts anew after the last", () => {
    expect(play(film(), 50, 600).map(([, index]) => index)).toEqual([1, 2, 3, 4, 0, 1]);
  });

  test("ticks that do not fall on frames neither lose nor gain time", () => {
    const seen = play(film({ count: 1000 }), 1000 / 60, 60_001);
    expect(seen.length).toBe(600);
    expect(seen.at(-1)?.[1]).toBe(600);
  });

  test("sixty frames a second are shown one by one on a display of sixty", () => {
    const sixty = film({ count: 1000, stays: () => 1000 / 60 });
    const seen = play(sixty, 1000 / 60, 5000, { ...start, due: 1000 / 60 });
    expect(seen.map(([, index]) => index)).toEqual(seen.map((_, k) => k + 1));
  });

  test("every frame of a vector has its own time", () => {
    const times = [10, 200, 30, 40, 50];
    const seen = play(film({ stays: (index) => times[index] ?? 0 }), 5, 420, { ...start, due: 10 });
    const gaps = seen.slice(1).map(([time], k) => time - (seen[k] as [number, number])[0]);
    for (const [k, gap] of gaps.entries())
      expect(Math.abs(gap - (times[(k + 1) % 5] as number))).toBeLessThanOrEqual(5);
  });

  test("a display that is too slow leaves frames out and keeps the time", () => {
    const next = advance(start, 399, film());
    expect(next).toMatchObject({ due: 4, waits: false });
    expect(next.at).toEqual({ index: 4, forward: true, due: 500 });
  });

  test("a frame that is not here is waited for, and the clock with it", () => {
    const here = new Set([0, 1]);
    const slow = film({ ready: (index) => here.has(index) });
    const waiting = advance(start, 350, slow);
    expect(waiting).toMatchObject({ due: 1, waits: true, at: { index: 1, due: 350 } });
    here.add(2);
    expect(advance(waiting.at, 360, slow)).toMatchObject({ due: 1, at: { index: 2, due: 450 } });
  });

  test("a page that was in the background does not catch up", () => {
    expect(advance(start, 60_000, film())).toMatchObject({ due: 1, at: { due: 60_100 } });
  });

  test("times of nothing do not hang", () => {
    expect(advance(start, 150, film({ stays: () => 0 })).due).toBeLessThan(100);
  });
});

test("sweeping turns at both ends", () => {
  let at = { index: 0, forward: true };
  const seen: number[] = [];
  for (let k = 0; k < 9; k++) {
    const [index, forward] = following(at, { count: 4, sweep: true });
    at = { index, forward };
    seen.push(index);
  }
  expect(seen).toEqual([1, 2, 3, 2, 1, 0, 1, 2, 3]);
  expect(following({ index: 0, forward: true }, { count: 1, sweep: true })).toEqual([0, true]);
});

test("the chosen rate goes before the file's, and ten is usual", () => {
  const cine = { milliseconds: [20, 60], source: "FrameTimeVector", sweep: false };
  expect([staying(4, cine, 1), staying(null, cine, 1), staying(null, null, 1)]).toEqual([
    250, 60, 100,
  ]);
  expect([rateOf(4, cine), rateOf(null, cine), rateOf(null, null)]).toEqual([4, 25, 10]);
  expect(staying(null, { ...cine, milliseconds: [40] }, 7)).toBe(40);
});

test("faster and slower go by round rates, and end", () => {
  expect([nextRate(10, true), nextRate(10, false), nextRate(11.5, true)]).toEqual([12, 8, 12]);
  expect([nextRate(100, true), nextRate(0.5, false)]).toEqual([100, 0.5]);
});
