// The messages between a widget's front end and the kernel: twin of
// dicomwidgets/widgets/_commands.py, both held to tests/golden/protocol.json. The meaning of each
// field stands there.
import type { MeasurementRow, MeasurementShape } from "./measurement_messages.ts";

export type {
  Histogram,
  MeasurementKind,
  MeasurementRow,
  MeasurementShape,
} from "./measurement_messages.ts";

import { BROWSER_COMMANDS, type BrowserCommands } from "./browser_messages.ts";
import { BULK_COMMANDS, type BulkCommands, type BulkState } from "./bulk_messages.ts";

import { EXPORT_COMMANDS, type ExportCommands, type ExportState } from "./export_messages.ts";

export type * from "./browser_messages.ts";
export type * from "./bulk_messages.ts";
export type * from "./export_messages.ts";

import { BYTE_COMMANDS, type ByteCommands } from "./byte_messages.ts";

export type * from "./byte_messages.ts";

import { EDIT_COMMANDS, type EditCommands } from "./edit_messages.ts";

import { EXPLANATION_COMMANDS, type ExplanationCommands } from "./explanation_messages.ts";

export type * from "./explanation_messages.ts";

import { type FirstRows, HEADER_COMMANDS, type HeaderCommands } from "./header_messages.ts";

export type { GetRowsArgs, GetRowsResult, Row } from "./header_messages.ts";

import { DIFFERENCE_COMMANDS, type DifferenceCommands } from "./difference_messages.ts";
import { PREVIEW_COMMANDS, type PreviewCommands } from "./preview_messages.ts";

export type * from "./preview_messages.ts";

import { REPORT_COMMANDS, type ReportCommands } from "./report_messages.ts";
import { TRANSCODE_COMMANDS, type TranscodeCommands } from "./transcode_messages.ts";

export type * from "./report_messages.ts";

export const PROTOCOL_VERSION = 1;

export const COMMANDS = [
  "get_first_picture",
  "get_series",
  "get_frames",
  "get_pictures",
  "get_thumbnails",
  ...HEADER_COMMANDS,
  ...BYTE_COMMANDS,
  ...EXPLANATION_COMMANDS,
  ...EDIT_COMMANDS,
  ...PREVIEW_COMMANDS,
  ...DIFFERENCE_COMMANDS,
  "get_measurements",
  "put_measurement",
  "delete_measurement",
  "get_code",
  ...EXPORT_COMMANDS,
  "get_stages",
  ...TRANSCODE_COMMANDS,
  ...REPORT_COMMANDS,
  ...BROWSER_COMMANDS,
  ...BULK_COMMANDS,
  "open_pane",
  "close_pane",
  "cancel",
] as const;
export type CommandName = (typeof COMMANDS)[number];

export const EVENTS = [
  "first_picture",
  "frames",
  "series",
  "budget",
  "first_rows",
  "rows",
  "measurements",
  "edits",
  "policy",
  "bulk",
  "export",
  "progress",
  "problem",
] as const;
export type EventName = (typeof EVENTS)[number];

export interface ErrorPayload {
  kind: string;
  message: string;
  tag: string | null;
  keyword: string | null;
  file: string | null;
  remedy: string | null;
}

export interface BufferInfo {
  dtype: "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";
  shape: number[];
  encoding: "raw" | "deflate" | "jpeg" | "png";
}

export interface WindowPreset {
  name: string;
  center: number;
  width: number;
  source: "file" | "modality" | "auto" | "stored";
}

export interface LookupData {
  name: string;
  first: number;
  bits: number;
  values: number[];
}

export interface RealWorldMap {
  label: string;
  unit: string;
  first: number;
  last: number;
  slope: number;
  intercept: number;
  values: number[] | null;
}

export type VoiFunction = "LINEAR" | "LINEAR_EXACT" | "SIGMOID";

export interface FrameDisplay {
  kind: "grey" | "color";
  signed: boolean;
  bits_stored: number;
  slope: number;
  intercept: number;
  unit: string;
  padding: [number, number] | null;
  inverse: boolean;
  voi_function: VoiFunction;
  windows: WindowPreset[];
  modality_lut: LookupData | null;
  voi_luts: LookupData[];
  voi_lut: number | null;
  presentation_lut: LookupData | null;
  real_world: RealWorldMap[];
  palette?: { first: number; rgb: string };
}

export type SpacingPlane = "patient" | "detector" | "film";

export interface Region {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  spacing: [number, number];
}

export interface FrameGeometry {
  position: [number, number, number] | null;
  orientation: [number, number, number, number, number, number] | null;
  spacing: [number, number] | null;
  spacing_source: string | null;
  plane: SpacingPlane | null;
  regions: Region[];
  aspect: number;
  letters: [string, string, string, string] | null;
}

export interface Badge {
  text: string;
  reason: string;
  level: "info" | "warning";
}

export interface Graphic {
  kind: "overlay" | "shutter";
  text: string;
  group?: number;
  region?: [number, number, number, number];
  png?: string;
}

/** A standardized uptake value; without a factor from modality values the reason says why. */
export interface Uptake {
  name: string;
  unit: string;
  factor: number | null;
  reason: string;
}

export interface FrameInfo {
  index: number;
  rows: number;
  columns: number;
  samples: number;
  display: FrameDisplay;
  geometry: FrameGeometry;
  badges: Badge[];
  graphics?: Graphic[];
  profile?: string;
  uptake?: Uptake[];
}

export interface FrameError {
  index: number;
  error: ErrorPayload;
}

export interface FirstPicture {
  frame: FrameInfo;
  window_center: number | null;
  window_width: number | null;
  numbering: number;
  buffers: BufferInfo[];
}

export interface Cine {
  milliseconds: number[];
  source: string;
  sweep: boolean;
}

export interface SeriesInfo {
  count: number;
  complete: boolean;
  index: number;
  sorted_by: string;
  modality: string;
  title: string;
  presets: WindowPreset[];
  badges: Badge[];
  problems: ErrorPayload[];
  skipped: number;
  numbering: number;
  budget: number;
  series: number;
  choices: SeriesChoice[];
  places: Places | null;
  dimensions: Dimensions | null;
  cine: Cine | null;
  auto: SeriesAuto | null;
}

/** The window of a series whose files name none. */
export interface SeriesAuto {
  window: WindowPreset;
  voi_function: VoiFunction;
  badge: Badge;
}

export interface SeriesChoice {
  number: number;
  title: string;
  modality: string;
  count: number;
  rows: number;
  columns: number;
}

/** Parallel planes: the unit normal and how far along it each frame lies, LPS mm. */
export interface Axis {
  name: string;
  unit: string;
  source: string;
  values: string[];
}

export interface Dimensions {
  axes: Axis[];
  places: number[][];
}

export interface Places {
  frame_of_reference: number;
  normal: [number, number, number];
  distances: number[];
}

export interface GetThumbnailsResult {
  series: number[];
  errors: { series: number; error: ErrorPayload }[];
  buffers: BufferInfo[];
}

export type Priority = "visible" | "interaction" | "thumbnail" | "prefetch";

export interface GetFramesArgs {
  indices: number[];
  accept: string[];
  color_profile?: boolean;
  priority: Priority;
}

export interface GetFramesResult {
  frames: FrameInfo[];
  errors: FrameError[];
  numbering: number;
  milliseconds: number;
  buffers: BufferInfo[];
}

export interface PictureLook {
  window_center: number | null;
  window_width: number | null;
  voi_function: VoiFunction | null;
  voi_lut: number;
  invert: boolean;
  colormap: string;
  overlays: boolean;
  overlays_off: readonly number[];
  shutter: boolean;
  color_profile: boolean;
}

export interface GetPicturesArgs {
  indices: number[];
  priority: Priority;
  look: PictureLook;
  region: [number, number, number, number] | null;
  width: number | null;
}

export interface Picture {
  frame: FrameInfo;
  window_center: number | null;
  window_width: number | null;
  region: [number, number, number, number];
  reduced: number;
}

export interface GetPicturesResult {
  pictures: Picture[];
  errors: FrameError[];
  numbering: number;
  milliseconds: number;
  buffers: BufferInfo[];
}

export interface GetMeasurementsResult {
  measurements: MeasurementRow[];
}

export type StageName = "bits" | "padding" | "modality" | "voi" | "presentation" | "color";

export interface StageTag {
  tag: string;
  keyword: string;
  value: string;
}

export interface Stage {
  name: StageName;
  acts: boolean;
  tags: StageTag[];
  text: string;
  without: string;
}

export interface Word {
  allocated: number;
  stored: number;
  high: number;
  signed: boolean;
}

export interface GetStagesResult {
  index: number;
  numbering: number;
  stages: Stage[];
  word: Word | null;
  buffers: BufferInfo[];
}

export interface OpenPaneArgs {
  kind: string;
  selection: number[];
}

export interface OpenPaneResult {
  ref: string;
  kind: string;
  /** Stands above what was opened. */
  said?: string;
}

/** Arguments and result of every command. */
export interface Commands
  extends HeaderCommands,
    BrowserCommands,
    BulkCommands,
    ByteCommands,
    DifferenceCommands,
    ExplanationCommands,
    ExportCommands,
    ReportCommands,
    TranscodeCommands,
    PreviewCommands,
    EditCommands {
  get_first_picture: { args: Record<string, never>; result: FirstPicture };
  get_series: { args: Record<string, never>; result: SeriesInfo };
  get_frames: { args: GetFramesArgs; result: GetFramesResult };
  get_pictures: { args: GetPicturesArgs; result: GetPicturesResult };
  get_thumbnails: { args: { series: number[] }; result: GetThumbnailsResult };
  get_measurements: { args: Record<string, never>; result: GetMeasurementsResult };
  put_measurement: {
    args: { shape: MeasurementShape; numbering?: number };
    result: { measurement: MeasurementRow };
  };
  delete_measurement: { args: { id: string }; result: Record<string, never> };
  get_stages: { args: { index: number }; result: GetStagesResult };
  get_code: { args: Record<string, never>; result: { code: string } };
  open_pane: { args: OpenPaneArgs; result: OpenPaneResult };
  close_pane: { args: { kind: string }; result: Record<string, never> };
  cancel: { args: { id: string }; result: Record<string, never> };
}

/** What each event carries. */
export interface Events {
  first_picture: FirstPicture;
  frames: GetFramesResult;
  series: SeriesInfo;
  budget: { bytes: number };
  first_rows: FirstRows;
  rows: { index: number };
  measurements: GetMeasurementsResult;
  edits: { count: number };
  policy: { rules: number; writing: boolean };
  bulk: BulkState;
  export: ExportState;
  progress: { done: number; total: number | null; what: string };
  problem: ErrorPayload;
}

export interface Request<C extends CommandName = CommandName> {
  v: number;
  id: string;
  command: C;
  args: Commands[C]["args"];
  generation?: number;
}

export interface Success<C extends CommandName = CommandName> {
  v: number;
  id: string;
  ok: true;
  result: Commands[C]["result"];
  more?: boolean;
}

export interface Failure {
  v: number;
  id: string;
  ok: false;
  error: ErrorPayload;
}

export interface KernelEvent<E extends EventName = EventName> {
  v: number;
  event: E;
  data: Events[E];
}
