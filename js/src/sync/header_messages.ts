// The messages of HeaderTable: twin of dicomwidgets/widgets/_header_commands.py, which says what each
// field means.
import type { ErrorPayload } from "./messages.ts";

export const HEADER_COMMANDS = [
  "get_rows",
  "get_match",
  "get_facets",
  "get_row_ids",
  "get_element",
  "get_copy",
] as const;

/** Arguments and result of every command of the header. */
export interface HeaderCommands {
  get_rows: { args: GetRowsArgs; result: GetRowsResult };
  get_match: { args: RowsAsked & { place: number; step: 1 | -1 }; result: { place: number } };
  get_facets: { args: RowsAsked; result: { facets: Facet[] } };
  get_row_ids: { args: RowsAsked & { start: number; stop: number }; result: { ids: number[] } };
  get_element: { args: { id: number }; result: ElementDetail };
  get_copy: { args: { id: number; form: CopyForm }; result: { text: string } };
}

export type FacetName = "group" | "vr" | "module" | "is";
export type SortColumn = "tag" | "name" | "keyword" | "vr" | "length" | "value";
export type CopyForm = "value" | "python" | "json" | "path" | "tag";

export interface RowSort {
  column: SortColumn;
  descending: boolean;
}

/** Which rows are meant. */
export interface RowsAsked {
  query: string;
  collapsed: number[];
  facets?: Partial<Record<FacetName, string[]>>;
  sort?: RowSort | null;
}

export interface GetRowsArgs extends RowsAsked {
  start: number;
  stop: number;
  locate?: number[];
}

export interface Row {
  id: number;
  depth: number;
  tag: string;
  vr: string;
  vm: string;
  keyword: string;
  name: string;
  value: string;
  raw: string;
  path: string;
  creator: string;
  length: number | null;
  children: number;
  number: number;
  private: boolean;
  previous: "" | "different" | "new";
  series: "" | "constant" | "varying" | "partial";
  problem: string | null;
}

/** What the rows were compared with. */
export interface MarksTold {
  previous: boolean;
  gone: number;
  looked_at: number;
  total: number;
}

/** The rows of the first screen, before the header is read. */
export interface FirstRows {
  rows: Row[];
}

export interface GetRowsResult {
  rows: Row[];
  start: number;
  total: number;
  matches: number;
  elements: number;
  title: string;
  problems: ErrorPayload[];
  flat: boolean;
  remark: string;
  places: number[];
  marks: MarksTold;
}

export interface FacetValue {
  key: string;
  label: string;
  count: number;
}

export interface Facet {
  name: FacetName;
  label: string;
  values: FacetValue[];
}

/** A component group of a person's name: label and text of each part. */
export interface NameGroup {
  group: string;
  parts: string[][];
}

export interface ElementDetail {
  id: number;
  path: string;
  python: string;
  written: string;
  values: { text: string; meaning: string }[];
  count: number;
  names: NameGroup[][];
}
