// Hands on a recording: drag it along the time, pinch or turn the wheel to stretch it, keys for both.
import { type Fingers, fingers } from "../fingers.ts";

export interface PaperMoves {
  /** Move what is shown by so many pixels: positive goes back in time, as the hand pulls. */
  pan(pixels: number): void;
  /** Stretch by one step, or shrink, about a pixel from the left; the middle by default. */
  zoom(step: 1 | -1, x?: number): void;
  /** To the beginning or the end. */
  toEnd(end: "start" | "stop"): void;
}

/** The way between the fingers at which the next step of the zoom is taken. */
const STEP = Math.SQRT2;
const ARROW = 19;

export function paperMoves(paper: HTMLElement, to: PaperMoves, signal: AbortSignal): void {
  let held: { id: number; x: number } | null = null;
  let stretched = 1;
  const from = () => paper.getBoundingClientRect().left;
  const touch: Fingers = fingers({
    double: (x) => to.zoom(1, x),
    pinch(factor, [before], [after]) {
      to.pan(after - before);
      stretched *= factor;
      const step = stretched > STEP ? 1 : stretched < 1 / STEP ? -1 : 0;
      if (!step) return;
      stretched = 1;
      to.zoom(step, after);
    },
    pinched() {
      stretched = 1;
      held = null;
    },
  });
  const place = (event: PointerEvent): [number, number] => [
    event.clientX - from(),
    event.clientY - paper.getBoundingClientRect().top,
  ];
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    act: (event: HTMLElementEventMap[K]) => void,
  ) => paper.addEventListener(type, act, { signal });

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (event.pointerType === "touch") touch.down(event.pointerId, place(event), event.timeStamp);
    else event.preventDefault();
    paper.focus({ preventScroll: true });
    paper.setPointerCapture(event.pointerId);
    held = touch.pinching ? null : { id: event.pointerId, x: event.clientX };
    paper.dataset.dragged = "true";
  });
  on("pointermove", (event) => {
    touch.move(event.pointerId, place(event));
    if (held?.id !== event.pointerId || touch.pinching) return;
    to.pan(event.clientX - held.x);
    held.x = event.clientX;
  });
  const released = (event: PointerEvent, cancelled: boolean) => {
    touch.up(event.pointerId, cancelled ? null : place(event), event.timeStamp);
    if (held?.id === event.pointerId) held = null;
    if (!held && touch.count === 0) delete paper.dataset.dragged;
  };
  on("pointerup", (event) => released(event, false));
  on("pointercancel", (event) => released(event, true));
  // A plain wheel goes on scrolling the page.
  paper.addEventListener(
    "wheel",
    (event) => {
      const { deltaX, deltaY, ctrlKey, metaKey, shiftKey } = event;
      const across = shiftKey && !deltaX ? deltaY : deltaX;
      if (ctrlKey || metaKey) to.zoom(deltaY < 0 ? 1 : -1, event.clientX - from());
      else if (Math.abs(across) > Math.abs(shiftKey ? 0 : deltaY)) to.pan(-across);
      else return;
      event.preventDefault();
    },
    { signal, passive: false },
  );
  const keys: Record<string, () => void> = {
    ArrowRight: () => to.pan(-ARROW),
    ArrowLeft: () => to.pan(ARROW),
    PageDown: () => to.pan(-0.9 * paper.clientWidth),
    PageUp: () => to.pan(0.9 * paper.clientWidth),
    Home: () => to.toEnd("start"),
    End: () => to.toEnd("stop"),
    "+": () => to.zoom(1),
    "=": () => to.zoom(1),
    "-": () => to.zoom(-1),
  };
  on("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
