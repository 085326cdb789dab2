// The messages of editing a header: twin of dicomwidgets/widgets/_edit_commands.py, which says what
// each field means.

export const EDIT_COMMANDS = [
  "get_edit",
  "put_edit",
  "undo_edit",
  "redo_edit",
  "get_changes",
  "save_edits",
  "stop_saving",
] as const;

/** Arguments and result of every command about edits. */
export interface EditCommands {
  get_edit: { args: { id: number }; result: GetEditResult };
  put_edit: { args: PutEditArgs; result: PutEditResult };
  undo_edit: { args: Record<string, never>; result: GetChangesResult };
  redo_edit: { args: Record<string, never>; result: GetChangesResult };
  get_changes: { args: Record<string, never>; result: GetChangesResult };
  save_edits: { args: SaveEditsArgs; result: { job: number } };
  stop_saving: { args: Record<string, never>; result: Record<string, never> };
}

export interface EditRow {
  action: "set" | "insert" | "delete";
  path: string;
  tag: string;
  keyword: string;
  name: string;
  vr: string;
  old: string;
  new: string;
  follows: boolean;
}

export interface SaveState {
  running: boolean;
  done: number;
  total: number;
  where: string;
  counts: Record<string, number>;
  missing: Record<string, number>;
  notes: string[];
  errors: string[];
}

export interface GetChangesResult {
  rows: EditRow[];
  undo: boolean;
  redo: boolean;
  touched: number[];
  missing: string[];
  code: string;
  json: string;
  files: number;
  all_files: number;
  names: string[];
  saving: SaveState | null;
}

export interface GetEditResult {
  kind: "value" | "sequence" | "item" | "fixed";
  path: string;
  vr: string;
  text: string;
  lines: boolean;
  allowed: string;
  refused: string;
}

export interface PutEditArgs {
  action: "set" | "insert" | "append" | "delete";
  id: number;
  element?: string;
  text?: string;
  vr?: string;
  creator?: string;
  widen?: boolean;
  check?: boolean;
}

export interface Suggestion {
  element: string;
  tag: string;
  name: string;
  vr: string;
}

export interface PutEditResult {
  ok: boolean;
  message: string;
  remedy: string;
  widen: boolean;
  vr: string;
  name: string;
  allowed: string;
  needs_vr: boolean;
  needs_creator: boolean;
  suggestions: Suggestion[];
}

export interface SaveEditsArgs {
  scope: "this" | "series" | "all";
  name: string;
  overwrite?: boolean;
  keep_tail?: boolean;
}
