// The size of an element in device pixels, exact where the browser knows it, and one draw a frame.
import type { Size } from "./viewport.ts";

export interface Area {
  /** Device pixels. */
  readonly size: Size;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /**
   * Take the size now, where the element is in the page: its observer speaks a frame later.
   * Without `changed`: the caller draws.
   */
  measure(): void;
}

/** Follow the size of `element`; `changed` runs before the next paint, never with size 0. */
export function area(element: HTMLElement, changed: () => void, signal: AbortSignal): Area {
  const size = { width: 0, height: 0 };
  let ratio = 1;
  const take = (width: number, height: number) => {
    if (width === 0 || height === 0) return false;
    ratio = devicePixelRatio;
    Object.assign(size, { width, height });
    return true;
  };
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const css = entry.contentBoxSize[0];
    const exact = entry.devicePixelContentBoxSize?.[0];
    const [width, height] = [css?.inlineSize ?? 0, css?.blockSize ?? 0];
    if (take(devicePixels(width, exact?.inlineSize), devicePixels(height, exact?.blockSize)))
      changed();
  });
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(element);
  }
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  return {
    size,
    get ratio() {
      return ratio;
    },
    measure() {
      take(devicePixels(element.clientWidth), devicePixels(element.clientHeight));
    },
  };
}

/** Call `draw` at most once an animation frame, however often it is asked for. */
export function painter(draw: () => void, signal: AbortSignal): { ask(): void; now(): void } {
  let asked = 0;
  const due = () => {
    asked = 0;
    if (!signal.aborted) draw();
  };
  const now = () => {
    if (asked !== 0) cancelAnimationFrame(asked);
    due();
  };
  signal.addEventListener("abort", () => cancelAnimationFrame(asked), { once: true });
  return {
    ask() {
      if (asked === 0 && !signal.aborted) asked = requestAnimationFrame(due);
    },
    now,
  };
}

/** The browser's own count, which knows how the edges snap; an emulated screen gets it wrong. */
function devicePixels(css: number, exact?: number): number {
  const computed = css * devicePixelRatio;
  return exact !== undefined && Math.abs(exact - computed) <= 1 ? exact : Math.round(computed);
}
