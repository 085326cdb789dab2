// What mouse, wheel and fingers do to a view.
import type { ToolName } from "../sync/state.ts";
import type { Actions } from "./actions.ts";
import type { Cine } from "./cine.ts";
import { hasFocus } from "./dom.ts";
import type { Live } from "./live.ts";
import type { Drag, Gestures, Point } from "./pointer.ts";
import type { View } from "./view.ts";

/** Begins a drag at a point of the screen (CSS pixels), or has nothing to do there. */
export type Start = (at: Point, event: PointerEvent) => Drag | null;

interface Parts {
  root: HTMLElement;
  seen: View;
  act: Actions;
  movie: Cine;
  live: Live;
  /** What a plain drag does with a tool that is not of the view itself. */
  tools?: Partial<Record<ToolName, Start>>;
  /** Something above the image that is pressed; it goes before every tool. */
  grab?: Start;
}

/** So many CSS pixels upward make the image e times as large. */
const ZOOM_PIXELS = 150;

export function gestures({ root, seen, act, movie, live, tools = {}, grab }: Parts): Gestures {
  // Without the focus the wheel is the notebook's.
  const focused = () => hasFocus(root);
  const pan: Start = () => viewDrag("pan", (_x, _y, dx, dy) => act.pan(dx, dy));
  const zoom: Start = (at) =>
    viewDrag("zoom", (_x, _y, _dx, dy) => act.zoomBy(Math.exp(-dy / ZOOM_PIXELS), at, "held"));
  const viewDrag = (name: string, move: Drag["move"]): Drag => {
    const before = seen.viewport;
    return {
      name,
      move,
      end: act.tell,
      cancel() {
        seen.viewport = before;
        seen.ask();
      },
    };
  };
  const window: Start = (at, event) => {
    // A colour image has no window: there is only moving it.
    if (seen.shown?.info.display.kind === "color") return pan(at, event);
    seen.hold(true);
    const over = (settle: () => void) => () => {
      seen.hold(false);
      settle();
    };
    return {
      name: "window",
      move: (_x, _y, dx, dy) => act.dragWindow(dx, dy),
      end: over(act.endDrag),
      cancel: over(act.cancelDrag),
    };
  };
  const starts: Partial<Record<ToolName, Start>> = { window, pan, zoom, ...tools };
  return {
    engage() {
      root.focus({ preventScroll: true });
      movie.toggle(false);
    },
    linger() {
      seen.magnify(true);
      const over = () => seen.magnify(false);
      return { name: "magnifier", move() {}, end: over, cancel: over };
    },
    press(event, at) {
      if (event.button === 1 || (event.button === 0 && event.shiftKey)) return pan(at, event);
      if (event.button !== 0) return null;
      return grab?.(at, event) ?? starts[live.now.tool]?.(at, event) ?? null;
    },
    hover: seen.hover,
    wheel(steps) {
      // Over a single image it stays the notebook's.
      if (!focused() || !act.several) return false;
      if (steps !== 0) act.sliceBy(steps);
      return true;
    },
    zoom(factor, x, y) {
      if (!focused()) return false;
      act.zoomBy(factor, [x, y]);
      return true;
    },
    // Two quick clicks may be two points.
    double: (x, y) => !tools[live.now.tool] && act.fitOrOne([x, y]),
    pinch: (factor, from, to) => act.zoomBy(factor, from, "held", to),
    pinched: act.tell,
  };
}
