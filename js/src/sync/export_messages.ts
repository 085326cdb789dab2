// The messages by which a viewer exports what it shows: twin of
// dicomwidgets/widgets/_export_commands.py, which says what each field means.
import type { ErrorPayload } from "./messages.ts";

export const EXPORT_COMMANDS = [
  "get_export",
  "get_picture_file",
  "write_export",
  "stop_export",
] as const;

export interface ExportCommands {
  get_export: { args: { kind: ExportKind }; result: { path: string } };
  get_picture_file: { args: Record<string, never>; result: { name: string } };
  write_export: {
    args: { kind: ExportKind; path: string; overwrite: boolean };
    result: Record<string, never>;
  };
  stop_export: { args: Record<string, never>; result: Record<string, never> };
}

export type ExportKind =
  | "picture"
  | "values"
  | "montage"
  | "gif"
  | "webp"
  | "apng"
  | "pages"
  | "value-pages"
  | "npy"
  | "npz"
  | "nifti";

export interface ExportState {
  running: boolean;
  done: number;
  total: number;
  where: string;
  bytes: number;
  notes: string[];
  error: ErrorPayload | null;
}
