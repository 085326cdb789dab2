// Which standardized uptake value a PET frame is read as: the twin of dicomwidgets/display/uptake.py.
import type { Badge, FrameInfo, Uptake, WindowPreset } from "../sync/messages.ts";

type Of = Pick<FrameInfo, "uptake">;

export const AS_IN_FILE = "file";

/** Null is SUVbw, the first. */
export function chosenUptake({ uptake = [] }: Of, quantity: string | null): Uptake | undefined {
  return quantity === null ? uptake[0] : uptake.find(({ name }) => name === quantity);
}

/** What PET is usually looked at: from nothing to so much uptake. */
const TOPS = [5, 7, 10, 15];

/** Windows from 0 to a round uptake, in the unit of the file; none where it is not known. */
export function uptakePresets(info: Of, quantity: string | null): WindowPreset[] {
  const { factor = null, name = "" } = chosenUptake(info, quantity) ?? {};
  if (!factor) return [];
  const figures = (value: number) => Number(value.toPrecision(6));
  return TOPS.map((top) => ({
    name: `${name} 0 … ${top}`,
    center: figures(top / 2 / factor),
    width: figures(top / factor),
    source: "modality",
  }));
}

/** Why the one that was chosen can't be known; of SUVbw the frame itself says it. */
export function uptakeBadges(info: Of, quantity: string | null): Badge[] {
  const chosen = chosenUptake(info, quantity);
  if (!chosen || chosen.factor !== null || chosen === info.uptake?.[0]) return [];
  return [{ text: `NO ${chosen.name}`, reason: chosen.reason, level: "info" }];
}
