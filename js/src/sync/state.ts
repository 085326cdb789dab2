// Typed access to the traits of a model. A trait changes when a gesture ends, never during it.

import type { Rotation } from "../display/turn.ts";
import type { GroupLevel } from "./browser_messages.ts";
import { type AnyModel, listen } from "./host.ts";
import type { StageName } from "./messages.ts";
import type { Asked } from "./quiz_rule.ts";
import type { ParameterName } from "./transcode_messages.ts";

export interface State<T extends object> {
  get<K extends keyof T & string>(name: K): T[K];
  /** Set, and send to the kernel: call it on release. */
  commit(values: Partial<T>): void;
  /** Call back with the new value whenever the trait changes, from either side. */
  on<K extends keyof T & string>(
    name: K,
    callback: (value: T[K]) => void,
    signal: AbortSignal,
  ): void;
}

/**
 * `reach`: whether there is somebody to send to; without, the page's own views still agree. While it
 * is held, what is set stays unsaved in the model, and whoever holds it saves.
 */
export function state<T extends object>(
  model: AnyModel,
  reach: { readonly live: boolean; readonly held?: boolean },
): State<T> {
  return {
    get: (name) => model.get(name),
    commit(values) {
      const changed = Object.entries(values).filter(([name, value]) => model.get(name) !== value);
      if (changed.length === 0) return;
      for (const [name, value] of changed) model.set(name, value);
      if (reach.live && !reach.held) model.save_changes();
    },
    on: (name, callback, signal) =>
      listen(model, `change:${name}`, () => callback(model.get(name)), signal),
  };
}

/** The traits of `SeriesViewer` (dicomwidgets/widgets/series_viewer.py). */
export interface ViewerTraits {
  index: number;
  count: number;
  series_number: number;
  panels: "1x1" | "1x2" | "2x1" | "2x2";
  /** What the panels share. */
  panel_links: readonly ("position" | "cursor" | "zoom" | "window")[];
  window_center: number | null;
  window_width: number | null;
  voi_function: "LINEAR" | "LINEAR_EXACT" | "SIGMOID" | null;
  /** Which of the file's VOI LUTs is applied where no window is chosen. */
  voi_lut: number;
  /** The Real World Value Map that the probe reads by; null: the rescale. */
  real_world: number | null;
  /** The standardized uptake value that PET is read and measured as; "file": its own unit; null:
   * SUVbw, where that can be known. */
  quantity: string | null;
  invert: boolean;
  colormap: string;
  /** The file's overlays, drawn over its pixels. */
  overlays: boolean;
  /** Groups of those that are not. */
  overlays_off: readonly number[];
  /** The file's display shutter. */
  shutter: boolean;
  /** Colours as the file's ICC profile means them. */
  color_profile: boolean;
  /** Device pixels per image pixel; `null` fits the image into the view. */
  zoom: number | null;
  /** How frames travel: "windowed" stays on windowed 8-bit pictures. */
  transport: "auto" | "windowed";
  /** Frames a second; `null`: the file's, else 10. */
  cine_rate: number | null;
  /** What a plain drag on the image does. */
  tool: ToolName;
  /** Degrees clockwise, after `flip`. */
  rotation: Rotation;
  /** Mirrored left to right, before the rotation. */
  flip: boolean;
  /** The loupe under the pointer. */
  magnifier: boolean;
  /** The links that begin here. */
  _linked: LinkSpec[];
  /** Of the last commit: its traits, and the links that this page carried them over. */
  _carried: { count?: number; names?: string[]; links?: number[] };
}

/** What `viewer.link` made: `ref` is for the host, `names` are traits and `"position"`. */
export interface LinkSpec {
  link: number;
  ref: string;
  names: string[];
}

export type ToolName =
  | "window"
  | "pan"
  | "zoom"
  | "ruler"
  | "angle"
  | "rectangle"
  | "ellipse"
  | "freehand";

/** The traits of `HeaderTable` (dicomwidgets/widgets/header_table.py). */
export interface HeaderTraits {
  index: number;
  count: number;
  show_slider: boolean;
  height: number;
  /** Keys of the columns shown. */
  columns: readonly string[];
  /** Whether there is a tab to edit in. */
  editable: boolean;
  /** Ids of the rows selected. */
  selection: readonly number[];
}

/** The traits of `HeaderDiff` (dicomwidgets/widgets/header_diff.py). */
export interface DifferenceTraits {
  show: "different" | "all";
  ignore: readonly ("uids" | "dates" | "private" | "group_lengths")[];
  height: number;
}

/** The traits of `CollectionBrowser` (dicomwidgets/widgets/collection_browser.py). */
export interface BrowserTraits {
  /** Ids of the groups selected. */
  selection: readonly number[];
  /** Patients, below them their studies, below them their series; else the table of `level`. */
  tree: boolean;
  level: GroupLevel;
  /** Keys of the columns shown. */
  columns: readonly string[];
  height: number;
  /** Kind of the pane that is open, "" for none. */
  pane: string;
}

/** The traits of `ReportViewer` (dicomwidgets/widgets/report_viewer.py). */
export interface ReportTraits {
  index: number;
  count: number;
  form: "document" | "tree" | "table";
  height: number;
}

/** The traits of `AnonymizationPreview` (dicomwidgets/widgets/anonymization_preview.py). */
export interface PreviewTraits {
  index: number;
  /** Slices and files; 0 until it is known. */
  count: number;
  show: "changed" | "all";
  profile: "basic";
  /** Names of options of the profile, in the order of the kernel's list. */
  options: readonly string[];
}

/** The traits of `FrameByFrame` (dicomwidgets/widgets/_frame_by_frame.py). */
export interface FrameTraits {
  index: number;
  count: number;
  window_center: number | null;
  window_width: number | null;
  voi_function: "LINEAR" | "LINEAR_EXACT" | "SIGMOID" | null;
}

/** The traits of `DisplayLab` (dicomwidgets/widgets/display_lab.py). */
export interface LabTraits extends FrameTraits {
  /** (column, row) of the pixel that is followed; null: the middle one. */
  pixel: [number, number] | null;
  stages_off: StageName[];
}

/** The traits of `TranscodePreview` (dicomwidgets/widgets/transcode_preview.py). */
export interface TranscodeTraits extends FrameTraits {
  /** Keyword of the transfer syntax that is tried. */
  to: string;
  /** What says how much may be lost; null in a syntax that loses nothing. */
  parameter: ParameterName | null;
  amount: number | null;
  view: "side" | "swipe";
}

/** The traits of `QuizCard` (dicomwidgets/widgets/quiz_card.py). */
export interface QuizTraits {
  solved: boolean;
  tries: number;
  hints_seen: number;
  /** The widget below the question, for the host. */
  widget_ref: string;
  asked: Asked;
}
