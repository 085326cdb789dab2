// The size of an element in device pixels, exact where the browser knows it, and one draw a frame.
import type { Size } from "./viewport.ts";

export interface Area {
  /** Device pixels. */
  readonly size: Size;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** Follow the size of `element`; `changed` runs before the next paint, never with size 0. */
export function area(element: HTMLElement, changed: () => void, signal: AbortSignal): Area {
  const size = { width: 0, height: 0 };
  let ratio = 1;
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const css = entry.contentBoxSize[0];
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = devicePixels(css?.inlineSize ?? 0, exact?.inlineSize);
    const height = devicePixels(css?.blockSize ?? 0, exact?.blockSize);
    if (width === 0 || height === 0) return;
    ratio = devicePixelRatio;
    Object.assign(size, { width, height });
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
  };
}

/** Call `draw` at most once an animation frame, however often it is asked for. */
export function painter(draw: () => void, signal: AbortSignal): { ask(): void; now(): void } {
  let asked = 0;
  const now = () => {
    cancelAnimationFrame(asked);
    asked = 0;
    if (!signal.aborted) draw();
  };
  signal.addEventListener("abort", () => cancelAnimationFrame(asked), { once: true });
  return {
    ask() {
      if (asked === 0 && !signal.aborted) asked = requestAnimationFrame(now);
    },
    now,
  };
}

/** The browser's own count, which knows how the edges snap; an emulated screen gets it wrong. */
function devicePixels(css: number, exact: number | undefined): number {
  const computed = css * devicePixelRatio;
  return exact !== undefined && Math.abs(exact - computed) <= 1 ? exact : Math.round(computed);
}
