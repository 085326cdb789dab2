// Mouse, pen and finger on the image: what a drag means is settled when it starts.
import { distance, type FingersTo, fingers, SLOP } from "./fingers.ts";
import { wheelPixels, wheelSteps } from "./wheel.ts";

/** In CSS pixels from the area's top left. */
export type Point = [number, number];

/** What happens between a press and its release. */
export interface Drag {
  /** The cursor is chosen by it: `data-drag` of the area. */
  name: string;
  /** Where the pointer is, and how far it has moved since the last call, in CSS pixels. */
  move(x: number, y: number, dx: number, dy: number): void;
  /** Released: tell the traits. */
  end(): void;
  /** A second finger or the browser has taken it away: as if it had never begun. */
  cancel(): void;
}

export interface Gestures extends FingersTo {
  /** The viewer is being worked with: a press of the mouse, a finger that did not scroll the page. */
  engage(): void;
  /** The drag that starts with this press. */
  press(event: PointerEvent, at: Point): Drag | null;
  /** The drag that takes its place when a finger rests where it was put down. */
  linger(at: Point): Drag | null;
  /** The pointer over the image, in CSS pixels from the area's top left; null when it has left. A
   * finger stays in memory: it covers what it points at. */
  hover(x: number | null, y: number, finger?: boolean): void;
  /** Whole steps of the wheel; answer whether they were used. */
  wheel(steps: number): boolean;
  zoom(factor: number, x: number, y: number): boolean;
}

/** A finger that rests for so long asks for more. */
const LINGER_MS = 400;
/** A double click this soon after a finger is the browser's word for what `fingers` has said. */
const ECHO_MS = 700;

interface Held {
  id: number;
  does: Drag;
  at: Point;
}

export function pointer(area: HTMLElement, to: Gestures, signal: AbortSignal): void {
  const touch = fingers(to);
  const steps = wheelSteps();
  let held: Held | null = null;
  let lingering = false;
  let pressed: Point = [0, 0];
  let timer = 0;
  let touched = Number.NEGATIVE_INFINITY;

  const local = (event: MouseEvent): Point => {
    const box = area.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => area.addEventListener(type, listener, { ...options, signal });

  const begin = (id: number, does: Drag | null, at: Point) => {
    if (!does) return;
    area.setPointerCapture(id);
    held = { id, does, at };
    area.dataset.drag = does.name;
  };
  const over = (how: "end" | "cancel") => {
    const does = held?.does;
    held = null;
    lingering = false;
    clearTimeout(timer);
    delete area.dataset.drag;
    does?.[how]();
  };
  const linger = (id: number, at: Point) => {
    // A finger that rests on its way to a point is still drawing.
    if (held?.does.name === "measure") return;
    over("cancel");
    lingering = true;
    to.engage();
    begin(id, to.linger(at), at);
  };
  const press = (event: PointerEvent) => {
    const at = local(event);
    const { pointerId: id } = event;
    if (event.pointerType === "touch") {
      touch.down(id, at, event.timeStamp);
      if (touch.pinching) return over("cancel");
      to.hover(...at, true);
      pressed = at;
      timer = window.setTimeout(() => linger(id, at), LINGER_MS);
    } else to.engage();
    if (held) return;
    if (event.button === 1) event.preventDefault();
    begin(id, to.press(event, at), at);
  };
  const move = (event: PointerEvent) => {
    const at = local(event);
    const finger = event.pointerType === "touch";
    if (finger) touch.move(event.pointerId, at);
    if (finger && touch.pinching) return;
    if (finger && distance(at, pressed) >= SLOP) clearTimeout(timer);
    if (held?.id === event.pointerId) {
      const { at: before, does } = held;
      held.at = at;
      does.move(...at, at[0] - before[0], at[1] - before[1]);
    }
    to.hover(...at, finger);
  };
  const end = (event: PointerEvent) => {
    const lost = event.type === "pointercancel";
    if (event.pointerType === "touch") {
      touched = event.timeStamp;
      if (!lost && event.type === "pointerup") to.engage();
      touch.up(event.pointerId, lost ? null : local(event), event.timeStamp);
    }
    if (held?.id === event.pointerId) over(lost ? "cancel" : "end");
    else if (touch.count === 0) clearTimeout(timer);
  };
  const wheel = (event: WheelEvent) => {
    const pixels = wheelPixels(event);
    const used =
      event.ctrlKey || event.metaKey
        ? to.zoom(Math.exp(-pixels / 300), ...local(event))
        : to.wheel(steps(pixels));
    if (used) event.preventDefault();
  };
  // What the style sheet leaves to the page ends where two fingers or a resting one work.
  const keep = (event: TouchEvent) =>
    event.cancelable && (touch.pinching || lingering) && event.preventDefault();

  on("pointerdown", press);
  on("pointermove", move);
  on("pointerup", end);
  on("pointercancel", end);
  on("lostpointercapture", end);
  on("pointerleave", (event) => event.pointerType !== "touch" && to.hover(null, 0));
  on("touchmove", keep, { passive: false });
  on("contextmenu", (event) => touch.count > 0 && event.preventDefault());
  on("wheel", wheel, { passive: false });
  on("dblclick", (event) => event.timeStamp - touched > ECHO_MS && to.double(...local(event)));
  // A middle click would paste or start the browser's own scrolling.
  on("mousedown", (event) => event.button === 1 && event.preventDefault());
  on("auxclick", (event) => event.preventDefault());
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}
