// The window drawn over the histogram of modality values: its function as a line, its ends as
// handles that are dragged or moved by arrow keys; dragging between them moves the whole window.

import { toScreen } from "../../display/lookup.ts";
import { type Chain, type Support, upToWindow } from "../../display/stages.ts";
import type { Window } from "../../display/window.ts";
import { h, setAttribute, setText, svg } from "../dom.ts";
import { numberText } from "../probe.ts";
import { outline, HEIGHT as UNIT, WIDTH, xOf } from "./bars.ts";

const STEPS = 120;

export interface Curve {
  el: HTMLElement;
  values(support: Support, range: readonly [number, number], unit: string): void;
  show(chain: Chain): void;
  mark(value: number | null): void;
}

export interface CurveTo {
  /** A window asked for; `held` while the pointer is down. */
  window(next: { center: number; width: number }, held: boolean): void;
}

type Part = "low" | "high" | "middle";

export function curve(to: CurveTo, signal: AbortSignal): Curve {
  const area = svg("path", { class: "dw-bars-area" });
  const line = svg("path", { class: "dw-curve-line" });
  const mark = svg("line", { class: "dw-bars-mark", y1: 0, y2: UNIT });
  const picture = svg(
    "svg",
    {
      class: "dw-curve-picture",
      viewBox: `0 -1 ${WIDTH} ${UNIT + 2}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    area,
    line,
    mark,
  );
  const handles = {
    low: handle("Lower end of the window"),
    high: handle("Upper end of the window"),
  };
  const low = h("span", {});
  const high = h("span", {});
  const plot = h("div", { class: "dw-curve-plot" }, picture, handles.low, handles.high);
  const el = h("div", { class: "dw-curve" }, plot, h("div", { class: "dw-bars-axis" }, low, high));
  let range: readonly [number, number] = [0, 1];
  let unit = "";
  let window: Window | null = null;

  const ends = (): [number, number] =>
    window ? [window.center - window.width / 2, window.center + window.width / 2] : [...range];
  const step = () => {
    const rough = (range[1] - range[0]) / 200;
    return range[1] - range[0] >= 200 ? Math.max(1, Math.round(rough)) : rough;
  };
  const move = (part: Part, by: number, from: readonly [number, number], held: boolean) => {
    const least = Math.min(step(), (range[1] - range[0]) / 1000 || 1);
    let [a, b] = from;
    if (part !== "high") a += by;
    if (part !== "low") b += by;
    if (b - a < least) {
      if (part === "low") a = b - least;
      else b = a + least;
    }
    to.window({ center: rounded((a + b) / 2), width: rounded(b - a) }, held);
  };
  const rounded = (value: number) => {
    const digits = Math.max(0, 2 - Math.floor(Math.log10(range[1] - range[0] || 1)));
    return Number(value.toFixed(Math.min(digits, 12)));
  };

  let drag: { part: Part; x: number; from: [number, number] } | null = null;
  const perPixel = () => (range[1] - range[0]) / (plot.clientWidth || 1);
  plot.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      const part =
        event.target === handles.low ? "low" : event.target === handles.high ? "high" : "middle";
      drag = { part, x: event.clientX, from: ends() };
      plot.setPointerCapture(event.pointerId);
      event.preventDefault();
      if (part !== "middle") handles[part].focus({ preventScroll: true });
    },
    { signal },
  );
  plot.addEventListener(
    "pointermove",
    (event) => {
      if (drag) move(drag.part, (event.clientX - drag.x) * perPixel(), drag.from, true);
    },
    { signal },
  );
  const released = (event: PointerEvent) => {
    if (!drag) return;
    const { part, x, from } = drag;
    drag = null;
    if (event.clientX !== x) move(part, (event.clientX - x) * perPixel(), from, false);
  };
  plot.addEventListener("pointerup", released, { signal });
  plot.addEventListener("pointercancel", () => (drag = null), { signal });
  for (const part of ["low", "high"] as const) {
    handles[part].addEventListener(
      "keydown",
      (event) => {
        const steps = {
          ArrowLeft: -1,
          ArrowDown: -1,
          ArrowRight: 1,
          ArrowUp: 1,
          PageUp: 10,
          PageDown: -10,
        }[event.key];
        if (steps === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move(part, steps * step(), ends(), false);
      },
      { signal },
    );
  }

  const place = () => {
    const [a, b] = ends();
    for (const [part, value] of [
      ["low", a],
      ["high", b],
    ] as const) {
      const grip = handles[part];
      grip.style.left = `${((100 * xOf(value, range)) / WIDTH).toFixed(2)}%`;
      grip.hidden = window === null;
      setAttribute(grip, "aria-valuenow", String(value));
      setAttribute(grip, "aria-valuemin", String(range[0]));
      setAttribute(grip, "aria-valuemax", String(range[1]));
      setAttribute(grip, "aria-valuetext", `${numberText(value)} ${unit}`.trim());
    }
  };
  return {
    el,
    values(support, next, name) {
      range = next;
      unit = name;
      setAttribute(area, "d", outline(support, range));
      setText(low, `${numberText(range[0])} ${unit}`.trim());
      setText(high, `${numberText(range[1])} ${unit}`.trim());
      place();
    },
    show({ display, window: next }) {
      window = next;
      const linear = { ...display, slope: 1, intercept: 0, modality_lut: null };
      const grey = toScreen(upToWindow(linear), next);
      let path = "";
      for (let k = 0; k <= STEPS; k++) {
        const value = range[0] + ((range[1] - range[0]) * k) / STEPS;
        const y = UNIT * (1 - grey(value) / 255);
        path += `${k ? "L" : "M"}${((WIDTH * k) / STEPS).toFixed(1)} ${y.toFixed(1)}`;
      }
      setAttribute(line, "d", path);
      place();
    },
    mark(value) {
      mark.style.display = value === null ? "none" : "";
      if (value === null) return;
      const x = xOf(value, range).toFixed(1);
      setAttribute(mark, "x1", x);
      setAttribute(mark, "x2", x);
    },
  };
}

function handle(label: string): HTMLElement {
  return h("div", {
    class: "dw-curve-handle",
    role: "slider",
    tabindex: "0",
    "aria-label": label,
    "aria-orientation": "horizontal",
  });
}
