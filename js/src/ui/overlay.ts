// What stands above the image and is never drawn into it: letters, scale bar.
import type { FrameGeometry, Region } from "../sync/messages.ts";
import { h, setText } from "./dom.ts";
import { type Placement, roundLength, type Size } from "./viewport.ts";

export interface Overlay {
  el: HTMLElement;
  /** `at` in CSS pixels. */
  show(geometry: FrameGeometry | null, at: Placement, area: Size): void;
}

const SIDES = ["left", "right", "top", "bottom"] as const;
/** How far a letter stands from the edge it names. */
const GAP = 14;
const LONGEST_BAR = 160;

export function overlay(): Overlay {
  const letters = SIDES.map((side) => h("span", { class: `dw-letter dw-letter-${side}` }));
  const ruler = h("span", { class: "dw-ruler-line" });
  const length = h("span", { class: "dw-ruler-text" });
  const bar = h("div", { class: "dw-ruler", hidden: true }, ruler, length);
  const el = h("div", { class: "dw-overlay" }, ...letters, bar);
  return {
    el,
    show(geometry, at, area) {
      showLetters(letters, geometry?.letters ?? null, at, area);
      showRuler(bar, ruler, length, geometry && scaleOf(geometry, at, area), at);
    },
  };
}

function showLetters(
  elements: HTMLElement[],
  letters: FrameGeometry["letters"],
  at: Placement,
  area: Size,
): void {
  const left = Math.max(at.x, 0);
  const right = Math.min(at.x + at.width, area.width);
  const top = Math.max(at.y, 0);
  const bottom = Math.min(at.y + at.height, area.height);
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const spots = [
    [Math.max(left - GAP, GAP), middleY],
    [Math.min(right + GAP, area.width - GAP), middleY],
    [middleX, Math.max(top - GAP, GAP)],
    [middleX, Math.min(bottom + GAP, area.height - GAP)],
  ];
  elements.forEach((element, side) => {
    const [x = 0, y = 0] = spots[side] ?? [];
    setText(element, letters?.[side] ?? "");
    const transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
    if (element.style.transform !== transform) element.style.transform = transform;
  });
}

function showRuler(
  bar: HTMLElement,
  ruler: HTMLElement,
  length: HTMLElement,
  scale: Scale | null,
  at: Placement,
): void {
  bar.hidden = !scale;
  if (!scale) return;
  const millimetre = at.scale / scale.column;
  const millimetres = roundLength(LONGEST_BAR / millimetre);
  const width = `${Math.round(millimetres * millimetre)}px`;
  if (ruler.style.width !== width) ruler.style.width = width;
  setText(length, `${lengthText(millimetres)} · ${scale.source}`);
}

/** Width of a pixel in the middle of the view, in millimetres, and what it rests on. */
interface Scale {
  column: number;
  source: string;
}

function scaleOf(geometry: FrameGeometry, at: Placement, area: Size): Scale | null {
  const { spacing, spacing_source, plane, regions, aspect } = geometry;
  if (regions.length > 0) {
    const x = (area.width / 2 - at.x) / at.scale;
    const y = (area.height / 2 - at.y) / (at.scale * aspect);
    const around = ({ x0, y0, x1, y1 }: Region) => x0 <= x && x <= x1 && y0 <= y && y <= y1;
    const here = regions.find(around);
    return here ? { column: here.spacing[1], source: "ultrasound region" } : null;
  }
  if (!spacing) return null;
  const plain = spacing_source === "PixelSpacing" && plane === "patient";
  const where = plane === "film" ? "film" : plane ? `${plane} plane` : "plane unknown";
  return { column: spacing[1], source: plain ? spacing_source : `${spacing_source}, ${where}` };
}

function lengthText(millimetres: number): string {
  if (millimetres >= 100) return `${millimetres / 10} cm`;
  if (millimetres < 0.1) return `${Number((millimetres * 1000).toPrecision(1))} µm`;
  return `${millimetres} mm`;
}
