// What stands above the image and is never drawn into it: letters, scale bar.
import type { FrameGeometry } from "../sync/messages.ts";
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
      showRuler(bar, ruler, length, geometry, at);
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
  geometry: FrameGeometry | null,
  at: Placement,
): void {
  const spacing = geometry?.spacing;
  bar.hidden = !spacing;
  if (!spacing) return;
  const millimetre = at.scale / spacing[1];
  const millimetres = roundLength(LONGEST_BAR / millimetre);
  const width = `${Math.round(millimetres * millimetre)}px`;
  if (ruler.style.width !== width) ruler.style.width = width;
  setText(length, `${lengthText(millimetres)} · ${geometry.spacing_source ?? "?"}`);
}

function lengthText(millimetres: number): string {
  if (millimetres >= 100) return `${millimetres / 10} cm`;
  if (millimetres < 0.1) return `${Number((millimetres * 1000).toPrecision(1))} µm`;
  return `${millimetres} mm`;
}
