// Playing the series of a model in one of its views: what the clock asks of the frames, and what
// the speed control says.
import type { FrameStore } from "../frames/store.ts";
import { type Cine, cine } from "./cine.ts";
import { nextRate, rateOf, staying } from "./film.ts";
import type { Keys } from "./keyboard.ts";
import type { Live } from "./live.ts";
import type { Speed, SpeedTo } from "./speed.ts";

export interface Playing extends Cine {
  keys: Keys;
  speed: SpeedTo;
  /** Say how fast it goes, and why. */
  say(speed: Speed): void;
}

/** Below this share of the rate that was asked for, the rate that is reached is said. */
const KEEPS_UP = 0.9;

export function playing(
  { live, store }: { live: Live; store: FrameStore },
  changed: (on: boolean) => void,
  signal: AbortSignal,
): Playing {
  let sweep: boolean | null = null;
  let reached: [rate: number, waited: boolean] | null = null;
  let used = false;
  let said: Speed | null = null;
  const timing = () => store.series?.cine ?? null;
  const rate = () => rateOf(live.now.cine_rate, timing());
  const sweeps = () => sweep ?? timing()?.sweep ?? false;
  const say = (to = said) => {
    said = to;
    if (!to) return;
    used ||= live.now.cine_rate !== null || timing() !== null;
    to.el.hidden = !used;
    to.sweep(sweeps());
    to.show(rate(), sourceOf(live.now.cine_rate, timing()?.source));
    to.achieved(reached?.[0] ?? null, reached?.[1] ?? false);
  };
  const movie = cine(
    {
      get index() {
        return live.now.index;
      },
      get count() {
        return store.series?.count ?? 1;
      },
      get sweep() {
        return sweeps();
      },
      stays: (index) => staying(live.now.cine_rate, timing(), index),
      ready(index) {
        store.want(index);
        return store.ready(index);
      },
      show: (index) => live.show({ index }, "held"),
      achieved(got, waited) {
        reached = got < KEEPS_UP * rate() ? [got, waited] : null;
        say();
      },
      changed(on) {
        used = true;
        reached = null;
        say();
        changed(on);
      },
    },
    signal,
  );
  const go = (faster: boolean) => () => {
    used = true;
    live.show({ cine_rate: nextRate(rate(), faster) }, "soon");
  };
  return {
    get playing() {
      return movie.playing;
    },
    toggle: movie.toggle,
    keys: { "[": go(false), "]": go(true) },
    speed: {
      rate: (cine_rate, held) => live.show({ cine_rate }, held ? "held" : "soon"),
      sweep() {
        sweep = !sweeps();
        say();
      },
    },
    say,
  };
}

function sourceOf(chosen: number | null, source: string | undefined): string {
  if (chosen !== null) return "chosen here";
  return source ? `from ${source}` : "the file names none";
}
