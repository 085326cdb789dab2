// The messages of a preview: twin of dicomwidgets/widgets/_preview_commands.py, which says what each
// field means.
import type { Badge, BufferInfo, ErrorPayload } from "./messages.ts";

export const PREVIEW_COMMANDS = [
  "get_preview",
  "get_policy",
  "put_override",
  "undo_override",
  "get_redaction",
  "get_remaining",
  "put_box",
  "drop_box",
  "undo_box",
  "write_anonymized",
  "stop_writing",
] as const;

/** Arguments and result of every command of a preview. */
export interface PreviewCommands {
  get_preview: { args: GetPreviewArgs; result: GetPreviewResult };
  get_policy: { args: Record<string, never>; result: GetPolicyResult };
  put_override: { args: PutOverrideArgs; result: GetPolicyResult };
  undo_override: { args: Record<string, never>; result: GetPolicyResult };
  get_redaction: { args: Record<string, never>; result: GetRedactionResult };
  get_remaining: { args: Record<string, never>; result: { files: number; likely: number } };
  put_box: { args: PutBoxArgs; result: { id: number } };
  drop_box: { args: { id: number }; result: Record<string, never> };
  undo_box: { args: Record<string, never>; result: Record<string, never> };
  write_anonymized: { args: { target: string }; result: Record<string, never> };
  stop_writing: { args: Record<string, never>; result: Record<string, never> };
}

export interface GetPreviewArgs {
  start: number;
  stop: number;
  query: string;
  show: "changed" | "all";
  locate: number[];
}

export type PreviewAction = "keep" | "remove" | "empty" | "replace" | "uid" | "clean";

export interface PreviewRow {
  id: number;
  depth: number;
  tag: string;
  vr: string;
  keyword: string;
  name: string;
  before: string;
  after: string;
  action: PreviewAction;
  code: string;
  why: string;
  reason: string;
  can: string[];
}

export interface PreviewImage {
  series: number;
  frame: number;
}

export interface GetPreviewResult {
  rows: PreviewRow[];
  start: number;
  total: number;
  places: number[];
  counts: Record<PreviewAction, number>;
  changed: number;
  reasons: Record<string, number>;
  title: string;
  risks: Badge[];
  notes: string[];
  index: number;
  image: PreviewImage | null;
  edition: string;
}

export interface OptionRow {
  name: string;
  code: string;
  meaning: string;
  words: string;
  excludes: string[];
}

export interface RuleRow {
  pattern: string;
  action: string;
  value: string[] | null;
  mine: boolean;
}

export interface WriteState {
  running: boolean;
  done: number;
  total: number | null;
  where: string;
  counts: Record<string, number>;
  problems: { file: string; status: string; reason: string }[];
  remarks: string[];
  error: ErrorPayload | null;
}

export interface GetPolicyResult {
  options: OptionRow[];
  rules: RuleRow[];
  undo: boolean;
  key: string;
  keyed: boolean;
  boxes: number;
  version: number;
  writing: WriteState | null;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Scope = "size" | "file";

/** The first and the last frame, from 0; null: all of them. */
export type Frames = [number, number] | null;

export interface RedactionBox extends Rectangle {
  id: number | null;
  scope: Scope | "all" | "rule";
  frames: Frames;
}

export interface GetRedactionResult {
  index: number;
  rows: number;
  columns: number;
  aspect: number;
  frame: number;
  frames: number;
  boxes: RedactionBox[];
  regions: Rectangle[];
  note: string;
  active: boolean;
  undo: boolean;
  scopes: string[];
  buffers: BufferInfo[];
}

export interface PutBoxArgs extends Rectangle {
  id: number | null;
  scope: Scope;
  frames: Frames;
}

export interface PutOverrideArgs {
  id: number;
  action: string | null;
  value: string | null;
}
