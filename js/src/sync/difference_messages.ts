// The messages of HeaderDiff: twin of dicomwidgets/widgets/_difference_commands.py, where the
// meaning of each field stands.
import type { ErrorPayload } from "./messages.ts";

export const DIFFERENCE_COMMANDS = [
  "get_difference",
  "get_next_difference",
  "put_rules",
  "stop_reading",
] as const;

export type DifferenceKind =
  | "changed"
  | "removed"
  | "added"
  | "partial"
  | "moved"
  | "vr"
  | "spelling"
  | "varies"
  | "same";

export interface DifferenceSpread {
  files: number;
  present: number;
  distinct: number;
  values: { text: string; count: number; file: string }[];
  missing: string[];
}

export interface DifferenceLine {
  id: number;
  depth: number;
  tag: string;
  vr: string;
  keyword: string;
  name: string;
  path: string;
  paths: (string | null)[];
  values: (string | null)[];
  kind: DifferenceKind;
  note: string;
  ignored: boolean;
  inherited: boolean;
  private: boolean;
  item: boolean;
  children: number;
  below: number;
  match: boolean;
  spreads: (DifferenceSpread | null)[];
}

export interface DifferenceColumn {
  label: string;
  name: string;
  about: string;
}

export interface DifferenceQuestion {
  query: string;
  collapsed: number[];
  show: "different" | "all";
  kinds: DifferenceKind[];
}

export interface GetDifferenceArgs extends DifferenceQuestion {
  start: number;
  stop: number;
}

export interface GetDifferenceResult {
  rows: DifferenceLine[];
  start: number;
  total: number;
  matches: number;
  differences: number;
  counts: Partial<Record<DifferenceKind, number>>;
  ignored: number;
  in_common: number;
  columns: DifferenceColumn[];
  rules: string[];
  mode: "datasets" | "series";
  complete: boolean;
  changeable: boolean;
  problems: ErrorPayload[];
}

export interface GetNextDifferenceArgs extends DifferenceQuestion {
  from: number;
  step: 1 | -1;
}

export interface GetNextDifferenceResult {
  index: number | null;
  number: number;
  total: number;
}

/** Arguments and result of its commands. */
export interface DifferenceCommands {
  get_difference: { args: GetDifferenceArgs; result: GetDifferenceResult };
  get_next_difference: { args: GetNextDifferenceArgs; result: GetNextDifferenceResult };
  put_rules: { args: { rules: string[] }; result: Record<string, never> };
  stop_reading: { args: Record<string, never>; result: Record<string, never> };
}
