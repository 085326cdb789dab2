// The colour maps as they are offered: in an order that suits the modality, each with its strip.
import { palette } from "../display/colormap.ts";
import { h } from "./dom.ts";
import type { MenuSection } from "./menu.ts";

const PLAIN = ["Plain", "grey"];
const NUCLEAR = ["PET and nuclear medicine", "hot_iron", "pet", "hot_metal_blue", "pet_20_step"];
const PERCEPTUAL = ["Perceptual", "viridis", "magma", "inferno", "plasma", "cividis"];
const OTHERS = ["Others", "turbo", "rainbow", "spring", "summer", "fall", "winter"];

/** Titles, each with the names of its maps. */
export function colorsFor(modality: string): readonly [title: string, ...names: string[]][] {
  const nuclear = ["PT", "NM"].includes(modality);
  const first = nuclear ? [NUCLEAR, PERCEPTUAL] : [PERCEPTUAL, NUCLEAR];
  return [PLAIN, ...first, OTHERS] as [string, ...string[]][];
}

/** The map after `name`, in the order of the menu. */
export function nextColors(modality: string, name: string): string {
  const names = colorsFor(modality).flatMap(([, ...each]) => each);
  return names[(names.indexOf(name) + 1) % names.length] as string;
}

export function colorMenu(
  modality: string,
  now: string,
  pick: (name: string) => void,
): MenuSection[] {
  return colorsFor(modality).map(([title, ...names]) => ({
    title,
    items: names.map((name) => ({
      label: colorLabel(name),
      detail: strip(name),
      on: name === now,
      run: () => pick(name),
    })),
  }));
}

export function colorLabel(name: string): string {
  const words = name.replaceAll("_", " ").replace("pet", "PET");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All 256 colours, from left to right or from below. */
export function strip(name: string, upright = false): HTMLCanvasElement {
  const table = palette(name);
  const [width, height] = upright ? [1, 256] : [256, 1];
  const canvas = h("canvas", { class: "dw-colors", width, height });
  const bytes = new Uint8ClampedArray((upright ? table.reverse() : table).buffer as ArrayBuffer);
  canvas.getContext("2d")?.putImageData(new ImageData(bytes, width, height), 0, 0);
  return canvas;
}
