// Which window is shown, and how far its sliders reach. Pure.
import type { Pixels } from "../display/lookup.ts";
import { modality } from "../display/modality.ts";
import { defaultWindow, type Window } from "../display/window.ts";
import type { FrameDisplay, WindowPreset } from "../sync/messages.ts";
import type { Shown } from "./live.ts";
import { detailOf, type PresetSection } from "./presets.ts";

export interface Range {
  low: number;
  high: number;
  step: number;
}

/** What a user has chosen of the window. */
export type Chosen = Readonly<Pick<Shown, "window_center" | "window_width" | "voi_function">>;

/** The window of a frame after the user's choice; null shows it through its VOI LUT. */
export function shownWindow(display: FrameDisplay, now: Chosen): Window | null {
  const { window_center: center, window_width: width, voi_function: chosen } = now;
  if (center === null && width === null) {
    const own = defaultWindow(display);
    return own && chosen ? { ...own, function: chosen } : own;
  }
  const base = defaultWindow({ ...display, voi_lut: null }) as Window;
  return {
    center: center ?? base.center,
    width: width ?? base.width,
    function: chosen ?? display.voi_function,
  };
}

/** The same, as a window to start a drag from where a VOI LUT has none. */
export function startWindow(display: FrameDisplay, now: Chosen, range: Range): Window {
  return (
    shownWindow(display, now) ?? {
      center: (range.low + range.high) / 2,
      width: range.high - range.low,
      function: display.voi_function,
    }
  );
}

/** Smallest and largest modality value of a frame, padding left out; at most 2^18 samples. */
export function valueRange(pixels: Pixels, display: FrameDisplay): [number, number] | null {
  const [first, last] = display.padding ?? [1, 0];
  const stride = Math.max(1, Math.floor(pixels.length / 2 ** 18));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < pixels.length; i += stride) {
    const stored = pixels[i] as number;
    if ((stored >= first && stored <= last) || !Number.isFinite(stored)) continue;
    if (stored < low) low = stored;
    if (stored > high) high = stored;
  }
  if (!(low <= high)) return null;
  const value = modality(display);
  const ends = [value(low), value(high)].sort((a, b) => a - b) as [number, number];
  return Number.isFinite(ends[0]) && Number.isFinite(ends[1]) ? ends : null;
}

/** Ends rounded outward, so that the next frame rarely moves them; `old` never shrinks. */
export function widen(
  old: Range | null,
  [low, high]: readonly [number, number],
  whole: boolean,
): Range {
  if (old && low >= old.low && high <= old.high) return old;
  const least = Math.min(low, old?.low ?? low);
  const most = Math.max(high, old?.high ?? high);
  const span = most - least || 1;
  const grid = 10 ** Math.floor(Math.log10(span)) / 2;
  const step = whole ? 1 : 10 ** (Math.floor(Math.log10(span)) - 3);
  const round = (value: number) => Number(value.toPrecision(12));
  return {
    low: round(Math.floor(least / grid) * grid),
    high: round(Math.ceil(most / grid) * grid),
    step,
  };
}

/** The menu's sections for a frame. */
export function choices(display: FrameDisplay, presets: WindowPreset[]): PresetSection[] {
  const [own] = display.windows;
  const [table, ...tables] = display.voi_luts;
  const asFile = table ? table.name || "VOI LUT of the file" : (own?.name ?? "Whole stored range");
  const title = own?.source === "auto" && !table ? "From the pixels" : "From the file";
  const first = {
    preset: null,
    ...(table && { voi_lut: 0 }),
    label: asFile,
    key: "0",
    detail: table || !own ? "" : detailOf(own),
  };
  const others = table ? display.windows : display.windows.slice(1);
  return [
    {
      title,
      choices: [
        first,
        ...tables.map(({ name }, k) => ({
          preset: null,
          voi_lut: k + 1,
          label: name || `VOI LUT ${k + 2}`,
          detail: "",
          key: "v",
        })),
        ...others.map((preset) => ({ preset, label: preset.name, detail: detailOf(preset) })),
      ],
    },
    {
      title: "By modality",
      choices: presets.map((preset, k) => ({
        preset,
        label: preset.name,
        detail: detailOf(preset),
        ...(k < 9 && { key: String(k + 1) }),
      })),
    },
  ];
}
