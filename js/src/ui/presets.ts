// The menu of windows: the file's own with their explanations, those of the modality, the data's.
import type { WindowPreset } from "../sync/messages.ts";
import type { MenuSection } from "./menu.ts";
import { numberText } from "./probe.ts";

export interface PresetChoice {
  /** Null is "as the file says". */
  preset: WindowPreset | null;
  label: string;
  key?: string;
  detail: string;
}

export interface PresetSection {
  title: string;
  choices: PresetChoice[];
}

export function detailOf({ center, width }: { center: number; width: number }): string {
  return `C ${numberText(center)}  W ${numberText(width)}`;
}

/** The window shown just now; null is the file's own. */
interface Now {
  window_center: number | null;
  window_width: number | null;
}

export function presetMenu(
  sections: PresetSection[],
  now: Now,
  pick: (preset: WindowPreset | null) => void,
): MenuSection[] {
  const current = (preset: WindowPreset | null) =>
    now.window_center === (preset?.center ?? null) && now.window_width === (preset?.width ?? null);
  return sections.map(({ title, choices }) => ({
    title,
    items: choices.map(({ preset, ...words }) => ({
      ...words,
      on: current(preset),
      run: () => pick(preset),
    })),
  }));
}
