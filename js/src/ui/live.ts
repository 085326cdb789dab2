// What all views of one model show just now. A gesture changes it at once and in the browser
// alone; the traits, and with them the kernel, hear of it when the gesture ends.
import type { State, ViewerTraits } from "../sync/state.ts";

const NAMES = [
  "index",
  "window_center",
  "window_width",
  "voi_function",
  "voi_lut",
  "real_world",
  "quantity",
  "invert",
  "colormap",
  "overlays",
  "overlays_off",
  "shutter",
  "color_profile",
  "cine_rate",
  "tool",
  "rotation",
  "flip",
  "magnifier",
] as const satisfies (keyof ViewerTraits)[];

export type Shown = Pick<ViewerTraits, (typeof NAMES)[number]>;

/** Traits are told at release, at rest, at once. */
export type When = "held" | "soon" | "now";

type Heard = (changed: Partial<Shown>, when: When | null, heard: boolean) => void;

export interface Live {
  readonly now: Readonly<Shown>;
  /** Show these values; tell the traits with `commit`, or after 200 ms without a change. */
  show(values: Partial<Shown>, when: When): void;
  commit(): void;
  /** The frame shown has got another number; the kernel knows it already. */
  renumber(index: number): void;
  /** Each view has its own zoom; the trait keeps that of the view zoomed last. */
  tellZoom(zoom: number | null): void;
  /** Somebody else than a view of this page has set it. */
  onZoom(callback: (zoom: number | null) => void, signal: AbortSignal): void;
  /** `when` is null where a frame only got another number; `heard`: the traits said so. */
  on(callback: Heard, signal: AbortSignal): void;
  /** Where a link has led the slice, and the place in its dimensions that was meant: there may be no
   * frame. */
  led: { numbering: number; index: number; meant: readonly number[] } | null;
  /** What else the traits are told together with these. */
  telling: (values: Partial<ViewerTraits>) => Partial<ViewerTraits>;
  /** The traits have been told: a gesture has ended. */
  onTold(callback: (values: Partial<ViewerTraits>) => void, signal: AbortSignal): void;
}

export const REST_MS = 200;

export function live(traits: State<ViewerTraits>, signal: AbortSignal): Live {
  const now = Object.fromEntries(NAMES.map((name) => [name, traits.get(name)])) as unknown as Shown;
  const listeners = new Set<Heard>();
  const ends = new Set<(values: Partial<ViewerTraits>) => void>();
  const untold = new Set<keyof Shown>();
  let timer = 0;
  let committing = false;

  const apply = (values: Partial<Shown>, when: When | null, heard = false): Partial<Shown> => {
    const changed = Object.entries(values).filter(
      ([name, value]) => now[name as keyof Shown] !== value,
    );
    const delta: Partial<Shown> = Object.fromEntries(changed);
    if (changed.length === 0) return delta;
    Object.assign(now, delta);
    for (const callback of [...listeners]) callback(delta, when, heard);
    return delta;
  };
  const tell = (values: Partial<ViewerTraits>) => {
    const also = self.telling(values);
    committing = true;
    const changed = Object.entries(values).some(([name, value]) => {
      return traits.get(name as keyof ViewerTraits) !== value;
    });
    if (changed) traits.commit({ ...values, ...also });
    committing = false;
    for (const callback of [...ends]) callback(values);
  };
  const commit = () => {
    clearTimeout(timer);
    const values = Object.fromEntries([...untold].map((name) => [name, now[name]]));
    untold.clear();
    tell(values);
  };
  for (const name of NAMES) {
    const heard = (value: unknown) => {
      if (committing) return;
      // Whoever spoke last is right: the kernel's word ends what was about to be told.
      untold.delete(name);
      apply({ [name]: value }, "now", true);
    };
    traits.on(name, heard, signal);
  }
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  const self: Live = {
    now,
    led: null,
    telling: () => ({}),
    show(values, when) {
      for (const name of Object.keys(apply(values, when))) untold.add(name as keyof Shown);
      clearTimeout(timer);
      if (when === "now") commit();
      else if (when === "soon") timer = window.setTimeout(commit, REST_MS);
    },
    commit,
    renumber(index) {
      if (index === now.index) return;
      untold.delete("index");
      apply({ index }, null);
    },
    tellZoom: (zoom) => tell({ zoom }),
    onZoom(callback, until) {
      traits.on("zoom", (zoom) => !committing && callback(zoom), until);
    },
    on(callback, until) {
      listeners.add(callback);
      until.addEventListener("abort", () => listeners.delete(callback), { once: true });
    },
    onTold(callback, until) {
      ends.add(callback);
      until.addEventListener("abort", () => ends.delete(callback), { once: true });
    },
  };
  return self;
}
