// The messages of TranscodePreview: twin of dicomwidgets/widgets/_transcode_commands.py, where the
// meaning of each field stands.
import type { BufferInfo } from "./messages.ts";

export const TRANSCODE_COMMANDS = ["get_syntaxes", "get_trial"] as const;

/** Arguments and result of each. */
export interface TranscodeCommands {
  get_syntaxes: { args: Record<string, never>; result: { syntaxes: SyntaxInfo[] } };
  get_trial: { args: GetTrialArgs; result: GetTrialResult };
}

export type ParameterName = "quality" | "near" | "ratio" | "psnr" | "max_error";

export interface TrialParameter {
  name: ParameterName;
  title: string;
  least: number;
  most: number;
  usual: number;
  whole: boolean;
  unit: string;
}

export interface SyntaxInfo {
  keyword: string;
  name: string;
  uid: string;
  parameters: TrialParameter[];
  install: string;
}

export interface GetTrialArgs {
  index: number;
  to: string;
  parameter: ParameterName | null;
  amount: number | null;
  pixels: boolean;
}

export interface GetTrialResult {
  index: number;
  numbering: number;
  encoded_bytes: number;
  stored_bytes: number;
  source_bytes: number;
  max_error: number;
  mean_error: number;
  psnr: number | null;
  lossless: boolean;
  photometric: string;
  written: string[];
  milliseconds: number;
  buffers: BufferInfo[];
}
