// Below the image: slice, window centre, window width.
import type { Window } from "../display/window.ts";
import { type DimensionSliders, dimensionSliders } from "./dimensions.ts";
import { h, setAttribute, setFlag, setText } from "./dom.ts";
import { icon, setIcon } from "./icons.ts";
import { slider } from "./slider.ts";
import { type Speed, type SpeedTo, speed } from "./speed.ts";
import type { Range } from "./windowing.ts";

export interface Controls {
  el: HTMLElement;
  slice(index: number, count: number, position: string, sortedBy?: string): void;
  /** A null window: the VOI LUT is in use, and a drag would start `from` there. */
  window(window: Window | null, from: Window, range: Range, unit: string): void;
  /** A colour image has no window. */
  grey(on: boolean): void;
  playing(on: boolean): void;
  speed: Speed;
  dimensions: DimensionSliders;
}

export interface ControlsTo {
  slice(index: number, held: boolean): void;
  window(values: { center?: number; width?: number }, held: boolean): void;
  play(): void;
  speed: SpeedTo;
}

export function controls(to: ControlsTo, signal: AbortSignal): Controls {
  const slice = slider({ label: "Slice", min: 1, max: 1, step: 1, value: 1 }, signal);
  const center = slider(
    { label: "Center", min: 0, max: 1, step: 1, value: 0, open: true, format: plain },
    signal,
  );
  const width = slider(
    { label: "Width", min: 1, max: 2, step: 1, value: 1, open: true, format: plain },
    signal,
  );
  const count = h("span", { class: "dw-count" });
  const position = h("span", { class: "dw-position" });
  const play = h(
    "button",
    {
      class: "dw-button dw-tool dw-play",
      "aria-label": "Play",
      "aria-pressed": "false",
      "data-tip": "Play or pause",
      "data-tip-key": "Space",
      onclick: to.play,
    },
    icon("play"),
  );
  slice.el.append(count);
  const pace = speed(to.speed, signal);
  const first = h("div", { class: "dw-controls-slice" }, play, pace.el, slice.el, position);
  const dimensions = dimensionSliders(to.slice, signal);
  const second = h("div", { class: "dw-controls-window" }, center.el, width.el);

  slice.onInput((value) => to.slice(Math.round(value) - 1, true));
  slice.onCommit((value) => to.slice(Math.round(value) - 1, false));
  center.onInput((value) => to.window({ center: value }, true));
  center.onCommit((value) => to.window({ center: value }, false));
  width.onInput((value) => to.window({ width: value }, true));
  width.onCommit((value) => to.window({ width: value }, false));
  const el = h("div", { class: "dw-controls" }, first, dimensions.el, second);
  return {
    el,
    slice(index, total, where, sortedBy) {
      slice.setRange(1, Math.max(total, 1), 1);
      slice.set(index + 1);
      setText(count, `/ ${total}`);
      setText(position, where);
      if (sortedBy)
        setAttribute(
          position,
          "data-tip",
          `Along the slice normal. Slices are sorted by ${sortedBy}.`,
        );
      first.hidden = total < 2;
      el.hidden = first.hidden && second.hidden;
    },
    window(window, from, { low, high, step }, unit) {
      center.setRange(low, high, step);
      width.setRange(step, high - low, step);
      for (const each of [center, width]) each.setUnit(unit);
      if (window) delete second.dataset.tip;
      else second.dataset.tip = "The file's VOI LUT is shown; a slider starts a window instead.";
      center.set(from.center);
      width.set(from.width);
    },
    grey(on) {
      second.hidden = !on;
      el.hidden = first.hidden && second.hidden;
    },
    speed: pace,
    dimensions,
    playing(on) {
      setFlag(play, "aria-pressed", on);
      play.setAttribute("aria-label", on ? "Pause" : "Play");
      setIcon(play.firstElementChild, on ? "pause" : "play");
    },
  };
}

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}
