// The frame as the chain makes it, and the pixel that is followed: a square around it, lines to it.
import type { Chain } from "../../display/stages.ts";
import { renderer } from "../../render/canvas.ts";
import type { Pixels } from "../../sync/buffers.ts";
import type { FrameInfo } from "../../sync/messages.ts";
import { area, painter } from "../area.ts";
import { h, setFlag } from "../dom.ts";
import {
  imagePoint,
  type Picture as Proportions,
  place,
  type Viewport,
  zoomAt,
} from "../viewport.ts";

export type Pixel = [column: number, row: number];

/** What is drawn: pixels, and the chain they go through. */
export interface Drawing {
  info: FrameInfo;
  pixels: Pixels;
  chain: Chain;
}

export interface LabPicture {
  el: HTMLElement;
  canvas: HTMLCanvasElement;
  draw(next: Drawing | null): void;
  /** The pixel with the cross on it. */
  pin(pixel: Pixel | null): void;
  zoom(by: number): void;
  fit(): void;
  mounted(): void;
}

export interface LabPictureTo {
  /** The pixel under the pointer; null: it has left. */
  hover(pixel: Pixel | null): void;
  pick(pixel: Pixel, held: boolean): void;
}

export function labPicture(to: LabPictureTo, signal: AbortSignal): LabPicture {
  const canvas = h("canvas", { class: "dw-lab-canvas", role: "img", "aria-label": "No image yet" });
  const mark = h("div", { class: "dw-lab-mark", "aria-hidden": "true", hidden: true });
  const el = h("div", { class: "dw-lab-screen" }, canvas, mark);
  const screen = renderer(canvas);
  let drawing: Drawing | null = null;
  let set: Pixels | null = null;
  let view: Viewport = { zoom: null, center: null };
  let pinned: Pixel | null = null;

  const proportions = (): Proportions | null =>
    drawing && {
      columns: drawing.info.columns,
      rows: drawing.info.rows,
      aspect: drawing.info.geometry.aspect,
    };
  const paint = painter(() => {
    const picture = proportions();
    if (!drawing || !picture || box.size.width === 0) {
      screen.forget();
      setFlag(mark, "hidden", true);
      return;
    }
    const { info, pixels, chain } = drawing;
    const at = place(view, picture, box.size);
    if (set !== pixels || shownInfo !== info) screen.setFrame(info, pixels);
    [set, shownInfo] = [pixels, info];
    screen.draw(at, box.size, chain.window, false, "grey");
    setFlag(mark, "hidden", pinned === null);
    if (!pinned) return;
    const by = 1 / box.ratio;
    const [width, height] = [at.scale * by, at.scale * picture.aspect * by];
    const size = [Math.max(width, 9), Math.max(height, 9)] as const;
    const x = at.x * by + (pinned[0] + 0.5) * width;
    const y = at.y * by + (pinned[1] + 0.5) * height;
    Object.assign(mark.style, {
      width: `${size[0]}px`,
      height: `${size[1]}px`,
      transform: `translate(${x - size[0] / 2}px, ${y - size[1] / 2}px)`,
    });
  }, signal);
  let shownInfo: FrameInfo | null = null;
  const box = area(el, paint.now, signal);

  const pixelAt = (event: PointerEvent, clamp: boolean): Pixel | null => {
    const picture = proportions();
    if (!picture) return null;
    const rect = el.getBoundingClientRect();
    const x = (event.clientX - rect.left) * box.ratio;
    const y = (event.clientY - rect.top) * box.ratio;
    const [column, row] = imagePoint(place(view, picture, box.size), picture, x, y);
    const whole: Pixel = [Math.floor(column), Math.floor(row)];
    const inside = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
    const kept: Pixel = [inside(whole[0], picture.columns), inside(whole[1], picture.rows)];
    return clamp || (kept[0] === whole[0] && kept[1] === whole[1]) ? kept : null;
  };
  let held = false;
  const picked = (event: PointerEvent, holding: boolean) => {
    const pixel = pixelAt(event, true);
    if (pixel) to.pick(pixel, holding);
  };
  el.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || !pixelAt(event, false)) return;
      held = true;
      el.setPointerCapture(event.pointerId);
      picked(event, true);
    },
    { signal },
  );
  el.addEventListener(
    "pointermove",
    (event) => (held ? picked(event, true) : to.hover(pixelAt(event, false))),
    { signal },
  );
  const end = (event: PointerEvent) => {
    if (!held) return;
    held = false;
    picked(event, false);
  };
  el.addEventListener("pointerup", end, { signal });
  el.addEventListener("pointercancel", end, { signal });
  el.addEventListener("pointerleave", () => to.hover(null), { signal });
  el.addEventListener(
    "wheel",
    (event) => {
      const picture = proportions();
      if (!event.ctrlKey || !picture) return;
      event.preventDefault();
      const rect = el.getBoundingClientRect();
      const at: [number, number] = [
        (event.clientX - rect.left) * box.ratio,
        (event.clientY - rect.top) * box.ratio,
      ];
      zoomTo(scaleNow(picture) * 1.2 ** -Math.sign(event.deltaY), at);
    },
    { signal, passive: false },
  );
  const scaleNow = (picture: Proportions) => place(view, picture, box.size).scale;
  const zoomTo = (zoom: number, at: [number, number]) => {
    const picture = proportions();
    if (!picture) return;
    view = zoomAt(view, picture, box.size, zoom, at);
    paint.ask();
  };
  return {
    el,
    canvas,
    draw(next) {
      if (next && drawing && !alike(next.info, drawing.info)) view = { zoom: null, center: null };
      drawing = next;
      paint.ask();
    },
    pin(pixel) {
      pinned = pixel;
      paint.ask();
    },
    zoom(by) {
      const picture = proportions();
      if (!picture) return;
      const at = place(view, picture, box.size);
      const [column, row] = pinned ?? [picture.columns / 2, picture.rows / 2];
      const x = at.x + (column + 0.5) * at.scale;
      zoomTo(at.scale * by, [x, at.y + (row + 0.5) * at.scale * picture.aspect]);
    },
    fit() {
      view = { zoom: null, center: null };
      paint.ask();
    },
    mounted: () => box.measure(),
  };
}

function alike(a: FrameInfo, b: FrameInfo): boolean {
  return a.rows === b.rows && a.columns === b.columns;
}
