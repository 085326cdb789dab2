// The measurements of the frame shown, drawn above the canvas. Each has a wide line to catch the
// pointer and the focus, and its words; the selected one has handles.
import type { FrameGeometry } from "../../sync/messages.ts";
import { setAttribute, svg } from "../dom.ts";
import type { Size } from "../viewport.ts";
import type { Entry } from "./book.ts";
import { outline } from "./outline.ts";
import { boxOf, handleAt, handlesOf, isArea, KINDS, type Point } from "./shape.ts";
import { linesOf, spoken } from "./text.ts";

/** A shape, or one of its handles. */
export interface Spot {
  id: string;
  handle: number | null;
}

export interface Drawn {
  selected: string | null;
  geometry: FrameGeometry | null;
  /** In CSS pixels. */
  area: Size;
  toScreen(point: Point): Point;
}

export interface Layer {
  el: SVGSVGElement;
  show(entries: readonly Entry[], to: Drawn): void;
  /** What an event is about. */
  spot(target: EventTarget | null): Spot | null;
  focus(spot: Spot): void;
}

interface Item {
  el: SVGGElement;
  show(entry: Entry, to: Drawn): void;
}

const LINE = 15;
/** Between a shape and its words, and between these and the edge. */
const GAP = 8;

/** `left` runs when the shape that had the focus is shown no more. */
export function layer(left: () => void): Layer {
  const el = svg("svg", { class: "dw-measures", role: "group", "aria-label": "Measurements" });
  const items = new Map<string, Item>();
  return {
    el,
    show(entries, to) {
      for (const [id, item] of items) {
        if (entries.some(({ shape }) => shape.id === id)) continue;
        if (item.el.matches(":focus-within")) left();
        item.el.remove();
        items.delete(id);
      }
      for (const entry of entries) {
        const { id } = entry.shape;
        const item = items.get(id) ?? itemOf(id);
        items.set(id, item);
        if (!item.el.parentNode) el.append(item.el);
        item.show(entry, to);
      }
    },
    spot(target) {
      const element = target instanceof Element ? target : null;
      const id = element?.closest<SVGElement>("[data-id]")?.dataset.id;
      const handle = element?.closest<SVGElement>("[data-handle]")?.dataset.handle;
      return id ? { id, handle: handle === undefined ? null : Number(handle) } : null;
    },
    focus({ id, handle }) {
      const within = handle === null ? "[role]" : `[data-handle="${handle}"]`;
      items.get(id)?.el.querySelector<SVGElement>(within)?.focus({ preventScroll: true });
    },
  };
}

const BUTTON = { role: "button", tabindex: "0" };

function itemOf(id: string): Item {
  // The sheet knows them by their order: the dark line below, the line, what catches the pointer.
  const hit = svg("path", BUTTON);
  const paths = [svg("path"), svg("path"), hit];
  const words = svg("text", { "aria-hidden": "true" });
  const grips = svg("g");
  const el = svg("g", { "data-id": id }, ...paths, words, grips);
  const write = writer(words);
  return {
    el,
    show(entry, to) {
      const { shape } = entry;
      const points = shape.points.map(to.toScreen);
      const line = outline(shape.kind, points);
      const chosen = shape.id === to.selected;
      for (const path of paths) setAttribute(path, "d", line);
      setAttribute(hit, "aria-label", spoken(entry, to.geometry));
      setAttribute(hit, "aria-pressed", String(chosen));
      write(linesOf(entry, to.geometry), anchorOf(shape.kind, points), to.area);
      const spots = chosen
        ? handlesOf(shape).map((each) => to.toScreen(handleAt(shape, each)))
        : [];
      showGrips(grips, spots, KINDS[shape.kind][0]);
    },
  };
}

function showGrips(grips: SVGGElement, spots: Point[], name: string): void {
  while (grips.childElementCount > spots.length) grips.lastElementChild?.remove();
  for (const [k, [x, y]] of spots.entries()) {
    const grip = grips.children[k] ?? grips.appendChild(gripOf(k, `${name}, handle ${k + 1}`));
    setAttribute(grip, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }
}

function gripOf(handle: number, label: string): SVGElement {
  const props = { ...BUTTON, "aria-label": label, "data-handle": handle };
  return svg("g", props, svg("circle"), svg("circle"));
}

/** The box beside which the words stand: of an area, or of the point that was set last. */
function anchorOf(kind: Entry["shape"]["kind"], points: readonly Point[]): [Point, Point] {
  return boxOf(isArea(kind) ? points : points.slice(1, 2));
}

/** Writes lines beside a box, where the screen has room for them. */
function writer(words: SVGTextElement) {
  let said = "";
  let width = 0;
  return (lines: string[], [low, high]: [Point, Point], area: Size) => {
    const next = lines.join("\n");
    if (next !== said) {
      words.replaceChildren(...lines.map((line, k) => svg("tspan", { x: 0, y: k * LINE }, line)));
      width = words.getBBox().width;
      said = next;
    }
    const right = high[0] + GAP + width + GAP <= area.width;
    const x = Math.max(right ? high[0] + GAP : low[0] - GAP - width, GAP);
    const lowest = area.height - GAP - LINE * (lines.length - 1);
    const y = Math.max(Math.min(high[1] + LINE, lowest), LINE);
    setAttribute(words, "transform", `translate(${Math.round(x)} ${Math.round(y)})`);
  };
}
