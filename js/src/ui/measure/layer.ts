// The measurements of the frame shown, drawn above the canvas. Each has a wide line to catch the
// pointer and the focus, and its words; the selected one has handles.
import type { FrameGeometry } from "../../sync/messages.ts";
import { setAttribute, setFlag, svg } from "../dom.ts";
import type { Size } from "../viewport.ts";
import type { Entry } from "./book.ts";
import { course, outline } from "./outline.ts";
import { boxOf, handleAt, handlesOf, isArea, KINDS, type Point } from "./shape.ts";
import { linesOf, spoken } from "./text.ts";
import { type Place, placed, type Words } from "./words.ts";

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
  /** Draw the shape; answers with the words that want a place. */
  show(entry: Entry, to: Drawn): Words;
  put(place: Place | null): void;
}

const LINE = 15;
/** Between words and the edge of their plate, and from its top to the first line. */
const PAD = 5;
const ASCENT = 13;

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
      const settled: [Item, Words][] = [];
      const moving: [Item, Words][] = [];
      for (const entry of entries) {
        const { id } = entry.shape;
        const item = items.get(id) ?? itemOf(id);
        items.set(id, item);
        if (!item.el.parentNode) el.append(item.el);
        (entry.row ? settled : moving).push([item, item.show(entry, to)]);
      }
      // What is dragged makes way for the others.
      const all = [...settled, ...moving];
      const places = placed(
        all.map(([, words]) => words),
        to.area,
      );
      for (const [k, [item]] of all.entries()) item.put(places[k] ?? null);
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
  const words = writer();
  const grips = svg("g");
  const el = svg("g", { "data-id": id }, ...paths, words.el, grips);
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
      const spots = chosen
        ? handlesOf(shape).map((each) => to.toScreen(handleAt(shape, each)))
        : [];
      showGrips(grips, spots, KINDS[shape.kind][0]);
      return {
        ...besideOf(shape.kind, points),
        size: words.write(linesOf(entry, to.geometry)),
      };
    },
    put: words.put,
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

/** What the words stand beside: an area, or the point of a line that was set last. */
function besideOf(kind: Entry["shape"]["kind"], points: Point[]): Omit<Words, "size"> {
  const [low, high] = boxOf(isArea(kind) ? points : points.slice(1, 2));
  return { beside: [...low, ...high], line: course(kind, points) };
}

/** Lines on a plate, beside the shape or with a line that leads to them. */
function writer() {
  const lead = svg("line");
  const plate = svg("rect");
  const text = svg("text");
  const el = svg("g", { "aria-hidden": "true" }, lead, plate, text);
  let said = "";
  let size: Size = { width: 0, height: 0 };
  return {
    el,
    write(lines: string[]): Size {
      const next = lines.join("\n");
      // What is hidden, or not yet in the page, has no width.
      if (next === said && size.width > 2 * PAD) return size;
      setFlag(el, "hidden", false);
      said = next;
      text.replaceChildren(...lines.map((line, k) => svg("tspan", { x: PAD, y: k * LINE }, line)));
      size = { width: Math.ceil(text.getBBox().width) + 2 * PAD, height: lines.length * LINE + 4 };
      setAttribute(plate, "width", String(size.width));
      setAttribute(plate, "height", String(size.height));
      return size;
    },
    put(place: Place | null) {
      setFlag(el, "hidden", !place);
      if (!place) return;
      setAttribute(plate, "transform", `translate(${place.x} ${place.y})`);
      setAttribute(text, "transform", `translate(${place.x} ${place.y + ASCENT})`);
      const ends = (place.lead ?? []).flat();
      setFlag(lead, "hidden", ends.length === 0);
      for (const [k, name] of ["x1", "y1", "x2", "y2"].entries())
        if (ends.length > 0) setAttribute(lead, name, (ends[k] ?? 0).toFixed(1));
    },
  };
}
