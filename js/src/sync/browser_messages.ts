// The messages of CollectionBrowser: twin of dicomwidgets/widgets/_browser_commands.py, which says
// what each field means.
import type { ErrorPayload } from "./messages.ts";

export const BROWSER_COMMANDS = [
  "get_groups",
  "get_group_ids",
  "get_browser_facets",
  "get_group_findings",
  "cancel_loading",
] as const;

/** Arguments and result of every command of the browser of collections. */
export interface BrowserCommands {
  get_groups: { args: GetGroupsArgs; result: GetGroupsResult };
  get_group_ids: {
    args: GroupsAsked & { start: number; stop: number };
    result: { ids: number[] };
  };
  get_browser_facets: {
    args: { query: string; facets: Record<string, string[]> };
    result: { facets: BrowserFacet[] };
  };
  get_group_findings: { args: { ids: number[] }; result: GetGroupFindingsResult };
  cancel_loading: { args: Record<string, never>; result: Record<string, never> };
}

export type GroupLevel = "patients" | "studies" | "series";
export type GroupSeverity = "error" | "warning" | "info";

export interface GroupSort {
  column: string;
  descending: boolean;
}

/** Which rows are meant. */
export interface GroupsAsked {
  level: GroupLevel;
  tree: boolean;
  query: string;
  facets: Record<string, string[]>;
  sort: GroupSort | null;
  closed: number[];
  /** Levels whose groups are closed all but those of `opened`. */
  folded?: GroupLevel[];
  opened?: number[];
}

export interface GetGroupsArgs extends GroupsAsked {
  start: number;
  stop: number;
  locate?: number[];
}

export interface GroupFindings {
  severity: GroupSeverity;
  count: number;
  text: string;
}

export interface GroupRow {
  id: number;
  level: GroupLevel;
  depth: number;
  children: number;
  /** Column → text as it is shown. */
  cells: Record<string, string>;
  findings: GroupFindings | null;
  thumbnail: boolean;
}

export interface GroupCounts {
  patients: number;
  studies: number;
  series: number;
  instances: number;
  bytes: number;
}

export interface CollectionProgress {
  done: number;
  total: number | null;
  loading: boolean;
  complete: boolean;
  skipped: number;
  unreadable: number;
  checking: boolean;
  checked: boolean;
  problem: ErrorPayload | null;
}

export interface GetGroupsResult {
  rows: GroupRow[];
  start: number;
  total: number;
  matches: number;
  places: number[];
  /** What query and facets leave, and what there is. */
  counts: GroupCounts;
  all: GroupCounts;
  progress: CollectionProgress;
  remark: string;
  title: string;
}

export interface BrowserFacetValue {
  key: string;
  label: string;
  count: number;
}

export interface BrowserFacet {
  name: string;
  label: string;
  values: BrowserFacetValue[];
  more: number;
}

export interface GroupFinding {
  group: number;
  about: string;
  severity: GroupSeverity;
  rule: string;
  message: string;
  why: string;
  fix: string;
  file: string;
  files: number;
}

export interface GetGroupFindingsResult {
  findings: GroupFinding[];
  omitted: number;
  remark: string;
}
