// Boxes above the picture: what goes black, and in ultrasound what stays. Those drawn here can be
// chosen, and the chosen one has handles.
import type { GetRedactionResult, RedactionBox } from "../../sync/preview_messages.ts";
import { setAttribute, svg } from "../dom.ts";
import type { Size } from "../viewport.ts";
import { HANDLE_NAMES, handleAt, type Rectangle, said } from "./rect.ts";

/** A box, or one of its handles. */
export interface Spot {
  id: number;
  handle: number | null;
}

export interface LayerState {
  found: GetRedactionResult;
  chosen: number | null;
  /** While it is dragged: the box of this id, or a new one, is here. */
  moving: { id: number | null; rect: Rectangle } | null;
  /** CSS pixels of the picture. */
  size: Size;
}

export interface Layer {
  el: SVGSVGElement;
  show(state: LayerState): void;
  spot(target: EventTarget | null): Spot | null;
  focus(spot: Spot): void;
}

const WHERE: Readonly<Record<string, string>> = {
  size: "in all files with images of this size",
  file: "in this file",
};

/** Whether a box is in the frame shown. */
export function isOn({ frames }: RedactionBox, { frame }: GetRedactionResult): boolean {
  return frames === null || (frames[0] <= frame && frame <= frames[1]);
}

const BUTTON = { role: "button", tabindex: "0" };

export function layer(): Layer {
  const regions = svg("g", { class: "dw-regions" });
  const others = svg("g", { class: "dw-box-others" });
  const own = svg("g");
  const drawn = svg("rect", { class: "dw-box-new" });
  const grips = svg("g", { class: "dw-grips" });
  const el = svg(
    "svg",
    { class: "dw-boxes-layer", role: "group", "aria-label": "What is blacked out" },
    regions,
    others,
    own,
    drawn,
    grips,
  );
  const boxes = new Map<number, SVGRectElement>();

  return {
    el,
    show({ found, chosen, moving, size }) {
      const [sx, sy] = [size.width / found.columns, size.height / found.rows];
      const place = (rect: SVGElement, { x, y, width, height }: Rectangle) => {
        setAttribute(rect, "x", (x * sx).toFixed(1));
        setAttribute(rect, "y", (y * sy).toFixed(1));
        setAttribute(rect, "width", (width * sx).toFixed(1));
        setAttribute(rect, "height", (height * sy).toFixed(1));
      };
      fill(regions, found.regions.length, (rect, k) => {
        const region = found.regions[k];
        if (region) place(rect, region);
      });
      const fixed = found.boxes.filter(({ id }) => id === null);
      fill(others, fixed.length, (rect, k) => {
        const box = fixed[k];
        if (box) place(rect, box);
      });
      const mine = found.boxes.filter(({ id }) => id !== null);
      const here = mine.filter((box) => isOn(box, found));
      for (const [id, rect] of boxes) {
        if (here.some((box) => box.id === id)) continue;
        rect.remove();
        boxes.delete(id);
      }
      let held: Rectangle | null = null;
      for (const box of here) {
        const id = box.id as number;
        const rect = boxes.get(id) ?? own.appendChild(svg("rect", { ...BUTTON, "data-id": id }));
        boxes.set(id, rect);
        const now = moving?.id === id ? moving.rect : box;
        place(rect, now);
        setAttribute(rect, "aria-label", labelOf({ ...box, ...now }, mine.indexOf(box) + 1));
        setAttribute(rect, "aria-pressed", String(id === chosen));
        if (id === chosen) held = now;
      }
      drawn.toggleAttribute("hidden", !(moving && moving.id === null));
      if (moving && moving.id === null) place(drawn, moving.rect);
      showGrips(grips, held, chosen, (rect, handle) => {
        const [x, y] = handleAt(rect, handle);
        return `translate(${(x * sx).toFixed(1)} ${(y * sy).toFixed(1)})`;
      });
    },
    spot(target) {
      const element = target instanceof Element ? target.closest<SVGElement>("[data-id]") : null;
      if (!element || !el.contains(element)) return null;
      const { id, handle } = element.dataset;
      return { id: Number(id), handle: handle === undefined ? null : Number(handle) };
    },
    focus({ id, handle }) {
      const grip = handle === null ? null : grips.children[handle];
      const found = grip instanceof SVGElement ? grip : boxes.get(id);
      found?.focus({ preventScroll: true });
    },
  };
}

export function labelOf(box: RedactionBox, number: number): string {
  const { frames } = box;
  const when = frames ? `, in frames ${frames[0] + 1} to ${frames[1] + 1}` : "";
  return `Box ${number}, ${said(box)}, ${WHERE[box.scope] ?? ""}${when}`;
}

function fill(group: SVGGElement, count: number, show: (rect: SVGRectElement, k: number) => void) {
  while (group.childElementCount > count) group.lastElementChild?.remove();
  for (let k = 0; k < count; k++)
    show((group.children[k] ?? group.appendChild(svg("rect"))) as SVGRectElement, k);
}

function showGrips(
  group: SVGGElement,
  rect: Rectangle | null,
  id: number | null,
  at: (rect: Rectangle, handle: number) => string,
): void {
  if (!rect || id === null) {
    group.replaceChildren();
    return;
  }
  if (group.childElementCount === 0)
    group.append(
      ...HANDLE_NAMES.map((name, handle) =>
        svg(
          "g",
          { ...BUTTON, "aria-label": name, "data-handle": handle },
          svg("circle"),
          svg("rect", { x: -4, y: -4, width: 8, height: 8 }),
        ),
      ),
    );
  for (const [handle, grip] of [...group.children].entries()) {
    setAttribute(grip, "data-id", String(id));
    setAttribute(grip, "transform", at(rect, handle));
  }
}
