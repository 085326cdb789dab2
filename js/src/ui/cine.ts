// Play the slices, in step with the display: what it can't keep up with is left out and said,
// what is not here yet is waited for.
import { type At, advance, type Film } from "./film.ts";

export interface Cine {
  readonly playing: boolean;
  toggle(on?: boolean): void;
}

export interface CineTo extends Film {
  /** The frame on screen: somebody else may have moved meanwhile. */
  readonly index: number;
  show(index: number): void;
  changed(on: boolean): void;
  /** Once a second: frames shown a second, and whether some were waited for. */
  achieved(rate: number, waited: boolean): void;
}

const COUNTED_MS = 1000;

export function cine(to: CineTo, signal: AbortSignal): Cine {
  let asked = 0;
  let at: At = { index: 0, forward: true, due: 0 };
  let counted = { since: 0, shown: 0, waited: false };

  const tick = (now: number) => {
    asked = requestAnimationFrame(tick);
    const next = advance({ ...at, index: to.index }, now, to);
    at = next.at;
    counted.waited ||= next.waits;
    if (next.due > 0) {
      counted.shown++;
      to.show(at.index);
    }
    const elapsed = now - counted.since;
    if (elapsed < COUNTED_MS) return;
    to.achieved((counted.shown * 1000) / elapsed, counted.waited);
    counted = { since: now, shown: 0, waited: false };
  };
  const stop = () => {
    cancelAnimationFrame(asked);
    asked = 0;
  };
  signal.addEventListener("abort", stop, { once: true });
  return {
    get playing() {
      return asked !== 0;
    },
    toggle(on = asked === 0) {
      if (on === (asked !== 0)) return;
      if (on) {
        const now = performance.now();
        at = { ...at, due: now + to.stays(to.index) };
        counted = { since: now, shown: 0, waited: false };
        asked = requestAnimationFrame(tick);
      } else stop();
      to.changed(on);
    },
  };
}
