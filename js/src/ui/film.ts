// When which frame is due while a series plays. Pure.
import type { Cine } from "../sync/messages.ts";

export interface Film {
  count: number;
  /** Forth and back in place of starting anew. */
  sweep: boolean;
  /** Milliseconds that a frame stays. */
  stays(index: number): number;
  /** A frame can be shown. What is not here yet is waited for, never left out. */
  ready(index: number): boolean;
}

export interface At {
  index: number;
  forward: boolean;
  /** When the frame has been there long enough. */
  due: number;
}

export interface Advanced {
  at: At;
  /** Frames that were due; all but the last of them are left out. */
  due: number;
  waits: boolean;
}

export const USUAL_RATE = 10;
const RATES = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100];
/** An animation frame that comes a little early must not wait for the next one. */
const EARLY_MS = 4;
/** So long nobody has looked: a page in the background is not caught up with. */
const ASLEEP_MS = 1000;

/** Where the film is at `now`. Times add up from frame to frame, so that none is lost or gained. */
export function advance(from: At, now: number, film: Film): Advanced {
  const at = { ...from };
  if (now - at.due > ASLEEP_MS) at.due = now;
  let due = 0;
  while (at.due <= now + EARLY_MS) {
    const [index, forward] = following(at, film);
    if (!film.ready(index)) return { at: { ...at, due: now }, due, waits: true };
    // No display is faster, and a step that takes no time would never end.
    at.due += Math.max(film.stays(index), 1);
    at.index = index;
    at.forward = forward;
    due++;
  }
  return { at, due, waits: false };
}

/** The next frame, and whether it is reached forward. */
export function following(
  { index, forward }: Pick<At, "index" | "forward">,
  { count, sweep }: Pick<Film, "count" | "sweep">,
): [index: number, forward: boolean] {
  if (!sweep || count < 2) return [(index + 1) % Math.max(count, 1), true];
  const onward = index === 0 || (forward && index < count - 1);
  return [index + (onward ? 1 : -1), onward];
}

/** How long a frame stays: by the chosen rate, else by the file's timing, else a tenth. */
export function staying(rate: number | null, cine: Cine | null, index: number): number {
  if (rate !== null) return 1000 / rate;
  const times = cine?.milliseconds ?? [];
  return times[index] ?? times[0] ?? 1000 / USUAL_RATE;
}

/** Frames a second, on average where they differ. */
export function rateOf(rate: number | null, cine: Cine | null): number {
  const times = cine?.milliseconds ?? [];
  if (rate !== null || times.length === 0) return rate ?? USUAL_RATE;
  return Number(
    ((1000 * times.length) / times.reduce((sum, time) => sum + time, 0)).toPrecision(3),
  );
}

/** The next round rate above or below. */
export function nextRate(rate: number, faster: boolean): number {
  const found = faster ? RATES.find((each) => each > rate) : RATES.findLast((each) => each < rate);
  return found ?? rate;
}
