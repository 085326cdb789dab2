// Zoom and place of one view. The trait hears of the zoom when it rests.
import type { State, ViewerTraits } from "../sync/state.ts";
import { type Live, REST_MS, type When } from "./live.ts";
import type { Point } from "./pointer.ts";
import type { View } from "./view.ts";
import { fitZoom, pan, zoomAt } from "./viewport.ts";

export interface ZoomActions {
  fit(): void;
  one(at?: Point): void;
  /** Fit, or 1:1 where it fits already; `at` in CSS pixels stays where it is. */
  fitOrOne(at?: Point): void;
  /** `at` stays where it is, or goes to `to`. */
  zoomBy(factor: number, at?: Point, when?: When, to?: Point): void;
  pan(dx: number, dy: number): void;
  /** Tell the trait now. */
  tell(): void;
}

interface Parts {
  view: View;
  live: Live;
  traits: State<ViewerTraits>;
}

export function zoomActions({ view, live, traits }: Parts, signal: AbortSignal): ZoomActions {
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    live.tellZoom(view.viewport.zoom);
  };
  const moved = (when: When = "soon") => {
    view.ask();
    clearTimeout(timer);
    if (when === "soon") timer = window.setTimeout(tell, REST_MS);
  };
  const fitAll = () => {
    view.viewport = { zoom: null, center: null };
    moved();
  };
  const zoomTo = (zoom: number, at?: Point, when?: When, to = at) => {
    const { picture, area, ratio } = view;
    if (!picture) return;
    const middle: Point = [area.width / 2, area.height / 2];
    const device = (point?: Point): Point =>
      point ? [point[0] * ratio, point[1] * ratio] : middle;
    view.viewport = zoomAt(view.viewport, picture, area, zoom, device(at), device(to));
    moved(when);
  };
  const heard = (zoom: number | null) => {
    view.viewport = { zoom, center: zoom === null ? null : view.viewport.center };
    view.ask();
  };
  heard(traits.get("zoom"));
  live.onZoom(heard, signal);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    fit: fitAll,
    tell,
    one: (at) => zoomTo(1, at),
    fitOrOne: (at) => (view.viewport.zoom === null ? zoomTo(1, at) : fitAll()),
    zoomBy(factor, at, when, to) {
      const { viewport, picture, area } = view;
      if (picture) zoomTo((viewport.zoom ?? fitZoom(picture, area)) * factor, at, when, to);
    },
    pan(dx, dy) {
      const { picture, area, ratio } = view;
      if (!picture) return;
      view.viewport = pan(view.viewport, picture, area, dx * ratio, dy * ratio);
      view.ask();
    },
  };
}
