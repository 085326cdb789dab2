// Everything a user can do to a view, whatever it is done with.
import type { FrameStore } from "../frames/store.ts";
import type { WindowPreset } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";
import type { Keys } from "./keyboard.ts";
import { type Live, REST_MS } from "./live.ts";
import type { View } from "./view.ts";
import { fitZoom, pan, place, zoomAt } from "./viewport.ts";
import { startWindow } from "./windowing.ts";

type When = "held" | "soon" | "now";
type Point = [number, number];

/** A drag over this many CSS pixels runs through the whole range of the values. */
const DRAG_PIXELS = 1024;

export interface Actions {
  slice(index: number, when: When): void;
  sliceBy(steps: number): void;
  window(values: { center?: number; width?: number }, when: When): void;
  dragWindow(dx: number, dy: number): void;
  preset(preset: WindowPreset | null): void;
  invert(): void;
  fit(): void;
  one(at?: Point): void;
  /** Fit, or 1:1 where it fits already; `at` in CSS pixels stays where it is. */
  fitOrOne(at?: Point): void;
  zoomBy(factor: number, at?: Point): void;
  pan(dx: number, dy: number): void;
  reset(): void;
  /** A drag is over: tell the traits. */
  release(kind: "window" | "pan"): void;
}

interface Parts {
  view: View;
  live: Live;
  store: FrameStore;
  traits: State<ViewerTraits>;
}

export function actions({ view, live, store, traits }: Parts, signal: AbortSignal): Actions {
  let timer = 0;
  let dragged: { center: number; width: number } | null = null;
  const last = () => Math.max(store.series?.count ?? 1, 1) - 1;
  const display = () => view.shown?.info.display;

  const commitZoom = () => {
    clearTimeout(timer);
    live.tellZoom(view.viewport.zoom);
  };
  const moved = () => {
    view.ask();
    clearTimeout(timer);
    timer = window.setTimeout(commitZoom, REST_MS);
  };
  const zoomTo = (zoom: number, at?: Point) => {
    const { picture, area, ratio } = view;
    if (!picture) return;
    const point: Point = at ? [at[0] * ratio, at[1] * ratio] : [area.width / 2, area.height / 2];
    view.viewport = zoomAt(view.viewport, picture, area, zoom, point);
    moved();
  };
  const fitAll = () => {
    view.viewport = { zoom: null, center: null };
    moved();
  };
  const slice = (index: number, when: When) => {
    const next = Math.min(Math.max(index, 0), last());
    live.show({ index: next }, when);
    store.want(next);
  };
  const setWindow: Actions["window"] = ({ center, width }, when) => {
    const shown = display();
    if (!shown || shown.kind === "color") return;
    const from = startWindow(shown, live.now, view.range);
    const linear = (live.now.voi_function ?? shown.voi_function) === "LINEAR";
    const least = linear ? Math.min(1, view.range.step) : view.range.step;
    const window_width = Math.max(width ?? from.width, least);
    live.show({ window_center: center ?? from.center, window_width }, when);
  };
  const heard = (zoom: number | null) => {
    view.viewport = { zoom, center: zoom === null ? null : view.viewport.center };
    view.ask();
  };
  heard(traits.get("zoom"));
  live.onZoom(heard, signal);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  const self: Actions = {
    slice,
    sliceBy: (steps) => slice(live.now.index + steps, "soon"),
    window: setWindow,
    dragWindow(dx, dy) {
      const shown = display();
      if (!shown) return;
      const unit = (view.range.high - view.range.low) / DRAG_PIXELS;
      // Kept unrounded: a slow drag over a small range must not be rounded to a standstill.
      dragged ??= startWindow(shown, live.now, view.range);
      const { center, width } = dragged;
      dragged = { center: center + dy * unit, width: Math.max(width + dx * unit, 0) };
      const { step } = view.range;
      setWindow({ center: round(dragged.center, step), width: round(dragged.width, step) }, "held");
    },
    preset(preset) {
      const { center: window_center = null, width: window_width = null } = preset ?? {};
      live.show({ window_center, window_width }, "soon");
    },
    invert() {
      if (display()?.kind !== "color") live.show({ invert: !live.now.invert }, "soon");
    },
    fit: fitAll,
    one: (at) => zoomTo(1, at),
    fitOrOne(at) {
      if (view.viewport.zoom === null) zoomTo(1, at);
      else fitAll();
    },
    zoomBy(factor, at) {
      if (view.picture) zoomTo(place(view.viewport, view.picture, view.area).scale * factor, at);
    },
    pan(dx, dy) {
      const { picture, area, ratio } = view;
      if (!picture) return;
      view.viewport = pan(view.viewport, picture, area, dx * ratio, dy * ratio);
      view.ask();
    },
    reset() {
      const own = { window_center: null, window_width: null, voi_function: null, invert: false };
      live.show(own, "soon");
      fitAll();
    },
    release(kind) {
      dragged = null;
      if (kind === "pan") commitZoom();
      else live.commit();
    },
  };
  return self;
}

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/** The factor shown beside the image. */
export function zoomText(view: View): string {
  if (!view.picture || view.area.width === 0) return "";
  const zoom = view.viewport.zoom ?? fitZoom(view.picture, view.area);
  const text = zoom === 1 ? "1 : 1" : `${Number(zoom.toPrecision(3))} ×`;
  return view.viewport.zoom === null ? `fit  ${text}` : text;
}

/** The keys of the viewer. */
export function keysOf(
  to: Actions,
  more: { header(): void; help(): void; escape(): void; play(): void; presets(): WindowPreset[] },
): Keys {
  const by = (steps: number) => () => to.sliceBy(steps);
  const keys: Keys = {
    ArrowLeft: by(-1),
    ArrowUp: by(-1),
    ArrowRight: by(1),
    ArrowDown: by(1),
    PageUp: by(-10),
    PageDown: by(10),
    Home: by(Number.NEGATIVE_INFINITY),
    End: by(Number.POSITIVE_INFINITY),
    Space: more.play,
    i: to.invert,
    f: to.fit,
    r: to.reset,
    h: more.header,
    "?": more.help,
    Escape: more.escape,
    "+": () => to.zoomBy(1.25),
    "-": () => to.zoomBy(1 / 1.25),
    "0": () => to.preset(null),
  };
  for (let k = 1; k <= 9; k++) {
    keys[k] = () => {
      const preset = more.presets()[k - 1];
      if (preset) to.preset(preset);
    };
  }
  return keys;
}
