// The bar between two parts: dragged, or moved by arrows, it sets the width of the part behind it
// as a custom property, a share of the whole in per cent.
import { h, setAttribute } from "./dom.ts";

export interface SplitterOptions {
  label: string;
  /** Custom property that holds the share, on `of`. */
  property: string;
  /** The part whose width it is; its parent is the whole. */
  of: HTMLElement;
  least?: number;
  most?: number;
  value?: number;
}

/** One step of an arrow key, in per cent. */
const STEP = 2;

export function splitter(options: SplitterOptions, signal: AbortSignal): HTMLElement {
  const { label, property, of, least = 20, most = 70, value = 36 } = options;
  const el = h("div", {
    class: "dw-splitter",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": label,
    "aria-valuemin": least,
    "aria-valuemax": most,
  });
  let share = value;
  const set = (next: number) => {
    share = Math.min(Math.max(next, least), most);
    of.style.setProperty(property, `${share.toFixed(2)}%`);
    setAttribute(el, "aria-valuenow", String(Math.round(share)));
  };
  const moves: Record<string, () => void> = {
    ArrowLeft: () => set(share + STEP),
    ArrowRight: () => set(share - STEP),
    Home: () => set(least),
    End: () => set(most),
  };
  el.addEventListener(
    "keydown",
    (event) => {
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      move();
    },
    { signal },
  );
  el.addEventListener(
    "pointerdown",
    (event) => {
      event.preventDefault();
      el.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  el.addEventListener(
    "pointermove",
    (event) => {
      const whole = of.parentElement?.getBoundingClientRect();
      if (whole?.width && el.hasPointerCapture(event.pointerId))
        set(((whole.right - event.clientX) / whole.width) * 100);
    },
    { signal },
  );
  set(share);
  return el;
}
