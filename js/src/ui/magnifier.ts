// The loupe: the pixels around one pixel, through the same look-up as the image, as squares.
import type { Window } from "../display/window.ts";
import { type Renderer, renderer } from "../render/canvas.ts";
import type { Layer } from "../render/layers.ts";
import { h } from "./dom.ts";
import { type Drawn, toTurned } from "./drawn.ts";
import type { Point } from "./pointer.ts";
import type { Turned } from "./turning.ts";
import type { Size } from "./viewport.ts";

export interface Spot {
  /** In CSS pixels of the screen. */
  at: Point;
  /** A finger covers it. */
  finger: boolean;
}

export interface Magnified extends Drawn {
  spot: Spot;
  /** Drawn over pixels, or in place of them. */
  layers: readonly Layer[];
  window: Window | null;
  invert: boolean;
  colormap: string;
}

/** In CSS pixels: the loupe's side, how far from a finger its middle is. */
const SIDE = 160;
const LIFT = 116;
/** So many times as large as the image is, and at least so many device pixels an image pixel. */
const TIMES = 4;
const LEAST = 2;

/** Shows nothing for null. Nothing is built before it is needed. */
export function magnifier(screen: HTMLElement): (shown: Magnified | null) => void {
  let loupe: Loupe | null = null;
  let frame: Turned | null = null;
  return (shown) => {
    if (!shown) {
      if (loupe) loupe.el.hidden = true;
      return;
    }
    loupe ??= build(screen);
    const { el, mark, glass } = loupe;
    const { ratio, window, invert, colormap } = shown;
    const { info, pixels, from, turn } = shown.frame;
    if (pixels && frame !== shown.frame) glass.setFrame(info, pixels);
    frame = shown.frame;
    const side = Math.round(SIDE * ratio);
    const size = { width: side, height: side };
    const box = loupeBox(shown, side);
    if (pixels) {
      glass.draw(box, size, window, invert, colormap);
      glass.drawOver(shown.layers, from.info, box, turn);
    } else glass.drawPictures(shown.layers, from.info, box, size, turn);
    const [left, top] = loupePlace(shown.spot, shown.area, ratio);
    el.hidden = false;
    el.style.transform = `translate(${left}px, ${top}px)`;
    const { columns, rows } = shown.frame.picture;
    mark.style.width = `${box.width / columns / ratio}px`;
    mark.style.height = `${box.height / rows / ratio}px`;
  };
}

interface Loupe {
  el: HTMLElement;
  /** Around the pixel in the middle. */
  mark: HTMLElement;
  glass: Renderer;
}

function build(screen: HTMLElement): Loupe {
  const canvas = h("canvas");
  const mark = h("b");
  const el = h("div", { class: "dw-loupe", "aria-hidden": "true" }, canvas, h("i"), mark);
  screen.append(el);
  return { el, mark, glass: renderer(canvas, 0) };
}

/** Where the whole image lies, in device pixels, on a loupe of `side`: with the pixel under the
 * spot in the middle. */
export function loupeBox(shown: Drawn & { spot: Spot }, side: number) {
  const { columns, rows, aspect } = shown.frame.picture;
  const [column, row] = toTurned(shown, shown.spot.at);
  const across = Math.max(TIMES * shown.at.scale, LEAST, LEAST / aspect);
  const down = across * aspect;
  return {
    x: side / 2 - (Math.floor(column) + 0.5) * across,
    y: side / 2 - (Math.floor(row) + 0.5) * down,
    width: columns * across,
    height: rows * down,
  };
}

/** The loupe's top left in CSS pixels: around the spot, above or beside a finger, on the screen of
 * `area` device pixels. */
export function loupePlace({ at: [x, y], finger }: Spot, area: Size, ratio: number): Point {
  const half = SIDE / 2;
  const [width, height] = [area.width / ratio, area.height / ratio];
  const above = y - LIFT >= half;
  const beside = x > width / 2 ? -LIFT : LIFT;
  const within = (middle: number, room: number) =>
    Math.round(Math.max(0, Math.min(middle - half, room - SIDE)));
  return [
    within(finger && !above ? x + beside : x, width),
    within(finger && above ? y - LIFT : y, height),
  ];
}
