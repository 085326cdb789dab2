// What mouse, wheel and fingers do to a view.
import type { Actions } from "./actions.ts";
import type { Cine } from "./cine.ts";
import type { Gestures } from "./pointer.ts";
import type { View } from "./view.ts";

interface Parts {
  root: HTMLElement;
  seen: View;
  act: Actions;
  movie: Cine;
}

export function gestures({ root, seen, act, movie }: Parts): Gestures {
  // Without the focus the wheel is the notebook's.
  const focused = () => root.matches(":focus-within");
  return {
    kind(event) {
      root.focus({ preventScroll: true });
      movie.toggle(false);
      if (event.button === 1 || event.shiftKey) return "pan";
      if (event.button !== 0) return null;
      // A colour image has no window: there is only moving it.
      if (seen.shown?.info.display.kind === "color") return "pan";
      seen.hold(true);
      return "window";
    },
    drag(kind, dx, dy) {
      if (kind === "pan") act.pan(dx, dy);
      else act.dragWindow(dx, dy);
    },
    release(kind) {
      seen.hold(false);
      act.release(kind);
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
    double: (x, y) => act.fitOrOne([x, y]),
    pinch: (factor, x, y) => act.zoomBy(factor, [x, y]),
  };
}
