// The second transport: the answers stand in the page itself. What a kernel would answer for a
// widget that nobody changes any more: frames by number, rows with search and closed parents.

import { type Binary, dataView } from "./buffers.ts";
import { nextDifference, searchDifference } from "./difference_archive.ts";
import type { GetDifferenceResult } from "./difference_messages.ts";
import type { Form } from "./folding.ts";
import { type ArchivedGroups, groupAnswers } from "./groups_archive.ts";
import { headerAnswers, withParents } from "./header_archive.ts";
import type {
  BufferInfo,
  CommandName,
  Commands,
  FirstPicture,
  FrameError,
  FrameInfo,
  GetFramesResult,
  GetPreviewArgs,
  GetPreviewResult,
  GetRowsResult,
  MeasurementRow,
  PreviewRow,
  SeriesInfo,
} from "./messages.ts";
import type { GetReportResult } from "./report_messages.ts";
import { type Answer, KernelError, problem, type Transport } from "./transport.ts";

/** What stands in the page under a number, and how; `buffer` says what it becomes. */
export interface Kept {
  blob: number;
  form: Form;
  buffer: BufferInfo;
}

/** One frame. */
export interface ArchivedFrame extends Kept {
  info: FrameInfo;
}

/** The answer to one question. */
export interface Recorded {
  command: string;
  args: object;
  result: object;
  kept: Kept[];
}

/** What a widget could be asked, answered ahead; `null` where it does not know the command. */
export interface Archive {
  series: SeriesInfo | null;
  picture: ({ info: FirstPicture } & Kept) | null;
  frames: ArchivedFrame[];
  errors: FrameError[];
  rows: GetRowsResult | null;
  preview: GetPreviewResult | null;
  difference: GetDifferenceResult | null;
  measurements: MeasurementRow[] | null;
  report: GetReportResult | null;
  groups: ArchivedGroups | null;
  /** Kind of pane → model id. */
  panes: Record<string, string>;
  /** Questions that were asked ahead, word for word. */
  recorded: Recorded[];
}

/** Words of a preview's query that name an action: `action:uid`. */
const ACTION = "action:";
/** And those that name a kind of reason. */
const REASON = "reason:";

interface Archived {
  result: object;
  kept?: Kept[];
}

type Answers = {
  [C in CommandName]?: (args: Commands[C]["args"]) => {
    result: Commands[C]["result"];
    kept?: Kept[];
  };
};

/** Answer from `archive`; `fetched` gives what the page keeps. */
export function archiveTransport(
  archive: Archive,
  fetched: (kept: Kept) => Promise<Binary>,
): Transport {
  const header = headerAnswers(
    () => known(archive.rows),
    (message) => {
      throw new KernelError(problem("archive", message, "Run the notebook to see it."));
    },
  );
  const answers: Answers = {
    get_series: () => ({ result: known(archive.series) }),
    get_first_picture() {
      const { info, ...kept } = known(archive.picture);
      return { result: info, kept: [kept] };
    },
    get_frames: ({ indices }) => framesOf(archive, indices),
    get_rows: (args) => ({ result: header.get_rows(args) }),
    get_match: (args) => ({ result: header.get_match(args) }),
    get_facets: (args) => ({ result: header.get_facets(args) }),
    get_row_ids: (args) => ({ result: header.get_row_ids(args) }),
    get_element: (args) => ({ result: header.get_element(args) }),
    get_copy: (args) => ({ result: header.get_copy(args) }),
    get_preview: (args) => ({ result: searchPreview(known(archive.preview), args) }),
    get_difference: (args) => ({ result: searchDifference(known(archive.difference), args) }),
    get_next_difference: (args) => ({ result: nextDifference(known(archive.difference), args) }),
    get_measurements: () => ({ result: { measurements: known(archive.measurements) } }),
    get_report({ start, stop }) {
      const all = known(archive.report);
      return { result: { ...all, items: all.items.slice(start, stop), start } };
    },
    put_measurement: fixed,
    delete_measurement: fixed,
    ...(archive.groups && browserAnswers(archive.groups)),
    open_pane({ kind, selection }) {
      const model = archive.groups
        ? isSame(selection, archive.groups.selection) && archive.panes[kind]
        : archive.panes[selection.length ? `${kind}:${selection[0]}` : kind];
      return { result: { kind, ref: `anywidget:${known(model || null)}` } };
    },
    close_pane: () => ({ result: {} }),
    cancel: () => ({ result: {} }),
  };
  const recorded = recordedIn(archive.recorded);
  return {
    live: true,
    can: (question) => answered(archive).has(question),
    lost: null,
    held: false,
    onLive() {},
    onCut() {},
    on() {},
    async request<C extends CommandName>(command: C, args: Commands[C]["args"]) {
      // TypeScript can't see that the command fits its own arguments.
      const answer = answers[command] as ((args: unknown) => Archived) | undefined;
      const { result, kept = [] } = answer ? answer(args) : known(recorded(command, args));
      const buffers = (await Promise.all(kept.map(fetched))).map(dataView);
      return { result, buffers } as unknown as Answer<C>;
    },
  };
}

function known<T>(value: T | null | undefined): T {
  if (value !== null && value !== undefined) return value;
  throw new KernelError(
    problem("archive", "This page was saved without it.", "Run the notebook to see it."),
  );
}

function browserAnswers(groups: ArchivedGroups): Answers {
  const of = groupAnswers(groups);
  return {
    get_groups: (args) => ({ result: of.get_groups(args) }),
    get_group_ids: (args) => ({ result: of.get_group_ids(args) }),
    get_browser_facets: (args) => ({ result: of.get_browser_facets(args) }),
    get_group_findings: (args) => ({ result: of.get_group_findings(args) }),
    get_thumbnails: of.get_thumbnails,
  };
}

const isSame = (some: readonly number[], others: readonly number[]) =>
  some.length === others.length && some.every((each) => others.includes(each));

function fixed(): never {
  throw new KernelError(
    problem(
      "archive",
      "Measurements can't be changed in a saved page: nothing here computes them.",
      "Run the notebook to measure.",
    ),
  );
}

/** What a page that holds `archive` answers, beside what every widget is asked. */
export function answered(archive: Archive): Set<string> {
  return new Set([
    ...archive.recorded.map(({ command }) => command),
    ...Object.keys(archive.panes).map((kind) => `open_pane:${kind}`),
    ...(archive.groups ? ["get_group_findings"] : []),
  ]);
}

/** How a question is answered is no part of it. */
const MANNER = new Set(["accept", "priority"]);

function recordedIn(all: Recorded[]) {
  const keyOf = (command: string, args: object) =>
    JSON.stringify([
      command,
      ...Object.entries(args)
        .filter(([name, value]) => !MANNER.has(name) && value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  const byKey = new Map(all.map((each) => [keyOf(each.command, each.args), each]));
  return (command: string, args: object): Recorded | undefined => byKey.get(keyOf(command, args));
}

function framesOf(archive: Archive, indices: number[]) {
  const frames = indices
    .map((index) => archive.frames.find(({ info }) => info.index === index))
    .filter((frame) => frame !== undefined);
  const there = new Set(frames.map(({ info }) => info.index));
  const why = (index: number) =>
    archive.errors.find((error) => error.index === index) ?? {
      index,
      error: problem("archive", "This frame was not saved with the page."),
    };
  const result: GetFramesResult = {
    frames: frames.map(({ info }) => info),
    errors: indices.filter((index) => !there.has(index)).map(why),
    numbering: archive.series?.numbering ?? 1,
    milliseconds: 0,
    buffers: frames.map(({ buffer }) => buffer),
  };
  return { result, kept: frames };
}

function searchPreview(all: GetPreviewResult, args: GetPreviewArgs): GetPreviewResult {
  const { start, stop, show } = args;
  const asked = args.query.toLowerCase().split(/\s+/).filter(Boolean);
  const named = (prefix: string) =>
    asked.filter((word) => word.startsWith(prefix)).map((word) => word.slice(prefix.length));
  const actions = named(ACTION);
  const reasons = named(REASON);
  const words = asked.filter((word) => !word.startsWith(ACTION) && !word.startsWith(REASON));
  const wanted = (row: PreviewRow) => {
    if (
      actions.length > 0 ? !actions.includes(row.action) : show !== "all" && row.action === "keep"
    )
      return false;
    if (reasons.length > 0 && !reasons.includes(row.reason)) return false;
    const parts = [row.tag, row.keyword, row.name, row.before, row.after, row.why];
    const text = parts.join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const rows = withParents(all.rows.map((row) => ({ ...row, number: Number(wanted(row)) })));
  const places = args.locate.map((id) => rows.findIndex((row) => row.id === id));
  return { ...all, rows: rows.slice(start, stop), start, total: rows.length, places };
}
