// Which items of a report are shown: closed branches and a search. Pure, so that it is tested in Node.
import type { ReportItem } from "../../sync/report_messages.ts";

/** All that a search looks in. */
export function wordsOf(item: ReportItem): string {
  const codes = [item.concept, item.code, item.unit_code].flatMap((code) =>
    code ? [code.meaning, code.value, code.scheme] : [],
  );
  const references = item.references.map(({ label }) => label);
  const told = [item.number, item.relationship, item.type, item.value, item.unit, item.qualifier];
  return [...told, ...codes, ...references].join(" ").toLowerCase();
}

/** Ids of the items that hold every word of `query`; null without a query. */
export function matching(items: readonly ReportItem[], query: string): Set<number> | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = items.filter((item) => {
    const text = wordsOf(item);
    return words.every((word) => text.includes(word));
  });
  return new Set(found.map(({ id }) => id));
}

/** Ids of the items to show: those found with all they lie in, or those below no closed one. */
export function visible(
  items: readonly ReportItem[],
  closed: ReadonlySet<number>,
  found: ReadonlySet<number> | null,
): Set<number> {
  const shown = new Set<number>();
  const above: ReportItem[] = [];
  let below = Number.POSITIVE_INFINITY;
  for (const item of items) {
    above.length = item.depth;
    above[item.depth] = item;
    if (found) {
      if (found.has(item.id)) for (const each of above) if (each) shown.add(each.id);
      continue;
    }
    if (item.depth > below) continue;
    shown.add(item.id);
    below = closed.has(item.id) ? item.depth : Number.POSITIVE_INFINITY;
  }
  return shown;
}

export interface Measured {
  group: string;
  item: ReportItem;
}

/** What was measured, each with the name of the nearest container that has one. */
export function measured(items: readonly ReportItem[]): Measured[] {
  const above: ReportItem[] = [];
  const rows: Measured[] = [];
  for (const item of items) {
    above.length = item.depth;
    above[item.depth] = item;
    if (item.type !== "NUM") continue;
    const named = above.filter((each) => each?.type === "CONTAINER" && each.concept);
    rows.push({ group: named.at(-1)?.concept?.meaning ?? "", item });
  }
  return rows;
}

/** Rows as CSV, quoted where that is needed. */
export function csv(rows: readonly (readonly string[])[]): string {
  const field = (text: string) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(field).join(",")).join("\r\n");
}
