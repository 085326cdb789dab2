import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Planning, planning } from "../src/ui/browser/planning.ts";

interface Asked {
  what: string;
  signal: AbortSignal;
  answer(plan: string): void;
  refuse(reason: string): void;
}

let form: string | null = null;
let asked: Asked[] = [];
let allowed: string | null = null;
let shown: string[] = [];
let plans: Planning;

beforeEach(() => {
  vi.useFakeTimers();
  form = "A";
  asked = [];
  allowed = null;
  shown = [];
  plans = planning<string, string>({
    asked: () => form,
    ask: (what, signal) =>
      new Promise((answer, refuse) => asked.push({ what, signal, answer, refuse })),
    allow: (planned) => {
      allowed = planned;
    },
    none: () => shown.push("none"),
    wait: () => {},
    show: (plan) => shown.push(plan),
    fail: (reason) => shown.push(String(reason)),
  });
});
afterEach(() => vi.useRealTimers());

const rest = () => vi.advanceTimersByTimeAsync(400);

test("what was planned may be written", async () => {
  plans.now();
  expect(allowed).toBeNull();
  asked[0]?.answer("plan of A");
  await rest();
  expect([allowed, shown]).toEqual(["A", ["plan of A"]]);
});

test("a late answer for a form that has changed is no plan of what is there now", async () => {
  plans.now();
  form = "B";
  plans.later();
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[0]?.answer("plan of A");
  await vi.advanceTimersByTimeAsync(0);
  expect([allowed, shown]).toEqual([null, []]);
  await rest();
  asked[1]?.answer("plan of B");
  await rest();
  expect([asked.length, allowed, shown]).toEqual([2, "B", ["plan of B"]]);
});

test("nothing may be written while it is planned anew, nor when that fails", async () => {
  plans.now();
  asked[0]?.answer("plan of A");
  await rest();
  plans.now();
  expect(allowed).toBeNull();
  asked[1]?.refuse("no");
  await rest();
  expect([allowed, shown]).toEqual([null, ["plan of A", "no"]]);
});

test("an empty form is not asked for", async () => {
  form = null;
  plans.later();
  await rest();
  expect([asked.length, allowed, shown]).toEqual([0, null, ["none"]]);
});

test("it ends with the page", async () => {
  plans.now();
  plans.later();
  plans.stop();
  asked[0]?.refuse("withdrawn");
  await rest();
  expect([asked.length, allowed, shown]).toEqual([1, null, []]);
});
