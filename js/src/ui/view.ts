// One view of one series: which frame is on screen, how it is drawn, what the read-outs say.
import type { Window } from "../display/window.ts";
import type { StoredFrame } from "../frames/cache.ts";
import type { FrameStore } from "../frames/store.ts";
import { renderer } from "../render/canvas.ts";
import { pictureOf } from "../sync/buffers.ts";
import type { Badge, FrameInfo, SeriesInfo } from "../sync/messages.ts";
import { area, painter } from "./area.ts";
import type { Live } from "./live.ts";
import { readingAt } from "./reading.ts";
import type { Stage } from "./stage.ts";
import { imagePoint, type Picture, type Placement, place, type Viewport } from "./viewport.ts";
import { type Range, shownWindow, valueRange, widen } from "./windowing.ts";

export interface View {
  viewport: Viewport;
  /** The values' range so far, for the sliders and for how far a drag goes. */
  readonly range: Range;
  /** The frame on screen; its pixels are null while it is the pushed picture. */
  readonly shown: { info: FrameInfo; pixels: StoredFrame["pixels"] | null } | null;
  readonly picture: Picture | null;
  readonly area: { width: number; height: number };
  readonly ratio: number;
  readonly placement: Placement | null;
  readonly window: Window | null;
  /** Draw with the next animation frame. */
  ask(): void;
  /** The pointer, in CSS pixels of the screen; null when it has left. */
  hover(x: number | null, y: number): void;
  /** Hold the range still while something is dragged. */
  hold(on: boolean): void;
}

export interface ViewTo {
  /** After each draw that changed something the words say. */
  drawn(view: View): void;
}

const EMPTY: Range = { low: 0, high: 1, step: 1 };

export function view(
  { live, store, stage }: { live: Live; store: FrameStore; stage: Stage },
  to: ViewTo,
  signal: AbortSignal,
): View {
  const screen = renderer(stage.canvas);
  const measured = new Set<number>();
  let range: Range | null = null;
  let shown: View["shown"] = null;
  let bitmap: ImageBitmap | null = null;
  let placement: Placement | null = null;
  let pointer: [number, number] | null = null;
  let held = false;

  const box = area(stage.screen, () => paint.now(), signal);
  const measure = ({ info, pixels }: StoredFrame) => {
    if (held || info.display.kind === "color" || measured.has(info.index)) return;
    measured.add(info.index);
    const ends = valueRange(pixels as never, info.display);
    const whole = !(pixels instanceof Float32Array || pixels instanceof Float64Array);
    if (ends) range = widen(range, ends, whole && Number.isInteger(info.display.slope));
  };
  const choose = () => {
    const { series } = store;
    // Until the index is complete there is the first picture, whatever number it will have.
    const index = series?.complete ? live.now.index : store.current;
    const frame = store.get(index);
    if (frame && frame.pixels !== shown?.pixels) {
      shown = frame;
      bitmap?.close();
      bitmap = null;
      screen.setFrame(frame.info, frame.pixels as never);
    } else if (!frame && !shown?.pixels && bitmap && store.picture) {
      shown = { info: store.picture.info.frame, pixels: null };
    }
    if (frame) measure(frame);
    const nothing = series?.count === 0 ? series.problems[0] : undefined;
    const error = frame ? undefined : (store.error(index) ?? nothing);
    stage.trouble(error ?? null);
    stage.loading(!frame && !error);
  };
  const draw = () => {
    choose();
    if (shown && box.size.width > 0) {
      const { info, pixels } = shown;
      placement = place(self.viewport, self.picture as Picture, box.size);
      if (pixels) screen.draw(placement, box.size, self.window, live.now.invert, live.now.colormap);
      else if (bitmap) screen.drawPicture(bitmap, placement, box.size);
      const css = scaled(placement, 1 / box.ratio);
      const cssArea = { width: box.size.width / box.ratio, height: box.size.height / box.ratio };
      stage.overlay.show(info.geometry, css, cssArea);
      read();
    }
    to.drawn(self);
  };
  const paint = painter(draw, signal);
  const read = () => {
    const { picture } = self;
    if (!pointer || !shown?.pixels || !placement || !picture) return stage.probe.show(null);
    const [x, y] = imagePoint(placement, picture, pointer[0] * box.ratio, pointer[1] * box.ratio);
    const frame = shown as StoredFrame;
    const pixel = [Math.floor(x), Math.floor(y)] as const;
    stage.probe.show(readingAt(frame, pixel, self.window, live.now.invert));
  };
  const load = async () => {
    const { picture } = store;
    const [described] = picture?.info.buffers ?? [];
    if (!picture || !described) return;
    const loaded = await createImageBitmap(pictureOf(picture.buffer, described));
    if (signal.aborted || shown?.pixels) return loaded.close();
    bitmap = loaded;
    paint.ask();
  };

  const self: View = {
    viewport: { zoom: null, center: null },
    get range() {
      return range ?? EMPTY;
    },
    get shown() {
      return shown;
    },
    get picture() {
      if (!shown) return null;
      const { rows, columns, geometry } = shown.info;
      return { rows, columns, aspect: geometry.aspect || 1 };
    },
    area: box.size,
    get ratio() {
      return box.ratio;
    },
    get placement() {
      return placement;
    },
    get window() {
      return shown ? shownWindow(shown.info.display, live.now) : null;
    },
    ask: paint.ask,
    hover(x, y) {
      pointer = x === null ? null : [x, y];
      paint.ask();
    },
    hold(on) {
      held = on;
      if (!on) paint.ask();
    },
  };
  store.on((news) => {
    if (news.kind === "series" && news.renumbered) measured.clear();
    if (news.kind === "picture") void load();
    else paint.ask();
  }, signal);
  live.on(paint.ask, signal);
  signal.addEventListener("abort", () => bitmap?.close(), { once: true });
  void load();
  return self;
}

function scaled(at: Placement, by: number): Placement {
  return {
    scale: at.scale * by,
    x: at.x * by,
    y: at.y * by,
    width: at.width * by,
    height: at.height * by,
  };
}

/** The badges of a view: whether it is only a preview, the frame's, the series'. */
export function remarks(view: View, series: SeriesInfo | null): Badge[] {
  const list = [...(view.shown?.info.badges ?? []), ...(series?.badges ?? [])];
  if (view.shown && !view.shown.pixels) list.unshift(PREVIEW);
  const order = series?.sorted_by ?? "";
  if (series && series.count > 1 && order && !order.startsWith("position")) {
    const reason = `Positions along the slice normal are missing or the same: slices are sorted by ${order}.`;
    list.push({ text: `by ${order}`, reason, level: "warning" });
  }
  return list;
}

const PREVIEW: Badge = {
  text: "PREVIEW",
  reason: "An 8-bit picture made by the kernel; the stored values are on their way.",
  level: "info",
};
