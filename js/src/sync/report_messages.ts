// The messages of ReportViewer: twin of dicomwidgets/widgets/_report_commands.py, where the
// meaning of each field stands.
import type { BufferInfo, ErrorPayload } from "./messages.ts";

export const REPORT_COMMANDS = ["get_report", "get_document", "get_waveform"] as const;

/** Arguments and result of each. */
export interface ReportCommands {
  get_report: { args: Stretch; result: GetReportResult };
  get_document: { args: Stretch; result: GetDocumentResult };
  get_waveform: { args: Stretch & { group: number }; result: GetWaveformResult };
}

export interface Stretch {
  start: number;
  stop: number;
}

export interface ReportCode {
  value: string;
  scheme: string;
  version: string;
  meaning: string;
}

export interface ReportReference {
  label: string;
  state: "image" | "report" | "here" | "missing" | "unknown";
  report: number | null;
  drawn: boolean;
}

export interface ReportTable {
  columns: string[];
  rows: string[][];
}

export interface ReportItem {
  id: number;
  depth: number;
  number: string;
  relationship: string;
  type: string;
  concept: ReportCode | null;
  value: string;
  code: ReportCode | null;
  unit: string;
  unit_code: ReportCode | null;
  qualifier: string;
  observed: string;
  template: string;
  target: number | null;
  children: number;
  references: ReportReference[];
  table: ReportTable | null;
  problems: string[];
}

export interface ReportFact {
  label: string;
  value: string;
  identifies: boolean;
}

export interface DocumentInfo {
  kind: string;
  title: string;
  mime_type: string;
  suffix: string;
  length: number;
  text: boolean;
}

export interface ReportChannel {
  name: string;
  unit: string;
  filters: string;
  problems: string[];
}

export interface RecordingInfo {
  label: string;
  originality: string;
  frequency: number;
  samples: number;
  channels: ReportChannel[];
  problems: string[];
}

export interface ReportNote {
  text: string;
  value: string;
  unit: string;
}

export interface GetReportResult {
  kind: "report" | "recording" | "document" | "none";
  title: string;
  facts: ReportFact[];
  items: ReportItem[];
  start: number;
  total: number;
  document: DocumentInfo | null;
  recording: RecordingInfo[];
  notes: ReportNote[];
  looked: boolean;
  problems: ErrorPayload[];
}

export interface GetDocumentResult {
  start: number;
  total: number;
  buffers: BufferInfo[];
}

export interface GetWaveformResult {
  group: number;
  start: number;
  stop: number;
  buffers: BufferInfo[];
}
