// The fingers on an area: which of what they do is a tap, two taps, a pinch.
import type { Point } from "./pointer.ts";

export interface Fingers {
  readonly count: number;
  /** Two fingers are there, or were since the last time there was none. */
  readonly pinching: boolean;
  down(id: number, at: Point, time: number): void;
  move(id: number, at: Point): void;
  /** `at` null: the browser has taken the finger away. */
  up(id: number, at: Point | null, time: number): void;
}

export interface FingersTo {
  double(x: number, y: number): void;
  /** What was between the fingers at `from` is now at `to`, so many times as large. */
  pinch(factor: number, from: Point, to: Point): void;
  pinched(): void;
}

/** A finger that moves by less, in CSS pixels, has not moved. */
export const SLOP = 10;
const TAP_MS = 300;
/** Two taps of a hurried finger are this near to each other. */
const NEAR = 30;

export function fingers(to: FingersTo): Fingers {
  const places = new Map<number, Point>();
  let pinching = false;
  let pressed: { at: Point; time: number } | null = null;
  let tapped: { at: Point; time: number } | null = null;
  // Any third finger rests.
  const pair = () => [...places.values()].slice(0, 2) as [Point, Point];
  const tap = (at: Point, time: number) => {
    const second = tapped && time - tapped.time < TAP_MS && distance(at, tapped.at) < NEAR;
    tapped = second ? null : { at, time };
    if (second) to.double(...at);
  };
  return {
    get count() {
      return places.size;
    },
    get pinching() {
      return pinching;
    },
    down(id, at, time) {
      places.set(id, at);
      pinching ||= places.size > 1;
      pressed = pinching ? null : { at, time };
    },
    move(id, at) {
      if (!places.has(id)) return;
      const before = places.size > 1 && pair();
      places.set(id, at);
      if (pressed && distance(at, pressed.at) >= SLOP) pressed = null;
      if (!before) return;
      const after = pair();
      const factor = distance(...after) / distance(...before);
      to.pinch(Number.isFinite(factor) && factor > 0 ? factor : 1, middle(before), middle(after));
    },
    up(id, at, time) {
      const two = places.size > 1;
      if (!places.delete(id)) return;
      if (two && places.size === 1) to.pinched();
      if (at && pressed && time - pressed.time < TAP_MS) tap(at, time);
      pressed = null;
      if (places.size === 0) pinching = false;
    },
  };
}

export function distance([x, y]: Point, [otherX, otherY]: Point): number {
  return Math.hypot(x - otherX, y - otherY);
}

function middle([[x, y], [otherX, otherY]]: [Point, Point]): Point {
  return [(x + otherX) / 2, (y + otherY) / 2];
}
