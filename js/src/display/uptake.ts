// Which standardized uptake value a PET frame is read as: the twin of dicomwidgets/display/uptake.py.
import type { Badge, FrameInfo, Uptake } from "../sync/messages.ts";

type Of = Pick<FrameInfo, "uptake">;

export const AS_IN_FILE = "file";

/** Null is SUVbw, the first. */
export function chosenUptake({ uptake = [] }: Of, quantity: string | null): Uptake | undefined {
  return quantity === null ? uptake[0] : uptake.find(({ name }) => name === quantity);
}

/** Why the one that was chosen can't be known; of SUVbw the frame itself says it. */
export function uptakeBadges(info: Of, quantity: string | null): Badge[] {
  const chosen = chosenUptake(info, quantity);
  if (!chosen || chosen.factor !== null || chosen === info.uptake?.[0]) return [];
  return [{ text: `NO ${chosen.name}`, reason: chosen.reason, level: "info" }];
}
