// How often the values of a frame occur at one stage, and where the followed pixel is among them.
import { binned, type Support } from "../../display/stages.ts";
import { h, setAttribute, setText, svg } from "../dom.ts";
import { numberText } from "../probe.ts";

export const WIDTH = 240;
export const HEIGHT = 44;
const BINS = 120;

export interface Bars {
  el: HTMLElement;
  /** The frame's values and the ends of the axis. */
  show(support: Support, range: readonly [number, number], unit: string): void;
  /** Where the pixel stands; null: nowhere. */
  mark(value: number | null): void;
}

/** The outline of a histogram, heights as the logarithm of counts: rare values are seen too. */
export function outline(support: Support, range: readonly [number, number]): string {
  const counts = binned(support, range, BINS);
  const most = Math.log1p(Math.max(...counts, 1));
  const step = WIDTH / BINS;
  let path = `M0 ${HEIGHT}`;
  counts.forEach((count, k) => {
    const y = (HEIGHT * (1 - Math.log1p(count) / most)).toFixed(1);
    path += `V${y}H${((k + 1) * step).toFixed(1)}`;
  });
  return `${path}V${HEIGHT}Z`;
}

export function xOf(value: number, [low, high]: readonly [number, number]): number {
  const x = (WIDTH * (value - low)) / (high - low || 1);
  return Math.min(Math.max(x, 0), WIDTH);
}

export function bars(): Bars {
  const area = svg("path", { class: "dw-bars-area" });
  const line = svg("line", { class: "dw-bars-mark", y1: 0, y2: HEIGHT });
  const picture = svg(
    "svg",
    {
      class: "dw-bars-picture",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
    },
    area,
    line,
  );
  const low = h("span", {});
  const high = h("span", {});
  const el = h(
    "div",
    { class: "dw-bars" },
    picture,
    h("div", { class: "dw-bars-axis" }, low, high),
  );
  let ends: readonly [number, number] = [0, 1];
  let at: number | null = null;
  const mark = (value: number | null) => {
    at = value;
    line.toggleAttribute("hidden", value === null);
    line.style.display = value === null ? "none" : "";
    if (value === null) return;
    const x = xOf(value, ends).toFixed(1);
    setAttribute(line, "x1", x);
    setAttribute(line, "x2", x);
  };
  return {
    el,
    show(support, range, unit) {
      ends = range;
      setAttribute(area, "d", outline(support, range));
      const [from, to] = range.map((end) => `${numberText(end)} ${unit}`.trim()) as [
        string,
        string,
      ];
      setText(low, from);
      setText(high, to);
      setAttribute(picture, "aria-label", `Histogram of the frame from ${from} to ${to}`);
      mark(at);
    },
    mark,
  };
}
