// The second transport: the answers stand in the page itself. What a kernel would answer for a
// widget that nobody changes any more: frames by number, rows with search and closed parents.

import { type Binary, dataView } from "./buffers.ts";
import { nextDifference, searchDifference } from "./difference_archive.ts";
import type { GetDifferenceResult } from "./difference_messages.ts";
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

/** One frame; `blob` is the number of its buffer in the page. */
export interface ArchivedFrame {
  info: FrameInfo;
  buffer: BufferInfo;
  blob: number;
}

/** What a widget could be asked, answered ahead; `null` where it does not know the command. */
export interface Archive {
  series: SeriesInfo | null;
  picture: { info: FirstPicture; blob: number } | null;
  frames: ArchivedFrame[];
  errors: FrameError[];
  rows: GetRowsResult | null;
  preview: GetPreviewResult | null;
  difference: GetDifferenceResult | null;
  measurements: MeasurementRow[] | null;
  report: GetReportResult | null;
  /** Kind of pane → model id. */
  panes: Record<string, string>;
}

/** Words of a preview's query that name an action: `action:uid`. */
const ACTION = "action:";
/** And those that name a kind of reason. */
const REASON = "reason:";

interface Archived {
  result: object;
  buffers?: Binary[];
}

type Answers = {
  [C in CommandName]?: (args: Commands[C]["args"]) => {
    result: Commands[C]["result"];
    buffers?: Binary[];
  };
};

/** Answer from `archive`; `blob` gives the page's buffers by number. */
export function archiveTransport(archive: Archive, blob: (number: number) => Binary): Transport {
  const header = headerAnswers(
    () => known(archive.rows),
    (message) => {
      throw new KernelError(problem("archive", message, "Run the notebook to see it."));
    },
  );
  const answers: Answers = {
    get_series: () => ({ result: known(archive.series) }),
    get_first_picture() {
      const { info, blob: number } = known(archive.picture);
      return { result: info, buffers: [blob(number)] };
    },
    get_frames: ({ indices }) => framesOf(archive, indices, blob),
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
    open_pane({ kind, selection: [cell] }) {
      const model = known(archive.panes[cell === undefined ? kind : `${kind}:${cell}`]);
      return { result: { kind, ref: `anywidget:${model}` } };
    },
    close_pane: () => ({ result: {} }),
    cancel: () => ({ result: {} }),
  };
  return {
    live: true,
    lost: null,
    held: false,
    onLive() {},
    onCut() {},
    on() {},
    async request<C extends CommandName>(command: C, args: Commands[C]["args"]) {
      // TypeScript can't see that the command fits its own arguments.
      const answer = answers[command] as ((args: unknown) => Archived) | undefined;
      const { result, buffers = [] } = known(answer)(args);
      return { result, buffers: buffers.map(dataView) } as unknown as Answer<C>;
    },
  };
}

function known<T>(value: T | null | undefined): T {
  if (value !== null && value !== undefined) return value;
  throw new KernelError(
    problem("archive", "This page was saved without it.", "Run the notebook to see it."),
  );
}

function fixed(): never {
  throw new KernelError(
    problem(
      "archive",
      "Measurements can't be changed in a saved page: nothing here computes them.",
      "Run the notebook to measure.",
    ),
  );
}

function framesOf(archive: Archive, indices: number[], blob: (number: number) => Binary) {
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
  return { result, buffers: frames.map((frame) => blob(frame.blob)) };
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
