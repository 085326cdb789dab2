// The menu of windows: the file's own with their explanations, those of the modality, the data's.
import { AS_IN_FILE, chosenUptake, uptakePresets } from "../display/uptake.ts";
import type { FrameDisplay, FrameInfo, WindowPreset } from "../sync/messages.ts";
import type { MenuSection } from "./menu.ts";
import { numberText } from "./probe.ts";

export interface PresetChoice {
  /** Null is "as the file says". */
  preset: WindowPreset | null;
  /** Which VOI LUT of the file, where it is one. */
  voi_lut?: number;
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

/** Windows by uptake, for PET. */
export function uptakeSection(info: FrameInfo, quantity: string | null): PresetSection {
  const presets = uptakePresets(info, quantity);
  return {
    title: "By uptake",
    choices: presets.map((preset) => ({ preset, label: preset.name, detail: detailOf(preset) })),
  };
}

/** The window shown just now; null is the file's own. */
interface Now {
  window_center: number | null;
  window_width: number | null;
  voi_lut: number;
}

export function presetMenu(
  sections: PresetSection[],
  now: Now,
  pick: (preset: WindowPreset | null, voi_lut?: number) => void,
): MenuSection[] {
  const current = (preset: WindowPreset | null, voi_lut = now.voi_lut) =>
    now.window_center === (preset?.center ?? null) &&
    now.window_width === (preset?.width ?? null) &&
    voi_lut === now.voi_lut;
  return sections.map(({ title, choices }) => ({
    title,
    items: choices.map(({ preset, voi_lut, ...words }) => ({
      ...words,
      on: current(preset, voi_lut),
      run: () => pick(preset, voi_lut),
    })),
  }));
}

/** What values of PET are read and measured as; nothing to choose elsewhere. */
export function uptakeMenu(
  info: FrameInfo,
  now: string | null,
  pick: (quantity: string) => void,
): MenuSection {
  const { uptake = [], display } = info;
  const own = { name: AS_IN_FILE, label: "As in the file", detail: display.unit };
  const choices = uptake.map(({ name, unit, factor }) => ({
    name,
    label: name,
    detail: factor === null ? "not known" : unit.replace(`${name} `, ""),
  }));
  const on = chosenUptake(info, now)?.name ?? AS_IN_FILE;
  return {
    title: "Uptake: values under the cursor and measured",
    items: (choices.length > 0 ? [...choices, own] : []).map(({ name, ...words }) => ({
      ...words,
      on: name === on,
      run: () => pick(name),
    })),
  };
}

/** What the probe reads a stored value as; nothing to choose where the file has no map. */
export function quantityMenu(
  { real_world: maps, unit }: FrameDisplay,
  now: number | null,
  pick: (real_world: number | null) => void,
): MenuSection {
  const choices = maps.length > 0 ? [{ label: "Rescaled", unit }, ...maps] : [];
  return {
    title: "Values under the cursor",
    items: choices.map(({ label, unit: detail }, k) => ({
      label,
      detail,
      on: k === (now ?? -1) + 1,
      run: () => pick(k > 0 ? k - 1 : null),
    })),
  };
}
