import { beforeEach, expect, test } from "vitest";
import { fingers } from "../src/ui/fingers.ts";
import { wheelSteps } from "../src/ui/wheel.ts";

let said: unknown[][] = [];
const hand = () =>
  fingers({
    double: (...at) => said.push(["double", ...at]),
    pinch: (...how) => said.push(["pinch", ...how]),
    pinched: () => said.push(["pinched"]),
  });
beforeEach(() => {
  said = [];
});

function tap(touch: ReturnType<typeof hand>, at: [number, number], time: number) {
  touch.down(1, at, time);
  touch.up(1, at, time + 60);
}

test("two quick taps in one place are a double tap, three are not two", () => {
  const touch = hand();
  tap(touch, [10, 10], 0);
  tap(touch, [14, 12], 200);
  expect(said).toEqual([["double", 14, 12]]);
  tap(touch, [14, 12], 400);
  expect(said).toHaveLength(1);
});

test.each<[string, [number, number], number]>([
  ["far apart", [90, 10], 200],
  ["slow", [10, 10], 700],
])("taps that are %s are two taps", (_how, at, time) => {
  const touch = hand();
  tap(touch, [10, 10], 0);
  tap(touch, at, time);
  expect(said).toEqual([]);
});

test("a finger that moved, stayed or was taken away has not tapped", () => {
  const touch = hand();
  touch.down(1, [0, 0], 0);
  touch.move(1, [40, 0]);
  touch.move(1, [0, 0]);
  touch.up(1, [0, 0], 100);
  touch.down(1, [0, 0], 200);
  touch.up(1, [0, 0], 900);
  touch.down(1, [0, 0], 1000);
  touch.up(1, null, 1050);
  tap(touch, [0, 0], 1100);
  expect(said).toEqual([]);
});

test("a pinch says how much larger, and from where to where", () => {
  const touch = hand();
  touch.down(1, [0, 0], 0);
  touch.down(2, [10, 0], 10);
  touch.move(2, [30, 0]);
  touch.move(1, [0, 40]);
  touch.up(1, [0, 40], 50);
  expect(touch.pinching).toBe(true);
  touch.move(2, [90, 0]);
  touch.up(2, [90, 0], 60);
  expect(touch.pinching).toBe(false);
  expect(said).toEqual([
    ["pinch", 3, [5, 0], [15, 0]],
    ["pinch", 5 / 3, [15, 0], [15, 20]],
    ["pinched"],
  ]);
});

test("fingers on one spot, and a third one, do no harm", () => {
  const touch = hand();
  touch.down(1, [5, 5], 0);
  touch.down(2, [5, 5], 0);
  touch.move(2, [6, 5]);
  touch.down(3, [50, 50], 0);
  touch.move(3, [60, 60]);
  expect(said).toEqual([
    ["pinch", 1, [5, 5], [5.5, 5]],
    ["pinch", 1, [5.5, 5], [5.5, 5]],
  ]);
});

test("the wheel counts notches whole and gathers what a touchpad sends", () => {
  const steps = wheelSteps();
  expect([120, -240, 15, 15, 15].map(steps)).toEqual([1, -2, 0, 0, 1]);
});
