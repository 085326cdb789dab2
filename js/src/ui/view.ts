// One view of one series: which frame is on screen, how it is drawn, what the read-outs say.
import type { Turn } from "../display/turn.ts";
import { uptakeBadges } from "../display/uptake.ts";
import type { Window } from "../display/window.ts";
import type { FrameStore, Region } from "../frames/store.ts";
import { renderer } from "../render/canvas.ts";
import type { Layer } from "../render/layers.ts";
import type { Badge, SeriesInfo } from "../sync/messages.ts";
import { area, painter } from "./area.ts";
import { setFlag } from "./dom.ts";
import { type Drawn, toImage, toScreen } from "./drawn.ts";
import { graphicBadges, graphics } from "./graphics.ts";
import type { Live } from "./live.ts";
import { looking } from "./looking.ts";
import type { Point } from "./pointer.ts";
import { type Shown, showing } from "./showing.ts";
import type { Stage } from "./stage.ts";
import { carried, turnBadges, turning } from "./turning.ts";
import { type Picture, type Placement, place, type Viewport } from "./viewport.ts";
import { type Range, shownWindow } from "./windowing.ts";

export interface View {
  viewport: Viewport;
  /** The values' range so far, for the sliders and for how far a drag goes. */
  readonly range: Range;
  /** The frame on screen; its pixels are null while it is a picture. */
  readonly shown: Shown;
  /** Why it is one. */
  readonly pictured: Badge | null;
  /** Size and proportions of the frame as it is turned. */
  readonly picture: Picture | null;
  readonly turn: Turn;
  readonly look: Live["now"];
  readonly area: { width: number; height: number };
  readonly ratio: number;
  readonly window: Window | null;
  /** Draw with the next animation frame. */
  ask(): void;
  /** It stands in the page: measure, and draw what is there. */
  mounted(): void;
  /** The pointer, in CSS pixels of the screen; null when it has left. */
  hover(x: number | null, y: number, finger?: boolean): void;
  /** Move the spot that is read by whole pixels of the frame as it is turned, the image along where
   * it would leave the screen. */
  step(columns: number, rows: number): void;
  /** Show the loupe for a while, whatever the trait says. */
  magnify(on: boolean): void;
  /** Where it is now. */
  readonly pointer: Point | null;
  /** Where a point of the file's frame is on the screen as drawn last, in CSS pixels; image points
   * are (column, row) with (0, 0) at the top left corner of the first pixel. */
  toScreen(point: readonly [number, number]): [number, number] | null;
  /** The point of the file's frame at (x, y) of the screen, also outside the image. */
  toImage(x: number, y: number): [number, number] | null;
  /** Hold the range still while something is dragged. */
  hold(on: boolean): void;
}

export interface ViewTo {
  /** After each draw that changed something the words say. */
  drawn(view: View): void;
}

interface Parts {
  live: Live;
  store: FrameStore;
  stage: Stage;
}

export function view({ live, store, stage }: Parts, to: ViewTo, signal: AbortSignal): View {
  const screen = renderer(stage.canvas);
  let turned = turning();
  const looks = looking({ live, store, stage });
  let drawn: Drawn | null = null;
  /** What the canvas shows, if these are pixels. */
  let painted: readonly unknown[] = [];

  const windowNow = () => {
    const { shown } = frames;
    return shown && shownWindow(shown.info.display, live.now);
  };
  const draw = () => {
    frames.choose();
    const { shown, pictures } = frames;
    let layers: readonly Layer[] = [];
    if (shown && box.size.width > 0) {
      const frame = turned(shown, live.now);
      const { info, pixels, picture, turn } = frame;
      const other = frame !== drawn?.frame;
      if (drawn && other) self.viewport = carried(self.viewport, drawn.frame, frame);
      const at = place(self.viewport, picture, box.size);
      if (pixels && other) screen.setFrame(info, pixels);
      drawn = { frame, at, area: { ...box.size }, ratio: box.ratio };
      if (pixels) {
        layers = over.layers(shown.info);
        const { invert, colormap } = live.now;
        const window = windowNow();
        const next: unknown[] = [
          frame,
          invert,
          colormap,
          ...[at, box.size, window ?? {}].flatMap(valuesOf),
        ];
        for (const { image, region } of layers) next.push(image, ...region);
        // Only a read-out has changed, or the number of a slice that is not here yet.
        if (next.length !== painted.length || next.some((each, k) => each !== painted[k])) {
          screen.draw(at, box.size, window, invert, colormap);
          screen.drawOver(layers, shown.info, at, turn);
          painted = next;
        }
      } else if (shown.pixels === null) {
        painted = [];
        layers = pictures.layers(shown, seen(), at.scale);
        screen.drawPictures(layers, shown.info, at, box.size, turn);
      }
      const by = 1 / box.ratio;
      const room = { width: box.size.width * by, height: box.size.height * by };
      stage.overlay.show(info.geometry, scaled(at, by), room);
      stage.bar.show(info.display, windowNow(), live.now.colormap, live.now.invert);
    }
    looks.show(shown && drawn, windowNow(), layers);
    setFlag(stage.overlay.el, "hidden", !shown);
    to.drawn(self);
  };
  /** The part of the file's frame that can be seen. */
  const seen = (): Region => {
    const [width, height] = [box.size.width / box.ratio, box.size.height / box.ratio];
    const [a, b] = self.toImage(0, 0) ?? [0, 0];
    const [c, d] = self.toImage(width, height) ?? [0, 0];
    return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  };
  const box = area(stage.screen, () => paint.now(), signal);
  const paint = painter(draw, signal);
  // A browser short of memory may take a canvas's pixels, and gives it back empty.
  const emptied = () => {
    painted = [];
    paint.ask();
  };
  stage.canvas.addEventListener("contextrestored", emptied, { signal });
  // The first picture, and a frame that was waited for, are drawn as they come: more messages may
  // stand before the next animation frame.
  const changed = (waited = false) => (waited || !frames.shown ? paint.now() : paint.ask());
  store.on((news) => {
    if (news.kind !== "series" || !news.replaced) return;
    self.viewport = { zoom: null, center: null };
    turned = turning();
    drawn = null;
    painted = [];
    screen.forget();
  }, signal);
  const over = graphics(live, changed, signal);
  const frames = showing({ live, store, stage, over }, changed, signal);

  const self: View = {
    viewport: { zoom: null, center: null },
    get range() {
      return frames.values.range;
    },
    get shown() {
      return frames.shown;
    },
    get pictured() {
      const { shown, pictures } = frames;
      return shown?.pixels === null ? pictures.badge(shown) : null;
    },
    get picture() {
      return drawn?.frame.picture ?? null;
    },
    get turn() {
      return live.now;
    },
    get look() {
      return live.now;
    },
    area: box.size,
    get ratio() {
      return box.ratio;
    },
    get window() {
      return windowNow();
    },
    ask: paint.ask,
    mounted() {
      box.measure();
      void frames.pictures.pushed.load();
    },
    get pointer() {
      return looks.pointer;
    },
    hover(x, y, finger = false) {
      looks.hover(x === null ? null : [x, y], finger);
      paint.ask();
    },
    step(columns, rows) {
      if (drawn) self.viewport = looks.step(drawn, self.viewport, columns, rows);
      // The next step starts from what is drawn.
      paint.now();
    },
    magnify(on) {
      looks.magnify(on);
      paint.ask();
    },
    toScreen: (point) => drawn && toScreen(drawn, point),
    toImage: (x, y) => drawn && toImage(drawn, x, y),
    hold(on) {
      frames.values.hold(on);
      if (!on) paint.ask();
    },
  };
  return self;
}

const valuesOf = (of: object): unknown[] => Object.values(of);

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
  list.unshift(...turnBadges(view.turn));
  if (view.shown) {
    list.unshift(...uptakeBadges(view.shown.info, view.look.quantity));
    list.unshift(...graphicBadges(view.shown.info, view.look));
  }
  if (view.pictured) list.unshift(view.pictured);
  const order = series?.sorted_by ?? "";
  if (series && series.count > 1 && order && !/^(position|the dim)/.test(order)) {
    const reason = `Positions along the slice normal are missing or the same: slices are sorted by ${order}.`;
    list.push({ text: `by ${order}`, reason, level: "warning" });
  }
  return list;
}
