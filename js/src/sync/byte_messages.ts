// The messages about the bytes of a file: twin of dicomwidgets/widgets/_byte_commands.py, which says
// what each field means.
import type { BufferInfo } from "./messages.ts";

export const BYTE_COMMANDS = ["get_bytes", "get_file_map"] as const;

/** Arguments and result of every command about bytes. */
export interface ByteCommands {
  get_bytes: { args: GetBytesArgs; result: GetBytesResult };
  get_file_map: { args: { source?: boolean }; result: GetFileMapResult };
}

export interface GetBytesArgs {
  id?: number;
  offset?: number;
  length?: number;
  source?: boolean;
}

export type SpanKind =
  | "preamble"
  | "prefix"
  | "element"
  | "item"
  | "delimiter"
  | "fragment"
  | "padding"
  | "unread";

export interface ByteSpan {
  offset: number;
  header: number;
  own_stop: number;
  stop: number;
  depth: number;
  kind: SpanKind;
  tag: string;
  vr: string;
  length: number | null;
  name: string;
  row: number | null;
  edited: boolean;
}

export interface GetBytesResult {
  offset: number;
  size: number;
  spans: ByteSpan[];
  span: ByteSpan | null;
  buffers: BufferInfo[];
}

export interface FilePart {
  start: number;
  stop: number;
  first: number;
  fragments: number;
}

export interface FileSegment {
  kind: "preamble" | "prefix" | "meta" | "group" | "pixels" | "padding" | "unread";
  start: number;
  stop: number;
  label: string;
  elements: number;
  row: number | null;
  parts: FilePart[];
}

export interface FilePlace {
  offset: number;
  why: string;
}

export interface GetFileMapResult {
  shown: "file" | "written" | "source" | "memory";
  size: number;
  file_size: number;
  dataset: number;
  inflated: number | null;
  transfer_syntax: string;
  implicit: boolean;
  little: boolean;
  segments: FileSegment[];
  broken: FilePlace | null;
  remarks: FilePlace[];
  remark_count: number;
}
