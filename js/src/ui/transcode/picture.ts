// One picture among others that show the same part of an image at the same zoom.

import type { Window } from "../../display/window.ts";
import { renderer } from "../../render/canvas.ts";
import type { Pixels } from "../../sync/buffers.ts";
import type { FrameInfo } from "../../sync/messages.ts";
import { area, painter } from "../area.ts";
import { h, setAttribute, setText } from "../dom.ts";
import { type Picture as Proportions, pan, place, type Viewport, zoomAt } from "../viewport.ts";

/** What is drawn; `colormap` for what is no image but a measure. */
export interface Drawn {
  info: FrameInfo;
  pixels: Pixels;
  window: Window | null;
  colormap?: string;
}

export interface SharedView {
  now: Viewport;
  /** Look elsewhere: all pictures follow. */
  set(next: Viewport): void;
}

export interface TrialPicture {
  el: HTMLElement;
  screen: HTMLElement;
  draw(next: Drawn | null): void;
  again(): void;
  /** What it is, and what is to be said of it. */
  say(title: string, words: string): void;
  zoom(by: number): void;
  mounted(): void;
}

export function trialPicture(view: SharedView, signal: AbortSignal): TrialPicture {
  const canvas = h("canvas", { class: "dw-trial-canvas", role: "img", "aria-label": "No image" });
  const screen = h("div", { class: "dw-trial-screen" }, canvas);
  const title = h("span", { class: "dw-trial-title" });
  const words = h("span", { class: "dw-trial-words" });
  const caption = h("figcaption", { class: "dw-trial-caption" }, title, words);
  const el = h("figure", { class: "dw-trial-picture" }, screen, caption);
  const draws = renderer(canvas);
  let drawn: Drawn | null = null;
  let set: Drawn | null = null;

  const proportions = (): Proportions | null =>
    drawn && {
      columns: drawn.info.columns,
      rows: drawn.info.rows,
      aspect: drawn.info.geometry.aspect,
    };
  const paint = painter(() => {
    const picture = proportions();
    if (!drawn || !picture || box.size.width === 0) {
      draws.forget();
      set = null;
      return;
    }
    if (set?.pixels !== drawn.pixels || set.info !== drawn.info)
      draws.setFrame(drawn.info, drawn.pixels);
    set = drawn;
    const at = place(view.now, picture, box.size);
    draws.draw(at, box.size, drawn.window, false, drawn.colormap ?? "grey");
  }, signal);
  const box = area(screen, paint.now, signal);
  const zoomTo = (by: number, at: [number, number]) => {
    const picture = proportions();
    if (!picture) return;
    const { scale } = place(view.now, picture, box.size);
    view.set(zoomAt(view.now, picture, box.size, scale * by, at));
  };

  let from: [number, number] | null = null;
  screen.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      from = [event.clientX, event.clientY];
      screen.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  screen.addEventListener(
    "pointermove",
    (event) => {
      const picture = proportions();
      if (!from || !picture) return;
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      from = [event.clientX, event.clientY];
      view.set(pan(view.now, picture, box.size, dx * box.ratio, dy * box.ratio));
    },
    { signal },
  );
  for (const end of ["pointerup", "pointercancel"] as const)
    screen.addEventListener(end, () => (from = null), { signal });
  screen.addEventListener("dblclick", () => view.set({ zoom: null, center: null }), { signal });
  screen.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = screen.getBoundingClientRect();
      const at: [number, number] = [
        (event.clientX - left) * box.ratio,
        (event.clientY - top) * box.ratio,
      ];
      zoomTo(1.2 ** -Math.sign(event.deltaY), at);
    },
    { signal, passive: false },
  );
  return {
    el,
    screen,
    draw(next) {
      drawn = next;
      paint.ask();
    },
    again: paint.ask,
    say(name, told) {
      setText(title, name);
      setText(words, told);
      setAttribute(canvas, "aria-label", told ? `${name}: ${told}` : name);
    },
    zoom: (by) => zoomTo(by, [box.size.width / 2, box.size.height / 2]),
    mounted: () => box.measure(),
  };
}
