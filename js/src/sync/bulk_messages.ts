// The messages by which a collection is edited and exported: twin of
// dicomwidgets/widgets/_bulk_commands.py, which says what each field means.
import type { ErrorPayload } from "./messages.ts";

export const BULK_COMMANDS = [
  "get_bulk_plan",
  "get_bulk_state",
  "write_bulk",
  "stop_bulk",
] as const;

/** Arguments and result of every command by which a collection is edited and exported. */
export interface BulkCommands {
  get_bulk_plan: { args: BulkAsked; result: BulkPlan };
  get_bulk_state: { args: Record<string, never>; result: GetBulkStateResult };
  write_bulk: { args: BulkAsked & { target: string }; result: Record<string, never> };
  stop_bulk: { args: Record<string, never>; result: Record<string, never> };
}

export interface BulkChange {
  action: "set" | "insert" | "delete";
  path: string;
  value: string;
}

export interface BulkEditing {
  changes: BulkChange[];
  widen: boolean;
}

export interface BulkExporting {
  format: string;
  pattern: string;
  identifiers: boolean;
  window: number[] | null;
  values: string;
  metadata: "" | "csv" | "json";
}

export interface BulkAsked {
  ids: number[];
  editing: BulkEditing | null;
  exporting: BulkExporting | null;
}

export interface BulkRow {
  file: string;
  files: number;
  what: string;
  old: string;
  new: string;
  status: string;
  said: string[];
}

export interface BulkPlan {
  rows: BulkRow[];
  omitted: number;
  files: number;
  looked: number;
  counts: Record<string, number>;
  written: number;
  bytes: number;
  clashes: number;
  remarks: string[];
}

export interface BulkProblem {
  file: string;
  status: string;
  reason: string;
}

export interface BulkState {
  kind: "edit" | "export";
  running: boolean;
  done: number;
  total: number | null;
  where: string;
  counts: Record<string, number>;
  problems: BulkProblem[];
  remarks: string[];
  error: ErrorPayload | null;
}

export interface GetBulkStateResult {
  state: BulkState | null;
}
