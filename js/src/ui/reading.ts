// What the probe says of one pixel. Pure.
import { patientPosition } from "../display/geometry.ts";
import { type Pixels, toScreen } from "../display/lookup.ts";
import { modality } from "../display/modality.ts";
import { colorOf } from "../display/palette.ts";
import { realWorldValue } from "../display/real_world.ts";
import { chosenUptake } from "../display/uptake.ts";
import type { Window } from "../display/window.ts";
import type { StoredFrame } from "../frames/cache.ts";
import type { FrameInfo } from "../sync/messages.ts";
import type { Shown } from "./live.ts";
import { numberText, type Reading } from "./probe.ts";

/** Where a pixel is, of a frame whose stored values are not here; null outside the image. */
export function placeAt(
  { columns, rows, geometry }: FrameInfo,
  [column, row]: readonly [number, number],
  coming: boolean,
): Reading | null {
  if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
  const position = patientPosition(geometry, column, row);
  const value = coming ? "not here yet" : "not fetched";
  return { column, row, position, stored: "–", value, unit: "", screen: "–" };
}

/** The reading at a pixel; null outside the image. */
export function readingAt(
  { info, pixels }: StoredFrame,
  [column, row]: readonly [number, number],
  window: Window | null,
  { invert, real_world, quantity }: Pick<Shown, "invert" | "real_world" | "quantity">,
): Reading | null {
  if (column < 0 || row < 0 || column >= info.columns || row >= info.rows) return null;
  const { display, geometry, samples } = info;
  const values = pixels as Pixels;
  const at = (row * info.columns + column) * samples;
  const place = { column, row, position: patientPosition(geometry, column, row) };
  if (display.kind === "color") {
    const color = Array.from(values.subarray(at, at + samples)).join(" ");
    return { ...place, stored: color, value: color, unit: "", screen: color };
  }
  const stored = values[at] as number;
  const map = display.real_world[real_world ?? -1];
  const value = map ? realWorldValue(map, display, stored) : modality(display)(stored);
  const unit = map && Number.isNaN(value) ? "" : (map ?? display).unit;
  const uptake = map ? undefined : chosenUptake(info, quantity);
  return {
    ...place,
    stored: numberText(stored),
    value: Number.isNaN(value) ? "–" : numberText(value),
    unit: uptake?.factor ? `${unit} · ${short(value * uptake.factor)} ${uptake.unit}` : unit,
    screen:
      colorOf(display, stored)?.join(" ") ?? String(toScreen(display, window, invert)(stored)),
  };
}

function short(uptake: number): string {
  return numberText(Number(uptake.toPrecision(3)));
}
