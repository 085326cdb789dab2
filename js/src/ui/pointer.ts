// Mouse, pen and finger on the image: what a drag means is settled when it starts.

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

export interface Gestures {
  /** The drag that starts with this press. */
  press(event: PointerEvent, at: Point): Drag | null;
  /** The pointer over the image, in CSS pixels from the area's top left; null when it has left. */
  hover(x: number | null, y: number): void;
  /** Whole steps of the wheel; answer whether they were used. */
  wheel(steps: number): boolean;
  zoom(factor: number, x: number, y: number): boolean;
  double(x: number, y: number): void;
  pinch(factor: number, x: number, y: number): void;
}

/** Pixels of wheel movement that make one slice: a notch of a mouse wheel, and on a touchpad. */
const NOTCH = 120;
const GLIDE = 40;

export function pointer(area: HTMLElement, to: Gestures, signal: AbortSignal): void {
  const touches = new Map<number, { x: number; y: number }>();
  let drag: { id: number; does: Drag; x: number; y: number } | null = null;
  let rest = 0;

  const local = (event: MouseEvent) => {
    const box = area.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => area.addEventListener(type, listener, { ...options, signal });

  const press = (event: PointerEvent) => {
    const { x, y } = local(event);
    touches.set(event.pointerId, { x, y });
    if (touches.size > 1) return over("cancel");
    if (drag) return;
    const does = to.press(event, [x, y]);
    if (!does) return;
    if (event.button === 1) event.preventDefault();
    area.setPointerCapture(event.pointerId);
    drag = { id: event.pointerId, does, x, y };
    area.dataset.drag = does.name;
  };
  const move = (event: PointerEvent) => {
    const { x, y } = local(event);
    if (touches.size > 1 && event.pointerType === "touch") {
      return pinch(event.pointerId, x, y);
    }
    touches.has(event.pointerId) && touches.set(event.pointerId, { x, y });
    if (drag?.id === event.pointerId) {
      const [dx, dy] = [x - drag.x, y - drag.y];
      Object.assign(drag, { x, y });
      drag.does.move(x, y, dx, dy);
    }
    to.hover(x, y);
  };
  const pinch = (id: number, x: number, y: number) => {
    const other = [...touches].find(([key]) => key !== id)?.[1];
    const before = touches.get(id);
    if (!other || !before) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(x - other.x, y - other.y);
    touches.set(id, { x, y });
    if (was > 0) to.pinch(is / was, (x + other.x) / 2, (y + other.y) / 2);
  };
  const end = (event: PointerEvent) => {
    touches.delete(event.pointerId);
    if (drag?.id === event.pointerId) over(event.type === "pointercancel" ? "cancel" : "end");
  };
  const over = (how: "end" | "cancel") => {
    const does = drag?.does;
    drag = null;
    delete area.dataset.drag;
    does?.[how]();
  };
  const stepsOf = (pixels: number) => {
    if (Math.abs(pixels) >= NOTCH / 2) {
      rest = 0;
      return Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / NOTCH));
    }
    rest = Math.sign(rest) === Math.sign(pixels) ? rest + pixels : pixels;
    const steps = Math.trunc(rest / GLIDE);
    rest -= steps * GLIDE;
    return steps;
  };
  const wheel = (event: WheelEvent) => {
    const pixels = event.deltaY * ([1, 16, 400][event.deltaMode] ?? 1);
    if (event.ctrlKey || event.metaKey) {
      const { x, y } = local(event);
      if (to.zoom(Math.exp(-pixels / 300), x, y)) event.preventDefault();
      return;
    }
    if (to.wheel(stepsOf(pixels))) event.preventDefault();
  };

  on("pointerdown", press);
  on("pointermove", move);
  on("pointerup", end);
  on("pointercancel", end);
  on("lostpointercapture", end);
  on("pointerleave", () => to.hover(null, 0));
  on("wheel", wheel, { passive: false });
  on("dblclick", (event) => {
    const { x, y } = local(event);
    to.double(x, y);
  });
  // A middle click would paste or start the browser's own scrolling.
  on("mousedown", (event) => event.button === 1 && event.preventDefault());
  on("auxclick", (event) => event.preventDefault());
}
