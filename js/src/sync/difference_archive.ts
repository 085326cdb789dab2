// A comparison that was saved with its page: all rows are here, and chosen here.
import type {
  DifferenceLine,
  DifferenceQuestion,
  GetDifferenceArgs,
  GetDifferenceResult,
  GetNextDifferenceArgs,
  GetNextDifferenceResult,
} from "./difference_messages.ts";

export function searchDifference(
  all: GetDifferenceResult,
  { start, stop, ...question }: GetDifferenceArgs,
): GetDifferenceResult {
  const { rows, matches } = chosen(all, question);
  return {
    ...all,
    rows: rows.slice(start, stop),
    start,
    total: rows.length,
    matches,
    differences: rows.filter(counts).length,
    changeable: false,
  };
}

export function nextDifference(
  all: GetDifferenceResult,
  { from, step, ...question }: GetNextDifferenceArgs,
): GetNextDifferenceResult {
  const { rows } = chosen(all, question);
  const stops = rows.flatMap((row, index) => (counts(row) ? [index] : []));
  if (stops.length === 0) return { index: null, number: 0, total: 0 };
  const after = stops.findIndex((index) => index > from);
  const before = stops.findLastIndex((index) => index < from);
  const at = step === 1 ? Math.max(after, 0) : before < 0 ? stops.length - 1 : before;
  return { index: stops[at] ?? null, number: at + 1, total: stops.length };
}

const differs = ({ kind, ignored }: DifferenceLine) => kind !== "same" && !ignored;
const counts = (row: DifferenceLine) => differs(row) && !row.inherited;

function chosen(all: GetDifferenceResult, question: DifferenceQuestion) {
  const { query, collapsed, show, kinds } = question;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = (row: DifferenceLine) => {
    if (kinds.length > 0) return kinds.includes(row.kind) && !row.ignored;
    return show === "all" || differs(row);
  };
  const holds = ({ tag, keyword, name, vr, values, note }: DifferenceLine) => {
    const text = [tag, keyword, name, vr, ...values, note].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const kept = new Set<DifferenceLine>();
  const above: DifferenceLine[] = [];
  let matches = 0;
  const rows = all.rows.map((row) => ({ ...row, match: words.length > 0 && holds(row) }));
  for (const row of rows) {
    above.length = row.depth;
    above[row.depth] = row;
    if (!asked(row) || (words.length > 0 && !row.match)) continue;
    if (row.match) matches += 1;
    for (const each of above) if (each) kept.add(each);
  }
  const closed = new Set(collapsed);
  let below = Number.POSITIVE_INFINITY;
  const open = rows.filter((row) => {
    if (!kept.has(row) || row.depth > below) return false;
    below = closed.has(row.id) ? row.depth : Number.POSITIVE_INFINITY;
    return true;
  });
  return { rows: open, matches };
}
