// The arithmetic of each stage, written out with the numbers of one pixel. Pure.
import type { Chain, Trace } from "../../display/stages.ts";
import type { StageName } from "../../sync/messages.ts";
import { numberText } from "../probe.ts";

export const TITLES: Record<StageName | "screen", string> = {
  bits: "Stored bits",
  padding: "Pixel padding",
  modality: "Modality",
  voi: "VOI: the window",
  presentation: "Presentation",
  color: "Colour",
  screen: "On the screen",
};

/** "+ 5" or "− 5". */
function added(value: number): string {
  return value < 0 ? `− ${numberText(-value)}` : `+ ${numberText(value)}`;
}

/** What the pixel has become after a stage. */
export function resultOf(name: StageName, { display }: Chain, at: Trace): string {
  switch (name) {
    case "bits":
      return numberText(at.stored);
    case "padding":
      return at.padded ? "padding" : "image";
    case "modality":
      return `${numberText(at.value)} ${display.unit}`.trim();
    case "voi":
      return String(at.grey);
    case "color":
      return at.color?.join(", ") ?? String(at.shown);
    default:
      return String(at.shown);
  }
}

/** How it became so. */
export function formulaOf(name: StageName, chain: Chain, at: Trace): string {
  const { display } = chain;
  switch (name) {
    case "bits":
      return at.word === null
        ? `a floating-point number: ${numberText(at.stored)}`
        : `word ${at.word} reads as ${numberText(at.stored)}`;
    case "padding":
      return padding(chain, at);
    case "modality":
      if (display.modality_lut)
        return `entry for ${numberText(at.stored)} in the table: ${numberText(at.value)}`;
      if (display.slope === 1 && display.intercept === 0)
        return `${numberText(at.stored)} stays ${numberText(at.value)} ${display.unit}`.trim();
      return `${numberText(at.stored)} × ${numberText(display.slope)} ${added(display.intercept)} = ${numberText(at.value)} ${display.unit}`.trim();
    case "voi":
      return voi(chain, at);
    case "presentation":
      if (at.padded) return "padding stays background: 0";
      if (display.presentation_lut) return `the Presentation LUT makes ${at.shown} of it`;
      return display.inverse ? `255 − ${at.grey} = ${at.shown}` : `${at.grey} stays ${at.shown}`;
    default:
      return supplement(chain, at);
  }
}

function supplement({ display }: Chain, { stored, shown, color }: Trace): string {
  if (!display.palette) return `${shown} stays ${shown}`;
  const first = numberText(display.palette.first);
  const here = numberText(stored);
  return color
    ? `${here} is not below ${first}: its colour is ${color.join(", ")}`
    : `${here} is below ${first}: ${shown} stays grey`;
}

function padding({ display }: Chain, { stored, padded }: Trace): string {
  const here = numberText(stored);
  if (!display.padding) return `${here} counts as image, whatever it is`;
  const [low, high] = display.padding;
  const range =
    low === high ? numberText(low) : `between ${numberText(low)} and ${numberText(high)}`;
  return padded ? `${here} is ${range}: no image` : `${here} is not ${range}: image`;
}

function voi({ display, window }: Chain, { value, grey }: Trace): string {
  const x = numberText(value);
  if (!window)
    return display.voi_lut !== null
      ? `entry for ${x} in the table: ${grey} of 255`
      : `${x} gives ${grey}`;
  const { center, width } = window;
  const c = numberText(center);
  const w = numberText(width);
  if (window.function === "SIGMOID") return `255 ÷ (1 + exp(−4 × (${x} − ${c}) ÷ ${w})) ≈ ${grey}`;
  const exact = window.function === "LINEAR_EXACT";
  const middle = exact ? center : center - 0.5;
  const span = exact ? width : width - 1;
  if (span <= 0) return `a step at ${numberText(middle)}: ${grey}`;
  const [low, high] = [middle - span / 2, middle + span / 2];
  if (value <= low) return `${x} is not above ${numberText(low)}, the window's foot: 0`;
  if (value > high) return `${x} is above ${numberText(high)}, the window's top: 255`;
  return `((${x} − ${numberText(middle)}) ÷ ${numberText(span)} + 0.5) × 255 ≈ ${grey}`;
}
